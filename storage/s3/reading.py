"""Bytes on their way out of a bucket."""

from typing import Any, cast

from storage.s3.bucket import Bucket
from storage.s3.client import told
from storage.store import Chunks, Unavailable

RESUMPTIONS = 3
_PAST_THE_END = {"InvalidRange", "416"}


class Download:
    """One GET of a range, taken up again where it broke off, as long as the object is in the same state (ETag)."""

    def __init__(self, bucket: Bucket, key: str, start: int, stop: int | None, state: str | None = None) -> None:
        self._bucket, self._key, self._next, self._stop, self._state = bucket, key, start, stop, state
        self._resumptions = RESUMPTIONS
        self._body: Any = None
        self.metadata: dict[str, str] = {}
        self.size_bytes = 0
        self._begin()

    def chunks(self) -> Chunks:
        """The bytes; closing them closes the connection where it is not read to its end."""
        return Chunks(self._read, self._close, size_bytes=self.size_bytes)

    def _begin(self) -> None:
        """Errors: Missing; Unavailable, also where the object was replaced meanwhile. Past the end is an empty body."""
        wanted: dict[str, str] = {}
        if self._next or self._stop is not None:
            wanted["Range"] = f"bytes={self._next}-{'' if self._stop is None else self._stop - 1}"
        if self._state is not None:
            wanted["IfMatch"] = self._state
        name = self._bucket.at(self._key)
        try:
            with told(self._key):
                answer = self._bucket.client.get_object(**name, **wanted)
        except Unavailable as refusal:
            if refusal.values["cause"] in _PAST_THE_END:
                return
            raise
        self._body, self._state = answer["Body"], answer["ETag"]
        self.metadata, self.size_bytes = answer["Metadata"], answer["ContentLength"]

    def _read(self, size: int) -> bytes:
        while True:
            try:
                with told():
                    chunk = cast("bytes", self._body.read(size))
            except Unavailable:
                if self._resumptions == 0:
                    raise
            else:
                if chunk or self._resumptions == 0:
                    self._next += len(chunk)
                    return chunk
            self._resumptions -= 1
            self._close()
            self._begin()

    def _close(self) -> None:
        if self._body is not None:
            self._body.close()
