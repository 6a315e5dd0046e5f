"""What the rules may know besides the description: its kind of media, its concepts, its campaign and the time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from vocabularies.skos import ConceptValue, VocabularyValue

#: from a vocabulary ("licence") or table ("Organisation") and what was given from outside to the id inside, or None
Find = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class ConceptFact:
    """What is known of one concept; `ancestors` are the slugs above it, so a rule on "plakat" holds below it too."""

    slug: str
    ancestors: frozenset[str] = frozenset()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    properties: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def within(self, slugs: Iterable[str]) -> bool:
        """Whether the concept, or one above it, is among the slugs."""
        return any(slug == self.slug or slug in self.ancestors for slug in slugs)


@dataclass(frozen=True, slots=True)
class Facts:
    """The world around one description, read by the caller beforehand.

    `media_kind` is one of values.KINDS or anything else for other files. `concepts` is keyed (vocabulary, id) and must
    hold every concept that the description names. `message_campaign` is the id of the concept of the campaign that the
    chosen message belongs to. `unread` are the fields that the machine could not read from the file: they only warn.
    `now` has a zone.
    """

    media_kind: str
    concepts: Mapping[tuple[str, str], ConceptFact]
    now: datetime
    campaign_ended: bool = False
    message_campaign: str | None = None
    unread: frozenset[str] = frozenset()


def concept_facts(vocabularies: Iterable[VocabularyValue]) -> dict[tuple[str, str], ConceptFact]:
    """The facts of whole vocabularies, with slugs for ids."""
    found: dict[tuple[str, str], ConceptFact] = {}
    for vocabulary in vocabularies:
        by_slug = {concept.id: concept for concept in vocabulary.concepts}
        for concept in vocabulary.concepts:
            found[vocabulary.id, concept.id] = ConceptFact(
                slug=concept.id,
                ancestors=_above(concept, by_slug),
                deprecated=concept.deprecated,
                replaced_by=concept.replaced_by,
                properties=concept.properties,
            )
    return found


def _above(concept: ConceptValue, by_slug: Mapping[str, ConceptValue]) -> frozenset[str]:
    above: set[str] = set()
    waiting = list(concept.broader)
    while waiting:
        slug = waiting.pop()
        if slug not in above and slug in by_slug:
            above.add(slug)
            waiting.extend(by_slug[slug].broader)
    return frozenset(above)


def finder(vocabularies: Iterable[VocabularyValue]) -> Find:
    """A Find over whole vocabularies: slugs and addresses are found, ids are slugs; other tables take what is given."""
    known: dict[tuple[str, str], str] = {}
    for vocabulary in vocabularies:
        for concept in vocabulary.concepts:
            known[vocabulary.id, concept.id] = known[vocabulary.id, concept.address] = concept.id

    def find(kind: str, given: str) -> str | None:
        return given if kind[:1].isupper() else known.get((kind, given))

    return find
