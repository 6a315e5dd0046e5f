"""What a form says of a concept, held against what the concept says now."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediabank.concepts.parts import LABELS, Part, Value, apart
from mediabank.concepts.snapshot import snapshot
from mediabank.errors import Fault, NotFound, Unfit
from mediabank.models import Concept
from vocabularies.skos import Note
from vocabularies.terms import language_tag

Several = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Draft:
    """What is written of a concept; None for what the form does not show, which stays as it is."""

    seen: int
    """`Word.changed` of the concept that the form was made from."""
    told: int | None = None
    """`Word.changed` up to which the form names what is newer: that may be written over."""
    labels: Mapping[str, str] | None = None
    """Language → preferred label; an empty text takes it away."""
    alt: Several | None = None
    hidden: Several | None = None
    definitions: Mapping[str, str] | None = None
    notes: Sequence[Note] | None = None
    notation: str | None = None
    mappings: Several | None = None
    """exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch → addresses."""
    related: Sequence[str] | None = None
    """Ids of concepts of the same vocabulary."""
    see_also: Sequence[str] | None = None
    languages: Collection[str] | None = None
    """The languages that the form shows; texts in others stay as they are. None: it shows all."""


async def draft_of(concept: str) -> Draft:
    """The draft that says what the concept says now; what a form begins with. Errors: NotFound."""
    row = await Concept.get_or_none(id=concept)
    if row is None:
        raise NotFound
    parts = apart(await snapshot(row))
    return Draft(
        seen=row.changed,
        labels=_by(parts, "pref"),
        alt=_by(parts, "alt"),
        hidden=_by(parts, "hidden"),
        definitions=_by(parts, "definition"),
        notes=[
            Note(part.kind, part.language, text)
            for part in sorted(parts)
            if part.what == "note"
            for text in parts[part]
        ],
        notation=parts.get(Part("notation"), ""),
        mappings={part.kind: parts[part] for part in sorted(parts) if part.what == "mapping"},
        related=parts.get(Part("related"), ()),
        see_also=parts.get(Part("seeAlso"), ()),
    )


def drafted(draft: Draft, now: Mapping[Part, Value]) -> dict[Part, Value]:
    """The parts that a concept has when the draft is laid over what it says now. Errors: Unfit (S14, two in one)."""
    written = _written(draft)
    shown = {what for what, value in _members(draft).items() if value is not None}
    tags = None if draft.languages is None else {tidy_tag(each) for each in draft.languages}
    kept = {
        part: value
        for part, value in now.items()
        if part.what not in shown or (part.language and tags is not None and part.language not in tags)
    }
    return kept | written


def tidy(text: str) -> str:
    """A label as it is kept: NFC, without spaces around or twice."""
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip()


def tidy_tag(tag: str) -> str:
    """A language tag in BCP 47's own case; as it was where it is none."""
    return language_tag(tag.strip()) or tag.strip()


def _written(draft: Draft) -> dict[Part, Value]:
    found: dict[Part, Value] = {}
    for what in ("labels", "definitions"):
        for language, text in (getattr(draft, what) or {}).items():
            part = Part("pref" if what == "labels" else "definition", "", tidy_tag(language))
            said = tidy(text) if what == "labels" else _tidy_lines(text)
            if said and found.get(part, said) != said:
                raise Unfit(faults=[Fault("concept.S14", field=what, path=(language,), facts={"tag": part.language})])
            if said:
                found[part] = said
    several: dict[Part, list[str]] = {}
    for what in LABELS[1:]:
        for language, texts in (getattr(draft, what) or {}).items():
            several.setdefault(Part(what, "", tidy_tag(language)), []).extend(map(tidy, texts))
    for note in draft.notes or ():
        several.setdefault(Part("note", note.kind, tidy_tag(note.language)), []).append(_tidy_lines(note.text))
    for kind, addresses in (draft.mappings or {}).items():
        several.setdefault(Part("mapping", kind), []).extend(map(str.strip, addresses))
    several[Part("related")] = list(draft.related or ())
    several[Part("seeAlso")] = [each.strip() for each in draft.see_also or ()]
    found.update({part: members for part, texts in several.items() if (members := _members_of(texts))})
    if draft.notation and draft.notation.strip():
        found[Part("notation")] = draft.notation.strip()
    return found


def _members(draft: Draft) -> dict[str, Any]:
    """What a part is → what the form says of it."""
    return {
        "pref": draft.labels,
        "alt": draft.alt,
        "hidden": draft.hidden,
        "definition": draft.definitions,
        "note": draft.notes,
        "notation": draft.notation,
        "mapping": draft.mappings,
        "related": draft.related,
        "seeAlso": draft.see_also,
    }


def _members_of(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}))


def _tidy_lines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def _by(parts: Mapping[Part, Value], what: str) -> dict[str, Any]:
    return {part.language: parts[part] for part in sorted(parts) if part.what == what}
