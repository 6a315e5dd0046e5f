"""A concept picked among 20,000: what the field is answered for each letter that a person types, over HTTP."""

import random
import statistics
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from mediabank.concepts import importing
from mediabank.models import Organisation
from tests.bench import vocabulary
from tests.bench.bank import Bank, founded, served
from tests.bench.machine import Server, quantile, rested
from tests.bench.pages import answered, each_answered
from tests.bench.table import Row

TYPED = 400
BEGINNINGS = ("", "annet ord for ")
"""A name, and another word for it: half of what is typed begins as thousands do."""


def rows() -> list[Row]:
    """The rows of picking."""
    with tempfile.TemporaryDirectory(prefix="bench-picking-") as folder:
        bank = founded(Path(folder) / "bank", _fill)
        with served(bank) as server:
            return picked_rows(bank, server)


def picked_rows(bank: Bank, server: Server) -> list[Row]:
    """Every step of typing a word, letter by letter; the time is the server's own, all of the answer."""
    paths = [
        f"/concepts/suggestions?{urlencode({'vocabulary': vocabulary.SLUG, 'q': each, 'suggest': '1'})}"
        for each in islice(_typed(), TYPED)
    ]
    answered(server, paths[:1], bank.signed_in)
    rested(server)
    taken, _, spent = each_answered(server, paths, bank.signed_in)
    over_http = f"over HTTP p50 {statistics.median(taken):.1f}, p95 {quantile(taken, 0.95):.1f}"
    note = f"p50 {statistics.median(spent):.1f}; {over_http}"
    return [Row("concepts that fit what is typed, of 20,000, p95 CPU-ms", quantile(spent, 0.95), "≤ 5", "", note)]


def _typed() -> Iterator[str]:
    """Beginnings of words, letter by letter; a few that no concept is called."""
    chance = random.Random(11)
    while True:
        word = chance.choice(BEGINNINGS) + vocabulary.name(chance.randrange(vocabulary.CONCEPTS))
        if chance.random() < 0.1:
            word = f"{word[:4]}xq"
        yield from (word[:length] for length in range(1, min(len(word), 9) + 1))


async def _fill(_: Organisation) -> None:
    async with importing.Arriving(f"{vocabulary.SLUG}.ttl") as arriving:
        await arriving.write(vocabulary.turtle())
        made = await arriving.finish(slug=vocabulary.SLUG, by=None, later=False)
    await importing.look(made.id)
    await importing.approve(made.id, by=None)
    assert (await importing.apply(made.id)).state == importing.APPLIED
