"""Describing in the browser: the form is saved, refused with every fault, lost to nobody, and leads to publishing."""

import re

import pytest
from tortoise.transactions import in_transaction

from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget
from mediabank.models import Asset, Concept, Version
from mediabank.web.forms import picked
from tests.web.asking import bring
from tests.web.forms import read
from tests.web.material import described

pytestmark = pytest.mark.slow


async def draft(asks, **given):
    """A new draft of the one who asks; its id."""
    return (await bring(asks, description=given or None)).json()["id"]


async def opened(asks, asset, **params):
    """The form as it stands in the browser."""
    answer = await asks.get(f"/assets/{asset}/describe", params=params)
    assert answer.status_code == 200, answer.text
    return read(answer).sent


async def saved(asks, asset, sent, **more):
    return await asks.post(f"/assets/{asset}/describe", data=sent | more, follow_redirects=False)


async def description(asks, asset):
    return (await asks.get(f"/api/v1/assets/{asset}")).json()["description"]


async def test_what_is_typed_in_the_form_is_saved(editor):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    answer = await saved(editor, asset, sent, **{"title.nn": "Båten", "subject": ["lesing", "barn"]})
    now = await description(editor, asset)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/assets/{asset}?done=saved")
    assert (now["title"]["nn"], sorted(now["subject"])) == ("Båten", ["barn", "lesing"])


async def test_saving_an_untouched_form_makes_no_revision(editor):
    asset = await draft(editor, **described())
    await saved(editor, asset, await opened(editor, asset))
    assert (await Asset.get(id=asset)).revision == 1


