"""A transaction that fails at its beginning or its end leaves the database to those who come after."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from mediabank import clock, settings
from mediabank.models import Fact, Organisation, Role, connect

SOON_SECONDS = 5
pytestmark = pytest.mark.engines("sqlite+folder")


@pytest.fixture
async def busy(bank):
    """Another process' write lock on the database, which is not waited for long."""
    await get_connection("default").execute_script("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(bank.sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def noted():
    async with asyncio.timeout(SOON_SECONDS), in_transaction():
        await Fact.create(name="noted", value="yes")


async def test_after_a_beginning_that_failed_the_next_one_is_served(bank, busy):
    with pytest.raises(TransactionManagementError):
        await noted()
    busy.execute("ROLLBACK")
    await noted()
    assert await Fact.exists(name="noted")


async def test_after_a_beginning_that_was_cancelled_the_next_one_is_served(bank, busy):
    await get_connection("default").execute_script("PRAGMA busy_timeout = 500")
    beginning = asyncio.create_task(noted())
    await asyncio.sleep(0.1)
    beginning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beginning
    busy.execute("ROLLBACK")
    await noted()


async def test_a_cancelled_beginning_leaves_no_open_transaction(bank):
    for moments in range(30):
        beginning = asyncio.create_task(noted())
        for _ in range(moments):
            await asyncio.sleep(0)
        beginning.cancel()
        await asyncio.wait([beginning])
        await Fact.filter(name="noted").delete()
    with closing(sqlite3.connect(bank.sqlite_path, timeout=0.1)) as other:
        other.execute("BEGIN IMMEDIATE")


async def test_a_file_that_is_no_database_is_told_of_each_time(tmp_path):
    """And nobody waits for ever for the first one who tried."""
    (tmp_path / "bank.db").write_text("no database, however long one looks at it")
    async with asyncio.timeout(SOON_SECONDS), connect(settings.load({}, home=tmp_path)):
        for _ in range(2):
            with pytest.raises(sqlite3.DatabaseError):
                await Fact.all().count()


async def test_what_could_not_be_committed_is_not_committed_by_the_next(bank):
    home = await Organisation.create(name="Lunde", slug="lunde", kind="fbi", created_at=clock.now())
    with pytest.raises(IntegrityError):
        async with in_transaction() as connection:
            await connection.execute_query("PRAGMA defer_foreign_keys = ON")
            await Fact.create(name="failed", value="yes")
            await Role.create(person_id="00000000-0000-7000-8000-000000000000", organisation=home, role="reader")
    await noted()
    assert not await Fact.exists(name="failed")
