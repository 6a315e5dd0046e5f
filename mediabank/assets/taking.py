"""Takes a declined word out of every description that says it, each as a revision of its own."""

from collections.abc import Mapping
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import audit, jobs
from mediabank.access import PUBLISHED
from mediabank.assets import describe
from mediabank.assets.said import without
from mediabank.concepts.words import DECLINED, Word, newest, words
from mediabank.models import Asset, AssetConcept, Version
from vocabularies.scheme import Finding, blocks, check

KEYWORD = "keyword"


@jobs.task("assets.take_out")
async def take_out(concept: str) -> None:
    """Leave a declined concept out of every asset that carries it, asset by asset; again changes nothing.

    One whose declining was taken back before this came to be done stays where it is.

    What libraries see must not come to break the scheme behind their backs: where it would, the word stays as a
    keyword, so that it is still found and the keeper meets it when they describe.
    """
    word = (await newest()).own[concept]
    if word.state != DECLINED:
        return
    carrying = await AssetConcept.filter(concept_id=concept).distinct().values_list("asset_id", flat=True)
    for asset in carrying:
        async with in_transaction():
            row = await Asset.filter(id=asset).select_for_update().get_or_none()
            if row is not None:
                await _take_out(row, word)


async def _take_out(asset: Asset, word: Word) -> None:
    values = (await describe.latest(asset)).values
    left = without(values, lambda value: value == word.id)
    if left == dict(values):
        return
    if asset.state == PUBLISHED and await breaks(asset, values, left):
        left[KEYWORD] = _with_keywords(left.get(KEYWORD) or {}, word)
    await describe.record(asset, left, by=None)
    await audit.record("asset.word_declined", subject=f"asset:{asset.id}", concept=word.id)


async def breaks(asset: Asset, values: Mapping[str, Any], left: Mapping[str, Any]) -> bool:
    """Whether the publish gate stops for `left` and did not for `values`."""
    known, version = await words(), await Version.get(id=asset.version)

    async def found(said: Mapping[str, Any]) -> list[Finding]:
        facts = await describe.facts_for(asset, version, said, known)
        return check(known.scheme, said, facts, said, "publish")

    return blocks(await found(left)) and not blocks(await found(values))


def _with_keywords(keywords: Mapping[str, list[str]], word: Word) -> dict[str, list[str]]:
    texts = {language: list(each) for language, each in keywords.items()}
    for language, label in word.labels.items():
        if label not in texts.setdefault(language, []):
            texts[language].append(label)
    return texts
