"""What the bank publishes as data, described for catalogues: /catalog and /.well-known/void (DCAT-AP-NO, VoID)."""

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank.concepts import dumps, publishing
from mediabank.concepts.word import Face, Words
from mediabank.concepts.words import words
from mediabank.errors import NotFound
from mediabank.language import LANGUAGES, has, text
from mediabank.models import Dump, Fact, Organisation
from mediabank.web.linked import data, seen, sharing
from mediabank.web.linked.negotiating import RDF, Form
from mediabank.web.linked.sharing import shared
from vocabularies import catalogue
from vocabularies.catalogue import Catalogue, Contact, Distribution, Entry, Publisher


@shared
async def void(_request: Request) -> Response:
    """Where programs that know VoID look for the description (W3C VoID, 7.2): they are sent to it."""
    return RedirectResponse("/catalog", HTTPStatus.SEE_OTHER, headers=sharing.OPEN)


async def described(request: Request, form: Form, *, vary: str) -> Response:
    """The description of all vocabularies in a form of RDF. Errors: NotFound for other forms."""
    if form not in RDF:
        raise NotFound
    known, secret = await words(), await seen.hidden_from_all()
    entries = [await _entry(request, face, known, secret) for face in known.faces.values()]
    whole = await _catalogue(request, known)
    body = await asyncio.to_thread(catalogue.written, whole, entries, publishing.FORMATS[form.suffix])
    return sharing.answer(request, body, form, name="catalog", vary=vary)


async def _catalogue(request: Request, known: Words) -> Catalogue:
    base, here = (await Fact.get(name="base")).value, sharing.origin(request)
    keeper = await Organisation.filter(kind="konsortium").first()
    names = {"nb": keeper.name} if keeper else _said("catalog.publisher")
    modified = max((each.modified_at for each in known.faces.values() if each.modified_at), default=None)
    return Catalogue(
        address=f"{base}catalog",
        titles=_said("catalog.title"),
        descriptions=_said("catalog.description"),
        publisher=Publisher(address=f"{base}#publisher", names=names),
        contact=Contact(names=_said("catalog.contact"), page=f"{here}/help"),
        modified=publishing.stamp(modified),
    )


async def _entry(request: Request, face: Face, known: Words, secret: frozenset[str]) -> Entry:
    shown = [each for each in known.vocabularies.get(face.slug, ()) if seen.is_shown(each, secret)]
    sizes = {}
    if dumps.is_dumped(face, known):
        sizes = {row.format: row.size for row in await Dump.filter(vocabulary_id=face.id, edition="")}
    here = f"{sharing.origin(request)}/vocab/{face.slug}"
    return Entry(
        slug=face.slug,
        address=face.address,
        titles=face.titles,
        descriptions=face.definitions,
        distributions=tuple(
            Distribution(f"{here}.{each.suffix}", each.types[0], sizes.get(each.suffix)) for each in data.FORMS
        ),
        languages=tuple(sorted({tag for each in shown for tag in each.labels})),
        licence=face.licence,
        version=face.version,
        modified=publishing.stamp(face.modified_at),
        concepts=len(shown),
        example=shown[0].address if shown else "",
    )


def _said(key: str) -> dict[str, str]:
    return {each: text(key, each) for each in LANGUAGES if has(key, each)}
