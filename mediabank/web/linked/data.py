"""A concept, a vocabulary and a dated edition as data: written from the tables, or sent from a dump in the store."""

from http import HTTPStatus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

import storage
from mediabank import store
from mediabank.concepts import dumps, publishing, rows
from mediabank.concepts.word import Face, Word, Words
from mediabank.concepts.words import words
from mediabank.errors import Away, BeingMade, NotFound
from mediabank.models import Concept, Dump
from mediabank.web import sending
from mediabank.web.linked import seen, sharing
from mediabank.web.linked.negotiating import MARCXML, RDF, Form
from vocabularies import marc, writing
from vocabularies.writing import Named

FORMS = (*RDF, MARCXML)
"""What a vocabulary and a concept come in; of equals the first is taken. Editions come in RDF alone."""
WAIT_SECONDS = 10
"""Told to whoever asks for a large vocabulary that was never written before; 20,000 concepts take about this long."""


async def concept(request: Request, face: Face, word: Word, form: Form, *, vary: str) -> Response:
    """One concept with the names of its neighbours, from the tables: never older than they are."""
    known, secret = await words(), await seen.hidden_from_all()
    if not seen.is_shown(word, secret):
        raise NotFound
    body = await _written(face, word, form, known, secret)
    return sharing.answer(request, body, form, name=word.slug, modified=word.modified_at, vary=vary)


async def vocabulary(request: Request, face: Face, form: Form, *, vary: str) -> Response:
    """A whole vocabulary: small ones from the tables, others from the last dump. Errors: BeingMade before the first.

    A first dump is not waited for: how long it takes hangs on what else is owed, and a program told when to come back
    holds no line meanwhile. While a newer one is being made the last is sent under its own tag and time.
    """
    known = await words()
    if not dumps.is_dumped(face, known):
        body = await publishing.written(face, form.suffix, secret=await seen.hidden_from_all())
        return sharing.answer(request, body, form, name=face.slug, vary=vary)
    row = await dumps.dump(face, form.suffix)
    if row is None:
        raise BeingMade(retry_after_seconds=WAIT_SECONDS)
    return await _sent(request, row, form, face.slug, vary)


async def edition(request: Request, face: Face, day: str, form: Form, *, vary: str) -> Response:
    """A vocabulary as it was kept that day. Errors: NotFound, BeingMade."""
    if day not in await dumps.editions(face):
        raise NotFound
    row = await dumps.dump(face, form.suffix, edition=day)
    if row is None:
        raise BeingMade(retry_after_seconds=WAIT_SECONDS)
    return await _sent(request, row, form, f"{face.slug}-{day}", vary)


async def _written(face: Face, word: Word, form: Form, known: Words, secret: frozenset[str]) -> bytes:
    named = {*word.broader, *word.related, *word.replaced_by, *([known.by_id[word.id].id] if word.current else ())}
    children = [each for each in known.children(face.slug, word.id) if seen.is_shown(each, secret)]
    near = [known.own[each] for each in named if each in known.own and seen.is_shown(known.own[each], secret)]
    row = await Concept.get(id=word.id)
    (value,) = await rows.concept_values([row], {UUID(each.id): each.slug for each in near})
    said = publishing.as_public(value, word, known, secret)
    neighbours = {each.slug: Named(each.address, each.labels) for each in (*near, *children)}
    narrower, modified = [each.slug for each in children], publishing.stamp(word.modified_at)
    if form is MARCXML:
        moments = marc.Moments(publishing.stamp(row.created_at), modified)
        source = await publishing.source(face)
        return marc.single(
            said, neighbours | publishing.mapped([said], known), source, narrower=narrower, moments=moments
        )
    return writing.concept_written(
        said,
        Named(face.address, face.titles),
        neighbours,
        publishing.FORMATS[form.suffix],
        base=publishing.base(face),
        narrower=narrower,
        modified=modified,
    )


async def _sent(request: Request, row: Dump, form: Form, name: str, vary: str) -> Response:
    headers = sharing.headers_of(form, row.digest, name=name, modified=row.made_at, vary=vary)
    if sending.held_already(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sharing.without_content(headers))
    headers["Content-Length"] = str(row.size)
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        parts = await store.run(store.current().range, dumps.object_key(row))
    except storage.Missing as missing:
        raise Away from missing
    return sending.Streamed(parts, HTTPStatus.OK, headers)
