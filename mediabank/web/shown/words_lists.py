"""What the lists of words that wait are given: likely duplicates, findings, translations and spreadsheets."""

from dataclasses import dataclass

from mediabank.web.shown.form import Input
from mediabank.web.shown.keeping import Change
from mediabank.web.shown.picking import Option
from mediabank.web.shown.pieces import Action, Badge, Crumb, HiddenValue, Link, Picture, Problem
from mediabank.web.shown.words import Cell, Side


@dataclass(frozen=True, kw_only=True)
class PairShown:
    """Two concepts that may be the same."""

    reason: str
    one: Side
    other: Side
    merge_href: str


@dataclass(frozen=True, kw_only=True)
class PairsView:
    """Likely duplicates."""

    pairs: tuple[PairShown, ...]
    crumbs: tuple[Crumb, ...] = ()
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """One warning, and where there is one a proposal that mends it."""

    text: str
    concept: Link | None
    changes: tuple[Change, ...] = ()
    fix: Action | None = None


@dataclass(frozen=True, kw_only=True)
class FindingsOf:
    """The warnings of one kind."""

    title: str
    count: int
    rows: tuple[FindingShown, ...]


@dataclass(frozen=True, kw_only=True)
class FindingsView:
    """What is worth looking over in a vocabulary."""

    kinds: tuple[FindingsOf, ...]
    vocabularies: tuple[Option, ...]
    filter_href: str
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TranslationRow:
    """A concept without a name in the language that is asked for."""

    href: str
    label: str
    lang: str
    path: str
    used: int
    others: tuple[Cell, ...]
    seen: HiddenValue
    input: Input


@dataclass(frozen=True, kw_only=True)
class DiffRow:
    """One label of a spreadsheet against what stands in the bank."""

    name: str
    label: str
    href: str
    language: str
    before: str
    after: str
    note: str = ""
    taken: bool = True
    """Whether it is ticked at first."""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class TranslationsView:
    """The translator's list, and a spreadsheet on its way in."""

    languages: tuple[Link, ...]
    vocabularies: tuple[Option, ...]
    filter_href: str
    lang: str
    language: str
    rows: tuple[TranslationRow, ...]
    total: int
    csv_href: str
    action_href: str
    upload_href: str
    hidden: tuple[HiddenValue, ...] = ()
    diff: tuple[DiffRow, ...] | None = None
    diff_notes: tuple[str, ...] = ()
    apply_href: str = ""
    problems: tuple[Problem, ...] = ()
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SplitShown:
    """A concept that was split and that files still carry."""

    concept: Link
    into: tuple[Link, ...]
    files: int
    href: str
    """Where its files are sorted."""


@dataclass(frozen=True, kw_only=True)
class SplitsView:
    """Every split with files that wait."""

    rows: tuple[SplitShown, ...]
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ToSort:
    """A file of a concept that was split, with what it may be given."""

    id: str
    href: str
    title: str
    lang: str
    line: str
    state: Badge
    picture: Picture | None
    kind: str
    into: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class SortView:
    """The files of one concept that was split."""

    title: str
    line: str
    left: int
    unseen: int
    """Files that carry it and that this viewer does not see."""
    files: tuple[ToSort, ...]
    several: bool
    """Whether a file may be given more than one of them."""
    into: tuple[Option, ...]
    action_href: str
    concept_href: str
    problems: tuple[Problem, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
