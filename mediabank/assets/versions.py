"""A new version of an asset's file: the address stays, the bytes are new, the old ones stay too."""

from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock
from mediabank.assets import describe
from mediabank.assets.receive import Arrived, let_go, record_version
from mediabank.models import Asset, Version


async def replace(asset: Asset, arrived: Arrived, *, by: UUID | None) -> Version:
    """Put arrived bytes in use as the asset's next version; the description stays, facts about the file follow."""
    recorded = False
    try:
        async with in_transaction():
            asset = await describe.locked(asset, None)
            latest = await Version.filter(asset=asset).order_by("-number").first()
            number = (latest.number if latest else 0) + 1
            version = await record_version(asset, arrived, number=number, by=by)
            asset.modified_at = clock.now()
            await asset.save(update_fields=["modified_at"])
            await describe.file_changed(asset, version, by=by)
            await audit.record(
                "asset.version_added", subject=f"asset:{asset.id}", by=by, number=number, file=arrived.file_name
            )
        recorded = True
    finally:
        if not recorded:
            await let_go([arrived])
    return version
