"""A picture that is followed from change to change is the picture that is read anew, and what it says agrees."""

import asyncio
import random
import time
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.concepts import picture
from mediabank.concepts.rows import label
from mediabank.concepts.snapshot import put_back, snapshots, write_labels, write_relations
from mediabank.concepts.turn import touched
from mediabank.concepts.word import DECLINED, Word, Words
from mediabank.concepts.words import forget, newest, words
from mediabank.models import Concept, Fact, Label, Vocabulary, new_id
from vocabularies.scheme import Scheme

IDS = tuple("abcdefgh")
NOTHING = Scheme(version="", label={}, languages=(), groups=(), fields=(), rules=())


def word(id_: str) -> Word:
    return Word(
        id=id_,
        vocabulary="en" if id_ < "g" else "to",
        slug=f"ord-{id_}",
        address=f"https://bank.test/vocab/{id_}",
        labels={"nb": id_},
        definitions={},
        ancestors=(),
        depth=0,
        deprecated=False,
        properties={},
        position=ord(id_),
        notation="",
    )


def pictured(before: Words | None, new: list[Word]) -> Words:
    made = picture._made(before, new, [])  # the part that needs no tables
    return Words(generation="", scheme_number=1, scheme=NOTHING, **made)


def differing(one: Words, other: Words) -> list[str]:
    """The parts in which two pictures differ."""
    return [each.name for each in fields(one) if getattr(one, each.name) != getattr(other, each.name)]


def meant(rows: dict[str, Word], id_: str) -> list[str]:
    """A concept and what it was merged into, one after the other."""
    way = [id_]
    while rows[way[-1]].current:
        way.append(rows[way[-1]].current)
    return way


edits = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.sampled_from(["label", "parents", "merge", "undo", "deprecate", "state", "slug", "replace"]),
        st.lists(st.sampled_from(IDS), max_size=2, unique=True),
    ),
    min_size=1,
    max_size=12,
)


def edited(rows: dict[str, Word], id_: str, kind: str, others: list[str]) -> Word:
    """A row after one edit; it may lead anywhere, but what is merged stays in its vocabulary and makes no circle."""
    known = rows[id_]
    same = [each for each in others if word(each).vocabulary == known.vocabulary and id_ not in meant(rows, each)]
    changes = {
        "label": {"labels": {"nb": "".join(others) or "x"}},
        "parents": {"broader": tuple(others)},
        "merge": {"current": next(iter(same), "")},
        "undo": {"current": ""},
        "deprecate": {"deprecated": not known.deprecated},
        "state": {"state": ["accepted", "proposed", "declined"][len(others)]},
        "slug": {"slug": f"{known.slug}{len(others)}"},
        "replace": {"replaced_by": tuple(others)},
    }
    return replace(known, **changes[kind])


@given(edits)
@settings(max_examples=1_000, deadline=None)
def test_a_followed_picture_is_the_picture_read_anew(asked):
    rows = {id_: word(id_) for id_ in IDS}
    followed = pictured(None, list(rows.values()))
    for id_, kind, others in asked:
        rows[id_] = edited(rows, id_, kind, others)
        followed = pictured(followed, [rows[id_]])
        assert differing(followed, pictured(None, list(rows.values()))) == []


@given(edits)
@settings(max_examples=1_000, deadline=None)
def test_what_lies_below_a_concept_has_it_above(asked):
    rows = {id_: word(id_) for id_ in IDS}
    for id_, kind, others in asked:
        rows[id_] = edited(rows, id_, kind, others)
    known = pictured(None, list(rows.values()))
    standing = [each for each in known.own.values() if not each.current and each.state != DECLINED]
    for above in standing:
        told = {id_ for id_ in IDS if above.id in (known.by_id[id_].id, *known.by_id[id_].ancestors)}
        told = {id_ for id_ in told if known.by_id[id_].state != DECLINED}
        assert known.below(above.id) == told


@pytest.fixture
async def shipped(bank):
    """A bank with the words that come with it."""
    return await words()


async def anew() -> Words:
    return await picture.followed(None, (await Fact.get(name="words")).value)


