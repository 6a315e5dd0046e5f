"""How the tables stand in the database, and how transactions begin."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from mediabank.models import AssetText, Fact, connect
from mediabank.models.base import new_id

ROOT = Path(__file__).parents[2]


@pytest.mark.engines("sqlite+folder")
def test_every_index_is_on_columns(bank_settings):
    """SQLite takes a name that is no column for a word, and makes an index of that word."""
    with closing(sqlite3.connect(bank_settings.sqlite_path)) as connection:
        indexes = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")]
        columns = {
            (name, column) for name in indexes for _, _, column in connection.execute(f"PRAGMA index_info('{name}')")
        }
    assert [name for name, column in columns if column is None] == []


@pytest.mark.engines("sqlite+folder")
async def test_a_transaction_has_the_write_lock_from_its_beginning(bank):
    with closing(sqlite3.connect(bank.sqlite_path, timeout=0)) as other:
        async with in_transaction():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")


@pytest.mark.engines("sqlite+folder")
async def test_what_was_answered_is_on_the_disk(bank):
    async with in_transaction() as connection:
        ((synchronous,),) = [tuple(row.values()) for row in await connection.execute_query_dict("PRAGMA synchronous")]
    assert synchronous == 2  # FULL


async def test_a_row_cannot_point_to_nothing(bank):
    with pytest.raises(IntegrityError):
        await AssetText.create(asset_id="bbbbbbbbbb", field="title", language="nb", text="x", folded="x")


def test_new_ids_are_in_the_order_of_time():
    ids = [new_id() for _ in range(1_000)]
    assert ids == sorted(ids)


def count_in_two_processes(settings, times):
    command = [sys.executable, "-m", "tests.models.counting", settings.home, settings.database_url, str(times)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    return [process.communicate()[1] for process in processes]


@pytest.mark.parametrize("times", [100, pytest.param(2_000, marks=pytest.mark.slow)])
async def test_two_processes_that_read_and_then_write_never_fail_each_other(bank_settings, times):
    """With Tortoise's own BEGIN, 10–31 % of such transactions failed on SQLite with "database is locked"."""
    async with connect(bank_settings):
        await Fact.create(name="counted", value="0")
    assert count_in_two_processes(bank_settings, times) == ["", ""]
    async with connect(bank_settings):
        assert (await Fact.get(name="counted")).value == str(2 * times)
