"""What the bank publishes, described for catalogues of data: DCAT-AP-NO 3 (Digitaliseringsdirektoratet) and VoID (W3C).

Each vocabulary is a data set with a distribution for each form that it comes in. All that DCAT-AP-NO demands is said:
title, description, publisher and contact of catalogue and data sets, theme of data sets, an address of distributions,
a name of publishers and contacts, an e-mail or a page of contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vocabularies import triples, writing
from vocabularies.terms import DCTERMS, PREFIXES, XSD, Triple, iri, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DCAT, FOAF, VCARD, VOID = (PREFIXES[name] for name in ("dcat", "foaf", "vcard", "void"))
_EU = "http://publications.europa.eu/resource/authority/"
#: the theme of the EU's table that vocabularies for libraries fall under: education, culture and sport
THEME = _EU + "data-theme/EDUC"
PUBLIC = _EU + "access-right/PUBLIC"
#: the EU's codes of languages that our vocabularies come in
_LANGUAGES = {"nb": "NOB", "nn": "NNO", "no": "NOR", "en": "ENG", "se": "SME", "smj": "SMJ", "sma": "SMA"}
#: media type → the EU's code of the file type
_FILE_TYPES = {
    "text/turtle": "RDF_TURTLE",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/marcxml+xml": "XML",
    "text/csv": "CSV",
}
#: the W3C's names of forms of RDF, for void:feature
_FEATURES = {
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
    "application/n-triples": "N-Triples",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the data: an address, names by language, and the number in the register of organisations."""

    address: str
    names: Mapping[str, str]
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where questions go: names by language, and an e-mail address or a page."""

    names: Mapping[str, str]
    email: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form of a vocabulary: where it lies, its media type without parameters, its size (bytes) where known."""

    address: str
    media_type: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One vocabulary; moments are ISO 8601 in UTC, "" where not known, and so are counts that are None."""

    slug: str
    address: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    distributions: tuple[Distribution, ...]
    languages: tuple[str, ...] = ()
    licence: str = ""
    version: str = ""
    created: str = ""
    modified: str = ""
    concepts: int | None = None
    triples: int | None = None
    example: str = ""
    """The address of one of its concepts."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What all entries share; `address` is that of the catalogue, without a suffix."""

    address: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    publisher: Publisher
    contact: Contact
    theme: str = THEME
    licence: str = ""
    modified: str = ""


def written(catalogue: Catalogue, entries: Iterable[Entry], form: writing.Format) -> bytes:
    """The description in one of the forms of RDF; errors: ValueError for an address that is none."""
    return writing.graph(described(catalogue, entries), form)


def described(catalogue: Catalogue, entries: Iterable[Entry]) -> Iterator[Triple]:
    """The description as triples without blank nodes; parts of it have addresses within the catalogue's page."""
    node = iri(catalogue.address)
    yield node, triples.TYPE, f"<{DCAT}Catalog>"
    yield from _shared(node, catalogue, catalogue.titles, catalogue.descriptions)
    yield from _moment(node, "modified", catalogue.modified)
    if catalogue.licence:
        yield node, f"<{DCTERMS}license>", iri(catalogue.licence)
    yield from _publisher(catalogue)
    yield from _contact(catalogue)
    languages: set[str] = set()
    for entry in entries:
        languages.update(entry.languages)
        yield node, f"<{DCAT}dataset>", dataset(catalogue, entry.slug)
        yield from _entry(entry, catalogue)
    yield from _spoken(node, sorted(languages))


def dataset(catalogue: Catalogue, slug: str) -> str:
    """The term that stands for a vocabulary as a data set; its own address stands for the scheme."""
    return iri(f"{catalogue.address}#{slug}")


def _shared(
    node: str, catalogue: Catalogue, titles: Mapping[str, str], descriptions: Mapping[str, str]
) -> Iterator[Triple]:
    """Title, description, publisher and contact; what has no description is described by its title."""
    yield from _texts(node, f"<{DCTERMS}title>", titles)
    yield from _texts(node, f"<{DCTERMS}description>", descriptions or titles)
    yield node, f"<{DCTERMS}publisher>", iri(catalogue.publisher.address)
    yield node, f"<{DCAT}contactPoint>", _contact_node(catalogue)


def _contact_node(catalogue: Catalogue) -> str:
    """Stands beside the data sets, which are called as their slugs; no slug begins so."""
    return iri(f"{catalogue.address}#_contact")


