"""Vocabularies and their concepts as values, read from Turtle and written to it (W3C SKOS Reference, 2009)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from vocabularies import turtle
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

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
MAPPINGS: Mapping[str, URIRef] = {
    "exact": SKOS.exactMatch,
    "close": SKOS.closeMatch,
    "broad": SKOS.broadMatch,
    "narrow": SKOS.narrowMatch,
    "related": SKOS.relatedMatch,
}
NOTES: Mapping[str, URIRef] = {
    "note": SKOS.note,
    "scope": SKOS.scopeNote,
    "editorial": SKOS.editorialNote,
    "change": SKOS.changeNote,
    "history": SKOS.historyNote,
    "example": SKOS.example,
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
        """The address of the bank that the vocabulary lives in, with its closing slash."""
        return self.address.removesuffix(f"vocab/{self.id}")


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
    """The one vocabulary of a Turtle file of ours; raises turtle.Unreadable, never picks between two meanings."""
    graph = turtle.parsed(text)
    breaches = graph_breaches(graph)
    if breaches:
        raise Unreadable("; ".join(breaches))
    schemes = list(graph.subjects(RDF.type, SKOS.ConceptScheme))
    if len(schemes) != 1:
        raise Unreadable(f"one skos:ConceptScheme expected, found {len(schemes)}")
    scheme = schemes[0]
    base, _, slug = str(scheme).rpartition("vocab/")
    if not base or not slug:
        raise Unreadable(f"the address of a vocabulary is <base>vocab/<id>, not {scheme}")
    found = [_concept(graph, node, str(scheme), base) for node in graph.subjects(SKOS.inScheme, scheme)]
    return VocabularyValue(
        id=slug,
        address=str(scheme),
        labels=_by_language(graph, scheme, SKOS.prefLabel),
        definition=_by_language(graph, scheme, DCTERMS.description),
        version=turtle.text(graph, scheme, OWL.versionInfo),
        licence=turtle.text(graph, scheme, DCTERMS.license),
        notes=_notes(graph, scheme),
        concepts=tuple(sorted(found, key=lambda concept: (concept.order, concept.id))),
    )


def graph_breaches(graph: Graph) -> list[str]:
    """What only the graph can show, since a value has no place for it: S9, S14 and S37 as "S14 <address> nb"."""
    concepts = set(graph.subjects(RDF.type, SKOS.Concept)) | set(graph.subjects(SKOS.inScheme, None))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme)) | set(graph.objects(None, SKOS.inScheme))
    collections = {
        node for kind in (SKOS.Collection, SKOS.OrderedCollection) for node in graph.subjects(RDF.type, kind)
    }
    found = [f"S9 {node}" for node in concepts & schemes] + [
        f"S37 {node}" for node in collections & (concepts | schemes)
    ]
    seen: set[tuple[Node, str]] = set()
    for node, label in graph.subject_objects(SKOS.prefLabel):
        key = (node, getattr(label, "language", None) or "")
        if key in seen:
            found.append(f"S14 {node} {key[1]}".rstrip())
        seen.add(key)
    return sorted(found)


def write(value: VocabularyValue) -> str:
    """The vocabulary as Turtle: the same value always gives the same text, its order stands in mb:order."""
    graph = Graph(bind_namespaces="none")
    mb = turtle.bound(graph, value.base)
    scheme = URIRef(value.address)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    _add_texts(graph, scheme, SKOS.prefLabel, value.labels)
    _add_texts(graph, scheme, DCTERMS.title, value.labels)
    _add_texts(graph, scheme, DCTERMS.description, value.definition)
    graph.add((scheme, OWL.versionInfo, Literal(value.version)))
    if value.licence:
        graph.add((scheme, DCTERMS.license, URIRef(value.licence)))
    _add_notes(graph, scheme, value.notes)
    for concept in value.concepts:
        _add_concept(graph, concept, scheme, mb)
    return turtle.serialised(graph)


def _concept(graph: Graph, node: Node, scheme: str, base: str) -> ConceptValue:
    mb = Namespace(base + "ns/")
    return ConceptValue(
        id=_slug(node, scheme),
        address=str(node),
        labels=_by_language(graph, node, SKOS.prefLabel),
        order=int(turtle.text(graph, node, mb.order) or 0),
        alt=_lists(graph, node, SKOS.altLabel),
        hidden=_lists(graph, node, SKOS.hiddenLabel),
        definition=_by_language(graph, node, SKOS.definition),
        notes=_notes(graph, node),
        broader=tuple(sorted(_slug(found, scheme) for found in graph.objects(node, SKOS.broader))),
        related=tuple(sorted(_slug(found, scheme) for found in graph.objects(node, SKOS.related))),
        mappings={kind: found for kind, term in MAPPINGS.items() if (found := _addresses(graph, node, term))},
        see_also=_addresses(graph, node, RDFS.seeAlso),
        notation=turtle.text(graph, node, SKOS.notation),
        deprecated=turtle.text(graph, node, OWL.deprecated) == "true",
        replaced_by=tuple(sorted(_slug(found, scheme) for found in graph.objects(node, DCTERMS.isReplacedBy))),
        properties=_properties(graph, node, mb),
    )


def _slug(node: Node, scheme: str) -> str:
    slug = str(node).removeprefix(f"{scheme}/")
    if slug == str(node) or "/" in slug or not slug:
        raise Unreadable(f"{node} is no concept of {scheme}")
    return slug


def _addresses(graph: Graph, node: Node, term: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(found) for found in graph.objects(node, term)))


def _lists(graph: Graph, node: Node, term: URIRef) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for literal in graph.objects(node, term):
        found.setdefault(getattr(literal, "language", None) or "", []).append(str(literal))
    return {language: tuple(sorted(found[language])) for language in sorted(found)}


def _by_language(graph: Graph, node: Node, term: URIRef) -> dict[str, str]:
    found = _lists(graph, node, term)
    if any(len(texts) > 1 for texts in found.values()):
        raise Unreadable(f"two texts in one language: {node} {term}")
    return {language: texts[0] for language, texts in found.items()}


def _notes(graph: Graph, node: Node) -> tuple[Note, ...]:
    return tuple(
        Note(kind, language, text)
        for kind, term in NOTES.items()
        for language, texts in _lists(graph, node, term).items()
        for text in texts
    )


def _properties(graph: Graph, node: Node, mb: Namespace) -> dict[str, Property]:
    found: dict[str, Property] = {}
    for term in sorted({str(term) for term in graph.predicates(node) if str(term).startswith(str(mb))}):
        name = term.removeprefix(str(mb))
        if name == "order":
            continue
        if name not in PROPERTIES:
            raise Unreadable(f"unknown property {name} on {node}")
        texts = tuple(sorted(str(value) for value in graph.objects(node, URIRef(term))))
        found[name] = _property(PROPERTIES[name], texts)
    return found


def _property(kind: str, texts: tuple[str, ...]) -> Property:
    if kind.startswith("concept:"):
        slugs = tuple(text.rpartition("/")[2] for text in texts)
        return slugs if kind.endswith("*") else slugs[0]
    if kind == "boolean":
        return texts[0] == "true"
    return int(texts[0]) if kind == "integer" else texts[0]


def _add_concept(graph: Graph, concept: ConceptValue, scheme: URIRef, mb: Namespace) -> None:
    node = URIRef(concept.address)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    graph.add((node, mb.order, Literal(concept.order)))
    _add_texts(graph, node, SKOS.prefLabel, concept.labels)
    _add_texts(graph, node, SKOS.definition, concept.definition)
    for term, labels in ((SKOS.altLabel, concept.alt), (SKOS.hiddenLabel, concept.hidden)):
        for language, texts in labels.items():
            for text in texts:
                graph.add((node, term, Literal(text, lang=language or None)))
    _add_notes(graph, node, concept.notes)
    _add_relations(graph, node, concept, scheme)
    if concept.notation:
        graph.add((node, SKOS.notation, Literal(concept.notation)))
    if concept.deprecated:
        graph.add((node, OWL.deprecated, Literal(True)))
    base = str(scheme).rpartition("vocab/")[0]
    for name, value in concept.properties.items():
        for said in _property_terms(PROPERTIES[name], value, base):
            graph.add((node, mb[name], said))


def _add_relations(graph: Graph, node: URIRef, concept: ConceptValue, scheme: URIRef) -> None:
    """Relations with their inverses, so that readers without reasoning find both ends."""
    for slug in concept.broader:
        graph.add((node, SKOS.broader, URIRef(f"{scheme}/{slug}")))
        graph.add((URIRef(f"{scheme}/{slug}"), SKOS.narrower, node))
    if not concept.broader:
        graph.add((node, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, node))
    for slug in concept.related:
        graph.add((node, SKOS.related, URIRef(f"{scheme}/{slug}")))
    for slug in concept.replaced_by:
        graph.add((node, DCTERMS.isReplacedBy, URIRef(f"{scheme}/{slug}")))
    for kind, addresses in concept.mappings.items():
        for address in addresses:
            graph.add((node, MAPPINGS[kind], URIRef(address)))
    for address in concept.see_also:
        graph.add((node, RDFS.seeAlso, URIRef(address)))


def _property_terms(kind: str, value: Property, base: str) -> list[Node]:
    if kind.startswith("concept:"):
        vocabulary = kind.removeprefix("concept:").removesuffix("*")
        slugs = value if isinstance(value, tuple) else (str(value),)
        return [URIRef(f"{base}vocab/{vocabulary}/{slug}") for slug in slugs]
    if kind == "uri":
        return [Literal(value, datatype=XSD.anyURI)]
    return [Literal(value)]


def _add_texts(graph: Graph, node: URIRef, term: URIRef, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        graph.add((node, term, Literal(text, lang=language or None)))


def _add_notes(graph: Graph, node: URIRef, notes: tuple[Note, ...]) -> None:
    for note in notes:
        graph.add((node, NOTES[note.kind], Literal(note.text, lang=note.language or None)))
