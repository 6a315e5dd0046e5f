"""Sessions in a table: revocable at once, the cookie holds a secret that the table knows only by its digest."""

import hashlib
import secrets
from datetime import timedelta

from mediabank import clock
from mediabank.models import Person, Session


async def begin(person: Person, *, days: int) -> str:
    """Start a session and give its secret, for the cookie."""
    secret = secrets.token_urlsafe(32)
    moment = clock.now()
    await Session.create(
        digest=digest(secret), person=person, created_at=moment, expires_at=moment + timedelta(days=days)
    )
    return secret


async def resume(secret: str, *, days: int) -> Person | None:
    """The person of a live session; each half-way passed gives the session its full time again."""
    moment = clock.now()
    session = await Session.get_or_none(digest=digest(secret), expires_at__gt=moment).select_related("person")
    if session is None or session.person.closed_at is not None:
        return None
    if session.expires_at - moment < timedelta(days=days) / 2:
        await Session.filter(digest=session.digest).update(expires_at=moment + timedelta(days=days))
    return session.person


async def end(secret: str) -> None:
    """Sign out: the secret opens nothing any more."""
    await Session.filter(digest=digest(secret)).delete()


def digest(secret: str) -> str:
    """SHA-256 of a secret of 256 random bits; such need no salt and no slowness."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
