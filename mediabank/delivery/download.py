"""Which bytes a viewer gets, what they are called and who may keep them; the web sends them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import clock, jobs
from mediabank.access import NOBODY, TAKE, Viewer, allows, standing_of
from mediabank.assets import lookup, renditions
from mediabank.assets.receive import original_key
from mediabank.delivery import naming, packet
from mediabank.errors import Conflict, NotFound
from mediabank.media import kinds, recipes
from mediabank.media.sandbox import Died, JobFailed
from mediabank.models import Asset, Rendition, Revision, Version

ORIGINAL = "original"
"""What stands in the place of a recipe where the bytes are those that were uploaded."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Bytes that the viewer may have. `etag` is quoted; `rendition` is a recipe's id or ORIGINAL.

    `inline`: browsers may show it. `public`: a rendition that every stranger may take at this moment.
    `counted`: taking it is a download; looking at a thumbnail is not.
    """

    key: str
    size_bytes: int
    media_type: str
    file_name: str
    etag: str
    inline: bool
    public: bool
    counted: bool
    rendition: str
    asset: str
    version: UUID


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A size that an asset can be had in; `size_bytes` is known once it was made."""

    recipe: str
    width_px: int
    height_px: int
    media_type: str
    size_bytes: int | None

    @property
    def label_key(self) -> str:
        """The key of its name."""
        return f"recipe.{self.recipe}.label"

    @property
    def line_key(self) -> str:
        """The key of the line that says what it is good for."""
        return f"recipe.{self.recipe}.line"


async def original(asset: Asset, version: Version) -> Delivery:
    """The bytes as they were uploaded. Errors: NotFound where no byte may leave."""
    _open(asset)
    kind = kinds.KINDS.get(version.media_type)
    return Delivery(
        key=original_key(version.id),
        size_bytes=version.size,
        media_type=version.media_type,
        file_name=naming.original(version.file_name, version.media_type),
        etag=f'"{version.digest}"',
        inline=kind is not None and kind.inline,
        public=False,
        counted=True,
        rendition=ORIGINAL,
        asset=asset.id,
        version=version.id,
    )


async def version_for(asset: Asset, wanted: str, viewer: Viewer) -> Version:
    """The version in use, or the older one that a keeper names by its id. Errors: NotFound."""
    if not wanted:
        return await lookup.version_of(asset)
    found = await Version.get_or_none(id=_uuid(wanted), asset_id=asset.id)
    if found is None or (found.id != asset.version and asset.owner_id not in viewer.keeper):
        raise NotFound
    return found


async def rendition(asset: Asset, recipe_id: str, viewer: Viewer) -> Delivery:
    """The bytes of a recipe, of an asset that the viewer sees; a size to take is made at the first request.

    Errors: NotFound for what there is not, does not fit or may not be taken; Conflict where it cannot be made; Away.
    """
    recipe = recipes.RECIPES.get(recipe_id)
    if recipe is None or recipe.purpose == "base":
        raise NotFound
    if recipe.right == "see":
        _open(asset)
        return await _shown(asset, recipe)
    takeable = await lookup.one(asset.id, viewer, TAKE)
    if takeable is None:
        raise NotFound
    return await _made(takeable, recipe)


async def offered(version: Version) -> Sequence[Offer]:
    """The sizes to take that suit a version, never larger than it is."""
    rows = await Rendition.filter(version_id=version.id).order_by("made_at")
    known = {(row.recipe, row.recipe_version): row for row in rows}
    return [_offer(recipe, version, known.get((recipe.id, recipe.version))) for recipe in _fitting(version)]


async def lost(delivery: Delivery) -> None:
    """The object is gone though its row stands. A rendition's row is removed, so that the next request makes it anew.

    Of an original nothing is touched: `verify` names it, and a backup has it.
    """
    log.error("the object %s is missing from the store", delivery.key)
    if delivery.rendition == ORIGINAL:
        return
    await Rendition.filter(key=delivery.key).delete()
    if not delivery.counted:
        await _owe(delivery.version)


