"""What surrounds every request: no acting in a person's name from other sites, and headers that shut doors."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mediabank.errors import ForeignOrigin
from mediabank.web import problems
from mediabank.web.headers import HEADERS

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Refuses unsafe requests that a page of another site makes with the person's cookies.

    Browsers tell by Sec-Fetch-Site, older ones by Origin. A request with neither comes from no browser, and one with
    a key carries no cookie; both pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and foreign(Headers(scope=scope)):
            response = await problems.answer(Request(scope, receive), ForeignOrigin())
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)


def foreign(headers: Headers) -> bool:
    """Whether a request was made by a page of another origin."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


class SafeHeaders:
    """Adds the security headers that an answer does not set itself."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, completed)
