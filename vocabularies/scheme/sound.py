"""Whether one version of the scheme may follow another: refusals as codes and values, all of them at once."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vocabularies.scheme import core
from vocabularies.scheme.changing import MEMBER_TYPES
from vocabularies.scheme.differing import ADDED, RETIRED, Difference, differences
from vocabularies.scheme.values import KINDS, PATTERNS, RANGES, TYPES, Field, Member, Scheme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

IDENTIFIER = re.compile(r"[a-z][a-zA-Z0-9]{1,39}", re.ASCII)
#: words that stand beside fields in addresses, in the outside form, or in what a form sends
RESERVED = frozenset(
    [
        "id", "type", "context", "revision", "modified", "scheme", "version", "field", "new", "edit", "versions",
        "group", "rule", "draft", "publish", "vocabulary", "remove", "add", "then", "seen", "note", "confirmed",
        "mediaKind", "use", "county", "licence", "owner", "q", "sort", "page", "size", "drafts", "dc", "dcterms",
        "mb", "skos", "lang", "done", "upload", "campaignRow", "messageRow", "groups", "languages",
    ]
)  # fmt: skip
LABEL_LENGTH, HELP_LENGTH, MAPPING_LENGTH, LONGEST_TEXT = 100, 1000, 300, 100_000
MOST_VALUES, MOST_FIELDS, MOST_MEMBERS = 1000, 200, 20
MUST_BE_SAID = ("nb", "nn")
"""The languages that every field is named in."""
EDITABLE = frozenset(
    [
        "label", "help", "mappings", "group", "draft", "publish", "vocabulary", "repeatable", "facet",
        "max_length", "max_count", "applies_to", "members",
    ]
)  # fmt: skip
"""The parts of a field that may change once it is there; its type never does."""
COUNTED_BY_CODE = frozenset({"ownerLibrary", "mediaType"})
"""Facets that are no concepts."""
_OF_A_MEMBER = frozenset({"label", "required", "added", "moved"})
"""What may change of the members of a struct: stored values are still read as they were meant."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a version cannot be taken: the sentence is `scheme.<code>`."""

    code: str
    field: str = ""
    part: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def refusals(
    old: Scheme,
    new: Scheme,
    *,
    ever: Mapping[str, Field],
    vocabularies: Collection[str],
    languages: Collection[str] = (),
) -> tuple[Refusal, ...]:
    """Everything that stops `new` from following `old`; what is stored in fields is looked into elsewhere.

    `ever` holds each field that any version has had, as it was last; `vocabularies` are those of the bank; `languages`
    the tags that it has a concept for.
    """
    return tuple(_whole(old, new, languages)) + tuple(
        refusal
        for found in (_groups(new), _follows(old, new, ever), _each(old, new, ever, set(vocabularies)))
        for refusal in found
    )


def _whole(old: Scheme, new: Scheme, languages: Collection[str]) -> Iterator[Refusal]:
    if new.rules != old.rules:
        known = {rule.name: rule for rule in old.rules}
        names = [rule.name for rule in new.rules if known.get(rule.name) != rule]
        names += [name for name in known if name not in {rule.name for rule in new.rules}]
        yield Refusal("rules_fixed", values={"names": ", ".join(sorted(set(names)))})
    if new.languages[: len(old.languages)] != old.languages or len(set(new.languages)) < len(new.languages):
        yield Refusal("languages_fixed")
    for tag in sorted(set(new.languages) - set(old.languages) - set(languages)):
        yield Refusal("language_unknown", values={"tag": tag[:20]})
    if any(each.part == "derived" for each in differences(old, new)):
        yield Refusal("derived_fixed")
    if len(new.fields) > MOST_FIELDS or len(new.groups) > MOST_FIELDS:
        yield Refusal("too_many_fields", values={"n": max(len(new.fields), len(new.groups)), "most": MOST_FIELDS})
    ids = [field.id for field in (*new.fields, *new.derived)]
    for twice in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield Refusal("id_taken", twice, "id", {"id": twice})


def _groups(new: Scheme) -> Iterator[Refusal]:
    """Every field stands under a heading that is there and has names."""
    groups = {group.id for group in new.groups}
    for field in new.fields:
        if field.group not in groups:
            yield Refusal("group_unknown", field.id, "group", {"value": field.group[:60]})
    yield from _texts("", "label", new.label, LABEL_LENGTH)
    for group in new.groups:
        if not IDENTIFIER.fullmatch(group.id):
            yield Refusal("group_unnamed", "", "", {"id": group.id[:60]})
        yield from _texts("", f"group.{group.id}", group.label, LABEL_LENGTH)
        yield from _spoken("", f"group.{group.id}", group.label, new.languages)
    if len({group.id for group in new.groups}) < len(new.groups):
        yield Refusal("id_taken", "", "", {"id": ", ".join(sorted(group.id for group in new.groups))[:60]})


