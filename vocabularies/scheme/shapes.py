"""The scheme as SHACL shapes in Turtle: what SHACL core can say it says, the rest stands in our own terms (mb:)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from vocabularies import turtle
from vocabularies.scheme.values import (
    KINDS,
    MOST_OF_A_MEMBER,
    PATTERNS,
    RANGES,
    REFS,
    Field,
    Group,
    Member,
    Rule,
    Scheme,
)
from vocabularies.turtle import BASE, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Namespace
    from rdflib.term import Node

EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
DATATYPES = {
    "langString": RDF.langString,
    "string": XSD.string,
    "integer": XSD.integer,
    "date": XSD.date,
    "dateTime": XSD.dateTime,
    "edtf": EDTF,
}
TYPE_OF_REF = {table: type_ for type_, table in REFS.items()}
WITH_ZONE = "(Z|[+-][0-9][0-9]:[0-9][0-9])$"
MAPPINGS = ("iptc", "xmp", "dcterms", "schema", "marc")
#: annotations that are one plain text: attribute of Field → term
PLAIN = {
    "draft": "draft",
    "publish": "publish",
    "filled_by": "filledBy",
    "proposed_from": "proposedFrom",
    "format": "format",
    "ref": "ref",
}
LISTS = {"applies_to": "appliesTo", "rules": "rule", "derived_from": "derivedFrom"}
FLAGS = ("public", "facet", "ordered")


def shipped_scheme() -> Scheme:
    """The scheme that comes with the bank, from scheme.ttl."""
    return read_scheme((Path(__file__).parent.parent / "scheme.ttl").read_text("utf-8"))


def write_scheme(scheme: Scheme, base: str = BASE) -> str:
    """The scheme as Turtle under a base address; the same scheme always gives the same text."""
    return turtle.serialised(_Writer(scheme, base).graph())


def read_scheme(text: str) -> Scheme:
    """The scheme of a Turtle text that write_scheme made; raises turtle.Unreadable, whatever the text is."""
    try:
        # some text editors put a mark of byte order first, which is no part of Turtle
        return _Reader(turtle.parsed(text.removeprefix("\ufeff"))).scheme()
    except Unreadable:
        raise
    except (StopIteration, RuntimeError, ValueError, LookupError, TypeError, AttributeError) as fault:
        # a generator that runs out of triples raises RuntimeError; so does a list that never ends
        raise Unreadable(f"not a scheme: {fault}") from fault


class _Writer:
    """Adds the triples of one scheme to one graph."""

    def __init__(self, scheme: Scheme, base: str) -> None:
        self.found, self.base = scheme, base
        self.into = Graph(bind_namespaces="none")
        self.mb: Namespace = turtle.bound(self.into, base)

    def at(self, *path: str) -> URIRef:
        return URIRef("/".join((f"{self.base}scheme", *path)))

    def add(self, node: Node, term: Node, *values: Any) -> None:
        for value in values:
            self.into.add((node, term, value if isinstance(value, (URIRef, BNode, Literal)) else Literal(value)))

    def texts(self, node: URIRef, term: URIRef, texts: dict[str, str]) -> None:
        self.add(node, term, *(Literal(text, lang=language) for language, text in texts.items()))

    def listed(self, node: URIRef, term: URIRef, values: Iterable[str]) -> None:
        head = BNode()
        Collection(self.into, head, [Literal(value) for value in values])
        self.add(node, term, head)

    def graph(self) -> Graph:
        scheme, root = self.found, self.at()
        self.add(root, RDF.type, OWL.Ontology)
        self.add(root, OWL.versionInfo, scheme.version)
        self.texts(root, RDFS.label, scheme.label)
        self.listed(root, self.mb.languages, scheme.languages)
        for group in scheme.groups:
            self.add(self.at("group", group.id), RDF.type, SH.PropertyGroup)
            self.add(self.at("group", group.id), SH.order, group.order)
            self.texts(self.at("group", group.id), RDFS.label, group.label)
        for field in (*scheme.fields, *scheme.derived):
            self.field(field)
        for rule in scheme.rules:
            self.rule(rule)
        named = {field.vocabulary for field in scheme.fields}
        named |= {member.vocabulary for field in scheme.fields for member in field.members}
        for vocabulary in sorted(named - {""}):
            self.vocabulary(vocabulary)
        self.gates()
        return self.into

    def field(self, field: Field) -> None:
        node = self.at("field", field.id)
        self.shape(node, self.mb[field.id], field)
        self.texts(node, SH.description, field.help)
        self.add(node, SH.group, self.at("group", field.group))
        self.add(node, SH.order, field.order)
        for name, term in PLAIN.items():
            if value := getattr(field, name):
                self.add(node, self.mb[term], value)
        for name, term in LISTS.items():
            self.add(node, self.mb[term], *getattr(field, name))
        self.add(node, self.mb.public, field.public)
        self.add(node, self.mb.facet, field.facet)
        if field.ordered:
            self.add(node, self.mb.ordered, True)
        if field.defaults:
            self.add(node, self.mb.defaults, _json(list(field.defaults)))
        for name, mapped in field.mappings.items():
            self.add(node, self.mb[name], mapped)
        if field.type == "struct":
            self.struct(field, node)

    def shape(self, node: URIRef, path: URIRef, part: Field | Member) -> None:
        """Type, language, count and vocabulary: the part of a field or member that SHACL core can check."""
        self.add(node, RDF.type, SH.PropertyShape)
        self.add(node, SH.path, path)
        self.texts(node, SH.name, part.label)
        if part.type in DATATYPES:
            self.add(node, SH.datatype, DATATYPES[part.type])
        else:
            self.add(node, SH.nodeKind, SH.BlankNodeOrIRI if part.type == "struct" else SH.IRI)
        if part.type == "langString":
            self.listed(node, SH.languageIn, self.found.languages)
            if not part.repeatable:
                self.add(node, SH.uniqueLang, True)
        if isinstance(part, Field):
            if part.max_count:
                self.add(node, SH.maxCount, part.max_count)
        else:
            self.add(node, SH.maxCount, MOST_OF_A_MEMBER if part.repeatable else 1)
        if part.vocabulary:
            self.add(node, SH.node, self.at("vocabulary", part.vocabulary))
        self.limits(node, part)

    def limits(self, node: URIRef, part: Field | Member) -> None:
        """How long, how large, and what a string of a format looks like."""
        if part.max_length:
            self.add(node, SH.maxLength, part.max_length)
        if part.type == "integer":
            lowest, highest = RANGES[part.format]
            self.add(node, SH.minInclusive, lowest)
            self.add(node, SH.maxInclusive, highest)
        if part.type == "dateTime":
            self.add(node, SH.pattern, WITH_ZONE)
        if part.format in PATTERNS:
            self.add(node, SH.pattern, PATTERNS[part.format])

    def struct(self, field: Field, node: URIRef) -> None:
        value = self.at("field", field.id, "value")
        self.add(node, SH.node, value)
        self.add(value, RDF.type, SH.NodeShape)
        for order, member in enumerate(field.members, 1):
            shape = self.at("field", field.id, member.id)
            self.shape(shape, self.mb[member.id], member)
            self.add(shape, SH.order, order)
            self.add(shape, self.mb.public, member.public)
            self.add(shape, self.mb.required, member.required)
            if member.ref:
                self.add(shape, self.mb.ref, member.ref)
            self.add(value, SH.property, shape)

    def rule(self, rule: Rule) -> None:
        node = self.at("rule", rule.name)
        self.add(node, RDF.type, self.mb.Rule)
        self.add(node, self.mb.number, rule.number)
        self.add(node, self.mb.gate, rule.gate)
        self.add(node, self.mb.severity, rule.severity)
        self.listed(node, self.mb.needs, rule.needs)
        if rule.parameters:
            self.add(node, self.mb.parameters, _json(rule.parameters))

    def vocabulary(self, vocabulary: str) -> None:
        """A value of a field with a vocabulary is a concept of it."""
        node, inside = self.at("vocabulary", vocabulary), self.at("vocabulary", vocabulary, "scheme")
        self.add(node, RDF.type, SH.NodeShape)
        self.add(node, SH.property, inside)
        self.add(inside, RDF.type, SH.PropertyShape)
        self.add(inside, SH.path, SKOS.inScheme)
        self.add(inside, SH.hasValue, URIRef(f"{self.base}vocab/{vocabulary}"))

    def gates(self) -> None:
        """draft: every field's shape and what must stand; publish: draft and more; publish/<kind>: publish and more."""
        draft, publish = self.at("draft"), self.at("publish")
        self.add(draft, RDF.type, SH.NodeShape)
        self.add(publish, RDF.type, SH.NodeShape)
        self.add(publish, SH.node, draft)
        for field in self.found.fields:
            self.add(draft, SH.property, self.at("field", field.id))
            if field.draft == "M":
                self.demand(draft, "draft", field, least=1)
            least = int(field.publish == "M" and not field.applies_to)
            if least or any(member.required for member in field.members):
                self.demand(publish, "publish", field, least=least)
        for kind in KINDS:
            gate = self.at("publish", kind)
            self.add(gate, RDF.type, SH.NodeShape)
            self.add(gate, SH.node, publish)
            for field in self.found.fields:
                if field.publish == "M" and kind in field.applies_to:
                    self.demand(gate, f"publish/{kind}", field, least=1)

    def demand(self, gate: URIRef, under: str, field: Field, *, least: int) -> None:
        node = self.at(under, field.id)
        self.add(gate, SH.property, node)
        self.add(node, RDF.type, SH.PropertyShape)
        self.add(node, SH.path, self.mb[field.id])
        if least:
            self.add(node, SH.minCount, least)
        required = [member.id for member in field.members if member.required]
        if required and under == "publish":
            whole = self.at("field", field.id, "complete")
            self.add(node, SH.node, whole)
            self.add(whole, RDF.type, SH.NodeShape)
            for member in required:
                part = self.at("field", field.id, "complete", member)
                self.add(whole, SH.property, part)
                self.add(part, RDF.type, SH.PropertyShape)
                self.add(part, SH.path, self.mb[member])
                self.add(part, SH.minCount, 1)


