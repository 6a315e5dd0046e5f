"""The workbench, the bin and the history: what one tends, what is missing in it, and what became of it, in words."""

import re

import pytest

from mediabank import notices
from mediabank.models import Asset, Concept, Label, Notice
from mediabank.people import sessions
from mediabank.web.pages import workbench
from tests.web.asking import bring
from tests.web.forms import read
from tests.web.material import described, picture

pytestmark = pytest.mark.slow


async def draft(asks, **given):
    return (await bring(asks, description=given or None)).json()["id"]


def titles(answer):
    return re.findall(r'<th scope="row"><a href="/assets/\w+"[^>]*>([^<]+)</a>', answer.text)


async def test_the_workbench_shows_what_one_tends_newest_first(editor):
    await draft(editor, title={"nb": "Eldst"})
    await draft(editor, title={"nb": "Nyest"})
    assert titles(await editor.get("/workbench")) == ["Nyest", "Eldst"]


async def test_what_another_library_publishes_is_not_on_ones_workbench(web, editor):
    other = await web.signed_in("editor", "Bergen bibliotek")
    await web.published(other)
    assert titles(await editor.get("/workbench")) == []


async def test_the_consortium_s_editors_tend_everything(web, editor):
    await draft(editor, title={"nb": "Båt"})
    central = await web.signed_in("bank_admin", "Konsortiet")
    assert titles(await central.get("/workbench")) == ["Båt"]


async def test_chips_narrow_to_a_state_and_say_how_many(web, editor):
    await draft(editor, title={"nb": "Utkastet"})
    await web.published(editor)
    answer = await editor.get("/workbench", params={"state": "publisert"})
    assert titles(answer) == ["Les mer i sommer"]
    chips = re.findall(r'<a class="chip"[^>]*>([^<]+?) <span>(\d+)</span>', answer.text)
    assert dict(chips) == {"Alt": "2", "Mitt": "2", "Utkast": "1", "Publisert": "1"}


async def test_mine_are_those_i_brought_in(web, editor):
    await draft(editor, title={"nb": "Kollegaens"})
    contributor = await web.signed_in("contributor")
    await draft(contributor, title={"nb": "Min"})
    assert titles(await contributor.get("/workbench", params={"mine": "1"})) == ["Min"]
    assert set(titles(await contributor.get("/workbench"))) == {"Min", "Kollegaens"}


async def test_the_workbench_counts_what_publishing_waits_for(editor):
    whole = await draft(editor, **described())
    await draft(editor, **described(alteration=None, visibility="utvalgte"))
    answer = await editor.get("/workbench")
    assert re.findall(r'data-tone="no">(\d+ mangler)', answer.text) == ["2 mangler"]
    assert (await editor.post(f"/api/v1/assets/{whole}/publish")).status_code == 200


