"""Bytes on their way into a bucket: one PUT or a multipart upload, then the proof."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from storage.digest import Proof, Tally
from storage.s3.bucket import Bucket
from storage.s3.client import told
from storage.s3.reading import Download
from storage.store import Blob, Bytes, Full, Mismatch, Missing, StoreError

PART_BYTES = 8 << 20
"""What is held before it is sent; a writer holds two (one fills while the other travels)."""

PART_COUNT = 10_000
"""As many as the protocol allows: 84 GB in one object."""

_WRITER = "writer"


class S3Writer:
    """Small objects go in one PUT, larger ones in parts; both carry SHA-256 signatures that the service checks.

    The object's metadata names its writer, so that it can be told whose object lies there after a doubtful answer.
    """

    def __init__(
        self, bucket: Bucket, pool: ThreadPoolExecutor, key: str, *, size_bytes: int | None, sha256: str | None
    ) -> None:
        self._bucket, self._pool, self._key, self._name = bucket, pool, key, bucket.at(key)
        self._size_bytes, self._sha256 = size_bytes, sha256
        self._tally = Tally()
        self._buffer = bytearray()
        self._mark = uuid4().hex
        self._upload: str | None = None
        self._parts: list[dict[str, Any]] = []
        self._sending: Future[dict[str, Any]] | None = None

    def write(self, data: Bytes, /) -> int:
        """See `Writer.write`. Waits where two parts are full."""
        with memoryview(data) as view, view.cast("B") as raw:
            self._tally.add(raw)
            taken = 0
            while taken < len(raw):
                if len(self._buffer) == PART_BYTES:
                    self._send()
                piece = raw[taken : taken + PART_BYTES - len(self._buffer)]
                self._buffer += piece
                taken += len(piece)
            return len(raw)

    def commit(self) -> Blob:
        """Judge, complete, read back.

        S3 shows an object before it can be read back: where the proof fails, the object is removed again.
        """
        try:
            blob = self._tally.blob(self._key, size_bytes=self._size_bytes, sha256=self._sha256)
            self._complete()
        except StoreError:
            self.abort()
            raise
        try:
            self._read_back(blob)
        except Mismatch:
            self._remove()
            raise
        return blob

    def abort(self) -> None:
        """Drop what was sent; where the service does not answer, `tidy` does it later."""
        if self._sending:
            with suppress(StoreError):
                self._sending.result()
            self._sending = None
        self._buffer = bytearray()
        if self._upload:
            with suppress(StoreError), told():
                self._bucket.client.abort_multipart_upload(**self._name, UploadId=self._upload)
            self._upload = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def _send(self) -> None:
        """Hand the full buffer to a thread, after the one before has arrived."""
        if self._upload is None:
            with told():
                begun = self._bucket.client.create_multipart_upload(**self._name, Metadata={_WRITER: self._mark})
            self._upload = begun["UploadId"]
        self._arrived()
        number = len(self._parts) + 1
        if number > PART_COUNT:
            raise Full(cause="parts")
        self._sending = self._pool.submit(self._send_part, self._upload, number, self._buffer)
        self._buffer = bytearray()

    def _send_part(self, upload: str | None, number: int, data: bytearray) -> dict[str, Any]:
        with told():
            sent = self._bucket.client.upload_part(**self._name, UploadId=upload, PartNumber=number, Body=data)
        return {"PartNumber": number, "ETag": sent["ETag"]}

    def _arrived(self) -> None:
        if self._sending:
            sending, self._sending = self._sending, None
            self._parts.append(sending.result())

    def _complete(self) -> None:
        if self._upload is None:
            with told():
                self._bucket.client.put_object(**self._name, Body=self._buffer, Metadata={_WRITER: self._mark})
            return
        self._send()
        self._arrived()
        try:
            with told():
                self._bucket.client.complete_multipart_upload(
                    **self._name, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
                )
        except StoreError:
            # a repeated request finds the upload gone because the first one, whose answer was lost, had completed it
            if not self._is_ours():
                raise
        self._upload = None

    def _is_ours(self) -> bool:
        with suppress(StoreError):
            return bool(self._bucket.head(self._key)["Metadata"].get(_WRITER) == self._mark)
        return False

    def _remove(self) -> None:
        with told():
            self._bucket.client.delete_object(**self._name)

    def _read_back(self, blob: Blob) -> None:
        """Errors: Mismatch. Where another writer has replaced the object since, it is theirs to prove."""
        proof = Proof()
        try:
            download = Download(self._bucket, self._key, 0, None)
        except Missing:
            raise Mismatch(key=self._key, what="read_back", expected=blob.size_bytes, found=None) from None
        with download.chunks() as chunks:
            if download.metadata.get(_WRITER) != self._mark:
                return
            for chunk in chunks:
                proof.add(chunk)
        proof.settle(blob)
