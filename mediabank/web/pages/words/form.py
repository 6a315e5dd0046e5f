"""The form of one concept: what was written in it, and its fields with every language side by side."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from mediabank.concepts.words import Word
from mediabank.errors import Fault
from mediabank.models import Concept
from mediabank.web.forms.choices import CAMPAIGN, mark
from mediabank.web.incoming import Form
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import Input, Option
from mediabank.web.shown.picking import Combobox
from mediabank.web.shown.words import Column, Links

PLACES_CHOSEN = ("broader", "related", "mapping")
PLACES = frozenset({*PLACES_CHOSEN, "notation"})
"""Parts of the form that stand in its last fold."""
NOTE_KINDS = ("scope", "example", "history", "editorial", "change", "note")
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_LABEL, LONGEST_NOTE, LONGEST_NOTATION = 400, 4_000, 60
MOST_LANGUAGES = 60
PARTS = ("pref", "alt", "hidden", "definition", *(f"note-{kind}" for kind in NOTE_KINDS))
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What stands in the form, as it was typed: part → language → text or lines."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    broader: Sequence[str] = ()
    related: Sequence[str] = ()
    mappings: Sequence[tuple[str, str]] = ()
    """(kind, address)."""
    notation: str = ""
    finding: Mapping[str, str] = field(default_factory=dict)
    """Which list → what is looked for, to be added to it."""
    kind: str = "closeMatch"
    new_language: str = ""
    languages: tuple[str, ...] = ()
    """Columns beside those that are always there."""

    def text(self, part: str, tag: str) -> str:
        """What stands in one field."""
        return self.texts.get(part, {}).get(tag, "")

    def lines(self, part: str, tag: str) -> Lines:
        """The lines of one field that hold something."""
        return tuple(line.strip() for line in self.text(part, tag).split("\n") if line.strip())


def written_of(word: Word, row: Concept, *, more: Collection[str] = ()) -> Written:
    """A concept as the form shows it."""
    texts: dict[str, dict[str, str]] = {
        "pref": dict(word.labels),
        "alt": {tag: "\n".join(some) for tag, some in word.alt.items()},
        "hidden": {tag: "\n".join(some) for tag, some in word.hidden.items()},
        "definition": dict(word.definitions),
    }
    for note in row.notes or ():
        said = texts.setdefault(f"note-{note['kind']}", {})
        said[note["language"]] = "\n".join(filter(None, (said.get(note["language"]), " ".join(note["text"].split()))))
    written = {tag for part in texts.values() for tag in part} - {""}
    return Written(
        texts=texts,
        broader=word.broader,
        related=word.related,
        mappings=[(kind, each) for kind in MATCHES for each in word.mappings.get(kind, ())],
        notation=word.notation,
        languages=tuple(sorted((written | set(more)) - set(place.LANGUAGES))),
    )


def written_in(form: Form) -> Written:
    """What a person typed."""
    tags = [each for each in dict.fromkeys(form.all("language")) if TAG.fullmatch(each)][:MOST_LANGUAGES]
    chosen = {name: [*form.all(name), *form.all(f"{name}.found")] for name in PLACES_CHOSEN}
    pairs = [each.partition(" ") for each in chosen["mapping"]]
    return Written(
        texts={part: {tag: form.get(f"{part}.{tag}").strip() for tag in tags} for part in PARTS},
        broader=list(dict.fromkeys(chosen["broader"])),
        related=list(dict.fromkeys(chosen["related"])),
        mappings=list(dict.fromkeys((kind, address) for kind, _, address in pairs if kind in MATCHES and address)),
        notation=form.get("notation").strip(),
        finding={
            name: form.get(f"find-{name}").strip()
            for name in PLACES_CHOSEN
            if form.get("find") == name or not form.all(f"{name}.found")  # what is ticked answers what was looked for
        },
        kind=form.get("mapping-kind") if form.get("mapping-kind") in MATCHES else "closeMatch",
        new_language=form.get("new-language").strip(),
        languages=tuple(each for each in tags if each not in place.LANGUAGES),
    )


def columns_of(at: Place, vocabulary: str, written: Written, faults: Sequence[Fault] = ()) -> tuple[Column, ...]:
    """A column for each language; what the viewer does not tend is only read."""
    tags = (*place.LANGUAGES, *written.languages)
    return tuple(_column(at, vocabulary, tag, written, faults) for tag in tags)


def _column(at: Place, vocabulary: str, tag: str, written: Written, faults: Sequence[Fault]) -> Column:
    making = _Making(at, tag, written, faults)
    return Column(
        lang=tag,
        language=at.language(tag),
        pref=making.input("pref", "text", LONGEST_LABEL),
        others=making.input("alt", "list", LONGEST_LABEL * 20),
        notes=(
            making.input("definition", "long", LONGEST_NOTE),
            *(making.input(f"note-{kind}", "long", LONGEST_NOTE) for kind in _kinds(written)),
            making.input("hidden", "list", LONGEST_LABEL * 20),
        ),
        editable=at.may(vocabulary, tag),
        said=written.lines("alt", tag),
    )


def _kinds(written: Written) -> list[str]:
    """The remark that everybody needs, and those that somebody has made."""
    return [each for each in NOTE_KINDS if each == "scope" or any(written.texts.get(f"note-{each}", {}).values())]


class _Making:
    def __init__(self, at: Place, tag: str, written: Written, faults: Sequence[Fault]) -> None:
        self._at, self._tag, self._written, self._faults = at, tag, written, faults

    def input(self, part: str, kind: str, longest: int) -> Input:
        from mediabank.web.problems import fault_text

        told = [fault_text(each, self._at.reader) for each in self._faults if place_of_fault(each) == (part, self._tag)]
        return Input(
            id=f"{part}-{self._tag}",
            name=f"{part}.{self._tag}",
            kind=kind,  # type: ignore[arg-type]
            label=self._at.text(f"words.part_{part.replace('-', '_')}"),
            value=self._written.text(part, self._tag),
            values=self._written.lines(part, self._tag),
            lang=self._tag,
            error=" ".join(told),
            max_length=longest,
        )


def language_written(at: Place) -> str:
    """The language that a new text is in: the page's; Sámi pages are read in bokmål."""
    return "nb" if at.reader == "se" else at.reader


