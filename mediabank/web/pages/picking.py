"""What the field in which concepts are picked is answered while somebody types."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediabank import language
from mediabank.campaigns import lookup
from mediabank.concepts import picking, proposals
from mediabank.concepts.words import PROPOSED, Words, words
from mediabank.errors import BadRequest
from mediabank.language import text
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.forms.choices import CAMPAIGN, capital

SHOWN = 20


async def concept_suggestions(request: Request) -> Response:
    """The concepts of a vocabulary that fit what is typed: {typed, items, suggest, said}.

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
    said = text("picking.hits" if len(found) < SHOWN else "picking.hits_more", reader, n=len(found))
    return JSONResponse(
        {
            "typed": typed,
            "items": [_item(known, each, reader) for each in found],
            "suggest": text("picking.suggest", reader, word=typed) if _lacks(known, vocabulary, found, typed) else "",
            "said": said if found else text("picking.none", reader),
        },
        headers={"Cache-Control": "no-store"},
    )


def _lacks(known: Words, vocabulary: str, found: list[picking.Match], typed: str) -> bool:
    """Whether what is typed may be suggested: it is no concept's name yet."""
    names = {picking.shape(each.matched or label) for each in found for label in each.word.labels.values()}
    return bool(typed) and proposals.is_open(known, vocabulary) and picking.shape(typed) not in names


def _item(known: Words, match: picking.Match, reader: str) -> dict[str, Any]:
    word = match.word
    spoken = language.best_language(word.labels, reader)
    return {
        "value": word.slug,
        "label": capital(word.label(reader)),
        "lang": spoken if spoken != reader else "",
        "path": " › ".join(capital(each.label(reader)) for each in picking.path(known, word)),
        "matched": match.matched,
        "matchedLang": match.language,
        "mark": text("picking.proposed", reader) if word.state == PROPOSED else "",
    }
