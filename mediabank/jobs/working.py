"""Who works the tasks of a bank: one process at a time, known by a lock that ends with the process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediabank.errors import Problem


class WorkedElsewhere(Problem):
    """Another process already works the tasks of this bank."""

    status = 409
    key = "tasks.worked_elsewhere"


@contextmanager
def working_lock(home: Path) -> Iterator[None]:
    """Hold the right to work tasks and write the index; raises WorkedElsewhere at once where another process has it.

    The kernel lets go of it when the process ends, however it ends, so nothing is left to clear away.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "working.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkedElsewhere from error
        yield
