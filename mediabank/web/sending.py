"""Bytes on their way out: whole or a range, from the store or handed to nginx, counted when the decision falls."""

import asyncio
import re
import threading
import unicodedata
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

import storage
from mediabank import store, usage
from mediabank.delivery import download
from mediabank.delivery.download import Delivery
from mediabank.errors import Away
from mediabank.web.asking import settings_of, viewer_of

POLICY = "sandbox; default-src 'none'"
"""Uploaded bytes run nothing and fetch nothing, whatever they turn out to be."""
TURN_BYTES = 1 << 20
"""A line that takes bytes as fast as they come must not keep the others waiting."""
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_SPELLED = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "đ": "d", "ŋ": "n", "ŧ": "t"})
_NO_BODY = frozenset({HTTPStatus.NOT_MODIFIED, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE})


@dataclass(frozen=True)
class Decision:
    """What a request is answered with: bytes start ≤ i < stop, or none at all."""

    status: HTTPStatus
    start: int = 0
    stop: int = 0


def decide(method: str, headers: Mapping[str, str], delivery: Delivery) -> Decision:
    """Preconditions, then the range (RFC 9110, 13.2.2 and 14.2). Several ranges at once are answered whole."""
    whole = Decision(HTTPStatus.OK, 0, delivery.size_bytes)
    if held_already(headers.get("if-none-match", ""), delivery.etag):
        return Decision(HTTPStatus.NOT_MODIFIED)
    if method == "HEAD" or headers.get("if-range", delivery.etag) != delivery.etag:
        return whole
    return _ranged(headers.get("range", ""), delivery.size_bytes) or whole


async def respond(request: Request, delivery: Delivery) -> Response:
    """The answer with its bytes. A download is counted here, before the first byte flows.

    A range that does not begin at the first byte goes on with a download that was counted already. HEAD, 304 and 416
    are none.
    """
    decision = decide(request.method, request.headers, delivery)
    headers = _headers(delivery, decision)
    if request.method == "HEAD" or decision.status in _NO_BODY:
        return Response(None, decision.status, headers)
    delegated = _delegated(request, delivery)
    if delegated:
        await _count(request, delivery, decision)
        return Response(None, HTTPStatus.OK, _without_length(headers) | {"X-Accel-Redirect": delegated})
    parts = await _opened(delivery, decision)
    try:
        await _count(request, delivery, decision)
    except BaseException:
        parts.close()
        raise
    return Streamed(parts, decision.status, headers)


async def viewed(request: Request, asset: str, version: UUID) -> BackgroundTask:
    """The work that counts a look at an asset's page, to be done when the page has been sent."""
    viewer = await viewer_of(request)
    return BackgroundTask(
        usage.record,
        "view",
        viewer=viewer,
        visit=await visit_of(request),
        asset=asset,
        version=version,
        rendition="page",
    )


async def visit_of(request: Request) -> str:
    """What tells visits apart: the session or key, for strangers their address and browser; only its hash is kept."""
    viewer = await viewer_of(request)
    address = request.client.host if request.client else ""
    return viewer.session or f"{address}\n{request.headers.get('user-agent', '')}"


def disposition(file_name: str, *, inline: bool) -> str:
    """Content-Disposition with the name in UTF-8 and, for old programs, in ASCII (RFC 6266, appendix D)."""
    safe = "".join(c for c in file_name if unicodedata.category(c)[0] != "C") or "fil"
    plain = unicodedata.normalize("NFKD", safe.translate(_SPELLED)).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\%/]+', "_", plain)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def held_already(wanted: str, etag: str) -> bool:
    """If-None-Match: the weak comparison, or any at all."""
    return wanted.strip() == "*" or etag in _TAG.findall(wanted)


