"""The scheme changed: one field, the order, a new field, one retired; each gives the next version as a new value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vocabularies.scheme.values import (
    KINDS,
    MOST_OF_A_MEMBER,
    REFS,
    TYPES,
    Field,
    Group,
    Member,
    Obligation,
    Scheme,
    Texts,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MEMBER_TYPES = tuple(each for each in TYPES if each not in ("struct", "langString"))
"""The types that a member of a struct can have: plain values, each of which fits one control."""
TEXT_LENGTH, ADDRESS_LENGTH = 500, 2000
"""Characters of a text and of an address whose length nobody has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person decides of a field."""

    label: Texts
    help: Texts
    group: str
    draft: Obligation = "O"
    publish: Obligation = "O"
    vocabulary: str = ""
    repeatable: bool = False
    facet: bool = False
    max_length: int = 0
    max_count: int = 0
    """How often the value may stand; asked of repeatable fields only."""
    mappings: Texts = field(default_factory=dict)
    applies_to: tuple[str, ...] = ()
    """The kinds of files that are asked for it; empty: every kind."""
    members: tuple[Member, ...] = ()
    """The parts of a struct, in order."""


def draft_of(found: Field) -> Draft:
    """The field as a person decides it."""
    return Draft(
        label=found.label,
        help=found.help,
        group=found.group,
        draft=found.draft,
        publish=found.publish,
        vocabulary=found.vocabulary,
        repeatable=found.repeatable,
        facet=found.facet,
        max_length=found.max_length,
        max_count=found.max_count if found.repeatable else 0,
        mappings=found.mappings,
        applies_to=found.applies_to,
        members=found.members,
    )


def changed(scheme: Scheme, id_: str, draft: Draft) -> Scheme:
    """The scheme with one field as drafted; one that moves to another group stands last there. Errors: KeyError."""
    old = scheme.by_id[id_]
    new = _drafted(old, draft)
    others = [each for each in scheme.fields if each.id != id_]
    if new.group == old.group:
        others.insert(scheme.fields.index(old), new)
    else:
        others.append(new)
    return ordered(replace(scheme, fields=tuple(others)))


def added(scheme: Scheme, id_: str, type_: str, draft: Draft) -> Scheme:
    """The scheme with one more field, last in its group."""
    return ordered(replace(scheme, fields=(*scheme.fields, drafted(id_, type_, draft))))


def drafted(id_: str, type_: str, draft: Draft) -> Field:
    """A new field as drafted; it stands nowhere yet."""
    bare = Field(
        id=id_,
        group=draft.group,
        order=0,
        label={},
        help={},
        type=type_,
        per_language=type_ == "langString",
        ref=REFS.get(type_, ""),
    )
    return _drafted(bare, draft)


def retired(scheme: Scheme, id_: str) -> Scheme:
    """The scheme without a field. Errors: KeyError."""
    gone = scheme.by_id[id_]
    return ordered(replace(scheme, fields=tuple(each for each in scheme.fields if each is not gone)))


def put_back(scheme: Scheme, found: Field) -> Scheme:
    """The scheme with a field that an earlier version had, last in its group, or in the last group there is."""
    groups = {group.id for group in scheme.groups}
    back = found if found.group in groups else replace(found, group=scheme.groups[-1].id)
    return ordered(replace(scheme, fields=(*scheme.fields, back)))


def in_order(scheme: Scheme, ids: Sequence[str]) -> Scheme:
    """The scheme with its fields in this order, each in its group; fields that are not named come last."""
    place = {id_: at for at, id_ in enumerate(ids)}
    return ordered(
        replace(scheme, fields=tuple(sorted(scheme.fields, key=lambda each: place.get(each.id, len(place)))))
    )


def moved(scheme: Scheme, id_: str, steps: int) -> Scheme:
    """The scheme with a field moved up (-1) or down (1) within its group. Errors: KeyError."""
    group = scheme.by_id[id_].group
    ids = [each.id for each in scheme.fields if each.group == group]
    at = ids.index(id_)
    to = min(max(at + steps, 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    return in_order(scheme, ids)


def ordered(scheme: Scheme) -> Scheme:
    """The fields numbered anew from 1, group by group; derived ones follow."""
    group = {each.id: each.order for each in scheme.groups}
    fields = sorted(scheme.fields, key=lambda each: group.get(each.group, len(group) + 1))
    last = len(fields)
    return replace(
        scheme,
        fields=tuple(replace(each, order=at) for at, each in enumerate(fields, 1)),
        derived=tuple(replace(each, order=last + at) for at, each in enumerate(scheme.derived, 1)),
    )


def regrouped(scheme: Scheme, labels: Mapping[str, Texts]) -> Scheme:
    """The scheme with these groups in this order, each with its labels; groups that are not named are gone."""
    groups = tuple(
        Group(id_, at, dict(sorted((language, text) for language, text in label.items() if text)))
        for at, (id_, label) in enumerate(labels.items(), 1)
    )
    return ordered(replace(scheme, groups=groups))


def group_id(name: str, taken: Collection[str]) -> str:
    """An identifier for a new group from its name, such as "lydOgBilde"; "gruppe" where nothing of it can be used."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    joined = "".join([*words[:1], *(word.capitalize() for word in words[1:])])[:30]
    id_ = joined if re.match(r"[a-z].", joined) else f"gruppe{joined.capitalize()}"
    return next(each for each in (id_, *(f"{id_}{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def bumped(version: str) -> str:
    """The name of the version after this one: its last number one higher ("0.3" → "0.4"), or a first one."""
    match = re.fullmatch(r"(.*?)(\d{1,9})", version, re.ASCII)
    return f"{match[1]}{int(match[2]) + 1}" if match else f"{version[:17]}.1"


_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ŋ": "n", "ŧ": "t"})


def _drafted(found: Field, draft: Draft) -> Field:
    several = draft.repeatable
    most = (draft.max_count or MOST_OF_A_MEMBER) if several else 0 if found.type == "langString" else 1
    texts = found.type in ("string", "langString")
    return replace(
        found,
        label=dict(sorted(draft.label.items())),
        help=dict(sorted(draft.help.items())),
        group=draft.group,
        draft=draft.draft,
        publish=draft.publish,
        vocabulary=draft.vocabulary if found.type == "concept" else "",
        repeatable=several,
        facet=draft.facet,
        max_length=(draft.max_length or TEXT_LENGTH)
        if texts
        else found.max_length or (ADDRESS_LENGTH if found.type == "uri" else 0),
        max_count=most,
        mappings={name: text for name, text in draft.mappings.items() if text},
        applies_to=() if set(draft.applies_to) >= set(KINDS) else tuple(sorted(draft.applies_to)),
        members=tuple(map(_member, draft.members)) if found.type == "struct" else (),
    )


def _member(said: Member) -> Member:
    """A member with its labels in order, and a length where its type has one and nobody has said it."""
    length = {"string": TEXT_LENGTH, "uri": ADDRESS_LENGTH}.get(said.type, 0)
    label = {language: text for language, text in sorted(said.label.items()) if text}
    return replace(said, label=label, max_length=said.max_length or length)
