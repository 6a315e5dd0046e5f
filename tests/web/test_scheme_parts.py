"""Headings, the members of structs and the kinds of files a field is asked of: changed on the pages of the scheme."""

import re
from dataclasses import replace

import pytest

from mediabank.concepts import scheme as schemes
from mediabank.delivery import packet
from mediabank.models import Asset
from tests.web.asking import bring
from tests.web.forms import FormReader, read
from tests.web.material import described
from vocabularies.scheme.changing import changed, draft_of

HOUSE = {
    "id": "venue",
    "type": "struct",
    "label.nb": "Sted i huset",
    "label.nn": "Stad i huset",
    "group": "text",
    "draft": "O",
    "publish": "O",
    "members": ["0", "1"],
    "members.0.id": "room",
    "members.0.type": "string",
    "members.0.label.nb": "Rom",
    "members.0.label.nn": "Rom",
    "members.0.required.asked": "1",
    "members.0.required": "1",
    "members.1.id": "forWhom",
    "members.1.type": "concept",
    "members.1.vocabulary": "audience",
    "members.1.label.nb": "For hvem",
    "members.1.label.nn": "For kven",
    "then": "save",
}


class Reader(FormReader):
    """Reads every form of the page."""

    def handle_starttag(self, tag, attributes):
        super().handle_starttag(tag, [*attributes, ("class", "describe")] if tag == "form" else attributes)


@pytest.fixture
async def tends(web):
    """A superuser of words and scheme."""
    return await web.signed_in("vocabulary_editor", "Konsortiet")


async def now():
    return (await schemes.current()).scheme


async def sent(asks, path):
    reader = Reader()
    reader.feed((await asks.get(path)).text)
    return reader.sent


def again(answer):
    reader = Reader()
    reader.feed(answer.text)
    return reader.sent


