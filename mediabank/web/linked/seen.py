"""What a viewer must not be told of: campaigns they may not know, in every vocabulary that leads to one."""

from starlette.requests import Request

from mediabank.access import NOBODY, Viewer
from mediabank.campaigns import lookup
from mediabank.concepts.publishing import is_shown, shown_addresses
from mediabank.concepts.words import words
from mediabank.models import Campaign
from mediabank.web.asking import viewer_of

__all__ = ["hidden", "hidden_from", "hidden_from_all", "is_shown", "shown_addresses"]


async def hidden(request: Request) -> frozenset[str]:
    """Ids of the concepts that the viewer of this request must not be told of; they answer like missing."""
    return await hidden_from(await viewer_of(request))


async def hidden_from_all() -> frozenset[str]:
    """Ids of the concepts that data for everybody must not hold."""
    return await hidden_from(NOBODY)


async def hidden_from(viewer: Viewer) -> frozenset[str]:
    """Ids of the concepts of campaigns that this viewer may not know, and of all that was merged into them."""
    told = await lookup.visible(viewer).values_list("concept_id", flat=True)
    every = await Campaign.all().values_list("concept_id", flat=True)
    secret = {str(each) for each in every} - {str(each) for each in told}
    known = await words()
    return frozenset(secret | {id_ for each in secret for id_ in known.merged.get(each, ())})
