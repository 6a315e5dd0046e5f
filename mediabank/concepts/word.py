"""Concepts, vocabularies and all words of the bank as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mediabank import language
from vocabularies.scheme import ConceptFact, Scheme

ACCEPTED, PROPOSED, DECLINED = "accepted", "proposed", "declined"


@dataclass(frozen=True, slots=True)
class Word:
    """One concept as pages and forms need it; ids are the rows' ids as text."""

    id: str
    vocabulary: str
    slug: str
    address: str
    labels: Mapping[str, str]
    """Language → preferred label."""
    definitions: Mapping[str, str]
    ancestors: tuple[str, ...]
    """Ids of all concepts above it, nearest first."""
    depth: int
    deprecated: bool
    properties: Mapping[str, Any]
    position: int
    notation: str
    alt: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    """Ids of the concepts right above it."""
    related: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch → addresses."""
    see_also: tuple[str, ...] = ()
    state: str = ACCEPTED
    current: str = ""
    """Id of the concept that it was merged into, "" where it stands for itself."""
    changed: int = 0
    """The generation in which it last changed."""
    modified_at: datetime | None = None

    def label(self, reader: str) -> str:
        """Its name in the reader's language, or the nearest there is."""
        return language.best(self.labels, reader) or self.slug


@dataclass(frozen=True, slots=True)
class Face:
    """A vocabulary without its concepts."""

    id: str
    slug: str
    address: str
    titles: Mapping[str, str]
    definitions: Mapping[str, str]
    imported: bool
    version: str
    licence: str
    changed: int
    modified_at: datetime | None

    def title(self, reader: str) -> str:
        """Its title in the reader's language, or the nearest there is."""
        return language.best(self.titles, reader) or self.slug


@dataclass(frozen=True)
class Words:
    """Every concept of the bank, and the scheme in force.

    What was merged is found under its own id, slug and address, but as the concept that it was merged into: whoever
    reads a description never meets what is gone. The row itself stands in `own`.
    """

    generation: str
    by_id: Mapping[str, Word]
    by_slug: Mapping[tuple[str, str], Word]
    by_address: Mapping[str, Word]
    by_code: Mapping[tuple[str, str], Word]
    """(vocabulary, the address that files carry for it), such as a licence's deed or an IPTC code."""
    own: Mapping[str, Word]
    """Id → the concept itself, merged away or not."""
    own_slug: Mapping[tuple[str, str], Word]
    vocabularies: Mapping[str, tuple[Word, ...]]
    """Vocabulary → its concepts, each followed by those below it; without what was merged away or declined."""
    faces: Mapping[str, Face]
    tree: Mapping[tuple[str, str], tuple[str, ...]]
    """(vocabulary, id or "" for the top) → the ids right below, in order; without what was merged away or declined."""
    merged: Mapping[str, frozenset[str]]
    """Id → the ids of what was merged into it, also by way of others; only where there are some."""
    facts: Mapping[tuple[str, str], ConceptFact]
    """(vocabulary, id) → what the scheme's rules need to know."""
    scheme_number: int
    scheme: Scheme

    @property
    def number(self) -> int:
        """The generation as a number, which every change raises."""
        return numbered(self.generation)

    def find(self, vocabulary: str, given: str) -> str | None:
        """The id of a concept given by slug, address, id, or the address that files carry for it."""
        word = (
            self.by_slug.get((vocabulary, given))
            or self.by_address.get(given)
            or self.by_id.get(given)
            or self.by_code.get((vocabulary, same_address(given)))
        )
        return word.id if word is not None and word.vocabulary == vocabulary else None

    def label(self, concept: str, reader: str) -> str:
        """The name of a concept; the bare id where it is gone."""
        word = self.by_id.get(concept)
        return word.label(reader) if word else concept

    def slug(self, concept: str) -> str:
        """The slug of a concept; the bare id where it is gone."""
        word = self.by_id.get(concept)
        return word.slug if word else concept

    def id(self, vocabulary: str, slug: str) -> str:
        """The id of a concept that ships with the bank. Errors: KeyError."""
        return self.by_slug[vocabulary, slug].id

    def titles_of(self, vocabulary: str) -> Mapping[str, str]:
        """The titles of a vocabulary by language; none where there is no such vocabulary."""
        face = self.faces.get(vocabulary)
        return face.titles if face else {}

    def children(self, vocabulary: str, under: str = "") -> tuple[Word, ...]:
        """The concepts right below one, or the top concepts, in order."""
        return tuple(self.own[each] for each in self.tree.get((vocabulary, under), ()))

    def same(self, concept: str) -> frozenset[str]:
        """Every id that now means the same as this one."""
        word = self.by_id.get(concept)
        return self.merged.get(word.id, frozenset()) | {word.id} if word else frozenset({concept})

    def below(self, concept: str) -> frozenset[str]:
        """Every id that now means this concept or one below it; what a query for the concept asks for."""
        word = self.by_id.get(concept)
        if word is None:
            return frozenset({concept})
        found: set[str] = set()
        waiting = [word.id]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found |= self.same(each)
                waiting += self.tree.get((word.vocabulary, each), ())
        return frozenset(found)


def numbered(generation: str) -> int:
    """The number in a generation such as "12:9f3a"."""
    return int(generation.partition(":")[0] or 0)


def same_address(address: str) -> str:
    """Addresses that differ only in http(s) and a closing slash mean the same."""
    return address.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
