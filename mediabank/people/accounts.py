"""People's accounts: a mail address, a good password and roles in organisations."""

import re
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock, language
from mediabank.access import ROLES
from mediabank.errors import Fault, Unfit
from mediabank.models import Organisation, Person, Role, Session
from mediabank.people import passwords

PASSWORD_LENGTH = 12
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


async def add(
    email: str,
    *,
    organisation: Organisation,
    role: str,
    password: str,
    name: str = "",
    by: UUID | None = None,
) -> Person:
    """Give a person an account and a role; who has an account already gets the role and the new password.

    Errors: Unfit with every fault of mail address, role and password at once.
    """
    email = email.strip().casefold()
    faults = _faults(email, role) + password_faults(password, email=email, organisation=organisation.name)
    if faults:
        raise Unfit(faults=faults)
    digest = await passwords.digest(password)
    async with in_transaction():
        person, _ = await Person.get_or_create(
            email=email, defaults={"name": name or email.partition("@")[0], "created_at": clock.now()}
        )
        person.password = digest
        person.name = name or person.name
        await person.save(update_fields=["password", "name"])
        await Session.filter(person=person).delete()  # who knew only the old password is out
        await Role.get_or_create(person=person, organisation=organisation, role=role)
        await audit.record(
            "person.added", subject=f"person:{person.id}", by=by, role=role, organisation=str(organisation.id)
        )
    return person


def password_faults(password: str, *, email: str, organisation: str) -> list[Fault]:
    """Why this password will not do: too short, or the mail address or the organisation's name."""
    folded = language.fold(password.strip())
    if len(password) < PASSWORD_LENGTH:
        return [Fault("error.password_short", field="password", facts={"length": PASSWORD_LENGTH})]
    if folded in {language.fold(email), language.fold(email.partition("@")[0]), language.fold(organisation)}:
        return [Fault("error.password_is_name", field="password")]
    return []


def _faults(email: str, role: str) -> list[Fault]:
    faults = []
    if not _EMAIL.fullmatch(email):
        faults.append(Fault("error.wrong_email", field="email", facts={"email": email}))
    if role not in ROLES:
        faults.append(Fault("error.wrong_role", field="role", facts={"roles": ", ".join(ROLES)}))
    return faults