async def test_the_form_of_a_whole_description_changes_nothing_but_what_was_typed(editor):
    asset = await draft(editor, **described(aiSystem={"name": "X", "prompt": "Lag\nen båt"}))
    before = await description(editor, asset)
    await saved(editor, asset, await opened(editor, asset), creditLine="Ny linje")
    assert await description(editor, asset) == before | {"creditLine": "Ny linje"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Skriv et helt tall."),
        ("nn", "Skriv eit heilt tal."),
        ("en", "Write a whole number."),
    ],
)
async def test_every_fault_is_told_at_once_in_the_readers_language(editor, language, sentence):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    wrong = {"copyrightYear": "i fjor", "dateCreated": "i går", "title.nb": "x" * 201, "creator.0.isni": "123"}
    answer = await editor.post(f"/assets/{asset}/describe?lang={language}", data=sent | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    told = re.findall(r'href="#([\w-]+)"', answer.text[: answer.text.index("<form class=")])
    assert {"copyrightYear", "dateCreated", "title-nb"} <= set(told)
    assert set(told) <= set(read(answer).ids)


async def test_refused_text_is_not_lost(editor):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    answer = await saved(editor, asset, sent, **{"copyrightYear": "i fjor", "description.nb": "Langt\nog godt"})
    again = read(answer).sent
    assert (again["copyrightYear"], again["description.nb"]) == (["i fjor"], ["Langt\nog godt"])
    assert (await Asset.get(id=asset)).revision == 1


async def test_who_saves_too_late_keeps_what_they_typed_and_gets_what_the_other_wrote(editor):
    asset = await draft(editor, title={"nb": "Båt"})
    mine = await opened(editor, asset)
    await editor.patch(f"/api/v1/assets/{asset}", json={"creditLine": "Den andre"})
    answer = await saved(editor, asset, mine, **{"title.nb": "Min båt"})
    again = read(answer).sent
    assert answer.status_code == 412
    assert (again["title.nb"], again["creditLine"]) == (["Min båt"], ["Den andre"])
    assert f"/assets/{asset}/history" in read(answer).hrefs
    await saved(editor, asset, again)
    now = await description(editor, asset)
    assert (now["title"]["nb"], now["creditLine"]) == ("Min båt", "Den andre")


async def test_a_row_is_added_without_saving_and_without_losing_a_word(editor):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    answer = await saved(editor, asset, sent, **{"creator.0.name": "Kari", "creditLine": "Halv", "add": "creator"})
    again = read(answer).sent
    assert (again["creator.0.name"], again["creator.1.name"], again["creditLine"]) == (["Kari"], [""], ["Halv"])
    assert (await Asset.get(id=asset)).revision == 1


async def test_the_first_row_of_what_nobody_must_fill_in_comes_by_its_button(editor):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    assert "personShown.0.name" not in sent
    assert "personShown.0.name" in read(await saved(editor, asset, sent, add="personShown")).sent


async def test_a_row_is_taken_away_and_the_others_close_up(editor):
    asset = await draft(editor, creator=[{"name": "Kari"}, {"name": "Ola"}])
    answer = await saved(editor, asset, await opened(editor, asset), remove="creator.0")
    again = read(answer).sent
    assert again["creator.0.name"] == ["Ola"]
    await saved(editor, asset, again)
    assert (await description(editor, asset))["creator"] == [{"name": "Ola"}]


async def test_the_form_offers_every_button_that_a_row_needs(editor):
    asset = await draft(editor, creator=[{"name": "Kari"}])
    buttons = read(await editor.get(f"/assets/{asset}/describe")).buttons
    assert {("add", "creator"), ("remove", "creator.0"), ("then", "publish")} <= set(buttons)


async def test_saving_and_publishing_is_one_step(editor):
    asset = await draft(editor, **described(alteration=None))
    answer = await saved(editor, asset, await opened(editor, asset), alteration="fri", then="publish")
    assert answer.headers["location"] == f"/assets/{asset}?done=published"
    assert (await Asset.get(id=asset)).state == "publisert"


async def test_what_stops_publishing_is_shown_on_the_form_and_the_words_are_saved(editor):
    asset = await draft(editor)
    answer = await saved(editor, asset, await opened(editor, asset), creditLine="Foto: Kari", then="publish")
    assert answer.status_code == 422
    assert "Lagret, men ikke publisert" in answer.text
    assert (await description(editor, asset))["creditLine"] == "Foto: Kari"
    assert {"#visibility", "#language", "#creator-0-name"} <= set(read(answer).hrefs)


async def test_every_missing_field_leads_to_a_control_on_the_page(editor):
    asset = await draft(editor)
    page = read(await editor.get(f"/assets/{asset}/describe"))
    local = {href[1:] for href in page.hrefs if href.startswith("#")}
    assert local - {"content"} <= set(page.ids)


async def test_no_id_stands_twice_on_the_form(editor):
    asset = await draft(editor, **described())
    ids = read(await editor.get(f"/assets/{asset}/describe")).ids
    assert [each for each in set(ids) if ids.count(each) > 1] == []


async def test_publishing_from_elsewhere_tells_everything_that_stops_it_with_the_way_there(editor):
    asset = await draft(editor)
    answer = await editor.post(f"/assets/{asset}/publish", data={})
    assert answer.status_code == 422
    assert f"/assets/{asset}/describe#field-visibility" in read(answer).hrefs


async def test_a_damaged_file_is_published_only_after_it_was_pointed_out(editor):
    asset = await draft(editor, **described())
    await Version.filter(asset_id=asset).update(facts={"damaged": True})
    first = await editor.post(f"/assets/{asset}/publish", data={})
    assert (first.status_code, (await Asset.get(id=asset)).state) == (200, "utkast")
    assert "Publiser likevel" in first.text
    await editor.post(f"/assets/{asset}/publish", data={"confirmed": "1"})
    assert (await Asset.get(id=asset)).state == "publisert"


async def test_withdrawing_asks_for_a_reason(web, editor):
    asset = await web.published(editor)
    assert (await editor.post(f"/assets/{asset}/withdraw", data={"reason": ""})).status_code == 422
    await editor.post(f"/assets/{asset}/withdraw", data={"reason": "feil"})
    assert (await Asset.get(id=asset)).state == "trukket"


async def test_the_bin_gives_back_a_draft(web, editor):
    asset = await web.published(editor)
    answer = await editor.post(f"/assets/{asset}/bin", data={}, follow_redirects=False)
    assert answer.headers["location"] == f"/assets/{asset}?done=binned"
    assert (await Asset.get(id=asset)).binned_at is not None
    await editor.post(f"/assets/{asset}/restore", data={})
    now = await Asset.get(id=asset)
    assert (now.binned_at, now.state) == (None, "utkast")


async def test_an_earlier_description_is_brought_back(editor):
    asset = await draft(editor, title={"nb": "Først"})
    await editor.patch(f"/api/v1/assets/{asset}", json={"title": {"nb": "Så"}})
    answer = await editor.post(f"/assets/{asset}/undo", data={"to": "1", "revision": "2"}, follow_redirects=False)
    assert answer.headers["location"] == f"/assets/{asset}/history?done=reverted"
    assert (await description(editor, asset))["title"]["nb"] == "Først"


async def test_going_back_is_refused_when_somebody_saved_meanwhile(editor):
    asset = await draft(editor, title={"nb": "Først"})
    await editor.patch(f"/api/v1/assets/{asset}", json={"title": {"nb": "Så"}})
    assert (await editor.post(f"/assets/{asset}/undo", data={"to": "1", "revision": "1"})).status_code == 412


async def test_a_contributor_describes_their_own_and_nobody_elses(web, editor):
    contributor = await web.signed_in("contributor")
    mine, theirs = await draft(contributor), await draft(editor)
    assert (await contributor.get(f"/assets/{mine}/describe")).status_code == 200
    assert (await contributor.get(f"/assets/{theirs}/describe")).status_code == 403


async def test_a_contributor_hands_over_and_does_not_publish(web):
    contributor = await web.signed_in("contributor")
    asset = await draft(contributor, **described())
    sent = await opened(contributor, asset)
    assert ("then", "publish") not in read(await contributor.get(f"/assets/{asset}/describe")).buttons
    assert (await saved(contributor, asset, sent, then="publish")).status_code == 403
    await contributor.post(f"/assets/{asset}/submit", data={})
    assert (await Asset.get(id=asset)).state == "til-vurdering"


async def test_a_draft_of_others_is_not_there_for_a_reader(web, editor, reader):
    asset = await draft(editor)
    assert (await reader.get(f"/assets/{asset}/describe")).status_code == 404


async def test_what_a_reader_sees_they_may_still_not_describe(web, editor, reader):
    asset = await web.published(editor)
    assert (await reader.get(f"/assets/{asset}/describe")).status_code == 403


async def test_private_members_are_on_the_form_of_those_who_keep_the_asset(editor):
    asset = await draft(editor, consent={"status": "gitt", "reference": "Perm 4"})
    assert (await opened(editor, asset))["consent.reference"] == ["Perm 4"]


async def test_what_the_file_said_is_marked_until_it_was_saved(editor):
    asset = await draft(editor)
    embedded = {"creditLine": "Foto: Fila"}
    await Version.filter(asset_id=asset).update(embedded=embedded)
    sent = await opened(editor, asset)
    marked = await saved(editor, asset, sent, creditLine="Foto: Fila", add="creator")
    assert "mark-from-file" in marked.text
    await saved(editor, asset, sent, creditLine="Foto: Fila")
    assert "mark-from-file" not in (await editor.get(f"/assets/{asset}/describe")).text


async def test_messages_are_offered_under_their_campaign(web, editor):
    await editor.post("/campaigns/new", data={"title.nb": "Vårlesing", "messages.0.nb": "Ut i sola"})
    asset = await draft(editor)
    page = (await editor.get(f"/assets/{asset}/describe")).text
    assert '<optgroup label="Vårlesing">' in page
    assert "Ut i sola" in page


async def test_libraries_are_found_by_typing(web, editor):
    await web.organisation("Askøy folkebibliotek", agreement=False)
    answer = await editor.get("/describe/suggestions", params={"name": "visibleTo.organisations", "q": "askøy"})
    assert "Askøy folkebibliotek" in answer.text


async def test_an_unknown_thing_to_pick_is_refused(editor):
    assert (await editor.get("/describe/suggestions", params={"name": "nothing.at.all", "q": "a"})).status_code == 400


async def test_a_word_that_is_lacking_is_suggested_and_the_asset_carries_it(editor):
    asset = await draft(editor)
    await saved(editor, asset, await opened(editor, asset), **{"subject": ["lesing"], "subject.new": "bok-kveld"})
    assert sorted((await description(editor, asset))["subject"]) == ["bok-kveld", "lesing"]


async def test_a_suggested_word_is_marked_in_the_form(editor):
    asset = await draft(editor)
    await saved(editor, asset, await opened(editor, asset), **{"subject.new": "bok-kveld"})
    page = (await editor.get(f"/assets/{asset}/describe")).text
    assert re.search(r'Bok-kveld</span><span class="picked-mark">Forslag', page)


async def test_no_word_is_suggested_where_rules_lean_on_the_vocabulary(editor):
    asset = await draft(editor)
    answer = await saved(editor, asset, await opened(editor, asset), **{"visibility.new": "alle"})
    assert answer.status_code == 400


async def test_a_refused_save_leaves_no_suggested_word_behind_and_loses_none(editor):
    asset = await draft(editor)
    sent = await opened(editor, asset)
    answer = await saved(editor, asset, sent, **{"subject.new": "bok-kveld", "copyrightYear": "i fjor"})
    assert (answer.status_code, read(answer).sent["subject.new"]) == (422, ["bok-kveld"])
    assert not await Concept.exists(slug="bok-kveld")


async def test_adding_a_row_makes_no_concept_of_what_is_suggested(editor):
    asset = await draft(editor)
    answer = await saved(editor, asset, await opened(editor, asset), **{"subject.new": "bok-kveld", "add": "creator"})
    assert read(answer).sent["subject.new"] == ["bok-kveld"]
    assert not await Concept.exists(slug="bok-kveld")


async def test_a_word_suggested_twice_is_one_concept_and_what_there_is_is_chosen(editor):
    asset = await draft(editor)
    await saved(editor, asset, await opened(editor, asset), **{"subject.new": ["bok-kveld", "Bok-Kveld", "Reading"]})
    assert sorted((await description(editor, asset))["subject"]) == ["bok-kveld", "lesing"]
    assert await Concept.filter(state="proposed").count() == 1


async def test_a_word_that_is_too_long_is_told_at_its_field(editor):
    asset = await draft(editor)
    answer = await saved(editor, asset, await opened(editor, asset), **{"subject.new": "x" * 500})
    assert answer.status_code == 422
    assert {"#subject", "#field-subject"} & set(read(answer).hrefs)


async def test_what_was_typed_and_not_picked_is_found_by_its_name_in_any_language(editor):
    asset = await draft(editor, subject=["barn"])
    await saved(editor, asset, await opened(editor, asset), **{"subject.typed": "reading; LESESTIMULERING"})
    assert sorted((await description(editor, asset))["subject"]) == ["barn", "lesestimulering", "lesing"]


async def test_what_was_typed_and_is_no_concept_is_told_and_stays(editor):
    asset = await draft(editor, subject=["barn"])
    answer = await saved(editor, asset, await opened(editor, asset), **{"subject.typed": "kvakksalver"})
    again = read(answer)
    assert (answer.status_code, again.sent["subject"], again.sent["subject.typed"]) == (422, ["barn"], ["kvakksalver"])
    assert "#subject" in again.hrefs


async def test_a_word_out_of_use_stands_marked_where_it_was_chosen_before(editor):
    asset = await draft(editor, subject=["barn"])
    await Concept.filter(slug="barn", vocabulary__slug="emne").update(deprecated=True)
    async with in_transaction():
        await touched([each.id for each in await Concept.filter(slug="barn")])
    forget()
    page = (await editor.get(f"/assets/{asset}/describe")).text
    assert re.search(r'Barn</span><span class="picked-mark">Ikke i bruk lenger', page)


async def test_what_fits_a_word_that_is_no_concept_is_offered_with_where_it_stands(editor):
    asset = await draft(editor, subject=["barn"])
    told = (await saved(editor, asset, await opened(editor, asset), **{"subject.typed": "lesest"})).text
    assert re.search(
        r'name="subject\.found" value="lesestimulering"><span>Lesestimulering<span class="hint"><br>lesing<', told
    )


async def test_what_is_ticked_of_what_fits_answers_the_letters(editor):
    asset = await draft(editor, subject=["barn"])
    told = read(await saved(editor, asset, await opened(editor, asset), **{"subject.typed": "lesest"}))
    assert told.sent["subject.typed"] == ["lesest"]
    await saved(editor, asset, told.sent, **{"subject.found": "lesestimulering"})
    assert sorted((await description(editor, asset))["subject"]) == ["barn", "lesestimulering"]


async def test_without_script_the_words_of_a_large_vocabulary_are_searched_for_and_nothing_is_saved(
    editor, monkeypatch
):
    monkeypatch.setattr(picked, "MOST_LISTED", 0)
    asset = await draft(editor, subject=["barn"])
    page = await editor.get(f"/assets/{asset}/describe")
    assert 'name="find" value="subject"' in page.text
    sent = read(page).sent | {"title.nn": "Båten"}
    answer = await saved(editor, asset, sent, **{"subject.typed": "lesest", "find": "subject"})
    again = read(answer).sent
    assert (answer.status_code, again["title.nn"], again["subject.typed"]) == (200, ["Båten"], ["lesest"])
    assert 'name="subject.found" value="lesestimulering"' in answer.text
    assert "nn" not in (await description(editor, asset))["title"]
    nothing = await saved(editor, asset, sent, **{"subject.typed": "zzz", "find": "subject"})
    assert "Ingen treff" in nothing.text
