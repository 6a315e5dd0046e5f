"""Search: what a viewer may see, found by words, facets and dates; the index behind it is derived and replaceable."""

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import access, clock, jobs
from mediabank.access import SEE, Viewer
from mediabank.concepts.words import newest
from mediabank.models import Asset
from mediabank.search.completing import completed
from mediabank.search.documents import facet_fields
from mediabank.search.highlight import highlights
from mediabank.search.index import Index, Locked, Status
from mediabank.search.matching import find
from mediabank.search.names import KIND_OF, messages_of
from mediabank.search.query import (
    LARGEST_PAGE,
    SORTS,
    Between,
    Found,
    Highlight,
    Search,
    Sort,
    Span,
    Suggestion,
    parsed,
)
from mediabank.settings import Settings

__all__ = [
    "LARGEST_PAGE",
    "SORTS",
    "Between",
    "Found",
    "Highlight",
    "Locked",
    "Search",
    "Sort",
    "Span",
    "Status",
    "Suggestion",
    "facet_fields",
    "reindex",
    "search",
    "start",
    "status",
    "stop",
    "typeahead",
]
LONGEST_COMPLETED = 100
_index: Index | None = None


async def start(settings: Settings) -> None:
    """Open the index; where there is none that can be used, an empty one serves and the task that fills it is owed."""
    global _index  # noqa: PLW0603 - one index a process
    assert _index is None, "the index is started once"
    index = await Index.open(settings.index_folder)
    if not index.complete:
        async with in_transaction():
            await jobs.defer("search.reindex", key="search.reindex")
    _index = index


async def stop() -> None:
    """Let go of the index."""
    global _index  # noqa: PLW0603 - one index a process
    if _index is not None:
        _index.close()
        _index = None


async def search(wanted: Search) -> Found:
    """A page of hits with counts. Raises BadRequest for words that ask too much.

    Every hit is checked in the database against the access rule of this moment; a stale one falls away.
    """
    parts = parsed(wanted.words)
    index = _running()
    await index.follow()
    hits = await index.query(find, index.served.shelf, wanted, parts, clock.now())
    assets = await _permitted(hits.assets, wanted.by, wanted.right)
    marked = await highlights([asset.id for asset in assets], parts, wanted.language)
    return Found(hits.total, assets, hits.facets, marked)


async def typeahead(words: str, viewer: Viewer, language: str) -> list[Suggestion]:
    """Completions of what is typed, for a search on the reader's road.

    Titles of assets that the viewer may see; names only of concepts and organisations that such an asset has, so that
    no completion tells of hidden material and none leads to nothing.
    """
    if not words.strip() or len(words) > LONGEST_COMPLETED:
        return []
    index = _running()
    await index.follow()
    reader = viewer.reader()
    found = await index.query(completed, index.served, index.completions, words, reader, language, clock.now())
    assets = tuple(each.value for each in found if each.kind == "asset")
    still = {asset.id for asset in await _permitted(assets, reader, SEE)}
    return [each for each in found if each.kind != "asset" or each.value in still]


async def reindex() -> None:
    """Build the index anew from the database beside the serving one, and swap it in."""
    await _running().rebuild()


async def status() -> Status:
    """What the index holds and what it still owes."""
    return await _running().status()


@jobs.task("search.index", batch=200)
async def index_assets(owed: Sequence[Mapping[str, Any]]) -> None:
    """Take assets in as they are now; {"asset": id} each. An asset that is gone is taken out."""
    await _running().take(list(dict.fromkeys(str(each["asset"]) for each in owed)))


@jobs.task("search.label", batch=200)
async def rename(owed: Sequence[Mapping[str, Any]]) -> None:
    """Take names in as they are now: {"organisation": id}, {"message": id} or {"concept": id} each.

    A concept's own names follow the words by themselves; a campaign's concept brings its messages along.
    """
    concepts = [str(each["concept"]) for each in owed if "concept" in each]
    if concepts:
        await newest()
        await _running().follow()
    named = [(kind, str(each[kind])) for each in owed for kind in KIND_OF.values() if kind in each]
    messages = [message for concept in concepts for message in await messages_of(concept)]
    await _running().rename([*named, *(("message", message) for message in messages)])


@jobs.task("search.reindex")
async def rebuild() -> None:
    """The same as `reindex`, owed."""
    await reindex()


def _running() -> Index:
    assert _index is not None, "search.start has not run"
    return _index


async def _permitted(assets: Sequence[str], viewer: Viewer, right: access.Right) -> tuple[Asset, ...]:
    if not assets:
        return ()
    rule = access.permitted(viewer, right, clock.now(), among=assets)
    still = {asset.id: asset for asset in await Asset.filter(rule)}
    return tuple(still[asset] for asset in assets if asset in still)