def _follows(old: Scheme, new: Scheme, ever: Mapping[str, Field]) -> Iterator[Refusal]:
    """What the change itself may not do: to what the code hangs on, to types, to names once used."""
    for field in old.fields:
        kept = core.core(old, field)
        if field.id not in new.by_id and core.FIELD in kept.keeps:
            yield _kept("core_field", field, "", kept)
    for each in differences(old, new):
        was = old.by_id.get(each.field)
        if was is not None and each.field in new.by_id:
            yield from _part(each, was, core.core(old, was))
    for field in new.fields:
        before = ever.get(field.id)
        if field.id not in old.by_id and before is not None and _shape(before) != _shape(field):
            yield Refusal("id_used_before", field.id, "id", {"id": field.id})


def _part(each: Difference, was: Field, kept: core.Core) -> Iterator[Refusal]:
    """What differs in a field that stays."""
    part = each.part.partition(".")[0]
    if part == "type":
        yield Refusal("type_fixed", was.id, part)
    elif part in kept.keeps:
        yield _kept("core_part", was, part, kept)
    elif part == "members":
        yield from _inside(each, was, kept)
    elif part not in EDITABLE | {"moved"}:
        yield Refusal("part_fixed", was.id, part, {"part": part})


def _inside(each: Difference, was: Field, kept: core.Core) -> Iterator[Refusal]:
    """Of a member its names, its place and what publishing asks change; none goes, for its values would go with it."""
    _, id_, part = each.part.split(".")[:3]
    if part == RETIRED:
        yield Refusal("member_gone", was.id, "members", {"id": id_})
    elif part not in _OF_A_MEMBER:
        yield Refusal("part_fixed", was.id, "members", {"part": f"{id_}.{part}"})
    elif (part == "required" and not each.after and core.REPEATABLE in kept.keeps) or (
        part == ADDED and was.filled_by == "machine"
    ):
        yield _kept("core_part", was, "members", kept)


def _kept(code: str, field: Field, part: str, kept: core.Core) -> Refusal:
    return Refusal(code, field.id, part, {"reason": kept.reason, "rules": ", ".join(kept.rules), "part": part})


def _shape(field: Field) -> tuple[Any, ...]:
    """What must be the same where a field comes back, so that values of old are read as they were meant."""
    return field.type, field.members, field.ref, field.public, field.vocabulary


def _each(old: Scheme, new: Scheme, ever: Mapping[str, Field], vocabularies: Collection[str]) -> Iterator[Refusal]:
    """What each changed or new field says for itself."""
    for field in new.fields:
        before = old.by_id.get(field.id)
        if before is not None and dataclasses.replace(before, order=field.order) == field:
            continue
        if before is None and field.id not in ever:
            yield from _new(field)
        yield from _members(field, {each.id for each in before.members} if before else set(), new, vocabularies)
        yield from _said(field, new.languages)
        yield from _numbers(field)
        yield from _from_vocabulary(field.id, field, "vocabulary", vocabularies)
        if field.facet and not countable(field):
            yield Refusal("facet_of_concepts", field.id, "facet")


def _new(field: Field) -> Iterator[Refusal]:
    """What a field that comes in must be besides: of a type people can add, filled in by people, whole in itself."""
    if not IDENTIFIER.fullmatch(field.id) or field.id in RESERVED:
        yield Refusal("id_form", field.id[:60], "id", {"value": field.id[:60]})
    known: tuple[Field | Member, ...] = (*field.members, field)
    if field.type not in TYPES:
        yield Refusal("type_unknown", field.id, "type", {"value": field.type[:40]})
    if field.filled_by != "person" or field.rules or field.derived_from or field.defaults or field.proposed_from:
        yield Refusal("part_fixed", field.id, "filled_by", {"part": "filled_by"})
    if any(part.format not in {*RANGES, *PATTERNS} for part in known):
        yield Refusal("part_fixed", field.id, "format", {"part": "format"})


def _members(field: Field, before: Collection[str], new: Scheme, vocabularies: Collection[str]) -> Iterator[Refusal]:
    """The members of a struct: there, each with a name of its own; what is new of a type that fits in a struct."""
    if (field.type == "struct") != bool(field.members):
        yield Refusal("members_missing", field.id, "members")
    if len(field.members) > MOST_MEMBERS:
        yield Refusal("too_many_members", field.id, "members", {"n": len(field.members), "most": MOST_MEMBERS})
    seen: set[str] = set()
    for at, member in enumerate(field.members):
        here = f"members.{at}"
        if member.id in seen:
            yield Refusal("member_taken", field.id, f"{here}.id", {"id": member.id[:60]})
        elif member.id not in before:
            yield from _new_member(field.id, here, member, vocabularies)
        seen.add(member.id)
        yield from _texts(field.id, f"{here}.label", member.label, LABEL_LENGTH)
        yield from _spoken(field.id, f"{here}.label", member.label, new.languages)


