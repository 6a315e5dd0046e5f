"""Bytes of RDF from anywhere to their triples, within limits: nothing is fetched, opened or expanded."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from xml.parsers import expat
from xml.sax import SAXException

import rdflib
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.exceptions import Error as RdflibError
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.store import Store
from rdflib.term import bind

from vocabularies import terms
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from vocabularies.terms import Triple

Format = Literal["turtle", "rdfxml", "jsonld", "ntriples"]
#: what stands in place of a base address that the file does not say; an address below it is no address
NOWHERE = "https://relative.invalid/"
#: schemes of addresses that a page must never link to and a program must never fetch
DANGEROUS = ("javascript:", "vbscript:", "data:", "file:")
_NAME = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)
#: what XML 1.0 (section 2.2) cannot hold, so RDF/XML could not give it back; halves of characters among it
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROUNDS = 8
_MOST_PREFIXES = 500
_MOST_LINE_CHARACTERS = 250_000
_MOST_MARKUP = 10_000
_PARSE_TYPE = f"{terms.RDF} parseType"

# a literal is given back as it was written: "01"^^xsd:integer stays "01"
rdflib.NORMALIZE_LITERALS = False
# what a file says about its own dates is no business of our log
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
# rdflib parses markup in literals, again for each part that RDF/XML adds to one; nobody here wants more than the text
for _markup in (RDF.XMLLiteral, RDF.HTML):
    bind(_markup, str, datatype_specific=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: 20,000 concepts with four labels each are 15 MB and 240,000 triples."""

    bytes: int = 40_000_000
    triples: int = 400_000
    blank_nodes: int = 20_000
    nesting: int = 100
    """How deep JSON and XML may lie in one another."""
    levels: int = 100
    """How many concepts may lie above one another."""
    text_characters: int = 20_000
    label_characters: int = 400
    address_characters: int = 400
    notation_characters: int = 60
    refused: int = 1000
    """How many refused triples are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something of the file that was not taken: `code` is a key of REFUSALS, `subject` an address or ""."""

    code: str
    subject: str
    values: tuple[str, ...] = ()


#: why a part of a file is not taken, and what `values` holds
REFUSALS = {
    "address": "an address with spaces, quotes or halves of characters in it: predicate, the address",
    "address_dangerous": "an address that makes a browser do something (javascript:, data:, file:): predicate, it",
    "address_long": "an address longer than a column: predicate, its first 100 characters",
    "address_relative": "an address that is not whole, in a file that does not say whose it is: predicate, it",
    "character": "a text with a character that cannot be stored: predicate",
    "predicate": "a predicate that RDF/XML has no name for: predicate",
    "language": "a text whose language is no BCP 47 tag: predicate, the tag",
    "text_long": "a text longer than 20,000 characters: predicate, its first 100 characters",
    "label_empty": "a label without letters: predicate, language",
    "label_long": "a label longer than 400 characters: predicate, language, its first 100 characters",
    "S9": "a concept that is a vocabulary as well; none of it is taken",
    "S37": "a concept that is a collection as well; none of it is taken",
    "key": "a kind of line that no column has a place for: the key, how many lines",
    "value": "a value that cannot be right, such as a relation to a concept that is not there: key, the value",
    "line": "a line that cannot be understood: its number, its first 100 characters",
    "more": "how many more were refused: the number",
}


@dataclass(slots=True)
class Statements:
    """The triples of a file by subject, as terms of N-Triples; blank nodes have names that depend on the file alone."""

    about: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What is said of a subject by this predicate (an address), in the order of the file."""
        return [found for said, found in self.about.get(subject, ()) if said == f"<{predicate}>"]


def parsed(data: bytes, form: Format, limits: Limits) -> Statements:
    """The triples of a file that can be stored; the others are named in `refused`. Errors: Unreadable."""
    if len(data) > limits.bytes:
        _refuse("too_large", limits.bytes)
    store = _Sink(limits)
    graph = _Unnamed(store=store, bind_namespaces="none")
    try:
        _PARSERS[form](data, graph, limits)
    except (BadSyntax, RdflibError, ParserError, SAXException, expat.ExpatError) as fault:
        raise Unreadable(f"not {form}: {_short(fault)}", code="broken", values=(_short(fault),)) from fault
    except RecursionError:
        _refuse("nesting", limits.nesting)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError) as fault:
        # rdflib's parsers fall over broken input in all these ways
        if isinstance(fault, Unreadable):
            raise
        raise Unreadable(f"not {form}: {_short(fault)}", code="broken", values=(_short(fault),)) from fault
    return Statements(_named(store.about), store.refusals())


def _short(fault: BaseException) -> str:
    text = " ".join(str(fault).split())
    return _UNSTORABLE.sub("\ufffd", text)[:200] or type(fault).__name__


def _refuse(code: str, *values: object) -> NoReturn:
    raise Unreadable(f"{code} {values}", code=code, values=tuple(map(str, values)))


def decoded(data: bytes) -> str:
    """UTF-8 text without its mark; raises Unreadable."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable("not UTF-8", code="encoding", values=(str(fault.start),)) from fault


