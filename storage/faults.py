"""What the operating system says, in the words of the contract."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from storage.store import Full, Unavailable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def from_system(error: OSError) -> Full | Unavailable:
    """No room is Full; everything else (no rights, no mount, a broken disk) is Unavailable."""
    cause = errno.errorcode.get(error.errno or 0, "unknown")
    return Full(cause=cause) if error.errno in _FULL else Unavailable(cause=cause)


@contextmanager
def told() -> Iterator[None]:
    """Errors of the operating system leave this block as Full or Unavailable."""
    try:
        yield
    except OSError as error:
        raise from_system(error) from error
