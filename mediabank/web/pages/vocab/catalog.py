"""The description of all data for people, and by its suffix or the Accept header for programs."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.web.linked import catalog, data, negotiating
from mediabank.web.linked.negotiating import HTML, RDF
from mediabank.web.linked.sharing import shared
from mediabank.web.pages.vocab import place
from mediabank.web.pages.vocab.place import HERE
from mediabank.web.shown.vocab import CatalogView, DatasetRow


@shared
async def catalog_page(request: Request) -> Response:
    """The description in the form that is asked for."""
    form = negotiating.chosen(request, (HTML, *RDF))
    if form is not HTML:
        return await catalog.described(request, form, vary="Accept")
    at = await place.place_of(request)
    faces = sorted(at.known.faces.values(), key=lambda each: (each.imported, each.title(at.reader).casefold()))
    rows = tuple(
        DatasetRow(
            name=at.face_named(face),
            concepts=len(at.members(face.slug)),
            modified=face.modified_at,
            forms=place.formats(f"{HERE}/{face.slug}", data.FORMS),
        )
        for face in faces
    )
    view = CatalogView(rows=rows, forms=place.formats("/catalog", RDF))
    return await place.page(request, "catalog.html", view)


@shared
async def catalog_file(request: Request) -> Response:
    """The description in the form that the suffix names. Errors: NotFound."""
    _, form = negotiating.split(f"catalog.{request.path_params['suffix']}", RDF)
    return await catalog.described(request, form or HTML, vary="")
