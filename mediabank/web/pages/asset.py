"""The page of one asset: the picture, the button, whether we may use it, sizes, facts, and the keeper's strip."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import access, language
from mediabank.access import TAKE, Viewer
from mediabank.assets import describe, lookup
from mediabank.assets.glance import glance
from mediabank.assets.said import to_readers
from mediabank.concepts.words import Words, words
from mediabank.delivery import download
from mediabank.language import best, text
from mediabank.models import Asset, Organisation, Version
from mediabank.web import render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.pages import answers, cards, facts, keeping
from mediabank.web.sending import viewed
from mediabank.web.shown import AssetView, Badge, Card, CreditLine, Crumb, Size, Sizes

ICONS = cards.ICONS
EXTENSIONS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/avif": "AVIF"}


async def asset_page(request: Request, asset: Asset) -> Response:
    """One asset."""
    viewer, reader, known = await viewer_of(request), language_of(request), await words()
    version = await lookup.version_of(asset)
    values = (await describe.latest(asset)).values
    if not access.may(viewer, "asset:describe", owner=asset.owner_id, uploader=asset.uploaded_by_id):
        values = to_readers(known, values)
    told = await glance([asset])
    owner = await Organisation.get(id=asset.owner_id)
    titles = values.get("title", {})
    languages, variants = await _same_message(asset, viewer, reader)
    view = AssetView(
        title=best(titles, reader) or asset.id,
        lang=_other(titles, reader),
        crumbs=_crumbs(asset, values, known, reader),
        line=cards.line(asset, told, reader),
        picture=cards.picture(asset, told, reader, at="preview"),
        kind=ICONS.get(asset.media_kind, "file"),
        no_preview="" if version.preview == "yes" else text(f"asset.no_preview_{version.preview}", reader),
        is_coming=version.preview == "yes",
        badges=_badges(version, reader),
        sizes=await _sizes(asset, version, viewer, reader),
        use=answers.use_of(asset, values, known, reader),
        credit=CreditLine(text=values["creditLine"]) if values.get("creditLine") else None,
        description=best(values.get("description", {}), reader),
        languages=languages,
        variants=variants,
        facts=await facts.of(asset, version, values, known, reader, owner=owner.name),
        keeping=await keeping.strip(asset, viewer, values, known, reader),
    )
    response = await render.page(request, "asset.html", view)
    response.background = await viewed(request, asset.id, version.id)
    return response


async def permanent(request: Request) -> Response:
    """The permanent address of an asset leads to where it is shown now."""
    return RedirectResponse(f"/assets/{request.path_params['id']}", 303)


async def _sizes(asset: Asset, version: Version, viewer: Viewer, reader: str) -> Sizes:
    if await lookup.one(asset.id, viewer, TAKE) is None:
        key = "asset.refused_stranger" if viewer.person is None else "asset.refused"
        return Sizes(main=None, refused=text(key, reader))
    original = Size(
        label=text("asset.original", reader),
        href=f"/assets/{asset.id}/original",
        line=_original_line(version, reader),
        size_bytes=version.size,
        file_name=version.file_name,
    )
    offers = [_size(asset, offer, reader) for offer in await download.offered(version)]
    if not offers:
        return Sizes(main=Size(**{**vars(original), "label": text("asset.download_original", reader)}))
    main = next((each for each in offers if "screen" in each.href), offers[0])
    promoted = Size(**{**vars(main), "label": text("asset.download", reader), "line": f"{main.label}, {main.line}"})
    return Sizes(main=promoted, others=(*(each for each in offers if each is not main), original))


def _size(asset: Asset, offer: download.Offer, reader: str) -> Size:
    measure = f"{offer.width_px} × {offer.height_px}"
    return Size(
        label=text(offer.label_key, reader),
        href=cards.source(asset, offer.recipe),
        line=f"{EXTENSIONS.get(offer.media_type, offer.media_type)}, {measure}",
        size_bytes=offer.size_bytes,
    )


def _original_line(version: Version, reader: str) -> str:
    name = version.media_type.partition("/")[2].upper()
    parts = [EXTENSIONS.get(version.media_type, name)]
    if version.width_px and version.facts.get("pages") in (None, 1) and not version.facts.get("width_mm"):
        parts.append(f"{version.width_px} × {version.height_px}")
    if version.facts.get("pages") and version.facts["pages"] > 1:
        parts.append(text("asset.pages", reader, n=version.facts["pages"]))
    if version.facts.get("profile"):
        parts.append(str(version.facts["profile"]))
    return ", ".join(parts)


def _badges(version: Version, reader: str) -> tuple[Badge, ...]:
    """Print honesty: colour space, size on paper, resolution; and damage."""
    told = version.facts
    badges = []
    if told.get("damaged"):
        badges.append(Badge(text=text("asset.badge_damaged", reader), tone="waiting"))
    if told.get("colour_space") in {"CMYK", "Lab"}:
        badges.append(Badge(text=str(told["colour_space"])))
    if told.get("width_mm") and told.get("height_mm"):
        badges.append(Badge(text=f"{round(told['width_mm'])} × {round(told['height_mm'])} mm"))
    if told.get("bleed_mm"):
        badges.append(Badge(text=text("asset.badge_bleed", reader, mm=round(told["bleed_mm"]))))
    return tuple(badges)


async def _same_message(asset: Asset, viewer: Viewer, reader: str) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Other languages on the same surface, and other surfaces in the same languages, of the same message."""
    if asset.message_id is None:
        return (), ()
    siblings = await lookup.visible(viewer.reader()).filter(message_id=asset.message_id).limit(60)
    others = [each for each in siblings if each.id != asset.id]
    told = await glance([asset, *others])
    mine = set(told.languages.get(asset.id, ()))
    languages, variants = [], []
    for each in others:
        card = cards.card(each, told, reader)
        spoken = set(told.languages.get(each.id, ()))
        if each.surface_id == asset.surface_id and spoken != mine:
            names = [told.words.by_slug["language", slug].label(reader) for slug in sorted(spoken)]
            languages.append(Card(**{**vars(card), "title": _capital(", ".join(names)) or card.title, "lang": ""}))
        elif spoken == mine or not mine:
            variants.append(card)
    return tuple(languages), tuple(variants)


def _crumbs(asset: Asset, values: Mapping[str, Any], known: Words, reader: str) -> tuple[Crumb, ...]:
    here = Crumb(label=best(values.get("title", {}), reader) or asset.id)
    campaign = known.by_id.get(str(values.get("campaign", "")))
    if campaign is None:
        return (Crumb(label=text("menu.search", reader), href="/search"), here)
    return (
        Crumb(label=text("menu.campaigns", reader), href="/campaigns"),
        Crumb(label=campaign.label(reader), href=f"/campaigns/{campaign.slug}"),
        here,
    )


def _other(texts: Mapping[str, str], reader: str) -> str:
    found = language.best_language(texts, reader)
    return found if found != reader else ""


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
