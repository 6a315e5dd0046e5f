"""How the bank's parts stand: one look at each, for the status page and the command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import storage
from mediabank import errors, search, store
from mediabank.media import running
from mediabank.models import Asset, Task


@dataclass(frozen=True)
class Part:
    """One part: `part` is the end of a text key; `line` says in figures how it stands, `facts` for a page."""

    part: str
    well: bool
    line: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Empty where only `line` can tell: what a fault said."""


async def look() -> list[Part]:
    """Look at database, store, sandbox, index and queue; a store that is away is told, a database is raised."""
    return [await each() for each in LOOKS]


async def _database() -> Part:
    assets = await Asset.all().count()
    return Part("database", well=True, line=f"{assets} assets", facts={"n": assets})


async def _store() -> Part:
    try:
        place = await store.run(store.current().check)
    except (errors.Away, storage.StoreError) as fault:
        return Part("store", well=False, line=str(fault.__cause__ or fault))
    free = "" if place.free_bytes is None else f", {place.free_bytes // 10**9} GB free"
    facts = {"where": place.where, "free_bytes": place.free_bytes}
    return Part("store", well=True, line=f"{place.kind} {place.where}{free}", facts=facts)


async def _sandbox() -> Part:
    guards = running.sandbox().guards()
    line = ", ".join(f"{name}: {held}" for name, held in guards.items())
    return Part("sandbox", well=True, line=line, facts=guards)


async def _index() -> Part:
    found = await search.status()
    line = f"{found.documents} documents, {found.engine}"
    return Part("index", well=found.usable, line=line, facts={"n": found.documents, "engine": found.engine})


async def _queue() -> Part:
    failed = await Task.filter(state="failed").count()
    owed = await Task.filter(state__in=["waiting", "doing"]).count()
    line = f"{owed} owed, {failed} failed"
    return Part("queue", well=failed == 0, line=line, facts={"owed": owed, "failed": failed})


LOOKS: tuple[Callable[[], Awaitable[Part]], ...] = (_database, _store, _sandbox, _index, _queue)
