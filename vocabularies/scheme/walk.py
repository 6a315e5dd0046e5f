"""The values of a description one by one: its concepts, its texts, its public part, its outside form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vocabularies.scheme.values import Field, Member, Scheme, Trail


class Leaf(NamedTuple):
    """One plain value of a description and where it stands."""

    field: Field
    path: Trail
    part: Field | Member
    value: Any


def leaves(scheme: Scheme, values: Mapping[str, Any]) -> Iterator[Leaf]:
    """Every plain value of a normalised description, in the order of the scheme."""
    for field in scheme.fields:
        if field.id in values:
            for path, value in _listed(values[field.id], repeatable=field.repeatable and not field.per_language):
                if field.type == "struct":
                    yield from _inside(field, path, value)
                else:
                    yield from _plain(field, field, path, value)


def concepts_in(scheme: Scheme, values: Mapping[str, Any]) -> Iterator[Leaf]:
    """The leaves that name a concept; `leaf.part.vocabulary` is its vocabulary, `leaf.value` its id."""
    return (leaf for leaf in leaves(scheme, values) if leaf.part.type == "concept")


def texts_in(scheme: Scheme, values: Mapping[str, Any]) -> Iterator[tuple[Field, str, str]]:
    """Field, language ("" where none is said) and text of everything that was written by people."""
    for leaf in leaves(scheme, values):
        if leaf.part.type == "langString":
            yield leaf.field, str(leaf.path[0]), leaf.value
        elif leaf.part.type == "string" and not leaf.part.ref:
            yield leaf.field, "", leaf.value


def outward(scheme: Scheme, values: Mapping[str, Any], name: Callable[[str, str], str]) -> dict[str, Any]:
    """The outside form: each id through `name(vocabulary or table, id)`; the opposite of normalise's `find`.

    What two ids of a list are both called by, since one was merged into the other, stands there once.
    """

    def said(part: Field | Member, value: Any) -> Any:
        kind = part.vocabulary or part.ref
        if isinstance(value, list):
            named = [said(part, item) for item in value]
            return [each for place, each in enumerate(named) if not kind or each not in named[:place]]
        return name(kind, value) if kind else value

    def struct(field: Field, value: Any) -> Any:
        if isinstance(value, list):
            return [struct(field, item) for item in value]
        return {member.id: said(member, value[member.id]) for member in field.members if member.id in value}

    return {
        field.id: struct(field, values[field.id]) if field.type == "struct" else said(field, values[field.id])
        for field in scheme.fields
        if field.id in values
    }


def parted(scheme: Scheme, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The public values and the private ones; a struct with members of both kinds stands in both.

    Items of a private list keep their places (an empty dict where an item has nothing private), so `joined` can put
    the two together again.
    """
    public: dict[str, Any] = {}
    private: dict[str, Any] = {}
    for field in scheme.fields:
        if field.id not in values:
            continue
        value = values[field.id]
        if not field.public:
            private[field.id] = value
        elif all(member.public for member in field.members):
            public[field.id] = value
        else:
            shown, kept = _split(field, value)
            public[field.id] = shown
            if any(kept):
                private[field.id] = kept
    return public, private


def joined(public: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """The whole description of what `parted` gave."""
    whole = dict(public)
    for name, kept in private.items():
        shown = public.get(name)
        if isinstance(shown, list):
            whole[name] = [left | right for left, right in zip(shown, kept, strict=True)]
        else:
            whole[name] = shown | kept if isinstance(shown, dict) else kept
    return whole


def _split(field: Field, value: Any) -> tuple[Any, Any]:
    if isinstance(value, list):
        pairs = [_split(field, item) for item in value]
        return [shown for shown, _ in pairs], [kept for _, kept in pairs]
    private = {member.id for member in field.members if not member.public}
    shown = {name: item for name, item in value.items() if name not in private}
    return shown, {name: item for name, item in value.items() if name in private}


def _listed(value: Any, *, repeatable: bool) -> Iterator[tuple[Trail, Any]]:
    if not repeatable:
        yield (), value
        return
    for index, item in enumerate(value):
        yield (index,), item


def _inside(field: Field, path: Trail, value: Mapping[str, Any]) -> Iterator[Leaf]:
    for member in field.members:
        if member.id in value:
            for deeper, item in _listed(value[member.id], repeatable=member.repeatable):
                yield from _plain(field, member, (*path, member.id, *deeper), item)


def _plain(field: Field, part: Field | Member, path: Trail, value: Any) -> Iterator[Leaf]:
    if part.type != "langString":
        yield Leaf(field, path, part, value)
        return
    for language, text in value.items():
        for deeper, item in _listed(text, repeatable=part.repeatable):
            yield Leaf(field, (*path, language, *deeper), part, item)
