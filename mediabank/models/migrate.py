"""Brings the tables up to date, whole or not at all; on SQLite by way of a copy, because a rebuilt table loses rows."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import BaseSchemaEditor, SqliteSchemaEditor
from tortoise.transactions import in_transaction
from tortoise.utils import get_schema_sql

from mediabank import clock
from mediabank.errors import Problem
from mediabank.models.base import MIGRATIONS, configuration, connection_address
from mediabank.models.locks import InUse
from mediabank.settings import Settings

PATIENCE_SECONDS = 5
"""How long to wait for commands that are just writing; a serving bank never lets go."""
FOR_THE_COPY = "?foreign_keys=OFF&journal_mode=MEMORY&synchronous=OFF"
ADVISORY_LOCK = 0x6D656469
"""PostgreSQL's name for "this bank is being migrated": the first letters of media."""


class Refused(Problem):
    """The migrated copy is not whole; `what` names the losses, and the bank itself was not touched."""

    status = 500
    key = "error.migration_refused"

    def __init__(self, *, what: str) -> None:
        super().__init__(what=what)


@dataclass(frozen=True)
class Contents:
    """What a SQLite file holds: rows by table, and each named index with its table and its SQL."""

    rows: Mapping[str, int]
    indexes: Mapping[str, tuple[str, str]]


async def pending(settings: Settings, *, migrations: str = MIGRATIONS) -> list[str]:
    """Names of the migrations that this database still lacks, in order; all of them where there is no database."""
    path = settings.sqlite_path
    address = "sqlite://:memory:" if path is not None and not path.exists() else connection_address(settings)
    async with _opened(address, migrations) as (connection, apps):
        return await _missing(connection, apps)


async def migrate(settings: Settings, *, migrations: str = MIGRATIONS) -> list[str]:
    """Apply what is pending and give its names; any fault leaves the database as it was.

    On SQLite a backup of the file as it was stays beside it, named after the moment.
    Raises InUse while the bank serves, Refused when rows, references or indexes would be lost.
    """
    if settings.sqlite_path is None:
        return await _in_one_transaction(connection_address(settings), migrations)
    if not settings.sqlite_path.exists():
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
        return await _into_place(settings.sqlite_path, migrations)
    if not await pending(settings, migrations=migrations):
        return []
    return await _by_copy(settings.sqlite_path, migrations)


