"""What a person wrote in the form of a field, read as a draft of it; what the form does not ask stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from mediabank.errors import BadRequest
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import telling
from mediabank.web.pages.scheme.controls import LANGUAGES
from vocabularies.scheme import Draft, Field, changing
from vocabularies.scheme.values import Member

LONGEST_WRITTEN = 4_000
MOST_WRITTEN, MOST_KINDS = 100, 10
BLANK = Member("", {}, "string")
"""A member of which nothing is written yet."""
STEPS = {"up": -1, "down": 1}
Thing = TypeVar("Thing")


def draft(form: Form, field: Field) -> Draft:
    """What the form says; what it does not ask for this field stays."""
    was = changing.draft_of(field)

    def said(name: str, otherwise: Any) -> Any:
        return form.get(name).strip()[:LONGEST_WRITTEN] if name in form.values else otherwise

    several = _flag(form, "repeatable", otherwise=was.repeatable)
    return Draft(
        label=_texts(form, "label", was.label),
        help=_texts(form, "help", was.help),
        group=said("group", was.group),
        draft=said("draft", was.draft),
        publish=said("publish", was.publish),
        vocabulary=said("vocabulary", was.vocabulary) if field.type == "concept" else "",
        repeatable=several,
        facet=_flag(form, "facet", otherwise=was.facet),
        max_length=_number(form, "max_length", was.max_length),
        max_count=_number(form, "max_count", was.max_count) if several else 0,
        mappings=_texts(form, "mappings", was.mappings, telling.MAPPINGS),
        applies_to=tuple(form.all("applies_to")[:MOST_KINDS]) if "applies_to.asked" in form.values else was.applies_to,
        members=_members(form, field),
    )


def is_turned(form: Form) -> bool:
    """Whether the form is only to be shown again, with the members in another order, one more or one less."""
    return bool(form.get("part") or form.get("move"))


def _texts(form: Form, name: str, was: Mapping[str, str], parts: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """Texts by language or standard: those on the form as they were written, the others as they were."""
    asked = {part for part in (*parts, *was) if f"{name}.{part}" in form.values}
    written = {part: form.get(f"{name}.{part}").strip()[:LONGEST_WRITTEN] for part in asked}
    both = {part: text for part, text in was.items() if part not in asked} | written
    return {part: text for part, text in both.items() if text}


def _number(form: Form, name: str, was: int) -> int:
    """A number that was written; what is none is told as out of range."""
    written = form.get(name).strip()
    if not written:
        return was
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else -1  # noqa: PLR2004


def _flag(form: Form, name: str, *, otherwise: bool) -> bool:
    return form.get(name) == "1" if f"{name}.asked" in form.values else otherwise


def _members(form: Form, field: Field) -> tuple[Member, ...]:
    """The members in the order in which the form has them; rows in which nothing is written are none.

    Where the form is only turned they stay, with one more where one is asked for. Errors: BadRequest.
    """
    if "members" not in form.values:
        return field.members
    known = {each.id: each for each in field.members}
    rows = {at: _member(form, f"members.{at}", known) for at in form.all("members")[:MOST_WRITTEN] if _number_of(at)}
    asked, _, which = form.get("part").partition(":")
    found = [each for at, each in rows.items() if (asked, which) != ("remove", at) or each.id in known]
    if not is_turned(form):
        return tuple(each for each in found if each.id or each.label)
    if form.get("move"):
        found = stepped(found, list(rows), form.get("move"))
    return (*found, BLANK) if asked == "add" else tuple(found)


def _member(form: Form, here: str, known: Mapping[str, Member]) -> Member:
    """One row: a member there was, whose shape is not asked for, or a new one."""
    id_ = form.get(f"{here}.id").strip()[:60]
    type_ = form.get(f"{here}.type")[:40]
    was = known.get(id_) if not type_ else None
    member = was or Member(
        id_,
        {},
        type_,
        vocabulary=form.get(f"{here}.vocabulary")[:60] if type_ == "concept" else "",
        repeatable=_flag(form, f"{here}.repeatable", otherwise=False),
        # a part of what is kept in the bank is kept there too
        public=not known or any(each.public for each in known.values()),
    )
    return replace(
        member,
        label=_texts(form, f"{here}.label", member.label),
        required=_flag(form, f"{here}.required", otherwise=member.required),
    )


def stepped(found: Sequence[Thing], names: Sequence[str], move: str) -> list[Thing]:
    """The things with one of them a step up or down; `move` is "name:up" or "name:down". Errors: BadRequest."""
    name, _, way = move.rpartition(":")
    if name not in names or way not in STEPS or len(found) != len(names):
        raise BadRequest
    turned, at = list(found), list(names).index(name)
    to = min(max(at + STEPS[way], 0), len(turned) - 1)
    turned.insert(to, turned.pop(at))
    return turned


def _number_of(at: str) -> bool:
    return at.isascii() and at.isdigit() and len(at) < 4  # noqa: PLR2004 - no form has a thousand rows
