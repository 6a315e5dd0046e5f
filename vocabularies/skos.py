"""Vocabularies and their concepts as values, read from Turtle and written to it (W3C SKOS Reference, 2009)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vocabularies import turtle
from vocabularies.terms import SKOS
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Property = bool | int | str | tuple[str, ...]

#: what a concept may say besides SKOS: the name is both the key in `properties` and the term in our namespace.
#: "concept:<vocabulary>" is kept as the slug of a concept of that vocabulary; a trailing * means several.
PROPERTIES: Mapping[str, str] = {
    "ai": "boolean",
    "allowsChange": "boolean",
    "asksCredit": "boolean",
    "assignable": "boolean",
    "bleedMm": "integer",
    "channel": "concept:channel*",
    "formerPreset": "string",
    "height": "integer",
    "materialType": "concept:material-type",
    "plain": "boolean",
    "sizeBasis": "string",
    "unit": "string",
    "uri": "uri",
    "width": "integer",
    "writes": "string",
}
MAPPINGS: Mapping[str, str] = {
    "exact": SKOS + "exactMatch",
    "close": SKOS + "closeMatch",
    "broad": SKOS + "broadMatch",
    "narrow": SKOS + "narrowMatch",
    "related": SKOS + "relatedMatch",
}
NOTES: Mapping[str, str] = {
    "note": SKOS + "note",
    "scope": SKOS + "scopeNote",
    "editorial": SKOS + "editorialNote",
    "change": SKOS + "changeNote",
    "history": SKOS + "historyNote",
    "example": SKOS + "example",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a concept; `kind` is a key of NOTES, `language` is "" where none is said."""

    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ConceptValue:
    """One concept; `broader`, `related` and `replaced_by` are slugs in the same vocabulary, mappings are addresses.

    Languages are BCP 47 tags, "" where none is said. `extra` is what else a file said of it and no column holds: sorted
    lines of N-Triples, with all of a blank node in the concept that points at it; it is given back at export.
    """

    id: str
    address: str
    labels: Mapping[str, str]
    order: int = 0
    alt: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definition: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    see_also: tuple[str, ...] = ()
    notation: str = ""
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    properties: Mapping[str, Property] = field(default_factory=dict)
    extra: str = ""


@dataclass(frozen=True, slots=True)
class VocabularyValue:
    """One vocabulary (skos:ConceptScheme) with its concepts in the order people should meet them.

    `extra` holds, as that of a concept, what a file says besides: of the vocabulary, of collections, of other schemes.
    """

    id: str
    address: str
    labels: Mapping[str, str]
    definition: Mapping[str, str]
    version: str
    licence: str = ""
    notes: tuple[Note, ...] = ()
    concepts: tuple[ConceptValue, ...] = ()
    extra: str = ""

    @property
    def base(self) -> str:
        """The address of the bank that the vocabulary lives in, with its closing slash; "" for other people's."""
        base = self.address.removesuffix(f"vocab/{self.id}")
        return "" if base == self.address else base


def shipped() -> list[VocabularyValue]:
    """Every vocabulary that comes with the bank, by id, under turtle.BASE; 0.2 s on two cores, so once per command."""
    folder = Path(__file__).parent
    return [read(path.read_text("utf-8")) for path in sorted(folder.glob("*.ttl")) if path.stem != "scheme"]


def rebased(values: Iterable[VocabularyValue], base: str) -> list[VocabularyValue]:
    """The same vocabularies under another bank's address; mappings to other people's concepts stay as they are."""
    base = base.rstrip("/") + "/"
    return [_rebased(value, base) for value in values]


def _rebased(value: VocabularyValue, base: str) -> VocabularyValue:
    old = value.base

    def moved(address: str) -> str:
        return base + address.removeprefix(old) if address.startswith(old) else address

    concepts = tuple(
        replace(
            concept,
            address=moved(concept.address),
            mappings={kind: tuple(map(moved, found)) for kind, found in concept.mappings.items()},
            see_also=tuple(map(moved, concept.see_also)),
        )
        for concept in value.concepts
    )
    return replace(value, address=moved(value.address), concepts=concepts)


def read(text: str) -> VocabularyValue:
    """The one vocabulary of a Turtle file of ours; raises turtle.Unreadable where a stranger's would be repaired."""
    from vocabularies.parsing import Limits
    from vocabularies.reading import read_any

    limits = Limits(
        bytes=turtle.MOST_BYTES, triples=turtle.MOST_TRIPLES, text_characters=turtle.MOST_LITERAL_CHARACTERS
    )
    found = read_any(text.encode("utf-8", "surrogatepass"), "turtle", limits=limits)
    value = found.vocabulary
    faults = [f"{each.code} {each.subject} {' '.join(each.values)}" for each in found.refused]
    faults += [f"{each.code} {each.concept} {' '.join(each.values)}" for each in found.repairs]
    faults += [extra for extra in (value.extra, *(concept.extra for concept in value.concepts)) if extra]
    if not value.base:
        faults.append(f"the address of a vocabulary is <base>vocab/<id>, not {value.address}")
    faults += [f"{each.address} is no concept of it" for each in value.concepts if _astray(each, value)]
    if faults:
        raise Unreadable("; ".join(faults))
    return value


def _astray(concept: ConceptValue, value: VocabularyValue) -> bool:
    return concept.address != f"{value.address}/{concept.id}"


def write(value: VocabularyValue) -> str:
    """The vocabulary as Turtle: the same value always gives the same text, its order stands in mb:order."""
    from vocabularies.writing import written

    return written(value, "turtle").decode()