async def test_after_any_change_of_the_tables_the_picture_is_the_one_read_anew(shipped):
    chance = random.Random(20261123)
    subject = [each.id for each in shipped.vocabularies["emne"]]
    for _ in range(40):
        await some_change(chance, subject)
        forget()
        assert differing(await words(), await anew()) == []


async def some_change(chance: random.Random, subject: list[str]) -> None:
    one, other = chance.sample(subject, 2)
    kind = chance.choice(["label", "move", "merge", "undo", "deprecate", "back"])
    async with in_transaction():
        said = (await snapshots([one]))[one]
        if kind == "label":
            await write_labels(one, [["pref", "nb", f"ord {chance.random()}"], ["alt", "en", "word"]])
        elif kind == "move":
            await write_relations(one, [["broader", other, "https://bank.test/x"]])
        elif kind in ("merge", "undo"):
            await Concept.filter(id=one).update(current_id=other if kind == "merge" else None)
        elif kind == "deprecate":
            await Concept.filter(id=one).update(deprecated=chance.random() < 0.5)
        else:
            await Label.filter(concept_id=one).delete()
            await put_back(one, said)
        await touched([one])


async def test_a_change_that_was_taken_back_leaves_no_trace_in_the_picture(shipped):
    one = shipped.vocabularies["emne"][0]

    class TakenBackError(Exception):
        pass

    async def taken_back():
        async with in_transaction():
            await write_labels(one.id, [["pref", "nb", "aldri"]])
            await touched([one.id])
            forget()
            assert (await words()).label(one.id, "nb") == "aldri"
            raise TakenBackError

    with pytest.raises(TakenBackError):
        await taken_back()
    other = shipped.vocabularies["emne"][1]
    async with in_transaction():
        await write_labels(other.id, [["pref", "nb", "annet"]])
        await touched([other.id])
    forget()
    now = await words()
    assert (now.label(one.id, "nb"), now.label(other.id, "nb")) == (one.label("nb"), "annet")


async def test_who_asks_for_the_newest_while_another_reads_sees_what_was_changed(shipped):
    one = shipped.vocabularies["emne"][0]
    for number in range(20):
        await renamed(one.id, f"a{number}")
        reading = asyncio.create_task(words())
        for _ in range(number):
            await asyncio.sleep(0)
        await renamed(one.id, f"b{number}")
        assert (await newest()).label(one.id, "nb") == f"b{number}"
        await reading
        assert (await words()).label(one.id, "nb") == f"b{number}"


async def renamed(concept: str, text: str) -> None:
    async with in_transaction():
        await write_labels(concept, [["pref", "nb", text]])
        await touched([concept])
    forget()


@pytest.mark.slow
async def test_twenty_thousand_concepts_are_followed_and_one_change_of_them_costs_little(shipped):
    vocabulary = await Vocabulary.create(slug="stor", address="https://bank.test/stor", labels={}, definitions={})
    moment, ids = clock.now(), [new_id() for _ in range(20_000)]
    async with in_transaction():
        await Concept.bulk_create(
            [
                Concept(
                    id=id_, vocabulary=vocabulary, slug=f"s{n}", address=f"https://bank.test/stor/s{n}", position=n,
                    definitions={}, properties={}, modified_at=moment,
                )
                for n, id_ in enumerate(ids)
            ],
            batch_size=500,
        )  # fmt: skip
        labels = [label(id_, "pref", "nb", f"Ord {n}") for n, id_ in enumerate(ids)]
        await Label.bulk_create(labels, batch_size=500)
        for n, id_ in enumerate(ids[1:1000], start=1):
            await write_relations(id_, [["broader", str(ids[n // 10]), f"https://bank.test/stor/s{n // 10}"]])
        await touched(ids)
    forget()
    spent = {}
    for what, change in (("whole", None), ("again", str(ids[4])), ("label", str(ids[5]))):
        if change:  # the generation of the last change is read once more, so only the second label is cheap
            await renamed(change, "Mendet")
        began = time.process_time()
        known = await words()
        spent[what] = time.process_time() - began
    print("cpu_s", spent)
    assert known.label(str(ids[5]), "nb") == "Mendet"
    assert len(known.below(str(ids[0]))) == 1000
    assert differing(known, await anew()) == []
    assert spent["label"] * 5 < spent["whole"]
