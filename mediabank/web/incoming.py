"""Forms and files on their way in, read as they come: nothing is spooled twice, and limits hold while reading."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request
from starlette.types import Message

from mediabank.errors import BadRequest, Fault, TooLarge

TEXT_LIMIT_BYTES = 1_000_000
"""All text parts of one form together."""
PARTS_LIMIT = 2_000
HEADER_LIMIT_BYTES = 16_384
DIGITS = 18
"""Of a Content-Length that can be meant."""


@dataclass
class Part:
    """The head of one part: its field, and its file name where it is a file."""

    name: str
    file_name: str | None = None


@dataclass(frozen=True)
class Begin:
    """A part begins."""

    part: Part


@dataclass(frozen=True)
class Data:
    """Some bytes of the part that began last."""

    bytes_: bytes


@dataclass(frozen=True)
class End:
    """The part that began last is whole."""


Event = Begin | Data | End


@dataclass
class _Heads:
    """Collects the parser's calls into events."""

    events: list[Event] = field(default_factory=list)
    parts: int = 0
    ended: bool = False
    _name: bytes = b""
    _value: bytes = b""
    _fields: dict[str, bytes] = field(default_factory=dict)

    def on_part_begin(self) -> None:
        self.parts += 1
        self._name, self._value, self._fields = b"", b"", {}
        if self.parts > PARTS_LIMIT:
            raise _bad("error.form_too_long")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.events.append(Data(bytes(data[start:end])))

    def on_part_end(self) -> None:
        self.events.append(End())

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > HEADER_LIMIT_BYTES:
            raise _bad("error.form_unreadable")

    def on_header_end(self) -> None:
        self._fields[self._name.decode("latin-1").lower()] = self._value
        self._name, self._value = b"", b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._fields.get("content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        file_name = options.get(b"filename")
        self.events.append(Begin(Part(name, None if file_name is None else file_name.decode("utf-8", "replace"))))

    def on_end(self) -> None:
        self.ended = True

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {name: getattr(self, name) for name in dir(self) if name.startswith("on_")}


def limited(request: Request, limit_bytes: int | None) -> Request:
    """The same request, of whose body no more than the limit is read. Errors: TooLarge, at once where it says so."""
    if limit_bytes is None or request.method in {"GET", "HEAD"}:
        return request  # the body of a GET is never read
    if claimed_bytes(request) > limit_bytes:
        raise TooLarge(limit_bytes=limit_bytes)
    read_bytes = 0

    async def receive() -> Message:
        nonlocal read_bytes
        message = await request.receive()
        read_bytes += len(message.get("body", b""))
        if read_bytes > limit_bytes:
            raise TooLarge(limit_bytes=limit_bytes)
        return message

    return Request(request.scope, receive)


def claimed_bytes(request: Request) -> int:
    """How large the request says that its body is; 0 where it says nothing that can be understood."""
    claimed = request.headers.get("content-length", "")[:DIGITS]
    return int(claimed) if claimed.isascii() and claimed.isdigit() else 0


async def parts(request: Request) -> AsyncIterator[Event]:
    """The parts of a multipart request, event by event as bytes come.

    Errors: BadRequest where the body is no multipart form, is cut, or has too many parts.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise _bad("error.not_a_form")
    heads = _Heads()
    try:
        parser = MultipartParser(options[b"boundary"], heads.callbacks())  # type: ignore[arg-type]
        async for chunk in request.stream():
            parser.write(chunk)
            for event in heads.events:
                yield event
            heads.events.clear()
        parser.finalize()
    except FormParserError as error:
        raise _bad("error.form_unreadable") from error
    if not heads.ended:
        raise _bad("error.form_cut")


@dataclass
class Form:
    """The values of a form that holds no files: name → values in order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The last value of a name."""
        found = self.values.get(name)
        return found[-1] if found else default

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        return self.values.get(name, [])

    def items(self) -> list[tuple[str, str]]:
        """Every (name, value) in order of the names."""
        return [(name, value) for name, values in self.values.items() for value in values]


async def form(request: Request) -> Form:
    """A plain form, url-encoded or multipart without files. Errors: BadRequest."""
    from urllib.parse import parse_qsl

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _text_parts(request)
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, max_num_fields=PARTS_LIMIT, errors="strict"
        )
    except ValueError as error:
        raise _bad("error.form_unreadable") from error
    return _collected(pairs)


async def _text_parts(request: Request) -> Form:
    pairs: list[tuple[str, str]] = []
    name, value = "", b""
    async for event in parts(request):
        match event:
            case Begin(part):
                name, value = part.name, b""
            case Data(bytes_):
                value += bytes_
                if len(value) > TEXT_LIMIT_BYTES:
                    raise _bad("error.form_too_long")
            case End():
                pairs.append((name, value.decode("utf-8", "replace")))
    return _collected(pairs)


def plain(value: str) -> str:
    """A typed text as the bank keeps it: Unix line ends, and no NUL, which PostgreSQL cannot hold."""
    return value.replace("\r\n", "\n").replace("\x00", "")


def _collected(pairs: list[tuple[str, str]]) -> Form:
    collected = Form()
    for name, value in pairs:
        collected.values.setdefault(name, []).append(plain(value))
    return collected


def _bad(key: str, **facts: Any) -> BadRequest:
    return BadRequest(faults=[Fault(key, facts=facts)])
