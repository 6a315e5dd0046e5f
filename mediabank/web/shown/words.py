"""What the pages of those who tend words are given: the desk, the tree, one concept and the lists of what waits."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.form import Field, Input
from mediabank.web.shown.keeping import Change
from mediabank.web.shown.picking import Combobox, Option
from mediabank.web.shown.pieces import Action, Badge, Crumb, HiddenValue, Link, Problem


@dataclass(frozen=True, kw_only=True)
class GapCount:
    """How many concepts lack a name in one language; `href` leads to the list of them."""

    lang: str
    language: str
    missing: int
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class VocabularyRow:
    """One vocabulary on the desk."""

    href: str
    title: str
    concepts: int
    gaps: tuple[GapCount, ...] = ()
    imported: bool = False
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One pile of work on the desk, with how much lies in it."""

    href: str
    label: str
    count: int | None
    """None where counting would take longer than looking."""
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """All vocabularies that the viewer tends, and what waits."""

    rows: tuple[VocabularyRow, ...]
    waiting: tuple[Waiting, ...]
    new_href: str = ""
    import_href: str = ""
    history_href: str = ""
    scheme_href: str = ""
    """The metadata scheme: where it is changed, for those who may; else where it is read."""


@dataclass(frozen=True, kw_only=True)
class TreeItem:
    """A concept in the tree; below it only what is opened."""

    id: str
    slug: str
    href: str
    label: str
    used: int
    level: int
    branches: bool = False
    """Whether something lies below it."""
    open: bool = False
    current: bool = False
    below: tuple["TreeItem", ...] = ()
    more: Link | None = None
    """The next ones below it, where there are more than are shown."""
    badge: Badge | None = None
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class TreeView:
    """The left side: the field that finds and creates, and the tree."""

    title: str
    href: str
    branch_href: str
    items: tuple[TreeItem, ...]
    more: Link | None = None
    may_create: bool = False
    may_move: bool = False
    written: str = ""
    """What stands in the field."""
    error: str = ""
    found: tuple[TreeItem, ...] | None = None
    """What was found, in place of the tree."""
    path: tuple[Crumb, ...] = ()
    proposals: tuple["ProposalShown", ...] = ()
    proposals_href: str = ""
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class ProposalShown:
    """A word that somebody suggested."""

    id: str
    href: str
    label: str
    vocabulary: str
    used: int
    by: str = ""
    at: datetime | None = None
    lang: str = ""
    like: tuple[Link, ...] = ()
    """Concepts that it may be another word for."""
    action_href: str = ""
    """Where accepting and declining are posted."""
    merge_href: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalsView:
    """Every suggested word that waits."""

    rows: tuple[ProposalShown, ...]
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One language of a concept: fields where the viewer may write it, words to read where not."""

    lang: str
    language: str
    pref: Input
    others: Input
    notes: tuple[Input, ...]
    """Definition and remarks, and words that only searching knows."""
    editable: bool
    said: tuple[str, ...] = ()
    """Other words for it, where they are only read."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Links:
    """A list of concepts or addresses that belong to a concept: ticked ones stay, found ones may be ticked."""

    id: str
    name: str
    label: str
    help: str
    chosen: tuple[Option, ...]
    box: Combobox
    """The field that adds to them."""
    kinds: tuple[Option, ...] = ()
    """Kinds of mapping to choose among."""
    editable: bool = True
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A name in a language, or that it is missing."""

    language: str
    lang: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BelowRow:
    """A concept right below the one that is shown."""

    href: str
    label: str
    cells: tuple[Cell, ...]
    used: int
    badge: Badge | None = None


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two concepts that may become one."""

    href: str
    label: str
    line: str
    """Its names in other languages."""
    used: int
    after: int | None = None
    """How many files carry it afterwards."""
    vocabulary: str = ""


@dataclass(frozen=True, kw_only=True)
class MergeLine:
    """One thing that follows from a merge; `lost` where it is dropped or left behind."""

    text: str
    lost: bool = False


