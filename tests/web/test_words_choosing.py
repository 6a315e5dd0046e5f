"""Where those who tend words choose another concept: what is offered for each field, and what is not."""

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import edit
from mediabank.concepts.words import forget, words
from mediabank.models import Role
from mediabank.people import sessions

pytestmark = pytest.mark.slow
LESING = "/concepts/emne/lesing"
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))


@pytest.fixture
async def superuser(web):
    return await web.signed_in("vocabulary_editor")


async def word(slug, vocabulary="emne"):
    forget()
    return (await words()).own_slug[vocabulary, slug]


async def offered(asks, typed, name, **more):
    answer = await asks.get(f"{LESING}/find", params={"list": name, "q": typed} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_parent_is_found_by_its_name_in_any_language_and_comes_with_where_it_stands(superuser):
    (found,) = [each for each in await offered(superuser, "school libr", "broader") if each["matchedLang"] == "en"]
    assert (found["value"], found["path"]) == ((await word("skolebibliotek")).id, "bibliotek")


async def test_neither_the_concept_nor_what_lies_below_it_is_offered_as_its_parent(superuser):
    below = (await words()).below((await word("lesing")).id)
    found = {each["value"] for each in await offered(superuser, "les", "broader")}
    assert found.isdisjoint(below)
    assert (await word("lesestimulering")).id in {each["value"] for each in await offered(superuser, "les", "into")}


async def test_what_means_the_same_elsewhere_is_found_with_its_vocabulary_and_sent_with_how_alike_it_is(superuser):
    found = await offered(superuser, "barn", "mapping", kind="exactMatch")
    child = await word("barn", "audience")
    assert (found[0]["value"], found[0]["path"]) == (f"exactMatch {child.address}", "Målgrupper")


async def test_what_means_the_same_is_never_of_the_same_vocabulary(superuser):
    own = {each.address for each in (await words()).vocabularies["emne"]}
    found = await offered(superuser, "les", "mapping")
    assert own.isdisjoint(each["value"].split(" ")[1] for each in found)


async def test_an_address_of_another_bank_may_be_given(superuser):
    (found,) = await offered(superuser, "https://psi.norge.no/los/tema/kultur", "mapping")
    assert found["value"] == "closeMatch https://psi.norge.no/los/tema/kultur"


async def test_a_retired_concept_is_marked(superuser):
    await edit.deprecate((await word("litteratur")).id, by=SUPERUSER)
    (found,) = [each for each in await offered(superuser, "litteratur", "broader") if each["label"] == "litteratur"]
    assert found["mark"] == "Ikke i bruk lenger"


async def test_nothing_out_of_use_is_offered_to_take_over(superuser):
    await edit.deprecate((await word("litteratur")).id, by=SUPERUSER)
    assert "litteratur" not in [each["label"] for each in await offered(superuser, "litteratur", "into")]


async def test_who_tends_no_campaigns_is_told_of_none(web, editor, superuser):
    await editor.post("/campaigns/new", data={"title.nb": "Hemmelig vår"})
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    await Role.filter(person=person).update(limits={"vocabularies": ["emne"], "languages": None})
    limited = web.client(session=await sessions.begin(person, days=1))
    (campaign,) = await offered(superuser, "hemmelig", "mapping")
    assert await offered(limited, "hemmelig", "mapping") == []
    (typed,) = await offered(limited, campaign["value"].split(" ")[1], "mapping")
    assert "Hemmelig" not in typed["label"]


async def test_moving_without_a_choice_moves_nothing_and_asks_for_one(superuser):
    answer = await superuser.post("/concepts/emne/lesestimulering/move", data={})
    assert answer.status_code == 422
    assert "Velg hva «lesestimulering» skal ligge under." in answer.text
    assert (await word("lesestimulering")).broader != ()


async def test_a_button_moves_a_concept_to_the_top(superuser):
    await superuser.post("/concepts/emne/lesestimulering/move", data={"top": "1", "broader": ""})
    assert (await word("lesestimulering")).broader == ()


async def test_what_was_written_and_not_chosen_comes_back_with_what_fits(superuser):
    sent = {"seen": str((await word("lesing")).changed), "find-related": "kultur"}
    answer = await superuser.post(LESING, data=sent)
    assert f'value="{(await word("kultur")).id}"' in answer.text
    assert 'value="kultur" placeholder' in answer.text


async def test_what_is_ticked_of_what_fits_is_saved_without_more_ado(superuser):
    culture = await word("kultur")
    sent = {"seen": str((await word("lesing")).changed), "find-related": "kultur", "related.found": culture.id}
    await superuser.post(LESING, data=sent)
    assert (await word("lesing")).related == (culture.id,)
