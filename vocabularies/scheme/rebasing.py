"""What one person changed, carried over to what others have saved meanwhile: nothing of theirs is taken back."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vocabularies.scheme.changing import Draft
    from vocabularies.scheme.values import Member, Texts


def rebased(base: Draft, mine: Draft, now: Draft) -> Draft:
    """My draft, made from `base`, as a change of what there is now: where I changed nothing, theirs stands.

    Where both changed the same, mine stands: the page tells what theirs was before it is saved.
    """
    parts: dict[str, Any] = {}
    for each in dataclasses.fields(mine):
        was, said, is_ = (getattr(draft, each.name) for draft in (base, mine, now))
        if each.name == "members":
            parts[each.name] = _members(was, said, is_)
        elif isinstance(said, dict):
            parts[each.name] = texts(was, said, is_)
        else:
            parts[each.name] = is_ if said == was else said
    return replace(mine, **parts)


def texts(base: Mapping[str, str], mine: Mapping[str, str], now: Mapping[str, str]) -> Texts:
    """The same for texts by language; a text that I emptied is empty."""
    found = {
        name: mine.get(name, "") if mine.get(name, "") != base.get(name, "") else now.get(name, "")
        for name in (*mine, *(each for each in (*base, *now) if each not in mine))
    }
    return {name: text for name, text in found.items() if text}


def order(base: Sequence[str], mine: Sequence[str], now: Sequence[str]) -> list[str]:
    """Names in my order where I moved or added any, else in theirs.

    What they added comes last, what they took away is gone.
    """
    if list(mine) == list(base):
        return list(now)
    added = [name for name in now if name not in base and name not in mine]
    return [*(name for name in mine if name in now or name not in base), *added]


def _members(base: Sequence[Member], mine: Sequence[Member], now: Sequence[Member]) -> tuple[Member, ...]:
    was, said, is_ = ({each.id: each for each in members} for members in (base, mine, now))
    if len(said) < len(mine):  # two of one name, or rows without any: told as they are written
        return tuple(mine)
    names = order(list(was), list(said), list(is_))
    return tuple(_member(was.get(name), said.get(name), is_.get(name)) for name in names)


def _member(base: Member | None, mine: Member | None, now: Member | None) -> Member:
    known = mine or now
    assert known is not None, "a name comes from one of them"
    if base is None or mine is None or now is None:
        return known
    return replace(
        mine,
        label=texts(base.label, mine.label, now.label),
        required=now.required if mine.required == base.required else mine.required,
    )
