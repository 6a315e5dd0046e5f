"""API keys: an organisation's, made by a person, surviving the person, with scopes and an end."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from tortoise.transactions import in_transaction

from mediabank import audit, clock
from mediabank.errors import Fault, Unfit
from mediabank.models import Key, Organisation, Person, Role
from mediabank.people.sessions import digest

SCOPES = ("read", "write")
PREFIX = "mbk_"
"""So that a key that has leaked can be recognised."""


async def make(person: Person, *, organisation: Organisation | None, scopes: Sequence[str], days: int) -> str:
    """Make a key with the roles that the person holds in the organisation now; it is shown this once.

    Without an organisation: the person's only one. Errors: Unfit.
    """
    roles = await Role.filter(person=person).select_related("organisation")
    owners = {role.organisation.id: role.organisation for role in roles}
    if organisation is None and len(owners) == 1:
        organisation = next(iter(owners.values()))
    if organisation is None or organisation.id not in owners:
        raise Unfit(faults=[Fault("error.which_organisation", field="organisation")])
    if not scopes or set(scopes) - set(SCOPES):
        raise Unfit(faults=[Fault("error.wrong_scope", field="scope", facts={"scopes": ", ".join(SCOPES)})])
    secret = PREFIX + secrets.token_urlsafe(32)
    moment = clock.now()
    async with in_transaction():
        key = await Key.create(
            digest=digest(secret),
            organisation=organisation,
            made_by=person,
            # a key carries no limits, so a role that has some stays with the person
            roles=",".join(
                sorted(role.role for role in roles if role.organisation.id == organisation.id and not role.limits)
            ),
            scopes=",".join(scopes),
            created_at=moment,
            expires_at=moment + timedelta(days=days),
        )
        await audit.record("key.made", subject=f"key:{key.id}", by=person.id, organisation=str(organisation.id))
    return secret


async def holder(secret: str) -> Key | None:
    """The live key of this secret."""
    key = await Key.get_or_none(digest=digest(secret), revoked_at=None, expires_at__gt=clock.now())
    if key is not None:
        await key.fetch_related("organisation", "made_by")
    return key
