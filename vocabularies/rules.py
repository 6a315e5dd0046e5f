"""Integrity of a vocabulary by the numbered conditions of the W3C SKOS Reference (2009), as codes and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue

    Find = Callable[[str], ConceptValue | None]


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken condition: `code` S9 S13 S27 S46, cycle or dangling; `values` are the slugs, labels or addresses.

    S14 and S37 cannot be broken by a value (one label per language, no collections): reading repairs the one and
    refuses the other.
    """

    code: str
    vocabulary: str
    concept: str
    values: tuple[str, ...] = ()


def breaches(vocabularies: Iterable[VocabularyValue]) -> list[Breach]:
    """All broken conditions, by vocabulary, concept and condition."""
    found: list[Breach] = []
    for vocabulary in vocabularies:
        find = {concept.id: concept for concept in vocabulary.concepts}.get
        for concept in vocabulary.concepts:
            found += concept_breaches(concept, find, vocabulary.id, vocabulary.address)
    return found


def concept_breaches(concept: ConceptValue, find: Find, vocabulary: str = "", address: str = "") -> list[Breach]:
    """What one concept breaks, as it is about to be.

    `find` gives the other concepts by slug, None where there is none; it is asked only for what lies above the concept,
    for what it is related to, and for what lies above those. It need not know the concept itself as it is to be.
    """

    def near(slug: str) -> ConceptValue | None:
        return concept if slug == concept.id else find(slug)

    found = [
        Breach(code, vocabulary, concept.id, values) for code, rule in RULES.items() for values in rule(concept, near)
    ]
    if address and concept.address == address:
        found.append(Breach("S9", vocabulary, concept.id, (address,)))
    return found


def ancestors(slug: str, find: Find) -> set[str]:
    """Every slug above a concept, itself among them where the way up is a circle."""
    above: set[str] = set()
    start = find(slug)
    waiting = list(start.broader) if start else []
    while waiting:
        slug = waiting.pop()
        if slug not in above:
            above.add(slug)
            higher = find(slug)
            waiting.extend(higher.broader if higher else ())
    return above


def _labels_overlap(concept: ConceptValue, _: Find) -> Iterator[tuple[str, ...]]:
    """S13: a text is a preferred, an alternative or a hidden label of a concept, never two of these."""
    for language in sorted(concept.labels.keys() | concept.alt.keys() | concept.hidden.keys()):
        preferred = {concept.labels[language]} if language in concept.labels else set()
        alternative, hidden = set(concept.alt.get(language, ())), set(concept.hidden.get(language, ()))
        for text in sorted(preferred & alternative | preferred & hidden | alternative & hidden):
            yield language, text


def _related_above(concept: ConceptValue, find: Find) -> Iterator[tuple[str, ...]]:
    """S27: a related concept is not also above or below."""
    above = ancestors(concept.id, find) if concept.related else set()
    for slug in concept.related:
        if slug in above or concept.id in ancestors(slug, find):
            yield (slug,)


def _mappings_clash(concept: ConceptValue, _: Find) -> Iterator[tuple[str, ...]]:
    """S46: an exact match is not also a broader, narrower or related match."""
    exact = set(concept.mappings.get("exact", ()))
    for kind in ("broad", "narrow", "related"):
        for address in sorted(exact & set(concept.mappings.get(kind, ()))):
            yield kind, address


def _cycle(concept: ConceptValue, find: Find) -> Iterator[tuple[str, ...]]:
    """No condition of SKOS, but a tree with a circle cannot be shown."""
    if concept.id in ancestors(concept.id, find):
        yield (concept.id,)


def _dangling(concept: ConceptValue, find: Find) -> Iterator[tuple[str, ...]]:
    """Relations lead to concepts that are there, and `related` leads both ways (S23)."""
    for slug in (*concept.broader, *concept.related, *concept.replaced_by):
        if find(slug) is None:
            yield (slug,)
    for slug in concept.related:
        other = find(slug)
        if other is not None and concept.id not in other.related:
            yield (slug,)


RULES: Mapping[str, Callable[[ConceptValue, Find], Iterator[tuple[str, ...]]]] = {
    "S13": _labels_overlap,
    "S27": _related_above,
    "S46": _mappings_clash,
    "cycle": _cycle,
    "dangling": _dangling,
}
