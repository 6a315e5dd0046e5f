"""Size, SHA-256 and CRC-32 of a stream while it passes, and the judgement on them."""

import hashlib
import zlib

from storage.store import Blob, Bytes, Mismatch


class Tally:
    """Counts and digests what passes through; both digests let other threads run meanwhile."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self.crc32 = 0
        self._sha256 = hashlib.sha256()

    def add(self, data: Bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.size_bytes += len(data)

    def blob(self, key: str, *, size_bytes: int | None, sha256: str | None) -> Blob:
        """What has passed, as a value. Errors: Mismatch where it is not what was promised."""
        found = Blob(key, self.size_bytes, self._sha256.hexdigest(), self.crc32)
        if size_bytes is not None and size_bytes != found.size_bytes:
            raise Mismatch(key=key, what="size", expected=size_bytes, found=found.size_bytes)
        if sha256 is not None and sha256.lower() != found.sha256:
            raise Mismatch(key=key, what="sha256", expected=sha256, found=found.sha256)
        return found


class Proof:
    """The second look: size and CRC-32 of the bytes as the place gives them back."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self.crc32 = 0

    def add(self, data: Bytes) -> None:
        """Take the next bytes that came back."""
        self.crc32 = zlib.crc32(data, self.crc32)
        self.size_bytes += len(data)

    def settle(self, blob: Blob) -> None:
        """Errors: Mismatch where what came back is not what went in."""
        if (self.size_bytes, self.crc32) != (blob.size_bytes, blob.crc32):
            raise Mismatch(
                key=blob.key,
                what="read_back",
                expected=f"{blob.size_bytes}:{blob.crc32:08x}",
                found=f"{self.size_bytes}:{self.crc32:08x}",
            )