PART_OF_FIELD = {"labels": "pref", "definitions": "definition", "notes": "note", "mappings": "mapping"}
"""Field of a fault → the part of the form, where they are called otherwise."""


def place_of_fault(fault: Fault) -> tuple[str, str]:
    """(part of the form, language) that a fault is about."""
    part, path = PART_OF_FIELD.get(fault.field, fault.field), [str(each) for each in fault.path]
    if part == "note" and path:
        return f"note-{path[0]}", path[1] if len(path) > 1 else ""
    return part, path[0] if path and part != "mapping" else ""


def anchor(fault: Fault, ids: Collection[str]) -> str:
    """The id of the field that a fault is about, where it stands on the page."""
    part, language = place_of_fault(fault)
    wanted = (f"{part}-{language}", f"find-{part}", part)
    found = next((each for each in wanted if each in ids), "")
    return found or next((each for each in sorted(ids) if part and each.startswith(f"{part}-")), "")


def links_of(
    at: Place, word: Word, written: Written, found: Mapping[str, Sequence[Option]], faults: Sequence[Fault] = ()
) -> tuple[Links, ...]:
    """What a concept lies under, belongs with, and means the same as elsewhere."""
    may = at.may(word.vocabulary)
    chosen = {
        "broader": tuple(concept_option(at, each, chosen=True) for each in written.broader if each in at.known.own),
        "related": tuple(concept_option(at, each, chosen=True) for each in written.related if each in at.known.own),
        "mapping": tuple(mapping_option(at, kind, address, chosen=True) for kind, address in written.mappings),
    }
    return tuple(_links(at, word, name, options, written, found, faults, may=may) for name, options in chosen.items())


def _links(
    at: Place,
    word: Word,
    name: str,
    chosen: tuple[Option, ...],
    written: Written,
    found: Mapping[str, Sequence[Option]],
    faults: Sequence[Fault],
    *,
    may: bool,
) -> Links:
    from mediabank.web.problems import fault_text

    taken, label = {each.value for each in chosen}, at.text(f"words.links_{name}")
    hits = tuple(each for each in found.get(name, ()) if each.value not in taken)
    return Links(
        id=name,
        name=name,
        label=label,
        help=at.text(f"words.links_{name}_help"),
        chosen=chosen,
        box=Combobox(
            id=f"find-{name}",
            name=name,
            label=label,
            href=f"{place.href(word, 'find')}?list={name}",
            chosen=chosen,
            typed_name=f"find-{name}",
            typed=written.finding.get(name, ""),
            placeholder=at.text("words.find_mapping") if name == "mapping" else "",
            kind_name="mapping-kind" if name == "mapping" else "",
            finds=name,
            found=hits,
            nothing=name in found and not hits,
        ),
        kinds=tuple(
            Option(value=each, label=at.text(f"words.match_{each}"), chosen=each == written.kind) for each in MATCHES
        )
        if name == "mapping"
        else (),
        editable=may,
        error=" ".join(fault_text(each, at.reader) for each in faults if place_of_fault(each)[0] == name),
    )


def concept_option(at: Place, id_: str, *, chosen: bool = False) -> Option:
    """A concept to tick, with the way to it."""
    word = at.known.own[id_]
    above = " / ".join(at.known.own[each].label(at.reader) for each in place.path(at.known, word))
    return Option(
        value=id_,
        label=word.label(at.reader),
        chosen=chosen,
        help=above,
        lang=at.foreign(word.labels),
        mark=mark(word, at.reader),
    )


def mapping_option(at: Place, kind: str, address: str, *, chosen: bool = False) -> Option:
    """A mapping to tick: the name where the bank knows the other concept, and always its address."""
    word = at.known.by_address.get(address)
    if word is not None and word.vocabulary == CAMPAIGN and not at.tends(CAMPAIGN):
        word = None
    said = at.text(f"words.match_{kind}")
    if word is None:
        return Option(value=f"{kind} {address}", label=f"{said}: {address}", chosen=chosen)
    vocabulary = at.known.faces[word.vocabulary].title(at.reader)
    return Option(
        value=f"{kind} {address}", label=f"{said}: {word.label(at.reader)} ({vocabulary})", chosen=chosen, help=address
    )
