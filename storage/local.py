"""A folder as a store: temporary file, sync, read back, rename."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from storage import claimed
from storage.digest import Proof, Tally
from storage.faults import from_system
from storage.store import (
    CHUNK_BYTES,
    BadKey,
    Blob,
    Bytes,
    Chunks,
    Missing,
    Place,
    Stat,
    StoreError,
    Unavailable,
    good_key,
)

INCOMING = ".incoming"
"""Where unfinished files lie: inside the folder, so that the rename stays on one file system; no key begins so."""

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR}
_RENAME_TRIES = 20


class LocalStore:
    """Objects are files named by their keys under one folder.

    A file is plain for others to read as the umask allows, so nginx can deliver it itself.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.incoming = self.root / INCOMING

    def prepare(self) -> None:
        """Make the folder; its hidden subfolder tells a store from an empty mount point."""
        with self.told():
            self.incoming.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.root)

    def check(self) -> Place:
        """Write, read and remove a small unfinished file; free bytes are those open to an ordinary user."""
        with self.told():
            descriptor, path = claimed.claim(self.incoming)
            try:
                claimed.write_all(descriptor, b"whole")
                os.fsync(descriptor)
                if os.pread(descriptor, 16, 0) != b"whole":
                    raise Unavailable(cause="read_back")
            finally:
                path.unlink(missing_ok=True)
                os.close(descriptor)
            return Place("folder", str(self.root), shutil.disk_usage(self.root).free)

    def writer(self, key: str, *, size_bytes: int | None = None, sha256: str | None = None) -> "LocalWriter":
        """See `Store.writer`."""
        path = self._path(key)
        return LocalWriter(self, key, path, size_bytes=size_bytes, sha256=sha256)

    def open(self, key: str) -> BinaryIO:
        """The file itself, buffered."""
        with self.told(key):
            return self._path(key).open("rb", buffering=CHUNK_BYTES)

    def range(self, key: str, start: int = 0, stop: int | None = None) -> Chunks:
        """See `Store.range`."""
        if start < 0 or (stop is not None and stop < 0):
            raise ValueError((start, stop))
        with self.told(key):
            file = self._path(key).open("rb", buffering=0)
            size_bytes = os.fstat(file.fileno()).st_size
            file.seek(start)
        end = size_bytes if stop is None else min(stop, size_bytes)

        def read(size: int) -> bytes:
            with self.told(key):
                return file.read(size)

        return Chunks(read, file.close, size_bytes=max(0, end - start), ready=lambda size: _in_memory(file, size))

    def stat(self, key: str) -> Stat:
        """Size and time of last writing, from the file system."""
        path = self._path(key)
        with self.told(key):
            facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise Missing(key=key)
        return Stat(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def delete(self, key: str) -> None:
        """Remove the file, then folders that became empty."""
        path = self._path(key)
        with self.told():
            self._present()
            if not path.is_file():
                return
            path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                _sync_folder(path.parent)
        for folder in path.parents:
            if folder == self.root or not _removed_folder(folder):
                return

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Walk only the folders that the prefix allows; one folder's names are in memory at a time and depth."""
        folder = prefix.rpartition("/")[0]
        if folder:
            good_key(folder)
        with self.told():
            self._present()
        yield from self._walk(f"{folder}/" if folder else "", prefix)

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """The object's own file."""
        self.stat(key)
        yield self._path(key)

    def local_path(self, key: str) -> Path:
        """The object's own file, there or not."""
        return self._path(key)

    def tidy(self, *, older_than: datetime) -> int:
        """Unfinished files whose process is dead. A living writer's file is locked, whatever its age."""
        with self.told():
            self._present()
            return claimed.clear(self.incoming, older_than=older_than)

    def close(self) -> None:
        """Nothing is held between calls."""

    @contextmanager
    def told(self, key: str | None = None) -> Iterator[None]:
        """What the operating system says, in the words of the contract; with a key, "no such file" is Missing."""
        try:
            yield
        except OSError as error:
            raise self._in_our_words(error, key) from error

    def _in_our_words(self, error: OSError, key: str | None) -> StoreError:
        if error.errno in _NOT_THERE and self.incoming.is_dir() and key is not None:
            return Missing(key=key)
        return from_system(error)

    def _path(self, key: str) -> Path:
        return self.root / good_key(key)

    def _present(self) -> None:
        """A folder without the mark is a disk that is not mounted. Errors: Unavailable."""
        if not self.incoming.is_dir():
            raise Unavailable(cause="no_store")

    def _walk(self, folder: str, prefix: str) -> Iterator[Stat]:
        """Folders sort as if their names ended in a slash: then the walk meets the keys in the order of the keys."""
        names: list[str] = []
        with self.told(), suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.root / folder) as entries:
            names = sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries)
        for name in names:
            key = folder + name
            if name.startswith(".") or not (key.startswith(prefix) or prefix.startswith(key)):
                continue
            if name.endswith("/"):
                yield from self._walk(key, prefix)
            else:
                with suppress(Missing):
                    yield self.stat(key)


