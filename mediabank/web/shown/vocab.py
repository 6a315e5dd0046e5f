"""What the public pages of words are given: all vocabularies, one in its views, one concept, a dated edition."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.pieces import Crumb, Link


@dataclass(frozen=True, kw_only=True)
class Named:
    """A concept or vocabulary by its name; `lang` where that is not in the page's language."""

    href: str
    label: str
    lang: str = ""
    line: str = ""
    line_lang: str = ""
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Format:
    """One form of data with its address and media type; `id` is a key under `vocab.form`."""

    id: str
    href: str
    type: str


@dataclass(frozen=True, kw_only=True)
class VocabularyCard:
    """One vocabulary among all."""

    href: str
    title: str
    concepts: int
    line: str = ""
    lang: str = ""
    line_lang: str = ""
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A field that finds concepts, and what it found; `hits` is None where nothing was asked."""

    action_href: str
    query: str = ""
    hits: tuple[Named, ...] | None = None
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class VocabulariesView:
    """All vocabularies, or what was found in them; `all_href` leads back from there."""

    own: tuple[VocabularyCard, ...]
    imported: tuple[VocabularyCard, ...]
    finding: Finding
    links: tuple[Link, ...] = ()
    all_href: str = ""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A concept in the tree. `toggle_href` opens or closes it as a page, `branch_href` gives it alone."""

    href: str
    label: str
    lang: str = ""
    toggle_href: str = ""
    branch_href: str = ""
    open: bool = False
    below: "Level | None" = None


@dataclass(frozen=True, kw_only=True)
class Level:
    """Concepts side by side; `more_href` leads to those that follow, `more_branch_href` gives them alone."""

    branches: tuple[Branch, ...] = ()
    more_href: str = ""
    more_branch_href: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change: when, what it was, and the concept where it was one."""

    at: datetime
    kind: str
    of: Named | None = None


@dataclass(frozen=True, kw_only=True)
class VocabularyView:
    """One vocabulary; only what its view shows is filled."""

    title: str
    lang: str
    line: str
    line_lang: str
    crumbs: tuple[Crumb, ...]
    address: str
    concepts: int
    imported: bool
    view: str
    tabs: tuple[Link, ...]
    finding: Finding
    level: Level = Level()
    under: Named | None = None
    """The concept that the tree begins below, where it does not show everything."""
    whole_href: str = ""
    letters: tuple[Link, ...] = ()
    names: tuple[Named, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    previous_href: str = ""
    next_href: str = ""
    forms: tuple[Format, ...] = ()
    feeds: tuple[Format, ...] = ()
    editions: tuple[Link, ...] = ()
    version: str = ""
    licence: Named | None = None
    modified: datetime | None = None
    edit_href: str = ""


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """What a concept is called in one language, and its definition there."""

    lang: str
    name: str
    label: str = ""
    also: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """A remark on a concept; `lang` where that is not the page's."""

    text: str
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Concepts elsewhere, each with its vocabulary where that is here too; `kind` is a key under `vocab`."""

    kind: str
    members: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address of the concept, to be copied; `key` is its text's key."""

    key: str
    href: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ConceptView:
    """One concept for everybody."""

    title: str
    lang: str
    crumbs: tuple[Crumb, ...]
    address: str
    tongues: tuple[Tongue, ...]
    addresses: tuple[Address, ...]
    forms: tuple[Format, ...]
    search_href: str = ""
    used: int | None = None
    notice: str = ""
    """Key of what is said of a concept out of use."""
    instead: tuple[Named, ...] = ()
    foreign: bool = False
    notation: str = ""
    notes: tuple[NoteLine, ...] = ()
    above: tuple[Named, ...] = ()
    below: tuple[Named, ...] = ()
    below_href: str = ""
    beside: tuple[Named, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    vocabulary: Named | None = None
    history: tuple[ChangeLine, ...] = ()
    edit_href: str = ""


@dataclass(frozen=True, kw_only=True)
class EditionView:
    """A vocabulary as it was kept one day."""

    title: str
    crumbs: tuple[Crumb, ...]
    forms: tuple[Format, ...]
    now_href: str


@dataclass(frozen=True, kw_only=True)
class DatasetRow:
    """One vocabulary in the description of all data."""

    name: Named
    concepts: int
    modified: datetime | None
    forms: tuple[Format, ...]


@dataclass(frozen=True, kw_only=True)
class CatalogView:
    """The description of all data, for people."""

    rows: tuple[DatasetRow, ...]
    forms: tuple[Format, ...]
