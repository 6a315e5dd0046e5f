"""How many assets carry each concept."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from tortoise.expressions import Subquery
from tortoise.functions import Count

from mediabank import clock
from mediabank.access import SEE, Viewer, permitted
from mediabank.concepts.word import Words
from mediabank.models import Asset, AssetConcept


async def counts(words: Words, *, among: Collection[str] | None = None, viewer: Viewer | None = None) -> dict[str, int]:
    """Concept → how many assets carry it now: what was merged counts for what it was merged into, what lies below not.

    `among`: of these concepts only. `viewer`: only assets that the viewer may see; otherwise every asset that is not
    in the bin.
    """
    rows = AssetConcept.filter(asset__binned_at__isnull=True)
    if viewer is not None:
        rows = rows.filter(asset_id__in=Subquery(Asset.filter(permitted(viewer, SEE, clock.now())).values("id")))
    if among is not None:
        rows = rows.filter(concept_id__in=sorted({each for concept in among for each in words.same(concept)}))
    found = (
        await rows.annotate(n=Count("asset_id", distinct=True)).group_by("concept_id").values_list("concept_id", "n")
    )
    counted: dict[str, int] = {str(concept): int(n) for concept, n in found}
    for survivor in _several(words, counted):
        same = rows.filter(concept_id__in=sorted(words.same(survivor)))
        # a count over all rows comes grouped by the row's own id: it would be 1
        one = await Asset.filter(id__in=Subquery(same.values("asset_id"))).count()
        for each in words.same(survivor):
            counted.pop(each, None)
        counted[survivor] = one
    return counted


def _several(words: Words, counted: Mapping[str, Any]) -> list[str]:
    """The concepts whose meaning is carried under more than their own id: an asset with both counts once."""
    ids: dict[str, list[str]] = defaultdict(list)
    for each in counted:
        if each in words.by_id:
            ids[words.by_id[each].id].append(each)
    return [survivor for survivor, found in ids.items() if found != [survivor]]


async def carrying(concepts: Collection[str]) -> list[str]:
    """The assets that carry one of these very concepts and are not in the bin, the oldest first."""
    rows = AssetConcept.filter(concept_id__in=sorted(concepts), asset__binned_at__isnull=True)
    found: list[Any] = await rows.order_by("asset__created_at", "asset_id").values_list("asset_id", flat=True)
    return list(dict.fromkeys(map(str, found)))
