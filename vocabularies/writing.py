"""Triples to bytes in four forms of RDF that say the same; the same triples always give the same bytes.

Sources: W3C RDF 1.1 Turtle, N-Triples and XML Syntax (2014), JSON-LD 1.1 (2020).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape, quoteattr

from vocabularies import terms, triples
from vocabularies.terms import OWL, PREFIXES, RDF, RDFS, SKOS, XSD, Triple, address_of, iri, literal, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue

Format = Literal["turtle", "jsonld", "rdfxml", "ntriples"]
#: format → media type and suffix of its addresses
MEDIA_TYPES: Mapping[Format, tuple[str, str]] = {
    "turtle": ("text/turtle; charset=utf-8", "ttl"),
    "jsonld": ("application/ld+json", "jsonld"),
    "rdfxml": ("application/rdf+xml", "rdf"),
    "ntriples": ("application/n-triples", "nt"),
}
_FIRST_KINDS = (f"<{SKOS}ConceptScheme>", f"<{SKOS}Concept>", f"<{OWL}Ontology>")
_FIRST = {
    f"<{each}>": at for at, each in enumerate((RDF + "type", SKOS + "prefLabel", RDFS + "label", SKOS + "definition"))
}
_LOCAL = re.compile(r"[A-Za-z_](?:[\w-]*[A-Za-z0-9_])?", re.ASCII)
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BARE = {XSD + "boolean": re.compile("true|false"), XSD + "integer": re.compile(r"0|-?[1-9]\d{0,14}", re.ASCII)}


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its address and its names, language → text."""

    address: str
    labels: Mapping[str, str]


def written(value: VocabularyValue, form: Format, *, modified: Mapping[str, str] | None = None) -> bytes:
    """A whole vocabulary; `modified` gives the moments (ISO 8601, UTC) at which concepts were changed, by slug."""
    said = triples.of_vocabulary(value)
    if modified:
        addresses = {
            f"<{concept.address}>": modified[concept.id] for concept in value.concepts if concept.id in modified
        }
        said = _dated(said, addresses)
    return graph(said, form, value.base)


def concept_written(
    concept: ConceptValue,
    scheme: Named,
    neighbours: Mapping[str, Named],
    form: Format,
    *,
    base: str = "",
    narrower: Iterable[str] = (),
    modified: str = "",
    replaced_by: Iterable[str] = (),
) -> bytes:
    """One concept as its page shows it: itself, its vocabulary's names, the names of its neighbours.

    `neighbours` holds, by slug, each concept that it names and those of `narrower`; `base` is the bank's address where
    the vocabulary is ours; `modified` a moment (ISO 8601, UTC); `replaced_by` addresses of concepts that took its
    place, in any vocabulary: with them it is deprecated, whatever the value says.
    """

    def address(slug: str) -> str:
        return neighbours[slug].address if slug in neighbours else f"{scheme.address.rstrip('/')}/{slug}"

    node = iri(concept.address)
    said = [*triples.of_concept(concept, scheme.address, base, address), *terms.triples(concept.extra)]
    said += ((node, triples.NARROWER, iri(address(slug))) for slug in narrower)
    successors = [(node, triples.REPLACED_BY, iri(each)) for each in replaced_by]
    if successors:
        said += [*successors, (node, f"<{OWL}deprecated>", literal("true", datatype=XSD + "boolean"))]
    said.append((iri(scheme.address), triples.TYPE, triples.SCHEME))
    for each in (scheme, *neighbours.values()):
        said += ((iri(each.address), triples.PREF, literal(text, language)) for language, text in each.labels.items())
    return graph(_dated(said, {node: modified}) if modified else said, form, base)


def _dated(said: Iterable[Triple], moments: Mapping[str, str]) -> Iterator[Triple]:
    """The same triples, with our moment of change in place of the one that an import brought."""
    yield from (each for each in said if each[1] != triples.MODIFIED or each[0] not in moments)
    for node, moment in moments.items():
        yield node, triples.MODIFIED, literal(moment, datatype=XSD + "dateTime")


def graph(said: Iterable[Triple], form: Format, base: str = "") -> bytes:
    """Triples in one of the forms; `base` gives the prefix mb to the bank's own terms. Errors: ValueError."""
    prefixes = dict(sorted((PREFIXES | ({"mb": base + "ns/"} if base else {})).items()))
    about: dict[str, dict[str, set[str]]] = {}
    for subject, predicate, what in said:
        about.setdefault(subject, {}).setdefault(predicate, set()).add(what)
    subjects = sorted(about, key=lambda node: (_kind(about[node]), node.startswith("_:"), node.rstrip(">")))
    return _FORMS[form](_Ordered(about, subjects, prefixes)).encode("utf-8")


