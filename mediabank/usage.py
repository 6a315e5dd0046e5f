"""Append one use of an asset: counted for an organisation and a visit, never for a person."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.access import Viewer
from mediabank.models import Salt, Taken, Usage

Kind = Literal["view", "download"]
DOUBLE_CLICK = timedelta(seconds=30)
"""Two requests for the same thing in one visit within this time are one use (COUNTER Code of Practice 5, 7.2)."""
SALT_BYTES = 32
HASH_DIGITS = 32


async def record(kind: Kind, *, viewer: Viewer, visit: str, asset: str, version: UUID, rendition: str) -> None:
    """Record one use, unless it is a double click; a download also in `Taken`, where the viewer has an organisation.

    `visit` tells visits apart: the session, or for strangers what their browser sends. Only its hash is kept, salted
    by the day.
    """
    moment = clock.now()
    async with in_transaction():
        session = await _hashed(visit)
        if not await _double_click(kind, session, asset, version, rendition, moment):
            await Usage.create(
                organisation_id=viewer.organisation,
                asset=asset,
                version=version,
                rendition=rendition,
                kind=kind,
                second=moment.replace(microsecond=0),
                session=session,
            )
        if kind == "download" and viewer.organisation is not None:
            await _taken(version, viewer.organisation, moment)


async def forget_salts() -> int:
    """Throw away the salts of days that are over: their hashes then say nothing of anyone; how many there were."""
    return await Salt.filter(day__lt=clock.today_in_oslo()).delete()


async def _double_click(kind: Kind, session: str, asset: str, version: UUID, rendition: str, moment: datetime) -> bool:
    same = Usage.filter(asset=asset, version=version, rendition=rendition, kind=kind, session=session)
    return await same.filter(second__gt=moment - DOUBLE_CLICK, second__lte=moment).exists()


async def _taken(version: UUID, organisation: UUID, moment: datetime) -> None:
    """First and last time, in one statement: two first downloads at once must not break each other's transaction."""
    row = Taken(version_id=version, organisation_id=organisation, first_at=moment, last_at=moment)
    await Taken.bulk_create([row], on_conflict=["version_id", "organisation_id"], update_fields=["last_at"])


async def _hashed(visit: str) -> str:
    salt = await _salt(clock.today_in_oslo())
    return hmac.new(salt.encode(), visit.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:HASH_DIGITS]


async def _salt(day: str) -> str:
    """The day's salt; who needs it first makes it, and throws away those of the days before."""
    found = await Salt.get_or_none(day=day)
    if found is None:
        await Salt.bulk_create([Salt(day=day, salt=secrets.token_hex(SALT_BYTES))], ignore_conflicts=True)
        await forget_salts()
        found = await Salt.get(day=day)
    return found.salt
