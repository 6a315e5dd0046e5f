"""The front page, help, and the campaigns as cards."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediabank import access, clock
from mediabank.access import Viewer
from mediabank.assets import lookup
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import words
from mediabank.language import best, best_language, text
from mediabank.models import Asset, Campaign
from mediabank.web import render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.pages import cards
from mediabank.web.shown import Badge, CampaignCard, FrontView, Hero

TEXTLESS = "zxx"
"""The language code of what holds no words."""
NEWEST, DRAFTS, CAMPAIGNS, SHAPES = 6, 4, 7, 2


async def front_page(request: Request) -> Response:
    """For a stranger what the bank is for and what is public; for the signed-in the question and what is new."""
    viewer, reader = await viewer_of(request), language_of(request)
    seen = lookup.visible(viewer.reader())
    found = await shelves(viewer, reader)
    hero, rest = await _hero(viewer, found, reader)
    newest = await seen.order_by("-published_at", "-id").limit(NEWEST)
    drafts = await _drafts(viewer)
    may_add = access.may(viewer, "asset:add")
    view = FrontView(
        today=clock.now().astimezone(clock.OSLO).date(),
        is_stranger=viewer.person is None,
        search_href="/search",
        suggest_href="/search/suggestions",
        hero=hero,
        campaigns=rest,
        campaigns_href="/campaigns" if found else "",
        newest=await cards.cards(newest, reader),
        newest_href="/search?sort=newest",
        newest_total=await lookup.visible(viewer.reader()).count(),
        drafts=await cards.cards(drafts[:DRAFTS], reader),
        drafts_href="/workbench?state=utkast",
        drafts_total=len(drafts),
        upload_href="/upload" if may_add else "",
    )
    return await render.page(request, "front.html", view)


async def help_page(request: Request) -> Response:
    """How to get started, what may be used, and how a library gets in."""
    return await render.page(request, "help.html", None)


async def shelves(viewer: Viewer, reader: str, *, limit: int = CAMPAIGNS) -> tuple[tuple[Campaign, CampaignCard], ...]:
    """The newest campaigns with something on their shelf, each with two of its shapes."""
    rows = await campaigns.visible(viewer.reader()).select_related("concept").order_by("-created_at").limit(limit)
    return tuple([(row, await shelf(row, viewer, reader)) for row in rows])


async def shelf(campaign: Campaign, viewer: Viewer, reader: str) -> CampaignCard:
    """A campaign as a card, with two of its shapes as libraries see them."""
    seen = lookup.visible(viewer.reader()).filter(campaign_id=campaign.id)
    assets = await seen.order_by("message_id", "-id").limit(12)
    told = await cards.glance(assets)
    pictures = [cards.picture(asset, told, reader) for asset in _shapes(assets)]
    languages = sorted({each for asset in assets for each in told.languages.get(asset.id, ()) if each != "zxx"})
    word = (await words()).by_id[str(campaign.concept_id)]
    return CampaignCard(
        href=f"/campaigns/{campaign.slug}",
        title=word.label(reader),
        line=best(word.definitions, reader),
        pictures=tuple(each for each in pictures if each is not None),
        languages=tuple(languages),
        lang=_other(word.labels, reader),
    )


async def _hero(
    viewer: Viewer, found: Sequence[tuple[Campaign, CampaignCard]], reader: str
) -> tuple[Hero | None, tuple[CampaignCard, ...]]:
    """The first campaign stands first, with a lying picture, best one without text; the others follow."""
    if not found:
        return None, ()
    row, card = found[0]
    assets = await lookup.visible(viewer.reader()).filter(campaign_id=row.id).order_by("message_id", "id")
    told = await cards.glance(assets)
    seen = [(asset, cards.picture(asset, told, reader, at="preview")) for asset in assets]
    pictures = [(picture, set(told.languages.get(asset.id, ())) == {TEXTLESS}) for asset, picture in seen if picture]
    pictures.sort(key=lambda each: (each[0].shape not in {"wide", "banner"}, not each[1]))
    picture, is_textless = pictures[0] if pictures else (None, False)
    hero = Hero(
        title=card.title,
        href=card.href,
        line=card.line,
        picture=picture,
        is_textless=is_textless,
        badge=_badge(row, reader),
        starts=row.starts.astimezone(clock.OSLO).date() if row.starts else None,
        ends=row.ends.astimezone(clock.OSLO).date() if row.ends else None,
        files=len(assets),
        lang=card.lang,
    )
    return hero, tuple(each for _, each in found[1:])


def _badge(row: Campaign, reader: str) -> Badge | None:
    """Whether the campaign runs now or comes; nothing for one that is over or has no dates."""
    moment = clock.now()
    if row.ends is not None and row.ends <= moment:
        return None
    if row.starts is not None and moment < row.starts:
        return Badge(text=text("front.coming", reader), tone="waiting")
    return Badge(text=text("front.running", reader), tone="yes") if row.starts or row.ends else None


async def _drafts(viewer: Viewer) -> list[Asset]:
    if viewer.person is None or not access.may(viewer, "asset:add"):
        return []
    mine = lookup.visible(viewer).filter(uploaded_by_id=viewer.person, state="utkast", binned_at=None)
    return await mine.order_by("-modified_at").limit(200)


def _shapes(assets: Sequence[Asset]) -> list[Asset]:
    """Two assets on different surfaces where there are such."""
    chosen: list[Asset] = []
    for asset in assets:
        if all(asset.surface_id != each.surface_id for each in chosen):
            chosen.append(asset)
    return (chosen or list(assets))[:SHAPES]


def _other(texts: object, reader: str) -> str:
    found = best_language(texts, reader)  # type: ignore[arg-type]
    return found if found != reader else ""
