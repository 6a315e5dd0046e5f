"""A 50 MB original on its way out: the bank, the bank behind nginx, and Starlette's FileResponse, per CPU-second.

Run: .venv/bin/python tests/bench/delivery.py [rounds]. Each server is a process of its own on loopback; its own CPU
time is measured (user and system), the client's is not. The bank's rows are the whole road: route, guard, session-less
viewer, access rule, version, count in the database, bytes.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

SIZE_BYTES = 50_000_000
ROUNDS = 40
BARE, BANK, DELEGATED = "FileResponse", "bank", "bank, delegated"


def main() -> None:
    """Print one row per server; they take turns, so that what else the machine does falls on all alike."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(serving(kind)) for kind in (BARE, BANK, DELEGATED)}
        for kind, (port, _) in servers.items():
            fetch(port, kind)
        spent = dict.fromkeys(servers, 0.0)
        for _ in range(rounds):
            for kind, (port, pid) in servers.items():
                before = cpu_seconds(pid)
                fetch(port, kind)
                spent[kind] += (cpu_seconds(pid) - before) / rounds
    print(f"{'server':<16} {'CPU ms / download':>18} {'MB / CPU-s':>11} {'of FileResponse':>16}")
    for kind, cpu_s in spent.items():
        print(f"{kind:<16} {cpu_s * 1000:>18.2f} {SIZE_BYTES / 1e6 / cpu_s:>11.0f} {spent[BARE] / cpu_s:>15.1f}x")


@contextmanager
def serving(kind: str) -> Iterator[tuple[int, int]]:
    """One of the servers in a process of its own: port and process id."""
    with tempfile.TemporaryDirectory(prefix="bench-delivery-") as home:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([sys.executable, __file__, "--serve", kind, str(port), home])
        try:
            await_port(port, server)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


def fetch(port: int, kind: str) -> None:
    """One download, into one buffer that is thrown away."""
    buffer, received = bytearray(1 << 20), 0
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /assets/b3nchmark2/original HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
        while count := line.recv_into(buffer):
            if received == 0:
                assert buffer.startswith(b"HTTP/1.1 200"), bytes(buffer[:300])
            received += count
    assert received < 10_000 if kind == DELEGATED else received > SIZE_BYTES, received


def cpu_seconds(pid: int) -> float:
    """Time that all threads of a process have run so far, to the nanosecond; its stat counts in hundredths only."""
    return sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server ended")


def serve(kind: str, port: int, home: str) -> None:
    """One of the three servers."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import FileResponse
    from starlette.routing import Route

    if kind == BARE:
        file = Path(home, "file.bin")
        file.write_bytes(os.urandom(SIZE_BYTES))

        async def plain(_request):
            return FileResponse(file, media_type="image/jpeg", filename="file.jpg")

        app = Starlette(routes=[Route("/assets/{id}/original", plain)])
    else:
        app = bank(Path(home), accel_prefix="/internal" if kind == DELEGATED else "")
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def bank(home: Path, *, accel_prefix: str):
    """The bank's own route with its guard, on a new bank with one public asset."""
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette

    from mediabank import founding, settings, store
    from mediabank.access import TAKE
    from mediabank.models import Asset, connect
    from mediabank.web.pages.bytes import original
    from mediabank.web.routing import Route
    from tests.delivery.rows import public_asset

    set_up = settings.load({}, home=home, accel_prefix=accel_prefix)

    @asynccontextmanager
    async def lifespan(app):
        await founding.init(set_up)
        async with connect(set_up, everywhere=True):
            store.start(set_up)
            await public_asset("b3nchmark2", os.urandom(SIZE_BYTES))
            app.state.settings = set_up
            yield
            store.stop()

    return Starlette(routes=[Route("/assets/{id}/original", original, on=Asset, right=TAKE)], lifespan=lifespan)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        main()
