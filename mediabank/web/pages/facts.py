"""About the file: the rows of facts under an asset."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from mediabank import language
from mediabank.assets.filed import address
from mediabank.concepts.words import PROPOSED, Words
from mediabank.language import best, text
from mediabank.models import Asset, Version
from mediabank.web.forms.values import listed
from mediabank.web.forms.words import names_in, telling
from mediabank.web.shown import Fact, FactValue
from vocabularies.scheme import Field, parted, shipped_scheme

DAY_LENGTH, MONTH_LENGTH = 10, 7
LINKED = {"subject": "subject", "audience": "audience", "materialType": "material-type", "language": "language"}
"""Fields whose values lead to a search for the same."""
NAMED: Mapping[str, str] = {
    "creator": "creator",
    "made": "dateCreated",
    "how": "digitalSourceType",
    "keyword": "keyword",
    "transcribed": "extendedDescription",
    **{field: field for field in LINKED},
}
"""Row of the page → the field of the scheme that it tells."""


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
    told = [(_called(name, known, reader), values) for name, values in rows if _stands(name, known)]
    told[-1:-1] = await _added_fields(values, known, reader)
    return tuple(
        Fact(label=label, values=tuple(each for each in values if each.text))
        for label, values in told
        if any(each.text for each in values)
    )


def _stands(row: str, known: Words) -> bool:
    """Whether the row tells nothing of the scheme, or of a field that the scheme has."""
    return row not in NAMED or NAMED[row] in known.scheme.by_id


def _called(row: str, known: Words, reader: str) -> str:
    """The page's own short name, until somebody calls the field otherwise in the scheme."""
    field = known.scheme.by_id.get(NAMED.get(row, ""))
    if field is None or field.label == _shipped()[field.id].label:
        return text(f"fact.{row}", reader)
    return best(field.label, reader)


async def _added_fields(values: Mapping[str, Any], known: Words, reader: str) -> list[tuple[str, list[FactValue]]]:
    """What fields say that did not come with the bank, where everybody may read it, in the order of the form."""
    public, _ = parted(known.scheme, values)
    own = [each for each in known.scheme.fields if each.id not in _shipped() and each.id in public]
    if not own:
        return []
    said = telling(known, await names_in([(known.scheme, public)], reader), reader)
    return [(best(each.label, reader), _said(each, public[each.id], known, reader, said)) for each in own]


def _said(field: Field, value: Any, known: Words, reader: str, said: Any) -> list[FactValue]:
    """Concepts lead to a search where the field is a facet, addresses to where they point; texts in one language."""
    if field.type == "concept":
        ids = value if isinstance(value, list) else [value]
        href = f"/search?{field.id}=" if field.facet else ""
        return [_named(each, known, reader, href=href and f"{href}{known.slug(each)}") for each in ids]
    if field.type == "langString":
        texts = value.get(language.best_language(value, reader), "")
        return [FactValue(text=each) for each in (texts if isinstance(texts, list) else [texts])]
    if field.type in ("uri", "assetRef"):
        return [FactValue(text=each, href=_leads(field, each)) for each in listed(value)]
    return [FactValue(text=said.value(field, value))]


def _leads(field: Field, value: str) -> str:
    """Where an added field's value points; a name that is no web address (urn:) leads nowhere."""
    if field.type == "assetRef":
        return f"/id/asset/{value}"
    return value if value.startswith(("https://", "http://")) else ""


@cache
def _shipped() -> Mapping[str, Field]:
    return shipped_scheme().by_id


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
    return list(dict.fromkeys(_named(each, known, reader) for each in concepts))


def _links(field: str, values: Mapping[str, Any], known: Words, reader: str) -> list[FactValue]:
    found = values.get(field, ())
    concepts = [found] if isinstance(found, str) else found
    linked = (_named(each, known, reader, href=f"/search?{LINKED[field]}={known.slug(each)}") for each in concepts)
    return list(dict.fromkeys(linked))


def _named(concept: str, known: Words, reader: str, *, href: str = "") -> FactValue:
    """A concept by its name; one that nobody has accepted yet leads nowhere and says so."""
    word = known.by_id.get(concept)
    if word is not None and word.state == PROPOSED:
        return FactValue(text=word.label(reader), mark=text("picking.proposed", reader))
    return FactValue(text=known.label(concept, reader), href=href)


def _keywords(keywords: Mapping[str, list[str]], reader: str) -> list[str]:
    return keywords.get(language.best_language({k: "x" for k, v in keywords.items() if v}, reader), [])


def _own(texts: Mapping[str, str], reader: str) -> str:
    return language.best(texts, reader)
