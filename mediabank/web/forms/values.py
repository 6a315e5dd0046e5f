"""Single values between the outside form and what a control holds: moments in Norwegian time, numbers, lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from mediabank import clock

NARROW: Mapping[str, Any] = {"integer": "number", "date": "date", "dateTime": "datetime"}
"""Types whose controls take nothing but what is written right."""


def listed(value: Any) -> list[Any]:
    """A value as a list: nothing is the empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def mapping(value: Any) -> Mapping[str, Any]:
    """A value as members or languages; what is neither has none."""
    return value if isinstance(value, Mapping) else {}


def at(values: Any, path: Sequence[str | int]) -> Any:
    """What stands at a path of a description; None where there is nothing."""
    for step in path:
        if isinstance(values, Mapping):
            values = values.get(str(step))
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return None
    return values


def shown(type_: str, value: Any) -> str:
    """A plain value as its control holds it; moments in Norwegian time."""
    if value is None:
        return ""
    if type_ == "dateTime" and isinstance(value, str):
        return local(value)
    return str(value)


def given(type_: str, written: str) -> Any:
    """What a control held, in the outside form; what cannot be read stays as it was written. Nothing is None."""
    if not written.strip():
        return None
    if type_ == "integer" and written.strip().isascii() and written.strip().isdigit() and len(written) < 17:  # noqa: PLR2004
        return int(written)
    return utc(written) if type_ == "dateTime" else written


def local(moment: str) -> str:
    """2026-08-31T10:00:00Z → 2026-08-31T12:00, as a control for date and time wants it."""
    try:
        there = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if there.tzinfo is None:
        return moment
    here = there.astimezone(clock.OSLO).replace(tzinfo=None)
    return here.isoformat(timespec="seconds" if here.second else "minutes")


def utc(written: str) -> str:
    """2026-08-31T12:00 in Norwegian time → 2026-08-31T10:00:00Z; what is no such time stays as it is."""
    try:
        here = datetime.fromisoformat(written.strip())
        if here.tzinfo is not None:
            return written
        there = here.replace(tzinfo=clock.OSLO).astimezone(UTC)
    except (ValueError, OverflowError):
        return written
    return there.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def fits(type_: str, said: str) -> bool:
    """Whether the narrow control of a type can show this."""
    if not said:
        return True
    try:
        _PARSERS[type_](said)
    except ValueError:
        return False
    return True


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}