@dataclass(frozen=True, kw_only=True)
class MergePanel:
    """What happens when one concept goes out into another."""

    reason: str
    out: Side
    stays: Side
    files: int
    both: int
    lines: tuple["MergeLine", ...]
    """Further sentences on what follows."""
    action_href: str
    hidden: tuple[HiddenValue, ...]
    files_href: str = ""
    swap_href: str = ""
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeShown:
    """One dated change."""

    at: datetime
    by: str
    kind: str
    """In words: "slått sammen"."""
    concept: Link | None = None
    changes: tuple[Change, ...] = ()
    others: tuple[Link, ...] = ()
    """Concepts that changed together with it."""
    others_more: int = 0
    undo: Action | None = None
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class HistoryOfWordsView:
    """What has been changed, newest first."""

    title: str
    changes: tuple[ChangeShown, ...]
    crumbs: tuple[Crumb, ...] = ()
    more_href: str = ""


@dataclass(frozen=True, kw_only=True)
class ConceptView:
    """One concept as those who tend it see it."""

    tree: TreeView
    crumbs: tuple[Crumb, ...]
    title: str
    address: str
    public_href: str
    used: int
    search_href: str = ""
    lang: str = ""
    badges: tuple[Badge, ...] = ()
    notices: tuple["NoticeLine", ...] = ()
    problems: tuple[Problem, ...] = ()
    action_href: str = ""
    hidden: tuple[HiddenValue, ...] = ()
    columns: tuple[Column, ...] = ()
    new_language: Input | None = None
    links: tuple[Links, ...] = ()
    notation: Input | None = None
    may_save: bool = False
    may_all: bool = False
    below: tuple[BelowRow, ...] = ()
    below_all: int = 0
    languages: tuple[str, ...] = ()
    merge: MergePanel | None = None
    proposal: ProposalShown | None = None
    move_href: str = ""
    merge_href: str = ""
    split_href: str = ""
    deprecate_href: str = ""
    sort_href: str = ""
    """Where the files of a concept that was split are sorted."""
    restore: Action | None = None
    history_href: str = ""
    open_notes: bool = False
    open_places: bool = False


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """A sentence about the concept with links to others."""

    text: str
    links: tuple[Link, ...] = ()
    tone: str = "waiting"


@dataclass(frozen=True, kw_only=True)
class EditionShown:
    """A vocabulary as it was one day."""

    href: str
    label: str


@dataclass(frozen=True, kw_only=True)
class EditionsShown:
    """The dated editions of a vocabulary, the newest first."""

    rows: tuple[EditionShown, ...]
    total: int
    make: Action | None = None


@dataclass(frozen=True, kw_only=True)
class VocabularyView:
    """One vocabulary: the tree, and what may be done with it."""

    tree: TreeView
    crumbs: tuple[Crumb, ...]
    title: str
    line: str
    address: str
    public_href: str
    concepts: int
    gaps: tuple[GapCount, ...] = ()
    imported: bool = False
    edit_href: str = ""
    history_href: str = ""
    duplicates_href: str = ""
    editions: EditionsShown | None = None
    """None where the vocabulary has none, now or ever."""
    below: tuple[BelowRow, ...] = ()
    below_all: int = 0
    languages: tuple[str, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class ChooseView:
    """A page on which one other concept is chosen: a new parent, what it is the same as, what takes over."""

    title: str
    line: str
    crumbs: tuple[Crumb, ...]
    action_href: str
    back_href: str
    name: str
    """The field that the choice is sent in."""
    button: str
    query: str = ""
    found: tuple[Option, ...] = ()
    nothing: bool = False
    several: bool = False
    note: Input | None = None
    problems: tuple[Problem, ...] = ()
    method: str = "post"
    hidden: tuple[HiddenValue, ...] = ()
    lines: tuple[str, ...] = ()
    find_label: str = ""
    top: str = ""
    """What the button says that chooses nothing, where a concept may lie on top."""

    def box(self, label: str) -> Combobox:
        """The field in which the choice is made while one types; where choosing only asks, it asks at once."""
        return Combobox(
            id="choose",
            name=self.name,
            label=label,
            href=f"{self.back_href}/find?list={self.name}",
            several=self.several,
            submits=self.method == "get",
        )


@dataclass(frozen=True, kw_only=True)
class MergeView:
    """The page on which two concepts become one."""

    panel: MergePanel
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VocabularyFormView:
    """The form that makes a vocabulary or changes its names."""

    title: str
    action_href: str
    back_href: str
    fields: tuple[Field, ...]
    hidden: tuple[HiddenValue, ...] = ()
    line: str = ""
    problems: tuple[Problem, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
