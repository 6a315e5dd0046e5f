"""Who is asking: the union of the public, a session's roles and a key, as a value for the access rule."""

from collections.abc import Sequence
from uuid import UUID

from mediabank import clock
from mediabank.access import NOBODY, PUBLIC, Tending, Viewer, granted, reaches_below
from mediabank.models import Key, Organisation, Person, Role
from mediabank.organisations import agreements, register

TENDING_ROLES = frozenset({"vocabulary_editor", "bank_admin"})


async def of_person(person: Person, *, session: str) -> Viewer:
    """What a signed-in person holds through the roles they have in open organisations."""
    roles = await Role.filter(person=person, organisation__closed_at=None).select_related("organisation")
    pairs = sorted(((role.role, role.organisation) for role in roles), key=lambda pair: (pair[1].name, pair[0]))
    tends = [Tending.of(role.limits) for role in roles if role.role in TENDING_ROLES]
    viewer = await _viewer(pairs, tends)
    return _named(viewer, person=person.id, name=person.name, session=session)


async def of_key(key: Key) -> Viewer:
    """What an API key holds: its organisation's tokens, and its maker's roles from then; read-only keys never keep."""
    if key.organisation.closed_at is not None:
        return NOBODY
    roles = [role for role in key.roles.split(",") if role] if "write" in key.scopes.split(",") else ["reader"]
    tends = [Tending() for role in roles if role in TENDING_ROLES]
    viewer = await _viewer([(role, key.organisation) for role in roles], tends)
    maker = key.made_by.id if key.made_by else None
    return _named(viewer, person=maker, name=key.organisation.name, session=f"key:{key.id}")


async def _viewer(pairs: Sequence[tuple[str, Organisation]], tends: Sequence[Tending]) -> Viewer:
    held = {PUBLIC}
    organisations = {organisation.id: organisation for _, organisation in pairs}
    for each in await agreements.live(organisations, clock.now()):
        held |= agreements.tokens(organisations[each])
    below = {each: await _below(each, pairs) for each in organisations}
    keeper, grants = granted(
        [(role, below[each.id], each.kind == register.CONSORTIUM) for role, each in pairs],
    )
    if Tending() not in tends:  # the scheme is one for all vocabularies and languages
        grants.pop("scheme:edit", None)
    first = next(iter(organisations.values()), None)
    return Viewer(
        held=frozenset(held),
        keeper=keeper,
        grants=grants,
        tends=tuple(tends),
        organisation=first.id if first else None,
        organisation_name=first.name if first else "",
    )


async def _below(organisation: UUID, pairs: Sequence[tuple[str, Organisation]]) -> frozenset[UUID]:
    """Asked only for roles that depend on it: most requests are of readers, and of those who reach everything."""
    asked = any(
        reaches_below(role, consortium=each.kind == register.CONSORTIUM)
        for role, each in pairs
        if each.id == organisation
    )
    return await register.below([organisation]) if asked else frozenset()


def _named(viewer: Viewer, *, person: UUID | None, name: str, session: str) -> Viewer:
    from dataclasses import replace

    return replace(viewer, person=person, name=name, session=session)
