"""How many files carry a concept, or one below it; counted once for a moment in which several pages are looked at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from tortoise.context import TortoiseContext, require_context
from tortoise.expressions import Subquery

from mediabank import clock
from mediabank.concepts import use
from mediabank.concepts.words import Words
from mediabank.models import Asset, AssetConcept

FRESH_SECONDS = 3.0
"""How long a count is shown without counting again, unless words have changed."""


@dataclass
class _Counted:
    generation: str
    at: float
    own: Mapping[str, int]
    below: dict[str, int] = field(default_factory=dict)


_kept: WeakKeyDictionary[TortoiseContext, _Counted] = WeakKeyDictionary()


async def own(known: Words) -> Mapping[str, int]:
    """Concept → how many files carry that very concept."""
    return (await _counted(known)).own


async def used(known: Words, concepts: Collection[str]) -> Mapping[str, int]:
    """Concept → how many files carry it or one below it, as a search for it finds them."""
    counted = await _counted(known)
    for each in concepts:
        if each not in counted.below:
            counted.below[each] = await _below(known, each, counted.own)
    return counted.below


async def _counted(known: Words) -> _Counted:
    context = require_context()
    kept = _kept.get(context)
    if kept is None or kept.generation != known.generation or clock.ticks() - kept.at > FRESH_SECONDS:
        kept = _kept[context] = _Counted(known.generation, clock.ticks(), await use.counts(known))
    return kept


async def _below(known: Words, concept: str, counts: Mapping[str, int]) -> int:
    """Where only one concept is carried its own count is the answer; a file with several counts once."""
    ids = known.below(concept)
    carried = [each for each in ids if counts.get(each)]
    if len(carried) <= 1:
        return sum(counts[each] for each in carried)
    every = sorted({same for each in carried for same in known.same(each)})
    carrying = AssetConcept.filter(concept_id__in=every)
    return await Asset.filter(binned_at__isnull=True, id__in=Subquery(carrying.values("asset_id"))).count()
