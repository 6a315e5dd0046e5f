"""What a person can meet: a status, a text key and its facts; the sentences are in locale/."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """One fault in what a person wrote: where it is, and the key and facts of its sentence.

    `path` leads inside the field: a language, the number of a repeated value, a member's name.
    """

    key: str
    field: str = ""
    path: tuple[str | int, ...] = ()
    severity: str = "error"
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Problem(Exception):  # noqa: N818 - the field's name for it (RFC 9457)
    """Something a person can understand and act on; anything else is a bug and shows as 500."""

    status: ClassVar[int] = 400
    key: ClassVar[str] = "error.bad_request"

    def __init__(self, *, faults: Sequence[Fault] = (), **facts: Any) -> None:
        super().__init__(self.key, facts)
        self.facts = facts
        self.faults = tuple(faults)


class BadRequest(Problem):
    """The request itself cannot be read; `reason` is a text key."""


class EmptyFile(Problem):
    """A file of no bytes was sent."""

    key = "error.empty_file"


class NotSignedIn(Problem):
    """The address needs a signed-in person or a key."""

    status = 401
    key = "error.not_signed_in"


class WrongSignIn(Problem):
    """The mail address or the password is wrong; which one is not told."""

    status = 401
    key = "error.wrong_sign_in"


class NotAllowed(Problem):
    """The person sees the thing but may not do this with it."""

    status = 403
    key = "error.not_allowed"


class ForeignOrigin(Problem):
    """A page of another site tried to act in the person's name."""

    status = 403
    key = "error.foreign_origin"


class NotFound(Problem):
    """There is nothing here, or nothing that this viewer may know of: the two answer alike."""

    status = 404
    key = "error.not_found"


class WrongMethod(Problem):
    """The address is right, the method is not."""

    status = 405
    key = "error.wrong_method"


class NotAcceptable(Problem):
    """The address has no form of what is asked for; `forms` names those it has, as media types."""

    status = 406
    key = "error.not_acceptable"

    def __init__(self, *, forms: str) -> None:
        super().__init__(forms=forms)


class Conflict(Problem):
    """What is asked does not fit the state of the thing."""

    status = 409
    key = "error.conflict"


class Stale(Problem):
    """Someone saved in between: If-Match names an older revision."""

    status = 412
    key = "error.stale"


class TooLarge(Problem):
    """More bytes than the setting allows."""

    status = 413
    key = "error.too_large"

    def __init__(self, *, limit_bytes: int) -> None:
        super().__init__(limit_bytes=limit_bytes)


class NotAKind(Problem):
    """The bytes are of no kind the bank keeps."""

    status = 415
    key = "error.not_a_kind"

    def __init__(self, *, media_type: str) -> None:
        super().__init__(media_type=media_type)


class OverLimit(Problem):
    """The file claims more than a limit of the kinds table; `what` names the limit."""

    status = 422
    key = "error.over_limit"

    def __init__(self, *, what: str, value: int, limit: int) -> None:
        super().__init__(what=what, value=value, limit=limit)


class Unfit(Problem):
    """What was written breaks the scheme or its rules; `faults` holds all of them at once."""

    status = 422
    key = "error.unfit"


class TooMany(Problem):
    """Too many tries in too short a time."""

    status = 429
    key = "error.too_many"

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds)


class Away(Problem):
    """A service behind the bank is full or out of reach; nothing was half done, and trying again is right."""

    status = 503
    key = "error.away"


class BeingMade(Problem):
    """What is asked for takes a while to make; it is owed from now on."""

    status = 503
    key = "error.being_made"

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds)
