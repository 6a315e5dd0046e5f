"""The search page and its completions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediabank import search
from mediabank.access import Viewer
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.errors import BadRequest
from mediabank.language import best, text
from mediabank.models import Organisation
from mediabank.organisations import register
from mediabank.search import Found, Search
from mediabank.web import problems, render, searching
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.pages import cards
from mediabank.web.shown import Card, Chip, DateRange, Facet, FacetOption, NearBy, SearchView, SortOption, Span
from vocabularies.scheme import shipped_scheme

SHOWN = ("use", "language", "material-type", "campaign", "audience", "surface", "subject", "owner", "licence", "status")
"""The facets of the page, in its order, before those that were added to the scheme; `status` only among drafts."""
DATE_KEYS = {"published-from": "search.published_from", "published-to": "search.published_to"}
LED_IN = 26
SMALL_VOCABULARY = 16
"""Facets of so few values keep those without hits, greyed, so that their order never jumps."""


async def search_page(request: Request) -> Response:
    """One search and a page of its hits."""
    viewer, reader, known = await viewer_of(request), language_of(request), await words()
    params = request.query_params
    fields = _shown(known).values()
    try:
        asked = await searching.search_of(params, viewer, known, language=reader, facets=fields, strict=False)
        found = await search.search(asked)
    except BadRequest as problem:
        view = SearchView(query=params.get("q", "")[:200], action_href="/search", problem=_sentence(problem, reader))
        return await render.page(request, "search.html", view, status=problem.status)
    hits = _with_snippets(await cards.cards(found.assets, reader, states=asked.drafts), found, reader)
    view = SearchView(
        query=params.get("q", ""),
        action_href="/search",
        suggest_href="/search/suggestions",
        total=found.total,
        hits=hits,
        facets=await _facets(found, asked, known, reader),
        dates=_dates(params, reader),
        chips=await _chips(params, asked, known, reader),
        reset_href=searching.address("/search", QueryParams({"q": params.get("q", "")})),
        sorts=tuple(
            SortOption(value=each, label=text(f"search.sort_{each}", reader), chosen=each == asked.sort)
            for each in search.SORTS
        ),
        drafts_name="drafts" if viewer.grants.get("asset:add") else "",
        drafts_chosen=asked.drafts,
        near_by=await _near_by(asked, params, reader) if found.total == 0 else (),
        first_number=(asked.page - 1) * asked.size + 1,
        **_pages(found, asked, params),
    )
    return await render.page(request, "search.html", view)


def _with_snippets(hits: Sequence[Card], found: Found, reader: str) -> tuple[Card, ...]:
    """Cards with the stretch of the description that answers the words; a title that answers needs none."""
    shown = []
    for card, asset in zip(hits, found.assets, strict=True):
        light = found.highlights.get(asset.id)
        if light is None or light.field == "title":
            shown.append(card)
            continue
        first, *others = light.spans
        spans = (Span(text=_led_in(first), marked=first.marked), *(_span(each) for each in others))
        other = light.language if light.language != reader else ""
        shown.append(replace(card, snippet=spans, snippet_lang=other))
    return tuple(shown)


def _led_in(span: search.Span) -> str:
    """A long run-up is cut to its last words, so that the answer is seen in a narrow caption."""
    if span.marked or len(span.text) <= LED_IN:
        return span.text
    return "… " + span.text[-LED_IN:].partition(" ")[2]


def _span(span: search.Span) -> Span:
    return Span(text=span.text, marked=span.marked)


async def suggestions(request: Request) -> Response:
    """Completions of what is typed, as a JSON list of texts."""
    viewer, typed = await viewer_of(request), request.query_params.get("q", "")
    found = await search.typeahead(typed, viewer, language_of(request))
    return JSONResponse(list(dict.fromkeys(each.text for each in found)))


async def _facets(found: Found, asked: Search, known: Words, reader: str) -> tuple[Facet, ...]:
    facets = []
    for name, field in _shown(known).items():
        counts = dict(found.facets.get(field, ()))
        chosen, excluded = set(asked.filters.get(field, ())), set(asked.excluded.get(field, ()))
        if name == "status" and not asked.drafts:
            continue
        labels = await _labels(field, {*counts, *chosen, *excluded}, known, reader)
        options = tuple(
            FacetOption(
                value=value, label=label, count=counts.get(id_, 0), chosen=id_ in chosen, excluded=id_ in excluded
            )
            for id_, value, label in labels
        )
        if any(option.count or option.chosen or option.excluded for option in options):
            facets.append(
                Facet(
                    name=name,
                    label=_facet_label(name, field, known, reader),
                    options=options,
                    exclude_name=f"{searching.NOT}{name}",
                )
            )
    return tuple(facets)


def _shown(known: Words) -> dict[str, str]:
    """Parameter → field, of the facets that the page shows as the scheme has them now."""
    standing = searching.facets_of(known.scheme)
    own = [name for name in SHOWN if name in standing]
    return {name: standing[name] for name in (*own, *(each for each in standing if each not in searching.FACETS))}


def _facet_label(name: str, field: str, known: Words, reader: str) -> str:
    """The page's own short name, until somebody calls the field otherwise in the scheme."""
    said = known.scheme.by_id[field].label
    if name in SHOWN and (known.scheme_number == 1 or said == _shipped_labels().get(field)):
        return text(f"facet.{name}", reader)
    return best(said, reader)


