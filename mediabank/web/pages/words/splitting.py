"""One concept that becomes several."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import splitting, use
from mediabank.concepts.words import Word
from mediabank.errors import Conflict, Fault, Unfit
from mediabank.web import incoming
from mediabank.web.pages.words import acting, place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown.words import ChooseView


async def split_page(request: Request) -> Response:
    """Choose what takes over; the files come on a work list."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    return await _page(request, at, word)


async def split_now(request: Request) -> Response:
    """Retire the concept in favour of several."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    into = (await incoming.form(request)).all("into")
    files = len(await use.carrying(at.known.same(word.id)))
    try:
        change = await splitting.split(word.id, into, by=at.viewer)
    except (Unfit, Conflict) as problem:
        return await _page(request, at, word, problem.faults)
    return await place.back(place.href(word), "split", change=change.id, n=files)


async def _page(request: Request, at: Place, word: Word, faults: tuple[Fault, ...] = ()) -> Response:
    query, found = await acting.hits_for(request, at, word)
    own = len(await use.carrying(at.known.same(word.id)))
    view = ChooseView(
        title=at.text("words.split_title", name=word.label(at.reader)),
        line=at.text("words.split_line"),
        lines=(at.text("words.split_files", n=own), at.text("words.can_undo")),
        crumbs=place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.split")),
        action_href=place.href(word, "split"),
        back_href=place.href(word),
        name="into",
        button=at.text("words.split_now"),
        query=query,
        found=found,
        nothing=bool(query) and not found,
        several=True,
        find_label=at.text("words.split_find"),
        problems=acting.problems_of(at, faults),
    )
    return await place.shown(request, at, "choose.html", view, status=Unfit.status if faults else 200)
