"""What is derived from a description in the same transaction: columns to sort by, rows to join with, and its reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import jobs
from mediabank.access import county_token, organisation_token, reach_of
from mediabank.concepts.words import Words, newest
from mediabank.language import best, fold
from mediabank.models import Asset, AssetConcept, AssetReach, AssetText, Campaign, Revision, new_id
from vocabularies.scheme import carried, concepts_in, joined, parted, texts_in

SORT_TITLE_LENGTH = 200
PIECE = 200


@jobs.task("assets.derive_again")
async def derive_again(fields: Sequence[str]) -> None:
    """Derive anew what descriptions say in fields that the scheme has got back; again is the same.

    Saves in the meantime kept such values among the private ones, where nothing is derived from them.
    """
    known = await newest()  # a picture that is a second old may not have the fields yet
    last = ""
    while True:
        rows = await Asset.filter(id__gt=last).order_by("id").limit(PIECE).values_list("id", "revision")
        if not rows:
            return
        numbers = {str(id_): number for id_, number in rows}
        last = max(numbers)
        said = await Revision.filter(asset_id__in=list(numbers), number__in=sorted(set(numbers.values()))).values_list(
            "asset_id", "number", "private"
        )
        for id_, number, private in said:
            if numbers[str(id_)] == number and not set(fields).isdisjoint(private):
                await _again(str(id_), known)


async def _again(asset: str, known: Words) -> None:
    async with in_transaction():
        row = await Asset.filter(id=asset).select_for_update().get_or_none()
        if row is None:
            return
        revision = await Revision.get(asset_id=asset, number=row.revision)
        await derive(row, carried(known.scheme, joined(revision.values, revision.private)), known)
        await jobs.defer("search.index", key=f"index:{asset}", asset=asset)


async def derive(asset: Asset, values: Mapping[str, Any], words: Words) -> None:
    """Bring the asset's columns and rows in line with its values; can be run again at any time."""
    public, _ = parted(words.scheme, values)
    asset.sort_title = fold(best(values.get("title", {}), "nb"))[:SORT_TITLE_LENGTH]
    asset.available_from = _moment(values.get("availableFrom"))
    asset.expires = _moment(values.get("expires"))
    asset.material_type_id = values.get("materialType")
    asset.surface_id = values.get("surface")
    asset.message_id = values.get("message")
    campaign = await Campaign.get_or_none(concept_id=values["campaign"]) if "campaign" in values else None
    asset.campaign_id = campaign.id if campaign else None
    await asset.save(
        update_fields=[
            "sort_title", "available_from", "expires", "material_type_id", "surface_id", "message_id", "campaign_id",
        ]
    )  # fmt: skip
    await _concepts(asset, public, words)
    await _texts(asset, public, words)
    await _reach(asset, values, words)


async def _concepts(asset: Asset, public: Mapping[str, Any], words: Words) -> None:
    pairs = {(leaf.field.id, leaf.value) for leaf in concepts_in(words.scheme, public)}
    await AssetConcept.filter(asset_id=asset.id).delete()
    await AssetConcept.bulk_create(
        AssetConcept(id=new_id(), asset_id=asset.id, field=field, concept_id=concept)
        for field, concept in sorted(pairs)
    )


async def _texts(asset: Asset, public: Mapping[str, Any], words: Words) -> None:
    await AssetText.filter(asset_id=asset.id).delete()
    await AssetText.bulk_create(
        AssetText(id=new_id(), asset_id=asset.id, field=field.id, language=language, text=text, folded=fold(text))
        for field, language, text in texts_in(words.scheme, public)
    )


async def _reach(asset: Asset, values: Mapping[str, Any], words: Words) -> None:
    chosen = values.get("visibleTo", {})
    tokens = [organisation_token(each) for each in chosen.get("organisations", ())]
    tokens += [county_token(words.slug(each)) for each in chosen.get("counties", ())]
    visibility = words.slug(values["visibility"]) if "visibility" in values else None
    await AssetReach.filter(asset_id=asset.id).delete()
    await AssetReach.bulk_create(
        AssetReach(id=new_id(), asset_id=asset.id, right=right, token=token)
        for right, token in sorted(reach_of(visibility, owner=asset.owner_id, chosen=tokens))
    )


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
