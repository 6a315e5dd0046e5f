"""One asset as one document of the index: what the columns hold of it, and the words it is found by."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from mediabank.models import (
    Asset,
    AssetConcept,
    AssetReach,
    AssetText,
    Campaign,
    Field,
    Revision,
    SchemeVersion,
    Version,
)
from mediabank.search.entries import Document, Row, Terms
from mediabank.search.words import take
from vocabularies.scheme import Field as SchemeField
from vocabularies.scheme import field_from_json, shipped_scheme

SEARCHED_TEXTS = frozenset(
    (
        "title",
        "description",
        "altText",
        "extendedDescription",
        "transcript",
        "keyword",
        "creditLine",
        "copyrightNotice",
        "supplierId",
    )
)
"""Fields that ship with the bank and that words are looked for in; the rest is about the description, or rights."""
SEARCHED_NAMES = ("creator", "contributor", "personShown", "rightsHolder", "placeShown")
"""Structured fields whose names words are looked for in."""
STATUS = "status"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def micros_or_none(moment: datetime | None) -> int | None:
    """The same for a moment that may be missing."""
    return None if moment is None else micros(moment)


async def gather(ids: Sequence[str]) -> list[Document]:
    """The documents of these assets as the database has them now; an asset that is gone has none."""
    assets = await Asset.filter(id__in=list(ids))
    if not assets:
        return []
    known = [asset.id for asset in assets]
    standing = await _standing()
    values = await _values(assets)
    reach = _grouped(await AssetReach.filter(asset_id__in=known).values_list("asset_id", "right", "token"))
    texts = _grouped(
        await AssetText.filter(asset_id__in=known, field__in=searched(standing))
        .order_by("id")
        .values_list("asset_id", "field", "language", "text")
    )
    versions = {
        version.id: version for version in await Version.filter(id__in=[a.version for a in assets if a.version])
    }
    names = await _names(assets, [each for each in SEARCHED_NAMES if each in {field.id for field in standing}])
    return await asyncio.to_thread(_documents, assets, values, reach, texts, versions, names)


def _documents(
    assets: Sequence[Asset],
    values: Mapping[str, set[tuple[str, str]]],
    reach: Mapping[str, list[tuple[Any, ...]]],
    texts: Mapping[str, list[tuple[Any, ...]]],
    versions: Mapping[UUID, Version],
    names: Mapping[str, list[str]],
) -> list[Document]:
    documents = []
    for asset in assets:
        version = versions.get(asset.version) if asset.version else None
        terms = _terms(texts.get(asset.id, []), names.get(asset.id, ()), version)
        titles = tuple((language, text) for field, language, text in texts.get(asset.id, []) if field == "title")
        row = _row(asset, version, values[asset.id], reach.get(asset.id, []), titles)
        documents.append(Document(row, terms))
    return documents


def searched(fields: Iterable[SchemeField]) -> list[str]:
    """The fields of AssetText that words are looked for in: those of the table, and every text that people added."""
    return sorted(
        each.id
        for each in fields
        if each.id in SEARCHED_TEXTS or (each.id not in _shipped() and each.type in ("string", "langString"))
    )


@cache
def _shipped() -> frozenset[str]:
    return frozenset(shipped_scheme().by_id)


async def facet_fields() -> list[str]:
    """The facets of the scheme in force, in its order: the fields with `facet: true`."""
    return [each.id for each in await _standing() if each.facet]


async def _standing() -> list[SchemeField]:
    """The fields of the scheme in force, from the tables: a picture of words may be a second older than the change."""
    newest = await SchemeVersion.all().order_by("-id").first()
    rows = await Field.filter(scheme_id=newest.id).order_by("position") if newest else []
    return [field_from_json(row.definition) for row in rows]


def _row(
    asset: Asset,
    version: Version | None,
    values: set[tuple[str, str]],
    reach: Iterable[tuple[Any, ...]],
    titles: tuple[tuple[str, str], ...],
) -> Row:
    own = {("ownerLibrary", str(asset.owner_id)), (STATUS, asset.state), ("mediaKind", asset.media_kind)}
    if version is not None:
        own.add(("mediaType", version.media_type))
    return Row(
        asset=asset.id,
        owner=str(asset.owner_id),
        state=asset.state,
        available_from=micros_or_none(asset.available_from),
        expires=micros_or_none(asset.expires),
        binned=asset.binned_at is not None,
        reach=tuple((str(right), str(token)) for right, token in reach),
        created=micros(asset.created_at),
        published=micros_or_none(asset.published_at),
        sort_title=asset.sort_title,
        values=tuple(sorted(values | own)),
        titles=titles,
    )


def _terms(texts: Iterable[tuple[Any, ...]], names: Iterable[str], version: Version | None) -> Terms:
    """The words of an asset itself; what its concepts, organisation and message are called lies beside, in `names`."""
    terms = Terms()
    for field, language, text in texts:
        take(terms, text, language=language, title=field == "title")
    for name in names:
        take(terms, name)
    if version is not None:
        take(terms, version.file_name)
    return terms


async def _values(assets: Sequence[Asset]) -> dict[str, set[tuple[str, str]]]:
    """Asset → (field, concept or message) as they were chosen; the promoted columns count as their fields."""
    direct: dict[str, set[tuple[str, UUID]]] = defaultdict(set)
    ids = [asset.id for asset in assets]
    for asset_id, field, concept in await AssetConcept.filter(asset_id__in=ids).values_list(
        "asset_id", "field", "concept_id"
    ):
        if field != STATUS:  # the state is a column; as a facet its slug is the value
            direct[asset_id].add((field, concept))
    wanted = {asset.campaign_id for asset in assets if asset.campaign_id}
    campaigns = dict(await Campaign.filter(id__in=sorted(wanted)).values_list("id", "concept_id")) if wanted else {}
    for asset in assets:
        for field, concept in (
            ("campaign", campaigns.get(asset.campaign_id)),
            ("materialType", asset.material_type_id),
            ("surface", asset.surface_id),
        ):
            if concept is not None:
                direct[asset.id].add((field, concept))
    values: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for asset in assets:
        values[asset.id] |= {(field, str(concept)) for field, concept in direct[asset.id]}
        if asset.message_id:
            values[asset.id].add(("message", str(asset.message_id)))
    return values


async def _names(assets: Sequence[Asset], fields: Sequence[str]) -> dict[str, list[str]]:
    """The names of people and places in the structured fields of the latest revisions."""
    latest = Q(*(Q(asset_id=asset.id, number=asset.revision) for asset in assets), join_type=Q.OR)
    rows = await Revision.filter(latest).values_list("asset_id", "values")
    return {asset_id: [name for field in fields for name in _texts(values.get(field))] for asset_id, values in rows}


def _texts(value: Any) -> Iterator[str]:
    """What is called `name` within a structured value, in any language."""
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        name = value.get("name")
        yield from name.values() if isinstance(name, Mapping) else [name] if isinstance(name, str) else []


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups
