"""Bringing files in: the page, the plain form, and the script's one file at a time."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from mediabank.access import Viewer
from mediabank.assets import duplicates, lookup, versions
from mediabank.assets.receive import receive
from mediabank.errors import Problem
from mediabank.language import text
from mediabank.models import Asset, Organisation
from mediabank.web import intake, problems, render
from mediabank.web.api.assets import owner_for
from mediabank.web.asking import language_of, settings_of, viewer_of, wants_json
from mediabank.web.shown import Link, ReceivedFile, UploadView


async def upload_page(request: Request) -> Response:
    """The page."""
    return await _page(request, UploadView(action_href="/upload", **_limits(request)))


async def upload_now(request: Request) -> Response:
    """Take in every file of the form; each becomes a draft, and each fault is told by its file."""
    viewer, reader = await viewer_of(request), language_of(request)
    into = await owner_for(viewer, None)
    async with intake.taken(request) as brought:
        if wants_json(request):
            asset = await receive(brought.only(), into=into, by=viewer.person, language=reader)
            body = {"href": f"/assets/{asset.id}/describe", "title": brought.files[0].name, "notice": ""}
            return JSONResponse(body | {"notice": await _notice(asset, viewer, reader)}, 201)
        if not brought.files:
            brought.only()
        received = [await _received(file, into, viewer, reader) for file in brought.files]
    view = UploadView(action_href="/upload", received=tuple(received), **_limits(request))
    failed = all(each.problem for each in received)
    return await _page(request, view, status=422 if failed else 200)


async def version_page(request: Request, asset: Asset) -> Response:
    """The page for a new version of an asset's file."""
    back = Link(href=f"/assets/{asset.id}", label=text("upload.back_to_asset", language_of(request)))
    view = UploadView(action_href=f"/assets/{asset.id}/versions", new_version_of=back, **_limits(request))
    return await _page(request, view)


async def version_now(request: Request, asset: Asset) -> Response:
    """Put the file in use as the asset's next version."""
    viewer = await viewer_of(request)
    async with intake.taken(request, single=True) as brought:
        arrived = brought.only()
        await versions.replace(asset, arrived, by=viewer.person)
    href = f"/assets/{asset.id}?done=version_added"
    if wants_json(request):
        return JSONResponse({"href": href, "title": arrived.file_name, "notice": ""}, 201)
    return RedirectResponse(href, 303)


async def _received(file: intake.File, into: Organisation, viewer: Viewer, reader: str) -> ReceivedFile:
    if file.arrived is None:
        assert file.problem is not None
        return ReceivedFile(file_name=file.name, problem=_sentence(file.problem, reader))
    asset = await receive(file.arrived, into=into, by=viewer.person, language=reader)
    return ReceivedFile(
        file_name=file.name, href=f"/assets/{asset.id}/describe", notice=await _notice(asset, viewer, reader)
    )


async def _notice(asset: Asset, viewer: Viewer, reader: str) -> str:
    """What the person should know of a file that was kept: no preview, damaged, or already in the bank."""
    version = await lookup.version_of(asset)
    if version.facts.get("damaged"):
        return text("upload.damaged", reader)
    if version.preview != "yes":
        return text(f"upload.{version.preview}", reader)
    return text("upload.twin", reader) if await duplicates.twin(version, viewer) else ""


def _sentence(problem: Problem, reader: str) -> str:
    details = [problems.fault_text(fault, reader) for fault in problem.faults]
    return " ".join(details) or text(problem.key, reader, **problems.shown_facts(problem.facts, reader))


def _limits(request: Request) -> dict[str, Any]:
    return {"limit_bytes": settings_of(request).upload_limit_bytes, "workbench_href": "/workbench", "kinds": KINDS}


KINDS = "JPEG, PNG, WebP, TIFF, GIF, AVIF, PDF"


async def _page(request: Request, view: UploadView, *, status: int = 200) -> Response:
    return await render.page(request, "upload.html", view, status=status)
