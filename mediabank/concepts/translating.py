"""Names in other languages as a spreadsheet: out with what is there, in as a difference that a person approves."""

import asyncio
import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mediabank.access import Viewer, may_tend
from mediabank.concepts import edit, use
from mediabank.concepts.edit.draft import tidy, tidy_tag
from mediabank.concepts.edit.writing import Seen, as_of_all
from mediabank.concepts.parts import Part
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.errors import Fault, Unfit
from vocabularies.terms import language_tag

ADDRESS, SEEN = "address", "state"
"""Columns that a spreadsheet must come back with; its other own columns are for people."""
ABOUT = (ADDRESS, SEEN, "vocabulary", "path", "used")
MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 500
MOST_ENTRIES = 1_000
"""Differences of one spreadsheet that are shown at once."""
NUMBER = re.compile("[0-9]{1,18}")
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


async def csv_out(vocabularies: Sequence[str], languages: Sequence[str]) -> bytes:
    """The concepts in use with their names, the most used first: UTF-8 with BOM, `;`, no cell a formula."""
    known = await words()
    return await asyncio.to_thread(_sheet, known, await use.counts(known), vocabularies, languages)


def _sheet(known: Words, counts: Mapping[str, int], vocabularies: Sequence[str], languages: Sequence[str]) -> bytes:
    members = [
        each
        for slug in vocabularies
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
    rows: list[_Row] = []
    unknown = refused = 0
    for row in await asyncio.to_thread(_rows, data):
        address = row.get(ADDRESS, "").strip()
        word = known.by_address.get(address)
        if word is None or word.address != address:  # names of what was merged away are not the survivor's
            unknown += 1
            continue
        said = {tag: tidy(text) for tag, text in row.items() if tag and tag not in ABOUT and tidy(text)}
        said = {tag: text for tag, text in said.items() if text != word.labels.get(tag, "")}
        allowed = {tag: text for tag, text in said.items() if may_tend(by, word.vocabulary, tag)}
        refused += len(said) - len(allowed)
        if allowed:
            rows.append(_Row(word, int(row[SEEN]) if NUMBER.fullmatch(row.get(SEEN, "")) else 0, allowed))
    before = await _before(rows)
    entries = [each for row in rows for each in _entries(row, before.get((row.word.id, row.seen)))]
    return Difference(tuple(entries[:MOST_ENTRIES]), unknown, refused, max(0, len(entries) - MOST_ENTRIES))


async def apply(entries: Sequence[Entry], *, by: Viewer) -> tuple[int, list[Fault]]:
    """Save these names, each concept for itself: how many were saved, and the faults of the others."""
    known = await words()
    drafts = [
        (each.concept, edit.Draft(seen=each.seen, labels={each.language: each.after}, languages=[each.language]))
        for each in entries
        if each.concept in known.own
    ]
    told = await edit.change_each(drafts, by=by)
    return told.count(None), [fault for problem in told if problem is not None for fault in problem.faults]


@dataclass(frozen=True)
class _Row:
    """The names of one concept that are otherwise in a spreadsheet, made in the generation `seen`."""

    word: Word
    seen: int
    said: Mapping[str, str]


async def _before(rows: Sequence[_Row]) -> dict[Seen, dict[Part, Any]]:
    """What the concepts that have changed since said when the spreadsheet was made."""
    wanted: dict[str, set[Seen]] = defaultdict(set)
    for row in rows:
        if row.seen != row.word.changed:
            wanted[row.word.vocabulary].add((row.word.id, row.seen))
    return {key: parts for slug, some in wanted.items() for key, parts in (await as_of_all(some, slug)).items()}


def _entries(row: _Row, base: Mapping[Part, Any] | None) -> Iterator[Entry]:
    """The names that were written in the spreadsheet; a cell that still says what it was made with is none of them."""
    for tag, text in row.said.items():
        now = row.word.labels.get(tag, "")
        was = now if row.seen == row.word.changed else (base or {}).get(Part("pref", "", tag), "")
        if base is None or text != was:
            # one whose newer name is taken all the same is saved over what was shown beside it
            yield Entry(row.word.id, tag, row.word.changed, now, text, newer=was != now)


_LONGEST_LANGUAGE = 3
"""Letters of the first part of a language tag, before region and script; longer ones were never given out."""


def _rows(data: bytes) -> list[dict[str, str]]:
    """The rows below the heads, each by its columns. Errors: Unfit for what is no such spreadsheet."""
    if len(data) > MOST_BYTES:
        raise Unfit(faults=[Fault("concept.csv_too_large", facts={"limit_bytes": MOST_BYTES})])
    try:
        text = data.decode("utf-16" if data.startswith(_BYTE_ORDERS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(faults=[Fault("concept.csv_not_utf8")]) from error
    head = text.partition("\n")[0]
    separator = max((";", ",", "\t"), key=head.count)
    cells = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = [_column(each) for each in next(cells, [])[:MOST_COLUMNS]]
        if ADDRESS not in columns:
            raise Unfit(faults=[Fault("concept.csv_no_address", facts={"column": ADDRESS})])
        rows = [dict(zip(columns, map(_plain, row), strict=False)) for row in islice(cells, MOST_ROWS) if any(row)]
        left = sum(1 for _ in cells)
    except csv.Error as error:
        raise Unfit(faults=[Fault("concept.csv_unreadable")]) from error
    if left:
        raise Unfit(faults=[Fault("concept.csv_too_long", facts={"n": MOST_ROWS + left, "most": MOST_ROWS})])
    return rows


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
