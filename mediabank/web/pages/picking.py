"""What the field in which concepts are picked is answered while somebody types."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediabank import language
from mediabank.campaigns import lookup
from mediabank.concepts import picking, proposals
from mediabank.concepts.words import Words, words
from mediabank.errors import BadRequest
from mediabank.language import text
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.forms.choices import CAMPAIGN, capital, mark

SHOWN = 20


async def concept_suggestions(request: Request) -> Response:
    """The concepts of a vocabulary that fit what is typed: {typed, items, suggest, said}.

    `suggest` is the offer to suggest what is typed as a new concept, where `suggest=1` asks and the vocabulary is open.
    Each item holds value (slug), label, path, and where they differ from those matched, matchedLang and mark.
    """
    vocabulary, typed = request.query_params.get("vocabulary", ""), request.query_params.get("q", "").strip()
    known, reader = await words(), language_of(request)
    if vocabulary not in known.faces:
        raise BadRequest
    only = None
    if vocabulary == CAMPAIGN:
        every = [word.id for word in known.vocabularies.get(CAMPAIGN, ())]
        told = await lookup.told_of(every, await viewer_of(request))
        only = frozenset(known.own[each].slug for each in told)
    wish = picking.Wish(typed=typed, reader=reader, vocabularies=(vocabulary,), only=only, most=SHOWN)
    found = await picking.found(wish)
    lacks = request.query_params.get("suggest") == "1" and await _lacks(known, wish)
    suggest = text("picking.suggest", reader, word=typed) if lacks else ""
    return answered(typed, [item(known, each, reader) for each in found], reader, suggest=suggest)


def answered(
    typed: str, items: Sequence[dict[str, Any]], reader: str, *, suggest: str = "", most: int = SHOWN
) -> Response:
    """The answer that js/combobox.js understands; `most` is how many items it would have held at most."""
    hits = text("picking.hits" if len(items) < most else "picking.hits_more", reader, n=len(items))
    said = hits if items else text("picking.none", reader)
    told = {"typed": typed, "items": list(items), "suggest": suggest, "said": said}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _lacks(known: Words, wish: picking.Wish) -> bool:
    """Whether what is typed may be suggested: it is no concept's name yet."""
    if not picking.shape(wish.typed) or not proposals.is_open(known, *wish.vocabularies):
        return False
    return not await picking.exact(known, wish)


def item(known: Words, match: picking.Match, reader: str) -> dict[str, Any]:
    """One concept that fits; `value` is its slug."""
    word = match.word
    spoken = language.best_language(word.labels, reader)
    return {
        "value": word.slug,
        "label": capital(word.label(reader)),
        "lang": spoken if spoken != reader else "",
        "path": " › ".join(capital(each.label(reader)) for each in picking.path(known, word)),
        "matched": match.matched,
        "matchedLang": match.language,
        "mark": mark(word, reader),
    }
