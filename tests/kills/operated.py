"""A bank as an operator has it: commands and a server, each a process of its own."""

import asyncio
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mediabank import settings as settings_
from tests.kills.client import Client

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).with_name("mediabank")
MEDIABANK = [SCRIPT] if SCRIPT.exists() else [sys.executable, "-m", "mediabank.cli"]
START_SECONDS = 60
STOP_SECONDS = 30
PASSWORD = "vinter-natt-1234"
OWNER = "NO-2062200"
EDITOR = "redaktor@example.org"


def environment(home, **given):
    """What a process of this bank finds around it: these settings and nothing of ours."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home.parent),
        "LANG": "C.UTF-8",
        "MEDIABANK_HOME": str(home),
        "MEDIABANK_CLOCK_FILE": str(home / "clock"),
    } | {f"MEDIABANK_{name.upper()}": str(value) for name, value in given.items()}


def run(around, *arguments, given="", before=()):
    """Run one command to its end in this environment."""
    return subprocess.run(
        [*before, *MEDIABANK, *arguments],
        input=given,
        env=around,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class Operated:
    """A bank that only its commands and its addresses are asked of; settings come by environment."""

    def __init__(self, home, **given):
        self.home = home
        self.environment = environment(home, **given)
        self.settings = settings_.load(self.environment)
        self.key = ""

    def command(self, *arguments, given=""):
        """Run one command to its end."""
        return run(self.environment, *arguments, given=given)

    def told(self, *arguments, given=""):
        """What a command that must succeed prints."""
        done = self.command(*arguments, given=given)
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout

    def begun(self, *arguments):
        """A command that runs beside the test."""
        return subprocess.Popen(
            [*MEDIABANK, *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def copied(self, home):
        """The same bank in another home, with settings of its own; only where all of it lies in the home."""
        shutil.copytree(self.home, home)
        made = Operated(home, sandbox_workers=1)
        made.key = self.key
        return made

    def found(self):
        """Found the bank, with one library, its editor and that one's key."""
        self.told("init", "--test", "--base", "https://bank.example/")
        self.told("organisation", "new", "Lunde bibliotek", "--isil", OWNER, "--agreement-until", "2036-12-31")
        self.told(
            *("person", "new", EDITOR, "--organisation", OWNER, "--role", "editor"),
            *("--name", "Ingrid Redaktor", "--password-stdin"),
            given=PASSWORD,
        )
        self.key = self.told("key", "new", EDITOR).splitlines()[-1]
        return self

    @contextmanager
    def served(self, **given):
        """The bank, served while the block runs."""
        server = Server(self, **given)
        try:
            server.wait_ready()
            yield server
        finally:
            server.stop()

    def move_clock(self, *, hours):
        """Where the bank's clock stands from now on, ahead of the wall clock."""
        (self.home / "clock").write_text(str(hours * 3600))

    def ask(self, question):
        """The answer of a coroutine function that may use the tables and the store."""
        from mediabank import store
        from mediabank.models import connect

        async def asked():
            async with connect(self.settings):
                store.start(self.settings)
                try:
                    return await question()
                finally:
                    store.stop()

        return asyncio.run(asked())


class Server:
    """`mediabank serve`, in a process group of its own."""

    def __init__(self, bank, *, port=0, before=()):
        self.bank, self.port = bank, port or free_port()
        self.log = (bank.home.parent / "serve.log").open("ab")
        self.began = time.monotonic()
        self._clients = []
        self.process = subprocess.Popen(
            [*before, *MEDIABANK, "serve", "--port", str(self.port)],
            env=bank.environment,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def wait_ready(self):
        """Until it answers; how many seconds that took."""
        while not self.answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < self.began + START_SECONDS, self.said()
            time.sleep(0.02)
        return time.monotonic() - self.began

    def client(self, key=None):
        """The editor, or who has this key ("" is nobody); the line is let go at the server's end."""
        self._clients.append(Client(self.port, self.bank.key if key is None else key))
        return self._clients[-1]

    def answers(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(line), suppress(OSError, http.client.HTTPException):
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        return False

    def wait_listening(self):
        """Until somebody may come to its port, whether it answers yet or not."""
        self.await_that(self._listens)

    def await_that(self, seen):
        """Look often until this is seen."""
        end = time.monotonic() + START_SECONDS
        while not seen():
            assert time.monotonic() < end, self.said()
            time.sleep(0.005)

    def _listens(self):
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    def said(self):
        """The log of all servers of this bank."""
        return (self.bank.home.parent / "serve.log").read_text()

    def kill(self):
        """As a power cut does: no goodbye."""
        self.process.kill()
        self._ended()

    def stop(self):
        """As an operator does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def stop_group(self):
        """As a terminal or a service manager does: everybody in the group is told; the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        os.killpg(self.process.pid, signal.SIGTERM)
        return self._ended()

    def _ended(self):
        try:
            return self.process.wait(STOP_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.log.close()
            for each in self._clients:
                each.close()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
