"""A bucket of an S3-compatible service as a store."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from storage.remote_file import RemoteFile
from storage.s3.bucket import Bucket
from storage.s3.client import CONNECTIONS, Service, told
from storage.s3.reading import Download
from storage.s3.writing import S3Writer
from storage.scratch import Scratch
from storage.store import CHUNK_BYTES, Chunks, Place, Stat, Unavailable, good_key

__all__ = ["Bucket", "S3Store", "Scratch", "Service"]

_CHECKS = ".check/"


class S3Store:
    """Objects under an optional prefix of one bucket; one client for the whole process, safe for many threads."""

    def __init__(self, bucket: Bucket, scratch: Scratch) -> None:
        self.bucket, self.scratch = bucket, scratch
        self.pool = ThreadPoolExecutor(CONNECTIONS // 2, thread_name_prefix="s3-part")

    def prepare(self) -> None:
        """Make the bucket where there is none."""
        if self.bucket.present():
            return
        service = self.bucket.service
        amazon = service.endpoint is None and service.region != "us-east-1"
        where = {"CreateBucketConfiguration": {"LocationConstraint": service.region}} if amazon else {}
        with told():
            self.bucket.client.create_bucket(Bucket=self.bucket.title, **where)

    def check(self) -> Place:
        """Put, get and delete a small object that `list` does not show."""
        name = {"Bucket": self.bucket.title, "Key": f"{self.bucket.prefix}{_CHECKS}{uuid4().hex}"}
        with told():
            self.bucket.client.put_object(**name, Body=b"whole")
            body = self.bucket.client.get_object(**name)["Body"]
            with body:
                whole = body.read() == b"whole"
            self.bucket.client.delete_object(**name)
        if not whole:
            raise Unavailable(cause="read_back")
        endpoint = self.bucket.service.endpoint or "https://s3.amazonaws.com"
        return Place("s3", f"{endpoint}/{self.bucket.title}/{self.bucket.prefix}", None)

    def writer(self, key: str, *, size_bytes: int | None = None, sha256: str | None = None) -> "S3Writer":
        """See `Store.writer`."""
        return S3Writer(self.bucket, self.pool, good_key(key), size_bytes=size_bytes, sha256=sha256)

    def open(self, key: str) -> BinaryIO:
        """A reader that asks for 1 MiB at a time, or for more where more is wanted; it stays with one state."""
        head = self.bucket.head(key)

        def fetch(start: int, stop: int) -> Chunks:
            return Download(self.bucket, key, start, stop, state=head["ETag"]).chunks()

        return cast("BinaryIO", io.BufferedReader(RemoteFile(fetch, head["ContentLength"]), CHUNK_BYTES))

    def range(self, key: str, start: int = 0, stop: int | None = None) -> Chunks:
        """See `Store.range`. A body that breaks off is asked for again from there, a few times."""
        if start < 0 or (stop is not None and stop < 0):
            raise ValueError((start, stop))
        if stop is not None and stop <= start:
            self.bucket.head(key)
            return Chunks(lambda _: b"", lambda: None, size_bytes=0)
        return Download(self.bucket, key, start, stop).chunks()

    def stat(self, key: str) -> Stat:
        """Size and time of completion, from the service."""
        head = self.bucket.head(key)
        return _stat(key, head["ContentLength"], head["LastModified"])

    def delete(self, key: str) -> None:
        """One request; the service does not tell whether there was anything."""
        name = self.bucket.at(key)
        with told():
            self.bucket.client.delete_object(**name)

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """In pages of a thousand; the protocol sorts by key."""
        folder = prefix.rpartition("/")[0]
        if folder:
            good_key(folder)
        pages = self.bucket.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket.title, Prefix=self.bucket.prefix + prefix
        )
        with told():
            for page in pages:
                for found in page.get("Contents", []):
                    key = found["Key"].removeprefix(self.bucket.prefix)
                    if not key.startswith(_CHECKS):
                        yield _stat(key, found["Size"], found["LastModified"])

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """A download into the bounded scratch folder."""
        head = self.bucket.head(key)

        def fetch() -> Chunks:
            return Download(self.bucket, key, 0, None, state=head["ETag"]).chunks()

        with self.scratch.copy(key, head["ContentLength"], fetch) as path:
            yield path

    def local_path(self, key: str) -> None:
        """None: no file here."""
        good_key(key)

    def tidy(self, *, older_than: datetime) -> int:
        """Multipart uploads begun before this moment, and scratch files of dead processes.

        Nothing tells a slow upload from a dead one but its age: ask for things older than any upload lasts.
        """
        count = self.scratch.clear(older_than=older_than)
        pages = self.bucket.client.get_paginator("list_multipart_uploads").paginate(
            Bucket=self.bucket.title, Prefix=self.bucket.prefix
        )
        with told():
            for page in pages:
                for upload in page.get("Uploads", []):
                    if upload["Initiated"] < older_than:
                        self.bucket.client.abort_multipart_upload(
                            Bucket=self.bucket.title, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                        count += 1
        return count

    def close(self) -> None:
        """End the threads and the connections."""
        self.pool.shutdown()
        self.bucket.client.close()


def _stat(key: str, size_bytes: int, modified: datetime) -> Stat:
    """Whole seconds: a HEAD tells no more, and a list should say the same."""
    return Stat(key, size_bytes, modified.astimezone(UTC).replace(microsecond=0))
