"""Suggested words: listed, taken in, said to be another's, declined; the assets follow and whoever asked is told."""

import pytest

from mediabank.access import Viewer
from mediabank.concepts import proposals
from mediabank.concepts.words import forget, words
from mediabank.models import AssetConcept, Notice
from mediabank.people import sessions
from tests.web.asking import bring
from tests.web.material import described

pytestmark = pytest.mark.slow
WORD = "/concepts/emne/bok-kveld"


@pytest.fixture
async def superuser(web):
    return await web.signed_in("vocabulary_editor")


@pytest.fixture
async def suggested(web, editor):
    """A word that a contributor suggested, on one asset; the asset's id."""
    person = await web.person("contributor", "Lunde bibliotek")
    await proposals.propose("emne", "bok-kveld", "nb", by=Viewer(person=person.id))
    return (await bring(editor, description=described(subject=["bok-kveld", "lesing"]))).json()["id"]


async def state():
    forget()
    return (await words()).own_slug["emne", "bok-kveld"].state


async def test_a_suggested_word_stands_on_the_list_with_how_often_it_is_used(superuser, suggested):
    text = (await superuser.get("/concepts/proposals")).text
    assert 'href="/concepts/emne/bok-kveld"' in text
    assert "Kari Nordmann har foreslått ordet, og det står på 1 fil." in text
    assert "1 forslag venter" in (await superuser.get("/concepts/emne")).text


async def test_a_suggested_word_stands_beside_the_tree_and_not_in_it(superuser, suggested):
    assert "bok-kveld" not in (await superuser.get("/concepts/emne/branch")).text


async def test_an_accepted_word_is_in_use_and_whoever_suggested_it_is_told(superuser, suggested):
    await superuser.post(f"{WORD}/proposal", data={"do": "accept"})
    assert await state() == "accepted"
    assert [each.kind for each in await Notice.all()] == ["proposal_accepted"]


async def test_a_word_that_is_anothers_lets_the_asset_follow(superuser, suggested):
    lesing = (await words()).own_slug["emne", "lesestimulering"]
    await superuser.post(f"{WORD}/merge", data={"into": lesing.id})
    forget()
    assert (await words()).by_slug["emne", "bok-kveld"].id == lesing.id
    (notice,) = await Notice.all()
    assert (notice.kind, notice.values["instead"]) == ("proposal_mapped", "lesestimulering")


async def test_a_declined_word_leaves_the_asset_and_the_reason_is_told(web, superuser, suggested):
    await superuser.post(f"{WORD}/proposal", data={"do": "decline", "reason": "Vi har kveldslesing"})
    assert await state() == "declined"
    await web.settle()
    known = await words()
    carried = await AssetConcept.filter(asset_id=suggested, field="subject").values_list("concept_id", flat=True)
    assert [known.own[str(each)].slug for each in carried] == ["lesing"]
    assert (await Notice.all())[0].values["reason"] == "Vi har kveldslesing"


async def test_who_is_declined_without_a_reason_is_told_so_in_a_whole_sentence(web, superuser):
    person = await web.person("contributor", "Lunde bibliotek")
    await proposals.propose("emne", "bok-kveld", "nb", by=Viewer(person=person.id))
    await superuser.post(f"{WORD}/proposal", data={"do": "decline", "reason": "  "})
    told = (await web.client(session=await sessions.begin(person, days=1)).get("/workbench")).text
    assert "Begrepet «bok-kveld», som du foreslo, ble ikke tatt i bruk" in told
    assert "Begrunnelse" not in told


async def test_an_answered_word_is_not_answered_again(superuser, suggested):
    await superuser.post(f"{WORD}/proposal", data={"do": "accept"})
    assert (await superuser.post(f"{WORD}/proposal", data={"do": "decline"})).status_code == 409


async def test_the_same_word_again_is_the_same_suggestion(web, suggested):
    person = await web.person("contributor", "Bergen bibliotek")
    again = await proposals.propose("emne", "Bok-kveld", "nb", by=Viewer(person=person.id))
    assert again.slug == "bok-kveld"


async def test_only_who_tends_the_vocabulary_answers(editor, suggested):
    assert (await editor.post(f"{WORD}/proposal", data={"do": "accept"})).status_code == 403
