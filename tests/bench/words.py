"""Words changed beside a serving bank of 10,000 assets that all carry them: how soon everybody meets the change.

The change is made in a process of its own, as a command makes it; the server learns of it from the tables.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2

from mediabank import app
from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import history, merge
from mediabank.concepts.edit.draft import Draft
from mediabank.concepts.edit.writing import change
from mediabank.concepts.words import Word, words
from mediabank.models import Asset, AssetConcept
from tests.bench import many
from tests.bench.bank import Bank, founded, served
from tests.bench.table import Row
from tests.web.material import described, picture

SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
PATIENCE_S = 60


def rows() -> list[Row]:
    """The rows of changed words."""
    with tempfile.TemporaryDirectory(prefix="bench-words-") as folder:
        bank = founded(Path(folder) / "bank", _fill)
        lost, stays = asyncio.run(_beside(bank, _two))
        headers = {"Authorization": f"Bearer {bank.key}", "Accept-Language": "nb"}
        with (
            served(bank) as server,
            httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=PATIENCE_S) as asks,
        ):
            made = _published(asks, lost)
            _until(lambda: _total(asks, q="bildetilmerking") == 1)
            return [*merge_rows(bank, asks, lost, stays), label_row(bank, asks, lost, made)]


def merge_rows(bank: Bank, asks: httpx2.Client, lost: Word, stays: Word) -> list[Row]:
    """A merge and its undoing, from the first step of the change to the right counts in filter and facet."""
    carried = _total(asks, subject=lost.slug)

    async def merged() -> str:
        return str((await merge.merge(lost.id, stays.id, by=SUPERUSER)).id)

    began = time.perf_counter()
    done = asyncio.run(_beside(bank, merged))
    _until(lambda: _counts(asks).get(stays.slug) == carried and lost.slug not in _counts(asks))
    assert _total(asks, subject=stays.slug) == _total(asks, subject=lost.slug) == carried
    there = time.perf_counter() - began
    began = time.perf_counter()
    asyncio.run(_beside(bank, lambda: history.undo(done, by=SUPERUSER)))
    _until(lambda: _counts(asks).get(lost.slug) == carried and stays.slug not in _counts(asks))
    back = time.perf_counter() - began
    note = f"{carried:,} assets; changed by another process, which takes part of it to open the bank"
    return [
        Row("a merge that concerns 10,000 assets visible, s", there, "≤ 5", "", note),
        Row("the same undone, s", back, "≤ 5"),
    ]


def label_row(bank: Bank, asks: httpx2.Client, word: Word, asset: str) -> Row:
    """A mended label, until search, facets, page and file have it and none of them the old one."""
    old, new = "gammeltord", "splitternytt"

    async def called(text: str) -> None:
        now = (await words()).own[word.id]
        await change(now.id, Draft(seen=now.changed, labels=dict.fromkeys(now.labels, text)), by=SUPERUSER)

    def told(path: str, text: str) -> bool:
        answer = asks.get(path)
        assert answer.status_code == 200, path
        return text.casefold().encode() in answer.content.lower()

    file = f"/api/v1/assets/{asset}/renditions/web-jpeg"
    asyncio.run(_beside(bank, lambda: called(old)))
    _until(lambda: told(file, old))
    began = time.perf_counter()
    asyncio.run(_beside(bank, lambda: called(new)))
    _until(lambda: _total(asks, q=new) > many.ASSETS)
    for path in (f"/search?subject={word.slug}", f"/assets/{asset}", file):
        _until(lambda path=path: told(path, new) and not told(path, old))
    taken = time.perf_counter() - began
    return Row("concept label changed everywhere, s", taken, "≤ 5", "", "search, facets, asset's page, XMP of a file")


async def _fill(owner) -> None:
    from mediabank import search

    await many.fill(owner)
    one = (await words()).vocabularies["emne"][0].id
    every = await Asset.all().values_list("id", flat=True)
    carried = (AssetConcept(asset_id=asset, field="subject", concept_id=one) for asset in every)
    await AssetConcept.bulk_create(carried, batch_size=500)
    await search.reindex()


async def _two() -> tuple[Word, Word]:
    """The subject that every asset carries, and another without a place in the same tree."""
    lost, *others = (await words()).vocabularies["emne"]
    return lost, next(each for each in others if lost.id not in (each.id, *each.ancestors))


async def _beside(bank: Bank, step: Callable[[], Awaitable[Any]]) -> Any:
    """Do something in this process with the bank that another one serves."""
    from mediabank.models import connect

    assert app, "the names of all tasks are registered"
    async with connect(bank.settings):
        return await step()


def _published(asks: httpx2.Client, word: Word) -> str:
    said = described(subject=[word.slug], title={"nb": "bildetilmerking", "nn": "bildetilmerking"})
    files = {"file": ("bilde.jpg", picture(width=1600, height=1200))}
    made = asks.post("/api/v1/assets", data={"description": json.dumps(said)}, files=files)
    assert made.status_code == 201, made.text
    asset = str(made.json()["id"])
    assert asks.post(f"/api/v1/assets/{asset}/publish").status_code == 200
    return asset


def _total(asks: httpx2.Client, **query: str) -> int:
    return int(asks.get("/api/v1/assets", params={**query, "size": "1"}).json()["total"])


def _counts(asks: httpx2.Client) -> dict[str, int]:
    facets = asks.get("/api/v1/assets", params={"size": "1"}).json()["facets"]
    return {each["value"]: each["count"] for each in facets["subject"]}


def _until(seen: Callable[[], bool]) -> None:
    began = time.perf_counter()
    while not seen():
        assert time.perf_counter() - began < PATIENCE_S, "never seen"
        time.sleep(0.01)
