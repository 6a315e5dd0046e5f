"""Signing in and out, and choosing the language of the pages."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank.errors import TooMany, WrongSignIn
from mediabank.language import LANGUAGES, text
from mediabank.people import sessions
from mediabank.people.sign_in import sign_in
from mediabank.web import incoming, problems, render
from mediabank.web.asking import LANGUAGE_COOKIE, SESSION_COOKIE, language_of, secret_of, settings_of
from mediabank.web.shown import HiddenValue, SignInView

YEAR_SECONDS = 31_536_000


async def sign_in_page(request: Request) -> Response:
    """The form."""
    return await _form(request, next_=request.query_params.get("next", ""))


async def sign_in_now(request: Request) -> Response:
    """Check mail address and password; right: a session and on, wrong: the form again with one sentence."""
    form, settings = await incoming.form(request), settings_of(request)
    client = request.client.host if request.client else ""
    try:
        person = await sign_in(form.get("email"), form.get("password"), address=client, tries=settings.sign_in_tries)
    except (WrongSignIn, TooMany) as problem:
        sentence = text(problem.key, language_of(request), **problems.shown_facts(problem.facts, language_of(request)))
        response = await _form(request, next_=form.get("next"), email=form.get("email"), problem=sentence)
        response.status_code = problem.status
        response.headers.update(problems.headers_of(problem))
        return response
    secret = await sessions.begin(person, days=settings.session_days)
    response = RedirectResponse(own(form.get("next")), 303)
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=YEAR_SECONDS,  # how long it opens something, the table says: each visit may lengthen that
        httponly=True,
        samesite="lax",
        secure=secure(request),
    )
    if LANGUAGE_COOKIE not in request.cookies:
        _keep_language(response, person.language, request)
    return response


async def sign_out(request: Request) -> Response:
    """End the session."""
    await sessions.end(secret_of(request))
    response = RedirectResponse("/?done=signed_out", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


async def choose_language(request: Request) -> Response:
    """Keep a page language in this browser and go back."""
    code = request.path_params["code"]
    response = RedirectResponse(own(request.query_params.get("next", "")), 303)
    if code in LANGUAGES:
        _keep_language(response, code, request)
    return response


def own(target: str) -> str:
    """An address of ours to go on to; anything that could lead elsewhere becomes the front page."""
    try:
        parts = urlsplit(target)
    except ValueError:  # such as a bracket that is never closed
        return "/"
    leads_away = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\"))
    return "/" if leads_away or any(ord(c) < 32 for c in target) else target  # noqa: PLR2004 - control characters


def secure(request: Request) -> bool:
    """Whether cookies are for https only."""
    settings = settings_of(request)
    if settings.secure_cookies is not None:
        return settings.secure_cookies
    return settings.base_url.startswith("https:") or request.url.scheme == "https"


def _keep_language(response: Response, code: str, request: Request) -> None:
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=secure(request)
    )


async def _form(request: Request, *, next_: str, email: str = "", problem: str = "") -> Response:
    view = SignInView(
        action_href="/sign-in",
        email=email[:254],
        problem=problem,
        hidden=(HiddenValue(name="next", value=own(next_)),),
    )
    return await render.page(request, "sign_in.html", view)
