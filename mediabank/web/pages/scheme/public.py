"""The scheme as everybody may read it: a page of all fields and rules, and SHACL in Turtle, in each version."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import access
from mediabank.concepts import scheme as schemes
from mediabank.concepts.scheme import Version
from mediabank.concepts.words import words
from mediabank.errors import NotFound
from mediabank.language import best, text
from mediabank.models import Fact
from mediabank.web import render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.linked import negotiating, sharing
from mediabank.web.linked.negotiating import HTML, TURTLE
from mediabank.web.pages.scheme import telling
from mediabank.web.pages.scheme.deciding import HERE
from mediabank.web.shown import Link
from mediabank.web.shown.scheme import SchemeView
from vocabularies.scheme import write_scheme

FORMS = (HTML, TURTLE)


@sharing.shared
async def scheme_page(request: Request) -> Response:
    """The version in force, as a page or as Turtle."""
    return await _answered(request, await schemes.current(), negotiating.chosen(request, FORMS))


@sharing.shared
async def scheme_turtle(request: Request) -> Response:
    """The version in force as Turtle."""
    return await _answered(request, await schemes.current(), TURTLE)


@sharing.shared
async def scheme_numbered(request: Request) -> Response:
    """A version by its number, as a page or as Turtle. Errors: NotFound."""
    name, form = negotiating.split(request.path_params["number"], FORMS)
    if not (name.isascii() and name.isdigit() and len(name) < 10):  # noqa: PLR2004 - no bank has so many
        raise NotFound
    version = await schemes.numbered(int(name))
    return await _answered(request, version, form or negotiating.chosen(request, FORMS))


async def term(request: Request) -> Response:
    """The address of a field, as files and shapes write it, leads to where it is explained. Errors: NotFound."""
    id_ = request.path_params["field"]
    if id_ not in await schemes.ever():
        raise NotFound
    return RedirectResponse(f"/scheme#field-{id_}", 303)


async def _answered(request: Request, version: Version, form: negotiating.Form) -> Response:
    if form is not TURTLE:
        return await _page(request, version)
    base = (await Fact.get(name="base")).value
    body = await asyncio.to_thread(write_scheme, version.scheme, base)
    return sharing.answer(request, body.encode(), TURTLE, name=f"scheme-{version.number}", modified=version.at)


async def _page(request: Request, version: Version) -> Response:
    reader, known, viewer = language_of(request), await words(), await viewer_of(request)
    now = version.number == known.scheme_number
    numbers = range(known.scheme_number, 0, -1)
    view = SchemeView(
        title=best(version.scheme.label, reader),
        line=text("scheme_page.line", reader, n=len(version.scheme.fields), name=version.scheme.version),
        groups=telling.groups_of(version.scheme, known, reader),
        rules=telling.rules_of(version.scheme, reader),
        turtle_href=f"/scheme/{version.number}.ttl",
        versions=tuple(
            Link(href=f"/scheme/{each}", label=str(each), current=each == version.number) for each in numbers
        ),
        edit_href=HERE if access.may(viewer, "scheme:edit") else "",
        notice="" if now else text("scheme_page.older", reader, number=version.number),
        notice_href="" if now else "/scheme",
    )
    response = await render.page(request, "scheme.html", view)
    response.headers["Vary"] = f"{response.headers['Vary']}, Accept"
    return response
