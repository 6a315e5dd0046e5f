"""A search as a value: what may be asked, how the typed words are read, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mediabank.access import NOBODY, SEE, Right, Viewer
from mediabank.errors import BadRequest
from mediabank.models import Asset
from mediabank.search.words import STOP_WORDS, words

LONGEST_QUERY = 500
MOST_TERMS = 50
MOST_VALUES = 200
LARGEST_PAGE = 100
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

Sort = Literal["relevance", "newest", "oldest", "title"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "title")


@dataclass(frozen=True)
class Between:
    """A half-open period, from ≤ moment < until; an open end is None."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Part:
    """A word, or words that must follow each other; `excluded` takes away what holds it."""

    words: tuple[str, ...]
    excluded: bool = False

    @property
    def required(self) -> bool:
        """A lone stop word need not be found, because texts differ in exactly these."""
        return not self.excluded and not (len(self.words) == 1 and self.words[0] in STOP_WORDS)


@dataclass(frozen=True, kw_only=True)
class Search:
    """One search. Facets are scheme field ids; values are row ids of concepts as text.

    Four facets are not concepts: `ownerLibrary` (row id of the organisation), `status` (its slug), `mediaType`
    ("image/jpeg") and `mediaKind` ("image"); `message` holds row ids of messages. Several values of one facet widen,
    several facets narrow. Raises BadRequest for more than may be asked.
    """

    words: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    excluded: Mapping[str, Sequence[str]] = field(default_factory=dict)
    created: Between = Between()
    published: Between = Between()
    available: Between = Between()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 24
    drafts: bool = False
    """Also what the viewer keeps, in every state; otherwise what a library would see."""
    right: Right = SEE
    viewer: Viewer = NOBODY
    facets: Sequence[str] = ()
    """The facets to count."""
    language: str = "nb"
    """The language whose text a highlight prefers."""

    def __post_init__(self) -> None:
        if len(self.words) > LONGEST_QUERY:
            raise BadRequest(reason="search.too_long", limit=LONGEST_QUERY)
        if sum(len(values) for values in (*self.filters.values(), *self.excluded.values())) > MOST_VALUES:
            raise BadRequest(reason="search.too_many_values", limit=MOST_VALUES)
        if self.sort not in SORTS:
            raise BadRequest(reason="search.unknown_sort")
        if self.page < 1 or not 1 <= self.size <= LARGEST_PAGE:
            raise BadRequest(reason="search.page_size", limit=LARGEST_PAGE)

    @property
    def by(self) -> Viewer:
        """The viewer on the roads that this search takes."""
        return self.viewer if self.drafts else self.viewer.reader()


@dataclass(frozen=True)
class Span:
    """A piece of a snippet; `marked` where it answers the query. Plain text: whoever shows it escapes it."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Highlight:
    """The stretch of a hit's description that answers the words best."""

    field: str
    language: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Found:
    """A page of hits, and the counts around it."""

    total: int
    assets: tuple[Asset, ...]
    """The assets of this page, each read through the access rule just now."""
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Facet → (value, hits under the other facets' choices), most first; values without hits are left out."""
    highlights: Mapping[str, Highlight] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """The assets' ids."""
        return tuple(asset.id for asset in self.assets)


@dataclass(frozen=True)
class Suggestion:
    """One completion; `value` is an asset id, or the row id of a concept or organisation in the facet `facet`."""

    text: str
    kind: Literal["asset", "concept", "organisation"]
    value: str
    facet: str = ""
    language: str = ""


def parsed(typed: str) -> tuple[Part, ...]:
    """Read what was typed: words, "phrases", -words and -"phrases"; everything else is ignored.

    Raises BadRequest above 50 words. There is no nesting, so nothing typed can be deep. A chunk of several words
    without spaces, such as e-bok or 16:9, is a phrase.
    """
    parts: list[Part] = []
    for chunk in _chunks(typed.translate(_QUOTES)):
        found = tuple(words(chunk))
        if found:
            parts.append(Part(found, excluded=chunk.startswith("-")))
    if sum(len(part.words) for part in parts) > MOST_TERMS:
        raise BadRequest(reason="search.too_many_words", limit=MOST_TERMS)
    return tuple(dict.fromkeys(parts))


def _chunks(typed: str) -> list[str]:
    """Pieces parted by spaces outside quotes; a quote that is never closed is a space."""
    chunks: list[str] = []
    pieces = typed.split('"')
    for number, piece in enumerate(pieces):
        if number % 2 and number < len(pieces) - 1:
            before = pieces[number - 1]
            minus = before.endswith("-") and (before == "-" or before[-2].isspace())
            chunks.append(("-" if minus else "") + piece)
        else:
            chunks += piece.split()
    return chunks
