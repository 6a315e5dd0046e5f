"""Answers for programs of every site: CORS for all, a tag of the very bytes, 304, HEAD, and problems they can read."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import wraps
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from mediabank.errors import NotAcceptable, Problem
from mediabank.language import text
from mediabank.web import problems, sending
from mediabank.web.asking import language_of, settings_of
from mediabank.web.linked import negotiating
from mediabank.web.linked.negotiating import HTML, JSON, Form

READ = ("GET", "OPTIONS")
"""The methods of what is shared; HEAD comes with GET."""
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified, Link, Retry-After",
}
"""Whoever asks from a page of another site asks without cookies, so what is answered is what nobody may know."""
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
CACHED = "public, no-cache"
"""Kept by whoever likes, and asked for each time: mostly 304, and a mended label is seen at once."""
Endpoint = Callable[[Request], Awaitable[Response]]


def shared(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose data any site may read: answers the question beforehand, and tells programs what went wrong."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        try:
            return await endpoint(request)
        except Problem as problem:
            if for_people(request):
                raise
            return _problem(request, problem)

    return answered


def for_people(request: Request) -> bool:
    """Whether a problem is best told on a page: the reader asks for pages, and for no form by its suffix."""
    if "." in request.url.path.rpartition("/")[2] or request.url.path.startswith("/rest/"):
        return False
    try:
        return negotiating.chosen(request, (JSON, HTML)) is HTML
    except NotAcceptable:
        return False


def origin(request: Request) -> str:
    """Where people reach the bank, without a closing slash: the setting, else as this request did."""
    return settings_of(request).base_url or str(request.base_url).rstrip("/")


def answer(
    request: Request, body: bytes, form: Form, *, name: str = "", modified: datetime | None = None, vary: str = "Accept"
) -> Response:
    """Data in a form; `name` is what a file of it is called, without its suffix. The tag is that of the bytes."""
    headers = headers_of(form, hashlib.sha256(body).hexdigest(), name=name, modified=modified, vary=vary)
    if sending.held_already(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=without_content(headers))
    headers["Content-Length"] = str(len(body))
    return Response(None if request.method == "HEAD" else body, headers=headers)


def headers_of(
    form: Form, digest: str, *, name: str = "", modified: datetime | None = None, vary: str = "Accept"
) -> dict[str, str]:
    """The headers of data whose SHA-256 is known."""
    headers = {
        **OPEN,
        "Cache-Control": CACHED,
        "Content-Type": form.media_type,
        "ETag": f'"{digest[:32]}"',
    }
    if vary:
        headers["Vary"] = vary
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if name:
        headers["Content-Disposition"] = sending.disposition(f"{name}.{form.suffix}", inline=True)
    return headers


def without_content(headers: Mapping[str, str]) -> dict[str, str]:
    """What a 304 says: all but what describes a body."""
    return {name: value for name, value in headers.items() if not name.startswith("Content-")}


def _problem(request: Request, problem: Problem) -> Response:
    language = language_of(request)
    sentence = text(problem.key, language, **problems.shown_facts(problem.facts, language))
    headers = problems.headers_of(problem) | OPEN | {"Vary": "Accept, Accept-Language, Cookie"}
    return problems.problem_json(problem, sentence, language, headers)
