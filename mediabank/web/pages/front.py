"""The front page, help, and the campaigns as cards."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from mediabank import access, clock, search
from mediabank.access import Viewer
from mediabank.assets import lookup
from mediabank.assets.glance import Glance, glance
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import words
from mediabank.language import best, best_language, text
from mediabank.models import Asset, Campaign
from mediabank.search import Search
from mediabank.web import problems, render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.pages import cards
from mediabank.web.shown import Badge, CampaignCard, FrontView, Hero, Picture

TEXTLESS = "zxx"
"""The language code of what holds no words."""
NEWEST, DRAFTS, CAMPAIGNS, SHAPES = 6, 4, 7, 2


async def front_page(request: Request) -> Response:
    """For a stranger what the bank is for and what is public; for the signed-in the question and what is new."""
    viewer, reader = await viewer_of(request), language_of(request)
    found = await shelves(viewer, reader)
    hero, rest = await _hero(viewer, found, reader)
    # counted by the index: the database would look at every asset there is
    newest = await search.search(Search(viewer=viewer, sort="newest", size=NEWEST))
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
        newest=await cards.cards(newest.assets, reader),
        newest_href="/search?sort=newest",
        newest_total=newest.total,
        drafts=await cards.cards(drafts[:DRAFTS], reader),
        drafts_href="/workbench?state=utkast",
        drafts_total=len(drafts),
        upload_href="/upload" if may_add else "",
    )
    return await render.page(request, "front.html", view)


async def help_page(request: Request) -> Response:
    """How to get started, what may be used, and how a library gets in."""
    return await render.page(request, "help.html", None)


async def problems_page(request: Request) -> Response:
    """Every kind of problem that a program can be told of; `type` of an RFC 9457 answer points here."""
    reader = language_of(request)
    return await render.page(request, "problems.html", tuple(kind for kind in problems.kinds(reader)))


async def shelves(viewer: Viewer, reader: str, *, limit: int = CAMPAIGNS) -> tuple[tuple[Campaign, CampaignCard], ...]:
    """The newest campaigns with something on their shelf, each with two of its shapes."""
    rows = await campaigns.visible(viewer.reader()).select_related("concept").order_by("-created_at").limit(limit)
    return tuple([(row, await shelf(row, viewer, reader)) for row in rows])


async def shelf(campaign: Campaign, viewer: Viewer, reader: str) -> CampaignCard:
    """A campaign as a card, with two of its shapes as libraries see them."""
    seen = lookup.visible(viewer.reader()).filter(campaign_id=campaign.id)
    assets = await seen.order_by("message_id", "-id").limit(12)
    told = await glance(assets)
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
    told = await glance(assets)
    picture, is_textless = lying(assets, told, reader)
    hero = Hero(
        title=card.title,
        href=card.href,
        line=card.line,
        picture=picture,
        is_textless=is_textless,
        badge=badge(row, reader),
        starts=day(row.starts),
        ends=last_day(row.ends),
        files=len(assets),
        lang=card.lang,
    )
    return hero, tuple(each for _, each in found[1:])


def lying(assets: Sequence[Asset], told: Glance, reader: str) -> tuple[Picture | None, bool]:
    """A lying picture to stand first, best one without text; and whether it is without."""
    seen = [(asset, cards.picture(asset, told, reader, at="preview")) for asset in assets]
    pictures = [(picture, set(told.languages.get(asset.id, ())) == {TEXTLESS}) for asset, picture in seen if picture]
    pictures.sort(key=lambda each: (each[0].shape not in {"wide", "banner"}, not each[1]))
    return pictures[0] if pictures else (None, False)


def badge(campaign: Campaign, reader: str) -> Badge | None:
    """Where today stands in the campaign's time; none where it has no dates."""
    now = clock.now()
    if campaign.starts is None and campaign.ends is None:
        return None
    if campaign.ends is not None and campaign.ends <= now:
        return Badge(text=text("campaign.over", reader), tone="plain")
    if campaign.starts is not None and now < campaign.starts:
        return Badge(text=text("campaign.coming", reader), tone="waiting")
    return Badge(text=text("campaign.running", reader), tone="yes")


def day(moment: datetime | None) -> date | None:
    """The day of a moment, in Norwegian time."""
    return moment.astimezone(clock.OSLO).date() if moment else None


def last_day(end: datetime | None) -> date | None:
    """The last day that is whole or begun before an end, which is itself outside."""
    return day(end - timedelta(microseconds=1)) if end else None


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
