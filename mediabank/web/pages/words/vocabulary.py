"""One vocabulary: its tree with the field that creates, what lies on top, and what it is called."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts.words import Face
from mediabank.errors import Fault, Unfit
from mediabank.language import best
from mediabank.web.pages.words import concept, desk, editions, place, tree
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.problems import fault_text
from mediabank.web.shown.words import VocabularyView


async def vocabulary_page(request: Request) -> Response:
    """The vocabulary as a tree; with `q` what was looked for stands in its place."""
    at = await place.place_of(request)
    return await page(request, at, place.face_of(request, at), written=request.query_params.get("q", "").strip())


async def page(request: Request, at: Place, face: Face, *, written: str = "", faults: Sequence[Fault] = ()) -> Response:
    """The page, with what was typed and why it could not be made."""
    error = " ".join(fault_text(each, at.reader) for each in faults)
    whole = at.may(face.slug)
    view = VocabularyView(
        tree=await tree.tree_of(at, face, written=written, error=error),
        crumbs=place.crumbs(at, face),
        title=face.title(at.reader),
        line=best(face.definitions, at.reader),
        address=face.address,
        public_href=place.public_href(face.slug),
        concepts=len(desk.in_use(at, face.slug)),
        gaps=() if face.imported else desk.gaps(at, face),
        imported=face.imported,
        edit_href=f"{HERE}/vocabularies/{face.slug}" if whole else "",
        history_href=f"{HERE}/history?vocabulary={face.slug}",
        duplicates_href=f"{HERE}/duplicates?vocabulary={face.slug}" if whole else "",
        editions=await editions.shown_of(at, face),
        below=await concept.below_of(at, face.slug, ""),
        below_all=len(tree.children(at, face.slug)),
        languages=tuple(at.language(tag) for tag in place.LANGUAGES),
        lang=at.foreign(face.titles),
    )
    return await place.shown(request, at, "vocabulary.html", view, status=Unfit.status if faults else 200)
