"""Form to changes: what a person altered, as a JSON merge patch (RFC 7396) of the outside form."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mediabank import clock
from mediabank.web.forms import values as typed
from mediabank.web.incoming import Form
from vocabularies.scheme import Field, Member

MARKER = "field"
"""A hidden value for each field of the form: unticked boxes and removed rows leave no other trace."""
_ROW = re.compile(r"\d{1,3}", re.ASCII)
Sent = Mapping[str, list[str]]


def changes_of(
    form: Form, fields: Iterable[Field], untouched: Mapping[str, Sent], *, keep_blank: bool = False
) -> dict[str, Any]:
    """Field → its new value, None where it was emptied. A field that is not on the form is not among them.

    `untouched` is what the form would have sent as it was shown: such a field is unchanged, to the last sign.
    `keep_blank` keeps rows in which nothing is written, for a form that is shown again.
    """
    on_form = set(form.all(MARKER))
    changes: dict[str, Any] = {}
    for each in fields:
        sent = {name: values for name, values in form.values.items() if name.partition(".")[0] == each.id}
        again = keep_blank and each.type == "struct" and each.repeatable
        if (sent or each.id in on_form) and (again or sent != untouched.get(each.id)):
            changes[each.id] = _value(each, sent, keep_blank=keep_blank)
    return changes


def day_given(written: str, *, after: bool = False) -> datetime | None:
    """The beginning of a day in Norwegian time, or with `after` of the next one. Errors: ValueError."""
    if not written.strip():
        return None
    day = date.fromisoformat(written.strip()) + timedelta(days=1 if after else 0)
    return datetime.combine(day, time(), clock.OSLO).astimezone(UTC)


def _value(field: Field, sent: Sent, *, keep_blank: bool) -> Any:
    if field.type == "langString":
        return {
            name.partition(".")[2]: _part(field, values, several=field.repeatable) for name, values in sent.items()
        } or None
    if field.type == "struct" and field.repeatable:
        return _rows(field, sent, keep_blank=keep_blank)
    if field.type == "struct":
        members = _members(field, sent, field.id)
        return members if any(value is not None for value in members.values()) else None
    return _part(field, sent.get(field.id, []), several=field.repeatable)


def _rows(field: Field, sent: Sent, *, keep_blank: bool) -> list[dict[str, Any]] | None:
    numbers = {int(at) for name in sent if name.count(".") > 1 and _ROW.fullmatch(at := name.split(".")[1])}
    rows = []
    for number in sorted(numbers):
        members = _members(field, sent, f"{field.id}.{number}")
        row = {name: value for name, value in members.items() if value is not None}
        if row or keep_blank:
            rows.append(row)
    return rows or None


def _members(field: Field, sent: Sent, under: str) -> dict[str, Any]:
    return {
        member.id: _part(member, sent.get(f"{under}.{member.id}", []), several=member.repeatable)
        for member in field.members
    }


def _part(part: Field | Member, values: list[str], *, several: bool) -> Any:
    if not several:
        return typed.given(part.type, values[-1] if values else "")
    if part.type in {"concept", "organisationRef"}:
        return [each for each in dict.fromkeys(values) if each.strip()] or None
    lines = [line.strip() for value in values for line in value.split("\n")]
    return [line for line in lines if line] or None
