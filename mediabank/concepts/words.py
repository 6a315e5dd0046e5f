"""The bank's words: one frozen picture of the tables, followed by another when their generation turns."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.context import TortoiseContext, require_context

from mediabank import clock
from mediabank.concepts import picture
from mediabank.concepts.word import ACCEPTED, DECLINED, PROPOSED, Face, Word, Words
from mediabank.models import Fact, SchemeVersion, transactions
from vocabularies.scheme import Scheme

__all__ = ["ACCEPTED", "DECLINED", "PROPOSED", "Face", "Word", "Words", "forget", "newest", "scheme", "words"]
FRESH_SECONDS = 1.0
"""How long a picture is trusted without asking for the generation; a mended label must be seen within five."""


@dataclass(slots=True)
class _Kept:
    picture: Words | None = None
    looked_at: float = -FRESH_SECONDS
    """When the tables were asked, of which the picture tells."""
    forgotten: bool = False
    following: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one who follows the tables: never two at a time, and cancelled it leaves the picture as it was."""
    inside: WeakKeyDictionary[TransactionalDBClient, Words] = field(default_factory=WeakKeyDictionary)
    """What open transactions see of their own changes, which are nobody else's until they end."""

    def is_fresh(self) -> bool:
        return clock.ticks() - self.looked_at < FRESH_SECONDS


_kept: WeakKeyDictionary[TortoiseContext, _Kept] = WeakKeyDictionary()
_schemes: WeakKeyDictionary[TortoiseContext, dict[int, Scheme]] = WeakKeyDictionary()
"""Older versions of the scheme, which never change."""


async def words() -> Words:
    """The words of the database that is open, at most a second behind the latest change.

    While one request follows the tables, others go on with the picture there is. A transaction sees what it changed.
    """
    kept = _here()
    within = transactions.current()
    if within is not None:
        return await _seen_by(within, kept)
    if kept.picture is not None and (kept.is_fresh() or kept.following.locked()):
        return kept.picture
    async with kept.following:
        if kept.picture is not None and kept.is_fresh():
            return kept.picture  # another has followed while this one waited
        return await _follow(kept)


async def newest() -> Words:
    """The words as they stand now: for whoever has changed them, or must not miss what another has."""
    kept = _here()
    within = transactions.current()
    if within is not None:
        return await _seen_by(within, kept)
    async with kept.following:
        return await _follow(kept)


def forget() -> None:
    """Ask the tables at the next reading; for whoever has just changed them and need not see it themselves."""
    kept = _here()
    kept.looked_at, kept.forgotten = -FRESH_SECONDS, True


def _here() -> _Kept:
    context = require_context()
    kept = _kept.get(context)
    if kept is None:
        kept = _kept[context] = _Kept()
    return kept


async def _follow(kept: _Kept) -> Words:
    asked_at, kept.forgotten = clock.ticks(), False
    kept.picture = await _of(await _generation(), kept.picture)
    if not kept.forgotten:  # who forgets while the tables are read is not overheard
        kept.looked_at = asked_at
    return kept.picture


async def _seen_by(within: TransactionalDBClient, kept: _Kept) -> Words:
    """What a transaction sees; a picture of what may yet be taken back is shown to nobody else."""
    before = kept.inside.get(within) or kept.picture
    found = await _of(await _generation(), before)
    if found is not kept.picture:
        kept.inside[within] = found
    return found


async def _of(generation: str, before: Words | None) -> Words:
    same = before is not None and before.generation == generation
    return before if before is not None and same else await picture.followed(before, generation)


async def _generation() -> str:
    fact = await Fact.get_or_none(name="words")
    return fact.value if fact else ""


async def scheme(number: int) -> Scheme:
    """A version of the scheme by its number, as revisions name it."""
    known = await words()
    if number == known.scheme_number:
        return known.scheme
    older = _schemes.setdefault(require_context(), {})
    if number not in older:
        older[number] = await picture.scheme_of(await SchemeVersion.get(id=number))
    return older[number]
