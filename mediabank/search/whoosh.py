"""Whoosh as the engine: a folder of postings and stored rows, written by one writer, read segment by segment."""

import copy
import math
import os
import sys
import weakref
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.lang.snowball.norwegian import NorwegianStemmer
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.system import pack_uint

from mediabank.search.entries import Document, Row

SEGMENTS_PER_TIER = 6
"""So many segments of like size become one: commits stay quick, and a search reads few segments."""
TIER_FACTOR = 8
Postings = tuple["array[int]", "array[float]"]
"""(slots, weights)"""
KEPT_POSTINGS = 1_000_000
"""How many postings a process keeps unpacked; about 16 bytes each."""


class Damaged(Exception):  # noqa: N818 - what happened
    """The folder cannot be read as an index; it is derived and is made again."""


@cache
def _stemmer() -> Callable[[str], str]:
    stem: Callable[[str], str] = NorwegianStemmer().stem
    return stem


def norwegian_stem(word: str) -> str:
    """Snowball's Norwegian stem (M. F. Porter), which also serves nynorsk."""
    return _stemmer()(word)


class Counted(fields.FieldType):  # type: ignore[misc]
    """A field that is handed its terms with their counts, so that Whoosh cuts no text itself."""

    def __init__(self) -> None:
        super().__init__(format=formats.Frequency(), analyzer=None)

    def index(self, value: Mapping[str, int], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, value) for each term, as Whoosh's writer wants them."""
        for term, count in value.items():
            yield term.encode(), count, float(count), pack_uint(count)


class Positioned(fields.FieldType):  # type: ignore[misc]
    """A field that is handed its terms with their positions."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None)

    def index(self, value: Mapping[str, list[int]], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, value) for each term, as Whoosh's writer wants them."""
        for term, positions in value.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


SCHEMA = fields.Schema(exact=Counted(), spelled=Positioned(), stems=Counted(), title=Counted(), row=fields.STORED())


class Durable(FileStorage):  # type: ignore[misc]
    """Files that are on the disk, with a checksum beside each segment, before the table of contents names them."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._created: list[str] = []

    def create_file(self, name: str, **given: Any) -> Any:
        """Open a new file and remember it until the next rename."""
        self._created.append(name)
        return super().create_file(name, **given)

    def rename_file(self, oldname: str, newname: str, *, safe: bool = False) -> None:
        """Sync what was created, then let the new name appear; Whoosh renames only its table of contents."""
        folder = Path(self.folder)
        for path in [folder / name for name in self._created]:
            if path.suffix == ".seg":
                _sum_up(path, path)
            elif path.name == oldname:
                _sum_up(path, folder / newname)
            if path.exists():
                sync(path)
        self._created = []
        sync(folder)
        super().rename_file(oldname, newname, safe=safe)
        sync(folder)
        for old in folder.glob("*.toc.crc"):
            if old.stem != newname:
                old.unlink()


def _generation(contents: Path) -> int:
    """The number of a table of contents; after a kill the one before may still lie there."""
    return int(contents.stem.rpartition("_")[2])


def _sum_up(path: Path, named: Path) -> None:
    """Write the checksum of a file beside the name that it will have."""
    beside = named.with_name(f"{named.name}.crc")
    beside.write_text(str(zlib.crc32(path.read_bytes())))
    sync(beside)


def _verify(path: Path) -> None:
    """Raises Damaged where a file is not what was written."""
    beside = path.with_name(f"{path.name}.crc")
    if not beside.exists() or zlib.crc32(path.read_bytes()) != int(beside.read_text()):
        raise Damaged(f"{path} is not what was written")


def sync(path: Path) -> None:
    """Have a file or folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Segment:
    """One immutable piece of the index; its documents are known by their slots in the columns."""

    def __init__(self, reader: Any, assets: Sequence[str], slots: Sequence[int], kept: "Kept") -> None:
        self.name: str = reader.segment().segment_id()
        self.assets = assets
        self.deleted: frozenset[int] = frozenset()
        self.live = 0
        self._slots = slots
        self._reader = reader
        self._kept = kept
        self._reading = Lock()
        weakref.finalize(self, reader.close)  # the files are let go when no search holds the segment any more

    def postings(self, field: str, term: str) -> Postings:
        """(slots, weights) of the documents with this term; `live` must still be laid over them."""
        key = (self.name, field, term)
        found = self._kept.get(key)
        if found is None:
            found = array("l"), array("f")
            with self._reading:  # a reader has one place in its file
                for matcher in self._matcher(field, term):
                    found[0].append(self._slots[matcher.id()])
                    found[1].append(matcher.weight())
            self._kept.put(key, found)
        return found

    def phrase(self, terms: Sequence[Sequence[str]]) -> list[int]:
        """Slots of documents in which these words follow each other, each in any of its spellings."""
        starts: dict[int, set[int]] | None = None
        with self._reading:
            for offset, spellings in enumerate(terms):
                here: dict[int, set[int]] = {}
                for matcher in (m for term in spellings for m in self._matcher("spelled", term)):
                    if starts is None or matcher.id() in starts:
                        at = {position - offset for position in matcher.value_as("positions")}
                        here.setdefault(matcher.id(), set()).update(at)
                starts = here if starts is None else _together(starts, here)
        return [self._slots[number] for number in starts or {}]

    def _matcher(self, field: str, term: str) -> Iterator[Any]:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher
            matcher.next()


