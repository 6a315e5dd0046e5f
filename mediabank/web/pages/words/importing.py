"""A vocabulary from a file: brought in, shown as what it would change, taken in or left."""

from typing import Self
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank.concepts import decoding, importing
from mediabank.concepts.importing import Arriving
from mediabank.errors import BadRequest, EmptyFile, Fault, NotAllowed, NotFound, Problem, Unfit
from mediabank.language import text
from mediabank.models import Import
from mediabank.web import incoming, problems
from mediabank.web import shown as shown_
from mediabank.web.pages.words import importing_told, place
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.shown.importing import ImportFormView

PLACE = f"{HERE}/import"
FILE, SLUG = "file", "slug"
SLUG_BYTES = 1_000
BODY_LIMIT_BYTES = decoding.LIMIT_BYTES + 100_000
EARLIER = 20


async def import_page(request: Request) -> Response:
    """The form, and what came before."""
    return await _form(request, await _editor(request))


async def import_now(request: Request) -> Response:
    """Take the file and owe its reading; what is no file of words is told at once."""
    at = await _editor(request)
    slug = ""
    try:
        async with _Form(request) as form:
            slug = form.slug
            row = await form.arriving().finish(slug=slug, by=at.viewer.person)
    except (Unfit, EmptyFile) as problem:
        return await _form(request, at, slug=slug, problem=problem)
    return RedirectResponse(f"{PLACE}/{row.id}", 303)


async def run_page(request: Request) -> Response:
    """How far an import has come, and what it changes."""
    at = await _editor(request)
    row = await _run(request, at)
    given_up = bool(await importing.given_up([row]))
    return await place.shown(request, at, "import_run.html", importing_told.view(at, row, PLACE, given_up=given_up))


async def run_now(request: Request) -> Response:
    """Take in what was shown, or leave it."""
    at = await _editor(request)
    row = await _run(request, at)
    if not importing_told.may_apply(at, row):
        raise NotAllowed
    match (await incoming.form(request)).get("do"):
        case "approve":
            await importing.approve(row.id, by=at.viewer.person)
        case "refuse":
            await importing.refuse(row.id, by=at.viewer.person)
        case _:
            raise BadRequest
    return RedirectResponse(f"{PLACE}/{row.id}", 303)


async def _editor(request: Request) -> Place:
    """Errors: NotAllowed for who tends no vocabulary in all its languages."""
    at = await place.place_of(request)
    if not any(each.languages is None for each in at.viewer.tends):
        raise NotAllowed
    return at


async def _run(request: Request, at: Place) -> Import:
    """The import that the address names, for its maker and for who tends its vocabulary. Errors: NotFound."""
    try:
        row = await Import.get_or_none(id=UUID(request.path_params["run"]))
    except ValueError:
        row = None
    if row is None or not (row.by_id == at.viewer.person or at.may(row.slug)):
        raise NotFound
    return row


class _Form:
    """The form on its way in: its file into the store as it comes, its other field kept."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._arriving: Arriving | None = None
        self.slug = ""

    async def __aenter__(self) -> Self:
        try:
            await self._read()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._arriving is not None:
            await self._arriving.__aexit__()

    def arriving(self) -> Arriving:
        """The file. Errors: Unfit where none was chosen."""
        if self._arriving is None:
            raise Unfit(faults=[Fault("error.no_file", field=FILE)])
        return self._arriving

    async def _read(self) -> None:
        part, typed = incoming.Part(""), b""
        async for event in incoming.parts(self._request):
            match event:
                case incoming.Begin(part) if part.file_name and part.name == FILE and self._arriving is None:
                    self._arriving = await Arriving(part.file_name).__aenter__()
                case incoming.Data(bytes_) if part.name == FILE and self._arriving is not None:
                    await self._arriving.write(bytes_)
                case incoming.Data(bytes_) if part.name == SLUG and len(typed) < SLUG_BYTES:
                    typed += bytes_
        self.slug = incoming.plain(typed.decode("utf-8", "replace")).strip()


async def _form(request: Request, at: Place, *, slug: str = "", problem: Problem | None = None) -> Response:
    told: tuple[shown_.Problem, ...] = ()
    if problem is not None:
        faults = problem.faults or (Fault(problem.key, field=FILE),)
        told = tuple(shown_.Problem(text=problems.fault_text(each, at.reader), anchor=each.field) for each in faults)
    mine = Import.all() if place.tends_all(at) else Import.filter(by_id=at.viewer.person)
    rows = await mine.order_by("-created_at").limit(EARLIER).select_related("by")
    given_up = await importing.given_up(rows)
    title = text("import.title", at.reader)
    view = ImportFormView(
        action_href=PLACE,
        limit_bytes=decoding.LIMIT_BYTES,
        slug=slug,
        problems=told,
        crumbs=place.crumbs(at, last=title),
        earlier=tuple(importing_told.earlier(at, row, PLACE, given_up=row.id in given_up) for row in rows),
    )
    return await place.shown(request, at, "import.html", view, status=problem.status if problem else 200)