def _kind(facts: Mapping[str, set[str]]) -> int:
    kinds = facts.get(triples.TYPE, set())
    return next((at for at, kind in enumerate(_FIRST_KINDS) if kind in kinds), len(_FIRST_KINDS))


def _object_key(term: str) -> tuple[int, str, str]:
    text = text_of(term) if term.startswith('"') else None
    return (1, text.language.lower(), text.text) if text else (0, term.rstrip(">"), "")


@dataclass(slots=True)
class _Ordered:
    """Triples in the order in which they are written: vocabularies, concepts, then the rest by address."""

    about: dict[str, dict[str, set[str]]]
    subjects: list[str]
    prefixes: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    _compact: dict[str, str] = field(default_factory=dict)

    def facts(self, subject: str) -> Iterator[tuple[str, list[str]]]:
        facts = self.about[subject]
        for predicate in sorted(facts, key=lambda each: (_FIRST.get(each, len(_FIRST)), each)):
            yield predicate, sorted(facts[predicate], key=_object_key)

    def short(self, term: str) -> str:
        """prefix:name where a prefix fits, else ""."""
        if term not in self._compact:
            address = address_of(term)
            found = ""
            for prefix, namespace in self.prefixes.items():
                if address.startswith(namespace) and _LOCAL.fullmatch(address[len(namespace) :]):
                    found = f"{prefix}:{address[len(namespace) :]}"
                    self.used.add(prefix)
            self._compact[term] = found
        return self._compact[term]


def _ntriples(ordered: _Ordered) -> str:
    lines = (
        f"{subject} {predicate} {what} .\n"
        for subject, facts in ordered.about.items()
        for predicate, said in facts.items()
        for what in said
    )
    return "".join(sorted(lines))


def _turtle(ordered: _Ordered) -> str:
    blocks = []
    for subject in ordered.subjects:
        facts = []
        for predicate, said in ordered.facts(subject):
            name = "a" if predicate == triples.TYPE else ordered.short(predicate) or predicate
            # kinds on one line, as people write them
            between = ", " if name == "a" else ",\n        "
            facts.append(f"{name} {between.join(_in_turtle(each, ordered) for each in said)}")
        blocks.append(f"{ordered.short(subject) or subject} " + " ;\n    ".join(facts) + " .\n")
    head = "".join(f"@prefix {name}: <{ordered.prefixes[name]}> .\n" for name in sorted(ordered.used))
    return "\n".join([head, *blocks]) if head else "\n".join(blocks)


def _in_turtle(term: str, ordered: _Ordered) -> str:
    if not term.startswith('"'):
        return ordered.short(term) or term
    value, typed, datatype = term.rpartition("^^<")
    if not typed or not datatype.endswith(">") or text_of(term) is None:
        return term
    bare = _BARE.get(datatype[:-1])
    name = ordered.short(f"<{datatype}")
    if bare and bare.fullmatch(value[1:-1]):
        return value[1:-1]
    return f"{value}^^{name}" if name else term


#: terms of the JSON-LD that we write: name → the prefixed name it stands for, and what its values are
_TERMS: Mapping[str, tuple[str, str]] = {
    **{name: (f"skos:{name}", "@language") for name in ("prefLabel", "altLabel", "hiddenLabel", "definition")},
    **{
        name: (f"skos:{name}", "@language")
        for name in ("note", "scopeNote", "editorialNote", "changeNote", "historyNote", "example")
    },
    **{
        name: (f"skos:{name}", "@id")
        for name in ("broader", "narrower", "related", "inScheme", "topConceptOf", "hasTopConcept")
    },
    **{
        name: (f"skos:{name}", "@id")
        for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
    },
    "isReplacedBy": ("dcterms:isReplacedBy", "@id"),
    "seeAlso": ("rdfs:seeAlso", "@id"),
    "license": ("dcterms:license", "@id"),
    "title": ("dcterms:title", "@language"),
    "description": ("dcterms:description", "@language"),
    "notation": ("skos:notation", ""),
    "deprecated": ("owl:deprecated", ""),
    "versionInfo": ("owl:versionInfo", ""),
    "modified": ("dcterms:modified", ""),
}
_BY_ADDRESS = {
    f"<{PREFIXES[short.partition(':')[0]]}{short.partition(':')[2]}>": (name, kind)
    for name, (short, kind) in _TERMS.items()
}


