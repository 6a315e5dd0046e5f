"""Concepts as MARC 21 authority records in MARCXML (Library of Congress: MARC 21 Format for Authority Data; MARCXML).

| field | holds |
|---|---|
| leader/05 | n new, c corrected; s out of use, split into several; x replaced by another; d out of use |
| leader/06, 09, 17 | z authority data, a Unicode, n complete (o where it has no label) |
| 001, 003, 005 | slug, agency, when it was last changed |
| 008 | when it was entered; the rest stands at _FIXED |
| 024 7_ $a $2 uri | address |
| 040 $a $b $c $f | agency, language of the record, agency, code of the vocabulary |
| 065 $a $2 | notation |
| 148 150 151 155 $a | the label, by what the vocabulary names: time, topic, place, genre |
| 4xx $a | alternative labels, and the labels in other languages (MARC has no place for which language) |
| 5xx $w g, $w h, without $w; $a $0 | broader, narrower, related: label and address |
| 667 $a | editorial note |
| 677 $a | definition |
| 680 $i | note, scope note, example |
| 682 $i $a $0 | out of use: what took its place |
| 688 $a | history and change notes |
| 7xx _4 $a $0 $4 | mapping: the label where it is known, the address, the property of SKOS |

Hidden labels, the order and what `extra` keeps are left out; notes come in the language of the record, or in
whichever they have. A record out of use keeps its heading in 1xx, and a note in 682.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from vocabularies.skos import MAPPINGS
from vocabularies.writing import Named, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue

Heading = Literal["time", "topic", "place", "genre"]
NAMESPACE = "http://www.loc.gov/MARC21/slim"
_TAGS: Mapping[Heading, str] = {"time": "48", "topic": "50", "place": "51", "genre": "55"}
#: the codes of MARC for languages (ISO 639-2/B)
_LANGUAGES = {"nb": "nob", "nn": "nno", "no": "nor", "en": "eng", "se": "sme", "smj": "smj", "sma": "sma"}
#: 008/06-39 of every record: /09 established heading, /10 no rules, /11 thesaurus in 040 $f, /14-16 a subject heading
#: only, /31 may be used, /33 fully established, /39 made by others than a national agency; | is "no attempt to code"
_FIXED = "|||anznnbabn" + " " * 10 + "|| ana" + " " * 5 + "d"


@dataclass(frozen=True, slots=True)
class Source:
    """Who makes the records: `agency` is its MARC or ISIL code, `vocabulary` the code in 040 $f.

    `replaced` and `ended` are the words of 682 $i, in the language of the records.
    """

    agency: str
    vocabulary: str
    language: str = "nb"
    heading: Heading = "topic"
    replaced: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """When a concept was made and last changed (ISO 8601, UTC); "" where nobody knows."""

    created: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record; `indicators` are two characters, subfields are pairs of code and text."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]


def collection(
    value: VocabularyValue,
    source: Source,
    *,
    moments: Mapping[str, Moments] | None = None,
    mapped: Mapping[str, Named] | None = None,
) -> bytes:
    """All concepts of a vocabulary as one marc:collection; `moments` by slug, `mapped` by address, where known."""
    named = {concept.id: Named(concept.address, concept.labels) for concept in value.concepts} | dict(mapped or {})
    below: dict[str, list[str]] = {}
    for concept in value.concepts:
        for slug in concept.broader:
            below.setdefault(slug, []).append(concept.id)
    known = moments or {}
    records = (
        record(concept, named, source, narrower=below.get(concept.id, ()), moments=known.get(concept.id, Moments()))
        for concept in value.concepts
    )
    return _document(f"<collection xmlns={quoteattr(NAMESPACE)}>\n{''.join(records)}</collection>\n")


def single(
    concept: ConceptValue,
    named: Mapping[str, Named],
    source: Source,
    *,
    narrower: Iterable[str] = (),
    moments: Moments = Moments(),
) -> bytes:
    """One concept as a document of its own.

    `named` holds, by slug, each concept that it and `narrower` name, and by address what it is mapped to, where known.
    """
    made = record(concept, named, source, narrower=narrower, moments=moments)
    return _document(made.replace("<record>", f"<record xmlns={quoteattr(NAMESPACE)}>", 1))


def record(
    concept: ConceptValue,
    named: Mapping[str, Named],
    source: Source,
    *,
    narrower: Iterable[str] = (),
    moments: Moments = Moments(),
) -> str:
    """One record as XML without its document."""
    controls = {"001": concept.id, "003": source.agency}
    if moments.modified:
        controls["005"] = f"{_digits(moments.modified)[:14]:0<14}.0"
    controls["008"] = f"{_digits(moments.created or moments.modified)[2:8]:0<6}{_FIXED}"
    changed = bool(moments.modified) and moments.modified != moments.created
    lines = [f"  <leader>{_leader(concept, changed=changed)}</leader>\n"]
    lines += (f'  <controlfield tag="{tag}">{_text(text)}</controlfield>\n' for tag, text in controls.items())
    for field in sorted(fields(concept, named, source, tuple(narrower)), key=lambda each: each.tag):
        lines.append(f'  <datafield tag="{field.tag}" ind1="{field.indicators[0]}" ind2="{field.indicators[1]}">\n')
        lines += (f'    <subfield code="{code}">{_text(text)}</subfield>\n' for code, text in field.subfields)
        lines.append("  </datafield>\n")
    return f"<record>\n{''.join(lines)}</record>\n"


def fields(
    concept: ConceptValue, named: Mapping[str, Named], source: Source, narrower: tuple[str, ...] = ()
) -> Iterator[Field]:
    """The data fields of a record, in the order of the table above."""
    tag = _TAGS[source.heading]
    yield Field("024", "7 ", (("a", concept.address), ("2", "uri")))
    agency = (
        ("a", source.agency),
        ("b", _LANGUAGES.get(source.language, "und")),
        ("c", source.agency),
        ("f", source.vocabulary),
    )
    yield Field("040", "  ", agency)
    if concept.notation:
        yield Field("065", "  ", (("a", concept.notation), ("2", source.vocabulary)))
    label = _label(concept.labels, source.language) or concept.id
    yield Field(f"1{tag}", "  ", (("a", label),))
    for text in _others(concept, label):
        yield Field(f"4{tag}", "  ", (("a", text),))
    for way, slugs in (("g", concept.broader), ("h", narrower), ("", concept.related)):
        for slug in slugs:
            yield Field(f"5{tag}", "  ", (*((("w", way),) if way else ()), *_link(slug, named, source)))
    yield from _notes(concept, source.language)
    yield from _successors(concept, named, source)
    for kind, addresses in concept.mappings.items():
        for address in addresses:
            other = named.get(address)
            label = _label(other.labels, source.language) if other else ""
            name = (("a", label),) if label else ()
            yield Field(f"7{tag}", " 4", (*name, ("0", address), ("4", MAPPINGS[kind])))


def _leader(concept: ConceptValue, *, changed: bool) -> str:
    status = "c" if changed else "n"
    if concept.deprecated:
        status = {0: "d", 1: "x"}.get(len(concept.replaced_by), "s")
    return f"00000{status}z  a2200000{'n' if concept.labels else 'o'}  4500"


def _digits(moment: str) -> str:
    return "".join(sign for sign in moment if sign in "0123456789")


def _label(labels: Mapping[str, str], language: str) -> str:
    """The label in the language of the record, or in the first of those that most readers here know."""
    return next((labels[each] for each in (language, "nb", "nn", "en", *sorted(labels)) if each in labels), "")


def _others(concept: ConceptValue, label: str) -> list[str]:
    """All other labels that people may see, each once."""
    texts = [*concept.labels.values(), *(text for said in concept.alt.values() for text in said)]
    return [text for text in dict.fromkeys(texts) if text != label]


def _link(slug: str, named: Mapping[str, Named], source: Source) -> tuple[tuple[str, str], ...]:
    other = named.get(slug)
    if other is None:
        return (("a", slug),)
    return (("a", _label(other.labels, source.language) or slug), ("0", other.address))


_NOTES = {
    "editorial": ("667", "a"),
    "note": ("680", "i"),
    "scope": ("680", "i"),
    "example": ("680", "i"),
    "history": ("688", "a"),
    "change": ("688", "a"),
}


def _notes(concept: ConceptValue, language: str) -> Iterator[Field]:
    if concept.definition:
        yield Field("677", "  ", (("a", _label(concept.definition, language)),))
    for kind, (tag, code) in _NOTES.items():
        said = [note for note in concept.notes if note.kind == kind]
        chosen = next(
            (each for each in (language, "nb", "nn", "en", "") if any(n.language == each for n in said)), None
        )
        for note in said:
            if chosen is None or note.language == chosen:
                yield Field(tag, "  ", ((code, note.text),))


def _successors(concept: ConceptValue, named: Mapping[str, Named], source: Source) -> Iterator[Field]:
    if not concept.deprecated:
        return
    note = (("i", source.replaced),) if source.replaced else ()
    for slug in concept.replaced_by:
        yield Field("682", "  ", (*note, *_link(slug, named, source)))
    if not concept.replaced_by and source.ended:
        yield Field("682", "  ", (("i", source.ended),))


def _text(text: str) -> str:
    return escape(xml_text(text))


def _document(content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}'.encode()
