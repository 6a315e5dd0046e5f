"""What the page of one asset is given."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mediabank.web.shown.pieces import Action, Badge, Card, Crumb, Picture, Problem


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One row of "may we use this": a word and its condition, ticked, crossed, or only told (`None`)."""

    label: str
    condition: str = ""
    allowed: bool | None = None
    href: str = ""
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class UseAnswer:
    """The answer first: yes, limited or no, one sentence, then rows."""

    answer: Literal["yes", "limited", "no"]
    until: date | None = None
    """The last day of use."""
    sentence: str = ""
    """Instead of the standard sentence about `until`."""
    rows: tuple[Permission, ...] = ()
    what_instead: str = ""


@dataclass(frozen=True, kw_only=True)
class CreditLine:
    """The line to print beside the picture."""

    text: str
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Size:
    """One thing to download. `made` is false for a size that is made at the first request (its weight is unknown)."""

    label: str
    href: str
    line: str = ""
    size_bytes: int | None = None
    file_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """The main download and the others; `main` is None where the viewer may look but not take."""

    main: Size | None
    others: tuple[Size, ...] = ()
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class FactValue:
    """One value of a fact; with an address when it leads somewhere."""

    text: str
    href: str = ""
    lang: str = ""
    mark: str = ""
    """What stands beside it: that it is only suggested."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A row of "Om fila"."""

    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What those who tend the asset may do with it; an empty address means that they may not."""

    state: Badge
    available_from: datetime | None = None
    expires: datetime | None = None
    reaches: str = ""
    """Who will see it, in words."""
    describe_href: str = ""
    publish: Action | None = None
    missing: tuple[Problem, ...] = ()
    """What still stops publishing; each leads to its field of the form."""
    withdraw_href: str = ""
    withdraw_reasons: tuple["Reason", ...] = ()
    withdraw_problem: str = ""
    restore: Action | None = None
    bin: Action | None = None
    new_version_href: str = ""
    history_href: str = ""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason that the vocabulary offers."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AssetView:
    """One asset."""

    title: str
    crumbs: tuple[Crumb, ...]
    line: str = ""
    lang: str = ""
    picture: Picture | None = None
    kind: str = "file"
    is_coming: bool = False
    """The preview is being made."""
    no_preview: str = ""
    """Why there is no picture, in a sentence."""
    badges: tuple[Badge, ...] = ()
    sizes: Sizes = Sizes(main=None)
    use: UseAnswer | None = None
    credit: CreditLine | None = None
    description: str = ""
    languages: tuple[Card, ...] = ()
    """The same message and surface in other languages; `title` is the language's name."""
    variants: tuple[Card, ...] = ()
    """Other sizes of the same message."""
    facts: tuple[Fact, ...] = ()
    keeping: Keeping | None = None
