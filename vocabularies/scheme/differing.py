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
_APART = frozenset({*TEXTS, "id", "order"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a field (or, without a field, of the scheme) that differs.

    `part` is "added", "retired", "moved", the name of an attribute, or "label.nb", "mappings.xmp" and their like.
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
    groups = {group.id: group for group in old.groups}
    for group in new.groups:
        known = groups.pop(group.id, None)
        if known is None:
            yield Difference("", f"group.{group.id}", None, group.label)
        else:
            yield from _texts("", f"group.{group.id}", known.label, group.label)
            if known.order != group.order:
                yield Difference("", f"group.{group.id}", known.order, group.order)
    yield from (Difference("", f"group.{gone.id}", gone.label, None) for gone in groups.values())
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


def _field(old: Field, new: Field) -> Iterator[Difference]:
    for name in TEXTS:
        yield from _texts(new.id, name, getattr(old, name), getattr(new, name))
    before, after = _parts(old), _parts(new)
    yield from (
        Difference(new.id, name, before[name], after[name])
        for name in after
        if name not in _APART and before[name] != after[name]
    )


def _parts(field: Field) -> dict[str, Any]:
    return {name: value for name, value in asdict(field).items() if name != "order"}


def _texts(field: str, part: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in (*new, *(name for name in old if name not in new)):
        if old.get(name) != new.get(name):
            yield Difference(field, f"{part}.{name}", old.get(name), new.get(name))


def _rising(old: Scheme, new: Scheme) -> set[str]:
    """The most fields that stand in the same order as before; those beside them are the ones that were moved."""
    place = {field.id: at for at, field in enumerate(old.fields)}
    kept = [field.id for field in new.fields if field.id in place and old.by_id[field.id].group == field.group]
    found: set[str] = set()
    for group in {new.by_id[id_].group for id_ in kept}:
        best: list[list[str]] = []
        inside = [id_ for id_ in kept if new.by_id[id_].group == group]
        for at, id_ in enumerate(inside):
            before = [best[each] for each in range(at) if place[inside[each]] < place[id_]]
            best.append([*_longest(before), id_])
        found |= set(_longest(best))
    return found


def _longest(lists: Sequence[Sequence[str]]) -> Sequence[str]:
    return max(lists, key=len, default=[])
