"""Picking concepts while one types: who may ask, what is answered, and what nobody is told of."""

import pytest

from mediabank.access import Viewer
from mediabank.concepts import proposals

pytestmark = pytest.mark.slow


async def found(asks, typed, vocabulary="emne"):
    answer = await asks.get("/concepts/suggestions", params={"vocabulary": vocabulary, "q": typed})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_concept_is_found_by_the_beginning_of_its_name(editor):
    assert "lesestimulering" in [each["value"] for each in await found(editor, "lesest")]


async def test_a_concept_is_found_by_its_name_in_another_language_and_that_name_is_told(editor):
    (first, *_) = await found(editor, "reading")
    assert (first["matched"], first["matchedLang"]) == ("reading", "en")


async def test_a_concept_comes_with_the_concepts_above_it(editor):
    (match,) = [each for each in await found(editor, "lesest") if each["value"] == "lesestimulering"]
    assert match["path"] == "Lesing"


async def test_a_suggested_word_is_marked(web, editor):
    person = await web.person("contributor", "Lunde bibliotek")
    await proposals.propose("emne", "bok-kveld", "nb", by=Viewer(person=person.id))
    assert [each["mark"] for each in await found(editor, "bok-kveld")] == ["Forslag"]


async def test_nothing_found_is_said(editor):
    answer = await editor.get("/concepts/suggestions", params={"vocabulary": "emne", "q": "qqq"})
    assert answer.json()["said"] == "Ingen treff"


async def test_a_campaign_of_another_library_that_nobody_sees_is_not_found(web, editor):
    await editor.post("/campaigns/new", data={"title.nb": "Hemmelig vår"})
    other = await web.signed_in("editor", "Bergen bibliotek")
    assert await found(other, "hemmelig", "campaign") == []
    assert len(await found(editor, "hemmelig", "campaign")) == 1


async def test_a_vocabulary_that_is_not_there_is_refused(editor):
    answer = await editor.get("/concepts/suggestions", params={"vocabulary": "nope", "q": "a"})
    assert answer.status_code == 400


async def test_a_stranger_is_not_answered(stranger):
    answer = await stranger.get("/concepts/suggestions", params={"vocabulary": "emne", "q": "a"})
    assert answer.status_code == 401


async def test_who_only_reads_is_not_answered(reader):
    answer = await reader.get("/concepts/suggestions", params={"vocabulary": "emne", "q": "a"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("typed", "vocabulary", "offered"),
    [("bok-kveld", "emne", True), ("Reading", "emne", False), ("!", "emne", False), ("alle", "channel", False)],
)
async def test_what_no_concept_is_called_may_be_suggested_where_words_only_describe(editor, typed, vocabulary, offered):
    asked = {"vocabulary": vocabulary, "q": typed, "suggest": "1"}
    answer = (await editor.get("/concepts/suggestions", params=asked)).json()
    assert bool(answer["suggest"]) is offered


async def test_where_nothing_is_typed_the_first_ones_are_offered(editor):
    assert len(await found(editor, "")) == 20
