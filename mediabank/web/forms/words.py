"""Descriptions told in words: what changed between two saved states, field by field, as people read it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from mediabank import language
from mediabank.concepts.words import Words
from mediabank.language import best, text
from mediabank.models import Message, Organisation
from mediabank.web.forms.values import listed
from mediabank.web.shown import Change
from vocabularies.scheme import Field, Member, Scheme, carried, leaves

TOLD_OF_MACHINE = frozenset({"status", "ownerLibrary"})
"""Of what the machine fills in, what people want to know; facts of the file are told by the list of files."""
LONGEST = 2000
"""Characters of one value; nobody reads a whole transcript twice in a history."""


async def names_in(described: Iterable[tuple[Scheme, Mapping[str, Any]]], reader: str) -> dict[str, str]:
    """The names of the organisations and messages that descriptions point at, each under its scheme: id → name."""
    wanted: dict[str, set[str]] = {"Organisation": set(), "Message": set()}
    for scheme, values in described:
        for leaf in leaves(scheme, values):
            if leaf.part.ref in wanted:
                wanted[leaf.part.ref].add(str(leaf.value))
    organisations = await Organisation.filter(id__in=sorted(wanted["Organisation"]))
    messages = await Message.filter(id__in=sorted(wanted["Message"]))
    return {str(row.id): row.name for row in organisations} | {
        str(row.id): best(row.titles, reader) for row in messages
    }


def changes(
    scheme: Scheme,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    known: Words,
    names: Mapping[str, str],
    reader: str,
) -> tuple[Change, ...]:
    """What differs between two descriptions in the kept form, in the order of the form."""
    told, older = telling(known, names, reader), carried(scheme, before)
    return tuple(
        change
        for field in scheme.fields
        if field.filled_by != "machine" or field.id in TOLD_OF_MACHINE
        for change in told.changes(field, older.get(field.id), after.get(field.id))
    )


def telling(known: Words, names: Mapping[str, str], reader: str) -> "_Telling":
    """Values as one reader reads them; `names` come from `names_in`."""
    return _Telling(known, names, reader)


class _Telling:
    """Values as one reader reads them."""

    def __init__(self, known: Words, names: Mapping[str, str], reader: str) -> None:
        self._known, self._names, self._reader = known, names, reader

    def changes(self, field: Field, before: Any, after: Any) -> Iterable[Change]:
        if before == after:
            return
        label = best(field.label, self._reader)
        if field.id not in self._known.scheme.by_id:
            label = text("history.retired_field", self._reader, label=label)
        if field.type != "langString":
            yield Change(label=label, before=self.value(field, before), after=self.value(field, after))
            return
        old, new = before or {}, after or {}
        for code in sorted({*old, *new}):
            if old.get(code) != new.get(code):
                yield Change(
                    label=f"{label} ({code})",
                    before=self._plain(field, old.get(code)),
                    after=self._plain(field, new.get(code)),
                )

    def value(self, field: Field, value: Any) -> str:
        if field.type != "struct":
            return self._plain(field, value)
        return "; ".join(filter(None, (self._row(field, each) for each in listed(value))))

    def _row(self, field: Field, row: Mapping[str, Any]) -> str:
        told = [(member, self._plain(member, row.get(member.id))) for member in field.members]
        if field.repeatable:
            return ", ".join(said for _, said in told if said)
        return ", ".join(f"{best(member.label, self._reader)}: {said}" for member, said in told if said)

    def _plain(self, part: Field | Member, value: Any) -> str:
        return ", ".join(self._one(part, each) for each in listed(value))[:LONGEST]

    def _one(self, part: Field | Member, value: Any) -> str:
        if part.type == "concept":
            return self._known.label(str(value), self._reader)
        if part.type == "dateTime":
            return language.moment(datetime.fromisoformat(value), self._reader)
        if part.type == "date":
            return language.day(date.fromisoformat(value), self._reader)
        return self._names.get(str(value), str(value)) if part.ref else str(value)
