"""Finding campaigns: one is seen by whoever sees one of its assets on the reader's road, or keeps its owner."""

from collections.abc import Collection

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from mediabank import clock
from mediabank.access import SEE, Everything, Right, Viewer, permitted
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


async def told_of(concepts: Collection[str], viewer: Viewer) -> frozenset[str]:
    """Those of these campaigns, by concept, that the viewer may be told of in a search: also by an asset they keep."""
    if not concepts or isinstance(viewer.keeper, Everything):
        return frozenset(concepts)
    seen = Asset.filter(permitted(viewer, SEE, clock.now()), campaign_id__not_isnull=True)
    rule = Q(id__in=Subquery(seen.values("campaign_id")))
    if viewer.keeper:
        rule |= Q(owner_id__in=sorted(viewer.keeper))
    rows = await Campaign.filter(rule, concept_id__in=sorted(concepts)).values_list("concept_id", flat=True)
    return frozenset(str(each) for each in rows)
