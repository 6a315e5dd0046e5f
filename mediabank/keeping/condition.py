"""How the bank's parts stand: one look at each, for the status page and the command."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import storage
from mediabank import errors, search, store
from mediabank.media import running
from mediabank.models import Asset, Task


@dataclass(frozen=True)
class Part:
    """One part: `part` is the end of a text key, `line` says in figures how it stands."""

    part: str
    well: bool
    line: str


async def look() -> list[Part]:
    """Look at database, store, sandbox, index and queue; a part that fails is told, never raised."""
    return [await each() for each in LOOKS]


async def _database() -> Part:
    return Part("database", well=True, line=f"{await Asset.all().count()} assets")


async def _store() -> Part:
    try:
        place = await store.run(store.current().check)
    except (errors.Away, storage.StoreError) as fault:
        return Part("store", well=False, line=str(fault.__cause__ or fault))
    free = "" if place.free_bytes is None else f", {place.free_bytes // 10**9} GB free"
    return Part("store", well=True, line=f"{place.kind} {place.where}{free}")


async def _sandbox() -> Part:
    guards = running.sandbox().guards()
    return Part("sandbox", well=True, line=", ".join(f"{name}: {held}" for name, held in guards.items()))


async def _index() -> Part:
    found = await search.status()
    return Part("index", well=found.usable, line=f"{found.documents} documents, {found.engine}")


async def _queue() -> Part:
    failed = await Task.filter(state="failed").count()
    owed = await Task.filter(state__in=["waiting", "doing"]).count()
    return Part("queue", well=failed == 0, line=f"{owed} owed, {failed} failed")


LOOKS: tuple[Callable[[], Awaitable[Part]], ...] = (_database, _store, _sandbox, _index, _queue)
