"""May we use this? One answer from licence, dates and what is permitted, then the terms row by row."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from mediabank import clock
from mediabank.access import PUBLISHED
from mediabank.concepts.words import Word, Words
from mediabank.language import best, best_language, text
from mediabank.models import Asset
from mediabank.web.shown import Permission, UseAnswer

USUAL_CHANNELS = frozenset({"trykk", "infoskjerm", "hjemmeside", "some"})
"""Where libraries show material every day; who may use all of these may simply use it."""


def use_of(asset: Asset, values: Mapping[str, Any], known: Words, reader: str) -> UseAnswer | None:
    """The answer for a library; None for a draft, of which nothing can be said yet."""
    if asset.state != PUBLISHED:
        return None
    moment = clock.now()
    if asset.expires is not None and asset.expires <= moment:
        return UseAnswer(answer="no", sentence=text("use.expired", reader, day=_last_day(asset.expires)))
    if asset.available_from is not None and moment < asset.available_from:
        return UseAnswer(answer="no", sentence=text("use.not_yet", reader, day=_oslo(asset.available_from)))
    limited = _limited(values, known)
    answer: Literal["yes", "limited"] = "limited" if limited else "yes"
    until = _last_day(asset.expires) if asset.expires else None
    key = "use.only_until" if until else "use.only"
    return UseAnswer(
        answer=answer,
        until=until,
        sentence=text(key, reader, channels=_labels(limited, known, reader), day=until) if limited else "",
        rows=tuple(_rows(values, known, reader)),
    )


def _limited(values: Mapping[str, Any], known: Words) -> list[str]:
    """The channels that use is limited to; none where print, screens, web and social media are all covered."""
    permitted: list[str] = values.get("permittedUse", [])
    covered = {known.slug(each) for each in permitted}
    return [] if not permitted or covered >= USUAL_CHANNELS else permitted


def _rows(values: Mapping[str, Any], known: Words, reader: str) -> list[Permission]:
    rows = []
    terms = known.by_id.get(str(values.get("license") or values.get("rightsStatement") or ""))
    if terms is not None:
        rows.append(_licence(terms, reader))
        if terms.properties.get("asksCredit") or values.get("creditLine"):
            rows.append(_row("credit", text("use.credit_asked", reader), reader, allowed=None))
    if values.get("permittedUse"):
        rows.append(_row("channels", _labels(values["permittedUse"], known, reader), reader, allowed=True))
    if values.get("validFor"):
        rows.append(_row("counties", _labels(values["validFor"], known, reader), reader, allowed=None))
    if values.get("alteration"):
        none = [known.slug(each) for each in values["alteration"]] == ["ingen"]
        rows.append(_row("alteration", _labels(values["alteration"], known, reader), reader, allowed=not none))
    if values.get("usageTerms"):
        own = values["usageTerms"]
        spoken = best_language(own, reader)
        rows.append(
            Permission(
                label=text("use.terms", reader), condition=best(own, reader), lang=spoken if spoken != reader else ""
            )
        )
    return rows


def _licence(terms: Word, reader: str) -> Permission:
    address = str(terms.properties.get("uri", ""))
    href = address if address.startswith(("https://", "http://")) and "mediebanken" not in address else ""
    return Permission(label=text("use.licence", reader), condition=terms.label(reader), href=href)


def _row(key: str, condition: str, reader: str, *, allowed: bool | None) -> Permission:
    return Permission(label=text(f"use.{key}", reader), condition=condition, allowed=allowed)


def _labels(concepts: list[str], known: Words, reader: str) -> str:
    return ", ".join(known.label(each, reader) for each in concepts)


def _last_day(end: datetime) -> Any:
    """The last whole or begun day before a first moment outside."""
    return (end - timedelta(microseconds=1)).astimezone(clock.OSLO).date()


def _oslo(moment: datetime) -> Any:
    return moment.astimezone(clock.OSLO).date()
