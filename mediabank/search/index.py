"""The living index: one volume that serves, one writer, and a new volume built beside and swapped in."""

import asyncio
import fcntl
import logging
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TypeVar, TypeVarTuple

from mediabank import clock
from mediabank.concepts.words import Words, words
from mediabank.models import Asset, Task
from mediabank.search.columns import Columns
from mediabank.search.documents import gather
from mediabank.search.entries import Document, Row
from mediabank.search.matching import Shelf
from mediabank.search.meaning import Meaning
from mediabank.search.names import KIND_OF, Kind, Named, Names, name_of, named_word, other_names, renamed
from mediabank.search.typeahead import Grams
from mediabank.search.whoosh import Damaged, Volume, sync

SCHEMA_VERSION = 3
"""Raised whenever documents or their fields change; an older folder is then built anew."""
GATHERED, WRITTEN = 100, 4_000
"""Assets read from the database at a time, and written to a new volume at a time."""
QUERY_THREADS = 2
log = logging.getLogger(__name__)
Given = TypeVarTuple("Given")
Result = TypeVar("Result")
_NAME = re.compile(rf"{SCHEMA_VERSION}-[0-9TZ]+-[0-9a-f]+")


class Locked(Exception):  # noqa: N818 - what happened
    """Another process writes this index."""


@dataclass(frozen=True)
class Status:
    """What the status page shows."""

    documents: int
    segments: int
    version: str
    """Name of the folder that serves."""
    usable: bool
    """False while a first or damaged index is being built: not everything is found yet."""
    building: bool
    waiting: int
    """Tasks that the index still owes."""
    engine: str = "whoosh"


