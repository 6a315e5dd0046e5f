"""Three sayings about a concept made into one: what the last import said, what stands here now, what the file says.

Where nobody changed anything here, the file is followed; what was changed here is kept. Texts are weighed language by
language, lists (other labels, related concepts, mappings, notes) entry by entry: what was taken away or added here
stays away or stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from vocabularies import repairing
from vocabularies.skos import ConceptValue

T = TypeVar("T")
WHOLE = ("order", "notation", "deprecated", "broader", "replaced_by")
"""Parts that are followed or kept as one."""
TEXTS = ("labels", "definition", "properties")
"""Parts with one value a key."""
LISTS = ("related", "see_also", "notes")
GROUPS = ("alt", "hidden", "mappings")
"""Parts with a list a key."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the concept shall be, and the parts in which something of here stands against the file."""

    value: ConceptValue
    kept: tuple[str, ...] = ()


def weigh(
    before: ConceptValue | None, here: ConceptValue, now: ConceptValue, *, broader: tuple[str, ...] | None = None
) -> Weighed:
    """One concept out of three sayings; `before` is None where no import has said anything yet.

    `broader` gives what was decided for the whole tree, see `ways_up`. A label that would stand twice goes where it is
    weaker.
    """
    was = canonical(before) if before else ConceptValue(here.id, here.address, {}, order=here.order)
    here, now = canonical(here), canonical(now)
    parts = {name: _whole(was, here, now, name) for name in WHOLE}
    parts |= {name: _by_key(was, here, now, name, one) for name in TEXTS}
    parts |= {name: _by_key(was, here, now, name, listed) for name in GROUPS}
    parts |= {name: listed(getattr(was, name), getattr(here, name), getattr(now, name)) for name in LISTS}
    lines = listed(*(tuple(each.extra.splitlines()) for each in (was, here, now)))
    value = replace(here, **parts, extra="\n".join(sorted(lines)))
    if broader is not None:
        value = replace(value, broader=broader)
    if value != here and replace(value, id=now.id) != now:  # made of both
        value = _unlike(value)
    return Weighed(value, tuple(name for name in names() if _stands_against(name, was, here, now, value)))


def canonical(value: ConceptValue) -> ConceptValue:
    """The same with its notes in an order that does not depend on where they were read."""
    return replace(value, notes=tuple(sorted(value.notes, key=_key))) if value.notes else value


def names() -> tuple[str, ...]:
    """The parts of a concept that are weighed."""
    return tuple(each.name for each in fields(ConceptValue) if each.name not in {"id", "address"})


def one(was: T, here: T, now: T) -> T:
    """The file's, unless it was changed here."""
    return now if here == was else here


def listed(was: Iterable[T] | None, here: Iterable[T] | None, now: Iterable[T] | None) -> tuple[T, ...]:
    """The file's entries without what was taken away here, and with what was added here."""
    first, mine, theirs = (dict.fromkeys(each or ()) for each in (was, here, now))
    gone = first.keys() - mine.keys()
    added = [each for each in mine if each not in first and each not in theirs]
    return tuple(sorted((*(each for each in theirs if each not in gone), *added), key=_key))


def ways_up(
    was: Mapping[str, tuple[str, ...]], here: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """What each concept lies under, decided for all together: no way up leads back.

    Where a way that was changed here and one of the file make a circle, the file's is taken.
    """
    decided = {slug: one(was.get(slug, ()), here.get(slug, ()), now.get(slug, ())) for slug in {**here, **now}}
    mine = {slug for slug, above in decided.items() if slug in now and above != now[slug]}
    if not mine:
        return decided
    while circle := _circle(decided):
        chosen = next((slug for slug in circle if slug in mine), circle[0])
        theirs = now.get(chosen, ())
        # a circle without anything of ours cannot be: the file's own were cut when it was read
        decided[chosen] = theirs if chosen in mine else tuple(set(theirs) - set(circle))
        mine.discard(chosen)
    return decided


def _circle(ways: Mapping[str, tuple[str, ...]]) -> list[str]:
    done: set[str] = set()
    for start in ways:
        way: dict[str, Any] = {} if start in done else {start: iter(ways[start])}
        while way:
            slug, above = next(reversed(way.items()))
            parent = next(above, None)
            if parent is None:
                done.add(slug)
                del way[slug]
            elif parent in way:
                return list(way)[list(way).index(parent) :]
            elif parent not in done:
                way[parent] = iter(ways.get(parent, ()))
    return []


def _whole(was: ConceptValue, here: ConceptValue, now: ConceptValue, name: str) -> Any:
    return one(*(getattr(each, name) for each in (was, here, now)))


def _by_key(
    was: ConceptValue, here: ConceptValue, now: ConceptValue, name: str, chosen: Callable[[Any, Any, Any], Any]
) -> dict[str, Any]:
    three = [getattr(each, name) for each in (was, here, now)]
    found = {key: chosen(*(each.get(key) for each in three)) for key in sorted({*three[1], *three[2]})}
    return {key: value for key, value in found.items() if value is not None and value != ()}


def _stands_against(name: str, was: ConceptValue, here: ConceptValue, now: ConceptValue, value: ConceptValue) -> bool:
    first, mine, made, theirs = (getattr(each, name) for each in (was, here, value, now))
    return bool(mine != first and made != theirs)


def _unlike(value: ConceptValue) -> ConceptValue:
    """The same with no label twice (S13) and no mapping against another (S46)."""
    alone = repairing.draft(replace(value, broader=(), related=()))
    repairing.repair({value.id: alone})
    return replace(repairing.drafted(value, alone), broader=value.broader, related=value.related)


def _key(entry: Any) -> Any:
    return (entry.kind, entry.language, entry.text) if hasattr(entry, "kind") else entry
