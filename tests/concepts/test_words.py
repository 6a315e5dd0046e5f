"""The words as requests ask for them: the tables are followed once at a time, and what one changed one sees."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, newest, words
from mediabank.models import Concept, Label

SLUG = ("emne", "lesing")


async def called(name):
    """Call a subject otherwise in the tables, as another process would; nobody is told."""
    concept = (await words()).own_slug[SLUG].id
    async with in_transaction():
        await written(concept, name)


async def written(concept, name):
    await Label.filter(concept_id=concept, kind="pref", language="nb").update(text=name)
    await touched([concept])


def name(known):
    return known.own_slug[SLUG].labels["nb"]


async def begun():
    """A following of the tables that has begun and is not at its end."""
    forget()
    following = asyncio.create_task(words())
    await asyncio.sleep(0)
    assert not following.done()
    return following


async def test_many_who_ask_first_wait_for_one_reading(bank):
    first, *others = await asyncio.gather(*(words() for _ in range(5)))
    assert all(each is first for each in others)


async def test_while_one_follows_the_others_go_on_with_what_there_is(bank):
    before = await words()
    await called("boklig lesing")
    following = await begun()
    assert await words() is before
    assert name(await following) == "boklig lesing"


async def test_whoever_must_not_miss_a_change_waits_for_it_also_while_another_follows(bank):
    following = await begun()
    await called("boklig lesing")
    assert name(await newest()) == "boklig lesing"
    await following
    assert name(await words()) == "boklig lesing"


async def test_many_who_wait_for_the_newest_share_one_picture(bank):
    await words()
    await called("boklig lesing")
    first, *others = await asyncio.gather(*(newest() for _ in range(5)))
    assert all(each is first for each in others)


async def test_where_the_one_who_follows_is_cancelled_the_next_one_follows(bank):
    await words()
    await called("boklig lesing")
    following = await begun()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert name(await words()) == "boklig lesing"


async def test_who_forgets_while_the_tables_are_read_is_not_overheard(bank):
    concept = (await words()).own_slug[SLUG].id
    following = await begun()
    forget()
    await following
    async with in_transaction():
        await written(concept, "boklig lesing")
    assert name(await words()) == "boklig lesing"


async def test_a_transaction_sees_what_it_changed_and_nobody_else_does_until_it_ends(bank):
    known = await words()
    async with in_transaction():
        await written(known.own_slug[SLUG].id, "boklig lesing")
        assert name(await words()) == "boklig lesing"
    assert await words() is known
    assert name(await newest()) == "boklig lesing"


async def test_what_a_transaction_took_back_was_never_seen(bank):
    known = await words()
    with pytest.raises(ZeroDivisionError):
        async with in_transaction():
            await Concept.filter(id=known.own_slug[SLUG].id).update(state="proposed")
            await touched([known.own_slug[SLUG].id])
            assert (await newest()).own_slug[SLUG].state == "proposed"
            raise ZeroDivisionError
    assert await newest() is known


async def test_whoever_saved_meets_it_on_the_next_page_while_others_keep_reading(web):
    superuser = await web.signed_in("vocabulary_editor")

    async def others():
        while True:
            forget()
            await words()

    pages = []
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(others())
        for word in ("bokgave", "bokstafett", "boktanker"):
            await superuser.post("/concepts/emne", data={"word": word}, follow_redirects=False)
            pages.append((await superuser.get(f"/concepts/emne/{word}")).status_code)
        reading.cancel()
    assert pages == [200, 200, 200]
