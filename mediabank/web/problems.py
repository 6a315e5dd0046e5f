"""What went wrong, as people and programs are told: a page that says what to do, or an RFC 9457 problem."""

import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from mediabank import errors
from mediabank.language import text
from mediabank.models import new_id
from mediabank.web import render
from mediabank.web.asking import language_of, wants_json
from mediabank.web.headers import HEADERS
from mediabank.web.shown import Link, ProblemKind, ProblemView

log = logging.getLogger(__name__)
CLIENT_LEFT = 499
BUG, BUG_STATUS = "error.bug", 500
AT_A_TERMINAL = {"mediabank.founding"}
"""Rooms whose problems only commands tell of."""
OPEN_FACTS: Mapping[str, str] = dict.fromkeys(
    ("forms", "id", "limit", "limit_bytes", "retry_after_seconds", "value", "what"), "…"
)
"""What stands in a sentence for the facts of no case in particular."""


async def answer(request: Request, problem: errors.Problem, *, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a problem, in the reader's language, with its status and further headers."""
    language = language_of(request)
    sentence = text(problem.key, language, **shown_facts(problem.facts, language))
    headers = headers_of(problem) | dict(headers or {})
    if wants_json(request):
        return problem_json(problem, sentence, language, headers)
    details = tuple(fault_text(fault, language) for fault in problem.faults)
    return await _page(request, problem.status, sentence, details=details, headers=headers)


def problem_json(problem: errors.Problem, sentence: str, language: str, headers: Mapping[str, str]) -> Response:
    """RFC 9457: type names the kind, title says it in words, errors lists every fault with its place."""
    body: dict[str, Any] = {
        "type": f"/help/problems#{problem.key.removeprefix('error.')}",
        "title": sentence,
        "status": problem.status,
    }
    if problem.faults:
        body["errors"] = [
            {
                "field": fault.field,
                "path": list(fault.path),
                "code": fault.key.split(".", 1)[-1],
                "severity": fault.severity,
                "detail": fault_text(fault, language),
            }
            for fault in problem.faults
        ]
    return JSONResponse(body, problem.status, headers=headers, media_type="application/problem+json")


def kinds(language: str) -> tuple[ProblemKind, ...]:
    """Every kind of problem by status: what `type` points at. Facts that differ each time are left open."""
    met = (each for each in _with_below(errors.Problem) if each.__module__ not in AT_A_TERMINAL)
    known = {each.key: each.status for each in met} | {BUG: BUG_STATUS}
    return tuple(
        ProblemKind(
            id=key.removeprefix("error."),
            status=status,
            title=text(f"problem.{status}", language),
            sentence=text(key, language, **OPEN_FACTS),
        )
        for key, status in sorted(known.items(), key=lambda kind: (kind[1], kind[0]))
    )


def _with_below(kind: type[errors.Problem]) -> list[type[errors.Problem]]:
    return [kind, *(each for below in kind.__subclasses__() for each in _with_below(below))]


def fault_text(fault: errors.Fault, language: str) -> str:
    """One fault as a sentence."""
    return text(fault.key, language, **shown_facts(fault.facts, language))


def shown_facts(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Facts as people read them: sizes in words, limits by name, of what is called by language the nearest."""
    from mediabank.language import best, size

    shown = {
        name: size(value, language)
        if name.endswith("_bytes")
        else best(value, language)
        if isinstance(value, Mapping)
        else value
        for name, value in facts.items()
    }
    if "what" in shown:
        shown["what"] = text(f"limit.{shown['what']}", language)
    return shown


async def on_problem(request: Request, error: Exception) -> Response:
    """Exception handler for what a person can meet."""
    assert isinstance(error, errors.Problem)
    return await answer(request, error)


async def on_http(request: Request, error: Exception) -> Response:
    """Exception handler for what the framework raises: unknown address, wrong method, too large, unreadable form."""
    assert isinstance(error, HTTPException)
    known: Mapping[int, errors.Problem] = {
        404: errors.NotFound(),
        405: errors.WrongMethod(),
        413: errors.TooLarge(limit_bytes=1_000_000),
    }
    return await answer(request, known.get(error.status_code, errors.BadRequest()), headers=error.headers)


async def on_left(_request: Request, _error: Exception) -> Response:
    """The client went away in the middle; nobody reads this answer."""
    return Response(status_code=CLIENT_LEFT)


async def on_bug(request: Request, error: Exception) -> Response:
    """Exception handler for everything else: a bug; the page and the log share an id."""
    error_id = str(new_id())
    log.error("bug %s at %s %s", error_id, request.method, request.url.path, exc_info=error)
    language = language_of(request)
    sentence = text("error.bug", language, id=error_id)
    if wants_json(request):
        return JSONResponse(
            {"type": "/help/problems#bug", "title": sentence, "status": 500, "instance": f"urn:uuid:{error_id}"},
            500,
            headers=HEADERS,  # this answer is made outside the middleware
            media_type="application/problem+json",
        )
    return await _page(request, 500, sentence, error_id=error_id, headers=HEADERS)


HANDLERS: Mapping[Any, Any] = {
    errors.Problem: on_problem,
    HTTPException: on_http,
    ClientDisconnect: on_left,
    Exception: on_bug,
}


async def _page(
    request: Request,
    status: int,
    sentence: str,
    *,
    details: tuple[str, ...] = (),
    error_id: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    language = language_of(request)
    view = ProblemView(
        status=status,
        title=text(f"problem.{status}", language),
        sentence=sentence,
        details=details,
        actions=_ways_on(status, request, language),
        error_id=error_id,
    )
    return await render.page(request, "problem.html", view, status=status, headers=headers, title=view.title)


def _ways_on(status: int, request: Request, language: str) -> tuple[Link, ...]:
    home = Link(href="/", label=text("problem.to_front", language))
    if status == errors.NotSignedIn.status:
        back = request.url.path if request.method == "GET" else "/"
        return (Link(href=f"/sign-in?next={back}", label=text("problem.to_sign_in", language)), home)
    return (home, Link(href="/search", label=text("problem.to_search", language)))


def headers_of(problem: errors.Problem) -> dict[str, str]:
    """The headers that an answer to a problem must carry."""
    headers = {}
    if isinstance(problem, errors.TooMany | errors.BeingMade):
        headers["Retry-After"] = str(problem.facts["retry_after_seconds"])
    if isinstance(problem, errors.Away):
        headers["Retry-After"] = "30"
    if isinstance(problem, errors.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return headers