@cache
def _shipped_labels() -> Mapping[str, Mapping[str, str]]:
    return {each.id: each.label for each in shipped_scheme().fields}


async def _labels(field: str, wanted: set[str], known: Words, reader: str) -> list[tuple[str, str, str]]:
    """(id, value in addresses, label) of a facet's options, in an order that never jumps."""
    if field == "ownerLibrary":
        rows = await Organisation.filter(id__in=sorted(wanted)).order_by("name") if wanted else []
        return [(str(row.id), row.isil or row.slug, row.name) for row in rows]
    vocabulary = known.scheme.by_id[field].counted
    every = known.vocabularies.get(vocabulary, ())
    if field == "status":
        return [(word.slug, word.slug, word.label(reader)) for word in every if word.slug in wanted]
    # campaigns without hits are not named: a campaign is known only to those who see something of it
    whole = len(every) < SMALL_VOCABULARY and field != "campaign"
    offered = [word.id for word in every if whole and not word.deprecated and word.state == ACCEPTED]
    kept = [word for id_ in {*wanted, *offered} if (word := known.by_id.get(id_)) and word.vocabulary == vocabulary]
    kept.sort(key=lambda word: _place(known, word))
    return [(word.id, word.slug, _capital(word.label(reader))) for word in kept]


def _place(known: Words, word: Word) -> list[tuple[int, str]]:
    """Where a concept stands in its tree; the whole of a large vocabulary need not be walked for a few."""
    path: dict[str, tuple[int, str]] = {}
    while word.id not in path:
        path[word.id] = word.position, word.slug
        word = next((known.by_id[each] for each in word.broader if each in known.by_id), word)
    return list(reversed(path.values()))


async def _chips(params: QueryParams, asked: Search, known: Words, reader: str) -> tuple[Chip, ...]:
    chips, fields = [], searching.facets_of(known.scheme)
    for name, value in params.multi_items():
        facet = name.removeprefix(searching.NOT)
        if facet in fields and value:
            label = await _label_of(fields[facet], value, asked, known, reader)
            if label:
                chips.append(
                    Chip(
                        label=label,
                        href=searching.without("/search", params, name, value),
                        excluded=name != facet,
                    )
                )
        elif name in DATE_KEYS and value:
            chips.append(
                Chip(
                    label=f"{text(DATE_KEYS[name], reader)} {value}",
                    href=searching.without("/search", params, name, value),
                )
            )
    return tuple(chips)


async def _label_of(field: str, value: str, asked: Search, known: Words, reader: str) -> str:
    """What a chosen value is called; nothing where it was not taken as a choice, so that nothing hidden is named."""
    if field == "ownerLibrary":
        found = await register.named_any([value])
        return found[0].name if found else ""
    id_ = known.find(known.scheme.by_id[field].counted, value)
    taken = {*asked.filters.get(field, ()), *asked.excluded.get(field, ())}
    return _capital(known.label(id_, reader)) if id_ and (value if field == "status" else id_) in taken else ""


async def _near_by(asked: Search, params: QueryParams, reader: str) -> tuple[NearBy, ...]:
    """What there is when the language is left open, or when the words are: with counts."""
    found = []
    if asked.filters.get("language"):
        href = searching.address("/search", params, language=None)
        found.append((text("search.near_any_language", reader), href))
    if asked.words and (asked.filters or asked.excluded):
        href = searching.address("/search", QueryParams({"q": asked.words}))
        found.append((text("search.near_without_filter", reader), href))
    near = []
    for label, href in found:
        total = await _count(href, asked.viewer, reader)
        if total:
            near.append(NearBy(label=label, href=href, count=total))
    return tuple(near)


async def _count(href: str, viewer: Viewer, reader: str) -> int:
    params = QueryParams(href.partition("?")[2])
    asked = await searching.search_of(params, viewer, await words(), language=reader, facets=(), strict=False)
    return (await search.search(asked)).total


def _pages(found: Found, asked: Search, params: QueryParams) -> dict[str, Any]:
    left = found.total - asked.page * asked.size
    return {
        "more_href": searching.address("/search", params, page=str(asked.page + 1)) if left > 0 else "",
        "more_count": min(left, asked.size) if left > 0 else 0,
        "previous_href": searching.address("/search", params, page=str(asked.page - 1)) if asked.page > 1 else "",
    }


def _dates(params: QueryParams, reader: str) -> DateRange:
    return DateRange(
        label=text("search.published", reader),
        from_name="published-from",
        to_name="published-to",
        from_value=params.get("published-from", "")[:10],
        to_value=params.get("published-to", "")[:10],
    )


def _sentence(problem: BadRequest, reader: str) -> str:
    key = str(problem.facts.get("reason", problem.key))
    return text(key, reader, **problems.shown_facts({k: v for k, v in problem.facts.items() if k != "reason"}, reader))


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