def mark(version: UUID) -> str:
    """What an address of a version's picture ends in, so that a new version is another address.

    The last digits: the first ones of a UUIDv7 are the time, the same for a minute.
    """
    return version.hex[-8:]


async def _shown(asset: Asset, recipe: recipes.Recipe) -> Delivery:
    """A browsing size. While a newer recipe's is not made yet, the older one is shown."""
    assert asset.version is not None, "an asset is made with its first version"
    rows = Rendition.filter(version_id=asset.version, recipe=recipe.id, packet="")
    row = await rows.order_by("-recipe_version").first()
    if row is None or row.recipe_version < recipe.version:
        await _owe(asset.version)
    if row is None:
        raise NotFound
    return await _of_row(row, asset, f"{asset.id}-{recipe.id}.{_extension(row)}", counted=False)


async def _made(asset: Asset, recipe: recipes.Recipe) -> Delivery:
    version = await lookup.version_of(asset)
    if recipe not in _fitting(version):
        raise NotFound
    words = await packet.of(asset) if recipe.xmp else None
    try:
        row = await renditions.delivered(version, recipe, words)
    except (Died, JobFailed) as fault:
        raise Conflict from fault
    return await _of_row(row, asset, await _name(asset, recipe, row), counted=True)


async def _of_row(row: Rendition, asset: Asset, file_name: str, *, counted: bool) -> Delivery:
    return Delivery(
        key=row.key,
        size_bytes=row.size,
        media_type=row.media_type,
        file_name=file_name,
        etag=f'"{row.digest}"',
        inline=True,
        public=await _public(asset),
        counted=counted,
        rendition=row.recipe,
        asset=asset.id,
        version=row.version_id,
    )


async def _name(asset: Asset, recipe: recipes.Recipe, row: Rendition) -> str:
    revision = await Revision.get(asset_id=asset.id, number=asset.revision)
    languages = await packet.languages(revision.values)
    return naming.rendition(revision.values.get("title") or {}, recipe.id, languages, _extension(row))


async def _public(asset: Asset) -> bool:
    """Whether a stranger could take it now, so that a cache between us and them may answer for a minute."""
    return allows(NOBODY, TAKE, await standing_of(asset), clock.now())


async def _owe(version: UUID) -> None:
    """The browsing sizes are missing; the task makes them, or finds that they cannot be made."""
    row = await Version.get(id=version)
    if row.preview == "yes":
        async with in_transaction():
            await jobs.defer("assets.make_renditions", key=f"renditions:{version}", version=str(version))


def _open(asset: Asset) -> None:
    """Consent withdrawn: no byte to anyone, the keeper too."""
    if asset.bytes_blocked:
        raise NotFound


def _fitting(version: Version) -> Sequence[recipes.Recipe]:
    """A page has no pixels of its own; its millimetres give the shape."""
    if version.preview != "yes":
        return ()
    width, height, scalable = _measure(version)
    return recipes.offered(width, height, scalable=scalable)


def _measure(version: Version) -> tuple[int, int, bool]:
    facts = version.facts or {}
    if facts.get("width_mm") and facts.get("height_mm"):
        return round(facts["width_mm"] * 10), round(facts["height_mm"] * 10), True
    return version.width_px or 1, version.height_px or 1, False


def _offer(recipe: recipes.Recipe, version: Version, row: Rendition | None) -> Offer:
    width, height, scalable = _measure(version)
    factor = 100 if scalable else 1  # larger than any box: a page fills it
    width_px, height_px = recipes.fitted(recipe, width * factor, height * factor)
    return Offer(
        recipe=recipe.id,
        width_px=row.width_px if row else width_px,
        height_px=row.height_px if row else height_px,
        media_type=row.media_type if row else recipe.media_type,
        size_bytes=row.size if row else None,
    )


def _extension(row: Rendition) -> str:
    return kinds.KINDS[row.media_type].extension


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
