"""Bounded room on the local disk for copies of objects that lie elsewhere."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Condition

from storage import claimed
from storage.faults import told
from storage.store import Chunks, ScratchFull

WAIT_SECONDS = 60.0
"""How long one waits for others to be done with their copies; longer than any picture takes to be made."""


class Scratch:
    """A folder with at most `limit_bytes` of copies at once, counted per process."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder, self.limit_bytes = folder, limit_bytes
        self._used_bytes = 0
        self._changed = Condition()

    @contextmanager
    def copy(self, key: str, size_bytes: int, fetch: Callable[[], Chunks]) -> Iterator[Path]:
        """A file of what `fetch` gives, while the block runs; waits for room before it fetches.

        Errors: ScratchFull, Full, Unavailable.
        """
        with self._room(key, size_bytes):
            with told():
                self.folder.mkdir(parents=True, exist_ok=True)
                descriptor, path = claimed.claim(self.folder)
            try:
                with fetch() as chunks:
                    for chunk in chunks:
                        with told():
                            claimed.write_all(descriptor, chunk)
                yield path
            finally:
                path.unlink(missing_ok=True)
                os.close(descriptor)

    def clear(self, *, older_than: datetime) -> int:
        """Remove copies of dead processes; how many."""
        with told():
            return claimed.clear(self.folder, older_than=older_than)

    @contextmanager
    def _room(self, key: str, size_bytes: int) -> Iterator[None]:
        full = ScratchFull(key=key, size_bytes=size_bytes, limit_bytes=self.limit_bytes)
        if size_bytes > self.limit_bytes:
            raise full
        with self._changed:
            if not self._changed.wait_for(lambda: self._used_bytes + size_bytes <= self.limit_bytes, WAIT_SECONDS):
                raise full
            self._used_bytes += size_bytes
        try:
            yield
        finally:
            with self._changed:
                self._used_bytes -= size_bytes
                self._changed.notify_all()
