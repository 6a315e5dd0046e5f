"""Two concepts that become one: what would come of it, and doing it; no asset is touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mediabank import notices
from mediabank.access import NOBODY, PUBLISHED, Viewer
from mediabank.concepts import use
from mediabank.concepts.changing import Work, changing
from mediabank.concepts.edit.permission import demand, demand_free
from mediabank.concepts.parts import LABELS, Part
from mediabank.concepts.words import ACCEPTED, DECLINED, PROPOSED, Word, Words, words
from mediabank.errors import Conflict, Fault, NotFound
from mediabank.models import Asset, Campaign, Change, Concept
from vocabularies.skos import PROPERTIES

_UP, _RELATED, _CURRENT = Part("broader"), Part("related"), Part("current")
_DEPRECATED, _REPLACED, _STATE = Part("deprecated"), Part("replacedBy"), Part("state")
_PROPERTIES = Part("properties")


@dataclass(frozen=True)
class MergePreview:
    """What follows when one concept goes out into another: all that changes, and all that is dropped.

    Numbers of assets are of those that are not in the bin.
    """

    assets: int
    """Carry the one that goes out, and mean the other afterwards."""
    published: int
    both: int
    """Of the assets: carry the other one already."""
    after: int
    """Carry the survivor afterwards."""
    campaigns: int
    """Have some of the assets, or let this be done with all of theirs."""
    children: tuple[str, ...]
    """Ids of concepts that come to lie under the survivor."""
    raised: tuple[str, ...]
    """Ids of those that take the place of the one that goes out, since the survivor is among them or below."""
    labels: tuple[tuple[str, str], ...]
    """(language, text) that become other words for the survivor."""
    labels_dropped: tuple[tuple[str, str], ...]
    """(language, text) that the survivor is called already."""
    definitions: tuple[tuple[str, str], ...]
    """(language, text) that the survivor gets, having none in that language."""
    notes_left: tuple[tuple[Part, str], ...]
    """Definitions and notes that stay with the one that goes out, and with it leave sight."""
    mappings: tuple[tuple[str, str], ...]
    """(kind, address) that the survivor gets."""
    mappings_dropped: tuple[tuple[str, str], ...]
    """(kind, address) of what the survivor has a mapping to already, of this kind or another."""
    related: tuple[str, ...]
    """Ids of concepts that the survivor becomes related to."""
    unrelated: tuple[tuple[str, str], ...]
    """Pairs of ids that are related no longer, since one comes to lie above the other."""
    renamed: tuple[str, ...]
    """Ids of concepts whose properties, such as a surface's channels, name the survivor instead."""


async def preview(loser: str, survivor: str) -> MergePreview:
    """What merging would change, found by doing it in hand; nothing is written. Errors: NotFound, Conflict."""
    known = await words()
    one, other = _two(known, loser, survivor)
    work = Work(known, NOBODY)
    await _join(work, one, other)
    assets = await use.carrying(known.same(one.id))
    both = set(assets) & set(await use.carrying(known.same(other.id))) if assets else set()
    live = await Asset.filter(id__in=assets).values_list("state", "campaign_id")
    counts = await use.counts(known, among=[other.id])
    campaigns = {str(campaign) for _, campaign in live if campaign}
    campaigns |= {str(row.id) for row in await Campaign.all() if known.same(one.id) & set(row.alteration or ())}
    return MergePreview(
        assets=len(assets),
        published=sum(1 for state, _ in live if state == PUBLISHED),
        both=len(both),
        after=counts.get(other.id, 0) + len(assets) - len(both),
        campaigns=len(campaigns),
        **_told(work, one.id, other.id),
    )