def _jsonld(ordered: _Ordered) -> str:
    terms_used: set[str] = set()
    nodes = [_node(subject, ordered, terms_used) for subject in ordered.subjects]
    for name in terms_used:
        ordered.used.add(_TERMS[name][0].partition(":")[0])
    context: dict[str, Any] = {name: ordered.prefixes[name] for name in sorted(ordered.used)}
    for name in sorted(terms_used):
        short, kind = _TERMS[name]
        more = {"@id": {"@type": "@id"}, "@language": {"@container": "@language"}}.get(kind)
        context[name] = {"@id": short, **more} if more else short
    return json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"


def _node(subject: str, ordered: _Ordered, terms_used: set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": address_of(subject) or subject}
    for predicate, said in ordered.facts(subject):
        if predicate == triples.TYPE and all(address_of(each) or each.startswith("_:") for each in said):
            made["@type"] = _one([ordered.short(each) or address_of(each) or each for each in said])
            continue
        name, kind = _BY_ADDRESS.get(predicate, ("", ""))
        fitting = [each for each in said if name and _fits(each, kind)]
        if fitting:
            terms_used.add(name)
            made[name] = _by_kind(fitting, kind, ordered)
        others = [_in_json(each, ordered) for each in said if each not in fitting]
        if others:
            made[ordered.short(predicate) or address_of(predicate)] = _one(others)
    return made


def _fits(term: str, kind: str) -> bool:
    """Whether a term of our context can hold it."""
    if kind == "@id":
        return bool(address_of(term))
    if kind == "@language":
        text = text_of(term)
        return text is not None and bool(text.language)
    return True


def _by_kind(said: list[str], kind: str, ordered: _Ordered) -> Any:
    if kind == "@id":
        return _one([address_of(each) for each in said])
    if kind == "":
        return _one([_in_json(each, ordered) for each in said])
    languages: dict[str, list[str]] = {}
    for text in filter(None, map(text_of, said)):
        languages.setdefault(text.language, []).append(text.text)
    return {language: _one(texts) for language, texts in languages.items()}


def _in_json(term: str, ordered: _Ordered) -> Any:
    text = text_of(term)
    if text is None:
        return {"@id": address_of(term) or term}
    if text.language:
        return {"@language": text.language, "@value": text.text}
    if not text.datatype:
        return text.text
    bare = _BARE.get(text.datatype)
    if bare and bare.fullmatch(text.text):
        return json.loads(text.text)
    return {"@type": ordered.short(f"<{text.datatype}>") or text.datatype, "@value": text.text}


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _rdfxml(ordered: _Ordered) -> str:
    """One rdf:Description a subject; raises ValueError for a predicate without a name in XML."""
    spaces: dict[str, str] = {namespace: prefix for prefix, namespace in ordered.prefixes.items()}
    used = {RDF}
    body = []
    for subject in ordered.subjects:
        lines: list[str] = []
        for predicate, said in ordered.facts(subject):
            namespace, name = _parted(address_of(predicate))
            used.add(namespace)
            tag = f"{spaces.setdefault(namespace, f'ns{len(spaces)}')}:{name}"
            lines += (f"    <{tag}{_in_xml(each, tag)}\n" for each in said)
        body.append(f"  <rdf:Description {_reference(subject, 'about')}>\n{''.join(lines)}  </rdf:Description>\n")
    names = "".join(
        f"\n    xmlns:{prefix}={quoteattr(namespace)}" for namespace, prefix in spaces.items() if namespace in used
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n{"".join(body)}</rdf:RDF>\n'


def _parted(address: str) -> tuple[str, str]:
    found = _XML_NAME.search(address)
    if found is None or not found.start():
        raise ValueError(address)
    return address[: found.start()], found[0]


def _in_xml(term: str, tag: str) -> str:
    """The rest of an element after its name."""
    text = text_of(term)
    if text is None:
        return f" {_reference(term, 'resource')}/>"
    more = f' xml:lang="{text.language}"' if text.language else ""
    if text.datatype:
        more = f" rdf:datatype={quoteattr(text.datatype)}"
    # a bare carriage return would come back as a line feed (XML 1.0, section 2.11)
    return f"{more}>{escape(xml_text(text.text), {chr(13): '&#13;'})}</{tag}>"


def xml_text(text: str) -> str:
    """A text without the signs that XML 1.0 has no place for (section 2.2): one would make a whole file unreadable."""
    return _UNFIT.sub("", text)


def _reference(term: str, attribute: str) -> str:
    address = address_of(term)
    return f"rdf:{attribute}={quoteattr(address)}" if address else f'rdf:nodeID="{term[2:]}"'


_FORMS = {"turtle": _turtle, "jsonld": _jsonld, "rdfxml": _rdfxml, "ntriples": _ntriples}