def told(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# --- headings


async def test_the_headings_sent_as_they_stand_change_nothing(web, tends):
    given = await sent(tends, "/scheme/edit/groups")
    assert (await tends.post("/scheme/edit/groups", data=given | {"then": "save"})).status_code == 303
    assert (await schemes.current()).number == 1


async def test_a_heading_is_renamed_and_the_form_follows(web, tends, editor):
    id_ = (await bring(editor, description=described())).json()["id"]
    given = await sent(tends, "/scheme/edit/groups") | {"group.text.nb": "Ord om fila", "then": "save"}
    assert (await tends.post("/scheme/edit/groups", data=given)).status_code == 303
    assert "Ord om fila" in (await editor.get(f"/assets/{id_}/describe")).text


async def test_a_heading_is_moved_by_button_and_saved_when_asked(web, tends):
    first, second, *_ = (group.id for group in (await now()).groups)
    given = await sent(tends, "/scheme/edit/groups") | {"move": f"{second}:up"}
    page = await tends.post("/scheme/edit/groups", data=given)
    assert again(page)["order"][:2] == [second, first]
    assert (await schemes.current()).number == 1
    answer = await tends.post("/scheme/edit/groups", data=again(page) | {"then": "save"})
    assert (answer.status_code, [group.id for group in (await now()).groups][:2]) == (303, [second, first])
    assert (await now()).fields[0].group == second


async def test_a_heading_is_added_filled_and_emptied_and_taken_away(web, tends):
    given = await sent(tends, "/scheme/edit/groups") | {"new.nb": "Lyd og rom", "new.nn": "Lyd og rom", "then": "save"}
    assert (await tends.post("/scheme/edit/groups", data=given)).status_code == 303
    assert (await now()).groups[-1].id == "lydOgRom"
    given = await sent(tends, "/scheme/edit/reviewDate") | {"group": "lydOgRom", "then": "save"}
    assert (await tends.post("/scheme/edit/reviewDate", data=given)).status_code == 303
    assert "remove" not in (await tends.get("/scheme/edit/groups")).text
    given = await sent(tends, "/scheme/edit/reviewDate") | {"group": "admin", "then": "save"}
    await tends.post("/scheme/edit/reviewDate", data=given | {"group": (await now()).groups[0].id})
    given = await sent(tends, "/scheme/edit/groups") | {"remove": "lydOgRom", "then": "save"}
    assert (await tends.post("/scheme/edit/groups", data=given)).status_code == 303
    assert "lydOgRom" not in {group.id for group in (await now()).groups}


async def test_a_heading_without_its_nynorsk_is_told_at_its_control_and_what_was_written_stays(web, tends):
    given = await sent(tends, "/scheme/edit/groups") | {"new.nb": "Lyd", "group.text.nn": "", "then": "save"}
    answer = await tends.post("/scheme/edit/groups", data=given)
    assert answer.status_code == 422
    assert {'href="#group-text-nn"' in answer.text, 'href="#group-lyd-nn"' in answer.text} == {True}
    assert again(answer)["group.lyd.nb"] == ["Lyd"]


async def test_a_heading_with_fields_does_not_go_also_when_sent_by_hand(web, tends):
    given = await sent(tends, "/scheme/edit/groups") | {"remove": "text", "then": "save"}
    assert (await tends.post("/scheme/edit/groups", data=given)).status_code == 422
    assert (await schemes.current()).number == 1


async def test_what_would_be_changed_in_headings_is_told_in_words(web, tends):
    given = await sent(tends, "/scheme/edit/groups")
    given |= {"group.text.nb": "Ord", "new.nb": "Lyd", "new.nn": "Lyd", "then": "look"}
    page = told(await tends.post("/scheme/edit/groups", data=given))
    assert "Ord: navn (nb)" in page
    assert "Lyd: ny gruppe" in page


@pytest.mark.parametrize("move", ["nosuch:up", "text:sideways", "text"])
async def test_a_heading_is_not_moved_where_there_is_no_way(web, tends, move):
    given = await sent(tends, "/scheme/edit/groups") | {"move": move}
    assert (await tends.post("/scheme/edit/groups", data=given)).status_code == 400


async def test_whoever_saves_headings_over_a_newer_version_is_told(web, tends):
    given = await sent(tends, "/scheme/edit/groups") | {"group.text.nb": "Ord", "then": "save"}
    await schemes.save(
        changed(await now(), "subject", replace(draft_of((await now()).by_id["subject"]), facet=False)), seen=1, by=None
    )
    answer = await tends.post("/scheme/edit/groups", data=given)
    assert (answer.status_code, again(answer)["group.text.nb"]) == (409, ["Ord"])


async def other_saves(id_, **parts):
    new = changed(await now(), id_, replace(draft_of((await now()).by_id[id_]), **parts))
    await schemes.save(new, seen=(await schemes.current()).number, by=None)


async def test_what_another_saved_in_the_same_field_stands_where_nobody_else_changed_it(web, tends):
    given = await sent(tends, "/scheme/edit/audience") | {"help.nn": "Kven det er laga for.", "then": "save"}
    await other_saves("audience", label={"nb": "Hvem", "nn": "Kven"}, publish="O")
    answer = await tends.post("/scheme/edit/audience", data=given)
    assert (answer.status_code, again(answer)["label.nb"], again(answer)["publish"]) == (409, ["Hvem"], ["O"])
    assert (await tends.post("/scheme/edit/audience", data=again(answer) | {"then": "save"})).status_code == 303
    field = (await now()).by_id["audience"]
    assert (field.label["nb"], field.help["nn"], field.publish) == ("Hvem", "Kven det er laga for.", "O")


async def test_where_two_changed_the_same_the_later_keeps_what_was_written_and_is_told_of_the_other(web, tends):
    given = await sent(tends, "/scheme/edit/audience") | {"label.nb": "For hvem", "then": "save"}
    await other_saves("audience", label={"nb": "Hvem", "nn": "Kven"})
    answer = await tends.post("/scheme/edit/audience", data=given)
    assert (again(answer)["label.nb"], again(answer)["label.nn"]) == (["For hvem"], ["Kven"])
    assert "Hvem: navn (nb) Målgruppe Hvem" in told(answer)


async def test_headings_and_parts_that_another_saved_stand_as_well(web, tends):
    groups = await sent(tends, "/scheme/edit/groups") | {"group.text.nb": "Ord", "then": "save"}
    place = await sent(tends, "/scheme/edit/placeShown") | {"members.1.label.nb": "Stedet", "then": "save"}
    field = (await now()).by_id["placeShown"]
    farm = replace(field.members[1], id="farm", label={"nb": "Gård", "nn": "Gard"})
    await other_saves("placeShown", members=(*field.members, farm))
    more = await sent(tends, "/scheme/edit/groups") | {"new.nb": "Lyd", "new.nn": "Lyd", "then": "save"}
    assert (await tends.post("/scheme/edit/groups", data=more)).status_code == 303
    for path, form in (("groups", groups), ("placeShown", place)):
        answer = await tends.post(f"/scheme/edit/{path}", data=form)
        assert answer.status_code == 409
        assert (await tends.post(f"/scheme/edit/{path}", data=again(answer) | {"then": "save"})).status_code == 303
    scheme = await now()
    assert [(each.id, each.label["nb"]) for each in scheme.groups][:: len(scheme.groups) - 1] == [
        ("text", "Ord"), ("lyd", "Lyd"),
    ]  # fmt: skip
    assert [each.label["nb"] for each in scheme.by_id["placeShown"].members] == ["Fylke", "Stedet", "Gård"]


# --- members


async def test_a_struct_is_added_filled_in_and_told_everywhere(web, tends, editor):
    id_ = (await bring(editor, description=described())).json()["id"]
    given = HOUSE | {"seen": "1"}
    assert (await tends.post("/scheme/edit/new", data=given)).headers["location"] == "/scheme/edit?done=scheme_added"
    form = read(await editor.get(f"/assets/{id_}/describe"))
    filled = form.sent | {"venue.room": "Salen", "venue.forWhom": "barn"}
    assert (await editor.post(f"/assets/{id_}/describe", data=filled)).status_code == 303
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["venue"] == {
        "room": "Salen", "forWhom": "barn",
    }  # fmt: skip
    page = (await editor.get(f"/assets/{id_}")).text
    assert "Sted i huset" in page
    assert "Salen" in page


async def test_a_struct_is_written_into_no_file(web, tends, editor):
    await tends.post("/scheme/edit/new", data=HOUSE | {"seen": "1", "mappings.xmp": "photoshop:Instructions"})
    id_ = (await bring(editor, description=described(venue={"room": "Salen"}))).json()["id"]
    assert "Salen" not in (await packet.of(await Asset.get(id=id_))).decode()


async def test_a_struct_without_a_part_is_told(web, tends):
    blank = {name: value for name, value in HOUSE.items() if not name.startswith("members.")}
    answer = await tends.post("/scheme/edit/new", data=blank | {"seen": "1"})
    assert (answer.status_code, 'href="#members"' in answer.text) == (422, True)
    assert "Et sammensatt felt må ha minst én del." in answer.text


async def test_a_part_is_added_to_the_form_moved_and_taken_away_before_anything_is_saved(web, tends):
    page = await tends.post("/scheme/edit/new", data=HOUSE | {"seen": "1", "part": "add"})
    assert again(page)["members"] == ["0", "1", "2"]
    page = await tends.post("/scheme/edit/new", data=again(page) | {"move": "1:up"})
    assert [again(page)[f"members.{at}.id"] for at in range(3)] == [["forWhom"], ["room"], [""]]
    page = await tends.post("/scheme/edit/new", data=again(page) | {"part": "remove:0"})
    assert [again(page)[f"members.{at}.id"] for at in range(2)] == [["room"], [""]]
    assert (await schemes.current()).number == 1


async def test_a_part_of_a_shipped_field_is_renamed_and_one_is_added(web, tends, editor):
    id_ = (await bring(editor, description=described(placeShown=[{"county": "34", "name": "Hamar"}]))).json()["id"]
    page = await tends.post(
        "/scheme/edit/placeShown", data=await sent(tends, "/scheme/edit/placeShown") | {"part": "add"}
    )
    given = again(page) | {
        "members.1.label.nb": "Stedet",
        "members.2.id": "farm",
        "members.2.label.nb": "Gård",
        "members.2.label.nn": "Gard",
        "then": "save",
    }
    answer = await tends.post("/scheme/edit/placeShown", data=given)
    assert answer.status_code == 303, told(answer)
    members = (await now()).by_id["placeShown"].members
    assert [(each.id, each.label["nb"]) for each in members][1:] == [("name", "Stedet"), ("farm", "Gård")]
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"placeShown.0.farm": "Nordre"})
    assert answer.status_code == 303
    place = {"county": "34", "name": "Hamar", "farm": "Nordre"}
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["placeShown"] == [place]


