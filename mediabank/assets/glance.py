"""What is known of many allowed assets at a glance, each thing asked for once: texts, languages, renditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from mediabank.assets import renditions
from mediabank.concepts.words import Words, words
from mediabank.models import Asset, AssetConcept, AssetText, Rendition


@dataclass(frozen=True)
class Glance:
    """What cards say of some assets."""

    words: Words
    texts: Mapping[tuple[str, str], Mapping[str, str]]
    """(asset, field) → language → text, of title and altText."""
    languages: Mapping[str, Sequence[str]]
    """Asset → slugs of the languages in it."""
    made: Mapping[UUID, Mapping[str, Rendition]]
    """Version → recipe → browsing rendition."""


async def glance(assets: Sequence[Asset]) -> Glance:
    """Three queries, however many assets."""
    ids = [asset.id for asset in assets]
    known = await words()
    texts: dict[tuple[str, str], dict[str, str]] = {}
    languages: dict[str, list[str]] = {}
    for row in await AssetText.filter(asset_id__in=ids, field__in=["title", "altText"]):
        texts.setdefault((row.asset_id, row.field), {})[row.language] = row.text
    for each in await AssetConcept.filter(asset_id__in=ids, field="language"):
        languages.setdefault(each.asset_id, []).append(known.slug(str(each.concept_id)))
    versions = [asset.version for asset in assets if asset.version is not None]
    return Glance(known, texts, languages, await renditions.browsing(versions))
