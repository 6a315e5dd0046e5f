"""A vocabulary as triples: what each concept says, with inverses and top concepts for readers without reasoning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vocabularies import terms
from vocabularies.skos import MAPPINGS, NOTES, PROPERTIES
from vocabularies.terms import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Triple, iri, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, Note, Property, VocabularyValue

TYPE = f"<{RDF}type>"
PREF, ALT, HIDDEN = f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>", f"<{SKOS}hiddenLabel>"
BROADER, NARROWER, RELATED = f"<{SKOS}broader>", f"<{SKOS}narrower>", f"<{SKOS}related>"
IN_SCHEME, TOP_OF, HAS_TOP = f"<{SKOS}inScheme>", f"<{SKOS}topConceptOf>", f"<{SKOS}hasTopConcept>"
CONCEPT, SCHEME = f"<{SKOS}Concept>", f"<{SKOS}ConceptScheme>"
MODIFIED = f"<{DCTERMS}modified>"
REPLACED_BY = f"<{DCTERMS}isReplacedBy>"


def of_vocabulary(value: VocabularyValue) -> Iterator[Triple]:
    """All of it: the scheme, each concept, the inverses of broader, what no column holds."""
    yield from of_scheme(value)
    yield from terms.triples(value.extra)
    addresses = {concept.id: concept.address for concept in value.concepts}
    scheme = iri(value.address)

    def address(slug: str) -> str:
        return addresses.get(slug) or f"{value.address.rstrip('/')}/{slug}"

    for concept in value.concepts:
        yield from of_concept(concept, value.address, value.base, address)
        yield from terms.triples(concept.extra)
        node = iri(concept.address)
        for slug in concept.broader:
            yield iri(address(slug)), NARROWER, node
        if not concept.broader:
            yield scheme, HAS_TOP, node


def of_scheme(value: VocabularyValue) -> Iterator[Triple]:
    """What a vocabulary says of itself; its title in SKOS and in Dublin Core."""
    node = iri(value.address)
    yield node, TYPE, SCHEME
    yield from _texts(node, PREF, value.labels)
    yield from _texts(node, f"<{DCTERMS}title>", value.labels)
    yield from _texts(node, f"<{DCTERMS}description>", value.definition)
    if value.version:
        yield node, f"<{OWL}versionInfo>", literal(value.version)
    if value.licence:
        yield node, f"<{DCTERMS}license>", iri(value.licence)
    yield from _notes(node, value.notes)


def of_concept(concept: ConceptValue, scheme: str, base: str, address: Callable[[str], str]) -> Iterator[Triple]:
    """What a concept says of itself, without its `extra`.

    `base` is the bank's where the vocabulary is ours, "" else: only ours carry an order and properties of our terms.
    `address` gives the address of a slug of the same vocabulary.
    """
    node = iri(concept.address)
    yield node, TYPE, CONCEPT
    yield node, IN_SCHEME, iri(scheme)
    yield from _texts(node, PREF, concept.labels)
    yield from _texts(node, f"<{SKOS}definition>", concept.definition)
    for term, labels in ((ALT, concept.alt), (HIDDEN, concept.hidden)):
        for language, texts in labels.items():
            yield from ((node, term, literal(text, language)) for text in texts)
    yield from _notes(node, concept.notes)
    yield from _relations(node, concept, scheme, address)
    if concept.notation:
        yield node, f"<{SKOS}notation>", literal(concept.notation)
    if concept.deprecated:
        yield node, f"<{OWL}deprecated>", literal("true", datatype=XSD + "boolean")
    if base:
        yield node, f"<{base}ns/order>", literal(str(concept.order), datatype=XSD + "integer")
        for name, value in concept.properties.items():
            for said in _said(PROPERTIES[name], value, base):
                yield node, f"<{base}ns/{name}>", said


def _relations(node: str, concept: ConceptValue, scheme: str, address: Callable[[str], str]) -> Iterator[Triple]:
    for term, slugs in ((BROADER, concept.broader), (RELATED, concept.related), (REPLACED_BY, concept.replaced_by)):
        yield from ((node, term, iri(address(slug))) for slug in slugs)
    if not concept.broader:
        yield node, TOP_OF, iri(scheme)
    for kind, addresses in concept.mappings.items():
        yield from ((node, f"<{MAPPINGS[kind]}>", iri(each)) for each in addresses)
    yield from ((node, f"<{RDFS}seeAlso>", iri(each)) for each in concept.see_also)


def _said(kind: str, value: Property, base: str) -> Iterator[str]:
    """The terms of a property of ours, by its kind in skos.PROPERTIES."""
    if kind.startswith("concept:"):
        vocabulary = kind.removeprefix("concept:").removesuffix("*")
        slugs = value if isinstance(value, tuple) else (str(value),)
        yield from (iri(f"{base}vocab/{vocabulary}/{slug}") for slug in slugs)
    elif kind == "boolean":
        yield literal("true" if value else "false", datatype=XSD + "boolean")
    else:
        datatype = {"integer": XSD + "integer", "uri": XSD + "anyURI"}.get(kind, "")
        yield literal(str(value), datatype=datatype)


def _texts(node: str, term: str, texts: Mapping[str, str]) -> Iterator[Triple]:
    return ((node, term, literal(text, language)) for language, text in texts.items())


def _notes(node: str, notes: tuple[Note, ...]) -> Iterator[Triple]:
    return ((node, f"<{NOTES[note.kind]}>", literal(note.text, note.language)) for note in notes)
