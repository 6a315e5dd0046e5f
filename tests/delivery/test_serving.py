"""A real server on a real line: those who leave early, and those who speak HTTP/1.0."""

import asyncio
import os
from pathlib import Path

import pytest
import uvicorn

from mediabank import store
from mediabank.models import connect
from tests.delivery.asking import app
from tests.delivery.rows import public_asset

DATA = os.urandom(1 << 20) * 40
HERE = "/assets/7k2m9p4x3z/original"


@pytest.fixture
async def port(bank_settings):
    """Where the bank answers, in this loop."""
    async with connect(bank_settings, everywhere=True):
        store.start(bank_settings)
        await public_asset("7k2m9p4x3z", DATA)
        config = uvicorn.Config(app(bank_settings), port=0, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve())
        try:
            while not server.started:
                assert not serving.done()
                await asyncio.sleep(0.01)
            yield server.servers[0].sockets[0].getsockname()[1]
        finally:
            server.should_exit = True
            await serving
            store.stop()


async def asked(port, line):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(line)
    return reader, writer


def open_originals():
    """Originals that this process holds open."""
    links = (str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
    return [link for link in links if "/originals/" in link]


@pytest.mark.engines("sqlite+folder")
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
async def test_who_leaves_in_the_middle_leaves_nothing_open(port):
    reader, writer = await asked(port, f"GET {HERE} HTTP/1.1\r\nHost: bank\r\n\r\n".encode())
    await reader.readexactly(100_000)
    assert len(open_originals()) == 1
    writer.transport.abort()
    async with asyncio.timeout(10):
        while open_originals():  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.01)


async def test_http_1_0_gets_all_bytes_and_the_end_of_the_line(port):
    reader, writer = await asked(port, f"GET {HERE} HTTP/1.0\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.partition(b"\r\n\r\n")[2] == DATA


async def test_two_downloads_at_once_both_come_whole(port):
    async def taken():
        reader, writer = await asked(port, f"GET {HERE} HTTP/1.0\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer.partition(b"\r\n\r\n")[2] == DATA

    assert await asyncio.gather(taken(), taken()) == [True, True]
