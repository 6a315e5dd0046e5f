"""A 50 MB original on its way out: the bank, the bank behind nginx, and Starlette's FileResponse, per CPU-second.

Each server is a process of its own on loopback; its own CPU time is measured, the client's is not. The bank's rows are
the whole road: route, guard, session-less viewer, access rule, version, count in the database, bytes.
"""

import os
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.machine import HOST, Server, serving
from tests.bench.table import Row

SIZE_BYTES = 50_000_000
ROUNDS = 40
BARE, BANK, DELEGATED = "file", "bank", "delegated"
YARDSTICK = "Starlette FileResponse"


def rows() -> list[Row]:
    """The rows of download; the servers take turns, so that what else the machine does falls on all alike."""
    with ExitStack() as stack:
        homes = {
            kind: stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")) for kind in (BARE, BANK, DELEGATED)
        }
        servers = {
            kind: stack.enter_context(serving("tests.bench.delivery", kind, home)) for kind, home in homes.items()
        }
        for kind, server in servers.items():
            fetch(server, kind)
        spent = dict.fromkeys(servers, 0.0)
        for _ in range(ROUNDS):
            for kind, server in servers.items():
                before = server.cpu_s()
                fetch(server, kind)
                spent[kind] += (server.cpu_s() - before) * 1000 / ROUNDS
    told = ", ".join(f"{kind} {ms:.1f}" for kind, ms in spent.items())
    return [
        Row(
            "download of 50 MB, per CPU-second, ours / FileResponse", spent[BARE] / spent[BANK], "≥ 3", YARDSTICK,
            f"CPU-ms: {told}",
        ),
        Row(
            "download of 50 MB by nginx, CPU / FileResponse", spent[DELEGATED] / spent[BARE], "≤ 0.05", YARDSTICK,
            "the access rule and the count",
        ),
    ]  # fmt: skip


def fetch(server: Server, kind: str) -> None:
    """One download, into one buffer that is thrown away."""
    buffer, received = bytearray(1 << 20), 0
    with socket.create_connection((HOST, server.port)) as line:
        line.sendall(b"GET /assets/b3nchmark2/original HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
        while count := line.recv_into(buffer):
            if received == 0:
                assert buffer.startswith(b"HTTP/1.1 200"), bytes(buffer[:300])
            received += count
    assert received < 10_000 if kind == DELEGATED else received > SIZE_BYTES, received


def serve(kind: str, home: str, port: int) -> None:
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
    serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
