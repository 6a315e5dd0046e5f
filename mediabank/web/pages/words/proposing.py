"""Words that somebody suggested: taken in, said to be the same as another, or declined."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import proposals
from mediabank.errors import BadRequest
from mediabank.web import incoming
from mediabank.web.pages.words import place, tree
from mediabank.web.pages.words.place import HERE
from mediabank.web.shown.words import ProposalsView


async def proposals_page(request: Request) -> Response:
    """Every suggested word in what the viewer tends, the most carried first."""
    at = await place.place_of(request)
    tended = frozenset(each for each in at.known.faces if at.may(each))
    waiting = await proposals.waiting(tended)
    rows = sorted(await tree.proposals(at, waiting), key=lambda row: (-row.used, row.label.casefold()))
    view = ProposalsView(rows=tuple(rows), crumbs=place.crumbs(at, last=at.text("words.pile_proposals")))
    return await place.shown(request, at, "proposals.html", view)


async def proposal_now(request: Request) -> Response:
    """Accept or decline; the one who suggested the word is told."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    sent = await incoming.form(request)
    if sent.get("do") == "accept":
        change = await proposals.accept(word.id, by=at.viewer)
        done = "accepted"
    elif sent.get("do") == "decline":
        change = await proposals.decline(word.id, by=at.viewer, reason=sent.get("reason").strip())
        done = "declined"
    else:
        raise BadRequest
    stays = sent.get("back") != "list" and done == "accepted"
    return await place.back(place.href(word) if stays else f"{HERE}/proposals", done, change=change.id)