class _Reader:
    """Finds one scheme in one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        roots = list(graph.subjects(RDF.type, OWL.Ontology))
        if len(roots) != 1 or not str(roots[0]).endswith("scheme"):
            raise Unreadable("one scheme expected, at <base>scheme")
        self.root = str(roots[0])
        self.mb = self.root.removesuffix("scheme") + "ns/"

    def own(self, node: Node, name: str) -> str:
        return turtle.text(self.graph, node, URIRef(self.mb + name))

    def texts(self, node: Node, term: URIRef) -> dict[str, str]:
        found = [(getattr(text, "language", None) or "", str(text)) for text in self.graph.objects(node, term)]
        if len(dict(found)) < len(found):
            raise Unreadable(f"more than one {term} in a language on {node}")
        return dict(sorted(found))

    def listed(self, node: Node, term: str) -> tuple[str, ...]:
        heads = list(self.graph.objects(node, URIRef(self.mb + term)))
        if len(heads) > 1:
            raise Unreadable(f"more than one {term} on {node}")
        return tuple(str(value) for head in heads for value in Collection(self.graph, head))

    def number(self, node: Node, term: URIRef) -> int:
        return int(turtle.text(self.graph, node, term) or 0)

    def slug(self, node: Node) -> str:
        return str(node).rpartition("/")[2]

    def scheme(self) -> Scheme:
        root = URIRef(self.root)
        fields = sorted(
            (self.field(node) for node in self.graph.subjects(SH.group, None)), key=lambda field: field.order
        )
        groups = [
            Group(self.slug(node), self.number(node, SH.order), self.texts(node, RDFS.label))
            for node in self.graph.subjects(RDF.type, SH.PropertyGroup)
        ]
        rules = [self.rule(node) for node in self.graph.subjects(RDF.type, URIRef(self.mb + "Rule"))]
        return Scheme(
            version=turtle.text(self.graph, root, OWL.versionInfo),
            label=self.texts(root, RDFS.label),
            languages=self.listed(root, "languages"),
            groups=tuple(sorted(groups, key=lambda group: group.order)),
            fields=tuple(field for field in fields if not field.derived_from),
            rules=tuple(sorted(rules, key=lambda rule: rule.number)),
            derived=tuple(field for field in fields if field.derived_from),
        )

    def field(self, node: Node) -> Field:
        said: dict[str, Any] = {name: self.own(node, term) for name, term in PLAIN.items()}
        said |= {name: self.own(node, name) == "true" for name in FLAGS}
        for name, term in LISTS.items():
            said[name] = tuple(sorted(str(found) for found in self.graph.objects(node, URIRef(self.mb + term))))
        kind = self.type(node)
        return Field(
            id=self.slug(node),
            group=turtle.text(self.graph, node, SH.group).rpartition("/")[2],
            order=self.number(node, SH.order),
            label=self.texts(node, SH.name),
            help=self.texts(node, SH.description),
            type=kind,
            members=self.members(node) if kind == "struct" else (),
            repeatable=self.repeatable(node),
            per_language=kind == "langString",
            vocabulary=self.vocabulary(node),
            max_length=self.number(node, SH.maxLength),
            max_count=self.number(node, SH.maxCount),
            defaults=tuple(json.loads(self.own(node, "defaults") or "[]")),
            mappings={name: mapped for name in MAPPINGS if (mapped := self.own(node, name))},
            **said,
        )

    def members(self, node: Node) -> tuple[Member, ...]:
        shape = next(self.graph.objects(node, SH.node))
        parts = sorted(self.graph.objects(shape, SH.property), key=lambda part: self.number(part, SH.order))
        return tuple(
            Member(
                id=self.slug(part),
                label=self.texts(part, SH.name),
                type=self.type(part),
                vocabulary=self.vocabulary(part),
                repeatable=self.repeatable(part),
                required=self.own(part, "required") == "true",
                public=self.own(part, "public") == "true",
                max_length=self.number(part, SH.maxLength),
            )
            for part in parts
        )

    def type(self, node: Node) -> str:
        datatype = self.graph.value(node, SH.datatype)
        if datatype is not None:
            return next(name for name, known in DATATYPES.items() if known == datatype)
        if self.graph.value(node, SH.nodeKind) == SH.BlankNodeOrIRI:
            return "struct"
        return "concept" if self.vocabulary(node) else TYPE_OF_REF.get(self.own(node, "ref"), "uri")

    def repeatable(self, node: Node) -> bool:
        if self.graph.value(node, SH.datatype) == RDF.langString:
            return self.graph.value(node, SH.uniqueLang) is None
        return self.number(node, SH.maxCount) != 1

    def vocabulary(self, node: Node) -> str:
        found = str(self.graph.value(node, SH.node) or "")
        return found.removeprefix(f"{self.root}/vocabulary/") if found.startswith(f"{self.root}/vocabulary/") else ""

    def rule(self, node: Node) -> Rule:
        plain: dict[str, Any] = {name: self.own(node, name) for name in ("gate", "severity")}
        return Rule(
            name=self.slug(node),
            number=self.number(node, URIRef(self.mb + "number")),
            needs=self.listed(node, "needs"),
            parameters=json.loads(self.own(node, "parameters") or "{}"),
            **plain,
        )


def _json(value: Any) -> Literal:
    return Literal(json.dumps(value, ensure_ascii=False, sort_keys=True), datatype=RDF.JSON)