async def merge(loser: str, survivor: str, *, by: Viewer) -> Change:
    """Let a concept go out into another: its labels, mappings and what lies below go along, `current` points on.

    Errors: NotFound, NotAllowed, Conflict for two vocabularies, one concept, a retired survivor or a fixed word.
    """
    async with changing(by) as work:
        one, other = _two(work.words, loser, survivor)
        demand(by, one.vocabulary)
        if one.state != PROPOSED:
            demand_free(work.words, one.vocabulary, one)
        await _join(work, one, other)
        if one.state == PROPOSED:
            work.put(one.id, _STATE, ACCEPTED)
        change = await work.done("merged", of=one.id)
        if one.state == PROPOSED:
            row = await Concept.get(id=one.id)
            told = {"word": one.label("nb"), "instead": other.label("nb")}
            await notices.tell(row.proposed_by_id, "proposal_mapped", **told)
    assert change is not None, "a merge always changes the one that goes out"
    return change


def _two(known: Words, loser: str, survivor: str) -> tuple[Word, Word]:
    """The concept that goes out, itself, and the one that stays. Errors: NotFound, Conflict."""
    one, other = known.own.get(loser), known.by_id.get(survivor)
    if one is None or other is None:
        raise NotFound
    facts = {"concept": one.labels, "other": other.labels}
    if one.vocabulary != other.vocabulary:
        raise Conflict(faults=[Fault("concept.other_vocabulary", facts=facts)])
    if one.current or other.deprecated or other.state != ACCEPTED or one.id == other.id:
        raise Conflict(faults=[Fault("concept.cannot_merge", facts=facts)])
    return one, other


async def _join(work: Work, one: Word, other: Word) -> None:
    """Everything that a merge does, in hand."""
    children = [each.id for each in _below(work.words, one)]
    await work.open(one.id, other.id, *children, *one.related)
    _take_texts(work, one.id, other.id)
    _take_links(work, one, other, children)
    await _unrelate_above(work, one, other)
    await _name_anew(work, one, other)
    work.put(one.id, _CURRENT, other.id)
    work.put(one.id, _DEPRECATED, True)
    work.put(one.id, _REPLACED, (other.id,))


def _below(known: Words, word: Word) -> list[Word]:
    """Everything with this parent, whatever its state."""
    return [each for each in known.own.values() if word.id in each.broader]


def _take_texts(work: Work, loser: str, survivor: str) -> None:
    """Every label of the one that goes out becomes another word for the survivor, where it is none yet (S13).

    Its definition goes along where the survivor has none in that language; notes are about it and stay with it.
    """
    for part, value in list(work.after[loser].items()):
        if part.what == "definition" and part not in work.after[survivor]:
            work.put(survivor, part, value)
        if part.what not in LABELS:
            continue
        known = {text for what in LABELS for text in _texts(work.after[survivor].get(Part(what, "", part.language)))}
        fresh = [text for text in _texts(value) if text not in known]
        work.add(survivor, Part("hidden" if part.what == "hidden" else "alt", "", part.language), *fresh)


def _take_links(work: Work, one: Word, other: Word, children: Sequence[str]) -> None:
    """What lies below, related concepts and mappings go along, where they do not clash with what the survivor has."""
    for each in children:
        work.drop(each, _UP, one.id)
        # what leads down to a survivor that lay below takes the place of the one that goes out; no circle comes of it
        above = one.broader if each == other.id or each in other.ancestors else (other.id,)
        work.add(each, _UP, *above)
    for each in one.related:
        work.drop(each, _RELATED, one.id)
        if each != other.id:
            work.add(each, _RELATED, other.id)
            work.add(other.id, _RELATED, each)
    work.put(one.id, _RELATED, ())
    taken = {address for part, some in work.after[other.id].items() if part.what == "mapping" for address in some}
    for part, addresses in list(work.after[one.id].items()):
        if part.what == "mapping":
            work.add(other.id, part, *(each for each in addresses if each not in taken))


