"""Who serves a bank: one process at a time, known by a lock that ends with the process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediabank.errors import Problem
from mediabank.settings import Settings


class InUse(Problem):
    """Another process serves this bank, or has its database open while its tables must change."""

    status = 409
    key = "error.bank_in_use"


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Hold the right to serve, work tasks and write the index; raises InUse at once where another process has it.

    The kernel lets go of it when the process ends, however it ends, so nothing is left to clear away. Commands that
    write beside a serving bank need no such right: SQLite's own locks are enough for them.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with _file(settings).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse from error
        yield


def _file(settings: Settings) -> Path:
    return settings.home / "bank.lock"
