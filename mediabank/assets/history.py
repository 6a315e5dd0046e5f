"""What has happened to an asset: its saved states and its files, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mediabank.concepts.words import scheme
from mediabank.models import Asset, Audit, Revision, Version
from vocabularies.scheme import Scheme, joined


@dataclass(frozen=True)
class Saved:
    """One saved state of a description: when, by whom, and its values in the kept form."""

    number: int
    at: datetime
    by: str
    scheme: Scheme
    values: Mapping[str, Any]


async def saved(asset: Asset) -> Sequence[Saved]:
    """Every saved state, newest first."""
    rows = await Revision.filter(asset_id=asset.id).order_by("-number").select_related("by")
    return [
        Saved(
            number=row.number,
            at=row.at,
            by=row.by.name if row.by else "",
            scheme=await scheme(row.scheme_id),
            values=joined(row.values, row.private),
        )
        for row in rows
    ]


async def versions(asset: Asset) -> Sequence[Version]:
    """Every file that the asset has had, newest first, each with the person who brought it."""
    return await Version.filter(asset_id=asset.id).order_by("-number").select_related("created_by")


async def binned_by(assets: Sequence[Asset]) -> Mapping[str, str]:
    """Who put assets in the bin last: asset → name."""
    subjects = [f"asset:{asset.id}" for asset in assets]
    rows = await Audit.filter(action="asset.binned", subject__in=subjects).order_by("at").select_related("by")
    return {row.subject.removeprefix("asset:"): row.by.name for row in rows if row.by}
