"""What differs between two versions of the scheme, part by part, as values that a page can tell in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vocabularies.scheme.values import Field, Scheme

ADDED, RETIRED, MOVED = "added", "retired", "moved"
TEXTS = ("label", "help", "mappings")
"""Parts of a field that are texts by language, or by standard."""
_APART = frozenset({*TEXTS, "id", "order", "members"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a field (or, without a field, of the scheme) that differs.

    `part` is "added", "retired", "moved", the name of an attribute, or "label.nb", "mappings.xmp" and their like; of
    groups and members it names which: "group.text.label.nb", "members.name.required", "members.name.added".
    """

    field: str
    part: str
    before: Any = None
    after: Any = None


def differences(old: Scheme, new: Scheme) -> tuple[Difference, ...]:
    """What differs, in the order of the new scheme, retired fields last; numbers of versions are not compared."""
    return tuple(_all(old, new))


def _all(old: Scheme, new: Scheme) -> Iterator[Difference]:
    yield from _texts("", "label", old.label, new.label)
    for name in ("languages", "rules", "derived"):
        before, after = getattr(old, name), getattr(new, name)
        if name == "derived":  # their numbers follow those of the fields
            before, after = (tuple(_parts(each) for each in found) for found in (before, after))
        if before != after:
            yield Difference("", name, before, after)
    yield from _groups(old, new)
    rising = _rising(old, new)
    for field in new.fields:
        before = old.by_id.get(field.id)
        if before is None:
            yield Difference(field.id, ADDED, None, field.type)
        else:
            yield from _field(before, field)
            if before.group == field.group and field.id not in rising:
                yield Difference(field.id, MOVED)
    yield from (Difference(field.id, RETIRED, field.type) for field in old.fields if field.id not in new.by_id)


def _groups(old: Scheme, new: Scheme) -> Iterator[Difference]:
    before, after = {group.id: group for group in old.groups}, {group.id: group for group in new.groups}
    steady = _steady(list(before), list(after))
    for id_, group in after.items():
        if id_ not in before:
            yield Difference("", f"group.{id_}.{ADDED}", None, group.label)
            continue
        yield from _texts("", f"group.{id_}.label", before[id_].label, group.label)
        if id_ not in steady:
            yield Difference("", f"group.{id_}.{MOVED}")
    yield from (
        Difference("", f"group.{id_}.{RETIRED}", gone.label) for id_, gone in before.items() if id_ not in after
    )


def _members(old: Field, new: Field) -> Iterator[Difference]:
    before, after = {each.id: each for each in old.members}, {each.id: each for each in new.members}
    steady = _steady(list(before), list(after))
    for id_, member in after.items():
        if id_ not in before:
            yield Difference(new.id, f"members.{id_}.{ADDED}", None, member.type)
            continue
        was, now = asdict(before[id_]), asdict(member)
        yield from _texts(new.id, f"members.{id_}.label", before[id_].label, member.label)
        yield from (
            Difference(new.id, f"members.{id_}.{name}", was[name], now[name])
            for name in now
            if name not in TEXTS and was[name] != now[name]
        )
        if id_ not in steady:
            yield Difference(new.id, f"members.{id_}.{MOVED}")
    yield from (
        Difference(new.id, f"members.{id_}.{RETIRED}", gone.type) for id_, gone in before.items() if id_ not in after
    )


def _field(old: Field, new: Field) -> Iterator[Difference]:
    for name in TEXTS:
        yield from _texts(new.id, name, getattr(old, name), getattr(new, name))
    before, after = _parts(old), _parts(new)
    yield from (
        Difference(new.id, name, before[name], after[name])
        for name in after
        if name not in _APART and before[name] != after[name]
    )
    yield from _members(old, new)


def _parts(field: Field) -> dict[str, Any]:
    return {name: value for name, value in asdict(field).items() if name != "order"}


def _texts(field: str, part: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in (*new, *(name for name in old if name not in new)):
        if old.get(name) != new.get(name):
            yield Difference(field, f"{part}.{name}", old.get(name), new.get(name))


def _rising(old: Scheme, new: Scheme) -> set[str]:
    """The most fields that stand in the same order as before; those beside them are the ones that were moved."""
    was = {group.id: [field.id for field in old.fields if field.group == group.id] for group in old.groups}
    return {
        id_
        for group, before in was.items()
        for id_ in _steady(before, [field.id for field in new.fields if field.group == group])
    }


def _steady(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The most of the names in both that stand in the same order as before."""
    place = {name: at for at, name in enumerate(before)}
    kept = [name for name in after if name in place]
    best: list[list[str]] = []
    for at, name in enumerate(kept):
        earlier = [best[each] for each in range(at) if place[kept[each]] < place[name]]
        best.append([*_longest(earlier), name])
    return set(_longest(best))


def _longest(lists: Sequence[Sequence[str]]) -> Sequence[str]:
    return max(lists, key=len, default=[])