class Kept:
    """Postings that were unpacked lately, up to a total size; segments never change, so they never go stale."""

    def __init__(self, most: int = KEPT_POSTINGS) -> None:
        self._most = most
        self._total = 0
        self._kept: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str, str]) -> Postings | None:
        """What is kept, now the latest used."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[str, str, str], postings: Postings) -> None:
        """Keep, and forget what was used longest ago; an absent term counts too."""
        with self._lock:
            self._total += len(postings[0]) + 10 - (len(self._kept[key][0]) + 10 if key in self._kept else 0)
            self._kept[key] = postings
            while self._total > self._most:
                self._total -= len(self._kept.popitem(last=False)[1][0]) + 10


class Volume:
    """One folder of the index: what was written last is what `segments` shows after `refresh`."""

    def __init__(self, folder: Path, index: Any) -> None:
        self.folder = folder
        self.segments: tuple[Segment, ...] = ()
        self.slots: dict[str, int] = {}
        """Asset → its number in the columns; stable as long as this volume is open."""
        self._index = index
        self._kept = Kept()
        self._places: dict[str, tuple[str, int]] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    @classmethod
    def create(cls, folder: Path) -> "Volume":
        """A new, empty folder."""
        folder.mkdir(parents=True)
        return cls(folder, FileIndex.create(Durable(str(folder)), SCHEMA))

    @classmethod
    def open(cls, folder: Path) -> "tuple[Volume, dict[int, Row | None]]":
        """A folder from before, and all its rows; raises Damaged."""
        try:
            for contents in sorted(folder.glob("*.toc"), key=_generation)[-1:]:
                _verify(contents)
            volume = cls(folder, FileIndex(Durable(str(folder)), SCHEMA))
            return volume, volume.refresh()
        except Exception as fault:  # bytes that are not an index raise anything, bare Exception too
            raise Damaged(f"{folder}: {fault!r}") from fault

    def write(self, documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """Put documents in place of what the index holds of their assets, take others out; durable on return."""
        writer = self._index.writer(codec=W3Codec(blocklimit=512, compression=0), limitmb=64)
        try:
            bases = _bases(writer.segments)
            latest = {document.row.asset: document for document in documents}
            for asset in {*latest, *gone}:
                if asset in self._places:
                    segment, number = self._places[asset]
                    writer.delete_document(bases[segment] + number)
            for document in latest.values():
                terms = document.terms
                writer.add_document(
                    row=packed(document.row),
                    exact=terms.exact,
                    spelled=terms.spelled,
                    stems=terms.stems,
                    title=terms.title,
                )
            writer.commit(mergetype=merged_tiers)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def refresh(self) -> dict[int, Row | None]:
        """Read what was written since the last time: slot → its new row, or None where the asset is out."""
        listed = self._index._segments()  # noqa: SLF001 - a reader over all segments would open every one anew
        before = {segment.name: segment for segment in self.segments}
        names = {each.segment_id() for each in listed}
        lost = {asset for s in self.segments if s.name not in names for asset in self._held_by(s)}
        changes: dict[int, Row | None] = {}
        segments = []
        for each in listed:
            segment = before.get(each.segment_id())
            if segment is None:
                segment = self._opened(each, changes)
            lost |= self._less(segment, frozenset(each.deleted_docs()))
            segments.append(segment)
        for asset in lost:
            slot = self.slots[asset]
            if slot not in changes:
                changes[slot] = None
                del self._places[asset]
        self.segments = tuple(segments)
        return changes

    def _opened(self, listed: Any, changes: dict[int, Row | None]) -> Segment:
        _verify(self.folder / f"{listed.segment_id()}.seg")
        whole = copy.copy(listed)
        whole._deleted = None  # noqa: SLF001 - deletions are laid over as bits, quicker than Whoosh's filter
        reader = SegmentReader(self._index.storage, SCHEMA, whole)
        assets: list[str] = []
        slots = array("l")
        live = []
        for number, stored in reader.iter_docs():
            values = list(stored["row"])
            values[-2] = tuple(self._pairs.setdefault(pair, pair) for pair in values[-2])
            row = Row(*values)
            asset = sys.intern(row.asset)
            slot = self.slots.setdefault(asset, len(self.slots))
            assets.append(asset)
            slots.append(slot)
            if not listed.is_deleted(number):
                live.append(slot)
                changes[slot] = row
                self._places[asset] = (listed.segment_id(), number)
        segment = Segment(reader, assets, slots, self._kept)
        segment.live = mask(live)
        segment.deleted = frozenset(listed.deleted_docs())
        return segment

    def _less(self, segment: Segment, deleted: frozenset[int]) -> set[str]:
        """Take newly deleted documents out of a segment's live ones; gives the assets that now have none."""
        assets = {segment.assets[number]: number for number in deleted - segment.deleted}
        segment.live &= ~mask(self.slots[asset] for asset in assets)
        segment.deleted = deleted
        return {asset for asset, number in assets.items() if self._places.get(asset) == (segment.name, number)}

    def _held_by(self, segment: Segment) -> Iterator[str]:
        for asset in segment.assets:
            if self._places.get(asset, ("",))[0] == segment.name:
                yield asset


def mask(slots: Iterable[int]) -> int:
    """The bits of these slots as one number."""
    numbers = list(slots)
    if not numbers:
        return 0
    bits = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def packed(row: Row) -> tuple[Any, ...]:
    """A row as it is stored."""
    return tuple(getattr(row, name) for name in row.__slots__)


def merged_tiers(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: many segments of like size become one; mostly deleted ones are cleaned with them."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        alive = segment.doc_count()
        tier = int(math.log(max(alive, 1), TIER_FACTOR)) if alive * 2 > segment.doc_count_all() else 0
        tiers.setdefault(tier, []).append(segment)
    kept: list[Any] = []
    for alike in tiers.values():
        if len(alike) < SEGMENTS_PER_TIER:
            kept += alike
            continue
        for segment in alike:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def _together(starts: dict[int, set[int]], here: dict[int, set[int]]) -> dict[int, set[int]]:
    both = {number: starts[number] & at for number, at in here.items()}
    return {number: at for number, at in both.items() if at}


def _bases(segments: Sequence[Any]) -> dict[str, int]:
    """Where each segment begins in the numbering of all documents."""
    bases, base = {}, 0
    for segment in segments:
        bases[segment.segment_id()] = base
        base += segment.doc_count_all()
    return bases
