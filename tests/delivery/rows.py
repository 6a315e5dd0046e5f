"""Assets for tests of what leaves the bank: bytes in the store, rows as receiving and publishing leave them."""

import hashlib
import zlib
from datetime import timedelta

from mediabank import clock, store
from mediabank.access import TAKE
from mediabank.assets.receive import original_key
from mediabank.models import Asset, AssetReach, Organisation, Revision, SchemeVersion, Version, new_id


async def organisation(slug="lundebiblioteket"):
    """A library."""
    found = await Organisation.get_or_none(slug=slug)
    return found or await Organisation.create(
        name=slug.capitalize(), slug=slug, kind="folkebibliotek", created_at=clock.now()
    )


async def public_asset(asset_id, data, *, reach=("public",), owner=None, values=None, state="publisert", **version):
    """A published asset with these bytes as its one version."""
    owner = owner or await organisation("eier")
    moment = clock.now()
    asset = await Asset.create(
        id=asset_id,
        owner=owner,
        created_at=moment,
        modified_at=moment,
        revision=0,
        media_kind="image",
        state=state,
        available_from=moment - timedelta(days=1),
        sort_title="",
    )
    for token in reach:
        await AssetReach.create(asset=asset, right=TAKE.value, token=token)
    await new_version(asset, data, **version)
    await describe(asset, values or {"title": {"nb": "Les mer i sommer"}})
    return asset


async def new_version(asset, data, *, media_type="image/jpeg", file_name="bilde.jpg", **columns):
    """Bytes in the store and the row that names them, in use from now on."""
    row = {
        "media_kind": "image",
        "width_px": 640,
        "height_px": 480,
        "preview": "no_loader",
        "facts": {},
        "embedded": {},
        "created_at": clock.now(),
    } | columns
    version = await Version.create(
        id=new_id(),
        asset=asset,
        number=await Version.filter(asset=asset).count() + 1,
        digest=hashlib.sha256(data).hexdigest(),
        crc32=zlib.crc32(data),
        size=len(data),
        media_type=media_type,
        file_name=file_name,
        **row,
    )
    await store.run(_put, original_key(version.id), data)
    asset.version = version.id
    await asset.save(update_fields=["version"])
    return version


async def describe(asset, values, *, private=None):
    """The next revision, its values in the kept form."""
    scheme = await SchemeVersion.all().order_by("-id").first()
    asset.revision += 1
    await Revision.create(
        asset=asset, number=asset.revision, scheme=scheme, at=clock.now(), values=values, private=private or {}
    )
    await asset.save(update_fields=["revision"])


def _put(key, data):
    with store.current().writer(key) as writer:
        writer.write(data)
        writer.commit()
