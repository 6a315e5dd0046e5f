"""PostgreSQL stops under a serving bank, and starts again: told plainly, and healed within a minute."""

import shlex
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kills.operated import Operated
from tests.kills.outages import DATABASE_AWAY, healed, send, title, worked
from tests.kills.truth import kept
from tests.services import postgres

QUICK_BUT_FORGETFUL = "--synchronous-commit=off"
"""How the other tests run it: a server that is killed has then forgotten what it said was committed."""
pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture(scope="module")
def server_of_rows(postgres_server):
    """A PostgreSQL of this class alone, because it is stopped."""
    with postgres.postgres_server() as made:
        control = Control(made)
        control.stop("fast")
        control.start()
        yield made
        control.stop("immediate")


@pytest.fixture(scope="module")
def far(tmp_path_factory, server_of_rows):
    """A bank on PostgreSQL and a folder."""
    server_of_rows.create("outage")
    home = tmp_path_factory.mktemp("far") / "bank"
    return Operated(home, sandbox_workers=1, database_url=server_of_rows.url("outage")).found()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_without_the_database_everything_is_answered_503_until_it_is_back(far, server_of_rows, mode):
    with far.served() as server:
        asks = server.client()
        assert send(asks, 1).status == 201
        with stopped(server_of_rows, mode):
            for _ in range(12):  # more than there are connections
                assert title(asks.get("/api/v1/assets", lang="en")) == (503, DATABASE_AWAY, True)
            assert title(send(asks, 2)) == (503, DATABASE_AWAY, True)
            page = asks.get("/", lang="en")
            assert (page.status, DATABASE_AWAY in page.body.decode()) == (503, True)
            assert server.answers()
        healed(asks, 3)
        worked(far)
        assert asks.get("/", lang="en").status == 200


def test_a_short_stop_in_the_middle_of_work_loses_nothing(far, server_of_rows):
    ids = []
    with far.served() as server:
        asks = server.client()
        for colour in range(40, 60):
            answer = send(asks, colour)
            ids += [answer.json["id"]] if answer.status == 201 else []
            if colour in {45, 52}:
                with stopped(server_of_rows, "immediate"):
                    assert send(asks, colour).status == 503
        healed(asks, 61)
        worked(far)
        assert [asks.get(f"/api/v1/assets/{id_}/original").status for id_ in ids] == [200] * len(ids)
    found = kept(far)
    assert (found.damaged, found.needed - found.objects) == ((), frozenset())


def test_a_server_without_its_database_does_not_start(far, server_of_rows):
    with stopped(server_of_rows, "fast"):
        done = far.command("serve", "--port", "0")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, DATABASE_AWAY)


class Control:
    """A PostgreSQL that can be stopped and started again as it was."""

    def __init__(self, server):
        self._folder = Path(_asked(server, "SHOW data_directory"))
        self._command = [server.programs / "pg_ctl", "-D", self._folder, "-w"]
        options = shlex.split((self._folder / "postmaster.opts").read_text())[3:]
        kept = [each for each in options if each != QUICK_BUT_FORGETFUL]
        self._options = shlex.join(kept)
        self._user = postgres._unprivileged(self._folder.parent)

    def stop(self, mode):
        self._run("stop", "-m", mode)

    def start(self):
        self._run("start", "-l", self._folder / "log.again", "-o", self._options)

    def _run(self, *arguments):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*self._command, *arguments], check=True, cwd=self._folder.parent, **quiet, **self._user)


@contextmanager
def stopped(server, mode):
    """PostgreSQL stands still for as long as the block lasts, ended in one of its own ways."""
    control = Control(server)
    control.stop(mode)
    try:
        yield
    finally:
        control.start()


def _asked(server, question):
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "bank", "-d", "postgres", "-Atc", question]
    return subprocess.run([server.programs / "psql", *where], check=True, capture_output=True, text=True).stdout.strip()
