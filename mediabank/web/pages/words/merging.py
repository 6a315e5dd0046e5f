"""Two concepts that become one: which goes out, what follows, and the list of pairs that look alike."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import counting, duplicates, merge, use
from mediabank.concepts.duplicates import Pair
from mediabank.concepts.words import Word
from mediabank.errors import Conflict, Fault, NotFound, Unfit
from mediabank.web import incoming
from mediabank.web.pages.words import acting, foretold, place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import HiddenValue
from mediabank.web.shown.words import ChooseView, MergePanel, MergeView, Side
from mediabank.web.shown.words_lists import PairShown, PairsView

MOST_PAIRS = 100


async def likely(at: Place, word: Word) -> MergePanel | None:
    """The panel for a concept that another one looks like; none where it is not the viewer's to merge."""
    if word.current or word.deprecated or not at.may(word.vocabulary):
        return None
    for pair in await duplicates.pairs(word.vocabulary):
        if word.id in {pair.one, pair.other}:
            out, stays = await _by_use(at, pair)
            return await panel(at, out, stays, reason=_reason(at, pair))
    return None


async def duplicates_page(request: Request) -> Response:
    """Every pair that looks alike, the most used first."""
    at = await place.place_of(request)
    asked = request.query_params.get("vocabulary", "")
    found = [pair for slug in at.known.faces if asked in {"", slug} for pair in await pairs(at, slug)]
    counts = await counting.own(at.known)
    found.sort(key=lambda pair: -max(counts.get(pair.one, 0), counts.get(pair.other, 0)))
    view = PairsView(
        pairs=tuple([await _pair(at, each) for each in found[:MOST_PAIRS]]),
        total=len(found),
        crumbs=place.crumbs(at, at.known.faces.get(asked), last=at.text("words.pile_duplicates")),
    )
    return await place.shown(request, at, "duplicates.html", view)


async def pairs(at: Place, vocabulary: str) -> list[Pair]:
    """The pairs of a vocabulary that the viewer may merge."""
    return list(await duplicates.pairs(vocabulary)) if at.may(vocabulary) else []


async def merge_page(request: Request) -> Response:
    """What happens when this concept goes out into `into`; without one, a field that finds it."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    into = request.query_params.get("into", "")
    if not into:
        return await _choose(request, at, word)
    return await _preview(request, at, word, _stays(at, word, into))


async def merge_now(request: Request) -> Response:
    """Let a concept go out into another; no file is touched, and undoing it brings it back as it was."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    stays = _stays(at, word, (await incoming.form(request)).get("into"))
    files = len(await use.carrying(at.known.same(word.id)))
    try:
        change = await merge.merge(word.id, stays.id, by=at.viewer)
    except (Unfit, Conflict) as problem:
        return await _choose(request, at, word, problem.faults)
    return await place.back(place.href(stays), "merged", change=change.id, n=files)


async def panel(at: Place, out: Word, stays: Word, *, reason: str) -> MergePanel:
    """What goes out, what stays, and what follows, as the page says it. Errors: Conflict for two that cannot be one."""
    told = await merge.preview(out.id, stays.id)
    carried = len(await use.carrying(at.known.same(stays.id)))
    return MergePanel(
        heading=at.text("words.merge_heading"),
        reason=reason,
        out=_side(at, out, told.assets),
        stays=_side(at, stays, carried, after=told.after),
        files=told.assets,
        both=told.both,
        lines=tuple(foretold.lines(at, out, stays, told)),
        action_href=place.href(out, "merge"),
        hidden=(HiddenValue(name="into", value=stays.id),),
        files_href=place.search_href(at.known, out),
        swap_href=merge_href(stays, out) if out.state == "accepted" else "",
    )


def merge_href(out: Word, stays: Word) -> str:
    """The page that shows what happens when one concept goes out into another."""
    return f"{place.href(out, 'merge')}?{urlencode({'into': stays.slug})}"


async def _preview(request: Request, at: Place, word: Word, stays: Word) -> Response:
    reason = at.text("words.merge_choose", one=word.label(at.reader), other=stays.label(at.reader))
    try:
        shown = await panel(at, word, stays, reason=reason)
    except Conflict as problem:
        return await _choose(request, at, word, problem.faults)
    crumbs = place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.merge_heading"))
    return await place.shown(request, at, "merge.html", MergeView(panel=shown, crumbs=crumbs))


async def _choose(request: Request, at: Place, word: Word, faults: tuple[Fault, ...] = ()) -> Response:
    query, found = await acting.hits_for(request, at, word)
    view = ChooseView(
        title=at.text("words.merge_title", name=word.label(at.reader)),
        line=at.text("words.merge_line"),
        crumbs=place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.merge_heading")),
        action_href=place.href(word, "merge"),
        back_href=place.href(word),
        name="into",
        button=at.text("words.merge_next"),
        query=query,
        found=found,
        nothing=bool(query) and not found,
        method="get",
        problems=acting.problems_of(at, faults),
    )
    return await place.shown(request, at, "choose.html", view, status=Conflict.status if faults else 200)


def _stays(at: Place, word: Word, into: str) -> Word:
    """The concept that stays, by slug or id. Errors: NotFound."""
    stays = at.known.by_slug.get((word.vocabulary, into)) or at.known.by_id.get(into)
    if stays is None:
        raise NotFound
    return stays


async def _by_use(at: Place, pair: Pair) -> tuple[Word, Word]:
    """(goes out, stays): the one that fewer files carry goes out, of two alike the younger."""
    counts = await counting.own(at.known)
    one, other = at.known.own[pair.one], at.known.own[pair.other]
    return (one, other) if counts.get(one.id, 0) < counts.get(other.id, 0) else (other, one)


def _reason(at: Place, pair: Pair) -> str:
    return at.text(f"words.pair_{pair.reason}", text=pair.text)


async def _pair(at: Place, pair: Pair) -> PairShown:
    counts = await counting.own(at.known)
    out, stays = await _by_use(at, pair)
    return PairShown(
        reason=_reason(at, pair),
        one=_side(at, out, counts.get(out.id, 0)),
        other=_side(at, stays, counts.get(stays.id, 0)),
        merge_href=merge_href(out, stays),
    )


def _side(at: Place, word: Word, used: int, *, after: int | None = None) -> Side:
    shown = word.label(at.reader)
    others = [f"{tag} {text}" for tag, text in word.labels.items() if text != shown]
    above = [at.known.own[each].label(at.reader) for each in place.path(at.known, word)]
    return Side(
        href=place.href(word),
        label=shown,
        line=", ".join(others),
        used=used,
        after=after,
        vocabulary=" / ".join((at.known.faces[word.vocabulary].title(at.reader), *above)),
    )
