"""A film on its way in over HTTP, against the chain of what must be done with it, each link measured bare.

`python -m tests.bench.upload PORT` is the bare sink: the same server with the same parser that throws the bytes
away. The client is a process of its own that sends one buffer over and over.
"""

import hashlib
import multiprocessing
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.bank import Bank, founded, served
from tests.bench.machine import HOST, Server, own_bytes, serving
from tests.bench.table import Row

SIZE_BYTES, ROUNDS = 256 << 20, 5
LARGE_BYTES, LONG_BYTES = 2 << 30, 10 << 30
PIECE = 1 << 20
BOUNDARY = "b3nchmark"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
CHAIN = "1 / (1/receive + 1/SHA-256 + 1/write with fsync)"


def rows(*, long: bool = False) -> list[Row]:
    """The rows of upload; `long` sends 10 GB through instead of 2."""
    with tempfile.TemporaryDirectory(prefix="bench-upload-") as folder:
        bank = founded(Path(folder) / "bank")
        with served(bank, upload_limit_bytes=str(20 << 30)) as server, serving("tests.bench.upload") as sink:
            speeds = _speeds(bank, server, sink, Path(folder))
            large = LONG_BYTES if long else LARGE_BYTES
            grown = _growth(server, large, bank.key)
    chain = 1 / (1 / speeds["receive"] + 1 / speeds["sha"] + 1 / speeds["write"])
    return [
        Row(
            "upload, MB/s / chain limit",
            speeds["bank"] / chain,
            "≥ 0.85",
            CHAIN,
            f"{speeds['bank']:.0f} MB/s from first byte to 201; receive {speeds['receive']:.0f}, "
            f"SHA-256 {speeds['sha']:.0f}, write {speeds['write']:.0f}: {chain:.0f}",
        ),
        Row("upload, CPU-ms per MB", speeds["cpu"], note="the web process alone, with CRC-32 and reading back"),
        Row(
            f"upload of {large >> 30} GB, memory over idle, MB", grown / 1e6, "≤ 64", "idle after a first upload",
            "" if long else "the target says 10 GB: `--long`",
        ),
    ]  # fmt: skip


def _speeds(bank: Bank, server: Server, sink: Server, folder: Path) -> dict[str, float]:
    """MB/s, the median of a few rounds in which all take turns."""
    taken: dict[str, list[float]] = {"bank": [], "receive": [], "sha": [], "write": [], "cpu": []}
    steps: dict[str, Callable[[], None]] = {
        "bank": lambda: send(server, SIZE_BYTES, bank.key),
        "receive": lambda: send(sink, SIZE_BYTES, ""),
        "sha": lambda: _hashed(SIZE_BYTES),
        "write": lambda: _written(folder / "written", SIZE_BYTES),
    }
    for step in steps.values():
        step()
    for _ in range(ROUNDS):
        for name, step in steps.items():
            began, before = time.perf_counter(), server.cpu_s()
            step()
            taken[name].append(SIZE_BYTES / 1e6 / (time.perf_counter() - began))
            if name == "bank":
                taken["cpu"].append((server.cpu_s() - before) * 1e9 / SIZE_BYTES)
    return {name: statistics.median(values) for name, values in taken.items()}


def _growth(server: Server, size_bytes: int, key: str) -> int:
    """How much more memory of its own the server holds at most while so much goes through it."""
    idle, peak = own_bytes(server.pid), 0
    with _beside(lambda: send(server, size_bytes, key)) as running:
        while running():
            peak = max(peak, own_bytes(server.pid))
            time.sleep(0.02)
    return peak - idle


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield thread.is_alive
    finally:
        thread.join()


def send(server: Server, size_bytes: int, key: str) -> None:
    """One upload from a process of its own; it must be answered 201."""
    client = multiprocessing.get_context("fork").Process(target=_client, args=(server.port, size_bytes, key))
    client.start()
    client.join()
    assert client.exitcode == 0, "the upload was refused"


def _client(port: int, size_bytes: int, key: str) -> None:
    begin = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n'
        "Content-Type: video/mp4\r\n\r\n"
    ).encode()
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    length = len(begin) + size_bytes + len(end)
    head = (
        f"POST /api/v1/assets HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
    with socket.create_connection((HOST, port)) as line:
        line.sendall(head + begin)
        line.sendall(FILM + NOISE[len(FILM) :])
        for _ in range(size_bytes // PIECE - 1):
            line.sendall(NOISE)
        line.sendall(end)
        answer = b""
        while part := line.recv(65536):
            answer += part
    if not answer.startswith(b"HTTP/1.1 201"):
        print(answer[:500].decode("utf-8", "replace"), file=sys.stderr)
        os._exit(1)


NOISE = os.urandom(PIECE)


def _hashed(size_bytes: int) -> None:
    digest = hashlib.sha256()
    for _ in range(size_bytes // PIECE):
        digest.update(NOISE)


def _written(path: Path, size_bytes: int) -> None:
    with path.open("wb", buffering=0) as file:
        for _ in range(size_bytes // PIECE):
            file.write(NOISE)
        os.fsync(file.fileno())
    path.unlink()


async def _sink(scope, receive, send_):
    """Reads a form part by part and throws it away."""
    from python_multipart.multipart import MultipartParser

    if scope["type"] != "http":
        return
    parser = MultipartParser(BOUNDARY.encode(), {"on_part_data": lambda data, start, end: None})
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        parser.write(message["body"])
    parser.finalize()
    await send_({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
    await send_({"type": "http.response.body"})


def _serve_sink(port: int) -> None:
    import uvicorn

    uvicorn.run(_sink, port=port, log_level="warning", proxy_headers=False)


if __name__ == "__main__":
    _serve_sink(int(sys.argv[1]))
