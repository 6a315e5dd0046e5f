"""The assets of a concept that was split: each is given what takes over, and can be given back what it had."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from mediabank import audit
from mediabank.access import PUBLISHED, Viewer
from mediabank.assets import describe, lookup
from mediabank.assets.taking import breaks
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.models import Asset, AssetConcept, Revision


def heirs(known: Words, word: Word) -> tuple[Word, ...]:
    """What takes over for a concept that was split, as it stands now; nothing where it was not split."""
    if word.current or not word.deprecated:
        return ()
    found = {each: known.by_id[each] for each in word.replaced_by if each in known.by_id}
    usable = {each.id: each for each in found.values() if each.state == ACCEPTED and not each.deprecated}
    return tuple(usable.values()) if len(usable) > 1 else ()


def is_single(known: Words, vocabulary: str) -> bool:
    """Whether a field somewhere takes one concept of the vocabulary and no more."""
    fields = known.scheme.fields
    alone = any(field.vocabulary == vocabulary and not field.repeatable for field in fields)
    within = (member for field in fields for member in field.members)
    return alone or any(member.vocabulary == vocabulary and not member.repeatable for member in within)


def waiting(known: Words, word: Word, viewer: Viewer) -> QuerySet[Asset]:
    """The assets that still carry the concept, of those that the viewer may see; the latest changed first."""
    carrying = AssetConcept.filter(concept_id__in=sorted(known.same(word.id))).values("asset_id")
    seen = lookup.visible(viewer).filter(id__in=Subquery(carrying), binned_at__isnull=True)
    return seen.order_by("-modified_at", "-id")


async def had(assets: Collection[str], some: Collection[str]) -> set[tuple[str, str]]:
    """(asset, concept) of those of some concepts that the assets carry already."""
    rows = AssetConcept.filter(asset_id__in=list(assets), concept_id__in=list(some))
    return {(asset, str(concept)) for asset, concept in await rows.values_list("asset_id", "concept_id")}


async def sort(word: Word, chosen: Mapping[str, Collection[str]], *, by: Viewer) -> tuple[dict[str, int], list[str]]:
    """Give assets what was chosen for each (asset → ids of heirs), in place of the concept.

    Gives the new revision of each, and those left as they were: libraries see them, and the gate would stop for them.
    What the viewer may not see, what carries the concept no more, and a choice of none are passed over.
    """
    known = await words()
    gone, usable = known.same(word.id), [each.id for each in heirs(known, word)]
    done: dict[str, int] = {}
    stopped = []
    seen = waiting(known, word, by).filter(id__in=sorted(chosen))
    for asset in [row.id for row in await seen]:
        taken = [each for each in usable if each in chosen[asset]]
        if not taken:
            continue
        async with in_transaction():
            row = await describe.locked(await Asset.get(id=asset), None)
            if await _given(row, gone, taken, by):
                done[asset] = row.revision
            else:
                stopped.append(asset)
    return done, stopped


async def back(word: Word, done: Mapping[str, int], *, by: Viewer) -> int:
    """Give assets the concept again, where nobody has touched them since: asset → the revision that `sort` made.

    Gives how many there were.
    """
    known = await words()
    gone, count = known.same(word.id), 0
    for asset in [row.id for row in await lookup.visible_among(list(done), by)]:
        async with in_transaction():
            row = await describe.locked(await Asset.get(id=asset), None)
            made = await Revision.get_or_none(asset_id=asset, number=done[asset], by_id=by.person)
            if made is None or row.revision != made.number or made.number < 2:  # noqa: PLR2004 - the first has no other
                continue
            before = (await describe.numbered(row, made.number - 1)).under(known.scheme)
            if _exchanged(before.values, gone, ()) == before.values:
                continue  # that revision was about something else
            await describe.record(row, before.values, by=by.person, undoes=made.number - 1)
            await audit.record("asset.unsorted", subject=f"asset:{asset}", by=by.person, concept=word.id)
            count += 1
    return count


async def _given(asset: Asset, gone: Collection[str], taken: Sequence[str], by: Viewer) -> bool:
    values = (await describe.latest(asset)).values
    after = _exchanged(values, gone, taken)
    if after == values or (asset.state == PUBLISHED and await breaks(asset, values, after)):
        return False
    await describe.record(asset, after, by=by.person)
    await audit.record("asset.sorted", subject=f"asset:{asset.id}", by=by.person, gone=sorted(gone), taken=list(taken))
    return True


def _exchanged(value: Any, gone: Collection[str], taken: Sequence[str]) -> Any:
    """A value with what was taken in the place of what is gone; where one stands alone, the first takes its place."""
    if isinstance(value, str):
        return (taken[0] if taken else None) if value in gone else value
    if isinstance(value, Mapping):
        return {name: _exchanged(each, gone, taken) for name, each in value.items()}
    if isinstance(value, list) and any(isinstance(each, str) and each in gone for each in value):
        spread = [one for each in value for one in (taken if isinstance(each, str) and each in gone else [each])]
        return list(dict.fromkeys(spread))
    return [_exchanged(each, gone, taken) for each in value] if isinstance(value, list) else value
