"""Agreements and trials: whether an organisation may use the members' material now."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from mediabank.access import MEMBERS, county_token, organisation_token
from mediabank.models import Agreement, Organisation


async def live(organisations: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Those of them that have an agreement or a trial at this moment."""
    ends = Q(Q(ends__isnull=True), Q(ends__gt=now), join_type=Q.OR)
    rows = Agreement.filter(ends, organisation_id__in=list(organisations), starts__lte=now)
    return frozenset(await rows.values_list("organisation_id", flat=True))  # type: ignore[arg-type]


def tokens(organisation: Organisation) -> frozenset[str]:
    """What an open organisation with a live agreement holds."""
    held = {MEMBERS, organisation_token(organisation.id)}
    if organisation.county:
        held.add(county_token(organisation.county))
    return frozenset(held)
