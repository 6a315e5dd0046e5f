"""What a database says when it is away, busy or full: nobody's mistake, and trying again is right."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tortoise.exceptions import DBConnectionError, OperationalError, TransactionManagementError

from mediabank.errors import Away

FAULTS: tuple[type[Exception], ...] = (
    DBConnectionError,
    OperationalError,
    TransactionManagementError,
    sqlite3.DatabaseError,
    OSError,
)
"""What may hold such a fault; `is_away` tells."""
_BROKEN: tuple[type[Exception], ...] = ()
"""What asyncpg says of a line that broke in use; those very classes: what lies below them tells of wrong input too."""
with suppress(ImportError):  # only a bank on PostgreSQL needs it
    import asyncpg

    _BROKEN = (asyncpg.InterfaceError, asyncpg.InternalClientError)
    FAULTS = (*FAULTS, asyncpg.PostgresError, *_BROKEN)

_FULL = {errno.ENOSPC, errno.EDQUOT}
_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_READONLY,
}
_POSTGRES = ("08", "28", "3D", "53", "57P")
"""Classes of SQLSTATE (PostgreSQL, appendix A): connection, no entry, no such database, resources (a full disk among
them), stopped by its operator."""


class DatabaseAway(Away):
    """The database is out of reach, busy or full."""

    key = "error.database_away"


def is_away(fault: BaseException) -> bool:
    """Whether this fault, or the one that it wraps, says that the database cannot serve just now."""
    if isinstance(fault, DBConnectionError | ConnectionError | TimeoutError):
        return True
    if isinstance(fault, sqlite3.DatabaseError):
        return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _SQLITE  # the low byte; the rest says where
    if isinstance(fault, OSError) and fault.errno in _FULL:
        return True
    if str(getattr(fault, "sqlstate", None) or "").startswith(_POSTGRES):
        return True
    if type(fault) in _BROKEN:
        return True
    return any(is_away(each) for each in fault.args if isinstance(each, Exception))


@contextmanager
def told() -> Iterator[None]:
    """Such faults leave this block as DatabaseAway; everything else as it is."""
    try:
        yield
    except FAULTS as fault:
        if is_away(fault):
            raise DatabaseAway from fault
        raise
