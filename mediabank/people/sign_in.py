"""Signing in with mail address and password, with a pause for those who guess."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

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
    known = email.strip().casefold()[:EMAIL_LENGTH]
    subjects = [_subject("account", known), _subject("address", address)]
    tried = await _try(subjects, tries)
    person = await Person.get_or_none(email=known, closed_at=None)
    if not await passwords.right(password, person.password if person else None):
        raise WrongSignIn
    assert person is not None
    await Attempt.filter(id__in=tried).delete()
    await Attempt.filter(subject=subjects[0]).delete()
    return person


async def _try(subjects: Sequence[str], tries: int) -> list[UUID]:
    """Note the try before the password is looked at; gives its rows.

    So tries made all at once are counted too: whoever is noted last sees all the others, on every database.
    Errors: TooMany, and then nothing is noted.
    """
    moment = clock.now()
    mine = [await Attempt.create(subject=subject, at=moment) for subject in subjects]
    for row in mine:
        recent = Attempt.filter(subject=row.subject, at__gt=moment - WINDOW, id__not=row.id)
        others = await recent.order_by("-at").limit(tries)
        if len(others) >= tries:
            await Attempt.filter(id__in=[each.id for each in mine]).delete()
            left = others[-1].at + WINDOW - moment
            raise TooMany(retry_after_seconds=max(1, int(left.total_seconds())))
    return [row.id for row in mine]


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "replace")).hexdigest()
