"""Puts the parts together: opens the bank's engines, and makes the web application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware

from mediabank import clock, jobs, search, store
from mediabank.assets import linked, renditions, taking
from mediabank.concepts import dumps, importing
from mediabank.jobs import calendar
from mediabank.keeping import forget, sweep
from mediabank.media import running
from mediabank.models import Fact, connect
from mediabank.people import passwords
from mediabank.settings import Settings
from mediabank.web import problems
from mediabank.web.middleware import SafeHeaders, SameOrigin
from mediabank.web.routes import ROUTES

log = logging.getLogger(__name__)
ROOMS_WITH_TASKS = (linked, renditions, taking, search, sweep, forget, importing, dumps)
"""Imported so that their tasks are registered before anything is deferred or worked."""


@asynccontextmanager
async def opened(settings: Settings, *, everywhere: bool = False, decoding: bool = True) -> AsyncIterator[None]:
    """The bank's engines, open for as long as the block lasts: database, store, sandbox, passwords, index.

    `everywhere` lets every task of the process use the database; `decoding` starts the sandbox.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(connect(settings, everywhere=everywhere))
        await _follow_clock(settings)
        store.start(settings)
        stack.callback(store.stop)
        passwords.start(settings.password_workers)
        stack.callback(passwords.stop)
        if decoding:
            running.start(settings)
            stack.callback(running.stop)
        await search.start(settings)
        stack.push_async_callback(search.stop)
        yield


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    """The engines, the workers and the calendar of a web process."""
    async with opened(settings, everywhere=True):
        workers = jobs.Workers(settings.task_workers)
        await workers.start()
        looking = asyncio.create_task(calendar.keep_looking(), name="calendar")
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
            await workers.stop()


def create_app(settings: Settings) -> Starlette:
    """The web application of a bank."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with serving(settings):
            yield

    https = settings.base_url.startswith("https:")
    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders, https=https), Middleware(SameOrigin)],
        exception_handlers=problems.HANDLERS,
    )
    app.state.settings = settings
    return app


async def _follow_clock(settings: Settings) -> None:
    """Only a bank that was made with `init --test` lets a file move its clock."""
    from pathlib import Path

    test_bank = await Fact.get_or_none(name="test")
    clock.follow(Path(settings.clock_file) if settings.clock_file and test_bank is not None else None)