@dataclass
class Served:
    """A volume and what is held of it in memory."""

    volume: Volume
    shelf: Shelf
    titles: Grams[int]
    _turn: Lock = field(default_factory=Lock)
    """Held while the shelf is followed by another: the writer and who follows the words are two threads."""

    @classmethod
    def of(
        cls, volume: Volume, changes: dict[int, Row | None], names: Names, meaning: Meaning | None = None
    ) -> "Served":
        """Begin to serve a volume whose rows were just read."""
        served = cls(volume, Shelf((), Columns(meaning=meaning or Meaning()), names), Grams())
        served.take(changes)
        return served

    def write(self, documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """Write, and serve what was written."""
        self.volume.write(documents, gone)
        self.take(self.volume.refresh())

    def take(self, changes: dict[int, Row | None]) -> None:
        """Follow the columns and titles with new rows, then let searches see all of it at once."""
        with self._turn:
            before = self.shelf.columns
            self._entitle(changes, before)
            segments = tuple((segment, segment.live) for segment in self.volume.segments)
            self.shelf = Shelf(segments, before.changed(changes, self.volume.slots), self.shelf.names)

    def call(self, changes: Mapping[str, Named | None], meaning: Meaning | None = None) -> None:
        """Let values be called so and, where it is given, mean this; no document is written."""
        with self._turn:
            columns, names = self.shelf.columns, self.shelf.names
            if meaning is not None:
                columns = columns.meant(meaning)
            self.shelf = replace(self.shelf, columns=columns, names=names.changed(changes) if changes else names)

    def like(self, other: "Served") -> None:
        """Take over what another one's values mean and are called."""
        with self._turn:
            columns = self.shelf.columns.meant(other.shelf.columns.meaning)
            self.shelf = replace(self.shelf, columns=columns, names=other.shelf.names)

    def _entitle(self, changes: Mapping[int, Row | None], before: Columns) -> None:
        for slot, row in changes.items():
            old = before.rows[slot] if slot < len(before.rows) else None
            was, now = (each.titles if each is not None else () for each in (old, row))
            if was != now:
                for _, text in was:
                    self.titles.remove(slot, text)
                for _, text in now:
                    self.titles.add(slot, text)


class Index:
    """The index of one process."""

    def __init__(self, home: Path, served: Served, completions: Grams[str], words: Words, *, complete: bool) -> None:
        self.home = home
        self.served = served
        self.completions = completions
        self._words = words
        self._following = asyncio.Lock()
        self.complete = complete
        self._queries = ThreadPoolExecutor(QUERY_THREADS, thread_name_prefix="search")
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="search-writer")
        self._builds = ThreadPoolExecutor(1, thread_name_prefix="search-builder")
        self._turn = asyncio.Lock()
        self._meanwhile: set[str] | None = None
        self._lock: int | None = None

    @classmethod
    async def open(cls, home: Path) -> "Index":
        """Open what the pointer names; where it is missing, of another version or damaged, begin an empty one."""
        known = await words()
        others = await other_names()
        served, completions, complete = await asyncio.to_thread(_opened, home, known, others)
        return cls(home, served, completions, known, complete=complete)

    def close(self) -> None:
        """Finish what is running and let go of everything."""
        self._queries.shutdown(cancel_futures=True)
        self._writes.shutdown()
        self._builds.shutdown()
        if not self.complete:
            shutil.rmtree(self.served.volume.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    async def query(self, step: Callable[[*Given], Result], *given: *Given) -> Result:
        """Run a step of a search off the event loop."""
        return await self._run(self._queries, step, *given)

    async def take(self, ids: Sequence[str]) -> None:
        """Index these assets as the database has them now; durable and found on return. Raises Locked."""
        async with self._turn:
            if self._meanwhile is not None:
                self._meanwhile.update(ids)
            documents = await self._write(self._writes, self.served, ids)
        await self._learn(documents)

    async def follow(self) -> None:
        """Let names and columns mean what the words mean now; nothing to do where they have not changed.

        While one search sees to it, others go on with what there is.
        """
        if self._following.locked() or await words() is self._words:
            return
        async with self._following:
            known = await words()
            if known is not self._words:
                await self._run(self._queries, self._followed, known)

    def _followed(self, known: Words) -> None:
        changes = renamed(self._words, known, self.served.shelf.names)
        self._renamed(changes, Meaning.of(known))
        self._words = known

    async def rename(self, values: Iterable[tuple[Kind, str]]) -> None:
        """Take the names of organisations and messages in as the tables have them now."""
        changes = {value: await name_of(kind, value) for kind, value in values}
        async with self._following:
            await self._run(self._queries, self._renamed, changes)

    def _renamed(self, changes: Mapping[str, Named | None], meaning: Meaning | None = None) -> None:
        self._complete(changes)
        self.served.call(changes, meaning)

    def _complete(self, changes: Mapping[str, Named | None]) -> None:
        """Completions after these values are called so; messages are no completions."""
        before = self.served.shelf.names.entries
        for value, named in changes.items():
            for each, change in ((before.get(value), self.completions.remove), (named, self.completions.add)):
                for _, _, text in each.labels if each is not None and each.kind != "message" else ():
                    change(value, text)

    async def _learn(self, documents: Iterable[Document]) -> None:
        """Take in the names of organisations and messages that were unknown until now; concepts come with the words."""
        known = self.served.shelf.names.entries
        values = {(facet, value) for document in documents for facet, value in document.row.values}
        unknown = [(KIND_OF[facet], value) for facet, value in sorted(values) if facet in KIND_OF]
        if unknown := [each for each in unknown if each[1] not in known]:
            await self.rename(unknown)

    async def rebuild(self) -> None:
        """Build a new volume beside the serving one from the database, then swap it in; nothing written is lost.

        What changes meanwhile is written to the serving volume as always, and again to the new one: first while
        others may still write, at last while nobody may. The pointer names only complete volumes. Raises Locked.
        """
        async with self._turn:
            assert self._meanwhile is None, "one rebuilding at a time"
            self._claim()
            self._meanwhile = set()
        folder = self.home / _new_name()
        try:
            new = await self._run(self._builds, _empty_in, folder, self.served.shelf)
            await self._fill(new)
            while len(self._meanwhile) > GATHERED:
                changed, self._meanwhile = self._meanwhile, set()
                await self._write(self._builds, new, sorted(changed))
            async with self._turn, self._following:
                await self._write(self._builds, new, sorted(self._meanwhile))
                await self._run(self._builds, new.like, self.served)
                await self._run(self._builds, point, self.home, folder.name)
                self.served, self.complete = new, True
                self._meanwhile = None
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            self._meanwhile = None
        await self._run(self._builds, clear, self.home, folder.name)
        log.info("index %s now serves %d assets", folder.name, new.shelf.columns.every.bit_count())

    async def status(self) -> Status:
        """What there is and what is owed."""
        return Status(
            documents=self.served.shelf.columns.every.bit_count(),
            segments=len(self.served.shelf.segments),
            version=self.served.volume.folder.name,
            usable=self.complete,
            building=self._meanwhile is not None,
            waiting=await Task.filter(name__startswith="search.", state__in=["waiting", "doing"]).count(),
        )

    async def _fill(self, new: Served) -> None:
        last = ""
        while ids := await Asset.filter(id__gt=last).order_by("id").limit(WRITTEN).values_list("id", flat=True):
            await self._write(self._builds, new, [str(each) for each in ids])
            last = str(ids[-1])

    async def _write(self, thread: ThreadPoolExecutor, served: Served, ids: Sequence[str]) -> list[Document]:
        """Read assets from the database in small pieces, so that others get their turn, and write them at once."""
        if not ids:
            return []
        self._claim()
        documents: list[Document] = []
        for first in range(0, len(ids), GATHERED):
            documents += await gather(ids[first : first + GATHERED])
        gone = set(ids) - {document.row.asset for document in documents}
        await self._run(thread, served.write, documents, gone)
        return documents

    @staticmethod
    async def _run(thread: ThreadPoolExecutor, step: Callable[[*Given], Result], *given: *Given) -> Result:
        return await asyncio.get_running_loop().run_in_executor(thread, step, *given)

    def _claim(self) -> None:
        """One process writes: it holds the lock from its first write until it closes, or dies."""
        if self._lock is None:
            handle = os.open(self.home / "writing.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as held:
                os.close(handle)
                raise Locked(f"another process writes {self.home}") from held
            self._lock = handle


def point(home: Path, name: str) -> None:
    """Let the pointer name this volume from now on, also after a power cut."""
    new = home / "current.new"
    new.write_text(name)
    sync(new)
    new.replace(home / "current")
    sync(home)


def clear(home: Path, kept: str) -> None:
    """Remove every other volume; files that a running search still reads live until it ends."""
    for folder in home.iterdir():
        if folder.is_dir() and folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)


def _opened(home: Path, known: Words, others: Sequence[Named]) -> tuple[Served, Grams[str], bool]:
    """What serves, what completes, and whether all is in it: an empty volume where none can be used."""
    named = [each for word in known.own.values() if (each := named_word(word))] + list(others)
    names, meaning = Names(named), Meaning.of(known)
    completions = Grams[str]()
    for each in named:
        for _, _, text in each.labels if each.kind != "message" else ():
            completions.add(each.value, text)
    try:
        name = (home / "current").read_text()
        if _NAME.fullmatch(name):
            return Served.of(*Volume.open(home / name), names, meaning), completions, True
    except (OSError, UnicodeDecodeError, Damaged) as fault:
        log.info("the index is built anew: %s", fault)
    return _empty_in(home / _new_name(), Shelf((), Columns(meaning=meaning), names)), completions, False


def _empty_in(folder: Path, like: Shelf) -> Served:
    return Served.of(Volume.create(folder), {}, like.names, like.columns.meaning)


def _new_name() -> str:
    return f"{SCHEMA_VERSION}-{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