async def test_a_part_that_must_be_filled_in_is_foretold(web, tends, editor):
    await web.published(editor, placeShown=[{"county": "34"}])
    given = await sent(tends, "/scheme/edit/placeShown") | {"members.1.required": "1", "then": "save"}
    answer = await tends.post("/scheme/edit/placeShown", data=given)
    assert "Én publisert fil ville ikke bestått." in answer.text
    assert "må fylles ut nei ja" in told(answer)
    assert (await schemes.current()).number == 1


async def test_a_part_keeps_its_shape_also_when_sent_by_hand(web, tends):
    given = await sent(tends, "/scheme/edit/placeShown")
    given |= {"members.0.type": "string", "members.0.vocabulary": "audience", "then": "save"}
    answer = await tends.post("/scheme/edit/placeShown", data=given)
    assert (answer.status_code, (await schemes.current()).number) == (422, 1)


async def test_a_part_that_is_left_out_by_hand_is_told_to_stay(web, tends):
    given = await sent(tends, "/scheme/edit/placeShown") | {"members": ["1"], "then": "save"}
    answer = await tends.post("/scheme/edit/placeShown", data=given)
    assert (answer.status_code, "Delen «county» kan ikke tas bort" in answer.text) == (422, True)


@pytest.mark.parametrize("numbers", [["x"], ["-1"], ["9999"], [""], ["0"] * 500])
async def test_numbers_of_parts_that_are_none_are_passed_over(web, tends, numbers):
    given = await sent(tends, "/scheme/edit/placeShown") | {"members": numbers, "then": "look"}
    assert (await tends.post("/scheme/edit/placeShown", data=given)).status_code == 422


