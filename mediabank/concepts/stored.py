"""What assets hold in fields that a new version of the scheme would narrow: counted before it is saved."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mediabank.models import Asset, Revision
from vocabularies.scheme import Field, Refusal, Scheme, carried, joined

PIECE = 500
Held = Callable[[Any], bool]


async def narrowed(old: Scheme, new: Scheme) -> tuple[Refusal, ...]:
    """What stored values stop: each with the number of assets whose latest description holds such a value.

    Every asset is looked at, whatever its state; the tables are asked only where a field is narrowed at all.
    """
    tests = list(_tests(old, new))
    counted = await _looked_at(old, tests) if tests else Counter()
    return tuple(
        Refusal(refusal.code, refusal.field, refusal.part, {**refusal.values, "n": counted[at]})
        for at, (refusal, _) in enumerate(tests)
        if counted[at]
    )


async def holding(scheme: Scheme, field: str) -> int:
    """How many assets have a value in a field, by their latest descriptions, whatever their state."""
    return (await _looked_at(scheme, [(Refusal("held", field), lambda _: True)]))[0]


async def _looked_at(scheme: Scheme, tests: Sequence[tuple[Refusal, Held]]) -> Counter[int]:
    """How many assets each test is true of; every asset is read, in pieces."""
    counted: Counter[int] = Counter()
    last = ""
    while True:
        rows = await Asset.filter(id__gt=last).order_by("id").limit(PIECE).values_list("id", "revision")
        if not rows:
            break
        numbers = {str(id_): int(number) for id_, number in rows}
        first, last = min(numbers), max(numbers)
        said = await Revision.filter(
            asset_id__gte=first, asset_id__lte=last, number__in=sorted(set(numbers.values()))
        ).values_list("asset_id", "number", "values", "private")
        latest = [joined(public, private) for id_, number, public, private in said if numbers.get(str(id_)) == number]
        counted += await asyncio.to_thread(_counted, scheme, tests, latest)
    return counted


def _counted(
    scheme: Scheme, tests: Sequence[tuple[Refusal, Held]], descriptions: Iterable[Mapping[str, Any]]
) -> Counter[int]:
    found: Counter[int] = Counter()
    for said in descriptions:
        values = carried(scheme, said)
        found.update(
            at for at, (refusal, held) in enumerate(tests) if refusal.field in values and held(values[refusal.field])
        )
    return found


def _tests(old: Scheme, new: Scheme) -> Iterator[tuple[Refusal, Held]]:
    """For each narrowed field: what to say, and which values it is said of."""
    for field in new.fields:
        was = old.by_id.get(field.id)
        if was is None:
            continue
        if was.vocabulary != field.vocabulary:
            yield Refusal("other_vocabulary_stored", field.id, "vocabulary"), bool
        if was.repeatable and not field.repeatable:
            yield Refusal("several_stored", field.id, "repeatable"), _more_than(was, 1)
        elif field.max_count and (field.max_count < was.max_count or not was.max_count) and field.repeatable:
            yield Refusal("too_many_stored", field.id, "max_count"), _more_in_all(was, field.max_count)
        if field.max_length and (field.max_length < was.max_length or not was.max_length):
            yield Refusal("too_long_stored", field.id, "max_length"), _longer_than(field.max_length)


def _more_than(field: Field, most: int) -> Held:
    """More values than that, in one language where the field has languages."""
    if field.type == "langString":
        return lambda value: any(len(each) > most for each in value.values())
    return lambda value: len(value) > most


def _more_in_all(field: Field, most: int) -> Held:
    if field.type == "langString":
        return lambda value: sum(map(len, value.values())) > most
    return lambda value: len(value) > most


def _longer_than(most: int) -> Held:
    return lambda value: any(len(text) > most for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
