"""The client of an S3-compatible service and its errors in the words of the contract; the one home of boto3.

Tried on the Ceph Object Gateway over TLS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from storage.store import Full, Missing, Unavailable

CONNECTIONS = 32
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
ATTEMPTS = 3

_MISSING = {"NoSuchKey", "404"}
_NO_BUCKET = {"NoSuchBucket"}
_FULL = {"QuotaExceeded", "InsufficientStorage", "507", "EntityTooLarge", "XMinioStorageFull", "ServiceQuotaExceeded"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Where the service is and who we are there; without an endpoint it is Amazon's, without keys boto3 looks itself.

    Nothing waits longer than `ATTEMPTS` times the two time-outs and the short pauses between attempts.
    """

    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = None
    ca_file: Path | None = None
    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS

    def client(self) -> Any:
        """One client, for the whole process and all its threads; touches no network."""
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            verify=str(self.ca_file) if self.ca_file else None,
            config=self._config(),
        )

    def _config(self) -> Config:
        """Checksums only where the protocol demands them: boto3's trailing ones break many services over TLS.

        Instead the SHA-256 of each body is signed, which every service checks before it takes the body.
        """
        return Config(
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            signature_version="s3v4",
            s3={"addressing_style": "path", "payload_signing_enabled": True},
            max_pool_connections=CONNECTIONS,
            connect_timeout=self.connect_seconds,
            read_timeout=self.read_seconds,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            tcp_keepalive=True,
        )


@contextmanager
def told(key: str | None = None) -> Iterator[None]:
    """What the service or the line says, in the words of the contract; with a key, 404 is Missing."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "unknown"))
        if key is not None and code in _MISSING:
            raise Missing(key=key) from error
        if code in _FULL:
            raise Full(cause=code) from error
        raise Unavailable(cause="no_store" if code in _NO_BUCKET else code) from error
    except (BotoCoreError, HTTPError, OSError) as error:
        raise Unavailable(cause=type(error).__name__) from error
