"""What is offered where another concept is chosen: what to lie under, what means the same, what takes over."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import picking
from mediabank.concepts.picking import Match
from mediabank.concepts.words import Word
from mediabank.web.forms.choices import CAMPAIGN
from mediabank.web.pages.picking import answered, item
from mediabank.web.pages.words import form as form_
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import Option

MAPPING, BROADER = "mapping", "broader"
TAKES_OVER = ("into", "replaced")
"""Fields for what takes over, which what is out of use cannot."""
MOST = 20


async def find_piece(request: Request) -> Response:
    """What fits the letters typed so far in one of the fields, as its script asks for them."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    asked = request.query_params
    name, typed = asked.get("list", ""), asked.get("q", "").strip()
    kind = asked.get("kind", "") if asked.get("kind") in form_.MATCHES else "closeMatch"
    if name == MAPPING and _is_address(typed):
        return answered(typed, [_address(at, kind, typed)], at.reader, most=MOST)
    found = await offered(at, word, name, typed)
    return answered(typed, [_item(at, each, name, kind) for each in found], at.reader, most=MOST)


async def options(at: Place, word: Word, name: str, written: str, kind: str) -> list[Option]:
    """The same as what is ticked where no script runs."""
    if name != MAPPING:
        return [form_.concept_option(at, each.word.id) for each in await offered(at, word, name, written)]
    if _is_address(written):
        return [form_.mapping_option(at, kind, written)]
    found = await offered(at, word, name, written)
    return [form_.mapping_option(at, kind, each.word.address) for each in found]


async def offered(at: Place, word: Word, name: str, written: str) -> list[Match]:
    """Concepts of the same vocabulary, or of all others for a mapping: imported ones first.

    Retired ones too, but for what takes over. The campaigns of others are told to nobody who does not tend them.
    """
    vocabularies: tuple[str, ...] = (word.vocabulary,)
    without = frozenset({word.id})
    if name == MAPPING:
        faces = sorted(at.known.faces.values(), key=lambda each: not each.imported)
        told = (each.slug for each in faces if each.slug != CAMPAIGN or at.tends(CAMPAIGN))
        vocabularies = tuple(each for each in told if each != word.vocabulary)
    elif name == BROADER:
        without = at.known.below(word.id)
    wish = picking.Wish(
        typed=written,
        reader=at.reader,
        vocabularies=vocabularies,
        deprecated=name not in TAKES_OVER,
        proposed=False,
        without=without,
        assignable=False,
        most=MOST,
    )
    return await picking.found(wish)


def _item(at: Place, match: Match, name: str, kind: str) -> dict[str, Any]:
    word = at.known.own[match.word.id]
    above = " › ".join(each.label(at.reader) for each in picking.path(at.known, word))
    told = item(at.known, match, at.reader) | {"value": word.id, "label": word.label(at.reader), "path": above}
    if name != MAPPING:
        return told
    option = form_.mapping_option(at, kind, word.address)
    where = " › ".join(filter(None, (at.known.faces[word.vocabulary].title(at.reader), above)))
    return told | {"value": option.value, "label": option.label, "lang": "", "shown": told["label"], "path": where}


def _address(at: Place, kind: str, address: str) -> dict[str, Any]:
    option = form_.mapping_option(at, kind, address)
    return {"value": option.value, "label": option.label, "shown": address}


def _is_address(written: str) -> bool:
    return written.startswith(("http://", "https://"))
