"""Searches as addresses: query parameters to a search and back, the same for pages and programs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from mediabank import clock
from mediabank.access import Viewer
from mediabank.concepts.words import Words
from mediabank.errors import Fault, Unfit
from mediabank.organisations import register
from mediabank.search import Between, Search

NOT = "not-"
FACETS: Mapping[str, str] = {
    "use": "permittedUse",
    "language": "language",
    "material-type": "materialType",
    "campaign": "campaign",
    "surface": "surface",
    "audience": "audience",
    "subject": "subject",
    "county": "validFor",
    "alteration": "alteration",
    "licence": "license",
    "owner": "ownerLibrary",
    "status": "status",
}
"""Query parameter → field of the scheme, in the order of the page."""
SIZE = 24


async def search_of(
    params: QueryParams, viewer: Viewer, words: Words, *, language: str, facets: Iterable[str], strict: bool
) -> Search:
    """The search that an address asks for.

    `strict`: what is unknown is told (Unfit) instead of being left out. Errors: BadRequest for more than may be asked.
    """
    faults: list[Fault] = []
    organisations = await _organisations([*params.getlist("owner"), *params.getlist(f"{NOT}owner")])
    filters, excluded = (
        {
            field: ids
            for name, field in FACETS.items()
            if (ids := _ids(params.getlist(prefix + name), field, words, organisations, faults))
        }
        for prefix in ("", NOT)
    )
    published = _between(params, "published", faults)
    if faults and strict:
        raise Unfit(faults=faults)
    return Search(
        words=params.get("q", "").strip(),
        filters=filters,
        excluded=excluded,
        published=published,
        sort=params.get("sort") or ("relevance" if params.get("q", "").strip() else "newest"),  # type: ignore[arg-type]
        page=_number(params.get("page"), 1),
        size=_number(params.get("size"), SIZE),
        drafts=params.get("drafts") == "1",
        viewer=viewer,
        facets=tuple(facets),
        language=language,
    )


def address(path: str, params: QueryParams, **changes: str | None) -> str:
    """The same search with some parameters changed (None: left out); the page number falls away unless given."""
    kept = [(name, value) for name, value in params.multi_items() if name not in changes and name != "page" and value]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    return f"{path}?{urlencode(kept)}" if kept else path


def without(path: str, params: QueryParams, name: str, value: str) -> str:
    """The same search without one value of one parameter."""
    pairs = [(n, v) for n, v in params.multi_items() if (n, v) != (name, value) and n != "page" and v]
    return f"{path}?{urlencode(pairs)}" if pairs else path


async def _organisations(named: Sequence[str]) -> Mapping[str, str]:
    rows = await register.named_any(named) if named else []
    return {name: str(row.id) for row in rows for name in (row.isil, row.slug) if name}


def _ids(
    given: Sequence[str], field: str, words: Words, organisations: Mapping[str, str], faults: list[Fault]
) -> list[str]:
    found = []
    for value in given:
        if field == "ownerLibrary":
            id_ = organisations.get(value)
        elif field == "status":
            id_ = value if ("workflow-status", value) in words.by_slug else None
        else:
            id_ = words.find(words.scheme.by_id[field].vocabulary, value) if field in words.scheme.by_id else None
        if id_ is None and value:
            faults.append(Fault("finding.not_in_vocabulary", field=field, facts={"value": value[:100]}))
        elif id_:
            found.append(id_)
    return found


def _between(params: QueryParams, name: str, faults: list[Fault]) -> Between:
    """Two days, both included, in Norwegian time."""
    since, until = (_day(params.get(f"{name}-{end}", ""), f"{name}-{end}", faults) for end in ("from", "to"))
    return Between(_midnight(since), _midnight(until + timedelta(days=1)) if until else None)


def _day(value: str, name: str, faults: list[Fault]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        faults.append(Fault("finding.wrong_type.date", field=name, facts={"value": value[:40]}))
        return None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), clock.OSLO) if day else None


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise  # noqa: PLR2004
