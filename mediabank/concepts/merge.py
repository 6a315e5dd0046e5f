"""Two concepts that become one, one that becomes several, and pairs that look alike; no asset is touched."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediabank import language, notices
from mediabank.access import PUBLISHED, Viewer
from mediabank.concepts import use
from mediabank.concepts.changing import Work, changing
from mediabank.concepts.edit.permission import demand, demand_free
from mediabank.concepts.parts import LABELS, Part
from mediabank.concepts.words import ACCEPTED, PROPOSED, Word, Words, words
from mediabank.errors import Conflict, Fault, NotFound, Unfit
from mediabank.models import Asset, AssetConcept, Campaign, Change, Concept
from vocabularies.skos import PROPERTIES

_UP, _RELATED, _CURRENT = Part("broader"), Part("related"), Part("current")
_DEPRECATED, _REPLACED, _STATE = Part("deprecated"), Part("replacedBy"), Part("state")
_PROPERTIES = Part("properties")


@dataclass(frozen=True)
class MergePreview:
    """What follows when one concept goes out into another; numbers of assets that are not in the bin."""

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
    labels: tuple[tuple[str, str], ...]
    """(language, text) that become other words for the survivor."""
    mappings: tuple[str, ...]
    """Addresses that the survivor gets."""


@dataclass(frozen=True)
class Pair:
    """Two concepts of a vocabulary that may be one: ids, and what they share."""

    one: str
    other: str
    reason: str
    """label or mapping."""
    text: str
    """The label or the address that both have."""


async def preview(loser: str, survivor: str) -> MergePreview:
    """What merging would change; nothing is written. Errors: NotFound, Conflict, as of `merge`."""
    known = await words()
    one, other = _two(known, loser, survivor)
    gone, stays = known.same(one.id), known.same(other.id)
    carried = [str(each) for each in await _carrying(gone)]
    both = set(carried) & {str(each) for each in await _carrying(stays)} if carried else set()
    live = await Asset.filter(id__in=carried).values_list("state", "campaign_id")
    counts = await use.counts(known, among=[one.id, other.id])
    campaigns = {str(campaign) for _, campaign in live if campaign}
    campaigns |= {str(row.id) for row in await Campaign.all() if gone & set(row.alteration or ())}
    return MergePreview(
        assets=len(carried),
        published=sum(1 for state, _ in live if state == PUBLISHED),
        both=len(both),
        after=counts.get(other.id, 0) + len(carried) - len(both),
        campaigns=len(campaigns),
        children=tuple(each.id for each in known.children(one.vocabulary, one.id) if each.id != other.id),
        labels=tuple((tag, text) for tag, text in _labels(one) if text not in _names(other, tag)),
        mappings=tuple(sorted(_addresses(one) - _addresses(other))),
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
        children = [each.id for each in _below(work.words, one)]
        await work.open(one.id, other.id, *children, *one.related)
        _take_labels(work, one.id, other.id)
        _take_links(work, one, other, children)
        await _unrelate_above(work, one, other)
        await _name_anew(work, one, other)
        work.put(one.id, _CURRENT, other.id)
        work.put(one.id, _DEPRECATED, True)
        work.put(one.id, _REPLACED, (other.id,))
        if one.state == PROPOSED:
            work.put(one.id, _STATE, ACCEPTED)
        change = await work.done("merged", of=one.id)
        if one.state == PROPOSED:
            row = await Concept.get(id=one.id)
            told = {"word": one.label("nb"), "instead": other.label("nb")}
            await notices.tell(row.proposed_by_id, "proposal_mapped", **told)
    assert change is not None, "a merge always changes the one that goes out"
    return change


async def split(concept: str, into: Sequence[str], *, by: Viewer) -> Change:
    """Retire a concept in favour of two or more; its assets keep it until somebody has chosen for each.

    Errors: NotFound, NotAllowed, Conflict where the bank leans on it, Unfit for fewer than two or a retired one.
    """
    async with changing(by) as work:
        await work.open(concept)
        word = work.words.own[concept]
        demand(by, word.vocabulary)
        demand_free(work.words, word.vocabulary, word)
        chosen = [work.words.by_id.get(each) for each in dict.fromkeys(into)]
        heirs = {each.id for each in chosen if each is not None and each.vocabulary == word.vocabulary}
        if len(heirs) < len(chosen) or concept in heirs:
            raise NotFound
        if len(heirs) < 2:  # noqa: PLR2004 - several
            raise Unfit(faults=[Fault("concept.split_needs_two", field="into", facts={"concept": word.labels})])
        work.put(concept, _DEPRECATED, True)
        work.put(concept, _REPLACED, heirs)
        change = await work.done("split", of=concept)
    assert change is not None, "a split always changes the concept"
    return change


async def split_work(concept: str) -> list[str]:
    """The assets that still carry a concept which was split: somebody has to choose for each of them."""
    known = await words()
    return [str(each) for each in await _carrying(known.same(concept))]


async def duplicates(vocabulary: str) -> list[Pair]:
    """Pairs that share a label but for case, or an exact mapping; each pair once, in the order of the vocabulary."""
    every = (await words()).vocabularies.get(vocabulary, ())
    kept = _kept.get(vocabulary)
    if kept is None or kept[0] is not every:
        kept = _kept[vocabulary] = (every, await asyncio.to_thread(_pairs, every))
    return kept[1]


_kept: dict[str, tuple[Sequence[Word], list[Pair]]] = {}
"""Vocabulary → its members as they were when they were compared, and the pairs among them."""


def _pairs(every: Sequence[Word]) -> list[Pair]:
    members = [each for each in every if not each.deprecated and each.state == ACCEPTED]
    found: dict[tuple[str, str], Pair] = {}
    for reason, key in (("label", _folded), ("mapping", _exact)):
        sharing: dict[str, list[tuple[Word, str]]] = defaultdict(list)
        for each in members:
            for shared, text in key(each).items():
                sharing[shared].append((each, text))
        for some in sharing.values():
            (first, text), *others = some
            for other, _ in others:
                found.setdefault((first.id, other.id), Pair(first.id, other.id, reason, text))
    return list(found.values())


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


def _below(known: Words, word: Word) -> list[Word]:
    """Everything with this parent, whatever its state."""
    return [each for each in known.own.values() if word.id in each.broader]


def _take_labels(work: Work, loser: str, survivor: str) -> None:
    """Every label of the one that goes out becomes another word for the survivor, where it is none yet (S13)."""
    for part, value in work.after[loser].items():
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


async def _carrying(concepts: frozenset[str]) -> list[Any]:
    rows = AssetConcept.filter(concept_id__in=sorted(concepts), asset__binned_at__isnull=True)
    return list(dict.fromkeys(await rows.values_list("asset_id", flat=True)))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) if value else ()


def _labels(word: Word) -> list[tuple[str, str]]:
    return [*word.labels.items(), *((tag, text) for tag, some in word.alt.items() for text in some)]


def _names(word: Word, tag: str) -> set[str]:
    return {word.labels.get(tag, ""), *word.alt.get(tag, ()), *word.hidden.get(tag, ())}


def _addresses(word: Word) -> set[str]:
    return {each for some in word.mappings.values() for each in some}


def _folded(word: Word) -> Mapping[str, str]:
    return {f"{tag} {language.fold(text)}": text for tag, text in word.labels.items()}


def _exact(word: Word) -> Mapping[str, str]:
    return {each: each for each in word.mappings.get("exactMatch", ())}