class LocalWriter:
    """A claimed file in `.incoming` that gets its real name at commit."""

    def __init__(self, store: LocalStore, key: str, path: Path, *, size_bytes: int | None, sha256: str | None) -> None:
        self._store, self._key, self._path = store, key, path
        self._size_bytes, self._sha256 = size_bytes, sha256
        self._tally = Tally()
        self._descriptor = -1
        with self._store.told():
            self._descriptor, self._temporary = claimed.claim(store.incoming)

    def write(self, data: Bytes, /) -> int:
        """See `Writer.write`."""
        with self._store.told(), memoryview(data) as view, view.cast("B") as raw:
            claimed.write_all(self._descriptor, raw)
            self._tally.add(raw)
            return len(raw)

    def commit(self) -> Blob:
        """Judge, sync, read back through the page cache, rename, sync the folder."""
        try:
            blob = self._tally.blob(self._key, size_bytes=self._size_bytes, sha256=self._sha256)
            with self._store.told():
                os.fsync(self._descriptor)
                self._read_back(blob)
                self._rename()
        finally:
            self.abort()
        return blob

    def abort(self) -> None:
        """Remove the temporary file and give up the claim; after commit there is nothing to remove."""
        if self._descriptor >= 0:
            with suppress(OSError):
                self._temporary.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def __del__(self) -> None:
        self.abort()

    def _read_back(self, blob: Blob) -> None:
        """CRC-32 over the file as the kernel now holds it (docs/decisions.md: what this proves and what not)."""
        proof, buffer = Proof(), bytearray(CHUNK_BYTES)
        with memoryview(buffer) as view:
            while count := os.preadv(self._descriptor, [buffer], proof.size_bytes):
                proof.add(view[:count])
        proof.settle(blob)

    def _rename(self) -> None:
        """Another thread's delete may remove a folder that just became empty: then it is made again."""
        for _ in range(_RENAME_TRIES):
            try:
                self._make_folders()
                self._temporary.replace(self._path)
            except (NotADirectoryError, IsADirectoryError) as error:
                raise BadKey(key=self._key) from error
            except (FileNotFoundError, FileExistsError):
                if any(folder.is_file() for folder in self._path.parents):
                    raise BadKey(key=self._key) from None
                if not self._temporary.exists():
                    raise
            else:
                return self._sync_folders()
        raise Unavailable(cause="busy")

    def _make_folders(self) -> None:
        """Those below the root; never the root, which may be a disk that went away."""
        below = [folder for folder in self._path.parents if self._store.root in folder.parents]
        for folder in reversed(below):
            folder.mkdir(exist_ok=True)

    def _sync_folders(self) -> None:
        """All up to the root: a folder on the way may have been made a moment ago, by us or by another thread."""
        for folder in self._path.parents:
            with suppress(FileNotFoundError):  # the object was deleted this very moment, and its folder with it
                _sync_folder(folder)
            if folder == self._store.root:
                return


def _in_memory(file: FileIO, size_bytes: int) -> bool:
    """Whether the kernel holds what lies so far ahead, and so most likely all before it; never waits.

    Linux only, and not on every file system: elsewhere the answer is no, and a thread reads.
    """
    if not hasattr(os, "RWF_NOWAIT"):
        return False
    try:
        return os.preadv(file.fileno(), [bytearray(1)], file.tell() + size_bytes - 1, os.RWF_NOWAIT) == 1
    except OSError:
        return False


def _sync_folder(folder: Path) -> None:
    """Make names in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _removed_folder(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
