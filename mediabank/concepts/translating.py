"""Names in other languages as a spreadsheet: out with what is there, in as a difference that a person approves."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediabank.access import Viewer, may_tend
from mediabank.concepts import edit, use
from mediabank.concepts.edit.draft import tidy, tidy_tag
from mediabank.concepts.edit.writing import as_of
from mediabank.concepts.parts import Part
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.errors import Conflict, Fault, Unfit
from vocabularies.terms import language_tag

ADDRESS, SEEN = "address", "state"
"""Columns that a spreadsheet must come back with; its other own columns are for people."""
ABOUT = (ADDRESS, SEEN, "vocabulary", "path", "used")
MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
MOST_ENTRIES = 1_000
"""Differences of one spreadsheet that are shown at once."""
_NUMBER = re.compile("[0-9]{1,18}")
_BYTE_ORDERS = (b"\xff\xfe", b"\xfe\xff")
"""What UTF-16 begins with, as spreadsheets write it where they are asked for Unicode text."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Entry:
    """One name of a spreadsheet that differs from the bank's."""

    concept: str
    language: str
    seen: int
    before: str
    after: str
    newer: bool
    """Whether the bank's name has changed since the spreadsheet was made."""


@dataclass(frozen=True)
class Difference:
    """What a spreadsheet would change, and what of it could not be used."""

    entries: tuple[Entry, ...]
    unknown: int = 0
    """Rows whose address is no concept's any more."""
    refused: int = 0
    """Names in languages or vocabularies that are not the viewer's."""
    more: int = 0
    """Differences beyond those shown."""


async def csv_out(vocabulary: str | None, languages: Sequence[str]) -> bytes:
    """The concepts in use with their names, the most used first: UTF-8 with BOM, `;`, no cell a formula."""
    known = await words()
    counts = await use.counts(known)
    slugs = [vocabulary] if vocabulary else [each.slug for each in known.faces.values() if not each.imported]
    members = [
        each
        for slug in slugs
        for each in known.vocabularies.get(slug, ())
        if each.state == ACCEPTED and not each.deprecated
    ]
    members.sort(key=lambda each: -counts.get(each.id, 0))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*ABOUT, *languages])
    for each in members:
        about = (each.address, each.changed, each.vocabulary, path(known, each), counts.get(each.id, 0))
        writer.writerow([quoted(str(cell)) for cell in (*about, *(each.labels.get(tag, "") for tag in languages))])
    return out.getvalue().encode("utf-8-sig")


async def csv_in(data: bytes, *, by: Viewer) -> Difference:
    """What the spreadsheet says otherwise than the bank; empty cells say nothing. Errors: Unfit for what is none."""
    known = await words()
    entries: list[Entry] = []
    unknown = refused = 0
    for row in _rows(data):
        address = row.get(ADDRESS, "").strip()
        word = known.by_address.get(address)
        if word is None or word.address != address:  # names of what was merged away are not the survivor's
            unknown += 1
            continue
        seen = int(row[SEEN]) if _NUMBER.fullmatch(row.get(SEEN, "")) else 0
        said = {tag: tidy(text) for tag, text in row.items() if tag and tag not in ABOUT and tidy(text)}
        said = {tag: text for tag, text in said.items() if text != word.labels.get(tag, "")}
        allowed = {tag: text for tag, text in said.items() if may_tend(by, word.vocabulary, tag)}
        refused += len(said) - len(allowed)
        if allowed:
            entries += await _entries(word, allowed, seen)
    return Difference(tuple(entries[:MOST_ENTRIES]), unknown, refused, max(0, len(entries) - MOST_ENTRIES))


async def apply(entries: Sequence[Entry], *, by: Viewer) -> tuple[int, list[Fault]]:
    """Save these names, each concept for itself: how many were saved, and the faults of the others."""
    saved, faults = 0, list[Fault]()
    known = await words()
    for each in entries:
        word = known.own.get(each.concept)
        if word is None:
            continue
        draft = edit.Draft(seen=each.seen, labels={each.language: each.after}, languages=[each.language])
        try:
            saved += await edit.change(word.id, draft, by=by) is not None
        except (Unfit, Conflict) as problem:
            faults += problem.faults
    return saved, faults


async def _entries(word: Word, said: Mapping[str, str], seen: int) -> Iterator[Entry]:
    """The names that were written in the spreadsheet; a cell that still says what it was made with is none of them."""
    base: Mapping[Part, Any] | None = None
    if seen != word.changed:
        base = await as_of(word.id, word.vocabulary, seen)
    found = []
    for tag, text in said.items():
        now = word.labels.get(tag, "")
        was = now if seen == word.changed else (base or {}).get(Part("pref", "", tag), "")
        if base is None or text != was:
            # one whose newer name is taken all the same is saved over what was shown beside it
            found.append(Entry(word.id, tag, word.changed, now, text, newer=was != now))
    return iter(found)


_LONGEST_LANGUAGE = 3
"""Letters of the first part of a language tag, before region and script; longer ones were never given out."""


def _rows(data: bytes) -> Iterator[Mapping[str, str]]:
    if len(data) > MOST_BYTES:
        raise Unfit(faults=[Fault("concept.csv_too_large", facts={"limit_bytes": MOST_BYTES})])
    try:
        text = data.decode("utf-16" if data.startswith(_BYTE_ORDERS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(faults=[Fault("concept.csv_not_utf8")]) from error
    head = text.partition("\n")[0]
    separator = max((";", ",", "\t"), key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Unfit(faults=[Fault("concept.csv_unreadable")]) from error
    columns = [_column(each) for each in rows[0]] if rows else []
    if ADDRESS not in columns:
        raise Unfit(faults=[Fault("concept.csv_no_address", facts={"column": ADDRESS})])
    if len(rows) > MOST_ROWS:
        raise Unfit(faults=[Fault("concept.csv_too_long", facts={"n": len(rows), "most": MOST_ROWS})])
    return ({name: _plain(cell) for name, cell in zip(columns, row, strict=False)} for row in rows[1:] if any(row))


def _column(head: str) -> str:
    """A column's own name or its language; "" for one that people have added for themselves."""
    head = head.strip()
    if head in ABOUT:
        return head
    return tidy_tag(head) if language_tag(head) and len(head.partition("-")[0]) <= _LONGEST_LANGUAGE else ""


def quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def path(known: Words, word: Word) -> str:
    """The names of all above it and its own, as one cell."""
    above = [known.own[each].label("nb") for each in reversed(word.ancestors) if each in known.own]
    return " / ".join([*above, word.label("nb")])
