"""The files of concepts that were split: for each somebody chooses what takes over, one by one or many at once."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank.assets import sorting
from mediabank.assets.glance import glance
from mediabank.concepts import counting, use
from mediabank.concepts.words import Word
from mediabank.errors import NotFound, Unfit
from mediabank.models import Asset
from mediabank.web import incoming, render
from mediabank.web.pages import cards
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import Action, HiddenValue, Link, Option, Problem, Toast
from mediabank.web.shown.words_lists import SortView, SplitShown, SplitsView, ToSort

FILES = 24
"""On one page."""
BETWEEN, AT = ",", "."
"""Of the files that were just sorted, as the address tells them: id and revision."""
_TOLD = re.compile(rf"([a-z0-9]{{1,20}}){re.escape(AT)}([0-9]{{1,7}})", re.ASCII)


async def splits_page(request: Request) -> Response:
    """Every concept that was split and that files still carry."""
    at = await place.place_of(request)
    counts = await counting.own(at.known)
    found = sorted(left(at, counts), key=lambda each: -counts[each.id])
    view = SplitsView(
        rows=tuple(
            SplitShown(
                concept=_link(at, each),
                into=tuple(_link(at, heir) for heir in sorting.heirs(at.known, each)),
                files=counts[each.id],
                href=place.href(each, "sort"),
            )
            for each in found
        ),
        crumbs=place.crumbs(at, last=at.text("words.pile_splits")),
    )
    return await place.shown(request, at, "splits.html", view)


def left(at: Place, counts: Mapping[str, int]) -> list[Word]:
    """The concepts that were split, that files still carry, and that the viewer tends."""
    return [
        word
        for id_, n in counts.items()
        if n and (word := at.known.own.get(id_)) and word.deprecated
        if at.may(word.vocabulary) and sorting.heirs(at.known, word)
    ]


async def sort_page(request: Request) -> Response:
    """The files that wait, with the choice for each."""
    at = await place.place_of(request)
    return await _page(request, at, _split(request, at))


async def sort_now(request: Request) -> Response:
    """Give the files what was chosen; `all` gives it to every file of the page that has no choice of its own."""
    at = await place.place_of(request)
    word, sent = _split(request, at), await incoming.form(request)
    same = sent.all("all")
    chosen = {each: sent.all(f"for.{each}") or same for each in sent.all("file")}
    done, stopped = await sorting.sort(word, chosen, by=at.viewer)
    if not done:
        return await _page(request, at, word, "words.sort_stopped" if stopped else "words.sort_nothing", len(stopped))
    told = {"sorted": BETWEEN.join(f"{asset}{AT}{number}" for asset, number in done.items())}
    if stopped:
        told["stopped"] = str(len(stopped))
    return RedirectResponse(f"{place.href(word, 'sort')}?{urlencode(told)}", 303)


async def back_now(request: Request) -> Response:
    """Take the last choice back, for the files that nobody has touched since."""
    at = await place.place_of(request)
    word = _split(request, at)
    done = _told((await incoming.form(request)).get("sorted"))
    count = await sorting.back(word, done, by=at.viewer)
    return RedirectResponse(f"{place.href(word, 'sort')}?{urlencode({'unsorted': count})}", 303)


def _split(request: Request, at: Place) -> Word:
    """The concept, where it was split. Errors: NotFound, NotAllowed."""
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    if not sorting.heirs(at.known, word):
        raise NotFound
    return word


async def _page(request: Request, at: Place, word: Word, problem: str = "", n: int = 0) -> Response:
    waiting = sorting.waiting(at.known, word, at.viewer)
    total = await waiting.count()
    into = sorting.heirs(at.known, word)
    every = len(await use.carrying(at.known.same(word.id)))
    view = SortView(
        title=at.text("words.sort_title", name=word.label(at.reader)),
        line=at.text("words.sort_line", name=word.label(at.reader), others=place.listed(at, into)),
        left=total,
        unseen=max(0, every - total),
        files=await _files(at, await waiting.limit(FILES), into),
        several=not sorting.is_single(at.known, word.vocabulary),
        into=tuple(Option(value=each.id, label=each.label(at.reader)) for each in into),
        action_href=place.href(word, "sort"),
        concept_href=place.href(word),
        problems=(Problem(text=at.text(problem, n=n)),) if problem else (),
        crumbs=place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.sort")),
    )
    status = Unfit.status if problem else 200
    return await render.page(request, "words/sort.html", view, status=status, toast=_toast(request, at, word))


async def _files(at: Place, assets: list[Asset], into: tuple[Word, ...]) -> tuple[ToSort, ...]:
    told = await glance(assets)
    had = await sorting.had([asset.id for asset in assets], [each.id for each in into])
    shown = []
    for asset in assets:
        card = cards.card(asset, told, at.reader)
        shown.append(
            ToSort(
                id=asset.id,
                href=card.href,
                title=card.title,
                lang=card.lang,
                line=cards.line(asset, told, at.reader),
                state=cards.state_badge(asset, told, at.reader),
                picture=cards.picture(asset, told, at.reader, at="thumb"),
                kind=card.kind,
                into=tuple(
                    Option(value=each.id, label=each.label(at.reader), chosen=(asset.id, each.id) in had)
                    for each in into
                ),
            )
        )
    return tuple(shown)


def _toast(request: Request, at: Place, word: Word) -> Toast | None:
    """What was just sorted, with a way back; or that it was taken back."""
    asked = request.query_params
    done = _told(asked.get("sorted", ""))
    if done:
        text = at.text("words_done.sorted", n=len(done))
        stopped = asked.get("stopped", "")
        if stopped.isascii() and stopped.isdigit() and len(stopped) < 4:  # noqa: PLR2004 - a page holds no more
            text += " " + at.text("words.sort_stopped", n=int(stopped))
        value = HiddenValue(name="sorted", value=asked["sorted"])
        return Toast(
            text=text, undo=Action(href=place.href(word, "unsort"), label=at.text("words.undo"), values=(value,))
        )
    return Toast(text=at.text("words_done.unsorted")) if "unsorted" in asked else None


def _told(written: str) -> dict[str, int]:
    """Asset → revision; what is neither is left out."""
    pairs = (_TOLD.fullmatch(each) for each in written.split(BETWEEN)[:FILES])
    return {found[1]: int(found[2]) for found in pairs if found}


def _link(at: Place, word: Word) -> Link:
    return Link(href=place.href(word), label=word.label(at.reader))
