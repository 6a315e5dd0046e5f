"""Finding campaigns: one is seen by whoever sees one of its assets on the reader's road, or keeps its owner."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from mediabank import clock
from mediabank.access import SEE, Everything, Right, Viewer, permitted
from mediabank.concepts.words import words
from mediabank.errors import Fault, Unfit
from mediabank.models import Asset, Campaign, Message

SLUG_LENGTH = 100


def visible(viewer: Viewer, right: Right = SEE) -> QuerySet[Campaign]:
    """Every campaign that the viewer may know of."""
    seen = Asset.filter(permitted(viewer.reader(), right, clock.now()), campaign_id__not_isnull=True)
    rule = Q(id__in=Subquery(seen.values("campaign_id")))
    if isinstance(viewer.keeper, Everything):
        return Campaign.all()
    return Campaign.filter(rule | Q(owner_id__in=sorted(viewer.keeper)) if viewer.keeper else rule)


async def one(slug: str, viewer: Viewer, right: Right = SEE) -> Campaign | None:
    """The campaign of this slug, or None where it is hidden or absent."""
    if len(slug) > SLUG_LENGTH:
        return None
    return await visible(viewer, right).select_related("concept", "owner").get_or_none(slug=slug)


async def messages_in_use(campaign: Campaign) -> int:
    """The position of the last message that an asset says; those up to it keep their places."""
    last = await Message.filter(campaign_id=campaign.id, assets__not_isnull=True).order_by("-position").first()
    return last.position if last else 0


async def demand_known(said: Mapping[str, Any], viewer: Viewer) -> None:
    """Refuse a description that names a campaign or message the viewer may not know of, as if there were none.

    Errors: Unfit.
    """
    known = await words()
    campaign, message = said.get("campaign"), said.get("message")
    faults = []
    concept = known.find("campaign", campaign) if isinstance(campaign, str) else None
    if concept and await Campaign.exists(concept_id=concept) and not await told_of([concept], viewer):
        faults.append(Fault("finding.not_in_vocabulary", field="campaign", facts={"value": str(campaign)[:100]}))
    row = await _message(message)
    if row is not None and not await told_of([str(row.campaign.concept_id)], viewer):
        faults.append(Fault("finding.not_found", field="message", facts={"value": str(message)[:100]}))
    if faults:
        raise Unfit(faults=faults)


async def _message(said: object) -> Message | None:
    try:
        id_ = UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return await Message.get_or_none(id=id_).select_related("campaign") if id_ else None


async def told_of(concepts: Collection[str], viewer: Viewer) -> frozenset[str]:
    """Those of these campaigns, by concept, that the viewer may be told of in a search: also by an asset they keep.

    What was merged into a concept tells of it too.
    """
    if not concepts or isinstance(viewer.keeper, Everything):
        return frozenset(concepts)
    known = await words()
    same = {each: known.same(each) for each in concepts}
    seen = Asset.filter(permitted(viewer, SEE, clock.now()), campaign_id__not_isnull=True)
    rule = Q(id__in=Subquery(seen.values("campaign_id")))
    if viewer.keeper:
        rule |= Q(owner_id__in=sorted(viewer.keeper))
    asked = sorted(frozenset().union(*same.values()))
    rows = {
        str(each) for each in await Campaign.filter(rule, concept_id__in=asked).values_list("concept_id", flat=True)
    }
    return frozenset(each for each, ids in same.items() if ids & rows)
