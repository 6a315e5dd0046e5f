"""The pieces that every page is made of: the page around it, pictures, cards, badges, links and what went wrong."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "info", "yes", "waiting", "no"]
"""plain grey · info petrol tint · yes green · waiting cloudberry · no red; always with words."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address and its words."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One place of the main menu; `key` is the text's key in `locale/`, e.g. `menu.search`."""

    key: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """A language to change to; `lang` is the BCP 47 code that goes into the `lang` attribute."""

    code: str
    lang: str
    name: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class ViewerShown:
    """Who is signed in, as the head of the page says it."""

    name: str
    line: str
    """organisation and role in words: "Bibliotek24, redaktør"."""


@dataclass(frozen=True, kw_only=True)
class Toast:
    """One line about what was just done, with a way back where there is one."""

    text: str
    undo: "Action | None" = None


@dataclass(frozen=True, kw_only=True)
class HiddenValue:
    """A name and a value that go along with a form unseen."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that is done by a button: a form of its own that posts to an address."""

    href: str
    label: str
    values: tuple[HiddenValue, ...] = ()
    icon: str = ""
    danger: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """What surrounds the content of every page."""

    lang: str
    """BCP 47: nb, nn, se or en."""
    menu: tuple[MenuItem, ...] = ()
    languages: tuple[LanguageLink, ...] = ()
    viewer: ViewerShown | None = None
    home_href: str = "/"
    sign_in_href: str = "/sign-in"
    sign_out_href: str = "/sign-out"
    help_href: str = "/help"
    openapi_href: str = "/api/v1/openapi.json"
    toast: Toast | None = None
    partial: bool = False
    """Only the content, without head and foot, for an answer that htmx swaps in."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A rendition as the page shows it; `width_px` and `height_px` give the shape before the bytes come."""

    src: str
    width_px: int
    height_px: int
    alt: str = ""
    srcset: str = ""
    lang: str = ""
    """The language of `alt` where it is not the page's."""

    @property
    def shape(self) -> str:
        """Wide, square, tall or banner: how much room the picture wants on a shelf."""
        ratio = self.width_px / max(self.height_px, 1)
        if ratio >= BANNER_RATIO:
            return "banner"
        if ratio > 1.1:  # noqa: PLR2004 - nearly square counts as square
            return "wide"
        return "square" if ratio > 0.9 else "tall"  # noqa: PLR2004


BANNER_RATIO = 2.2


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A tinted label; always words, the tint only helps."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One asset on a shelf. Without a picture, `kind` is drawn as an icon: image, document, video, audio, file."""

    href: str
    title: str
    line: str = ""
    """surface or material type, and languages: "Plakat A3, nb"."""
    picture: Picture | None = None
    kind: str = "file"
    badge: Badge | None = None
    lang: str = ""
    """The language of `title` where it is not the page's."""
    snippet: tuple["Span", ...] = ()
    """What in the description answers the words of a search."""
    snippet_lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A piece of a text, marked where it answers a search."""

    text: str
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way here; the last one has no address."""

    label: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that has to be put right; `anchor` is the id of the field it is about (empty: about the whole)."""

    text: str
    anchor: str = ""
    label: str = ""
    """The field's name, where the sentence does not say it."""
