"""The same bytes twice: two objects and one notice, only about assets that the one who asks may see."""

from mediabank.access import Viewer
from mediabank.assets import lookup
from mediabank.models import Asset, Version


async def twin(version: Version, viewer: Viewer) -> Asset | None:
    """Another asset with the same original bytes that the viewer may see."""
    others = Version.filter(digest=version.digest, asset_id__not=version.asset_id).limit(100)
    owners = await others.values_list("asset_id", flat=True)
    return await lookup.visible(viewer).filter(id__in=list(owners)).first() if owners else None
