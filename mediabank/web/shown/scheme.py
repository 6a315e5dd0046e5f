"""What the pages of the metadata scheme are given: the public page, the desk, one field's form, versions, a review."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.form import Field, Input
from mediabank.web.shown.keeping import Change
from mediabank.web.shown.pieces import Action, Badge, Crumb, HiddenValue, Link, Problem


@dataclass(frozen=True, kw_only=True)
class SchemeField:
    """One field in words; `anchor` is its id on the page."""

    id: str
    anchor: str
    label: str
    help: str = ""
    href: str = ""
    """Where it is edited; empty for readers."""
    type: str = ""
    badges: tuple[Badge, ...] = ()
    """What the gates ask, whether it is a filter, whether it is kept in the bank."""
    vocabulary: Link | None = None
    facts: tuple[Change, ...] = ()
    """Rows of label and value (`after`): kinds of file, how many values, length, rules."""
    mappings: tuple[Change, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class SchemeGroup:
    """A heading and its fields, in order."""

    id: str
    label: str
    fields: tuple[SchemeField, ...]


@dataclass(frozen=True, kw_only=True)
class SchemeRule:
    """A cross-field rule: code, shown here by name."""

    name: str
    number: int
    sentence: str
    gate: str
    severity: str
    fields: str
    parameters: str = ""


@dataclass(frozen=True, kw_only=True)
class SchemeView:
    """The scheme as everybody may read it."""

    title: str
    line: str
    groups: tuple[SchemeGroup, ...]
    rules: tuple[SchemeRule, ...]
    turtle_href: str
    versions: tuple[Link, ...] = ()
    edit_href: str = ""
    notice: str = ""
    """That this is an older version, and which one is in force."""
    notice_href: str = ""


@dataclass(frozen=True, kw_only=True)
class SchemeDeskView:
    """The scheme as the superuser keeps it. `is_moved`: the order shown is not saved yet."""

    line: str
    groups: tuple[SchemeGroup, ...]
    rules: tuple[SchemeRule, ...]
    retired: tuple["RetiredField", ...]
    action_href: str
    hidden: tuple[HiddenValue, ...]
    crumbs: tuple[Crumb, ...]
    problems: tuple[Problem, ...] = ()
    newer: "Newer | None" = None
    is_moved: bool = False
    new_href: str = ""
    versions_href: str = ""
    upload_href: str = ""
    public_href: str = ""
    turtle_href: str = ""
    groups_href: str = ""
    languages_href: str = ""


@dataclass(frozen=True, kw_only=True)
class RetiredField:
    """A field that some version has had, with the button that puts it back."""

    id: str
    label: str
    type: str
    put_back: Action


@dataclass(frozen=True, kw_only=True)
class Newer:
    """Somebody saved meanwhile: who and when, and what is newer."""

    line: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Foretelling:
    """What the new version would do to assets, in sentences, with links to the first of them."""

    lines: tuple[str, ...]
    by_field: tuple[Change, ...] = ()
    """Field's label and the number of assets (`after`)."""
    assets: tuple[Link, ...] = ()
    is_bad: bool = False
    """Published assets would not pass."""
    so_far: str = ""
    """The asset to go on after; empty where all have been looked at."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What is about to be saved: the changes in words, what they do, and the note that goes with them."""

    changes: tuple[Change, ...]
    save_label: str
    foretelling: Foretelling | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SchemeMember:
    """One part of a struct on the form of its field."""

    index: str
    """Its number on the form; the order is that of the rows."""
    heading: str
    id: str
    labels: tuple[Input, ...]
    required: Input
    line: str = ""
    """What it takes, in words; empty where that is asked."""
    asked: tuple[Input, ...] = ()
    """Of a new part: identifier, type, vocabulary, how many."""
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class SchemeFormView:
    """The form of one field, new or old, with the panel that tells what saving would do."""

    title: str
    line: str
    action_href: str
    back_href: str
    crumbs: tuple[Crumb, ...]
    fields: tuple[Field, ...]
    hidden: tuple[HiddenValue, ...]
    problems: tuple[Problem, ...] = ()
    newer: Newer | None = None
    review: Review | None = None
    members: tuple[SchemeMember, ...] = ()
    members_errors: tuple[str, ...] = ()
    takes_members: bool = False
    """Parts may be added."""
    is_struct: bool = False
    is_new: bool = False
    is_unsaved: bool = False
    """The form holds what is not saved yet; leaving the page asks first."""
    kept: str = ""
    """Why parts of the field stay as they are."""
    retire_href: str = ""


@dataclass(frozen=True, kw_only=True)
class SchemeGroupShown:
    """One heading on the page where headings are changed."""

    id: str
    heading: str
    labels: tuple[Input, ...]
    line: str
    """How many fields stand under it."""
    remove: Input | None = None
    """Only of a heading that no field stands under."""


@dataclass(frozen=True, kw_only=True)
class SchemeGroupsView:
    """The headings of the scheme, in order, and an empty one to fill in."""

    groups: tuple[SchemeGroupShown, ...]
    new: tuple[Input, ...]
    action_href: str
    back_href: str
    crumbs: tuple[Crumb, ...]
    hidden: tuple[HiddenValue, ...]
    problems: tuple[Problem, ...] = ()
    newer: Newer | None = None
    review: Review | None = None
    is_unsaved: bool = False


@dataclass(frozen=True, kw_only=True)
class SchemeLanguagesView:
    """The languages that texts are written in (tag as label, name as `after`), and the form for one more."""

    languages: tuple[Change, ...]
    fields: tuple[Field, ...]
    action_href: str
    back_href: str
    words_href: str
    """Where the names of languages are mended."""
    crumbs: tuple[Crumb, ...]
    hidden: tuple[HiddenValue, ...]
    problems: tuple[Problem, ...] = ()
    newer: Newer | None = None
    is_unsaved: bool = False


@dataclass(frozen=True, kw_only=True)
class SchemeReviewView:
    """A page of its own for a change that has no form: retiring, putting back, an earlier version, a file."""

    title: str
    line: str
    action_href: str
    back_href: str
    crumbs: tuple[Crumb, ...]
    hidden: tuple[HiddenValue, ...]
    text: str = ""
    """The file that is about to be taken, sent along unseen."""
    problems: tuple[Problem, ...] = ()
    newer: Newer | None = None
    review: Review | None = None
    takes_file: bool = False


@dataclass(frozen=True, kw_only=True)
class SchemeVersionShown:
    """One version in the history, with what it changed."""

    number: int
    name: str
    at: datetime
    by: str
    note: str
    href: str
    changes: tuple[Change, ...]
    is_current: bool = False
    back: Action | None = None


@dataclass(frozen=True, kw_only=True)
class SchemeVersionsView:
    """Every version, newest first."""

    versions: tuple[SchemeVersionShown, ...]
    crumbs: tuple[Crumb, ...]