def _publisher(catalogue: Catalogue) -> Iterator[Triple]:
    node = iri(catalogue.publisher.address)
    yield node, triples.TYPE, f"<{FOAF}Agent>"
    yield from _texts(node, f"<{FOAF}name>", catalogue.publisher.names)
    if catalogue.publisher.identifier:
        yield node, f"<{DCTERMS}identifier>", literal(catalogue.publisher.identifier)


def _contact(catalogue: Catalogue) -> Iterator[Triple]:
    node = _contact_node(catalogue)
    yield node, triples.TYPE, f"<{VCARD}Organization>"
    yield from _texts(node, f"<{VCARD}fn>", catalogue.contact.names)
    if catalogue.contact.email:
        yield node, f"<{VCARD}hasEmail>", iri(f"mailto:{catalogue.contact.email}")
    if catalogue.contact.page or not catalogue.contact.email:
        yield node, f"<{VCARD}hasURL>", iri(catalogue.contact.page or catalogue.address)


def _entry(entry: Entry, catalogue: Catalogue) -> Iterator[Triple]:
    node = dataset(catalogue, entry.slug)
    yield node, triples.TYPE, f"<{DCAT}Dataset>"
    yield node, triples.TYPE, f"<{VOID}Dataset>"
    yield from _shared(node, catalogue, entry.titles, entry.descriptions)
    yield node, f"<{DCAT}theme>", iri(catalogue.theme)
    yield node, f"<{DCTERMS}accessRights>", iri(PUBLIC)
    yield node, f"<{DCAT}landingPage>", iri(entry.address)
    yield node, f"<{DCTERMS}identifier>", literal(entry.address, datatype=XSD + "anyURI")
    yield from _spoken(node, entry.languages)
    yield from _moment(node, "issued", entry.created)
    yield from _moment(node, "modified", entry.modified)
    if entry.version:
        yield node, f"<{DCAT}version>", literal(entry.version)
    if entry.licence:
        yield node, f"<{DCTERMS}license>", iri(entry.licence)
    yield from _linked_data(node, entry)
    for each in entry.distributions:
        yield from _distribution(node, each, entry)


def _linked_data(node: str, entry: Entry) -> Iterator[Triple]:
    """What VoID says of it: how much there is, where it begins, under which addresses it lies."""
    yield node, f"<{VOID}rootResource>", iri(entry.address)
    yield node, f"<{VOID}uriSpace>", literal(entry.address.rstrip("/") + "/")
    yield node, f"<{VOID}vocabulary>", iri(PREFIXES["skos"])
    for term, count in (("entities", entry.concepts), ("triples", entry.triples)):
        if count is not None:
            yield node, f"<{VOID}{term}>", literal(str(count), datatype=XSD + "integer")
    if entry.example:
        yield node, f"<{VOID}exampleResource>", iri(entry.example)


def _distribution(node: str, each: Distribution, entry: Entry) -> Iterator[Triple]:
    place = iri(each.address)
    part = iri(f"{each.address}#distribution")
    yield node, f"<{DCAT}distribution>", part
    yield part, triples.TYPE, f"<{DCAT}Distribution>"
    yield part, f"<{DCAT}accessURL>", place
    yield part, f"<{DCAT}downloadURL>", place
    yield part, f"<{DCAT}mediaType>", iri(f"https://www.iana.org/assignments/media-types/{each.media_type}")
    if each.media_type in _FILE_TYPES:
        yield part, f"<{DCTERMS}format>", iri(f"{_EU}file-type/{_FILE_TYPES[each.media_type]}")
    if each.size_bytes is not None:
        yield part, f"<{DCAT}byteSize>", literal(str(each.size_bytes), datatype=XSD + "nonNegativeInteger")
    if entry.licence:
        yield part, f"<{DCTERMS}license>", iri(entry.licence)
    yield from _moment(part, "modified", entry.modified)
    if each.media_type in _FEATURES:
        yield node, f"<{VOID}dataDump>", place
        yield node, f"<{VOID}feature>", iri(f"http://www.w3.org/ns/formats/{_FEATURES[each.media_type]}")


def _texts(node: str, term: str, texts: Mapping[str, str]) -> Iterator[Triple]:
    # DCAT-AP-NO wants a language with each text
    return ((node, term, literal(text, language or "und")) for language, text in texts.items())


def _spoken(node: str, languages: Iterable[str]) -> Iterator[Triple]:
    for language in languages:
        if language in _LANGUAGES:
            yield node, f"<{DCTERMS}language>", iri(f"{_EU}language/{_LANGUAGES[language]}")


def _moment(node: str, term: str, moment: str) -> Iterator[Triple]:
    if moment:
        yield node, f"<{DCTERMS}{term}>", literal(moment, datatype=XSD + "dateTime")
