"""Founding a bank, and bringing one up to date: its folder, tables, store, words and facts about itself."""

from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from mediabank import clock, errors, search, store
from mediabank.concepts import seed
from mediabank.models import Fact, Task, connect, faults, migrate
from mediabank.settings import Settings

BASE = "https://mediebanken.example/"
"""The base of linked-data addresses where `init` is given none; it never changes afterwards."""


class NotFounded(errors.Problem):
    """There is no bank where the settings point."""

    status = 500
    key = "error.bank_not_founded"


class OtherBase(errors.Problem):
    """The bank has another base of linked-data addresses, and keeps it for ever."""

    status = 409
    key = "error.bank_other_base"


class Behind(errors.Problem):
    """The program is newer than the tables."""

    status = 500
    key = "error.bank_behind"


async def ready(settings: Settings) -> None:
    """Look whether there is a bank that this program can work with. Errors: NotFounded, Behind."""
    if not await _founded(settings):
        raise NotFounded(home=str(settings.home))
    if await migrate.pending(settings):
        raise Behind


async def init(settings: Settings, *, base: str = "", test: bool = False) -> bool:
    """Found the bank in its home; whether it was founded now. A bank that exists is only brought up to date."""
    settings.home.mkdir(parents=True, exist_ok=True)
    await migrate.migrate(settings)
    async with connect(settings):
        known = await Fact.get_or_none(name="base")
        if known is not None and base and known.value != _base(base):
            raise OtherBase(base=known.value)
        address = known.value if known is not None else _base(base or settings.base_url or BASE)
        store.start(settings)
        try:
            await store.run(store.current().prepare)
        finally:
            store.stop()
        await seed.seed(address)
        if known is None:  # last: a bank that has a base is founded whole
            async with in_transaction():
                await Fact.create(name="base", value=address)
                if test:
                    await Fact.create(name="test", value="yes")
            await search.start(settings)
            try:
                await index_anew()
            finally:
                await search.stop()
    return known is None


async def update(settings: Settings) -> list[str]:
    """Apply pending migrations and seed words that were not there; gives the names of what was applied."""
    if settings.sqlite_path is not None and not settings.sqlite_path.exists():
        raise NotFounded(home=str(settings.home))
    applied = await migrate.migrate(settings)
    async with connect(settings):
        base = await Fact.get_or_none(name="base")
        if base is not None:
            await seed.seed(base.value)
    return applied


async def index_anew() -> None:
    """Build the index here, by whoever holds the right to write it; what was owed before is done with that."""
    moment = clock.now()
    await search.reindex()
    await Task.filter(name="search.reindex", state="waiting", created_at__lte=moment).delete()


async def _founded(settings: Settings) -> bool:
    if settings.sqlite_path is not None and not settings.sqlite_path.exists():
        return False
    async with connect(settings):
        try:
            return await Fact.exists(name="base")
        except OperationalError as fault:
            if faults.is_away(fault):
                raise
            return False  # no such table


def _base(address: str) -> str:
    return address.rstrip("/") + "/"
