"""Campaigns for programs: each with its titles, period, owner and messages, and how many files the caller sees."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tortoise.functions import Count

from mediabank import access
from mediabank.assets import lookup
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import words
from mediabank.models import Message
from mediabank.web.asking import viewer_of


async def listing(request: Request) -> Response:
    """Every campaign that the caller may know of, the newest first.

    A message that no asset says which the caller sees is told of only to those who describe assets.
    """
    viewer, known = await viewer_of(request), await words()
    rows = await campaigns.visible(viewer).select_related("owner", "concept").order_by("-created_at")
    ids = [row.id for row in rows]
    seen = lookup.visible(viewer.reader()).filter(campaign_id__in=ids)
    counted = await seen.annotate(n=Count("id")).group_by("campaign_id").values("campaign_id", "n") if ids else []
    files = {str(each["campaign_id"]): int(each["n"]) for each in counted}
    said = {str(each) for each in await seen.filter(message_id__not_isnull=True).values_list("message_id", flat=True)}
    messages = await Message.filter(campaign_id__in=ids).order_by("position") if ids else []
    describes = access.may(viewer, "asset:add")
    items = [
        {
            "slug": row.slug,
            "address": row.concept.address,
            "titles": dict(known.by_id[str(row.concept_id)].labels),
            "starts": _moment(row.starts),
            "ends": _moment(row.ends),
            "owner": row.owner.isil or row.owner.slug,
            "terms": row.terms,
            "alteration": [known.slug(each) for each in row.alteration],
            "messages": [
                {"id": str(each.id), "position": each.position, "titles": each.titles}
                for each in messages
                if each.campaign_id == row.id and (describes or str(each.id) in said)
            ],
            "files": files.get(str(row.id), 0),
            "links": {"page": f"/campaigns/{row.slug}", "assets": f"/api/v1/assets?campaign={row.slug}"},
        }
        for row in rows
    ]
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    return JSONResponse({"total": len(items), "items": items}, headers=headers)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
