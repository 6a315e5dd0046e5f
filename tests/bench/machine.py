"""What the machine does: servers as processes of their own, their CPU time and memory, requests over a plain line."""

import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]
REST_S = 60


@dataclass(frozen=True)
class Server:
    """A process that listens."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """CPU seconds of all its threads so far, without its children."""
        return cpu_seconds(self.pid)


@contextmanager
def serving(*command: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`python -m command… PORT` in a process of its own, once it answers; ended with the block."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, str(port)], cwd=ROOT, env={**os.environ, **(environment or {})}
    )
    try:
        _await(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection((HOST, port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"the server ended: {process.args}")


def cpu_seconds(pid: int) -> float:
    """Time that a process has run so far, all threads, also those that ended.

    Its CPU clock, as clock_getcpuclockid(3) names it: to the nanosecond, where its stat counts in hundredths.
    """
    return time.clock_gettime(~pid << 3 | 2)


def rested(server: Server) -> None:
    """Wait until a server has done what it owes at its start: less than a fiftieth of a core for a second."""
    for _ in range(REST_S):
        before = server.cpu_s()
        time.sleep(1)
        if server.cpu_s() - before < 1 / 50:
            return
    raise SystemExit(f"the server is still busy after {REST_S} s")


def own_bytes(pid: int) -> int:
    """Memory of its own that a process holds now; pages of files that it has mapped are not its own."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) * 1024


class Line:
    """One kept connection to a server, as a browser holds it; nothing of a client's own that costs."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._socket = socket.create_connection((HOST, port))
        self._headers = {"Host": "bench", **(headers or {})}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer that says its length."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**self._headers, **(headers or {})}.items())
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._part()
        head, _, body = received.partition(b"\r\n\r\n")
        status, *said = head.decode("latin-1").split("\r\n")
        given = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in said)}
        length = int(given.get("content-length", 0))
        while len(body) < length:
            body += self._part()
        return int(status.split()[1]), given, body

    def _part(self) -> bytes:
        part = self._socket.recv(1 << 20)
        assert part, "the server hung up"
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def quantile(values: Sequence[float], part: float) -> float:
    """The value that this part of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(part * 100) // 100) - 1)]


def described() -> str:
    """This machine in a line."""
    model, cpuinfo = platform.machine(), Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def load() -> str:
    """How many processes wanted a core, on average over the last quarter of an hour."""
    return f"{os.getloadavg()[2]:.1f} processes on {os.cpu_count()} cores"
