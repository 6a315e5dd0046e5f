"""A real PostgreSQL on loopback, as long as a block runs: fresh, unsafe to crash, quick."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

START_SECONDS = 60
HOW_TO_GET_IT = "apt-get install postgresql"

# server and folder end in an orderly way when the pipe closes, also because whoever held it was killed
LEASH = '"$@" & server=$!; trap "" INT TERM HUP; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$PWD"'
QUICK = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server whose only user, `bank`, needs no password."""

    programs: Path
    port: int
    _numbers: "count[int]" = field(default_factory=count, repr=False)

    def url(self, database: str = "postgres") -> str:
        """The address of one database, as the bank's settings want it."""
        return f"postgres://bank@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """A new database (its address), a copy of the template; gone afterwards whoever is still in it."""
        name = f"bank_{next(self._numbers)}"
        self.create(name, template=template)
        try:
            yield self.url(name)
        finally:
            self._ask("dropdb", "--force", name)

    def create(self, name: str, *, template: str = "template0") -> None:
        """A database of this name, to be a template for others."""
        self._ask("createdb", "--template", template, name)

    def _ask(self, program: str, *arguments: str) -> None:
        where = ["--host=127.0.0.1", f"--port={self.port}", "--username=bank"]
        subprocess.run([self.programs / program, *where, *arguments], check=True, capture_output=True, text=True)


@cache
def programs() -> Path | None:
    """The folder of the newest server on this machine."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    whole = [folder for folder in found if (folder / "createdb").exists() and (folder / "postgres").exists()]
    return max(whole, key=lambda folder: [int(n) for n in folder.parent.name.split(".") if n.isdigit()], default=None)


def missing() -> str | None:
    """What to do where there is no server; None where there is."""
    return None if programs() else f"no PostgreSQL here: {HOW_TO_GET_IT}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start one (about 2 s), give it, end it. It refuses to run as root: then it runs as nobody."""
    where = programs()
    assert where is not None, missing()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = _unprivileged(folder)
    try:
        _run_initdb(where, folder, user)
        with _served(where, folder, user) as port:
            yield PostgresServer(where, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run_initdb(where: Path, folder: Path, user: dict[str, object]) -> None:
    options = ["-U", "bank", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(
        [where / "initdb", "-D", folder / "data", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        **user,
    )
    if made.returncode:
        raise RuntimeError(made.stderr)


@contextmanager
def _served(where: Path, folder: Path, user: dict[str, object]) -> Iterator[int]:
    port, log = _free_port(), folder / "log"
    options = [f"--{name.replace('_', '-')}={value}" for name, value in QUICK.items()]
    command = [where / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *options]
    with log.open("wb") as out:
        server = subprocess.Popen(
            ["/bin/sh", "-c", LEASH, "leash", *command],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            cwd=folder,
            **user,
        )
    try:
        _await_ready(log)
        yield port
    finally:
        server.communicate(timeout=30)


def _await_ready(log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while "ready to accept connections" not in (text := log.read_text()):
        if time.monotonic() > end or "FATAL" in text:
            raise RuntimeError(text)
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
