"""The store of this process, and the bounded pool of threads in which its blocking calls are made."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import storage
from mediabank import errors
from mediabank.settings import Settings, Unusable

T = TypeVar("T")
THREADS = 16
COPYING_THREADS = 8

_store: storage.Store | None = None
_threads: ThreadPoolExecutor | None = None
_copying: ThreadPoolExecutor | None = None
"""Copies may wait for scratch that only other copies' ends give free, so they begin in threads of their own."""


def start(settings: Settings) -> None:
    """Open the store that the settings name."""
    global _store, _threads, _copying  # noqa: PLW0603 - one process has one store
    settings.scratch_folder.mkdir(parents=True, exist_ok=True)
    _store = _named(settings)
    _threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
    _copying = ThreadPoolExecutor(COPYING_THREADS, thread_name_prefix="copies")


def _named(settings: Settings) -> storage.Store:
    try:
        return storage.open_store(
            settings.store_url,
            scratch=settings.scratch_folder,
            scratch_bytes=settings.scratch_bytes,
            access_key=settings.store_access_key or None,
            secret_key=settings.store_secret_key or None,
            ca_file=Path(settings.store_ca_file) if settings.store_ca_file else None,
        )
    except ValueError as error:
        raise Unusable(f"MEDIABANK_STORE_URL: {error}") from error


def stop() -> None:
    """Let go of the threads and of the store's connections."""
    global _store, _threads, _copying  # noqa: PLW0603 - one process has one store
    for pool in (_copying, _threads):
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
    if _store is not None:
        _store.close()
    _store = _threads = _copying = None


def current() -> storage.Store:
    """The store; only after `start`."""
    assert _store is not None, "the store is not open"
    return _store


async def run(call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Make one blocking call in the store's threads; what people can act on comes out as `errors.Away`."""
    return await _in(_threads, lambda: call(*args, **kwargs))


async def _in(threads: ThreadPoolExecutor | None, call: Callable[[], T]) -> T:
    assert threads is not None, "the store is not open"
    try:
        return await asyncio.get_running_loop().run_in_executor(threads, call)
    except (storage.Full, storage.Unavailable, storage.ScratchFull) as error:
        raise errors.Away from error


@asynccontextmanager
async def local_copy(key: str) -> AsyncIterator[Path]:
    """A seekable file with the bytes of an object, for as long as the block lasts."""
    manager = current().local_copy(key)
    path = await _in(_copying, manager.__enter__)
    try:
        yield path
    finally:
        await run(manager.__exit__, None, None, None)