async def test_a_page_holds_so_many_and_the_next_one_the_rest(editor, monkeypatch):
    monkeypatch.setattr(workbench, "PAGE_ROWS", 2)
    for name in ("a", "b", "c"):
        await draft(editor, title={"nb": name})
    first = await editor.get("/workbench")
    assert (titles(first), "/workbench?page=2" in read(first).hrefs) == (["c", "b"], True)
    assert titles(await editor.get("/workbench?page=2")) == ["a"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999", "state=finnes-ikke", "state='--", "mine=2"])
async def test_an_address_that_makes_no_sense_is_answered_all_the_same(editor, query):
    assert (await editor.get(f"/workbench?{query}")).status_code == 200


async def test_the_workbench_is_not_for_readers(reader, stranger):
    assert (await reader.get("/workbench")).status_code == 403
    assert (await stranger.get("/workbench")).status_code == 401


async def test_the_bin_tells_who_threw_it_away_and_gives_it_back(editor):
    asset = await draft(editor, title={"nb": "Båt"})
    await editor.post(f"/assets/{asset}/bin", data={})
    answer = await editor.get("/bin")
    assert titles(answer) == ["Båt"]
    assert "Kari Nordmann" in answer.text
    assert f'action="/assets/{asset}/restore"' in answer.text
    assert titles(await editor.get("/workbench")) == []


async def test_a_contributor_sees_anothers_in_the_bin_without_a_way_to_take_it_back(web, editor):
    asset = await draft(editor)
    await editor.post(f"/assets/{asset}/bin", data={})
    contributor = await web.signed_in("contributor")
    assert f"/assets/{asset}/restore" not in (await contributor.get("/bin")).text


async def history(asks, asset, **params):
    """The changes of the latest revision: label → (before, after)."""
    answer = await asks.get(f"/assets/{asset}/history", params=params)
    latest = answer.text.split('<ol class="timeline"')[1].split("</li>")[0]
    rows = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", latest, re.DOTALL)
    return {
        label: tuple("".join(re.findall(f"<{tag}>(.*?)</{tag}>", row, re.DOTALL)) for tag in ("del", "ins"))
        for label, row in rows
    }


async def test_the_history_says_what_changed_in_words(web, editor):
    await web.organisation("Askøy folkebibliotek", agreement=False)
    asset = await draft(editor, title={"nb": "Båt"}, subject=["lesing"], creator=[{"name": "Kari"}])
    await editor.patch(
        f"/api/v1/assets/{asset}",
        json={
            "title": {"nb": "Skip"},
            "subject": ["barn"],
            "creator": [{"name": "Kari", "role": "fotograf"}],
            "availableFrom": "2026-08-31T10:00:00Z",
            "visibleTo": {"organisations": ["askoy-folkebibliotek"]},
            "visibility": "utvalgte",
        },
    )
    assert await history(editor, asset) == {
        "Tittel (nb)": ("Båt", "Skip"),
        "Emne": ("lesing", "barn"),
        "Opphaver": ("Kari", "Kari, fotograf"),
        "Publiseres fra": ("", "31. aug. 2026 12:00"),
        "Synlighet": ("", "utvalgte bibliotek"),
        "Synlig for": ("", "Organisasjoner: Askøy folkebibliotek"),
    }


async def test_the_history_names_states(web, editor):
    asset = await web.published(editor)
    assert (await history(editor, asset))["Status"] == ("utkast", "publisert")


async def test_the_history_is_told_in_the_readers_language(web, editor):
    asset = await web.published(editor)
    assert (await history(editor, asset, lang="en"))["Status"] == ("draft", "published")


async def test_every_earlier_description_has_its_way_back(editor):
    asset = await draft(editor, title={"nb": "Først"})
    await editor.patch(f"/api/v1/assets/{asset}", json={"title": {"nb": "Så"}})
    answer = await editor.get(f"/assets/{asset}/history")
    assert answer.text.count(f'action="/assets/{asset}/undo"') == 1
    assert '<input type="hidden" name="to" value="1"><input type="hidden" name="revision" value="2">' in answer.text


async def test_an_older_file_can_still_be_fetched_by_those_who_keep_it(editor):
    asset = await draft(editor)
    await editor.post(f"/assets/{asset}/versions", files={"file": ("ny.jpg", picture(colour=(0, 0, 9)))})
    hrefs = [href for href in read(await editor.get(f"/assets/{asset}/history")).hrefs if "/original?v=" in href]
    assert len(hrefs) == 2
    assert [(await editor.get(href)).content for href in hrefs] == [picture(colour=(0, 0, 9)), picture()]


async def test_a_mended_label_is_told_as_it_is_called_now(editor):
    asset = await draft(editor, subject=["lesing"])
    await Label.filter(concept__slug="lesing", concept__vocabulary__slug="emne", language="nb").update(text="lesehug")
    from mediabank.concepts.turn import touched
    from mediabank.concepts.words import forget

    concept = await Concept.get(slug="lesing", vocabulary__slug="emne")
    await touched([concept.id])
    forget()
    assert (await history(editor, asset))["Emne"] == ("", "lesehug")


async def test_the_history_is_for_those_who_describe_the_asset(web, editor, reader):
    asset = await web.published(editor)
    assert (await reader.get(f"/assets/{asset}/history")).status_code == 403
    assert (await Asset.get(id=asset)).state == "publisert"


async def test_a_blocked_picture_is_asked_for_on_no_page(web, editor):
    asset = await web.published(editor)
    await web.settle()
    assert f"/assets/{asset}/renditions/" in (await editor.get(f"/assets/{asset}")).text
    await Asset.filter(id=asset).update(bytes_blocked=True)
    for page in (f"/assets/{asset}", f"/assets/{asset}/describe", "/workbench", "/"):
        assert f"/assets/{asset}/renditions/" not in (await editor.get(page)).text


async def test_the_history_is_offered_only_to_those_who_may_read_it(web, editor):
    asset = await web.published(editor)
    colleague = await web.signed_in("contributor")
    assert f"/assets/{asset}/history" in (await editor.get(f"/assets/{asset}")).text
    assert f"/assets/{asset}/history" not in (await colleague.get(f"/assets/{asset}")).text


async def told_something(web):
    """Somebody who suggested a word that was taken in, and their client."""
    person = await web.person("contributor", "Lunde bibliotek")
    await notices.tell(person.id, "proposal_accepted", word="bokkafé")
    return web.client(session=await sessions.begin(person, days=1))


async def test_what_became_of_a_suggested_word_stands_on_the_workbench(web):
    asks = await told_something(web)
    assert "Begrepet «bokkafé», som du foreslo, er tatt i bruk." in (await asks.get("/workbench")).text


async def test_what_another_was_told_does_not(web, editor):
    await told_something(web)
    assert "bokkafé" not in (await editor.get("/workbench")).text


async def test_what_is_read_is_put_away(web):
    asks = await told_something(web)
    notice = await Notice.get()
    answer = await asks.post("/workbench/notices", data={"notice": str(notice.id)}, follow_redirects=False)
    assert answer.headers["location"] == "/workbench"
    assert "bokkafé" not in (await asks.get("/workbench")).text


async def test_nobody_puts_away_what_another_was_told(web, editor):
    asks = await told_something(web)
    await editor.post("/workbench/notices", data={"notice": str((await Notice.get()).id)})
    assert "bokkafé" in (await asks.get("/workbench")).text


async def test_a_line_that_is_no_line_is_refused(editor):
    assert (await editor.post("/workbench/notices", data={"notice": "x"})).status_code == 400
