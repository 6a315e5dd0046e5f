"""What the pages of those who bring in and tend are given: workbench, upload, publish gate, history, bin."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.pieces import Action, Badge, Card, Crumb, HiddenValue, Link, Picture, Problem


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """One asset on the workbench."""

    href: str
    title: str
    state: Badge
    picture: Picture | None = None
    kind: str = "file"
    file_name: str = ""
    missing: int = 0
    changed: datetime | None = None
    by: str = ""
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """What became of something of the viewer's, in words, until they put it away."""

    id: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkbenchView:
    """What the viewer tends, newest first; `filters` are chips, each a link with its count in the label."""

    rows: tuple[WorkRow, ...]
    total: int
    filters: tuple["CountedLink", ...] = ()
    notices: tuple[NoticeLine, ...] = ()
    upload_href: str = ""
    new_campaign_href: str = ""
    bin_href: str = ""
    more_href: str = ""
    previous_href: str = ""


@dataclass(frozen=True, kw_only=True)
class CountedLink:
    """A link with a number behind its words."""

    href: str
    label: str
    count: int
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class UploadView:
    """The page that takes files.

    The plain form posts multipart (`field_name`, several files) to `action_href` and is answered by a page.
    The script posts each file alone to the same address with `Accept: application/json` and is answered
    201 {"href", "title", "notice"?} or an RFC 9457 problem {"title", "detail"}.
    """

    action_href: str
    field_name: str = "file"
    accept: str = ""
    """What the file dialogue shows first; the bytes decide, not this."""
    limit_bytes: int = 0
    kinds: str = ""
    """In words: "JPEG, PNG, WebP, TIFF og PDF"."""
    workbench_href: str = ""
    hidden: tuple[HiddenValue, ...] = ()
    problems: tuple[Problem, ...] = ()
    received: tuple["ReceivedFile", ...] = ()
    """What the plain form has just taken in."""
    new_version_of: Link | None = None
    """Set where the one file becomes a new version of this asset."""


@dataclass(frozen=True, kw_only=True)
class ReceivedFile:
    """One file of a plain upload and what became of it."""

    file_name: str
    href: str = ""
    notice: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class GateView:
    """The answer when something could not be published, or what to look over before it is."""

    title: str
    back_href: str
    describe_href: str
    problems: tuple[Problem, ...]
    """Each with `anchor` as a whole address: the form and the field."""
    warnings: tuple[Problem, ...] = ()
    publish: Action | None = None
    """Present when only warnings stand: publish all the same."""
    crumbs: tuple[Crumb, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field's values before and after, as text."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class RevisionShown:
    """One saved state; `undo` goes back to the one before it."""

    number: int
    at: datetime
    by: str
    changes: tuple[Change, ...] = ()
    current: bool = False
    go_back: Action | None = None


@dataclass(frozen=True, kw_only=True)
class VersionShown:
    """One set of original bytes."""

    number: int
    at: datetime
    by: str
    file_name: str
    size_bytes: int
    href: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class HistoryView:
    """What has happened to an asset, newest first."""

    title: str
    back_href: str
    revisions: tuple[RevisionShown, ...]
    versions: tuple[VersionShown, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class BinnedAsset:
    """An asset in the bin."""

    card: Card
    binned: datetime
    by: str
    restore: Action | None = None


@dataclass(frozen=True, kw_only=True)
class BinView:
    """The bin of those organisations that the viewer tends."""

    assets: tuple[BinnedAsset, ...]
    workbench_href: str = ""
