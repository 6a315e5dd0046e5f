"""What the lists of words that wait are given: likely duplicates, findings, translations and spreadsheets."""

from dataclasses import dataclass

from mediabank.web.shown.form import Input
from mediabank.web.shown.keeping import Change
from mediabank.web.shown.picking import Option
from mediabank.web.shown.pieces import Action, Crumb, HiddenValue, Link, Problem
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
