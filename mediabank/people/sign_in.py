"""Signing in with mail address and password, with a pause for those who guess."""

import hashlib
from datetime import timedelta

from mediabank import clock
from mediabank.errors import TooMany, WrongSignIn
from mediabank.models import Attempt, Person
from mediabank.people import passwords

EMAIL_LENGTH = 254
WINDOW = timedelta(minutes=15)


async def sign_in(email: str, password: str, *, address: str, tries: int) -> Person:
    """The person whose address and password these are.

    Errors: WrongSignIn, the same for unknown and known accounts; TooMany when the account or the network address
    had `tries` wrong passwords in fifteen minutes. The right password is refused too while the pause lasts.
    """
    subjects = [_subject("account", email.strip().casefold()), _subject("address", address)]
    await _pause(subjects, tries)
    known = email.strip().casefold()[:EMAIL_LENGTH]
    person = await Person.get_or_none(email=known, closed_at=None)
    if await passwords.right(password, person.password if person else None):
        assert person is not None
        await Attempt.filter(subject=subjects[0]).delete()
        return person
    for subject in subjects:
        await Attempt.create(subject=subject, at=clock.now())
    raise WrongSignIn


async def _pause(subjects: list[str], tries: int) -> None:
    since = clock.now() - WINDOW
    for subject in subjects:
        recent = await Attempt.filter(subject=subject, at__gt=since).order_by("-at").limit(tries)
        if len(recent) >= tries:
            left = recent[-1].at + WINDOW - clock.now()
            raise TooMany(retry_after_seconds=max(1, int(left.total_seconds())))


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "replace")).hexdigest()
