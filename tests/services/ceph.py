"""A real Ceph Object Gateway over TLS on loopback, as long as a block runs."""

import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("ceph.sh")
START_SECONDS = 180
PROGRAMS = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool", "openssl", "curl"]
HOW_TO_GET_IT = "apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common openssl curl"


@dataclass(frozen=True, slots=True)
class S3Service:
    """Where the gateway answers, and who may ask."""

    endpoint: str
    access_key: str
    secret_key: str
    ca_file: Path

    def url(self, bucket: str) -> str:
        """The store's address as the bank's settings want it."""
        return f"s3://{bucket}?endpoint={self.endpoint}"


def missing() -> str | None:
    """What to do where a program is absent; None where all are there."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"no Ceph here ({', '.join(absent)}): {HOW_TO_GET_IT}" if absent else None


@contextmanager
def ceph_gateway() -> Iterator[S3Service]:
    """Start it (about 10 s), give it, end it; it also ends when this process is killed, because its pipe closes."""
    folder = Path(tempfile.mkdtemp(prefix="ceph-", dir="/tmp"))  # short: socket paths end at 107 bytes
    script = subprocess.Popen(
        [str(SCRIPT), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield _ready(script)
    finally:
        script.communicate(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(script: subprocess.Popen[str]) -> S3Service:
    assert script.stdout is not None
    heard, _, _ = select.select([script.stdout], [], [], START_SECONDS)
    words = script.stdout.readline().split() if heard else []
    if words[:1] != ["ready"]:
        script.terminate()
        raise RuntimeError(f"the gateway did not start: {script.communicate()[1]}")
    return S3Service(words[1], words[2], words[3], Path(words[4]))
