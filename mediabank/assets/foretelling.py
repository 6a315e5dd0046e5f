"""Which assets would not pass the publish gate under a scheme that is not in force yet, told before it is saved."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.expressions import Q

from mediabank.access import PUBLISHED
from mediabank.assets import weighing
from mediabank.assets.weighing import Around
from mediabank.concepts.words import Words, words
from mediabank.models import Asset, Revision, Version
from vocabularies.scheme import Facts, Scheme, carried, check, joined, propose

PIECE = 200
LOOKED_AT_ONCE = 2_000
"""Assets looked at for one answer, a few seconds of work; the next answer goes on from there."""
NAMED = 10
"""Assets that are named; the others are counted."""
WAITING = ("utkast", "til-vurdering")


@dataclass(frozen=True)
class Failing:
    """A published asset that would not pass, and the fields it would stop at."""

    asset: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Foretold:
    """What has been found so far. `failing` passes now and would not; `already` does not pass even now."""

    looked: int = 0
    total: int = 0
    published: int = 0
    failing: int = 0
    already: int = 0
    drafts: int = 0
    """Drafts that publishing would ask for more."""
    by_field: Mapping[str, int] = field(default_factory=dict)
    """Field → how many of the failing stop at it."""
    named: tuple[Failing, ...] = ()
    after: str = ""
    """The asset to go on after; empty when every asset has been looked at."""


async def foretold(new: Scheme, so_far: Foretold | None = None, *, most: int = LOOKED_AT_ONCE) -> Foretold:
    """Hold the latest descriptions of published assets and of drafts against a scheme, by the gate's own check.

    Looks at `most` of them and goes on from `so_far`: the whole bank is told exactly, in as many answers as it takes.
    """
    known, found = await words(), so_far or Foretold()
    live = Asset.filter(binned_at__isnull=True, state__in=[PUBLISHED, *WAITING])
    found = replace(found, total=await live.count())
    looked_at_most = found.looked + most
    while found.looked < looked_at_most:
        assets = await live.filter(id__gt=found.after).order_by("id").limit(PIECE)
        if not assets:
            return replace(found, after="")
        found = await _piece(assets, new, known, found)
    more = await live.filter(id__gt=found.after).exists()
    return found if more else replace(found, after="")


async def _piece(assets: Sequence[Asset], new: Scheme, known: Words, found: Foretold) -> Foretold:
    at_latest = Q(*(Q(asset_id=asset.id, number=asset.revision) for asset in assets), join_type=Q.OR)
    said = {
        str(asset): joined(public, private)
        for asset, public, private in await Revision.filter(at_latest).values_list("asset_id", "values", "private")
    }
    versions = {row.id: row for row in await Version.filter(id__in=[each.version for each in assets if each.version])}
    around = await weighing.around_of(list(said.values()))
    held = [
        (asset, said[asset.id], versions[asset.version])
        for asset in assets
        if asset.version in versions and asset.id in said
    ]
    return await asyncio.to_thread(_told, held, new, known, around, replace(found, after=assets[-1].id))


def _told(
    held: Sequence[tuple[Asset, Mapping[str, Any], Version]], new: Scheme, known: Words, around: Around, found: Foretold
) -> Foretold:
    fields, named = Counter(found.by_field), list(found.named)
    published = failing = already = drafts = 0
    for asset, said, version in held:
        facts = weighing.facts_of(asset, said, version, known, around)
        live = asset.state == PUBLISHED
        stops = _stops(new, said, facts, live=live)
        before = _stops(known.scheme, said, facts, live=live) if stops else set()
        published += live
        drafts += not live and bool(stops - before)
        already += live and bool(before)
        if live and stops and not before:
            failing += 1
            fields.update(stops)
            named += [Failing(asset.id, tuple(sorted(stops)))] if len(named) < NAMED else []
    return replace(
        found,
        looked=found.looked + len(held),
        published=found.published + published,
        failing=found.failing + failing,
        already=found.already + already,
        drafts=found.drafts + drafts,
        by_field=dict(fields),
        named=tuple(named),
    )


def _stops(scheme: Scheme, said: Mapping[str, Any], facts: Facts, *, live: bool) -> set[str]:
    """The fields at which the publish gate stops; of a draft, after what publishing fills in by itself."""
    values = carried(scheme, said)
    if not live:
        values |= propose(scheme, values, facts)
    return {each.field for each in check(scheme, values, facts, values, "publish") if each.severity == "error"}
