"""All vocabularies, and a field that finds a concept in any of them."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import language
from mediabank.concepts.word import Face
from mediabank.web.linked import finding, negotiating, sharing
from mediabank.web.linked.negotiating import HTML, RDF
from mediabank.web.linked.sharing import shared
from mediabank.web.pages.vocab import place
from mediabank.web.pages.vocab.place import HERE, Place
from mediabank.web.shown import Link
from mediabank.web.shown.vocab import Finding, Named, VocabulariesView, VocabularyCard

MOST = 100


@shared
async def vocabularies_page(request: Request) -> Response:
    """Every vocabulary with what it is for; programs are sent to the description of all. Errors: NotAcceptable."""
    if negotiating.chosen(request, (HTML, *RDF)) is not HTML:
        return RedirectResponse("/catalog", HTTPStatus.SEE_OTHER, headers=sharing.OPEN | {"Vary": "Accept"})
    at = await place.place_of(request)
    faces = sorted(at.known.faces.values(), key=lambda each: each.title(at.reader).casefold())
    cards = [card(at, each) for each in faces]
    view = VocabulariesView(
        own=tuple(each for each in cards if not each.imported),
        imported=tuple(each for each in cards if each.imported),
        finding=await find(request, at),
        all_href=HERE,
        links=(
            Link(href="/scheme", label=at.text("scheme_page.desk")),
            Link(href="/catalog", label=at.text("vocab.catalogue")),
            Link(href=f"{HERE}/changes.atom", label=at.text("vocab.all_changes")),
        ),
    )
    return await place.page(request, "vocabularies.html", view)


def card(at: Place, face: Face) -> VocabularyCard:
    """A vocabulary among others."""
    return VocabularyCard(
        href=f"{HERE}/{face.slug}",
        title=face.title(at.reader),
        lang=at.foreign(face.titles),
        line=language.best(face.definitions, at.reader),
        line_lang=at.foreign(face.definitions),
        concepts=len(at.members(face.slug)),
        imported=face.imported,
    )


async def find(request: Request, at: Place, face: Face | None = None) -> Finding:
    """What `q` finds, in one vocabulary or in all."""
    here = f"{HERE}/{face.slug}" if face else HERE
    query = request.query_params.get("q", "").strip()[: finding.LONGEST_QUERY]
    if not query:
        return Finding(action_href=here)
    hits = await finding.found(query, at.known, at.secret, vocabularies=[face.slug] if face else ())
    shown = tuple(_hit(at, each, query, with_list=face is None) for each in hits[:MOST])
    return Finding(action_href=here, query=query, hits=shown, total=len(hits))


def _hit(at: Place, hit: finding.Hit, query: str, *, with_list: bool) -> Named:
    """A concept, with the label that was met where its name tells nothing of it, and its vocabulary among several."""
    parts = []
    if language.fold(query) not in language.fold(hit.word.label(at.reader)):
        parts.append(at.text("vocab.found_as", text=hit.text, tongue=at.tongue(hit.language)))
    if with_list:
        parts.append(at.known.faces[hit.word.vocabulary].title(at.reader))
    return at.named(hit.word, line=" · ".join(parts))
