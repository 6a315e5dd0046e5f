"""What all tables share: time-ordered keys, and connecting to the database named in the settings."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.context import TortoiseContext
from tortoise.exceptions import TransactionManagementError
from uuid_utils.compat import uuid7

from mediabank.settings import Settings

MODULES = [
    "mediabank.models.organisations",
    "mediabank.models.people",
    "mediabank.models.concepts",
    "mediabank.models.campaigns",
    "mediabank.models.assets",
    "mediabank.models.records",
]
MIGRATIONS = "mediabank.models.migrations"
BUSY_TIMEOUT_MS = 15_000


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique without asking anyone, and in the order of time."""
    return UUID(bytes=uuid7().bytes)


async def begin_immediate(self: SqliteTransactionWrapper) -> None:
    """Take SQLite's write lock when a transaction begins, not at its first write.

    Tortoise begins deferred; a transaction that read first is then refused with "database is locked" when another
    process wrote in between (measured: 10–31 % of them). With the lock taken at the start it waits its turn instead.
    """
    try:
        await self._connection.commit()
        await self._connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise TransactionManagementError(error) from error


SqliteTransactionWrapper.begin = begin_immediate  # type: ignore[method-assign]


def connection_address(settings: Settings) -> str:
    """The address for Tortoise; SQLite waits for locks and syncs fully, because nothing answered may be lost."""
    if settings.sqlite_path is not None:
        return f"{settings.database_url}?busy_timeout={BUSY_TIMEOUT_MS}&synchronous=FULL&foreign_keys=ON"
    return settings.database_url


def configuration(address: str, *, migrations: str = MIGRATIONS) -> dict[str, Any]:
    """Tortoise's configuration for one address; the tables are always the same, and so are their migrations."""
    return {
        "connections": {"default": address},
        "apps": {"models": {"models": MODULES, "migrations": migrations, "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def connect(settings: Settings, *, everywhere: bool = False) -> AsyncIterator[TortoiseContext]:
    """The database, open for the block; `everywhere` lets every task of this process use it (the web process does).

    A process that leaves a SQLite connection open never ends, so there is no way to open one without closing it.
    """
    async with TortoiseContext() as context:
        await context.init(config=configuration(connection_address(settings)), _enable_global_fallback=everywhere)
        yield context