def _turtle(data: bytes, graph: Graph, _: Limits) -> None:
    graph.parse(data=decoded(data), format="turtle", publicID=NOWHERE)


def _ntriples(data: bytes, graph: Graph, _: Limits) -> None:
    text = decoded(data)
    # the time that rdflib takes for a line grows with the square of what is escaped in it
    if max(map(len, text.split("\n"))) > _MOST_LINE_CHARACTERS:
        _refuse("broken", f"a line of more than {_MOST_LINE_CHARACTERS} characters")
    graph.parse(data=text, format="nt", publicID=NOWHERE)


def _rdfxml(data: bytes, graph: Graph, limits: Limits) -> None:
    _look_through_xml(data, limits)
    graph.parse(data=data, format="xml", publicID=NOWHERE)


def _look_through_xml(data: bytes, limits: Limits) -> None:
    """Refuse a document type and deep nesting before anything is made of the file, whatever its encoding.

    Prefixes that hold at one place count as nesting, since rdflib copies all of them for each; so does markup within
    texts, which it puts together element by element.
    """
    reader = expat.ParserCreate(namespace_separator=" ")
    depth = prefixes = markup = 0
    literal_at = limits.nesting

    def down(_name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, markup, literal_at
        depth += 1
        markup += depth > literal_at
        if depth > limits.nesting or markup > _MOST_MARKUP:
            _refuse("nesting", limits.nesting)
        if attributes.get(_PARSE_TYPE) == "Literal":
            literal_at = min(literal_at, depth)

    def up(_name: str) -> None:
        nonlocal depth, literal_at
        if depth == literal_at:
            literal_at = limits.nesting
        depth -= 1

    def named(*_: object) -> None:
        nonlocal prefixes
        prefixes += 1
        if prefixes > _MOST_PREFIXES:
            _refuse("nesting", limits.nesting)

    def forgotten(*_: object) -> None:
        nonlocal prefixes
        prefixes -= 1

    def doctype(*_: object) -> None:
        _refuse("doctype")

    reader.StartElementHandler, reader.EndElementHandler = down, up
    reader.StartNamespaceDeclHandler, reader.EndNamespaceDeclHandler = named, forgotten
    reader.StartDoctypeDeclHandler = reader.EntityDeclHandler = doctype
    reader.Parse(data, True)


def _jsonld(data: bytes, graph: Graph, limits: Limits) -> None:
    try:
        document = json.loads(decoded(data))
    except RecursionError:
        _refuse("nesting", limits.nesting)
    if not isinstance(document, dict | list):
        _refuse("broken", "neither object nor array")
    _look_through_json(document, limits)
    to_rdf(document, graph, NOWHERE)


def _look_through_json(document: Any, limits: Limits) -> None:
    """Refuse contexts that lie elsewhere, and deep nesting."""
    waiting = [(document, 0)]
    while waiting:
        found, depth = waiting.pop()
        if depth > limits.nesting:
            _refuse("nesting", limits.nesting)
        if isinstance(found, dict):
            for key, value in found.items():
                elsewhere = _elsewhere(value) if key in {"@import", "@context"} else ""
                if key == "@import" or elsewhere:
                    _refuse("context", (elsewhere or str(value))[:100])
            waiting += ((each, depth + 1) for each in found.values())
        elif isinstance(found, list):
            waiting += ((each, depth + 1) for each in found)


def _elsewhere(context: Any) -> str:
    """What a context names that is not in the file; "" where all of it is."""
    contexts = context if isinstance(context, list) else [context]
    return next((str(each) for each in contexts if isinstance(each, str | list)), "")


_PARSERS = {"turtle": _turtle, "rdfxml": _rdfxml, "jsonld": _jsonld, "ntriples": _ntriples}


class _Unnamed(Graph):
    """A graph that forgets prefixes: rdflib compares each with all before it, so 100,000 of them take minutes."""

    def bind(self, *_: Any, **__: Any) -> None:
        """Do nothing: the parsers keep the prefixes that they read."""


class _Sink(Store):
    """Where rdflib's parsers put triples: by subject only, since three indexes of 300,000 triples take 559 MB."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.about: dict[str, dict[tuple[str, str], None]] = {}
        self._limits = limits
        self._refused: list[Refused] = []
        self._count = self._left_out = 0
        self._blank: dict[BNode, str] = {}
        self._terms: dict[Node, str] = {}

    def add(self, triple: tuple[Node, Node, Node], context: Graph, quoted: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - rdflib's signature
        self._count += 1
        if self._count > self._limits.triples:
            _refuse("triples", self._limits.triples)
        subject, predicate, said = triple
        try:
            line = self._term(subject, predicate), self._predicate(predicate), self._term(said, predicate)
        except _Unfit as unfit:
            self._refuse(Refused(unfit.code, _printable(subject), unfit.values))
        else:
            self.about.setdefault(line[0], {})[line[1:]] = None

    def __len__(self, context: Graph | None = None) -> int:
        return self._count

    def refusals(self) -> list[Refused]:
        """What was not taken, and how many more there were."""
        return self._refused + ([Refused("more", "", (str(self._left_out),))] if self._left_out else [])

    def _refuse(self, refused: Refused) -> None:
        if len(self._refused) < self._limits.refused:
            self._refused.append(refused)
        else:
            self._left_out += 1

    def _predicate(self, predicate: Node) -> str:
        term = self._term(predicate, predicate)
        if not term.startswith("<") or not _NAME.search(term[:-1]):
            raise _Unfit("predicate", _printable(predicate))
        return term

    def _term(self, node: Node, predicate: Node) -> str:
        if isinstance(node, BNode):
            if node not in self._blank:
                if len(self._blank) >= self._limits.blank_nodes:
                    _refuse("blank_nodes", self._limits.blank_nodes)
                self._blank[node] = f"_:{len(self._blank)}"
            return self._blank[node]
        if isinstance(node, URIRef):
            known = self._terms.get(node)
            if known is None:
                known = self._terms[node] = self._address(str(node), _printable(predicate))
            return known
        if isinstance(node, rdflib.Literal):
            return self._literal(node, _printable(predicate))
        raise _Unfit("predicate", _printable(predicate))

    def _address(self, address: str, predicate: str) -> str:
        shown = _UNSTORABLE.sub("\ufffd", address)[:100]
        if not terms.is_address(address):
            raise _Unfit("address", predicate, shown)
        if address.startswith(NOWHERE):
            raise _Unfit("address_relative", predicate, shown.removeprefix(NOWHERE))
        if address.lower().startswith(DANGEROUS):
            raise _Unfit("address_dangerous", predicate, shown)
        if len(address) > self._limits.address_characters:
            raise _Unfit("address_long", predicate, shown)
        return f"<{address}>"

    def _literal(self, node: rdflib.Literal, predicate: str) -> str:
        text = str(node)
        if _UNSTORABLE.search(text):
            raise _Unfit("character", predicate)
        if len(text) > self._limits.text_characters:
            raise _Unfit("text_long", predicate, text[:100])
        language = terms.language_tag(node.language) if node.language else ""
        if language is None:
            raise _Unfit("language", predicate, str(node.language)[:100])
        datatype = str(node.datatype or "")
        if datatype and not terms.is_address(datatype):
            raise _Unfit("address", predicate, _printable(datatype))
        return terms.literal(text, language, "" if language else datatype)


class _Unfit(Exception):  # noqa: N818 - an outcome
    """A triple that is not taken."""

    def __init__(self, code: str, *values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _printable(node: object) -> str:
    return _UNSTORABLE.sub("\ufffd", str(node))[:200]


def _named(about: dict[str, dict[tuple[str, str], None]]) -> dict[str, dict[tuple[str, str], None]]:
    """The same triples with blank nodes named by what is said of them, so that a file read twice gives equal values.

    Each name is a digest of what the node says and of who points at it, refined a few rounds over; nodes that are
    alike after that are told apart by their order in the file.
    """
    blank = {subject for subject in about if subject.startswith("_:")}
    blank |= {said for facts in about.values() for _, said in facts if said.startswith("_:")}
    if not blank:
        return about
    colours = _coloured(about, blank)
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    for node in sorted(blank, key=lambda each: int(each[2:])):
        colour = colours[node]
        taken[colour] = taken.get(colour, 0) + 1
        names[node] = f"_:b{colour}" + (f"n{taken[colour]}" if taken[colour] > 1 else "")
    return {
        names.get(subject, subject): {(predicate, names.get(said, said)): None for predicate, said in facts}
        for subject, facts in about.items()
    }


def _coloured(about: dict[str, dict[tuple[str, str], None]], blank: Iterable[str]) -> dict[str, str]:
    from hashlib import sha256

    pointing: dict[str, list[Triple]] = {node: [] for node in blank}
    for subject, facts in about.items():
        for predicate, said in facts:
            if said in pointing:
                pointing[said].append((subject, predicate, said))
    colours = dict.fromkeys(blank, "")
    for _ in range(_ROUNDS):
        fresh = {}
        for node in blank:
            out = sorted(f"{predicate} {colours.get(said, said)}" for predicate, said in about.get(node, ()))
            into = sorted(f"{colours.get(subject, subject)} {predicate}" for subject, predicate, _ in pointing[node])
            fresh[node] = sha256("\n".join([colours[node], *out, "", *into]).encode()).hexdigest()[:16]
        colours = fresh
    return colours
