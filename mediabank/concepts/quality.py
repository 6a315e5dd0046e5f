"""What is worth a look in a vocabulary, and mending at once what a machine knows a remedy for."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediabank.access import Viewer
from mediabank.concepts.changing import Work, changing
from mediabank.concepts.edit.permission import demand
from mediabank.concepts.parts import Part, differing
from mediabank.concepts.rows import value_of
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.errors import Conflict, Fault, NotFound
from mediabank.models import Change, Vocabulary
from vocabularies import proposing, quality
from vocabularies.quality import Finding
from vocabularies.skos import ConceptValue, VocabularyValue

_Parts = Mapping[Part, Any]


@dataclass(frozen=True)
class Remark:
    """One finding, and where there is a remedy what it would change."""

    finding: Finding
    remedy: Mapping[str, tuple[_Parts, _Parts]]
    """Slug of each concept that changes → its parts before and after; empty where a person has to think."""

    def differences(self) -> Iterator[tuple[str, Part, Any, Any]]:
        """(slug, part, before, after) of everything that the remedy changes."""
        for slug, (before, after) in self.remedy.items():
            for part in differing(before, after):
                yield slug, part, before.get(part), after.get(part)


async def remarks(vocabulary: str) -> Sequence[Remark]:
    """Every finding in the order of the vocabulary; made again only when it has changed. Errors: NotFound."""
    members = (await words()).vocabularies.get(vocabulary, ())
    kept = _kept.get(vocabulary)
    if kept is None or kept[0] is not members:
        value = await _value(vocabulary)
        kept = _kept[vocabulary] = (members, await asyncio.to_thread(_remarks, value))
    return kept[1]


_kept: dict[str, tuple[Sequence[Word], Sequence[Remark]]] = {}
"""Vocabulary → its members as they were when they were looked over, and what was found."""


async def mend(vocabulary: str, finding: Finding, *, by: Viewer) -> Change:
    """Do what the remedy of a finding says. Errors: NotFound, NotAllowed, Conflict where it holds no longer, Unfit."""
    demand(by, vocabulary)
    async with changing(by) as work:
        if vocabulary not in work.words.faces:
            raise NotFound
        find = _finder(work.words, vocabulary)
        made = proposing.proposal(finding, find)
        if made is None:
            raise Conflict(faults=[Fault("concept.nothing_to_mend")])
        changed = {each.id: each for each in made.after}
        await work.open(*(_id(work.words, vocabulary, slug) for slug in changed))
        for slug, after in changed.items():
            before = find(slug)
            assert before is not None, "a remedy changes what there is"
            _lay(work, vocabulary, before, after)
        # the remedy may lie with another concept alone, as when a relation leads one way
        of = finding.concept if finding.concept in changed else next(iter(changed))
        change = await work.done("edited", of=_id(work.words, vocabulary, of))
    if change is None:
        raise Conflict(faults=[Fault("concept.nothing_to_mend")])
    return change


def _finder(known: Words, vocabulary: str) -> Callable[[str], ConceptValue | None]:
    """What a remedy looks at of concepts, from the words in memory: nobody waits behind a reading of all of them."""

    def slugs(ids: Iterable[str]) -> tuple[str, ...]:
        near = (known.own[each] for each in ids if each in known.own)
        return tuple(sorted(each.slug for each in near if each.state == ACCEPTED))

    def find(slug: str) -> ConceptValue | None:
        word = known.own_slug.get((vocabulary, slug))
        if word is None or word.state != ACCEPTED:
            return None
        return ConceptValue(
            id=slug,
            address=word.address,
            labels=word.labels,
            alt={tag: tuple(sorted(some)) for tag, some in word.alt.items()},
            hidden={tag: tuple(sorted(some)) for tag, some in word.hidden.items()},
            broader=slugs(word.broader),
            related=slugs(word.related),
            mappings={kind.removesuffix("Match"): tuple(sorted(some)) for kind, some in word.mappings.items()},
            deprecated=word.deprecated,
            replaced_by=slugs(word.replaced_by),
        )

    return find


def _id(known: Words, vocabulary: str, slug: str) -> str:
    return known.own_slug[vocabulary, slug].id


async def _value(vocabulary: str) -> VocabularyValue:
    row = await Vocabulary.get_or_none(slug=vocabulary)
    if row is None:
        raise NotFound
    return await value_of(row)


def _remarks(value: VocabularyValue) -> Sequence[Remark]:
    find = {each.id: each for each in value.concepts}
    return [Remark(each, _remedy(each, find)) for each in quality.findings(value)]


def _remedy(finding: Finding, find: Mapping[str, ConceptValue]) -> dict[str, tuple[_Parts, _Parts]]:
    made = proposing.proposal(finding, find.get)
    return {each.id: (_parts(find[each.id]), _parts(each)) for each in made.after} if made else {}


def _parts(value: ConceptValue) -> dict[Part, Any]:
    """What a remedy may change, as parts; concepts by slug."""
    found: dict[Part, Any] = {Part("pref", "", tag): text for tag, text in value.labels.items()}
    found |= {Part("alt", "", tag): some for tag, some in value.alt.items()}
    found |= {Part("hidden", "", tag): some for tag, some in value.hidden.items()}
    found |= {Part("mapping", f"{kind}Match"): some for kind, some in value.mappings.items()}
    found |= {Part("broader"): value.broader, Part("related"): value.related}
    return {part: each for part, each in found.items() if each}


def _lay(work: Work, vocabulary: str, before: ConceptValue, after: ConceptValue) -> None:
    was, now = _parts(before), _parts(after)
    for part in differing(was, now):
        value = now.get(part)
        if part.what in {"broader", "related"}:
            value = tuple(_id(work.words, vocabulary, slug) for slug in value or ())
        work.put(_id(work.words, vocabulary, after.id), part, value)
