"""The versions of the scheme: what each changed, an earlier one back in force, and a version from a file."""

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import scheme as schemes
from mediabank.concepts.scheme import Version
from mediabank.errors import Fault, NotFound
from mediabank.web import incoming, render
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding, telling
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.shown import Action, Crumb, HiddenValue
from mediabank.web.shown.scheme import SchemeReviewView, SchemeVersionShown, SchemeVersionsView
from vocabularies.scheme import Scheme, differences, read_scheme
from vocabularies.scheme.changing import ordered
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSIONS, UPLOAD = f"{HERE}/versions", f"{HERE}/upload"


async def versions_page(request: Request) -> Response:
    """Every version, newest first."""
    desk, every = await deciding.desk_of(request), await schemes.versions()
    older: Sequence[Version | None] = [*every[1:], None]
    view = SchemeVersionsView(
        versions=tuple(_version(desk, each, before) for each, before in zip(every, older, strict=True)),
        crumbs=desk.crumbs(Crumb(label=desk.text("scheme_page.versions"))),
    )
    return await render.page(request, "scheme_versions.html", view)


async def again_now(request: Request) -> Response:
    """Put an earlier version in force as a new one, after it was told what that would do. Errors: NotFound."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    written = request.path_params["number"]
    old = await schemes.numbered(written)
    if old.number == desk.now.number:
        raise NotFound
    new = ordered(schemes.again(old, desk.now.scheme))
    found = await deciding.decided(desk, new, form, done="scheme_again", look_first=True)
    if not isinstance(found, Told):
        return found
    title = desk.text("scheme_page.again_title", number=old.number)
    view = SchemeReviewView(
        title=title,
        line=desk.text("scheme_page.again_line"),
        action_href=f"{VERSIONS}/{old.number}",
        back_href=VERSIONS,
        crumbs=desk.crumbs(Crumb(label=desk.text("scheme_page.versions"), href=VERSIONS), Crumb(label=title)),
        hidden=(desk.seen(), *found.hidden),
        problems=deciding.problems(desk, found),
        newer=found.newer,
        review=found.review,
    )
    return await render.page(request, "scheme_review.html", view, status=found.status)


async def upload_page(request: Request) -> Response:
    """Where a scheme in Turtle is handed in."""
    return await _upload(await deciding.desk_of(request), "", Told())


async def upload_now(request: Request) -> Response:
    """Read a scheme in Turtle, tell what it would change, and save it when that is approved."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    text = form.get("text") or form.get("file")
    new = await _read(text)
    if isinstance(new, Fault):
        return await _upload(desk, "", Told(422, [new]))
    found = await _approved(desk, new, form)
    return await _upload(desk, text, found) if isinstance(found, Told) else found


async def _read(text: str) -> Scheme | Fault:
    """The scheme of a file, off the event loop; a large or hostile one ends in a sentence."""
    if not text.strip():
        return Fault("scheme.no_file", field="", path=("file",))
    try:
        return ordered(await asyncio.to_thread(read_scheme, text))
    except Unreadable:
        return Fault("scheme.not_a_scheme", field="", path=("file",))


async def _approved(desk: Desk, new: Scheme, form: Form) -> Response | Told:
    if "seen" not in form.values:
        form.values["seen"] = [str(desk.now.number)]
    if not differences(desk.now.scheme, new):
        return Told(faults=[Fault("scheme.nothing_new")])
    return await deciding.decided(desk, new, form, done="scheme_saved", look_first=True)


async def _upload(desk: Desk, text: str, told: Told) -> Response:
    title = desk.text("scheme_page.upload_title")
    view = SchemeReviewView(
        title=title,
        line=desk.text("scheme_page.upload_line"),
        action_href=UPLOAD,
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        hidden=(desk.seen(), *told.hidden),
        text=text if told.review else "",
        problems=deciding.problems(desk, told),
        newer=told.newer,
        review=told.review,
        takes_file=told.review is None,
    )
    return await render.page(desk.request, "scheme_review.html", view, status=told.status)


def _version(desk: Desk, each: Version, before: Version | None) -> SchemeVersionShown:
    found = differences(before.scheme, each.scheme) if before else ()
    current = each.number == desk.now.number
    return SchemeVersionShown(
        number=each.number,
        name=each.scheme.version,
        at=each.at,
        by=each.by,
        note=each.note,
        href=f"/scheme/{each.number}",
        changes=telling.changes(found, before.scheme, each.scheme, desk.known, desk.reader) if before else (),
        is_current=current,
        back=None
        if current
        else Action(
            href=f"{VERSIONS}/{each.number}",
            label=desk.text("scheme_page.again"),
            values=(HiddenValue(name="seen", value=str(desk.now.number)),),
            icon="undo",
        ),
    )
