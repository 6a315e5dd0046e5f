"""Removes objects that no row points at: older than 48 hours, and seen as such by the sweep before."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

import storage
from mediabank import clock, jobs, store
from mediabank.assets import renditions
from mediabank.models import Asset, Dump, Import, Orphan, Rendition, Version

AGE = timedelta(hours=48)
PAGE = 500
Owned = Callable[[Collection[str]], Awaitable[Collection[str]]]


@jobs.task("keeping.sweep")
async def sweep_task() -> None:
    """The nightly sweep."""
    await sweep()


async def sweep() -> tuple[int, int]:
    """One sweep: how many objects were removed, and how many orphans wait for the next sweep.

    An object is written before its row, so a young one may still get its row; and a row that is being written while
    this sweep looks will be there when the next one does.
    """
    moment = clock.now()
    await renditions.let_go_superseded(moment - AGE)
    before: set[Any] = set(await Orphan.all().values_list("key", flat=True))
    orphans, removed = [], 0
    for prefix, owned in OWNED.items():
        async for batch in _pages(prefix):
            for stat in await _without_row(batch, owned):
                if stat.key in before and moment - stat.modified > AGE:
                    removed += await _removed(stat, owned)
                else:
                    orphans.append(stat.key)
    async with in_transaction():
        await Orphan.all().delete()
        await Orphan.bulk_create((Orphan(key=key, seen_at=moment) for key in orphans), batch_size=PAGE)
    await store.run(lambda: store.current().tidy(older_than=moment - AGE))
    return removed, len(orphans)


async def _removed(stat: storage.Stat, owned: Owned) -> bool:
    """Remove what is still an orphan: a task that was owed for long may have made the same object anew meanwhile."""
    try:
        now_ = await store.run(store.current().stat, stat.key)
    except storage.Missing:
        return False
    if now_ != stat or await owned([stat.key]):
        return False
    await store.run(store.current().delete, stat.key)
    return True


async def _pages(prefix: str) -> AsyncIterator[list[storage.Stat]]:
    listing = store.current().list(prefix)

    def take() -> list[storage.Stat]:
        return list(islice(listing, PAGE))

    while batch := await store.run(take):
        yield batch


async def _without_row(batch: list[storage.Stat], owned: Owned) -> list[storage.Stat]:
    kept = await owned([stat.key for stat in batch])
    return [stat for stat in batch if stat.key not in kept]


async def _versions(keys: Collection[str]) -> Collection[str]:
    """originals/<id> and versions/<id>.json."""
    return await _by_id(Version, keys)


async def _dumps(keys: Collection[str]) -> Collection[str]:
    """dumps/<id>."""
    return await _by_id(Dump, keys)


async def _by_id(model: type[Version | Dump], keys: Collection[str]) -> Collection[str]:
    ids = {key: _uuid(key.rpartition("/")[2].removesuffix(".json")) for key in keys}
    rows: set[Any] = set(
        await model.filter(id__in=[each for each in ids.values() if each]).values_list("id", flat=True)
    )
    return {key for key, each in ids.items() if each in rows}


async def _renditions(keys: Collection[str]) -> Collection[str]:
    rows: list[Any] = await Rendition.filter(key__in=list(keys)).values_list("key", flat=True)
    return set(rows)


async def _assets(keys: Collection[str]) -> Collection[str]:
    """assets/<id>/<revision>.jsonld."""
    ids = {key: key.split("/")[1] for key in keys}
    rows: set[Any] = set(await Asset.filter(id__in=list(ids.values())).values_list("id", flat=True))
    return {key for key, each in ids.items() if each in rows}


async def _imports(keys: Collection[str]) -> Collection[str]:
    """imports/<id> and imports/<id>.lines, until the import has ended."""
    ids = {key: _uuid(key.rpartition("/")[2].removesuffix(".lines")) for key in keys}
    running = Import.filter(id__in=[each for each in ids.values() if each], finished_at__isnull=True)
    rows: set[Any] = set(await running.values_list("id", flat=True))
    return {key for key, each in ids.items() if each in rows}


OWNED: dict[str, Owned] = {
    "originals/": _versions,
    "versions/": _versions,
    "renditions/": _renditions,
    "assets/": _assets,
    "dumps/": _dumps,
    "imports/": _imports,
}
"""Prefix → which of these keys have a row."""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
