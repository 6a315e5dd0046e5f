"""Who is asking and in which language: read once from a request's cookie, key and headers."""

from starlette.requests import Request

from mediabank import language
from mediabank.access import NOBODY, Viewer
from mediabank.errors import NotSignedIn
from mediabank.people import keys, sessions, viewer
from mediabank.settings import Settings

SESSION_COOKIE = "mediabank_session"
LANGUAGE_COOKIE = "mediabank_language"


def settings_of(request: Request) -> Settings:
    """The settings this process was started with."""
    settings: Settings = request.app.state.settings
    return settings


async def viewer_of(request: Request) -> Viewer:
    """The viewer of this request, found out once. Errors: NotSignedIn for a key that opens nothing."""
    if not hasattr(request.state, "viewer"):
        request.state.viewer = await _viewer(request)
    found: Viewer = request.state.viewer
    return found


def language_of(request: Request) -> str:
    """The page language: what was asked for last in this browser, else what the browser prefers."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in language.LANGUAGES else language.accepted(request.headers.get("accept-language", ""))


def wants_json(request: Request) -> bool:
    """Whether the answer is for a program: every API address, and scripts of our pages that say so."""
    return request.url.path.startswith("/api/") or request.headers.get("accept", "").startswith("application/json")


def secret_of(request: Request) -> str:
    """The session's secret, or nothing."""
    return request.cookies.get(SESSION_COOKIE, "")


async def _viewer(request: Request) -> Viewer:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        key = await keys.holder(token.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise NotSignedIn
        return await viewer.of_key(key)
    secret = secret_of(request)
    if not secret:
        return NOBODY
    person = await sessions.resume(secret, days=settings_of(request).session_days)
    return await viewer.of_person(person, session=secret) if person else NOBODY
