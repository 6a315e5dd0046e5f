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


_pictures: WeakKeyDictionary[TortoiseContext, _Kept] = WeakKeyDictionary()
_schemes: WeakKeyDictionary[TortoiseContext, dict[int, Scheme]] = WeakKeyDictionary()
"""Older versions of the scheme, which never change."""


async def words() -> Words:
    """The words of the database that is open, at most a second behind the latest change.

    While one request follows the tables, others go on with the picture there is.
    """
    context = require_context()
    kept = _pictures.get(context)
    if kept is not None:
        if clock.ticks() - kept.looked_at < FRESH_SECONDS:
            return kept.picture
        kept.looked_at = clock.ticks()
    fact = await Fact.get_or_none(name="words")
    generation = fact.value if fact else ""
    if kept is not None and kept.picture.generation == generation:
        return kept.picture
    found = await picture.followed(kept.picture if kept else None, generation)
    _pictures[context] = _Kept(clock.ticks(), found)
    return found


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
