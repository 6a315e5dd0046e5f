"""Any SKOS to a vocabulary as a value: repaired where it breaks the rules, nothing lost that has no column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from vocabularies import realfagstermer, repairing, reserved, terms, triples
from vocabularies.parsing import Limits, Refused, Statements, parsed
from vocabularies.repairing import Draft, Repair
from vocabularies.skos import MAPPINGS, NOTES, PROPERTIES, ConceptValue, Note, Property, VocabularyValue
from vocabularies.terms import DCTERMS, OWL, RDFS, SKOS, address_of, text_of
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Format = Literal["turtle", "rdfxml", "jsonld", "ntriples", "realfagstermer"]
#: why a whole file is not read, and what `Unreadable.values` holds; each is a sentence in locale/
CODES = {
    "broken": "not of the format at all: what the parser says, with a line where it knows one",
    "encoding": "not UTF-8: at which byte",
    "too_large": "too many bytes: how many there may be",
    "triples": "too many triples: how many there may be",
    "blank_nodes": "too many blank nodes: how many there may be",
    "nesting": "too deep: how deep it may be",
    "levels": "too many concepts above one another: how many there may be",
    "tangled": "a hierarchy with so many ways up that its check takes too long",
    "doctype": "XML with a document type, through which entities come",
    "context": "JSON-LD whose context lies elsewhere: its address",
    "no_concepts": "no concept in it",
    "no_scheme": "the vocabulary that was asked for is not in it: its address",
}
MOST_SLUG_CHARACTERS = 90
_SUFFIX = re.compile(r"\.(?=(?:ttl|jsonld|rdf|nt|marcxml|json|atom|csv|html|xml)$)")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "đ": "d", "Đ": "D", "ŋ": "n", "ŧ": "t", "ß": "ss"})
#: a concept's predicates that columns hold whole: what a repair took away must not come back through `extra`
_RELATIONS = (triples.BROADER, triples.NARROWER, triples.RELATED)
_OWN_LABELS = (triples.PREF, triples.ALT, triples.HIDDEN)
_TITLES = (SKOS + "prefLabel", DCTERMS + "title", RDFS + "label", "http://purl.org/dc/elements/1.1/title")


@dataclass(frozen=True, slots=True)
class SchemeFound:
    """A vocabulary of the file, and how many concepts say that they are in it."""

    address: str
    labels: Mapping[str, str]
    concepts: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: the vocabulary, what was repaired, what was not taken, every scheme it names."""

    vocabulary: VocabularyValue
    repairs: tuple[Repair, ...] = ()
    refused: tuple[Refused, ...] = ()
    schemes: tuple[SchemeFound, ...] = ()


def read_any(
    data: bytes,
    form: Format,
    *,
    limits: Limits | None = None,
    slug: str = "",
    scheme: str = "",
    known: Mapping[str, str] | None = None,
) -> Found:
    """The vocabulary of a file in any address space; errors: Unreadable with one of CODES.

    Of several schemes, `scheme` (an address) chooses one and its concepts alone; without it the one with most top
    concepts, then most members, stands for all concepts of the file. `slug` is the vocabulary's own id, else the last
    part of its address; `known` gives the slugs that addresses of concepts have already.
    """
    limits = limits or Limits()
    source = realfagstermer.statements(data, limits) if form == "realfagstermer" else parsed(data, form, limits)
    return _Reading(source, limits).found(slug, scheme, known or {})


