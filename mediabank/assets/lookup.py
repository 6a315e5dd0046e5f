"""Finding assets the only way there is: through the access rule."""

from collections.abc import Collection

from tortoise.queryset import QuerySet

from mediabank import clock
from mediabank.access import SEE, Right, Viewer, permitted
from mediabank.models import Asset, Version

ID_LENGTH = 10
"""No longer text is an asset's id, and the column takes none."""


def visible(viewer: Viewer, right: Right = SEE) -> QuerySet[Asset]:
    """Every asset on which the viewer has the right now, on both roads; `viewer.reader()` asks for one road only."""
    return Asset.filter(permitted(viewer, right, clock.now()))


def visible_among(assets: Collection[str], viewer: Viewer, right: Right = SEE) -> QuerySet[Asset]:
    """Those of the named assets on which the viewer has the right now."""
    return Asset.filter(permitted(viewer, right, clock.now(), among=assets))


async def one(asset: str, viewer: Viewer, right: Right = SEE) -> Asset | None:
    """The asset, or None where it is hidden or absent: the two are alike. No byte of a blocked asset can be taken."""
    if len(asset) > ID_LENGTH:
        return None
    found = await visible_among([asset], viewer, right).select_related("owner").get_or_none()
    return None if found is not None and found.bytes_blocked and right is not SEE else found


async def again(asset: Asset) -> Asset:
    """The row of an asset that was already allowed, as it is after a change."""
    return await Asset.get(id=asset.id)


async def version_of(asset: Asset) -> Version:
    """The version in use."""
    assert asset.version is not None, "an asset is made with its first version"
    return await Version.get(id=asset.version)


async def versions_of(assets: Collection[Asset]) -> list[Version]:
    """The versions in use of many assets, in one query."""
    return await Version.filter(id__in=[asset.version for asset in assets if asset.version is not None])
