"""The search page and its addresses follow the words: merged ones are their survivor, proposed ones nobody's yet."""

import pytest
from tortoise.transactions import in_transaction

from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.models import Concept
from tests.web.asking import codes


@pytest.fixture
async def two(web, editor):
    """Two subjects, of which a published picture has the first."""
    first, other = [each for each in (await words()).vocabularies["emne"] if each.labels.get("nb")][:2]
    await web.published(editor, subject=[first.slug])
    await web.settle()
    return first, other


async def become(word, **columns) -> None:
    await Concept.filter(id=word.id).update(**columns)
    async with in_transaction():
        await touched([word.id])
    forget()


async def test_a_facet_shows_the_survivor_and_never_what_was_merged(stranger, two):
    lost, stays = two
    await become(lost, current_id=stays.id)
    page = (await stranger.get("/search")).text
    assert f'value="{stays.slug}"' in page
    assert f'value="{lost.slug}"' not in page


async def test_an_address_with_the_slug_of_what_was_merged_finds_as_before(stranger, two):
    lost, stays = two
    await become(lost, current_id=stays.id)
    for slug in (lost.slug, stays.slug):
        assert (await stranger.get(f"/api/v1/assets?subject={slug}")).json()["total"] == 1


async def test_a_stranger_is_told_nothing_of_a_proposed_word(stranger, two):
    word, _ = two
    await become(word, state="proposed")
    answer = await stranger.get(f"/api/v1/assets?subject={word.slug}&drafts=1")
    assert codes(answer) == [("subject", "not_in_vocabulary")]
    assert (await stranger.get("/api/v1/assets?drafts=1")).json()["facets"]["subject"] == []
    for path in ("/search", "/search?drafts=1", f"/search?subject={word.slug}"):
        assert f'value="{word.slug}"' not in (await stranger.get(path)).text


async def test_a_keeper_may_ask_for_a_proposed_word_among_drafts(editor, two):
    word, _ = two
    await become(word, state="proposed")
    assert (await editor.get(f"/api/v1/assets?subject={word.slug}&drafts=1")).json()["total"] == 1
