"""A bank of rows to search in: tables on SQLite, and a way to make an asset in one line."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from mediabank import search
from mediabank.access import NOBODY, Viewer
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget
from mediabank.language import fold
from mediabank.models import (
    Asset,
    AssetConcept,
    AssetReach,
    AssetText,
    Concept,
    Label,
    Organisation,
    Relation,
    Revision,
    SchemeVersion,
    Task,
    Version,
    Vocabulary,
    connect,
    new_id,
)
from mediabank.settings import Settings

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def asset_id(number: int) -> str:
    letters = ""
    for _ in range(10):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return letters


class Bank:
    """Makes rows as the rooms above would, and indexes them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.numbers = count(1)
        self.concepts: dict[str, Concept] = {}
        self.organisations: dict[str, Organisation] = {}
        self.vocabularies: dict[str, Vocabulary] = {}

    async def scheme(self) -> SchemeVersion:
        return await SchemeVersion.all().order_by("-id").first()

    async def organisation(self, name: str = "Bergen") -> Organisation:
        if name not in self.organisations:
            self.organisations[name] = await Organisation.create(
                name=name, slug=fold(name).replace(" ", "-"), kind="folkebibliotek", created_at=NEW_YEAR
            )
        return self.organisations[name]

    async def concept(self, slug: str, /, vocabulary: str = "tested", under: str = "", **labels: str) -> Concept:
        if slug in self.concepts:
            return self.concepts[slug]
        if vocabulary not in self.vocabularies:
            self.vocabularies[vocabulary] = await Vocabulary.create(
                slug=vocabulary, address=f"https://bank.test/vocab/{vocabulary}", labels={}, definitions={}
            )
        made = await Concept.create(
            vocabulary=self.vocabularies[vocabulary],
            slug=slug,
            address=f"https://bank.test/vocab/{vocabulary}/{slug}",
            position=next(self.numbers),
            definitions={},
            properties={},
            modified_at=NEW_YEAR,
        )
        for language, text in labels.items():
            await Label.create(concept=made, kind="pref", language=language, text=text, folded=fold(text))
        if under:
            above = self.concepts[under]
            await Relation.create(concept=made, kind="broader", target=above, address=above.address)
        self.concepts[slug] = made
        await self.turned(slug)
        return made

    async def turned(self, *slugs: str) -> None:
        """Tell that these concepts were changed, as everybody does who changes one."""
        async with in_transaction():
            await touched([self.concepts[slug].id for slug in slugs])
        forget()

    async def asset(  # noqa: PLR0913 - everything that an asset can be
        self,
        title: str = "Sommerles",
        *,
        language: str = "nb",
        description: str = "",
        owner: str = "Bergen",
        state: str = "publisert",
        reach: tuple[tuple[str, str], ...] = (("take", "public"),),
        concepts: dict[str, list[str]] | None = None,
        available_from: datetime | None = NEW_YEAR,
        expires: datetime | None = None,
        binned_at: datetime | None = None,
        created_at: datetime = NEW_YEAR,
        published_at: datetime | None = NEW_YEAR,
        values: dict[str, object] | None = None,
        file_name: str = "",
    ) -> str:
        id_ = asset_id(next(self.numbers))
        version = new_id()
        await Asset.create(
            id=id_,
            owner=await self.organisation(owner),
            created_at=created_at,
            modified_at=created_at,
            published_at=published_at,
            binned_at=binned_at,
            revision=1,
            version=version if file_name else None,
            media_kind="image",
            state=state,
            available_from=available_from,
            expires=expires,
            sort_title=fold(title),
        )
        if file_name:
            await self.version(version, id_, file_name)
        await Revision.create(
            asset_id=id_, number=1, scheme=await self.scheme(), at=created_at, values=values or {}, private={}
        )
        for field, text in (("title", title), ("description", description)):
            if text:
                await AssetText.create(asset_id=id_, field=field, language=language, text=text, folded=fold(text))
        for right, token in reach:
            await AssetReach.create(asset_id=id_, right=right, token=token)
        for field, slugs in (concepts or {}).items():
            for slug in slugs:
                await AssetConcept.create(asset_id=id_, field=field, concept=self.concepts[slug])
        return id_

    async def version(self, id_: UUID, asset: str, file_name: str) -> None:
        await Version.create(
            id=id_,
            asset_id=asset,
            number=1,
            digest="0" * 64,
            crc32=0,
            size=1,
            media_type="image/png",
            media_kind="image",
            file_name=file_name,
            preview="yes",
            facts={},
            embedded={},
            created_at=NEW_YEAR,
        )

    async def indexed(self, *args, **given) -> str:
        made = await self.asset(*args, **given)
        await search.index_assets([{"asset": made}])
        return made

    async def found(self, words: str = "", viewer: Viewer = NOBODY, **given) -> list[str]:
        return list((await search.search(search.Search(words=words, viewer=viewer, **given))).ids)


@pytest.fixture
async def bank(bank_settings) -> AsyncIterator[Bank]:
    """A bank without assets whose index has been built."""
    async with connect(bank_settings):
        await search.start(bank_settings)
        try:
            await search.reindex()
            await Task.all().delete()
            yield Bank(bank_settings)
        finally:
            await search.stop()


@pytest.fixture
def moved(shift_clock):
    """Set the bank's clock to a moment, from which it goes on."""

    def move(moment: datetime) -> None:
        shift_clock((moment - datetime.now(UTC)).total_seconds())

    return move
