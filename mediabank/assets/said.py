"""Descriptions without certain words: what readers are told, and what stays when a word is declined."""

from collections.abc import Callable, Mapping
from typing import Any

from mediabank.concepts.words import ACCEPTED, Words

Values = Mapping[str, Any]


def to_readers(known: Words, values: Values) -> dict[str, Any]:
    """The values without words that nobody has accepted: only those who keep material know of them."""

    def waits(value: str) -> bool:
        word = known.by_id.get(value)
        return word is not None and word.state != ACCEPTED

    return without(values, waits)


def without(values: Values, gone: Callable[[str], bool]) -> dict[str, Any]:
    """The values without the texts that are gone; a field that held nothing else falls away."""
    left = {name: _left(value, gone) for name, value in values.items()}
    return {name: value for name, value in left.items() if value == values[name] or value not in (None, [], {})}


def _left(value: Any, gone: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        return None if gone(value) else value
    if isinstance(value, list):
        return [left for each in value if (left := _left(each, gone)) is not None]
    if isinstance(value, Mapping):
        return {name: left for name, each in value.items() if (left := _left(each, gone)) is not None}
    return value
