"""Renditions as rows: made once from a version by a recipe, kept in the store, made again whenever they are gone."""

import asyncio
import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

import storage
from mediabank import clock, jobs, store
from mediabank.assets import filed
from mediabank.assets.receive import original_key
from mediabank.media import pictures, recipes, running
from mediabank.media.sandbox import Died, JobFailed
from mediabank.models import Rendition, Version

PACKET_DIGITS = 12
PAGE = 500


class Measure(NamedTuple):
    """How large a rendition is."""

    width_px: int
    height_px: int


_making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""A lock lives as long as somebody makes or waits for its rendition."""


@jobs.task("assets.make_renditions")
async def make_renditions(version: str) -> None:
    """Make what every page shows of a version: thumb, card and preview in one decoding; then the index is told."""
    row = await Version.get_or_none(id=version)
    if row is None:
        return
    wanted = [recipe for recipe in _always(row) if not await _row(row.id, recipe, "")]
    if row.preview == "yes" and wanted:
        try:
            await _make(row, wanted, packet=None)
        except (Died, JobFailed) as fault:
            row.preview = "damaged" if isinstance(fault, JobFailed) else "too_large"
            await row.save(update_fields=["preview"])
    async with in_transaction():
        await jobs.defer("search.index", key=f"index:{row.asset_id}", asset=row.asset_id)


def _always(version: Version) -> Sequence[recipes.Recipe]:
    """What is made of every version at once; a stored base too where the original is slow to decode."""
    slow = pictures.deserves_base(filed.file_facts(version))
    return (*recipes.BROWSING, recipes.BASE) if slow else recipes.BROWSING


async def browsing(versions: Sequence[UUID]) -> dict[UUID, dict[str, Measure]]:
    """The browsing renditions of many versions in one query: version → recipe → size."""
    rows = Rendition.filter(version_id__in=list(versions), packet="")
    found: dict[UUID, dict[str, Measure]] = {version: {} for version in versions}
    for version, recipe, *size in await rows.values_list("version_id", "recipe", "width_px", "height_px"):
        found[version][recipe] = Measure(*size)
    return found


async def delivered(version: Version, recipe: recipes.Recipe, packet: bytes | None) -> Rendition:
    """The rendition of a recipe with this XMP packet; made at the first request, once, then found.

    Errors: sandbox.Died and sandbox.JobFailed where the bytes cannot be decoded; Away.
    """
    mark = packet_mark(packet)
    key = object_key(version.id, recipe, mark, recipe.extension)
    lock = _making.get(key) or asyncio.Lock()
    _making[key] = lock
    async with lock:
        return await _row(version.id, recipe, mark) or (await _make(version, [recipe], packet=packet))[0]


async def let_go_superseded(before: datetime) -> int:
    """Forget deliveries made before this moment whose packet is no longer the newest of their recipe; how many.

    Their objects have no row then, and the sweep removes them. Whoever asks for one again gets it made anew.
    """
    rows = (
        await Rendition.filter(packet__not="")
        .order_by("version_id", "recipe", "-made_at")
        .values_list("id", "version_id", "recipe", "made_at")
    )
    newest: tuple[Any, Any] | None = None
    old = []
    for id_, version, recipe, made_at in rows:
        if (version, recipe) == newest and made_at < before:
            old.append(id_)
        newest = (version, recipe)
    for start in range(0, len(old), PAGE):
        await Rendition.filter(id__in=old[start : start + PAGE]).delete()
    return len(old)


def packet_mark(packet: bytes | None) -> str:
    """What tells one packet's rendition from another's: the first 12 hex of its SHA-256."""
    return hashlib.sha256(packet).hexdigest()[:PACKET_DIGITS] if packet else ""


def object_key(version: UUID, recipe: recipes.Recipe, mark: str, extension: str) -> str:
    """Where a rendition lies; a new version of the recipe or another packet is another object."""
    middle = f"-{mark}" if mark else ""
    return f"renditions/{version}/{recipe.id}-{recipe.version}{middle}.{extension}"


async def _row(version: UUID, recipe: recipes.Recipe, mark: str) -> Rendition | None:
    return await Rendition.get_or_none(version_id=version, recipe=recipe.id, recipe_version=recipe.version, packet=mark)


async def _make(version: Version, wanted: Sequence[recipes.Recipe], *, packet: bytes | None) -> list[Rendition]:
    """Decode once, make all that is wanted, store the bytes, then record them."""
    mark = packet_mark(packet)
    with tempfile.TemporaryDirectory(prefix="renditions-") as folder:
        source, media_type = await _source(version, wanted)
        async with store.local_copy(source) as file:
            made = await pictures.make(
                running.sandbox(), file, wanted, media_type=media_type, xmp=packet, out_dir=Path(folder)
            )
        by_id = {recipe.id: recipe for recipe in wanted}
        rows = []
        for each in made:
            recipe = by_id[each.recipe]
            key = object_key(version.id, recipe, mark, each.path.suffix.removeprefix("."))
            blob = await store.run(_stored, key, each.path)
            rows.append(await _recorded(version, recipe, mark, each, blob))
        if version.dominant is None and made:
            version.dominant = made[0].dominant
            await version.save(update_fields=["dominant"])
    return rows


async def _source(version: Version, wanted: Sequence[recipes.Recipe]) -> tuple[str, str]:
    """Where to decode from: the stored base where it is there and large enough, else the original."""
    base = await _row(version.id, recipes.BASE, "")
    largest_px = max(max(recipe.width_px, recipe.height_px) for recipe in wanted)
    if base is not None and largest_px <= recipes.BASE.width_px:
        return base.key, base.media_type
    return original_key(version.id), version.media_type


async def _recorded(
    version: Version, recipe: recipes.Recipe, mark: str, made: pictures.Made, blob: storage.Blob
) -> Rendition:
    with suppress(IntegrityError):  # another process made the same one; its row stands
        return await Rendition.create(
            version=version,
            recipe=recipe.id,
            recipe_version=recipe.version,
            packet=mark,
            key=blob.key,
            media_type=made.media_type,
            width_px=made.width_px,
            height_px=made.height_px,
            size=blob.size_bytes,
            digest=blob.sha256,
            crc32=blob.crc32,
            made_at=clock.now(),
        )
    found = await _row(version.id, recipe, mark)
    assert found is not None
    return found


def _stored(key: str, path: Path) -> storage.Blob:
    with store.current().writer(key) as writer, path.open("rb") as file:
        while chunk := file.read(1 << 20):
            writer.write(chunk)
        return writer.commit()