async def test_an_earlier_version_in_force_again_keeps_the_parts_that_came_since(web, tends):
    place = (await now()).by_id["placeShown"]
    farm = replace(place.members[1], id="farm", label={"nb": "Gård", "nn": "Gard"})
    new = changed(await now(), "placeShown", replace(draft_of(place), members=(*place.members, farm), publish="R"))
    await schemes.save(new, seen=1, by=None)
    page = await tends.post("/scheme/edit/versions/1", data={"seen": "2"})
    answer = await tends.post("/scheme/edit/versions/1", data=again(page) | {"then": "save"})
    assert answer.status_code == 303
    back = (await now()).by_id["placeShown"]
    assert (back.publish, [each.id for each in back.members]) == ("O", ["county", "name", "farm"])


# --- kinds of files


async def test_a_field_is_asked_of_the_kinds_that_are_ticked_and_what_others_hold_stays(web, tends, editor):
    id_ = (await bring(editor, description=described(audience=["barn"]))).json()["id"]
    given = await sent(tends, "/scheme/edit/audience") | {"applies_to": ["video", "audio"], "then": "save"}
    answer = await tends.post("/scheme/edit/audience", data=given)
    assert answer.status_code == 303, told(answer)
    form = read(await editor.get(f"/assets/{id_}/describe"))
    assert "field-audience" not in form.ids
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"creditLine": "Foto: Ola"})
    assert answer.status_code == 303
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["audience"] == ["barn"]


async def test_asking_more_kinds_is_foretold(web, tends, editor):
    await web.published(editor)
    given = await sent(tends, "/scheme/edit/subject") | {"applies_to": ["video"], "publish": "M", "then": "save"}
    assert (await tends.post("/scheme/edit/subject", data=given)).status_code == 303
    given = await sent(tends, "/scheme/edit/subject") | {"applies_to": ["video", "image"], "then": "save"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    assert "Én publisert fil ville ikke bestått." in answer.text
    assert "Emne: gjelder film bilder, film" in told(answer)


async def test_the_kinds_of_what_the_code_hangs_on_are_told_and_not_asked(web, tends):
    page = await tends.get("/scheme/edit/title")
    assert 'name="applies_to"' not in page.text
    assert "alle slags filer" in page.text
    given = again(page) | {"applies_to.asked": "1", "applies_to": "video", "then": "save"}
    assert (await tends.post("/scheme/edit/title", data=given)).status_code == 422


@pytest.mark.parametrize("kind", ["nosuch", "<script>"])
async def test_a_kind_that_is_none_is_refused(web, tends, kind):
    given = await sent(tends, "/scheme/edit/subject") | {"applies_to": kind, "then": "save"}
    assert (await tends.post("/scheme/edit/subject", data=given)).status_code == 422


@pytest.mark.parametrize("language", ["nn", "en", "se"])
async def test_the_pages_stand_in_every_language(web, tends, language):
    for path in ("/scheme/edit/groups", "/scheme/edit/placeShown", "/scheme/edit/new"):
        answer = await tends.get(f"{path}?lang={language}")
        assert (path, answer.status_code) == (path, 200)
        assert not re.findall(r"scheme_?(?:page|form|type|part|kind|obligation)\.\w+", answer.text)
