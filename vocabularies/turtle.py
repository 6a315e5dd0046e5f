"""Turtle text of our own files to a graph and back, within limits and always in the same order."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SH
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.serializers.turtle import TurtleSerializer

if TYPE_CHECKING:
    from rdflib.term import Node

#: what the shipped files are written under; each bank writes its own address in its place at seeding
BASE = "https://mediebanken.example/"
#: our largest file is far below; what is above is no file of ours (300,000 triples would take 20 s and 559 MB)
MOST_BYTES = 2_000_000
MOST_TRIPLES = 40_000
MOST_LITERAL_CHARACTERS = 20_000


class Unreadable(ValueError):  # noqa: N818 - it says what the text is, as the errors of the bank do
    """The text is not what it should be; the message is for the log, `code` and `values` (reading.CODES) for people."""

    def __init__(self, message: str, *, code: str = "broken", values: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


def parsed(text: str) -> Graph:
    """The graph of a Turtle text; raises Unreadable for what is broken, too large, or cannot be stored."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Unreadable(f"more than {MOST_BYTES} bytes")
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except (BadSyntax, ValueError, RecursionError, AssertionError, IndexError, UnicodeError) as fault:
        raise Unreadable(f"not Turtle: {fault}") from fault
    if len(graph) > MOST_TRIPLES:
        raise Unreadable(f"more than {MOST_TRIPLES} triples")
    for triple in graph:
        for node in triple:
            _storable(node)
    return graph


def _storable(node: Node) -> None:
    """Refuse what rdflib accepts and no database takes: addresses with spaces, halves of surrogate pairs."""
    written = str(node)
    if isinstance(node, URIRef) and any(sign in written for sign in ' <>"{}|\\^`'):
        raise Unreadable(f"not an address: {written!r}")
    if isinstance(node, Literal) and len(written) > MOST_LITERAL_CHARACTERS:
        raise Unreadable(f"a text of more than {MOST_LITERAL_CHARACTERS} characters")
    if "\0" in written or any("\ud800" <= sign <= "\udfff" for sign in written):
        raise Unreadable("a character that cannot be stored")


def text(graph: Graph, node: Node, term: URIRef) -> str:
    """The one value as text, "" where there is none; raises Unreadable where there are several."""
    found = [str(value) for value in graph.objects(node, term)]
    if len(found) > 1:
        raise Unreadable(f"more than one {term} on {node}")
    return found[0] if found else ""


def bound(graph: Graph, base: str) -> Namespace:
    """Give the graph the prefixes that all our files share; returns the namespace of our own terms."""
    mb = Namespace(f"{base}ns/")
    prefixes = {"dcterms": DCTERMS, "mb": mb, "owl": OWL, "rdf": RDF, "rdfs": RDFS, "sh": SH, "skos": SKOS, "xsd": XSD}
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    return mb


def serialised(graph: Graph) -> str:
    """The graph as Turtle: the scheme first, then its parts by address, what it is and is called before the rest."""
    stream = io.BytesIO()
    _Ordered(graph).serialize(stream, encoding="utf-8")
    return stream.getvalue().decode("utf-8").strip() + "\n"


class _Ordered(TurtleSerializer):
    """The writer of rdflib orders subjects by how often they are mentioned; people look for them by kind and name."""

    def __init__(self, store: Graph) -> None:
        super().__init__(store)
        self.topClasses = [SKOS.ConceptScheme, SKOS.Concept, OWL.Ontology, SH.PropertyGroup, SH.NodeShape]
        self.predicateOrder = [RDF.type, SKOS.prefLabel, RDFS.label, SH.name, SKOS.definition, SH.path]
        self.indentString = "    "
