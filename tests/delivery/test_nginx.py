"""Debian's nginx in front: it finds the file itself, and the answer is as the bank's own."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import uvicorn

from mediabank import store
from mediabank.models import connect
from tests.delivery.asking import app
from tests.delivery.rows import public_asset

NGINX = shutil.which("nginx", path=os.defpath + ":/usr/sbin:/usr/local/sbin")
SNIPPET = Path(__file__).parents[2] / "docker" / "nginx-delivery.conf"
pytestmark = [
    pytest.mark.skipif(not NGINX, reason="needs nginx: apt install nginx-light"),
    pytest.mark.engines("sqlite+folder"),
]
DATA = bytes(range(256)) * 9000
HERE = "/assets/7k2m9p4x3z/original"
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{bank}; proxy_set_header Host $host; }}
    {delivery}
  }}
}}
"""


def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


async def reachable(port, alive):
    """Until somebody listens; a failed start is told at once."""
    while True:
        assert alive()
        with contextlib.suppress(OSError):
            _, line = await asyncio.open_connection("127.0.0.1", port)
            line.close()
            await line.wait_closed()
            return
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def nginx(folder, *, port, bank, root):
    folder.mkdir()
    delivery = SNIPPET.read_text().replace("/var/lib/mediabank/store/", f"{root}/")
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, bank=bank, delivery=delivery, user=user))
    process = subprocess.Popen([NGINX, "-c", file, "-p", folder, "-e", folder / "error.log"])
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
async def behind(bank_settings, tmp_path):
    """A client that asks nginx, and the bank behind it serving in a task of this loop."""
    settings = replace(bank_settings, accel_prefix="/_store")
    async with connect(settings, everywhere=True):
        store.start(settings)
        server = uvicorn.Server(uvicorn.Config(app(settings), port=free_port(), log_level="error", lifespan="off"))
        serving = asyncio.create_task(server._serve())
        try:
            await reachable(server.config.port, lambda: not serving.done())
            port = free_port()
            with nginx(tmp_path / "nginx", port=port, bank=server.config.port, root=settings.home / "store") as process:
                await reachable(port, lambda: process.poll() is None)
                asset = await public_asset("7k2m9p4x3z", DATA, file_name="blåbær.svg", media_type="image/svg+xml")
                assert store.current().local_path(f"originals/{asset.version}").exists()
                async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as asks:
                    yield asks
        finally:
            server.should_exit = True
            await serving
            store.stop()


async def test_the_bytes_are_the_same(behind):
    assert (await behind.get(HERE)).content == DATA


async def test_a_range_is_cut_by_nginx(behind):
    got = await behind.get(HERE, headers={"Range": "bytes=1000-1999"})
    assert got.status_code == 206
    assert got.content == DATA[1000:2000]


async def test_name_type_and_safety_arrive(behind):
    got = await behind.get(HERE)
    assert got.headers["Content-Type"] == "image/svg+xml"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "private, no-cache"


async def test_the_tag_is_the_banks_and_makes_the_next_answer_short(behind):
    tag = (await behind.get(HERE)).headers["ETag"]
    assert (await behind.get(HERE, headers={"If-None-Match": tag})).status_code == 304


async def test_a_conditional_resumption_goes_on(behind):
    tag = (await behind.get(HERE)).headers["ETag"]
    got = await behind.get(HERE, headers={"Range": "bytes=5-", "If-Range": tag})
    assert got.status_code == 206
    assert got.content == DATA[5:]


async def test_the_place_of_the_files_is_no_address(behind):
    key = next(iter(store.current().list("originals/"))).key
    assert (await behind.get(f"/_store/{key}")).status_code == 404