def _new_member(field: str, here: str, member: Member, vocabularies: Collection[str]) -> Iterator[Refusal]:
    if not IDENTIFIER.fullmatch(member.id):
        yield Refusal("member_id_form", field, f"{here}.id", {"value": member.id[:60]})
    if member.type not in MEMBER_TYPES:
        yield Refusal("type_unknown", field, f"{here}.type", {"value": member.type[:40]})
    yield from _from_vocabulary(field, member, f"{here}.vocabulary", vocabularies)
    if not 0 <= member.max_length <= LONGEST_TEXT:
        yield Refusal("out_of_range", field, "members", {"lowest": 1, "highest": LONGEST_TEXT})


def _from_vocabulary(field: str, part: Field | Member, here: str, vocabularies: Collection[str]) -> Iterator[Refusal]:
    """A concept is of a vocabulary of the bank; nothing else is."""
    if (part.type == "concept") != bool(part.vocabulary):
        yield Refusal("vocabulary_missing", field, here)
    elif part.vocabulary and part.vocabulary not in vocabularies:
        yield Refusal("vocabulary_unknown", field, here, {"value": part.vocabulary[:60]})


def _said(field: Field, languages: Collection[str]) -> Iterator[Refusal]:
    """Labels, help and mappings: there, in languages of the scheme, not too long, storable."""
    yield from _spoken(field.id, "label", field.label, languages)
    for tag in sorted({*field.help} - {*languages, *field.label}):
        yield Refusal("unknown_language", field.id, "help", {"tag": tag[:20]})
    for part, texts, most in (
        ("label", field.label, LABEL_LENGTH),
        ("help", field.help, HELP_LENGTH),
        ("mappings", field.mappings, MAPPING_LENGTH),
    ):
        yield from _texts(field.id, part, texts, most)


def _spoken(field: str, part: str, texts: Mapping[str, str], languages: Collection[str]) -> Iterator[Refusal]:
    """Names are there in the languages that everything is named in, and in none that the scheme does not have."""
    for tag in sorted({*texts} - {*languages}):
        yield Refusal("unknown_language", field, part, {"tag": tag[:20]})
    missing = [language for language in MUST_BE_SAID if not texts.get(language)]
    if missing:
        yield Refusal("label_missing", field, f"{part}.{missing[0]}", {"tag": missing[0]})


def _texts(field: str, part: str, texts: Mapping[str, str], most: int) -> Iterator[Refusal]:
    """Texts that are not too long and can be stored."""
    for name, text in texts.items():
        if len(text) > most:
            yield Refusal("text_too_long", field, f"{part}.{name}", {"n": len(text), "most": most})
        if any(ord(sign) < ord(" ") and sign not in "\n\t" for sign in text):
            yield Refusal("bad_characters", field, f"{part}.{name}")


def _numbers(field: Field) -> Iterator[Refusal]:
    """Obligations, kinds, lengths and counts that the check can work with."""
    for gate in ("draft", "publish"):
        if field.obligation(gate) not in ("M", "R", "C", "O"):
            yield Refusal("obligation_unknown", field.id, gate, {"value": str(field.obligation(gate))[:20]})
    if field.draft == "M" and field.publish != "M":
        yield Refusal("draft_asks_more", field.id, "publish")
    if not set(field.applies_to) <= set(KINDS):
        yield Refusal("part_fixed", field.id, "applies_to", {"part": "applies_to"})
    if not 0 <= field.max_length <= LONGEST_TEXT:
        yield Refusal("out_of_range", field.id, "max_length", {"lowest": 1, "highest": LONGEST_TEXT})
    single = 0 if field.type == "langString" else 1
    if field.repeatable and not 1 < field.max_count <= MOST_VALUES:
        yield Refusal("out_of_range", field.id, "max_count", {"lowest": 2, "highest": MOST_VALUES})
    elif not field.repeatable and field.max_count != single:
        yield Refusal("part_fixed", field.id, "max_count", {"part": "max_count"})


def countable(field: Field) -> bool:
    """Whether the field can be a facet: it has concepts that many assets share, or the search knows it by itself."""
    return bool(field.counted) or field.id in COUNTED_BY_CODE