def slug_of(address: str, parts: int = 1) -> str:
    """A slug out of an address's last parts: letters, digits and . _ ~ - only, at most 90, never a reserved word."""
    last = "-".join(re.split(r"[/#]", address.rstrip("/#"))[-parts:])
    plain = unicodedata.normalize("NFKD", last.translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = _SUFFIX.sub("-", _UNSAFE.sub("-", plain).strip("-."))[:MOST_SLUG_CHARACTERS]
    return plain if plain and not reserved.is_taken(plain, reserved.CONCEPTS) else f"c-{plain}".rstrip("-")


@dataclass(slots=True)
class _Reading:
    """One file on its way to a value."""

    source: Statements
    limits: Limits
    refused: list[Refused] = field(default_factory=list)
    address: str = ""
    base: str = ""
    slugs: dict[str, str] = field(default_factory=dict)
    """Term of a concept → its slug."""
    nodes: dict[str, str] = field(default_factory=dict)
    """Slug → term of the concept."""

    def found(self, slug: str, scheme: str, known: Mapping[str, str]) -> Found:
        schemes, concepts = self._parties()
        if scheme and terms.is_address(scheme) and f"<{scheme}>" not in schemes:
            raise Unreadable(f"no scheme {scheme}", code="no_scheme", values=(scheme,))
        if scheme:
            concepts = [node for node in concepts if f"<{scheme}>" in self._schemes_of(node)]
        if not concepts:
            why = "; ".join(f"{each.code} {each.subject}" for each in (*self.source.refused, *self.refused)[:10])
            raise Unreadable(f"no concept {why}".strip(), code="no_concepts")
        members = self._members(concepts)
        self.address = scheme or self._chosen(schemes, concepts, members)
        slug = slug or slug_of(self.address)
        base, ours, own = self.address.rpartition("vocab/")
        self.base = base if ours and own == slug else ""
        self._name(concepts, known)
        self.nodes = {slug: node for node, slug in self.slugs.items()}
        outside = [repair for node, slug in self.slugs.items() for repair in self._outside(node, slug)]
        drafts = {slug: self._draft(node) for node, slug in self.slugs.items()}
        values = {slug: self._concept(node, slug) for node, slug in self.slugs.items()}
        repairs = repairing.repair(drafts, levels=self.limits.levels)
        made = (self._whole(node, repairing.drafted(values[slug], drafts[slug])) for node, slug in self.slugs.items())
        ordered = tuple(sorted(made, key=lambda concept: (concept.order, concept.id)))
        counted = tuple(
            SchemeFound(address_of(node), self._titles(node), members.get(node, 0)) for node in sorted(schemes)
        )
        value = self._vocabulary(slug, ordered, alone=bool(scheme))
        return Found(value, (*outside, *repairs), tuple(self.source.refused + self.refused), counted)

    # who is who

    def _parties(self) -> tuple[set[str], list[str]]:
        """The schemes and the concepts of the file, by term; what is both, or a collection too, is no concept."""
        typed: dict[str, set[str]] = {}
        schemes: set[str] = set()
        said: set[str] = set()
        for node, facts in self.source.about.items():
            for predicate, about in facts:
                if predicate == triples.TYPE:
                    typed.setdefault(about, set()).add(node)
                elif predicate in {triples.IN_SCHEME, triples.TOP_OF}:
                    said.add(node)
                    schemes.add(about)
        schemes |= typed.get(triples.SCHEME, set())
        collections = typed.get(f"<{SKOS}Collection>", set()) | typed.get(f"<{SKOS}OrderedCollection>", set())
        concepts = typed.get(triples.CONCEPT, set())
        for code, others in (("S9", schemes), ("S37", collections)):
            self.refused += (Refused(code, address_of(node)) for node in sorted(concepts & others))
            for node in concepts & others:
                self.source.about[node].pop((triples.TYPE, triples.CONCEPT), None)
        found = (concepts | said) - schemes - collections
        return {node for node in schemes if address_of(node)}, sorted(node for node in found if address_of(node))

    def _schemes_of(self, node: str) -> set[str]:
        ways = {triples.IN_SCHEME, triples.TOP_OF}
        return {said for predicate, said in self.source.about.get(node, ()) if predicate in ways}

    def _members(self, concepts: list[str]) -> dict[str, int]:
        members: dict[str, int] = {}
        for node in concepts:
            for scheme in self._schemes_of(node):
                members[scheme] = members.get(scheme, 0) + 1
        return members

    def _chosen(self, schemes: set[str], concepts: list[str], members: Mapping[str, int]) -> str:
        """The scheme that stands for the file; where it names none, what the addresses of its concepts share."""
        if not schemes:
            first, last = address_of(concepts[0]), address_of(concepts[-1])
            same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
            return re.split(r"[^/#]*$", first[:same])[0].rstrip("/#") or first
        tops = dict.fromkeys(schemes, 0)
        for facts in self.source.about.values():
            for predicate, said in facts:
                if predicate == triples.TOP_OF and said in tops:
                    tops[said] += 1
        return address_of(min(schemes, key=lambda node: (-tops[node], -members.get(node, 0), node)))

    def _name(self, concepts: list[str], known: Mapping[str, str]) -> None:
        """Give each concept a slug that no other has; those that are known keep theirs.

        Where last parts repeat (…/InC/1.0/, …/CNE/1.0/), the part before comes along; then a number.
        """
        numbers: Counter[str] = Counter()
        often = Counter(slug_of(address_of(node)) for node in concepts)
        self.slugs = {node: known[address_of(node)] for node in concepts if address_of(node) in known}
        taken = set(self.slugs.values())
        for node in concepts:
            if node in self.slugs:
                continue
            wanted = slug_of(address_of(node))
            wanted = slug = slug_of(address_of(node), 2) if often[wanted] > 1 else wanted
            while slug in taken:
                numbers[wanted] += 1
                slug = f"{wanted}-{numbers[wanted] + 1}"
            taken.add(slug)
            self.slugs[node] = slug

    # one concept

    def _draft(self, node: str) -> Draft:
        made = Draft(
            preferred={}, alternative=self._labels(node, triples.ALT), hidden=self._labels(node, triples.HIDDEN)
        )
        made.preferred = {language: sorted(texts) for language, texts in self._labels(node, triples.PREF).items()}
        for predicate, slugs in (
            (triples.BROADER, made.broader),
            (triples.NARROWER, made.narrower),
            (triples.RELATED, made.related),
        ):
            slugs.update(self.slugs[said] for said in self._said(node, predicate) if said in self.slugs)
        made.top = f"<{self.address}>" in self._said(node, triples.TOP_OF)
        for kind, term in MAPPINGS.items():
            found = {address_of(said) for said in self._said(node, f"<{term}>") if _is_web(said)}
            if found:
                made.mappings[kind] = found
        return made

    def _outside(self, node: str, slug: str) -> Iterator[Repair]:
        """The relations of SKOS to a concept of which the file says nothing."""
        for predicate, said in self.source.about[node]:
            if predicate in _RELATIONS and said not in self.source.about:
                yield Repair("outside", slug, (predicate[1:-1], address_of(said) or said))

    def _labels(self, node: str, predicate: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for said in self._said(node, predicate):
            text = text_of(said)
            if text is None or text.datatype:
                continue
            if not text.text.strip():
                self.refused.append(Refused("label_empty", address_of(node), (predicate[1:-1], text.language)))
            elif len(text.text) > self.limits.label_characters:
                values = (predicate[1:-1], text.language, text.text[:100])
                self.refused.append(Refused("label_long", address_of(node), values))
            else:
                found.setdefault(text.language, set()).add(text.text)
        return found

    def _concept(self, node: str, slug: str) -> ConceptValue:
        """All but what the draft holds, and but `extra`."""
        replaced = (self.slugs[said] for said in self._said(node, triples.REPLACED_BY) if said in self.slugs)
        order = text_of(next(iter(self._said(node, f"<{self.base}ns/order>")), "")) if self.base else None
        return ConceptValue(
            id=slug,
            address=address_of(node),
            labels={},
            order=int(order.text) if order and re.fullmatch(r"\d{1,9}", order.text, re.ASCII) else 0,
            definition=self._by_language(node, SKOS + "definition"),
            notes=self._notes(node),
            see_also=tuple(sorted(address_of(said) for said in self._said(node, f"<{RDFS}seeAlso>") if _is_web(said))),
            notation=self._plain(node, SKOS + "notation", self.limits.notation_characters),
            deprecated=any(text.text in {"true", "1"} for text in self._literals(node, OWL + "deprecated")),
            replaced_by=tuple(sorted(replaced)),
            properties=self._properties(node),
        )

    def _said(self, node: str, predicate: str) -> list[str]:
        return [said for each, said in self.source.about.get(node, ()) if each == predicate]

    def _literals(self, node: str, predicate: str) -> list[terms.Text]:
        return [text for said in self._said(node, f"<{predicate}>") if (text := text_of(said)) is not None]

    def _by_language(self, node: str, predicate: str) -> dict[str, str]:
        """The first text in each language; the others stay in `extra`."""
        found: dict[str, str] = {}
        for text in sorted(self._literals(node, predicate)):
            if not text.datatype:
                found.setdefault(text.language, text.text)
        return {language: found[language] for language in sorted(found)}

    def _plain(self, node: str, predicate: str, most: int) -> str:
        """The first text without language and type, "" where there is none that fits."""
        bare = (text.text for text in self._literals(node, predicate) if not text.datatype and not text.language)
        return min((text for text in bare if text.strip() and len(text) <= most), default="")

    def _notes(self, node: str) -> tuple[Note, ...]:
        return tuple(
            Note(kind, text.language, text.text)
            for kind, term in NOTES.items()
            for text in sorted(self._literals(node, term), key=lambda text: (text.language, text.text))
            if not text.datatype
        )

    def _properties(self, node: str) -> dict[str, Property]:
        if not self.base:
            return {}
        found: dict[str, Property] = {}
        for name, kind in PROPERTIES.items():
            said = sorted(self._said(node, f"<{self.base}ns/{name}>"))
            value = _property(kind, said, self.base) if said else None
            if value is not None:
                found[name] = value
        return found

    # what no column holds

    def _whole(self, node: str, concept: ConceptValue) -> ConceptValue:
        written = set(triples.of_concept(concept, self.address, self.base, self._address))
        rest = (
            (node, predicate, said)
            for predicate, said in self.source.about.get(node, ())
            if not self._held(predicate, said) and (node, predicate, said) not in written
        )
        return replace(concept, extra=self._lines(rest))

    def _held(self, predicate: str, said: str) -> bool:
        """Whether a column decides about such a triple alone."""
        if predicate in {triples.BROADER, triples.NARROWER, triples.RELATED}:
            return said in self.slugs
        if predicate == triples.TOP_OF:
            return said == f"<{self.address}>"
        if predicate in _OWN_LABELS:
            text = text_of(said)
            return text is not None and not text.datatype
        return predicate in _MAPPINGS and _is_web(said)

    def _address(self, slug: str) -> str:
        return address_of(self.nodes[slug])

    def _lines(self, rest: Iterator[terms.Triple]) -> str:
        """Triples as sorted lines, each with all that its blank nodes say."""
        found: set[str] = set()
        waiting = list(rest)
        seen: set[str] = set()
        while waiting:
            triple = waiting.pop()
            found.add(terms.line(triple))
            said = triple[2]
            if said.startswith("_:") and said not in seen:
                seen.add(said)
                waiting += ((said, *fact) for fact in self.source.about.get(said, ()))
        return "\n".join(sorted(found))

    # the vocabulary

    def _titles(self, node: str) -> dict[str, str]:
        return next((found for term in _TITLES if (found := self._by_language(node, term))), {})

    def _vocabulary(self, slug: str, concepts: tuple[ConceptValue, ...], *, alone: bool) -> VocabularyValue:
        node = f"<{self.address}>"
        licences = sorted(address_of(said) for said in self._said(node, f"<{DCTERMS}license>") if address_of(said))
        value = VocabularyValue(
            id=slug,
            address=self.address,
            labels=self._titles(node),
            definition=self._by_language(node, DCTERMS + "description"),
            version=self._plain(node, OWL + "versionInfo", self.limits.notation_characters),
            licence=licences[0] if licences else "",
            notes=self._notes(node),
            concepts=concepts,
        )
        return replace(value, extra=self._lines(self._besides(value, node, alone=alone)))

    def _besides(self, value: VocabularyValue, node: str, *, alone: bool) -> Iterator[terms.Triple]:
        """What the file says of anything but its concepts."""
        written = set(triples.of_scheme(value))
        pointed = {said for facts in self.source.about.values() for _, said in facts if said.startswith("_:")}
        for subject, facts in self.source.about.items():
            if subject in self.slugs or subject in pointed or (alone and subject != node):
                continue
            for predicate, said in facts:
                held = predicate == triples.HAS_TOP and subject == node and said in self.slugs
                if not held and (subject, predicate, said) not in written:
                    yield subject, predicate, said


_MAPPINGS = frozenset(f"<{term}>" for term in MAPPINGS.values())


def _is_web(term: str) -> bool:
    return term.startswith(("<http://", "<https://"))


def _property(kind: str, said: list[str], base: str) -> Property | None:
    """A property of ours out of its terms; None where they are not of its kind, which leaves them in `extra`."""
    if kind.startswith("concept:"):
        place = f"{base}vocab/{kind.removeprefix('concept:').removesuffix('*')}/"
        slugs = tuple(address_of(each).removeprefix(place) for each in said if address_of(each).startswith(place))
        if not slugs:
            return None
        return slugs if kind.endswith("*") else slugs[0]
    text = text_of(said[0])
    if text is None or text.language:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.text)
    if kind == "integer":
        return int(text.text) if re.fullmatch(r"-?\d{1,9}", text.text, re.ASCII) else None
    return text.text
