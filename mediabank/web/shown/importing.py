"""What the pages of imports are given: the form with earlier files, and one run with what it changes."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.keeping import Change
from mediabank.web.shown.pieces import Action, Badge, Crumb, Problem


@dataclass(frozen=True, kw_only=True)
class EarlierImport:
    """One file that came before."""

    href: str
    file_name: str
    vocabulary: str
    at: datetime
    by: str
    state: Badge


@dataclass(frozen=True, kw_only=True)
class ImportFormView:
    """The form for a file."""

    action_href: str
    limit_bytes: int
    slug: str = ""
    problems: tuple[Problem, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    earlier: tuple[EarlierImport, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConceptOfImport:
    """A concept that an import concerns, with what it was and becomes."""

    label: str
    slug: str
    lang: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeOfImport:
    """A kind of repair or refusal: what was done, how often, and where, for the first."""

    text: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KindOfImport:
    """All changes of one kind: `count` of them, of which the first are shown."""

    id: str
    label: str
    line: str
    count: int
    concepts: tuple[ConceptOfImport, ...] = ()
    codes: tuple[CodeOfImport, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """One import: being read, told as a difference, being applied, or done."""

    file_name: str
    state: Badge
    here_href: str
    form_href: str
    crumbs: tuple[Crumb, ...] = ()
    working: bool = False
    """Whether the page is to be looked at again by itself."""
    done: int = 0
    total: int = 0
    """Concepts; 0 while nobody knows."""
    heading: str = ""
    """Of what it changes, has changed, or would have."""
    trouble: str = ""
    """The heading of the problems."""
    problems: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    kinds: tuple[KindOfImport, ...] = ()
    approve: Action | None = None
    refuse: Action | None = None
    vocabulary_href: str = ""
