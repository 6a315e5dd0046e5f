"""Passwords as argon2id; how many are checked at once is bounded, because each takes 64 MiB."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_threads: ThreadPoolExecutor | None = None
_UNKNOWN = _hasher.hash("an account that does not exist")
"""Checked for unknown accounts, so that they answer in the same time as known ones."""
LENGTH_LIMIT = 1_000
"""Longer input is no password; hashing it would only cost."""


def start(workers: int) -> None:
    """Open the threads in which passwords are hashed and checked."""
    global _threads  # noqa: PLW0603 - one process has one such pool
    _threads = ThreadPoolExecutor(workers, thread_name_prefix="passwords")


def stop() -> None:
    """Let go of the threads."""
    global _threads  # noqa: PLW0603 - one process has one such pool
    if _threads is not None:
        _threads.shutdown(wait=True, cancel_futures=True)
    _threads = None


async def digest(password: str) -> str:
    """The argon2id digest with its parameters."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def right(password: str, digest_: str | None) -> bool:
    """Whether this is the password; takes as long where there is none to compare with."""
    if len(password) > LENGTH_LIMIT:
        password = ""
    return await asyncio.get_running_loop().run_in_executor(_threads, _right, password, digest_)


def _right(password: str, digest_: str | None) -> bool:
    try:
        return _hasher.verify(digest_ or _UNKNOWN, password) and digest_ is not None
    except (VerificationError, InvalidHashError):
        return False
