"""The register: which organisations there are, and which lie below which."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from mediabank import audit, clock
from mediabank.errors import Fault, NotFound, Unfit
from mediabank.language import slug_of
from mediabank.models import Agreement, Organisation

CONSORTIUM = "konsortium"
KINDS = (CONSORTIUM, "fyb", "fbi", "fil", "pas", "fen", "bbb", "vgs", "fhs", "gsk", "unb", "fag", "avd", "utl", "nab")
"""The slugs of the vocabulary library-type, and the consortium itself."""
_ISIL = re.compile(r"(?:[A-Z]{2}|[A-Z]|[A-Z]{3}|[A-Z]{4})-[A-Za-z0-9/:\-]{1,11}", re.ASCII)
"""ISO 15511: a prefix, a hyphen and at most 11 characters; 16 in all."""

_SLUG = re.compile(r"[a-z0-9-]{1,80}", re.ASCII)


async def add(
    name: str,
    *,
    isil: str | None = None,
    kind: str = "fbi",
    county: str | None = None,
    parent: Organisation | None = None,
    agreement_until: datetime | None = None,
    by: UUID | None = None,
) -> Organisation:
    """Enter an organisation; with an end given, a subscription from now until then.

    Errors: Unfit for a wrong ISIL or kind, or an ISIL that is taken.
    """
    name = name.strip()
    await _check(name, isil, kind)
    moment = clock.now()
    async with in_transaction():
        organisation = await Organisation.create(
            name=name,
            slug=await _free_slug(name),
            isil=isil,
            kind=kind,
            county=county,
            parent=parent,
            created_at=moment,
        )
        if agreement_until is not None:
            await Agreement.create(organisation=organisation, kind="subscription", starts=moment, ends=agreement_until)
        await audit.record("organisation.added", subject=f"organisation:{organisation.id}", by=by, name=name)
    return organisation


async def named(isil_or_slug: str) -> Organisation:
    """The organisation with this ISIL or slug. Errors: NotFound."""
    found = await named_any([isil_or_slug])
    if not found:
        raise NotFound
    return found[0]


async def named_any(given: Iterable[str]) -> list[Organisation]:
    """The organisations that any of these texts names by ISIL or slug; other texts name none."""
    isils = sorted(text for text in given if _ISIL.fullmatch(text))
    slugs = sorted(text for text in given if _SLUG.fullmatch(text))
    if not isils and not slugs:
        return []
    return await Organisation.filter(Q(isil__in=isils) | Q(slug__in=slugs))


async def below(organisations: Sequence[UUID]) -> frozenset[UUID]:
    """These organisations and all below them, level by level."""
    found: set[UUID] = set(organisations)
    level = list(organisations)
    while level:
        rows = await Organisation.filter(parent_id__in=level).values_list("id", flat=True)
        level = [each for each in rows if each not in found]  # type: ignore[misc]
        found.update(level)
    return frozenset(found)


async def _check(name: str, isil: str | None, kind: str) -> None:
    faults = []
    if not name:
        faults.append(Fault("finding.required", field="name"))
    if isil is not None and not _ISIL.fullmatch(isil):
        faults.append(Fault("error.wrong_isil", field="isil", facts={"isil": isil}))
    if isil is not None and await Organisation.exists(isil=isil):
        faults.append(Fault("error.isil_taken", field="isil", facts={"isil": isil}))
    if kind not in KINDS:
        faults.append(Fault("error.wrong_kind", field="kind", facts={"kinds": ", ".join(KINDS)}))
    if faults:
        raise Unfit(faults=faults)


async def _free_slug(name: str) -> str:
    base = slug_of(name)
    taken: set[Any] = set(await Organisation.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
