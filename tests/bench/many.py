"""A bank of many made-up assets, written straight into the tables as receiving and describing leave them; no bytes."""

import random
from datetime import timedelta
from itertools import islice
from typing import Any

from mediabank import clock
from mediabank.access import MEMBERS, PUBLIC, TAKE
from mediabank.assets.receive import ALPHABET, ID_LENGTH
from mediabank.concepts.words import Words, words
from mediabank.language import fold
from mediabank.media.recipes import BROWSING
from mediabank.models import (
    Asset,
    AssetConcept,
    AssetReach,
    AssetText,
    Organisation,
    Rendition,
    Revision,
    Version,
    new_id,
)

ASSETS, AT_ONCE = 10_000, 1_000
FIELDS = ("language", "audience", "license", "permittedUse", "materialType", "digitalSourceType")
SYLLABLES = "le se bok mer som mar plak at ung dom høst blå bær fjell nord lys år tid skri ve ord kunst rom hus"


def made_words(count: int) -> list[str]:
    """Words that sound like ours, the same in every run, commonest first."""
    chance = random.Random(5)
    return list(dict.fromkeys("".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 4))) for _ in range(count)))


async def fill(owner: Organisation, count: int = ASSETS) -> None:
    """So many published assets: texts, concepts, reach, a version and its browsing renditions each."""
    known, chance, vocabulary = await words(), random.Random(7), made_words(3_000)
    numbers = iter(range(count))
    while batch := list(islice(numbers, AT_ONCE)):
        rows: dict[type, list[Any]] = {
            kind: [] for kind in (Asset, Version, Revision, AssetText, AssetConcept, AssetReach, Rendition)
        }
        for number in batch:
            for row in _rows(number, owner, known, chance, vocabulary):
                rows[type(row)].append(row)
        for kind, made in rows.items():
            await kind.bulk_create(made, batch_size=500)


def _rows(number: int, owner: Organisation, known: Words, chance: random.Random, vocabulary: list[str]) -> list[Any]:
    moment = clock.now() - timedelta(minutes=chance.randrange(900_000))
    version, asset = new_id(), "".join(chance.choices(ALPHABET, k=ID_LENGTH))
    title, more = (" ".join(_common(chance, vocabulary, length)) for length in (4, 30))
    concepts = {field: _one(known, field, chance) for field in FIELDS}
    texts = [
        ("title", "nb", title),
        ("title", "nn", f"{title} no"),
        ("description", "nb", more),
        ("altText", "nb", title),
    ]
    return [
        Asset(
            id=asset, owner=owner, created_at=moment, modified_at=moment, published_at=moment, revision=1,
            version=version, media_kind="image", state="publisert", available_from=moment, sort_title=fold(title),
            material_type_id=concepts["materialType"],
        ),
        Version(
            id=version, asset_id=asset, number=1, digest=f"{number:064x}", crc32=0, size=2_000_000,
            media_type="image/jpeg", media_kind="image", file_name=f"bilde-{number}.jpg", width_px=4000, height_px=3000,
            preview="yes", dominant="#808080", facts={}, embedded={}, created_at=moment,
        ),
        Revision(
            asset_id=asset, number=1, scheme_id=known.scheme_number, at=moment, private={},
            values={"title": {"nb": title}, "description": {"nb": more}, "creator": [{"name": "Kari Nordmann"}]},
        ),
        *(AssetText(asset_id=asset, field=f, language=lang, text=text, folded=fold(text)) for f, lang, text in texts),
        *(AssetConcept(asset_id=asset, field=name, concept_id=concept) for name, concept in concepts.items()),
        AssetReach(asset_id=asset, right=TAKE.value, token=chance.choice([PUBLIC, PUBLIC, MEMBERS])),
        *(
            Rendition(
                version_id=version, recipe=each.id, recipe_version=each.version, packet="", media_type="image/webp",
                key=f"renditions/{version}/{each.id}", width_px=each.width_px, height_px=each.width_px * 3 // 4,
                size=20_000, digest="", crc32=0, made_at=moment,
            )
            for each in BROWSING
        ),
    ]  # fmt: skip


def _common(chance: random.Random, vocabulary: list[str], length: int) -> list[str]:
    """Words as texts have them: a few again and again, most of them seldom."""
    return [vocabulary[min(int(chance.paretovariate(0.7)), len(vocabulary)) - 1] for _ in range(length)]


def _one(known: Words, field: str, chance: random.Random) -> str:
    found = known.vocabularies[known.scheme.by_id[field].vocabulary]
    return found[min(int(chance.expovariate(6 / len(found))), len(found) - 1)].id
