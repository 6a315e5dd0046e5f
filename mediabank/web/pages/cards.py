"""Cards of many assets with few queries: titles, alternative texts, languages and renditions, each asked for once."""

from collections.abc import Mapping, Sequence
from typing import Any

from mediabank import language
from mediabank.access import PUBLISHED
from mediabank.assets.glance import Glance, glance
from mediabank.delivery import download
from mediabank.language import text
from mediabank.models import Asset
from mediabank.web.shown import Badge, Card, Picture

ICONS = {"image": "image", "document": "document", "video": "video", "audio": "audio"}
WIDTHS = ("thumb", "card", "preview")
STATE_TONES: Mapping[str, Any] = {
    "utkast": "plain",
    "til-vurdering": "waiting",
    "publisert": "yes",
    "trukket": "no",
    "arkivert": "plain",
}


async def cards(assets: Sequence[Asset], reader: str, *, states: bool = False) -> tuple[Card, ...]:
    """The cards of assets, in their order; with `states`, what is not published says so."""
    known = await glance(assets)
    return tuple(card(asset, known, reader, state=states) for asset in assets)


def card(asset: Asset, known: Glance, reader: str, *, state: bool = False) -> Card:
    """One card."""
    titles = known.texts.get((asset.id, "title"), {})
    return Card(
        href=f"/assets/{asset.id}",
        title=language.best(titles, reader) or asset.id,
        line=line(asset, known, reader),
        picture=picture(asset, known, reader),
        kind=ICONS.get(asset.media_kind, "file"),
        badge=state_badge(asset, known, reader) if state and asset.state != PUBLISHED else None,
        lang=_other(titles, reader),
    )


def line(asset: Asset, known: Glance, reader: str) -> str:
    """What and in which languages: "Plakat A3, nb"."""
    what = asset.surface_id or asset.material_type_id
    parts = [_capital(known.words.label(str(what), reader))] if what else []
    spoken = [slug for slug in sorted(known.languages.get(asset.id, ())) if slug != "zxx"]
    if spoken:
        parts.append(" ".join(spoken))
    elif known.languages.get(asset.id):
        parts.append(text("card.without_text", reader))
    return ", ".join(parts)


def picture(asset: Asset, known: Glance, reader: str, *, at: str = "card") -> Picture | None:
    """The picture at a browsing size, with its larger and smaller ones; None where there is no preview."""
    made = known.made.get(asset.version, {}) if asset.version and not asset.bytes_blocked else {}
    if at not in made:
        return None
    texts = known.texts.get((asset.id, "altText"), {})
    return Picture(
        src=source(asset, at),
        width_px=made[at].width_px,
        height_px=made[at].height_px,
        alt=language.best(texts, reader),
        srcset=", ".join(f"{source(asset, each)} {made[each].width_px}w" for each in WIDTHS if each in made),
        lang=_other(texts, reader),
    )


def source(asset: Asset, recipe: str) -> str:
    """The address of a rendition; another version is another address, so that browsers may keep it."""
    assert asset.version is not None, "an asset is made with its first version"
    return f"/assets/{asset.id}/renditions/{recipe}?v={download.mark(asset.version)}"


def state_badge(asset: Asset, known: Glance, reader: str) -> Badge:
    """The state in words; in the bin comes first."""
    if asset.binned_at is not None:
        return Badge(text=text("state.binned", reader), tone="no")
    label = known.words.by_slug["workflow-status", asset.state].label(reader)
    return Badge(text=_capital(label), tone=STATE_TONES.get(asset.state, "plain"))


def _capital(words_: str) -> str:
    return words_[:1].upper() + words_[1:]


def _other(texts: Mapping[str, str], reader: str) -> str:
    found = language.best_language(texts, reader)
    return found if found != reader else ""
