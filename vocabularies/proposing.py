"""What a machine would do about a finding or a broken condition: the concepts as they would be, for a person to take.

Nothing is changed here; a page shows the difference and a superuser takes it or leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vocabularies.quality import Finding, tidy
from vocabularies.rules import ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue

    Find = Callable[[str], ConceptValue | None]
    Remedy = Callable[[ConceptValue, tuple[str, ...], Find], Iterable[ConceptValue]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be done about a finding: each concept that it changes, as it would be."""

    finding: Finding
    after: tuple[ConceptValue, ...]


def proposals(value: VocabularyValue, found: Iterable[Finding]) -> list[Proposal]:
    """A proposal for each finding that a machine knows a remedy for."""
    find = {concept.id: concept for concept in value.concepts}.get
    return [made for finding in found if (made := proposal(finding, find)) is not None]


def proposal(finding: Finding, find: Find) -> Proposal | None:
    """What could be done about one finding; None where a person has to think.

    `find` gives concepts by slug, as they are now: a finding that holds no longer has no proposal.
    """
    concept = find(finding.concept)
    least, remedy = REMEDIES.get(finding.code, (0, None))
    if concept is None or remedy is None or len(finding.values) < least:
        return None
    after = tuple(each for each in remedy(concept, finding.values, find) if each != find(each.id))
    return Proposal(finding, after) if after else None


def _weaker_label_goes(concept: ConceptValue, values: tuple[str, ...], _: Find) -> Iterable[ConceptValue]:
    language, text = values[:2]
    if concept.labels.get(language) == text:
        alt = _without(concept.alt, language, text)
        yield replace(concept, alt=alt, hidden=_without(concept.hidden, language, text))
    else:
        yield replace(concept, hidden=_without(concept.hidden, language, text))


def _unrelated(concept: ConceptValue, values: tuple[str, ...], find: Find) -> Iterable[ConceptValue]:
    other = find(values[0])
    yield replace(concept, related=_less(concept.related, values[0]))
    if other is not None:
        yield replace(other, related=_less(other.related, concept.id))


def _related_to_itself_no_more(concept: ConceptValue, _: tuple[str, ...], __: Find) -> Iterable[ConceptValue]:
    yield replace(concept, related=_less(concept.related, concept.id))


def _related_both_ways(concept: ConceptValue, values: tuple[str, ...], find: Find) -> Iterable[ConceptValue]:
    other = find(values[0])
    if other is not None and values[0] in concept.related:
        yield replace(other, related=tuple(sorted({*other.related, concept.id})))


def _mapping_goes(concept: ConceptValue, values: tuple[str, ...], _: Find) -> Iterable[ConceptValue]:
    kind, address = values[:2]
    yield replace(concept, mappings=_without(concept.mappings, kind, address))


def _broader_goes(concept: ConceptValue, values: tuple[str, ...], _: Find) -> Iterable[ConceptValue]:
    yield replace(concept, broader=_less(concept.broader, values[0]))


def _out_from_under(concept: ConceptValue, values: tuple[str, ...], find: Find) -> Iterable[ConceptValue]:
    """Below what took over for the retired one, where that is one concept; else below what it lay below itself."""
    above = find(values[0])
    if above is None or values[0] not in concept.broader:
        return
    heirs = above.replaced_by if len(above.replaced_by) == 1 else above.broader
    usable = {slug for slug in heirs if (found := find(slug)) is not None and not found.deprecated}
    safe = {slug for slug in usable if slug != concept.id and concept.id not in ancestors(slug, find)}
    yield replace(concept, broader=tuple(sorted({*_less(concept.broader, values[0]), *safe})))


def _tidied(concept: ConceptValue, values: tuple[str, ...], _: Find) -> Iterable[ConceptValue]:
    language, text = values[:2]
    clean = tidy(text)
    if not clean:
        return

    def mended(texts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {
            tag: tuple(sorted({clean if tag == language and each == text else each for each in said}))
            for tag, said in texts.items()
        }

    preferred = {tag: clean if tag == language and said == text else said for tag, said in concept.labels.items()}
    alt, hidden = mended(concept.alt), mended(concept.hidden)
    if preferred.get(language) == clean:
        alt, hidden = _without(alt, language, clean), _without(hidden, language, clean)
    if clean in alt.get(language, ()):
        hidden = _without(hidden, language, clean)
    yield replace(concept, labels=preferred, alt=alt, hidden=hidden)


REMEDIES: Mapping[str, tuple[int, Remedy]] = {
    "S13": (2, _weaker_label_goes),
    "S27": (1, _unrelated),
    "S46": (2, _mapping_goes),
    "dangling": (1, _related_both_ways),
    "reflexive": (0, _related_to_itself_no_more),
    "valueless": (1, _unrelated),
    "redundant": (1, _broader_goes),
    "deprecated_above": (1, _out_from_under),
    "mapping_inside": (2, _mapping_goes),
    "label_untidy": (2, _tidied),
}
"""Kind of finding → how many values it must have, and the remedy."""


def _less(slugs: tuple[str, ...], slug: str) -> tuple[str, ...]:
    return tuple(each for each in slugs if each != slug)


def _without(texts: Mapping[str, tuple[str, ...]], key: str, text: str) -> dict[str, tuple[str, ...]]:
    less = {each: _less(said, text) if each == key else said for each, said in texts.items()}
    return {each: said for each, said in less.items() if said}
