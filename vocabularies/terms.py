"""The terms of RDF as N-Triples writes them (W3C RDF 1.1 N-Triples, 2014): plain strings that sort and compare."""

from __future__ import annotations

import re
from typing import NamedTuple

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
#: the prefixes that every form we write shares; mb is the bank's own and depends on its address
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}
#: a language tag in the shape of BCP 47 (RFC 5646, section 2.1), not looked up in its registry
LANGUAGE = re.compile(r"(?:[a-z]{2,8}|[xi](?=-))(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
MOST_LANGUAGE_CHARACTERS = 35
_FORBIDDEN_IN_ADDRESS = re.compile(r'[\x00-\x20<>"{}|\\^`\ud800-\udfff]')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?')
_LINE = re.compile(r"(<[^>]*>|_:\w+) (<[^>]*>) (.+) \.")
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_READ = {written[1]: sign for sign, written in _WRITTEN.items()}
_TO_WRITE = re.compile(r'[\\"\n\r\t]')
_TO_READ = re.compile(r"\\(.)")

Triple = tuple[str, str, str]


class Text(NamedTuple):
    """A literal: its text, and either a language, a datatype's address, or neither."""

    text: str
    language: str = ""
    datatype: str = ""


def iri(address: str) -> str:
    """An address as a term; raises ValueError where RDF has no place for it, such as with a space in it."""
    if _FORBIDDEN_IN_ADDRESS.search(address):
        raise ValueError(address)
    return f"<{address}>"


def is_address(text: str) -> bool:
    """Whether a text may stand as an address in RDF: absolute, without spaces, quotes and halves of characters."""
    return ":" in text and not _FORBIDDEN_IN_ADDRESS.search(text)


def literal(text: str, language: str = "", datatype: str = "") -> str:
    """A literal as a term; xsd:string is what RDF 1.1 takes a bare one to be, so it is never written."""
    quoted = '"' + _TO_WRITE.sub(lambda found: _WRITTEN[found[0]], text) + '"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^<{datatype}>" if datatype and datatype != XSD + "string" else quoted


def address_of(term: str) -> str:
    """The address that a term names, "" for a literal or a blank node."""
    return term[1:-1] if term.startswith("<") else ""


def text_of(term: str) -> Text | None:
    """The literal that a term is; None for an address or a blank node."""
    found = _LITERAL.fullmatch(term)
    if found is None:
        return None
    return Text(_TO_READ.sub(lambda sign: _READ.get(sign[1], sign[1]), found[1]), found[2] or "", found[3] or "")


def line(triple: Triple) -> str:
    """A triple as one line, without its end."""
    return f"{triple[0]} {triple[1]} {triple[2]} ."


def triples(lines: str) -> list[Triple]:
    """The triples of lines that `line` wrote; raises ValueError for anything else."""
    found = []
    # not splitlines(): a text may hold other signs that Python takes for the end of a line
    for each in filter(None, lines.split("\n")):
        parts = _LINE.fullmatch(each)
        if parts is None:
            raise ValueError(each)
        found.append((parts[1], parts[2], parts[3]))
    return found


def language_tag(tag: str) -> str | None:
    """A language tag in the case that BCP 47 recommends (nb-NO, zh-Hant); None where it is none."""
    if not LANGUAGE.fullmatch(tag) or len(tag) > MOST_LANGUAGE_CHARACTERS:
        return None
    parts = tag.lower().split("-")
    cased, after_single = parts[:1], len(parts[0]) == 1
    for part in parts[1:]:
        if not after_single and len(part) == 2:  # noqa: PLR2004 - a region has two letters
            cased.append(part.upper())
        elif not after_single and len(part) == 4 and part.isalpha():  # noqa: PLR2004 - a script has four
            cased.append(part.title())
        else:
            cased.append(part)
        after_single = after_single or len(part) == 1
    return "-".join(cased)
