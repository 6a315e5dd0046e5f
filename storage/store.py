"""What every place for bytes promises: the contract, its values and its exceptions."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, ClassVar, Literal, Protocol, Self

CHUNK_BYTES = 1 << 20
"""How much is read at a time; 1 MiB costs a third of the CPU of 64 KiB."""

AT_HAND_BYTES = 1 << 18
"""Read and sent on from one core's cache."""

KEY_LENGTH = 512
_PART = r"[a-z0-9][a-z0-9._-]{0,127}"
_KEY = re.compile(rf"{_PART}(?:/{_PART})*", re.ASCII)

Bytes = bytes | bytearray | memoryview


class StoreError(Exception):
    """What can go wrong with stored bytes: a code and its values; the sentence is the caller's."""

    code: ClassVar[str]

    def __init__(self, **values: str | int | None) -> None:
        super().__init__(self.code, values)
        self.values = values


class Missing(StoreError):
    """No object has this key. Values: key."""

    code = "missing"


class BadKey(StoreError):
    """The key is not one that every store can hold. Values: key."""

    code = "bad_key"


class Mismatch(StoreError):
    """Bytes are not what was promised or written; nothing is visible. Values: key, what, expected, found."""

    code = "mismatch"


class Full(StoreError):
    """No room for more bytes: disk, quota or file size. Values: cause."""

    code = "full"


class ScratchFull(Full):
    """Local copies in use leave no room for this one. Values: key, size_bytes, limit_bytes."""

    code = "scratch_full"


class Unavailable(StoreError):
    """The place does not answer, or refuses us; nothing is known of the object. Values: cause."""

    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Blob:
    """An object that was just written and read back: its key, size and digests (lower-case hex; CRC-32 as in zip)."""

    key: str
    size_bytes: int
    sha256: str
    crc32: int


@dataclass(frozen=True, slots=True)
class Stat:
    """What the place itself knows of an object; `modified` is UTC by the place's own clock."""

    key: str
    size_bytes: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes lie, for the status page; `free_bytes` is None where nobody knows."""

    kind: Literal["folder", "s3"]
    where: str
    free_bytes: int | None


class Writer(Protocol):
    """One object on its way in; nothing is visible before `commit`. Used by one thread at a time.

    As a context manager it aborts on leaving, unless committed.
    """

    def write(self, data: Bytes, /) -> int:
        """Take all of `data`; give its length. Errors: Full, Unavailable."""
        ...

    def commit(self) -> Blob:
        """Read the bytes back, then let them be seen, durably and all at once.

        Errors: Mismatch (size or digest not the promised one, or read back differently), Full, Unavailable;
        after each of them nothing is visible and what was there before is still there. One exception: when a
        store stops answering in the very moment of completion, Unavailable leaves open whether the object is there.
        """
        ...

    def abort(self) -> None:
        """Leave no trace. Does nothing after commit or abort."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Store(Protocol):
    """A flat space of keys. All methods block and may be called from many threads at once.

    Any method that is given a key may raise BadKey, any method Unavailable.
    """

    def prepare(self) -> None:
        """Make the place (folder, bucket) where it is absent; harmless where it is not.

        Only for the one who founds a bank: nothing else makes the place, so that a disk that is not mounted
        is an error and never a new, empty store.
        """
        ...

    def check(self) -> Place:
        """Write, read and remove a small object. Errors: Unavailable, Full."""
        ...

    def writer(self, key: str, *, size_bytes: int | None = None, sha256: str | None = None) -> Writer:
        """Begin an object; size and digest, where given, are demanded at commit.

        An object that has this key already is replaced whole at commit (tasks that make renditions are run twice).
        That originals are written once rests on their keys: each holds a version id that was never used before.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """A buffered, seekable reader; close it. Errors: Missing."""
        ...

    def range(self, key: str, start: int = 0, stop: int | None = None) -> "Chunks":
        """Bytes start ≤ i < stop (None: the end) as chunks of at most 1 MiB, clipped at the end like a slice.

        Errors: Missing at the call; Unavailable while reading, when fewer bytes come than lie there; ValueError
        for negative numbers.
        """
        ...

    def stat(self, key: str) -> Stat:
        """Size and time of an object. Errors: Missing."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; a key that has none is fine."""
        ...

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Every object whose key begins with these characters, sorted by key."""
        ...

    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """A file with the object's bytes, for reading only and gone (or not yours) after the block.

        Errors: Missing, ScratchFull, Mismatch.
        """
        ...

    def local_path(self, key: str) -> Path | None:
        """The object's own file where the place is a folder, for delegated delivery; else None. Does not look."""
        ...

    def tidy(self, *, older_than: datetime) -> int:
        """Remove what dead writers left behind before this moment (an aware datetime); how many there were."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Chunks(Iterator[bytes]):
    """A run of bytes in pieces; closes its source at the end, on `close()` and at the end of a `with` block."""

    def __init__(
        self,
        read: Callable[[int], bytes],
        close: Callable[[], None],
        *,
        size_bytes: int,
        ready: Callable[[int], bool] | None = None,
    ) -> None:
        self._read, self._close, self._ready = read, close, ready
        self.left_bytes = size_bytes

    def at_hand(self) -> bytes:
        """The next piece, at most 256 KiB, if it can be had without waiting for a disk or a line; else b"".

        For an event loop: such a piece costs half of what one costs that comes from a thread on another core.
        """
        size = min(AT_HAND_BYTES, self.left_bytes)
        if size == 0 or self._ready is None or not self._ready(size):
            return b""
        piece = self._read(size)
        self.left_bytes -= len(piece)
        return piece

    def __next__(self) -> bytes:
        if self.left_bytes == 0:
            self.close()
            raise StopIteration
        chunk = self._read(min(CHUNK_BYTES, self.left_bytes))
        if not chunk:
            self.close()
            raise Unavailable(cause="cut")
        self.left_bytes -= len(chunk)
        return chunk

    def close(self) -> None:
        """Stop here; harmless twice."""
        self.left_bytes = 0
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self._close()


def good_key(key: str) -> str:
    """The key itself, where every store can hold it: lower-case parts of a-z 0-9 . _ - divided by single slashes.

    No part begins with a dot or a sign or is longer than 128, and the whole has at most 512 characters, so no key
    leaves the folder, names a hidden file or meets another one on a file system that does not know capitals.
    A key must not be the folder of another ("a" beside "a/b"): a folder store cannot hold both. Errors: BadKey.
    """
    if len(key) > KEY_LENGTH or not _KEY.fullmatch(key):
        raise BadKey(key=key[:KEY_LENGTH])
    return key
