"""A line to the database that broke is nobody's mistake, in whatever words the driver says so."""

import asyncpg
import pytest

from mediabank.models import faults


@pytest.mark.parametrize(
    "said",
    [
        asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.CannotConnectNowError("the database system is shutting down"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        ConnectionRefusedError(111, "Connect call failed"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_line_that_broke_in_use_is_a_database_that_is_away(said):
    with pytest.raises(faults.DatabaseAway), faults.told():
        raise said


@pytest.mark.parametrize(
    "said",
    [asyncpg.UniqueViolationError("duplicate key value"), asyncpg.ClientConfigurationError("no such option")],
    ids=lambda fault: type(fault).__name__,
)
def test_what_a_database_refuses_stays_what_it_was(said):
    with pytest.raises(type(said)) as met, faults.told():
        raise said
    assert met.value is said
