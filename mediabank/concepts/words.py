"""The bank's words: one frozen picture of the tables, followed by another when their generation turns."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tortoise.context import TortoiseContext, require_context

from mediabank import clock
from mediabank.concepts import picture
from mediabank.concepts.word import ACCEPTED, DECLINED, PROPOSED, Face, Word, Words
from mediabank.models import Fact, SchemeVersion
from vocabularies.scheme import Scheme

__all__ = ["ACCEPTED", "DECLINED", "PROPOSED", "Face", "Word", "Words", "forget", "scheme", "words"]
FRESH_SECONDS = 1.0
"""How long a picture is trusted without asking for the generation; a mended label must be seen within five."""


@dataclass(slots=True)
class _Kept:
    looked_at: float
    picture: Words
    asked: int = 0
    """How many times the tables were asked; what was asked later is never replaced by what was asked before."""
    shown: int = 0


_pictures: WeakKeyDictionary[TortoiseContext, _Kept] = WeakKeyDictionary()
_schemes: WeakKeyDictionary[TortoiseContext, dict[int, Scheme]] = WeakKeyDictionary()
"""Older versions of the scheme, which never change."""


async def words() -> Words:
    """The words of the database that is open, at most a second behind the latest change.

    While one request follows the tables, others go on with the picture there is.
    """
    context, now = require_context(), clock.ticks()
    kept = _pictures.get(context)
    if kept is None:
        found = await picture.followed(None, await _generation())
        _pictures[context] = _Kept(now, found)
        return found
    if now - kept.looked_at < FRESH_SECONDS:
        return kept.picture
    kept.looked_at = now  # set before the tables are asked: whoever forgets meanwhile is not overheard
    kept.asked += 1
    turn, before, generation = kept.asked, kept.picture, await _generation()
    if before.generation == generation:
        return before
    found = await picture.followed(before, generation)
    if turn > kept.shown:
        kept.shown, kept.picture = turn, found
    return found


async def _generation() -> str:
    fact = await Fact.get_or_none(name="words")
    return fact.value if fact else ""


def forget() -> None:
    """Ask the tables at the next reading; for whoever has just changed them."""
    kept = _pictures.get(require_context())
    if kept is not None:
        kept.looked_at = -FRESH_SECONDS


async def scheme(number: int) -> Scheme:
    """A version of the scheme by its number, as revisions name it."""
    known = await words()
    if number == known.scheme_number:
        return known.scheme
    older = _schemes.setdefault(require_context(), {})
    if number not in older:
        older[number] = await picture.scheme_of(await SchemeVersion.get(id=number))
    return older[number]
