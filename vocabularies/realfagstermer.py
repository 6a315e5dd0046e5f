"""Realfagstermer's own text, records of `key= value` parted by empty lines, as the triples they mean.

| key | meaning | triples |
|---|---|---|
| id | REAL000002 | the concept …/realfagstermer/c000002, dcterms:identifier |
| te | the term, bokmål | skos:prefLabel nb |
| nn, en, la | terms in other languages | the first skos:prefLabel, the others skos:altLabel |
| bf, ak | used for; acronym | skos:altLabel nb |
| so | see also | skos:related |
| ot, ut | term above, term below | skos:broader, skos:narrower |
| de, no | definition; note for the editors | skos:definition nb, skos:editorialNote nb |
| tio, tie | made, changed | dcterms:created, dcterms:modified |
| tis | ended | owl:deprecated, prov:invalidatedAtTime |
| fly | moved to | owl:deprecated, dcterms:isReplacedBy |
| ba, dw, ms, st | which collection, class numbers, strings of terms that lie in another file | not taken, counted |

Source: what the file of 2022-05-18 holds (13,597 records); ot and ut are each other's inverse in 389 of 402 cases.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vocabularies import triples
from vocabularies.parsing import Limits, Refused, Statements, decoded
from vocabularies.terms import DCTERMS, OWL, SKOS, XSD, iri, literal
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "http://data.ub.uio.no/realfagstermer/"
_ID = re.compile(r"REAL(\d{6})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_LANGUAGES = ("nn", "en", "la")
_LINKS = {"so": triples.RELATED, "ot": triples.BROADER, "ut": triples.NARROWER, "fly": triples.REPLACED_BY}
_DATES = {
    "tio": f"<{DCTERMS}created>",
    "tie": f"<{DCTERMS}modified>",
    "tis": "<http://www.w3.org/ns/prov#invalidatedAtTime>",
}
_TEXTS = {
    "te": triples.PREF,
    "bf": triples.ALT,
    "ak": triples.ALT,
    "de": f"<{SKOS}definition>",
    "no": f"<{SKOS}editorialNote>",
}
_LEFT = ("ba", "dw", "ms", "st")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

Record = list[tuple[str, str]]


def statements(data: bytes, limits: Limits) -> Statements:
    """What the file says, under the addresses that the University of Oslo publishes; errors: Unreadable."""
    if len(data) > limits.bytes:
        raise Unreadable(f"more than {limits.bytes} bytes", code="too_large", values=(str(limits.bytes),))
    found = Statements()
    left = dict.fromkeys(_LEFT, 0)
    found.about[f"<{ADDRESS}>"] = {
        (triples.TYPE, triples.SCHEME): None,
        (triples.PREF, literal("Realfagstermer")): None,
    }
    records = list(_records(decoded(data), found, limits))
    known = {dict(record)["id"] for record in records}
    count = 0
    for record in records:
        for key, _ in record:
            left[key] = left.get(key, 0) + (key in _LEFT)
        node = _node(dict(record)["id"])
        facts = found.about.setdefault(node, {})
        facts |= dict.fromkeys(_facts(record, node, known, found))
        count += len(facts)
        if count > limits.triples:
            raise Unreadable(f"more than {limits.triples} triples", code="triples", values=(str(limits.triples),))
    found.refused += (Refused("key", "", (key, str(left[key]))) for key in _LEFT if left[key])
    return found


def _records(text: str, found: Statements, limits: Limits) -> Iterator[Record]:
    record: Record = []
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        key, equals, value = line.partition("= ")
        if not line.strip():
            if record and _ID.fullmatch(dict(record).get("id", "")):
                yield record
            elif record:
                found.refused.append(Refused("line", "", (str(number - len(record)), "= ".join(record[0])[:100])))
            record = []
        elif not equals or len(value) > limits.text_characters or _UNSTORABLE.search(line):
            found.refused.append(Refused("line", "", (str(number), _UNSTORABLE.sub("\ufffd", line)[:100])))
        else:
            record.append((key, value.strip()))


def _facts(record: Record, node: str, known: set[str], found: Statements) -> Iterator[tuple[str, str]]:
    yield triples.TYPE, triples.CONCEPT
    yield triples.IN_SCHEME, f"<{ADDRESS}>"
    said: set[str] = set()
    for key, value in record:
        if key == "id":
            yield f"<{DCTERMS}identifier>", literal(value)
        elif key in _TEXTS:
            yield _TEXTS[key], literal(value, "nb")
        elif key in _LANGUAGES:
            yield (triples.ALT if key in said else triples.PREF), literal(value, key)
        elif key in _LINKS and value in known:
            yield _LINKS[key], _node(value)
        elif key in _DATES and _DATE.fullmatch(value):
            yield _DATES[key], literal(value, datatype=XSD + "dateTime")
        elif key not in _LEFT:
            found.refused.append(Refused("value", node[1:-1], (key, value[:100])))
        if key in {"tis", "fly"}:
            yield f"<{OWL}deprecated>", literal("true", datatype=XSD + "boolean")
        said.add(key)


def _node(identifier: str) -> str:
    return iri(f"{ADDRESS}c{identifier.removeprefix('REAL')}")
