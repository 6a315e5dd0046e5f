"""Temporary files that are claimed by a living process, so that the leavings of dead ones can be told apart."""

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from storage.store import Bytes


def claim(folder: Path) -> tuple[int, Path]:
    """A new empty file (descriptor, path) under an exclusive lock that ends with the descriptor.

    The lock dies with the process, whatever kills it. Between making and locking another process' `clear` may take
    the file away; then a new one is made.
    """
    while True:
        path = folder / f"{uuid4().hex}.part"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)


def write_all(descriptor: int, data: Bytes) -> None:
    """`os.write` may take less than it was given, above 2 GiB and on a disk that is nearly full."""
    with memoryview(data) as rest:
        done = 0
        while done < len(rest):
            done += os.write(descriptor, rest[done:])


def clear(folder: Path, *, older_than: datetime) -> int:
    """Remove files that nobody claims and that were last written before this moment; how many."""
    with suppress(FileNotFoundError):
        return sum(_removed(Path(entry.path), older_than.timestamp()) for entry in os.scandir(folder))
    return 0


def _removed(path: Path, before_seconds: float) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        if os.fstat(descriptor).st_mtime >= before_seconds:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
