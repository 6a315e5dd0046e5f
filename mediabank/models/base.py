"""What all tables share: time-ordered keys, and connecting to the database named in the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from tortoise.context import TortoiseContext
from uuid_utils.compat import uuid7

from mediabank.models import transactions
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

transactions.mend()


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique without asking anyone, and in the order of time."""
    return UUID(bytes=uuid7().bytes)


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
