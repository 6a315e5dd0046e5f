"""Migrating banks that hold something: nothing is lost, and a migration that would lose it changes nothing."""

import asyncio
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from mediabank.models import connect, migrations
from mediabank.models.locks import InUse
from mediabank.models.migrate import Refused, migrate, pending
from mediabank.settings import load
from tests.models import rows

REBUILD = """
    ops.AlterField("Asset", "sort_title", fields.CharField(500)),
    ops.AlterField("Organisation", "name", fields.CharField(500)),
    ops.AddField("Asset", "note", fields.CharField(40, default="", db_default="as before")),
"""
BREAK = REBUILD + """ops.RunSQL("INSERT INTO no_such_table VALUES (1)"),"""
LOSE = REBUILD + """ops.RunSQL("DELETE FROM assettext"),"""
DANGLE = REBUILD + """ops.RunSQL("DELETE FROM agreement WHERE 0; UPDATE agreement SET organisation_id = 'x'"),"""


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A function that gives the name of a package with the bank's migrations and one more of these operations."""
    monkeypatch.syspath_prepend(tmp_path)
    newest = max(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))

    def package(operations: str) -> str:
        name = f"later_{uuid.uuid4().hex}"
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").touch()
        for path in Path(migrations.__path__[0]).glob("0*.py"):
            (folder / path.name).write_text(path.read_text())
        (folder / "9999_later.py").write_text(
            "from tortoise import fields, migrations\n"
            "from tortoise.migrations import operations as ops\n\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('models', '{newest}')]\n"
            f"    operations = [{operations}]\n"
        )
        return name

    return package


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(sys.modules[migrate.__module__], "PATIENCE_SECONDS", 0.2)


@pytest.fixture
async def filled(bank_settings):
    """A closed bank with rows in every table."""
    async with connect(bank_settings):
        await rows.fill()
    return bank_settings


class Beside:
    """Another process with the bank's file, which speaks and waits line by line."""

    def __init__(self, path, program):
        words = "import sqlite3, sys; bank = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)"
        words += "; say = lambda word: print(word, flush=True); wait = sys.stdin.readline"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, "-c", f"{words}; {program}", path], **pipes)
        self.input = self.process.stdin.fileno()

    def heard(self):
        return self.process.stdout.readline().strip()


@pytest.fixture
def beside(bank_settings):
    """A function that starts another process with the bank's file; it is ended afterwards."""
    started = []

    def start(program):
        started.append(Beside(bank_settings.sqlite_path, program))
        return started[-1]

    yield start
    for each in started:
        each.process.communicate()


async def counts(settings):
    async with connect(settings):
        return await rows.counts()