async def _unrelate_above(work: Work, one: Word, other: Word) -> None:
    """What comes to lie above another is no longer related to it as well (S27)."""
    concerned = {each.id for each in work.words.own.values() if each.related and {one.id, other.id} & {*each.ancestors}}
    await work.open(other.id, *sorted(concerned))
    for each in sorted(concerned | {other.id}):
        for near in work.value(each, _RELATED):
            if near in _above(work, each) or each in _above(work, near):
                await work.open(near)
                work.drop(each, _RELATED, near)
                work.drop(near, _RELATED, each)


def _above(work: Work, concept: str) -> set[str]:
    """Everything above a concept as it is to be."""
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        each = waiting.pop()
        up = work.value(each, _UP) if each in work.after else work.words.own[each].broader
        waiting += [parent for parent in up if parent not in found and parent in work.words.own]
        found.update(up)
    return found


async def _name_anew(work: Work, one: Word, other: Word) -> None:
    """Concepts whose properties name the one that goes out by its slug, as surfaces name channels, name the other."""
    asked = {name for name, kind in PROPERTIES.items() if kind.removesuffix("*") == f"concept:{one.vocabulary}"}
    for word in work.words.own.values():
        said = {name: value for name in asked if (value := word.properties.get(name)) and one.slug in _texts(value)}
        if said:
            await work.open(word.id)
            anew = {name: _exchanged(value, one.slug, other.slug) for name, value in said.items()}
            work.after[word.id][_PROPERTIES] = {**word.properties, **anew}


def _exchanged(value: Any, slug: str, other: str) -> Any:
    if isinstance(value, str):
        return other
    return list(dict.fromkeys(other if each == slug else each for each in value))


def _told(work: Work, loser: str, survivor: str) -> dict[str, Any]:
    """All that a merge in hand changes in words."""
    had, has, gone = work.before[survivor], work.after[survivor], work.before[loser]
    came = [(part, each) for part in has for each in _texts(has[part]) if each not in _texts(had.get(part))]
    said = [(part, each) for part in gone for each in _texts(gone[part])]
    taken = [(part.language, text) for part, text in came if part.what in LABELS]
    mapped = [(part.kind, address) for part, address in came if part.what == "mapping"]
    defined = [(part.language, text) for part, text in came if part.what == "definition"]
    moved = [each for each in work.changed if each != loser and work.value(each, _UP) != work.before[each].get(_UP, ())]
    moved = [each for each in moved if not work.words.own[each].current and work.words.own[each].state != DECLINED]
    return {
        "children": tuple(each for each in moved if survivor in work.value(each, _UP)),
        "raised": tuple(each for each in moved if survivor not in work.value(each, _UP)),
        "labels": tuple(sorted(taken)),
        "labels_dropped": _rest([(part.language, text) for part, text in said if part.what in LABELS], taken),
        "definitions": tuple(sorted(defined)),
        "notes_left": tuple(
            (part, text)
            for part, text in said
            if part.what == "note" or (part.what == "definition" and (part.language, text) not in defined)
        ),
        "mappings": tuple(sorted(mapped)),
        "mappings_dropped": _rest([(part.kind, address) for part, address in said if part.what == "mapping"], mapped),
        "related": tuple(each for part, each in came if part == _RELATED),
        "unrelated": tuple(sorted(_parted(work, loser, survivor))),
        "renamed": tuple(each for each in work.changed if work.after[each].get(_PROPERTIES) != _properties(work, each)),
    }


def _rest(every: Sequence[tuple[str, str]], taken: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(every) - set(taken)))


def _properties(work: Work, concept: str) -> Any:
    return work.before[concept].get(_PROPERTIES)


def _parted(work: Work, loser: str, survivor: str) -> Iterator[tuple[str, str]]:
    """Pairs that were related, with the survivor in the place of the one that goes out, and are so no longer."""

    def pairs(states: Any) -> set[tuple[str, str]]:
        ends = {
            tuple(sorted(survivor if end == loser else end for end in (each, near)))
            for each, parts in states.items()
            for near in _texts(parts.get(_RELATED))
        }
        return {(one, other) for one, other in ends if one != other}

    yield from pairs(work.before) - pairs(work.after)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) if value else ()
