"""Where bytes lie, and that they are whole; knows nothing of what they mean."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from storage.store import (
    BadKey,
    Blob,
    Chunks,
    Full,
    Mismatch,
    Missing,
    Place,
    ScratchFull,
    Stat,
    Store,
    StoreError,
    Unavailable,
    Writer,
)

__all__ = [
    "BadKey",
    "Blob",
    "Chunks",
    "Full",
    "Mismatch",
    "Missing",
    "Place",
    "ScratchFull",
    "Stat",
    "Store",
    "StoreError",
    "Unavailable",
    "Writer",
    "open_store",
]


def open_store(
    url: str,
    *,
    scratch: Path,
    scratch_bytes: int,
    access_key: str | None = None,
    secret_key: str | None = None,
    ca_file: Path | None = None,
) -> Store:
    """The store at `file:/folder` or `s3://bucket?endpoint=https://…&region=…&prefix=…`; touches nothing yet.

    `scratch` is a folder for local copies of S3 objects, `scratch_bytes` how much may lie there at once.
    Without keys, boto3 looks where it always looks. Errors: ValueError for any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        from storage.local import LocalStore

        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc and parts.path in {"", "/"}:
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if options.keys() <= {"endpoint", "region", "prefix"}:
            from storage.s3 import Bucket, S3Store, Scratch, Service

            service = Service(
                endpoint=options.get("endpoint"),
                region=options.get("region", "us-east-1"),
                access_key=access_key,
                secret_key=secret_key,
                ca_file=ca_file,
            )
            return S3Store(Bucket(service, parts.netloc, options.get("prefix", "")), Scratch(scratch, scratch_bytes))
    raise ValueError(f"not the address of a store: {url!r}")
