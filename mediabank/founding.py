"""Founding a bank, and bringing one up to date: its folder, tables, store, words and facts about itself."""

from mediabank import errors, store
from mediabank.concepts import seed
from mediabank.models import Fact, connect, migrate
from mediabank.settings import Settings

BASE = "https://mediebanken.example/"
"""The base of linked-data addresses where `init` is given none; it never changes afterwards."""


async def init(settings: Settings, *, base: str = "", test: bool = False) -> bool:
    """Found the bank in its home; whether it was founded now. A bank that exists is only brought up to date."""
    settings.home.mkdir(parents=True, exist_ok=True)
    await migrate.migrate(settings)
    async with connect(settings):
        known = await Fact.get_or_none(name="base")
        if known is not None and base and known.value != _base(base):
            raise errors.Conflict(reason=known.value)
        if known is None:
            await Fact.create(name="base", value=_base(base or settings.base_url or BASE))
            if test:
                await Fact.create(name="test", value="yes")
        store.start(settings)
        try:
            await store.run(store.current().prepare)
        finally:
            store.stop()
        await seed.seed((await Fact.get(name="base")).value)
    return known is None


async def update(settings: Settings) -> list[str]:
    """Apply pending migrations and seed words that were not there; gives the names of what was applied."""
    applied = await migrate.migrate(settings)
    async with connect(settings):
        base = await Fact.get_or_none(name="base")
        if base is not None:
            await seed.seed(base.value)
    return applied


def _base(address: str) -> str:
    return address.rstrip("/") + "/"
