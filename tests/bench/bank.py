"""A bank of its own for a benchmark: founded, with one organisation, a person and a key, and served by its command."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mediabank import app, clock, founding, settings
from mediabank.models import Organisation, Person, Role
from mediabank.organisations import register
from mediabank.people import keys, sessions
from mediabank.settings import Settings
from mediabank.web.asking import SESSION_COOKIE
from tests.bench.machine import Server, serving


@dataclass(frozen=True)
class Bank:
    """A bank at rest, and what opens it."""

    settings: Settings
    key: str
    session: str

    @property
    def signed_in(self) -> dict[str, str]:
        """The headers of a signed-in editor's browser."""
        return {"Cookie": f"{SESSION_COOKIE}={self.session}"}


def founded(home: Path, fill: Callable[[Organisation], Awaitable[None]] | None = None) -> Bank:
    """A new bank with the consortium and an editor of it; `fill` may put more in while its engines are open."""
    return asyncio.run(_founded(settings.load({}, home=home), fill))


async def _founded(loaded: Settings, fill: Callable[[Organisation], Awaitable[None]] | None) -> Bank:
    await founding.init(loaded)
    async with app.opened(loaded):
        until = clock.now() + timedelta(days=30)
        owner = await register.add("Mediebanken-konsortiet", kind=register.CONSORTIUM, agreement_until=until)
        person = await Person.create(email="ingrid@bank.example", name="Ingrid i redaksjonen", created_at=clock.now())
        await Role.create(person=person, organisation=owner, role="editor")
        if fill is not None:
            await fill(owner)
        key = await keys.make(person, organisation=owner, scopes=list(keys.SCOPES), days=1)
        return Bank(loaded, key, await sessions.begin(person, days=1))


@contextmanager
def served(bank: Bank, **given: str) -> Iterator[Server]:
    """The bank's own command serving it; `given` are further settings."""
    names = {"home": str(bank.settings.home), "log_level": "warning", **given}
    environment = {f"MEDIABANK_{name.upper()}": value for name, value in names.items()}
    with serving("mediabank.cli", "serve", "--port", environment=environment) as server:
        yield server
