"""Campaigns: made and changed by a form, seen by those who may, listed for programs."""

import pytest
from tortoise.transactions import in_transaction

from mediabank.concepts import turn
from mediabank.concepts.words import forget
from mediabank.models import Campaign, Concept, Message
from tests.web.asking import bring
from tests.web.forms import read
from tests.web.material import described

pytestmark = pytest.mark.slow

SUMMER = {
    "title.nb": "Vårlesing",
    "title.nn": "Vårlesing på nynorsk",
    "definition.nb": "Les ute.",
    "terms.nb": "Fri bruk i biblioteket.",
    "starts": "2026-04-01",
    "ends": "2026-05-31",
    "messages.0.nb": "Ut i sola",
    "messages.1.nb": "Bok på tur",
}


async def made(asks, **changes):
    """A campaign of the one who asks."""
    answer = await asks.post("/campaigns/new", data=SUMMER | changes, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return await Campaign.all().order_by("-created_at").first()


async def in_message(web, asks, campaign, number):
    """A published asset that says this message of the campaign."""
    message = await Message.get(campaign=campaign, position=number)
    return await web.published(asks, campaign=campaign.slug, message=str(message.id))


async def edited(asks, campaign):
    return read(await asks.get(f"/campaigns/{campaign.slug}/edit")).sent


async def test_a_campaign_is_made_with_its_messages(editor):
    campaign = await made(editor)
    titles = await Message.filter(campaign=campaign).order_by("position").values_list("titles", flat=True)
    assert (campaign.slug, list(titles)) == ("varlesing", [{"nb": "Ut i sola"}, {"nb": "Bok på tur"}])


async def test_a_campaign_called_as_an_address_of_ours_has_a_page_of_its_own(editor):
    campaign = await made(editor, **{"title.nb": "New", "title.nn": ""})
    assert "Ut i sola" in (await editor.get(f"/campaigns/{campaign.slug}/edit")).text


async def test_the_last_day_of_a_campaign_belongs_to_it(editor):
    campaign = await made(editor)
    assert campaign.ends.isoformat() == "2026-05-31T22:00:00+00:00"
    sent = await edited(editor, campaign)
    assert (sent["starts"], sent["ends"]) == (["2026-04-01"], ["2026-05-31"])


async def test_an_untouched_form_leaves_a_campaign_as_it_was(editor):
    campaign = await made(editor)
    sent = await edited(editor, campaign)
    await editor.post(f"/campaigns/{campaign.slug}/edit", data=sent)
    again = await Campaign.get(id=campaign.id)
    assert (again.starts, again.ends, again.terms) == (campaign.starts, campaign.ends, campaign.terms)
    assert await edited(editor, again) == sent


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Slutten må komme etter starten."),
        ("nn", "Slutten må kome etter starten."),
        ("en", "The end must come after the start."),
    ],
)
async def test_every_fault_of_a_campaign_is_told_at_once(editor, language, sentence):
    wrong = SUMMER | {"title.nb": "", "title.nn": "", "ends": "2026-03-01", "messages.1.nb": "x" * 201}
    answer = await editor.post(f"/campaigns/new?lang={language}", data=wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert {"#title-nb", "#ends", "#messages-1-nb"} <= set(read(answer).hrefs)


async def test_what_was_typed_in_a_refused_campaign_is_still_there(editor):
    answer = await editor.post("/campaigns/new", data=SUMMER | {"starts": "1. april"})
    sent = read(answer).sent
    assert (answer.status_code, sent["starts"], sent["terms.nb"], sent["messages.1.nb"]) == (
        422, ["1. april"], ["Fri bruk i biblioteket."], ["Bok på tur"]
    )  # fmt: skip


async def test_a_message_is_added_to_the_form_without_saving(editor):
    answer = await editor.post("/campaigns/new", data=SUMMER | {"add": "messages"})
    assert read(answer).sent["messages.2.nb"] == [""]
    assert not await Campaign.exists(slug="varlesing")


async def test_a_message_that_assets_say_cannot_be_taken_away(web, editor):
    campaign = await made(editor)
    await in_message(web, editor, campaign, 1)
    page = read(await editor.get(f"/campaigns/{campaign.slug}/edit"))
    assert [value for name, value in page.buttons if name == "remove"] == ["messages.1"]
    answer = await editor.post(f"/campaigns/{campaign.slug}/edit", data=page.sent | {"remove": "messages.0"})
    assert answer.status_code == 400


async def test_a_message_in_use_keeps_its_row_when_another_is_taken_away(web, editor):
    campaign = await made(editor)
    await in_message(web, editor, campaign, 1)
    before = await Message.get(campaign=campaign, position=1)
    sent = await edited(editor, campaign)
    answer = await editor.post(f"/campaigns/{campaign.slug}/edit", data=sent | {"remove": "messages.1"})
    await editor.post(f"/campaigns/{campaign.slug}/edit", data=read(answer).sent)
    assert await Message.filter(campaign=campaign).values_list("id", flat=True) == [before.id]


async def test_the_page_has_a_shelf_for_each_message_that_has_something(web, editor, stranger):
    campaign = await made(editor)
    await in_message(web, editor, campaign, 2)
    answer = await stranger.get(f"/campaigns/{campaign.slug}")
    assert "Bok på tur" in answer.text
    assert "Ut i sola" not in answer.text
    assert "Fri bruk i biblioteket." in answer.text


async def test_a_campaign_says_its_first_and_its_last_day(web, editor):
    campaign = await made(editor)
    assert "1. april 2026" in (await editor.get(f"/campaigns/{campaign.slug}")).text
    assert "31. mai 2026" in (await editor.get(f"/campaigns/{campaign.slug}")).text


async def test_drafts_are_on_no_shelf(editor):
    campaign = await made(editor)
    asset = (await bring(editor, description=described(campaign=campaign.slug))).json()["id"]
    assert f"/assets/{asset}" not in (await editor.get(f"/campaigns/{campaign.slug}")).text


async def test_a_campaign_without_anything_to_see_is_seen_by_those_who_keep_it(editor, reader, stranger):
    campaign = await made(editor)
    assert (await editor.get(f"/campaigns/{campaign.slug}")).status_code == 200
    assert (await reader.get(f"/campaigns/{campaign.slug}")).status_code == 404
    assert "Vårlesing" in (await editor.get("/campaigns")).text
    assert "Vårlesing" not in (await stranger.get("/campaigns")).text


async def test_only_the_owners_editors_change_a_campaign(web, editor, reader):
    campaign = await made(editor)
    await in_message(web, editor, campaign, 1)
    other = await web.signed_in("editor", "Bergen bibliotek")
    assert (await other.get(f"/campaigns/{campaign.slug}")).status_code == 200
    assert (await other.get(f"/campaigns/{campaign.slug}/edit")).status_code == 403
    assert (await reader.get("/campaigns/new")).status_code == 403


async def test_the_form_of_a_campaign_has_no_id_twice(editor):
    campaign = await made(editor)
    ids = read(await editor.get(f"/campaigns/{campaign.slug}/edit")).ids
    assert [each for each in set(ids) if ids.count(each) > 1] == []


async def test_programs_are_told_of_campaigns_and_how_many_files_they_see(web, editor, stranger):
    campaign = await made(editor)
    await in_message(web, editor, campaign, 1)
    await bring(editor, description=described(campaign=campaign.slug))
    told = (await stranger.get("/api/v1/campaigns")).json()
    (item,) = told["items"]
    assert (item["slug"], item["titles"]["nn"], item["files"]) == ("varlesing", "Vårlesing på nynorsk", 1)
    assert (item["starts"], item["owner"]) == ("2026-03-31T22:00:00+00:00", "lunde-bibliotek")
    assert [each["titles"] for each in item["messages"]] == [{"nb": "Ut i sola"}]
    (item,) = (await editor.get("/api/v1/campaigns")).json()["items"]
    assert [each["titles"] for each in item["messages"]] == [{"nb": "Ut i sola"}, {"nb": "Bok på tur"}]


async def test_a_program_without_a_key_is_told_of_no_hidden_campaign(editor, stranger):
    await made(editor)
    assert (await stranger.get("/api/v1/campaigns")).json() == {"total": 0, "items": []}


async def test_a_campaign_is_told_of_by_what_was_merged_into_it(web, editor, stranger):
    """No page merges campaigns; a bank that was put together of two may hold such."""
    shown, hidden = await made(editor), await made(editor, **{"title.nb": "Høstlesing"})
    await in_message(web, editor, shown, 1)
    await web.settle()
    asked = f"/api/v1/assets?campaign={hidden.slug}"
    assert (await stranger.get(asked)).status_code == 422
    async with in_transaction():
        await Concept.filter(id=shown.concept_id).update(current_id=hidden.concept_id)
        await turn.touched([shown.concept_id])
    forget()
    assert (await stranger.get(asked)).json()["total"] == 1
