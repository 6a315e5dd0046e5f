"""Repairs of what real vocabularies break: each is small, named, and the same for the same file.

| code | what was wrong | what is done | values |
|---|---|---|---|
| outside | a relation leads to a concept of which the file says nothing | it stays in `extra` | predicate, address |
| S14 | a second preferred label in a language | it becomes an alternative label | language, text |
| S13 | a label repeats a stronger one | the weaker one (hidden, then alternative) goes | language, text |
| self | a concept is related to itself | the relation goes | the concept |
| broader | a concept is narrower than one that it does not name as broader | it names it | the broader one |
| cycle | the way up leads back | the relation that closes the circle goes | the broader one |
| top | a top concept has something above it | it is none | |
| related | a relation leads one way | the way back is added | the other one |
| S27 | a related concept lies above or below as well | they are not related | the other one |
| S46 | an exact match is also a broad, narrow or related one | the exact one stays | kind, address |
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue

Drafts = dict[str, "Draft"]
#: how often the way up is walked before a hierarchy is too tangled to be judged
MOST_STEPS = 5_000_000
MOST_LEVELS = 100


@dataclass(frozen=True, slots=True)
class Repair:
    """What was repaired on a concept (its slug); `code` is one of the table above, `values` what it concerns."""

    code: str
    concept: str
    values: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """The parts of a concept that a repair may touch; concepts are named by slug."""

    preferred: dict[str, list[str]] = field(default_factory=dict)
    alternative: dict[str, set[str]] = field(default_factory=dict)
    hidden: dict[str, set[str]] = field(default_factory=dict)
    broader: set[str] = field(default_factory=set)
    narrower: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    top: bool = False
    mappings: dict[str, set[str]] = field(default_factory=dict)


def repaired(value: VocabularyValue) -> tuple[VocabularyValue, list[Repair]]:
    """The vocabulary as it should be, and what was done to it; errors: Unreadable (levels, tangled)."""
    drafts = {concept.id: draft(concept) for concept in value.concepts}
    repairs = repair(drafts)
    concepts = tuple(drafted(concept, drafts[concept.id]) for concept in value.concepts)
    return (replace(value, concepts=concepts) if repairs else value), repairs


def repair(drafts: Drafts, *, levels: int = MOST_LEVELS) -> list[Repair]:
    """Put right what stands in the drafts, in place; the repairs come in the order of the table, then of the slugs."""
    order = sorted(drafts)
    found: list[Repair] = []
    for slug in order:
        found += (Repair(code, slug, values) for code, values in _labels(drafts[slug]))
    found += _hierarchy(drafts, order)
    _levels(drafts, levels)
    found += _associations(drafts, order)
    for slug in order:
        found += (Repair("S46", slug, values) for values in _mappings(drafts[slug]))
    return found


def draft(concept: ConceptValue) -> Draft:
    """The draft of a concept that is a value already."""
    return Draft(
        preferred={language: [text] for language, text in concept.labels.items()},
        alternative={language: set(texts) for language, texts in concept.alt.items()},
        hidden={language: set(texts) for language, texts in concept.hidden.items()},
        broader=set(concept.broader),
        related=set(concept.related),
        mappings={kind: set(addresses) for kind, addresses in concept.mappings.items()},
    )


def drafted(concept: ConceptValue, made: Draft) -> ConceptValue:
    """The concept with the labels, relations and mappings of a draft."""
    return replace(
        concept,
        labels={language: made.preferred[language][0] for language in sorted(made.preferred)},
        alt=_frozen(made.alternative),
        hidden=_frozen(made.hidden),
        broader=tuple(sorted(made.broader)),
        related=tuple(sorted(made.related)),
        mappings=_frozen(made.mappings),
    )


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(sets[key])) for key in sorted(sets) if sets[key]}


def _labels(made: Draft) -> Iterator[tuple[str, tuple[str, str]]]:
    for language in sorted(made.preferred):
        texts = made.preferred[language]
        for text in texts[1:]:
            made.alternative.setdefault(language, set()).add(text)
            yield "S14", (language, text)
        del texts[1:]
    for weaker, stronger in (
        (made.alternative, made.preferred),
        (made.hidden, made.preferred),
        (made.hidden, made.alternative),
    ):
        for language in sorted(weaker):
            for text in sorted(weaker[language].intersection(stronger.get(language, ()))):
                weaker[language].remove(text)
                yield "S13", (language, text)


def _hierarchy(drafts: Drafts, order: list[str]) -> Iterator[Repair]:
    for slug in order:
        for lower in sorted(drafts[slug].narrower):
            if slug not in drafts[lower].broader:
                drafts[lower].broader.add(slug)
                yield Repair("broader", lower, (slug,))
    yield from _cycles(drafts, order)
    for slug in order:
        if drafts[slug].top and drafts[slug].broader:
            drafts[slug].top = False
            yield Repair("top", slug)


def _cycles(drafts: Drafts, order: list[str]) -> Iterator[Repair]:
    """Walk up from each concept in turn; a step to one that the way came through is cut."""
    done: set[str] = set()
    for start in order:
        way: dict[str, Iterator[str]] = {} if start in done else {start: iter(sorted(drafts[start].broader))}
        while way:
            here, upward = next(reversed(way.items()))
            above = next(upward, None)
            if above is None:
                done.add(here)
                del way[here]
            elif above in way:
                drafts[here].broader.discard(above)
                yield Repair("cycle", here, (above,))
            elif above not in done:
                way[above] = iter(sorted(drafts[above].broader))


def _levels(drafts: Drafts, most: int) -> None:
    """Refuse a tree that nobody could show; the drafts have no circles any more."""
    below: dict[str, list[str]] = {}
    missing = {slug: len(made.broader) for slug, made in drafts.items()}
    for slug, made in drafts.items():
        for above in made.broader:
            below.setdefault(above, []).append(slug)
    level = [slug for slug, count in missing.items() if not count]
    for _ in range(most):
        fresh = []
        for lower in (lower for slug in level for lower in below.get(slug, ())):
            missing[lower] -= 1
            if not missing[lower]:
                fresh.append(lower)
        level = fresh
        if not level:
            return
    raise Unreadable(f"more than {most} levels", code="levels", values=(str(most),))


def _associations(drafts: Drafts, order: list[str]) -> Iterator[Repair]:
    for slug in order:
        if slug in drafts[slug].related:
            drafts[slug].related.remove(slug)
            yield Repair("self", slug, (slug,))
        for other in sorted(drafts[slug].related):
            if slug not in drafts[other].related:
                drafts[other].related.add(slug)
                yield Repair("related", other, (slug,))
    steps = [MOST_STEPS]
    for slug in order:
        if not drafts[slug].related:
            continue
        for other in sorted(drafts[slug].related & _above(slug, drafts, steps)):
            drafts[slug].related.remove(other)
            drafts[other].related.discard(slug)
            yield Repair("S27", slug, (other,))


def _above(slug: str, drafts: Drafts, steps: list[int]) -> set[str]:
    above: set[str] = set()
    waiting = list(drafts[slug].broader)
    while waiting:
        steps[0] -= 1
        if steps[0] < 0:
            raise Unreadable("too many ways up", code="tangled")
        found = waiting.pop()
        if found not in above:
            above.add(found)
            waiting.extend(drafts[found].broader)
    return above


def _mappings(made: Draft) -> Iterator[tuple[str, str]]:
    exact = made.mappings.get("exact", set())
    for kind in ("broad", "narrow", "related"):
        for address in sorted(exact & made.mappings.get(kind, set())):
            made.mappings[kind].remove(address)
            yield kind, address
