"""The verbs of Skosmos' public REST API, so that its clients read the bank's words: search, label, broader, narrower.

Parameters and answers follow the Swagger description of NatLibFi/Skosmos (v1); `limit` is another name of `maxhits`.
`broader` and `narrower` are known to it below a vocabulary alone, here for every address. Texts in a language that was
asked for are in that language or not there: the answer is RDF, and must not say that a Norwegian word is German.
"""

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mediabank import language
from mediabank.concepts.word import Word, Words
from mediabank.concepts.words import words
from mediabank.errors import BadRequest, Fault, NotFound
from mediabank.web.linked import finding, seen, sharing
from mediabank.web.linked.negotiating import JSON
from mediabank.web.linked.sharing import shared

MOST, USUAL, DIGITS = 500, 100, 6
CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "uri": "@id",
    "type": "@type",
}
RESULTS: dict[str, Any] = CONTEXT | {
    "results": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "@container": "@list"},
    "prefLabel": "skos:prefLabel",
    "altLabel": "skos:altLabel",
    "hiddenLabel": "skos:hiddenLabel",
    "notation": "skos:notation",
}
CONCEPT = "skos:Concept"


@shared
async def search(request: Request) -> Response:
    """Concepts by label: query (with `*`), lang, labellang, vocab, type, parent, maxhits or limit, offset.

    With `parent` the query may be left out: all that lies below it. Errors: NotFound, BadRequest.
    """
    known, secret = await words(), await seen.hidden_from_all()
    asked = request.query_params
    named = _vocabulary(request, known)
    chosen = [named] if named else asked.get("vocab", "").split()
    if chosen and not any(each in known.faces for each in chosen):
        raise NotFound
    tongue = asked.get("lang", "")
    many, first = _number(request, "maxhits") or _number(request, "limit") or USUAL, _number(request, "offset", least=0)
    query = asked.get("query", "").strip() or ("*" if asked.get("parent") else _needed(request, "query"))
    above = known.by_address.get(asked.get("parent", ""))
    if above is not None and (not chosen or above.vocabulary in chosen):
        chosen = [above.vocabulary]
    hits = await finding.found(query, known, secret, vocabularies=chosen, language=tongue, whole=True)
    if asked.get("type") and not {CONCEPT, f"{CONTEXT['skos']}Concept"} & set(asked["type"].split()):
        hits = []
    if asked.get("parent"):
        hits = [each for each in hits if above is not None and above.id in each.word.ancestors]
    shown = hits[first : first + min(many, MOST)]
    reader = asked.get("labellang") or tongue
    return _json(request, {"@context": RESULTS, "uri": "", "results": [_result(each, reader) for each in shown]})


@shared
async def label(request: Request) -> Response:
    """The preferred label of a concept: uri, lang; where it has none in that language, none is answered."""
    _, word = await _concept(request)
    tongue = request.query_params.get("lang", "")
    tongue, text = (tongue, word.labels.get(tongue, "")) if tongue else _best(word, "")
    context = CONTEXT | {"prefLabel": "skos:prefLabel"} | ({"@language": tongue} if tongue else {})
    said = {"prefLabel": text} if text else {}
    return _json(request, {"@context": context, "uri": request.query_params["uri"], **said})


@shared
async def broader(request: Request) -> Response:
    """The concepts right above a concept: uri, lang."""
    known, word = await _concept(request)
    return await _neighbours(request, "broader", [known.own[each] for each in word.broader if each in known.own])


@shared
async def narrower(request: Request) -> Response:
    """The concepts right below a concept: uri, lang."""
    known, word = await _concept(request)
    return await _neighbours(request, "narrower", known.children(word.vocabulary, word.id))


async def _neighbours(request: Request, verb: str, near: Iterable[Word]) -> Response:
    secret = await seen.hidden_from_all()
    tongue = request.query_params.get("lang", "")
    found = [_neighbour(each, tongue) for each in near if seen.is_shown(each, secret)]
    context = CONTEXT | {"prefLabel": "skos:prefLabel", verb: f"skos:{verb}"}
    if tongue:
        context["@language"] = tongue
    return _json(request, {"@context": context, "uri": request.query_params["uri"], verb: found})


def _neighbour(word: Word, tongue: str) -> dict[str, str]:
    text = word.labels.get(tongue, "") if tongue else _best(word, "")[1]
    return {"uri": word.address} | ({"prefLabel": text} if text else {})


async def _concept(request: Request) -> tuple[Words, Word]:
    """The concept that `uri` names, as what it was merged into. Errors: BadRequest, NotFound."""
    known, secret = await words(), await seen.hidden_from_all()
    address, named = _needed(request, "uri"), _vocabulary(request, known)
    word = known.by_address.get(address)
    if word is None or not seen.is_shown(word, secret) or (named and word.vocabulary != named):
        raise NotFound
    if address in {each.address for each in map(known.own.get, secret) if each is not None}:
        raise NotFound
    return known, word


def _vocabulary(request: Request, known: Words) -> str:
    """The vocabulary in the path, "" where there is none. Errors: NotFound."""
    named: str = request.path_params.get("vocabulary", "")
    if named and named not in known.faces:
        raise NotFound
    return named


def _result(hit: finding.Hit, reader: str) -> dict[str, Any]:
    word = hit.word
    tongue, text = _best(word, reader or hit.language)
    said: dict[str, Any] = {
        "uri": word.address,
        "type": [CONCEPT],
        "localname": word.slug,
        "prefLabel": text,
        "lang": tongue,
        "vocab": word.vocabulary,
    }
    if hit.kind != "pref":
        said[f"{hit.kind}Label"] = hit.text
    if word.notation:
        said["notation"] = word.notation
    return said


def _best(word: Word, wanted: str) -> tuple[str, str]:
    """The language that a concept is named in, and its name: as wanted, or the nearest there is; "" without a name."""
    if wanted not in word.labels:
        wanted = language.best_language(word.labels, wanted if wanted in language.LANGUAGES else language.LANGUAGES[0])
    return (wanted, word.labels[wanted]) if wanted in word.labels else ("", word.slug)


def _needed(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if not value:
        raise BadRequest(faults=[Fault("vocab.parameter_missing", field=name, facts={"name": name})])
    return value


def _number(request: Request, name: str, *, least: int = 1) -> int:
    """A number that was asked for, 0 where none was. Errors: BadRequest for what is none, or less than it may be."""
    value = request.query_params.get(name, "").strip()
    if not value:
        return 0
    if not (value.isascii() and value.isdigit() and len(value) <= DIGITS and int(value) >= least):
        fault = Fault("vocab.not_a_number", field=name, facts={"name": name, "value": value[:40], "least": least})
        raise BadRequest(faults=[fault])
    return int(value)


def _json(request: Request, said: dict[str, Any]) -> Response:
    body = json.dumps(said, ensure_ascii=False).encode()
    return sharing.answer(request, body, JSON, vary="")
