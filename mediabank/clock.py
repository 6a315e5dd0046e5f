"""The only reader of the wall clock, so that tests can move time from outside."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_followed: Path | None = None


def follow(path: Path | None) -> None:
    """Shift every reading by the seconds that the file holds; only a bank made with `init --test` does this."""
    global _followed  # noqa: PLW0603 - the one place that holds the process's clock
    _followed = path


def now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return datetime.now(UTC) + _shift()


def today_in_oslo() -> str:
    """The calendar day people in Norway see, as YYYY-MM-DD."""
    return now().astimezone(OSLO).date().isoformat()


def _shift() -> timedelta:
    if _followed is None:
        return timedelta()
    try:
        return timedelta(seconds=float(_followed.read_text() or 0))
    except FileNotFoundError:
        return timedelta()


def ticks() -> float:
    """Seconds that only ever grow, for measuring how long something took; never moved by tests."""
    return time.monotonic()
