"""What the pages about the bank itself are given: signing in, something went wrong, tasks, status."""

from dataclasses import dataclass
from datetime import datetime

from mediabank.web.shown.pieces import Action, Badge, HiddenValue, Link, Picture


@dataclass(frozen=True, kw_only=True)
class SignInView:
    """Signing in by password. `problem` is a sentence that never tells whether the account exists."""

    action_href: str
    email: str = ""
    problem: str = ""
    hidden: tuple[HiddenValue, ...] = ()
    """Where to go afterwards."""
    picture: Picture | None = None
    people: tuple["DemoPerson", ...] = ()
    """Only in a demonstration bank: whom one may sign in as."""


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """A person of the demonstration bank."""

    email: str
    line: str


@dataclass(frozen=True, kw_only=True)
class ProblemView:
    """A page instead of the one asked for. `title` and `sentence` are ready-made texts in the viewer's language."""

    status: int
    title: str
    sentence: str
    details: tuple[str, ...] = ()
    actions: tuple[Link, ...] = ()
    error_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ProblemKind:
    """One kind of problem; `id` is the end of the address that an answer's `type` names."""

    id: str
    status: int
    title: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class TaskShown:
    """One owed or failed piece of work."""

    name: str
    key: str
    state: Badge
    tries: int
    not_before: datetime | None = None
    changed: datetime | None = None
    last_error: str = ""
    retry: Action | None = None


@dataclass(frozen=True, kw_only=True)
class TasksView:
    """The queue, failed first."""

    tasks: tuple[TaskShown, ...]
    owed: int
    running: int
    failed: int
    retry_all: Action | None = None


@dataclass(frozen=True, kw_only=True)
class CheckShown:
    """One thing that is looked at: a word, how it stands, and figures in words."""

    label: str
    state: Badge
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusView:
    """How the bank is doing, for the administrator."""

    checks: tuple[CheckShown, ...]
    at: datetime
    version: str
    tasks_href: str = ""
