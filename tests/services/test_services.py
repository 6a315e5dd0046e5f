"""The services that the tests lean on: fresh, and gone when whoever started them is gone."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

ROOT = Path(__file__).resolve().parents[2]


async def _tables(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        return [row["tablename"] for row in rows]
    finally:
        await connection.close()


async def _do(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.postgres
async def test_a_database_is_fresh_each_time(postgres_server):
    for _ in range(2):
        with postgres_server.database() as url:
            assert await _tables(url) == []
            await _do(url, "create table asset (id int)")


@pytest.mark.postgres
async def test_a_database_can_be_copied_from_a_template(postgres_server):
    postgres_server.create("migrated")
    await _do(postgres_server.url("migrated"), "create table asset (id int)")
    with postgres_server.database(template="migrated") as url:
        assert await _tables(url) == ["asset"]


OWNER = """
import signal
from tests.services.{module} import {service}
with {service}() as service:
    print({port}, flush=True)
    signal.pause()
"""
OWNERS = {
    "postgres": {"service": "postgres_server", "port": "service.port"},
    "ceph": {"service": "ceph_gateway", "port": "service.endpoint.rpartition(':')[2]"},
}


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("ceph", marks=[pytest.mark.s3, pytest.mark.slow]),
    ],
)
def test_a_service_ends_when_its_owner_is_killed(module, request):
    request.getfixturevalue({"postgres": "postgres_server", "ceph": "s3_service"}[module])
    script = OWNER.format(module=module, **OWNERS[module])
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        port = int(owner.stdout.readline())
        assert _answers(port)
        owner.kill()
    end = time.monotonic() + 20
    while _answers(port) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _answers(port)


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
