"""A seekable file whose bytes are fetched range by range."""

import io
import os
from collections.abc import Callable
from typing import Any

from storage.store import Chunks


class RemoteFile(io.RawIOBase):
    """The raw half of a `BufferedReader`; every read is one request for exactly the bytes wanted."""

    def __init__(self, fetch: Callable[[int, int], Chunks], size_bytes: int) -> None:
        super().__init__()
        self._fetch, self._size_bytes, self._position = fetch, size_bytes, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """As for any file; past the end is allowed, before the start is a ValueError."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size_bytes}[whence]
        if base + offset < 0:
            raise ValueError(offset)
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer, less only at the end."""
        with memoryview(buffer).cast("B") as target:
            done = 0
            for chunk in self._piece(len(target)):
                target[done : done + len(chunk)] = chunk
                done += len(chunk)
            return done

    def readall(self) -> bytes:
        """The rest in one request; the inherited way would ask for 8 KiB at a time."""
        return b"".join(self._piece(self._size_bytes))

    def _piece(self, size_bytes: int) -> list[bytes]:
        stop = min(self._position + size_bytes, self._size_bytes)
        if stop <= self._position:
            return []
        with self._fetch(self._position, stop) as chunks:
            pieces = list(chunks)
        self._position = stop
        return pieces
