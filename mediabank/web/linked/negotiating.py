"""Which form of a thing is answered with: the suffix of the address says it, else Accept (RFC 9110, 12.5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from mediabank.errors import NotAcceptable

LONGEST_HEADER, MOST_RANGES = 2_000, 50
"""Of an Accept header; what lies beyond is not read."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a thing: the suffix of its own address, the media type it is sent as, and others that ask for it."""

    suffix: str
    media_type: str
    also: tuple[str, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The media types that ask for it, without parameters."""
        return (self.media_type.partition(";")[0], *self.also)


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header; `weight` is its q, `parameters` how many others it has."""

    type: str
    subtype: str
    weight: float
    parameters: int = 0

    def fits(self, media_type: str) -> bool:
        """Whether it stands for this media type; parameters such as charset or profile are not held against it."""
        kind, _, sub = media_type.partition("/")
        return self.type in {"*", kind} and self.subtype in {"*", sub}

    @property
    def precision(self) -> tuple[bool, bool, int]:
        """Orders ranges from */* to the most precise."""
        return (self.type != "*", self.subtype != "*", self.parameters)


HTML = Form("", "text/html", ("application/xhtml+xml",))
TURTLE = Form("ttl", "text/turtle; charset=utf-8", ("application/x-turtle", "text/n3", "text/rdf+n3"))
JSONLD = Form("jsonld", "application/ld+json", ("application/json",))
RDFXML = Form("rdf", "application/rdf+xml")
NTRIPLES = Form("nt", "application/n-triples", ("text/plain",))
MARCXML = Form("marcxml", "application/marcxml+xml", ("application/xml", "text/xml"))
JSON = Form("json", "application/json")
ATOM = Form("atom", "application/atom+xml; charset=utf-8")
RDF = (TURTLE, JSONLD, RDFXML, NTRIPLES)


def split(name: str, offered: Sequence[Form]) -> tuple[str, Form | None]:
    """The last part of an address without the suffix of a form, and that form; None where it has no such suffix."""
    stem, _, suffix = name.rpartition(".")
    found = next((form for form in offered if stem and form.suffix and form.suffix == suffix), None)
    return (stem, found) if found else (name, None)


def chosen(request: Request, offered: Sequence[Form]) -> Form:
    """The form that the Accept header wants most; of equals what it names. Errors: NotAcceptable.

    Programs often name all they can read, pages too, without weights, or add `*/*`: of what is wanted as much, data
    under its own name comes before what else is named, and that before what a `*` stands for. No browser names data.
    """
    ranges = accepted(", ".join(request.headers.getlist("accept")))
    if not ranges:
        return offered[0]
    wishes = [(_wanted(form, ranges), _naming(form, ranges)) for form in offered]
    best = max(wishes)
    if best[0] <= 0:
        raise NotAcceptable(forms=", ".join(form.types[0] for form in offered))
    return offered[wishes.index(best)]


def accepted(header: str) -> list[Range]:
    """The ranges of an Accept header; what cannot be read is as if it were not there."""
    found = (_range(part) for part in header[:LONGEST_HEADER].split(",")[:MOST_RANGES])
    return [each for each in found if each is not None]


def weight(media_type: str, ranges: Sequence[Range]) -> float:
    """How much a media type is wanted, from 0 to 1: what the most precise range that fits it says."""
    fitting = [each for each in ranges if each.fits(media_type)]
    return max(fitting, key=lambda each: each.precision).weight if fitting else 0.0


def _wanted(form: Form, ranges: Sequence[Range]) -> float:
    """How much a form is wanted; its other media types count where they are named, not where a `*` stands for them."""
    named = [each.weight for each in ranges if f"{each.type}/{each.subtype}" in form.also]
    return max(weight(form.types[0], ranges), *named) if named else weight(form.types[0], ranges)


def _naming(form: Form, ranges: Sequence[Range]) -> int:
    """How plainly a form is named where it is wanted most: by nothing but a `*`, as pages and XML are, as data."""
    best = _wanted(form, ranges)
    named = [f"{each.type}/{each.subtype}" for each in ranges if each.weight == best]
    if form is not HTML and form.types[0] in named:
        return 2
    return int(any(each in named for each in form.types))


def _range(part: str) -> Range | None:
    media_type, *parameters = (each.strip().lower() for each in part.split(";"))
    kind, _, sub = media_type.partition("/")
    if not kind or not sub or (kind == "*" and sub != "*"):
        return None
    said = 1.0
    others = 0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() != "q":
            others += bool(name)
            continue
        try:
            said = float(value)
        except ValueError:
            return None
    return Range(kind, sub, said, others) if 0 <= said <= 1 else None
