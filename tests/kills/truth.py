"""What must be true of a bank after it was killed and started again, held against what people remember."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, replace

from mediabank import store
from mediabank.assets.receive import original_key
from mediabank.concepts import dumps
from mediabank.models import Asset, Dump, Rendition, Revision, Task, Version

FOUND_SECONDS = 10
DRAINED_SECONDS = 60
OWED = ("waiting", "doing")


def settle_doubts(memory, asks):
    """A request that was not answered was carried out whole or not at all; from now on it is known which."""
    for id_, becomes in memory.doubtful.items():
        before = memory.said[id_]
        now = _seen(asks, before)
        assert now in (before, becomes), (before, becomes, now)
        memory.said[id_] = now
        memory.touched.add(id_)
    memory.doubtful.clear()


def _seen(asks, known):
    answer = asks.get(f"/api/v1/assets/{known.id}")
    assert answer.status == 200, answer
    shown = answer.json
    word = shown["description"]["title"]["nb"].rpartition(" ")[2]
    digests = known.digests[: shown["version"]["number"]]
    if len(digests) < shown["version"]["number"]:
        digests = (*digests, shown["version"]["sha256"])
    return replace(known, word=word, digests=digests, state=shown["state"], binned=shown["binned"] is not None)


def as_answered(asks, known):
    """One asset is as its keeper was told, and its bytes come back as they were sent."""
    assert _seen(asks, known) == known
    answer = asks.get(f"/api/v1/assets/{known.id}/original")
    assert answer.status == 200, (known, answer.status)
    assert hashlib.sha256(answer.body).hexdigest() == known.digests[-1], known


def found_in_time(asks, stranger, memories, until):
    """What is published is found by its word by anybody, all else, also what is in the bin, by its keeper alone."""
    for known in (known for memory in memories for known in memory.said.values() if known.id in memory.touched):
        public = known.state == "publisert" and not known.binned
        _found(stranger, known, 1 if public else 0, until)
        _found(asks, known, 1, until, drafts=1)


def _found(asks, known, count, until, **more):
    while True:
        answer = asks.get("/api/v1/assets", q=known.word, **more)
        assert answer.status == 200, answer
        ids = [item["id"] for item in answer.json["items"]]
        if ids == [known.id] * count:
            return
        assert time.monotonic() < until, (known, ids, answer.json["total"])
        time.sleep(0.02)


def drained(bank):
    """Nothing is owed any more, and nothing failed on the way."""
    end = time.monotonic() + DRAINED_SECONDS

    async def look():
        faults = await Task.exclude(last_error=None).values_list("name", "last_error")
        assert not faults, faults
        return await Task.filter(state__in=OWED).values_list("name", "state")

    while owed := bank.ask(look):
        assert time.monotonic() < end, owed
        time.sleep(0.05)


@dataclass(frozen=True)
class Kept:
    """What lies in the store, and what the tables say should."""

    objects: frozenset
    needed: frozenset
    """Keys that rows point at."""
    damaged: tuple
    """Originals whose bytes are not those of their row."""


def kept(bank):
    """Everything in the store against everything in the tables."""

    async def look():
        versions = await Version.all()
        revisions = await Revision.all().values_list("asset_id", "number")
        renditions = await Rendition.all().values_list("key", flat=True)
        needed = {original_key(version.id) for version in versions} | set(renditions)
        needed |= {f"versions/{version.id}.json" for version in versions}
        needed |= {f"assets/{asset}/{number}.jsonld" for asset, number in revisions}
        needed |= {dumps.object_key(row) for row in await Dump.all()}
        damaged = [version.id for version in versions if _digest(original_key(version.id)) != version.digest]
        missing = await _without_pictures(versions)
        assert not missing, missing
        return Kept(frozenset(each.key for each in store.current().list()), frozenset(needed), tuple(damaged))

    return bank.ask(look)


async def _without_pictures(versions):
    made = Counter(list(await Rendition.filter(packet="").values_list("version_id", flat=True)))
    return [version.id for version in versions if version.preview != "yes" or made[version.id] < 3]


def _digest(key):
    with store.current().open(key) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def search_counts_as_tables(bank, asks, stranger):
    """Totals and facets of search are those of SQL."""

    async def count():
        states = Counter(await Asset.all().values_list("state", flat=True))
        return states, await Asset.filter(binned_at=None, state="publisert").count()

    states, published = bank.ask(count)
    all_, public = asks.get("/api/v1/assets", drafts=1, size=1).json, stranger.get("/api/v1/assets", size=1).json
    assert all_["total"] == sum(states.values())
    assert {each["value"]: each["count"] for each in all_["facets"]["status"]} == dict(states)
    assert public["total"] == published


def ask_both(server):
    """(the keeper, a stranger)"""
    return server.client(), server.client("")
