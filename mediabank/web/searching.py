"""Searches as addresses: query parameters to a search and back, the same for pages and programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from mediabank import clock
from mediabank.access import Viewer
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import ACCEPTED, DECLINED, Words
from mediabank.errors import Fault, Unfit
from mediabank.organisations import register
from mediabank.search import Between, Search
from vocabularies.scheme import Scheme

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
"""Query parameter → field of the scheme, of the facets that have names of their own in addresses."""
UNASKED = frozenset({"visibility"})
"""Facets of the scheme that nobody narrows by."""
TAKEN = frozenset({"q", "sort", "page", "size", "drafts"})
SIZE = 24
FIRST_YEAR, LAST_YEAR = 1000, 9000


def facets_of(scheme: Scheme) -> dict[str, str]:
    """Query parameter → field, of the facets that the scheme has now; one that was added is asked for by its id."""
    standing = {each.id for each in scheme.fields if each.facet}
    added = [each.id for each in scheme.fields if each.facet and each.counted]
    known = {*FACETS.values(), *UNASKED, *TAKEN}
    return {name: field for name, field in FACETS.items() if field in standing} | {
        each: each for each in added if each not in known
    }


async def search_of(
    params: QueryParams, viewer: Viewer, words: Words, *, language: str, facets: Iterable[str], strict: bool
) -> Search:
    """The search that an address asks for.

    `strict`: what is unknown is told (Unfit) instead of being left out. Errors: BadRequest for more than may be asked.
    """
    faults: list[Fault] = []
    known = _Known(words, await _names(params, viewer, words), kept=bool(viewer.keeper))
    fields = {**FACETS, **facets_of(words.scheme)}
    filters, excluded = (
        {
            field: ids
            for name, field in fields.items()
            if (ids := _ids(params.getlist(prefix + name), field, known, faults))
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


Names = Mapping[str, Mapping[str, str]]
"""Field → value as given → id, of the fields whose values are rows, or that not everybody may be told of."""


@dataclass(frozen=True)
class _Known:
    """What values may mean to this viewer."""

    words: Words
    names: Names
    kept: bool
    """Whether the viewer keeps material, and so knows of proposed concepts."""

    def find(self, field: str, value: str) -> str | None:
        if field in self.names:
            return self.names[field].get(value)
        words = self.words
        if field == "status":
            return value if ("workflow-status", value) in words.by_slug else None
        id_ = words.find(words.scheme.by_id[field].counted, value) if field in words.scheme.by_id else None
        state = words.by_id[id_].state if id_ else DECLINED
        return id_ if state == ACCEPTED or (self.kept and state != DECLINED) else None


async def _names(params: QueryParams, viewer: Viewer, words: Words) -> Names:
    """A campaign that the viewer may not be told of is as unknown as one that is not there."""
    owners, shown = ([*params.getlist(name), *params.getlist(f"{NOT}{name}")] for name in ("owner", "campaign"))
    rows = await register.named_any(owners)
    concepts = {given: id_ for given in shown if (id_ := words.find("campaign", given))}
    told = await campaigns.told_of(set(concepts.values()), viewer)
    return {
        "ownerLibrary": {name: str(row.id) for row in rows for name in (row.isil, row.slug) if name},
        "campaign": {given: id_ for given, id_ in concepts.items() if id_ in told},
    }


def _ids(given: Sequence[str], field: str, known: _Known, faults: list[Fault]) -> list[str]:
    found = []
    for value in given:
        id_ = known.find(field, value)
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
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:  # near the ends of the calendar sums overflow
        faults.append(Fault("finding.wrong_type.date", field=name, facts={"value": value[:40]}))
        return None
    return day


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), clock.OSLO) if day else None


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise  # noqa: PLR2004
