"""Transactions whose beginning or end may fail: nothing stays locked, half begun or to be committed by another.

Tortoise 1.1.9 begins deferred, keeps SQLite's only lock (or a connection of PostgreSQL's pool) for ever where
connecting or the beginning fails or is cancelled, and leaves a transaction open whose commit failed: the next one would
commit it.
"""

import sqlite3
from contextlib import suppress
from typing import Any

from tortoise.backends.base.client import ConnectionWrapper, TransactionalDBClient, TransactionContextPooled
from tortoise.backends.sqlite.client import SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

_sqlite_enter = SqliteTransactionContext.__aenter__
_pooled_enter = TransactionContextPooled.__aenter__
_pooled_leave = TransactionContextPooled.__aexit__


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


async def commit_or_roll_back(self: SqliteTransactionWrapper) -> None:
    """Commit; where that fails (a full disk), nothing of the transaction stays to be committed by the next one."""
    if self._finalized:
        raise TransactionManagementError("Transaction already finalised")
    self._finalized = True
    try:
        await self._connection.commit()
    except sqlite3.Error as error:
        with suppress(sqlite3.Error):
            await self._connection.rollback()
        raise (IntegrityError if isinstance(error, sqlite3.IntegrityError) else OperationalError)(error) from error


async def enter_connection(self: ConnectionWrapper[Any]) -> Any:
    """Connect; where that fails (no database, a full disk), the next one may try."""
    await self._lock.acquire()
    try:
        await self.ensure_connection()
    except BaseException:
        self._lock.release()
        raise
    return self.connection


async def enter_sqlite(self: SqliteTransactionContext) -> TransactionalDBClient:
    """Begin; where that fails or is cancelled, the lock is given back and nothing stays begun."""
    self.token = None  # type: ignore[assignment]
    try:
        return await _sqlite_enter(self)
    except BaseException:
        if self.token is not None:  # set once the lock is held
            try:
                with suppress(sqlite3.Error):
                    await self.connection._connection.rollback()  # noqa: SLF001 - the wrapper's own would want a begun one
            finally:
                get_connections().reset(self.token)
                self._trxlock.release()
        raise


async def enter_pooled(self: TransactionContextPooled) -> TransactionalDBClient:
    """Begin; where that fails or is cancelled, the connection goes back to the pool, which looks whether it lives."""
    self.token = None  # type: ignore[assignment]
    try:
        return await _pooled_enter(self)
    except BaseException:
        if self.token is not None:  # set once a connection is held
            get_connections().reset(self.token)
            await self.client._parent._pool.release(self.client._connection)  # noqa: SLF001 - it has no other name
        raise


async def leave_pooled(self: TransactionContextPooled, *given: Any) -> None:
    """End; where the connection broke meanwhile, this task must not hold on to it."""
    try:
        await _pooled_leave(self, *given)
    finally:
        if not self.token._used:  # noqa: SLF001 - a token says so nowhere else
            get_connections().reset(self.token)


def current() -> TransactionalDBClient | None:
    """The transaction that the caller is inside of, the outermost of nested ones; None outside of any."""
    connection = get_connections().get("default")
    if isinstance(connection, TransactionalDBClient) and not connection._finalized:  # noqa: SLF001 - it says so nowhere else
        return connection
    return None


def mend() -> None:
    """Put these in the place of Tortoise's own; once, before any connection is opened."""
    SqliteTransactionWrapper.begin = begin_immediate  # type: ignore[method-assign]
    SqliteTransactionWrapper.commit = commit_or_roll_back  # type: ignore[method-assign]
    ConnectionWrapper.__aenter__ = enter_connection  # type: ignore[method-assign]
    SqliteTransactionContext.__aenter__ = enter_sqlite  # type: ignore[method-assign]
    TransactionContextPooled.__aenter__ = enter_pooled  # type: ignore[method-assign]
    TransactionContextPooled.__aexit__ = leave_pooled  # type: ignore[method-assign,assignment]
