"""What every command shares: its shape, the bank it opens, and how it looks at what another process does for it."""

import argparse
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from mediabank import app, founding
from mediabank.settings import Settings

Command = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]
LOOK_SECONDS = 0.2
"""Between two looks at what another process is doing; only the tables tell."""


@asynccontextmanager
async def opened(loaded: Settings, *, decoding: bool = False) -> AsyncIterator[None]:
    """The engines of a bank that is founded and up to date, for one command."""
    await founding.ready(loaded)
    async with app.opened(loaded, decoding=decoding):
        yield


def last_line(error: str | None) -> str:
    """What a recorded error ends in."""
    return ((error or "").strip().splitlines() or [""])[-1]
