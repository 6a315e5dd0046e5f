"""About the file: the rows of facts under an asset."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mediabank import language
from mediabank.assets.filed import address
from mediabank.concepts.words import Words
from mediabank.language import text
from mediabank.models import Asset, Version
from mediabank.web.shown import Fact, FactValue

DAY_LENGTH, MONTH_LENGTH = 10, 7
LINKED = {"subject": "subject", "audience": "audience", "materialType": "material-type", "language": "language"}
"""Fields whose values lead to a search for the same."""


async def of(
    asset: Asset, version: Version, values: Mapping[str, Any], known: Words, reader: str, *, owner: str
) -> tuple[Fact, ...]:
    """The facts that have something to tell, in the order of the page."""
    rows = [
        ("creator", [FactValue(text=each) for each in _people(values.get("creator", ()), known, reader)]),
        ("owner", [FactValue(text=owner)]),
        ("added", [FactValue(text=_added(asset, version, reader))]),
        ("made", [FactValue(text=_when(str(values["dateCreated"]), reader))] if "dateCreated" in values else []),
        ("how", _labels([values["digitalSourceType"]], known, reader) if "digitalSourceType" in values else []),
        *((field, _links(field, values, known, reader)) for field in LINKED),
        ("keyword", [FactValue(text=each) for each in _keywords(values.get("keyword", {}), reader)]),
        ("transcribed", [FactValue(text=_own(values.get("extendedDescription", {}), reader))]),
        ("address", [FactValue(text=await address(asset.id), href=f"/id/asset/{asset.id}")]),
    ]
    return tuple(
        Fact(label=text(f"fact.{name}", reader), values=tuple(each for each in told if each.text))
        for name, told in rows
        if any(each.text for each in told)
    )


def _people(people: Iterable[Mapping[str, Any]], known: Words, reader: str) -> list[str]:
    return [
        ", ".join(
            part for part in (each.get("name", ""), known.label(each["role"], reader) if "role" in each else "") if part
        )
        for each in people
        if each.get("name")
    ]


def _when(edtf: str, reader: str) -> str:
    """A day, a month or a year in words; what says more stands as it was written."""
    try:
        if len(edtf) == DAY_LENGTH:
            return language.day(date.fromisoformat(edtf), reader)
        if len(edtf) == MONTH_LENGTH:
            return language.month(date.fromisoformat(f"{edtf}-01"), reader)
    except ValueError:
        pass
    return edtf


def _added(asset: Asset, version: Version, reader: str) -> str:
    day = language.day(asset.created_at, reader)
    if version.number == 1:
        return day
    return text("fact.version_of", reader, day=day, number=version.number, at=language.day(version.created_at, reader))


def _labels(concepts: Iterable[str], known: Words, reader: str) -> list[FactValue]:
    return [FactValue(text=known.label(each, reader)) for each in concepts]


def _links(field: str, values: Mapping[str, Any], known: Words, reader: str) -> list[FactValue]:
    found = values.get(field, ())
    concepts = [found] if isinstance(found, str) else found
    return [
        FactValue(text=known.label(each, reader), href=f"/search?{LINKED[field]}={known.slug(each)}")
        for each in concepts
    ]


def _keywords(keywords: Mapping[str, list[str]], reader: str) -> list[str]:
    return keywords.get(language.best_language({k: "x" for k, v in keywords.items() if v}, reader), [])


def _own(texts: Mapping[str, str], reader: str) -> str:
    return language.best(texts, reader)
