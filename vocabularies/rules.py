"""Integrity of a vocabulary by the numbered conditions of the W3C SKOS Reference (2009), as codes and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken condition: `code` S9 S13 S27 S46, cycle or dangling; `values` are the slugs, labels or addresses.

    S14 and S37 cannot be broken by a value (one label per language, no collections): reading refuses them,
    see skos.graph_breaches.
    """

    code: str
    vocabulary: str
    concept: str
    values: tuple[str, ...] = ()


def breaches(vocabularies: Iterable[VocabularyValue]) -> list[Breach]:
    """All broken conditions, by vocabulary, concept and condition."""
    found: list[Breach] = []
    for vocabulary in vocabularies:
        by_slug = {concept.id: concept for concept in vocabulary.concepts}
        for concept in vocabulary.concepts:
            for code, rule in RULES.items():
                found += (Breach(code, vocabulary.id, concept.id, values) for values in rule(concept, by_slug))
            if concept.address == vocabulary.address:
                found.append(Breach("S9", vocabulary.id, concept.id, (concept.address,)))
    return found


def _labels_overlap(concept: ConceptValue, _: Mapping[str, ConceptValue]) -> Iterator[tuple[str, ...]]:
    """S13: a text is a preferred, an alternative or a hidden label of a concept, never two of these."""
    for language in concept.labels.keys() | concept.alt.keys() | concept.hidden.keys():
        preferred = {concept.labels[language]} if language in concept.labels else set()
        alternative, hidden = set(concept.alt.get(language, ())), set(concept.hidden.get(language, ()))
        for text in sorted(preferred & alternative | preferred & hidden | alternative & hidden):
            yield language, text


def _related_above(concept: ConceptValue, by_slug: Mapping[str, ConceptValue]) -> Iterator[tuple[str, ...]]:
    """S27: a related concept is not also above or below."""
    above = _ancestors(concept.id, by_slug)
    for slug in concept.related:
        if slug in above or concept.id in _ancestors(slug, by_slug):
            yield (slug,)


def _mappings_clash(concept: ConceptValue, _: Mapping[str, ConceptValue]) -> Iterator[tuple[str, ...]]:
    """S46: an exact match is not also a broader, narrower or related match."""
    exact = set(concept.mappings.get("exact", ()))
    for kind in ("broad", "narrow", "related"):
        for address in sorted(exact & set(concept.mappings.get(kind, ()))):
            yield kind, address


def _cycle(concept: ConceptValue, by_slug: Mapping[str, ConceptValue]) -> Iterator[tuple[str, ...]]:
    """No condition of SKOS, but a tree with a circle cannot be shown."""
    if concept.id in _ancestors(concept.id, by_slug):
        yield (concept.id,)


def _dangling(concept: ConceptValue, by_slug: Mapping[str, ConceptValue]) -> Iterator[tuple[str, ...]]:
    """Relations lead to concepts that are there, and `related` leads both ways (S23)."""
    for slug in (*concept.broader, *concept.related, *concept.replaced_by):
        if slug not in by_slug:
            yield (slug,)
    for slug in concept.related:
        if slug in by_slug and concept.id not in by_slug[slug].related:
            yield (slug,)


def _ancestors(slug: str, by_slug: Mapping[str, ConceptValue]) -> set[str]:
    above: set[str] = set()
    waiting = list(by_slug[slug].broader) if slug in by_slug else []
    while waiting:
        found = waiting.pop()
        if found not in above:
            above.add(found)
            waiting.extend(by_slug[found].broader if found in by_slug else ())
    return above


RULES: Mapping[str, Callable[[ConceptValue, Mapping[str, ConceptValue]], Iterator[tuple[str, ...]]]] = {
    "S13": _labels_overlap,
    "S27": _related_above,
    "S46": _mappings_clash,
    "cycle": _cycle,
    "dangling": _dangling,
}
