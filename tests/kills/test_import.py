"""A server killed while it takes in a vocabulary: the next one takes in the rest, once."""

import time

import pytest

from mediabank.concepts import importing
from mediabank.models import Concept, Fact, Import, Label, Relation
from tests.concepts.files import turtle

CONCEPTS = 6_000
SECONDS = 120
pytestmark = pytest.mark.slow


def file():
    """A vocabulary of so many concepts, each with three names, under the first or beside its neighbour."""
    names = '"ord {n}"@nb, "ord {n}"@nn, "word {n}"@en'
    lines = [
        f"c{n} skos:prefLabel {names.format(n=n)} ; skos:broader d:c{n // 10 if n > 9 else 10_000}"
        for n in range(1, CONCEPTS)
    ]
    return turtle('c10000 skos:prefLabel "alt"@nb', *lines).encode()


async def owed():
    """An import that has been looked through and approved, whose task nobody has worked yet."""
    async with importing.Arriving("ord.ttl") as arriving:
        await arriving.write(file())
        row = await arriving.finish(slug="ord", by=None)
    return row.id


async def approved(id_):
    await importing.approve(id_, by=None)


def state(bank):
    async def look():
        row = await Import.first()
        return row.state, row.done

    return bank.ask(look)


def awaited(bank, seen):
    end = time.monotonic() + SECONDS
    while not seen(*(now := state(bank))):
        assert time.monotonic() < end, now
        time.sleep(0.01)
    return now


async def truth():
    """What is in the tables: concepts without words, counts of each, and that no two rows say the same."""
    labels = await Label.filter(concept__vocabulary__slug="ord").values_list("concept_id", "kind", "language")
    relations = await Relation.filter(concept__vocabulary__slug="ord").values_list("concept_id", "kind", "address")
    return (
        await Concept.filter(vocabulary__slug="ord", changed__lt=0).count(),
        await Concept.filter(vocabulary__slug="ord").count(),
        (len(labels), len(set(labels))),
        (len(relations), len(set(relations))),
    )


async def generation():
    return (await Fact.get(name="words")).value


@pytest.mark.parametrize("after", [0, CONCEPTS // 2], ids=["at the beginning", "in the middle"])
def test_what_was_approved_is_taken_in_whole_after_a_kill(bank, after):
    id_ = bank.ask(owed)
    with bank.served():
        awaited(bank, lambda state, _: state == importing.READ)
    bank.ask(lambda: approved(id_))
    with bank.served() as server:
        awaited(bank, lambda state, done: done > after or state == importing.APPLIED)
        server.kill()
    assert state(bank)[0] == importing.APPLYING, "it was killed in time"
    with bank.served():
        assert awaited(bank, lambda state, _: state != importing.APPLYING) == (importing.APPLIED, CONCEPTS)
    assert bank.ask(truth) == (0, CONCEPTS, (3 * CONCEPTS - 2,) * 2, (CONCEPTS - 1,) * 2)
    before = bank.ask(generation)
    bank.ask(lambda: importing.apply(id_))
    assert bank.ask(generation) == before