async def _in_one_transaction(address: str, migrations: str) -> list[str]:
    """PostgreSQL: tables change inside a transaction, and two processes take turns."""
    async with _opened(address, migrations) as (_, apps), in_transaction() as connection:
        await connection.execute_query(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        return await _apply(connection, apps)


async def _into_place(path: Path, migrations: str) -> list[str]:
    """A new SQLite file appears under its name when it is whole."""
    with _work_file(path) as copy:
        names = await _migrate_copy(copy, migrations)
        with closing(_connect(copy)) as made:
            made.execute("PRAGMA journal_mode=WAL")
        _sync(copy)
        copy.rename(path)
        _sync(path)
    return names


async def _by_copy(path: Path, migrations: str) -> list[str]:
    """Copy, migrate the copy, look whether it is whole, and write it back over the file in one transaction.

    The file is held exclusively from before the copy until after the writing back. SQLite's own backup does the
    copying: opening the file by other means in this process would drop its lock (POSIX locks belong to the process).
    A command that waited for the lock then goes on in the migrated file.
    """
    with _held(path) as bank, _work_file(path) as copy:
        before = _contents(bank)
        with closing(_connect(copy)) as target:
            bank.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        _sync(copy)
        _keep(copy, before=path)
        names = await _migrate_copy(copy, migrations)
        with closing(_connect(copy)) as migrated:
            _put_back_indexes(migrated, before, wanted=await _declared(migrations))
            losses = _losses(before, migrated)
            if losses:
                raise Refused(what="; ".join(losses))
            migrated.backup(bank)
    return names


async def _migrate_copy(copy: Path, migrations: str) -> list[str]:
    async with _opened(f"sqlite://{copy}{FOR_THE_COPY}", migrations) as (connection, apps):
        return await _apply(connection, apps)


def _losses(before: Contents, migrated: sqlite3.Connection) -> list[str]:
    """What a migration took that it did not say; a table that is gone was said."""
    after = _contents(migrated)
    losses = [
        f"{table}: {count} rows before, {after.rows[table]} after"
        for table, count in before.rows.items()
        if after.rows.get(table, count) < count
    ]
    losses += [f"{row[0]}: a row points to nothing in {row[2]}" for row in migrated.execute("PRAGMA foreign_key_check")]
    integrity = migrated.execute("PRAGMA integrity_check").fetchone()[0]
    return losses if integrity == "ok" else [*losses, integrity]


def _put_back_indexes(migrated: sqlite3.Connection, before: Contents, *, wanted: Mapping[str, Any]) -> None:
    """Rebuilding a table drops its indexes: make again those that the tables, as declared, still have."""
    present = _contents(migrated).indexes
    for name, (_, sql) in before.indexes.items():
        if name not in present and name in wanted:
            migrated.execute(sql)


async def _declared(migrations: str) -> Mapping[str, tuple[str, str]]:
    """The named indexes of the tables as the models declare them."""
    async with _opened("sqlite://:memory:", migrations) as (connection, _):
        with closing(sqlite3.connect(":memory:")) as empty:
            empty.executescript(get_schema_sql(connection, safe=False))
            return _contents(empty).indexes


@contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection]:
    """The database with everyone else kept out; SQLite itself knows of every process that has it open."""
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise InUse from error
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous=FULL")
        yield connection


@contextmanager
def _work_file(path: Path) -> Iterator[Path]:
    """A name beside the database for the copy, cleared before and after."""
    copy = path.with_name(path.name + ".migrating")
    copy.unlink(missing_ok=True)
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


@asynccontextmanager
async def _opened(address: str, migrations: str) -> AsyncIterator[tuple[BaseDBAsyncClient, dict[str, Any]]]:
    config = configuration(address, migrations=migrations)
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield context.db(), config["apps"]


class _Executor(MigrationExecutor):
    """Tortoise's executor, handing SQLite each script whole."""

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:  # noqa: FBT001, FBT002 - Tortoise's signature
        if self.connection.capabilities.dialect == "sqlite":
            return _WholeScripts(self.connection, atomic=atomic, collect_sql=collect_sql)
        return super()._schema_editor(atomic=atomic, collect_sql=collect_sql)


class _WholeScripts(SqliteSchemaEditor):
    """Tortoise cuts a script at every semicolon, also inside a table's description."""

    async def _run_sql(self, sql: str) -> None:
        await self.client.execute_script(sql)


async def _missing(connection: BaseDBAsyncClient, apps: dict[str, Any]) -> list[str]:
    return [step.migration.name for step in await _Executor(connection, apps).plan()]


async def _apply(connection: BaseDBAsyncClient, apps: dict[str, Any]) -> list[str]:
    executor = _Executor(connection, apps)
    # asking a table that is not there ends a transaction on PostgreSQL, and Tortoise asks before it makes it
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))  # noqa: SLF001 - our own subclass
    names = [step.migration.name for step in await executor.plan()]
    await executor.migrate(direction="forward")
    return names


def _contents(connection: sqlite3.Connection) -> Contents:
    tables = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
    ]
    indexes = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
    return Contents(
        rows={name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables},  # noqa: S608 - names from the schema
        indexes={name: (table, sql) for name, table, sql in indexes},
    )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)


def _keep(copy: Path, *, before: Path) -> None:
    """Keep the database as it was, under a name that no other migration takes."""
    kept = before.with_name(f"{before.name}.{clock.now():%Y%m%dT%H%M%S.%f}.bak")
    shutil.copyfile(copy, kept)
    _sync(kept)


def _sync(path: Path) -> None:
    """See a file and its name safely on the disk."""
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
