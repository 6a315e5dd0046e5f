"""Campaigns: all of them, one with its messages as shelves, and the form that makes or changes one."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import access
from mediabank.access import Everything, Viewer
from mediabank.assets import lookup
from mediabank.assets.glance import Glance, glance
from mediabank.campaigns import campaign as making
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import Words, words
from mediabank.errors import BadRequest, Fault, NotAllowed, Unfit
from mediabank.language import best, best_language, text
from mediabank.models import Asset, Campaign, Message, Organisation
from mediabank.web import forms, incoming, render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.forms import campaign as form_
from mediabank.web.forms.campaign import Written
from mediabank.web.incoming import Form
from mediabank.web.pages import cards, front
from mediabank.web.problems import fault_text
from mediabank.web.shown import (
    CampaignFormView,
    CampaignsView,
    CampaignView,
    Card,
    Crumb,
    MessageShelf,
    Problem,
)

LISTED = 60
"""Campaigns on one page, the newest first."""
SHOWN_ASSETS = 300


async def campaigns_page(request: Request) -> Response:
    """Every campaign that the viewer may know of."""
    viewer, reader = await viewer_of(request), language_of(request)
    rows = await campaigns.visible(viewer).select_related("concept").order_by("-created_at").limit(LISTED)
    view = CampaignsView(
        campaigns=tuple([await front.shelf(row, viewer, reader) for row in rows]),
        new_href="/campaigns/new" if access.may(viewer, "campaign:edit") else "",
    )
    return await render.page(request, "campaigns.html", view)


async def campaign_page(request: Request, campaign: Campaign) -> Response:
    """One campaign as libraries see it: a shelf for each message."""
    viewer, reader, known = await viewer_of(request), language_of(request), await words()
    seen = lookup.visible(viewer.reader()).filter(campaign_id=campaign.id)
    assets = _in_order(await seen.order_by("-id").limit(SHOWN_ASSETS), known)
    told = await glance(assets)
    word = known.by_id[str(campaign.concept_id)]
    messages = await Message.filter(campaign_id=campaign.id).order_by("position")
    view = CampaignView(
        crumbs=(Crumb(label=text("menu.campaigns", reader), href="/campaigns"), Crumb(label=word.label(reader))),
        title=word.label(reader),
        line=best(word.definitions, reader),
        lang=_other(word.labels, reader),
        picture=front.lying(assets, told, reader)[0],
        badge=front.badge(campaign, reader),
        starts=front.day(campaign.starts),
        ends=front.last_day(campaign.ends),
        terms=best(campaign.terms, reader),
        alteration=", ".join(known.label(each, reader) for each in campaign.alteration),
        owner=campaign.owner.name,
        messages=tuple(_shelf(message, assets, told, reader) for message in messages),
        others=_cards([asset for asset in assets if asset.message_id is None], told, reader),
        search_href=f"/search?campaign={word.slug}",
        edit_href=f"/campaigns/{campaign.slug}/edit" if _may_edit(viewer, campaign) else "",
        upload_href="/upload" if access.may(viewer, "asset:add") else "",
        files=await seen.count(),
    )
    return await render.page(request, "campaign.html", view)


async def campaign_new_page(request: Request) -> Response:
    """The empty form."""
    return await _form(request, Written(messages=[{}]), None, kept=0)


async def campaign_new_now(request: Request) -> Response:
    """Make a campaign, or show the form again with every fault."""
    viewer, form = await viewer_of(request), await incoming.form(request)
    written = form_.written_in(form)
    if _moves_rows(form):
        return await _form(request, _moved(written, form), None, kept=0)
    draft, faults = form_.draft_of(written, kept=0)
    if faults:
        return await _form(request, _compact(written, 0), None, kept=0, faults=faults)
    made = await making.make(draft, owner=await _owner(viewer), by=viewer.person)
    return RedirectResponse(f"/campaigns/{made.slug}?done=campaign_made", 303)


async def campaign_edit_page(request: Request, campaign: Campaign) -> Response:
    """The form with what stands there."""
    messages = await Message.filter(campaign_id=campaign.id).order_by("position")
    kept = await campaigns.messages_in_use(campaign)
    return await _form(request, form_.written_of(campaign, await words(), messages), campaign, kept=kept)


async def campaign_edit_now(request: Request, campaign: Campaign) -> Response:
    """Change a campaign, or show the form again with every fault. Messages that assets say keep their places."""
    viewer, form = await viewer_of(request), await incoming.form(request)
    written, kept = form_.written_in(form), await campaigns.messages_in_use(campaign)
    if _moves_rows(form):
        return await _form(request, _moved(written, form, kept=kept), campaign, kept=kept)
    draft, faults = form_.draft_of(written, kept=kept)
    if faults:
        return await _form(request, _compact(written, kept), campaign, kept=kept, faults=faults)
    await making.change(campaign, draft, by=viewer.person)
    return RedirectResponse(f"/campaigns/{campaign.slug}?done=campaign_changed", 303)


async def _form(
    request: Request, written: Written, campaign: Campaign | None, *, kept: int, faults: Sequence[Fault] = ()
) -> Response:
    reader = language_of(request)
    choices = forms.Choices(await words(), reader)
    told = [(fault.field, fault.path, fault_text(fault, reader)) for fault in faults]
    fields = form_.fields_of(written, choices, told, kept=kept)
    labels = {each.id.removeprefix("field-"): each.label for each in fields}
    here = f"/campaigns/{campaign.slug}" if campaign else "/campaigns"
    view = CampaignFormView(
        action_href=f"{here}/edit" if campaign else f"{here}/new",
        back_href=here,
        is_new=campaign is None,
        fields=fields,
        crumbs=(Crumb(label=text("menu.campaigns", reader), href="/campaigns"),),
        problems=tuple(
            Problem(text=sentence, anchor=forms.anchor(fields, name, path), label=labels.get(name, ""))
            for name, path, sentence in told
        ),
    )
    return await render.page(request, "campaign_form.html", view, status=Unfit.status if faults else 200)


def _moves_rows(form: Form) -> bool:
    return bool(form.get("add") or form.get("remove"))


def _moved(written: Written, form: Form, *, kept: int = 0) -> Written:
    """With one message more at the end, or without one that no asset says."""
    rows = list(written.messages)
    number = form.get("remove").removeprefix(f"{form_.MESSAGES}.")
    if form.get("add"):
        rows.append({})
    elif number.isascii() and number.isdigit() and kept <= int(number[:3]) < len(rows):
        del rows[int(number[:3])]
    else:
        raise BadRequest
    return Written(written.texts, written.days, rows)


def _compact(written: Written, kept: int) -> Written:
    """Without the empty rows that fall away, so that faults stand at the rows they count."""
    rows = [row for index, row in enumerate(written.messages) if any(row.values()) or index < kept]
    return Written(written.texts, written.days, rows)


async def _owner(viewer: Viewer) -> Organisation:
    """The organisation that a new campaign belongs to: the viewer's own, else the first they edit for."""
    owners = viewer.grants["campaign:edit"].owners
    if viewer.organisation is not None and viewer.organisation in owners:
        return await Organisation.get(id=viewer.organisation)
    if isinstance(owners, Everything) or not owners:
        raise NotAllowed
    return await Organisation.get(id=min(owners))


def _may_edit(viewer: Viewer, campaign: Campaign) -> bool:
    return access.may(viewer, "campaign:edit", owner=campaign.owner_id)


def _in_order(assets: Sequence[Asset], known: Words) -> list[Asset]:
    """As the vocabulary of surfaces has them, posters before screens; what has no surface comes last."""
    places = {word.id: place for place, word in enumerate(known.vocabularies.get("surface", ()))}
    return sorted(assets, key=lambda asset: (places.get(str(asset.surface_id), len(places)), asset.sort_title))


def _shelf(message: Message, assets: Sequence[Asset], told: Glance, reader: str) -> MessageShelf:
    spoken = best_language(message.titles, reader)
    return MessageShelf(
        title=best(message.titles, reader),
        number=message.position,
        cards=_cards([asset for asset in assets if asset.message_id == message.id], told, reader),
        lang=spoken if spoken != reader else "",
    )


def _cards(assets: Sequence[Asset], told: Glance, reader: str) -> tuple[Card, ...]:
    return tuple(cards.card(asset, told, reader) for asset in assets)


def _other(texts: Any, reader: str) -> str:
    found = best_language(texts, reader)
    return found if found != reader else ""
