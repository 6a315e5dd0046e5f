"""The disk is full under a serving bank: told plainly, nothing half done, and healed when there is room again."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from mediabank.models import Asset, Version
from tests.kills.operated import Operated, Server, run
from tests.kills.outages import DATABASE_AWAY, HEALED_SECONDS, STORE_AWAY, healed, send
from tests.kills.truth import kept

SIZE = "48m"
OWN_MOUNTS = ["unshare", "--user", "--map-root-user", "--mount"]
ON_SMALL_DISK = ["sh", "-c", f'mount -t tmpfs -o size={SIZE} tmpfs "$0" && cp -a "$1/." "$0" && shift && exec "$@"']
QUEUE_FULL = "the queue cannot be read: database or disk is full"
pytestmark = pytest.mark.slow


@pytest.fixture
def small(bank):
    """A bank whose server sees its home on a disk of 48 MB, and a look into it from outside."""
    tried = subprocess.run([*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True)
    if tried.returncode:
        pytest.skip(f"no mounts of one's own here: {tried.stderr.decode().strip()}")
    template = bank.home.rename(bank.home.with_name("template"))
    bank.home.mkdir()
    server = Server(bank, before=[*OWN_MOUNTS, *ON_SMALL_DISK, bank.home, template])
    try:
        server.wait_ready()
        yield Small(bank, server)
    finally:
        server.stop()


class Small:
    """A server on a small disk; the disk is seen only by it, by who enters its world, and through /proc."""

    def __init__(self, bank, server):
        self.server, self._bank = server, bank
        self.home = Path(f"/proc/{server.process.pid}/root{bank.home}")
        self.asks = server.client()

    @contextmanager
    def full(self):
        """No byte left, for as long as the block lasts."""
        ballast = self.home / "ballast"
        with ballast.open("wb", buffering=0) as file:
            size = 1 << 20
            while size:
                try:
                    file.write(os.urandom(size))
                except OSError:
                    size //= 2
        try:
            yield
        finally:
            ballast.unlink()

    def tasks(self):
        """What the command of this name prints beside the server."""
        inside = ["nsenter", f"--target={self.server.process.pid}", "--user", "--mount", "--preserve-credentials"]
        done = run(self._bank.environment, "tasks", before=inside)
        assert done.returncode == 0, done
        return done.stdout

    def worked(self):
        """Until nothing is owed; no task may have used up a try for what was not its fault."""
        end = time.monotonic() + HEALED_SECONDS
        while (said := self.tasks()) != "0 owed or failed.\n":
            assert " 0 tries " in said, said
            assert time.monotonic() < end, said

    def ask(self, question):
        """As `Operated.ask`, of a copy of the database: SQLite does not open files through /proc. Only at rest."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("bank.db", "bank.db-wal"):
                shutil.copyfile(self.home / name, Path(folder) / name)
            return Operated(Path(folder), store_url=f"file:{self.home / 'store'}").ask(question)


def test_on_a_full_disk_an_upload_is_answered_503_and_leaves_nothing(small):
    assert send(small.asks, 1).status == 201
    small.worked()
    with small.full():
        answer = send(small.asks, 2)
        assert (answer.status, answer.json["title"]) == (503, STORE_AWAY)
        assert list((small.home / "store" / ".incoming").iterdir()) == []

    async def rows():
        return await Asset.all().count(), await Version.all().count()

    assert small.ask(rows) == (1, 1)
    found = kept(small)
    assert found.objects == found.needed


def test_on_a_full_disk_what_is_there_is_still_searched_and_delivered(small):
    id_ = send(small.asks, 1).json["id"]
    small.worked()
    with small.full():
        assert small.asks.get("/api/v1/assets", drafts=1).json["total"] == 1
        assert small.asks.get(f"/api/v1/assets/{id_}").status == 200


def test_a_change_that_finds_no_room_is_told_of_and_not_carried_out(small):
    id_ = send(small.asks, 1).json["id"]
    small.worked()
    there, answered = f"/api/v1/assets/{id_}", None
    with small.full():
        for number in range(500):
            answer = small.asks.patch(there, {"description": {"nb": f"{number} " + "ord " * 2000}}, language="en")
            if answer.status != 200:
                break
            answered = answer.json
    assert (answer.status, answer.json["title"]) == (503, DATABASE_AWAY)
    shown = small.asks.get(there).json
    assert answered is None or (shown["revision"], shown["description"]) == (
        answered["revision"],
        answered["description"],
    )


def test_work_that_finds_no_room_is_done_when_there_is_some(small):
    for colour in range(4):
        assert send(small.asks, colour).status == 201
    with small.full():
        small.server.await_that(lambda: _found_no_room(small))
    healed(small.asks, 50)
    small.worked()
    found = kept(small)
    assert found.needed <= found.objects
    assert small.asks.get("/api/v1/assets", drafts=1).json["total"] == 5


def _found_no_room(small):
    """Some task, or the queue itself, has met the full disk, or they were quicker than the disk was filled."""
    met = "Errno 28" in (said := small.tasks()) or "full" in said or QUEUE_FULL in small.server.said()
    return met or said == "0 owed or failed.\n"