async def indexes(settings):
    """Every index of the bank's tables, by name."""
    if settings.sqlite_path is None:
        connection = await asyncpg.connect(settings.database_url)
        try:
            return {row[0] for row in await connection.fetch("SELECT indexname FROM pg_indexes")}
        finally:
            await connection.close()
    with closing(sqlite3.connect(settings.sqlite_path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


async def test_a_new_bank_gets_every_table(bank_settings):
    assert set(await counts(bank_settings)) > {"asset", "concept", "task"}


async def test_a_filled_bank_has_rows_in_every_table(filled):
    assert min((await counts(filled)).values()) >= rows.ROWS


async def test_rows_of_every_table_outlive_a_rebuilt_table(filled, later):
    before = await counts(filled)
    await migrate(filled, migrations=later(REBUILD))
    assert await counts(filled) == before


async def test_every_index_outlives_a_rebuilt_table(filled, later):
    before = await indexes(filled)
    await migrate(filled, migrations=later(REBUILD))
    assert await indexes(filled) == before


async def test_old_rows_have_the_default_of_a_new_column(filled, later):
    await migrate(filled, migrations=later(REBUILD))
    async with connect(filled) as context:
        notes = await context.db().execute_query_dict("SELECT DISTINCT note FROM asset")
    assert notes == [{"note": "as before"}]


async def test_the_names_of_what_was_applied_are_given(filled, later):
    assert await migrate(filled, migrations=later(REBUILD)) == ["9999_later"]


async def test_what_is_applied_is_no_longer_pending(filled, later):
    package = later(REBUILD)
    before = await pending(filled, migrations=package)
    await migrate(filled, migrations=package)
    assert (before, await pending(filled, migrations=package)) == (["9999_later"], [])


async def test_where_there_is_no_bank_everything_is_pending(tmp_path):
    assert "0001_initial" in await pending(load({}, home=tmp_path / "none"))


async def test_asking_what_is_pending_makes_no_bank(tmp_path):
    await pending(load({}, home=tmp_path / "none"))
    assert not (tmp_path / "none").exists()


async def test_a_migration_that_breaks_leaves_every_row_and_no_new_column(filled, later):
    package, before = later(BREAK), await counts(filled)
    with pytest.raises(OperationalError):
        await migrate(filled, migrations=package)
    async with connect(filled) as context:
        with pytest.raises(OperationalError, match="note"):
            await context.db().execute_query("SELECT note FROM asset")
    assert await counts(filled) == before


async def test_a_migration_that_broke_is_still_pending(filled, later):
    package = later(BREAK)
    with pytest.raises(OperationalError):
        await migrate(filled, migrations=package)
    assert await pending(filled, migrations=package) == ["9999_later"]


async def test_two_migrations_at_once_are_one_migration(filled, later):
    package = later(REBUILD)
    outcomes = await asyncio.gather(
        migrate(filled, migrations=package), migrate(filled, migrations=package), return_exceptions=True
    )
    applied = [outcome for outcome in outcomes if outcome == ["9999_later"]]
    assert (len(applied), await pending(filled, migrations=package)) == (1, [])


@pytest.mark.engines("sqlite+folder")
@pytest.mark.parametrize("loss", [LOSE, DANGLE])
async def test_a_migration_that_spoils_rows_is_refused_and_changes_nothing(filled, later, loss):
    before = await counts(filled)
    with pytest.raises(Refused):
        await migrate(filled, migrations=later(loss))
    assert await counts(filled) == before


@pytest.mark.engines("sqlite+folder")
async def test_a_database_that_another_process_has_open_is_noticed(filled, later, beside):
    reader = beside("bank.execute('SELECT count(*) FROM asset').fetchall(); say('open'); wait()")
    assert reader.heard() == "open"
    with pytest.raises(InUse):
        await migrate(filled, migrations=later(REBUILD))


@pytest.mark.engines("sqlite+folder")
async def test_the_database_as_it_was_is_kept_beside(filled, later):
    before = await counts(filled)
    await migrate(filled, migrations=later(REBUILD))
    (kept,) = filled.home.glob("bank.db.*.bak")
    kept.rename(filled.sqlite_path)
    assert await counts(filled) == before


@pytest.mark.engines("sqlite+folder")
async def test_a_migration_leaves_no_working_file(filled, later):
    await migrate(filled, migrations=later(REBUILD))
    assert list(filled.home.glob("*.migrating*")) == []


@pytest.mark.engines("sqlite+folder")
async def test_where_nothing_is_pending_nothing_is_done(filled):
    assert (await migrate(filled), list(filled.home.glob("*.bak"))) == ([], [])


@pytest.mark.engines("sqlite+folder")
async def test_a_command_that_waited_for_a_migration_writes_into_the_migrated_bank(filled, later, beside):
    writer = beside("say('here'); wait(); bank.execute('DELETE FROM orphan'); say('done')")
    assert writer.heard() == "here"
    package = later(
        REBUILD + f"""ops.RunPython(lambda apps, editor: __import__("os").write({writer.input}, b"go\\n")),"""
    )
    await migrate(filled, migrations=package)
    assert await asyncio.to_thread(writer.heard) == "done"
    assert (await counts(filled))["orphan"] == 0