def _ranged(header: str, size_bytes: int) -> Decision | None:
    """A single range; None where there is none that can be understood, and then it is as if nobody had asked."""
    found = _RANGE.fullmatch(header)
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        start, stop = max(0, size_bytes - int(found[2])), size_bytes
    else:
        start, stop = int(found[1]), min(size_bytes, int(found[2]) + 1 if found[2] else size_bytes)
        if found[2] and int(found[2]) < start:
            return None
    if start >= size_bytes:
        return Decision(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    return Decision(HTTPStatus.PARTIAL_CONTENT, start, stop)


def _headers(delivery: Delivery, decision: Decision) -> dict[str, str]:
    headers = {"ETag": delivery.etag, "Cache-Control": _cache(delivery), "Accept-Ranges": "bytes"}
    if decision.status is HTTPStatus.NOT_MODIFIED:
        return headers
    headers |= {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY}
    if decision.status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return headers | {"Content-Range": f"bytes */{delivery.size_bytes}", "Content-Length": "0"}
    headers["Content-Type"] = delivery.media_type
    headers["Content-Disposition"] = disposition(delivery.file_name, inline=delivery.inline)
    headers["Content-Length"] = str(decision.stop - decision.start)
    if decision.status is HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {decision.start}-{decision.stop - 1}/{delivery.size_bytes}"
    return headers


def _cache(delivery: Delivery) -> str:
    """An original is asked for each time, so that it stops on the moment; the answer is mostly 304."""
    if delivery.rendition == download.ORIGINAL:
        return "private, no-cache"
    return "public, max-age=60" if delivery.public else "private, max-age=3600"


def _delegated(request: Request, delivery: Delivery) -> str:
    """The address under which nginx finds the file itself; "" where the bank sends it.

    nginx does not know our tags, so it would answer If-Range with the whole file: such a resumption we send ourselves.
    """
    prefix = settings_of(request).accel_prefix
    if not prefix or "if-range" in request.headers or store.current().local_path(delivery.key) is None:
        return ""
    return f"{prefix.rstrip('/')}/{quote(delivery.key)}"


def _without_length(headers: Mapping[str, str]) -> dict[str, str]:
    """Length and range are nginx's own affair then."""
    return {name: value for name, value in headers.items() if name not in {"Content-Length", "Content-Range"}}


async def _count(request: Request, delivery: Delivery, decision: Decision) -> None:
    if delivery.counted and decision.start == 0:
        await usage.record(
            "download",
            viewer=await viewer_of(request),
            visit=await visit_of(request),
            asset=delivery.asset,
            version=delivery.version,
            rendition=delivery.rendition,
        )


async def _opened(delivery: Delivery, decision: Decision) -> storage.Chunks:
    try:
        return await store.run(store.current().range, delivery.key, decision.start, decision.stop)
    except storage.Missing as missing:
        await download.lost(delivery)
        raise Away from missing


class Streamed(StreamingResponse):
    """A streaming answer that closes its source at once when it ends, however it ends."""

    def __init__(self, parts: storage.Chunks, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self._pieces = _pieces(parts)
        super().__init__(self._pieces, status, headers)

    async def stream_response(self, send: Send) -> None:
        """Send all pieces."""
        async with aclosing(self._pieces):
            await super().stream_response(send)


async def _pieces(parts: storage.Chunks) -> AsyncGenerator[bytes]:
    """What the kernel holds in memory is read here and now, with a turn for others in between; the rest in a thread.

    A reader that leaves closes the source, though never under the hands of a thread that is reading it: then a thread
    of its own closes it, as soon as the reading one lets go.
    """
    held = threading.Lock()
    reading = False
    since_turn_bytes = 0
    try:
        while True:
            part = parts.at_hand()
            since_turn_bytes += len(part)
            if not part:
                reading = True
                part = await store.run(_next, parts, held)
                reading = False
            elif since_turn_bytes >= TURN_BYTES:
                await asyncio.sleep(0)
                since_turn_bytes = 0
            if not part:
                return
            yield part
    finally:
        if reading:
            threading.Thread(target=_close, args=(parts, held), name="closing").start()
        else:
            parts.close()


def _next(parts: storage.Chunks, held: threading.Lock) -> bytes:
    with held:
        return next(parts, b"")


def _close(parts: storage.Chunks, held: threading.Lock) -> None:
    with held:
        parts.close()
