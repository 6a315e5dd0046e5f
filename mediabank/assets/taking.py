"""Takes a concept out of every description that says it, each as a revision of its own."""

from collections.abc import Mapping
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import jobs
from mediabank.assets import describe
from mediabank.models import Asset, AssetConcept


@jobs.task("assets.take_out")
async def take_out(concept: str) -> None:
    """Leave a declined concept out of every asset that carries it; again changes nothing."""
    carrying = await AssetConcept.filter(concept_id=concept).distinct().values_list("asset_id", flat=True)
    for asset in carrying:
        async with in_transaction():
            row = await Asset.filter(id=asset).select_for_update().get_or_none()
            if row is None:
                continue
            values = (await describe.latest(row)).values
            left = without(values, concept)
            if left != dict(values):
                await describe.record(row, left, by=None)


def without(values: Mapping[str, Any], concept: str) -> dict[str, Any]:
    """The values without a concept; a field that held nothing else falls away."""
    left = {name: _left(value, concept) for name, value in values.items()}
    return {name: value for name, value in left.items() if value not in (None, [], {})}


def _left(value: Any, concept: str) -> Any:
    if value == concept:
        return None
    if isinstance(value, list):
        return [each for one in value if (each := _left(one, concept)) is not None]
    if isinstance(value, Mapping):
        return {name: each for name, one in value.items() if (each := _left(one, concept)) is not None}
    return value
