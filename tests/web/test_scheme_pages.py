"""The pages of the scheme: read by everybody, changed by its superuser, told before it is saved, never by accident."""

import re
from dataclasses import replace

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from mediabank.assets import foretelling
from mediabank.concepts import scheme as schemes
from mediabank.models import Fact, Role
from mediabank.people import sessions
from tests.web.asking import bring
from tests.web.material import described
from vocabularies.scheme import Draft, read_scheme, write_scheme
from vocabularies.scheme.changing import added, changed, draft_of, retired

NEW = {
    "id": "tone",
    "type": "concept",
    "label.nb": "Stemning",
    "label.nn": "Stemning",
    "group": "subject",
    "draft": "O",
    "publish": "O",
    "vocabulary": "audience",
    "repeatable.asked": "1",
    "repeatable": "1",
    "facet.asked": "1",
    "facet": "1",
    "then": "save",
}


@pytest.fixture
async def tends(web):
    """A superuser of words and scheme."""
    return await web.signed_in("vocabulary_editor", "Konsortiet")


async def now():
    return (await schemes.current()).scheme


async def put(new):
    return await schemes.save(new, seen=(await schemes.current()).number, by=None)


def sent(answer):
    """What a browser would send of the hidden values of the page's form."""
    found = re.findall(r'<input type="hidden" name="([a-z_.]+)" value="([^"]*)"', answer.text)
    return {name: value.replace("&#34;", '"') for name, value in found if name != "order"}


def told(answer):
    """The text of the page without its tags, spaces gathered."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# --- everybody


async def test_everybody_reads_every_field_with_its_name_and_vocabulary(web, stranger):
    page = await stranger.get("/scheme")
    assert [page.text.count(f'id="field-{field.id}"') for field in (await now()).fields] == [1] * 54
    assert 'href="/vocab/audience"' in page.text
    assert "Iptc4xmpCore:AltTextAccessibility" in page.text


async def test_everybody_reads_every_rule_by_name_with_its_sentence_and_parameters(web, stranger):
    page = (await stranger.get("/scheme")).text
    assert all(f'id="rule-{rule.name}"' in page for rule in (await now()).rules)
    assert "Lisensen krever at opphaveren navngis" in page
    assert "conceptFlag" in page


async def test_the_scheme_leaves_as_shacl_under_the_address_of_the_bank(web, stranger):
    answer = await stranger.get("/scheme.ttl")
    base = (await Fact.get(name="base")).value
    assert answer.headers["content-type"].startswith("text/turtle")
    assert isomorphic(Graph().parse(data=answer.text), Graph().parse(data=write_scheme(await now(), base)))


async def test_a_program_that_asks_for_turtle_is_given_it_at_the_same_address(web):
    asks = web.client(Accept="text/turtle")
    for path in ("/scheme", "/scheme/1"):
        answer = await asks.get(path)
        assert (answer.headers["content-type"].split(";")[0], answer.headers["access-control-allow-origin"]) == (
            "text/turtle", "*",
        )  # fmt: skip


async def test_each_version_stays_at_its_number(web, stranger):
    first = (await stranger.get("/scheme/1.ttl")).text
    await put(retired(await now(), "reviewDate"))
    assert (await stranger.get("/scheme/1.ttl")).text == first
    assert "reviewDate" not in (await stranger.get("/scheme/2.ttl")).text
    assert "Dette er versjon 1" in (await stranger.get("/scheme/1")).text


@pytest.mark.parametrize("name", ["0", "2", "x", "1.xyz", "999999999999", "-1"])
async def test_a_version_that_is_not_there_is_not_found(web, stranger, name):
    assert (await stranger.get(f"/scheme/{name}")).status_code == 404


@pytest.mark.parametrize("path", ["/ns/title", "/scheme/field/title"])
async def test_the_address_of_a_field_leads_to_where_it_is_explained(web, stranger, path):
    answer = await stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/scheme#field-title")


async def test_the_address_of_no_field_is_not_found(web, stranger):
    assert (await stranger.get("/ns/nosuch")).status_code == 404


async def test_readers_find_no_way_to_change_it(web, stranger, tends):
    assert "/scheme/edit" not in (await stranger.get("/scheme")).text
    assert 'href="/scheme/edit"' in (await tends.get("/scheme")).text


@pytest.mark.parametrize("path", ["", "/new", "/versions", "/upload", "/title", "/reviewDate/retire"])
async def test_others_do_not_get_to_the_desk(web, editor, stranger, path):
    assert (await editor.get(f"/scheme/edit{path}")).status_code == 403
    assert (await stranger.get(f"/scheme/edit{path}")).status_code == 401


async def test_a_superuser_of_some_languages_does_not_change_the_scheme(web):
    translator = await web.person("vocabulary_editor", "Konsortiet")
    await Role.filter(person=translator).update(limits={"languages": ["se"], "vocabularies": None})
    asks = web.client(session=await sessions.begin(translator, days=1))
    assert (await asks.get("/scheme/edit")).status_code == 403
    assert (await asks.post("/scheme/edit/audience", data={"seen": "1"})).status_code == 403


# --- one field


async def form_of(asks, id_):
    return sent(await asks.get(f"/scheme/edit/{id_}"))


async def test_a_label_is_saved_at_once_and_all_else_stays(web, tends):
    before = await now()
    given = await form_of(tends, "audience") | {"label.nb": "Hvem", "facet": "1", "then": "save"}
    answer = await tends.post("/scheme/edit/audience", data=given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/scheme/edit?done=scheme_saved")
    label = before.by_id["audience"].label | {"nb": "Hvem"}
    assert (await now()).by_id["audience"] == replace(before.by_id["audience"], label=label)


async def test_a_form_sent_as_it_stands_changes_nothing(web, tends):
    from tests.web.forms import FormReader

    class Reader(FormReader):
        def handle_starttag(self, tag, attributes):
            super().handle_starttag(tag, [*attributes, ("class", "describe")] if tag == "form" else attributes)

    for field in (await now()).fields:
        reader = Reader()
        reader.feed((await tends.get(f"/scheme/edit/{field.id}")).text)
        answer = await tends.post(f"/scheme/edit/{field.id}", data=reader.sent | {"then": "save"})
        assert (field.id, answer.status_code) == (field.id, 303), told(answer)
    assert (await schemes.current()).number == 1


async def test_what_would_fail_is_told_before_it_is_saved_and_saved_when_asked_again(web, tends, editor):
    await web.published(editor)
    given = await form_of(tends, "subject") | {"publish": "M", "repeatable": "1", "facet": "1", "then": "save"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    assert answer.status_code == 200
    assert "Én publisert fil ville ikke bestått." in answer.text
    assert "Les mer i sommer" in answer.text
    assert (await schemes.current()).number == 1
    answer = await tends.post("/scheme/edit/subject", data=given | sent(answer) | {"note": "Emne til alle"})
    assert answer.status_code == 303
    assert ((await now()).by_id["subject"].publish, (await schemes.current()).note) == ("M", "Emne til alle")


async def test_what_was_told_of_one_change_is_not_told_of_another(web, tends, editor):
    await web.published(editor)
    given = await form_of(tends, "subject") | {"publish": "M", "repeatable": "1", "facet": "1", "then": "save"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    other = given | sent(answer) | {"draft": "M"}
    assert (await tends.post("/scheme/edit/subject", data=other)).status_code == 200
    assert (await schemes.current()).number == 1


async def test_an_asset_that_the_superuser_may_not_see_is_counted_and_not_named(web, tends, editor):
    await web.published(editor, title={"nb": "Bare for oss"}, visibility="egen")
    given = await form_of(tends, "subject") | {"publish": "M", "repeatable": "1", "facet": "1", "then": "look"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    assert "Én publisert fil ville ikke bestått." in answer.text
    assert "Bare for oss" not in answer.text


async def test_a_bank_too_large_for_one_answer_is_told_in_several(web, tends, editor, monkeypatch):
    for _ in range(3):
        await web.published(editor)
    monkeypatch.setattr(foretelling, "PIECE", 2)
    monkeypatch.setattr(foretelling.foretold, "__kwdefaults__", {"most": 2})
    given = await form_of(tends, "subject") | {"publish": "M", "repeatable": "1", "facet": "1", "then": "look"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    assert "Sett på 2 av 3 filer så langt." in answer.text
    answer = await tends.post("/scheme/edit/subject", data=given | sent(answer) | {"then": "on"})
    assert "3 publiserte filer ville ikke bestått." in answer.text
    assert "så langt" not in answer.text


@pytest.mark.parametrize("so_far", ["", "{}", "[]", "x", '{"looked": "a"}', '{"named": [1]}', "9" * 5000])
async def test_a_count_that_was_tampered_with_begins_anew(web, tends, editor, so_far):
    await web.published(editor)
    given = await form_of(tends, "subject") | {"publish": "M", "repeatable": "1", "facet": "1", "then": "on"}
    answer = await tends.post("/scheme/edit/subject", data=given | {"so_far": so_far})
    assert "Én publisert fil ville ikke bestått." in answer.text


async def test_a_fault_stands_at_its_control_and_what_was_typed_stays(web, tends):
    given = await form_of(tends, "usageTerms") | {"label.nb": "", "help.nb": "Skrevet", "then": "save"}
    answer = await tends.post("/scheme/edit/usageTerms", data=given)
    assert answer.status_code == 422
    assert 'href="#label-nb"' in answer.text
    assert 'id="label-nb-error"' in answer.text
    assert "Skrevet" in answer.text


async def test_a_number_that_is_none_is_told(web, tends):
    given = await form_of(tends, "usageTerms") | {"max_length": "mange", "then": "save"}
    answer = await tends.post("/scheme/edit/usageTerms", data=given)
    assert (answer.status_code, 'href="#max_length"' in answer.text) == (422, True)


async def test_what_the_code_hangs_on_is_told_and_not_asked(web, tends):
    page = (await tends.get("/scheme/edit/visibility")).text
    assert 'name="publish"' not in page
    assert "Feltet styrer hvem som ser filene og når." in page
    assert "/scheme/edit/visibility/retire" not in page


async def test_what_the_code_hangs_on_is_refused_also_when_sent_by_hand(web, tends):
    given = await form_of(tends, "visibility") | {"publish": "O", "then": "save"}
    answer = await tends.post("/scheme/edit/visibility", data=given)
    assert answer.status_code == 422
    assert "Feltet styrer hvem som ser filene og når." in answer.text
    answer = await tends.post("/scheme/edit/visibility/retire", data=given)
    assert (answer.status_code, (await schemes.current()).number) == (422, 1)


async def test_stored_values_that_stop_a_change_are_counted_in_the_sentence(web, tends, editor):
    answer = await bring(editor, description=described(subject=["lesing"]))
    assert answer.status_code == 201
    given = await form_of(tends, "subject") | {"vocabulary": "audience", "repeatable": "1", "then": "save"}
    answer = await tends.post("/scheme/edit/subject", data=given)
    assert (answer.status_code, "Én fil har et begrep fra den gamle ordlista" in answer.text) == (422, True)


async def test_a_field_that_is_not_there_is_not_found(web, tends):
    assert (await tends.get("/scheme/edit/nosuch")).status_code == 404
    assert (await tends.post("/scheme/edit/nosuch/restore", data={"seen": "1"})).status_code == 404


# --- a newer version


async def test_whoever_saves_over_a_newer_version_is_told_what_is_newer_and_keeps_what_was_typed(web, tends):
    given = await form_of(tends, "audience") | {"label.nb": "Hvem", "repeatable": "1", "facet": "1", "then": "save"}
    person = await web.person("vocabulary_editor", "Konsortiet")
    new = changed(await now(), "subject", replace(draft_of((await now()).by_id["subject"]), facet=False))
    await schemes.save(new, seen=1, by=person.id)
    answer = await tends.post("/scheme/edit/audience", data=given)
    assert answer.status_code == 409
    assert "Kari Nordmann lagret versjon 2" in answer.text
    assert "Emne: filter i søk" in told(answer)
    assert 'value="Hvem"' in answer.text
    again = given | sent(answer)
    assert (await tends.post("/scheme/edit/audience", data=again)).status_code == 303
    assert ((await now()).by_id["audience"].label["nb"], (await now()).by_id["subject"].facet) == ("Hvem", False)


@pytest.mark.parametrize("seen", ["", "x", "0", "99", "9" * 40])
async def test_a_form_of_no_known_version_is_told(web, tends, seen):
    given = await form_of(tends, "audience") | {"label.nb": "Hvem", "then": "save", "seen": seen}
    assert (await tends.post("/scheme/edit/audience", data=given)).status_code == 409


# --- order


async def test_a_field_is_moved_by_button_and_the_order_saved_once(web, tends):
    ids = [field.id for field in (await now()).fields]
    given = {"seen": "1", "order": ids, "move": "description:up"}
    page = await tends.post("/scheme/edit", data=given)
    order = re.findall(r'name="order" value="(\w+)"', page.text)
    assert order.index("description") == order.index("title") - 1
    assert (await schemes.current()).number == 1
    answer = await tends.post("/scheme/edit", data={"seen": "1", "order": order, "then": "save"})
    assert answer.status_code == 303
    assert [field.id for field in (await now()).fields] == order


async def test_a_move_of_nothing_is_refused(web, tends):
    assert (await tends.post("/scheme/edit", data={"seen": "1", "move": "nosuch:up"})).status_code == 400


# --- added, retired, put back


async def test_a_field_is_added(web, tends):
    answer = await tends.post("/scheme/edit/new", data=NEW | {"seen": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/scheme/edit?done=scheme_added")
    field = (await now()).by_id["tone"]
    assert (field.type, field.vocabulary, field.repeatable, field.facet, field.group) == (
        "concept", "audience", True, True, "subject",
    )  # fmt: skip


@pytest.mark.parametrize("id_", ["title", "Ikke Gyldig", "", "<script>", "new"])
async def test_an_identifier_that_cannot_be_is_told_at_its_control(web, tends, id_):
    answer = await tends.post("/scheme/edit/new", data=NEW | {"seen": "1", "id": id_})
    assert (answer.status_code, 'href="#id"' in answer.text) == (422, True)
    assert "<script>" not in answer.text.replace("<script type", "")


async def test_a_field_is_retired_after_it_was_told_and_put_back_again(web, tends):
    page = await tends.get("/scheme/edit/reviewDate/retire")
    assert "Skal vurderes: tas ut" in page.text
    assert (await schemes.current()).number == 1
    answer = await tends.post("/scheme/edit/reviewDate/retire", data=sent(page) | {"then": "save"})
    assert (answer.status_code, "reviewDate" in (await now()).by_id) == (303, False)
    page = await tends.post("/scheme/edit/reviewDate/restore", data={"seen": "2"})
    assert page.status_code == 200
    answer = await tends.post("/scheme/edit/reviewDate/restore", data=sent(page) | {"then": "save"})
    assert (answer.status_code, "reviewDate" in (await now()).by_id) == (303, True)


async def test_retiring_tells_how_many_files_have_a_value(web, tends, editor):
    for _ in range(2):
        await bring(editor, description=described(reviewDate="2027-01-01"))
    await bring(editor, description=described())
    assert "2 filer har en verdi i feltet." in (await tends.get("/scheme/edit/reviewDate/retire")).text


async def test_the_desk_lists_retired_fields(web, tends):
    await put(retired(await now(), "reviewDate"))
    assert "/scheme/edit/reviewDate/restore" in (await tends.get("/scheme/edit")).text


# --- versions and files


async def test_versions_are_told_in_words_newest_first(web, tends):
    new = changed(await now(), "audience", replace(draft_of((await now()).by_id["audience"]), publish="M"))
    await put(new)
    page = told(await tends.get("/scheme/edit/versions"))
    assert "Målgruppe: ved publisering bør fylles ut må fylles ut" in page
    assert page.index("Versjon 2 (0.4)") < page.index("Versjon 1 (0.3)")


async def test_an_earlier_version_is_put_back_in_force_after_it_was_told(web, tends):
    await put(retired(await now(), "reviewDate"))
    page = await tends.post("/scheme/edit/versions/1", data={"seen": "2"})
    assert (page.status_code, (await schemes.current()).number) == (200, 2)
    answer = await tends.post("/scheme/edit/versions/1", data=sent(page) | {"then": "save"})
    assert (answer.status_code, (await schemes.current()).number) == (303, 3)
    assert "reviewDate" in (await now()).by_id


async def test_a_scheme_from_a_file_is_shown_as_changes_and_saved_when_approved(web, tends, stranger):
    text = (await stranger.get("/scheme.ttl")).text.replace('"Målgruppe"@nb', '"Hvem"@nb')
    page = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())}, data={"seen": "1"})
    assert page.status_code == 200
    assert "Hvem: navn (nb) Målgruppe Hvem" in told(page)
    assert (await schemes.current()).number == 1
    answer = await tends.post("/scheme/edit/upload", data=sent(page) | {"text": text, "then": "save"})
    assert (answer.status_code, (await now()).by_id["audience"].label["nb"]) == (303, "Hvem")


@pytest.mark.parametrize("turned", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
async def test_a_file_that_a_text_editor_has_saved_anew_is_read(web, tends, stranger, turned):
    text = turned((await stranger.get("/scheme.ttl")).text.replace('"Målgruppe"@nb', '"Hvem"@nb'))
    page = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())}, data={"seen": "1"})
    assert (page.status_code, "Hvem: navn (nb) Målgruppe Hvem" in told(page)) == (200, True)


async def test_a_scheme_of_another_bank_is_taken_by_what_it_says(web, tends):
    new = added(await now(), "tone", "string", Draft(label={"nb": "Tone", "nn": "Tone"}, help={}, group="text"))
    text = write_scheme(new, "https://another.test/")
    page = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())})
    answer = await tends.post("/scheme/edit/upload", data=sent(page) | {"text": text, "then": "save"})
    assert (answer.status_code, "tone" in (await now()).by_id) == (303, True)


async def test_what_left_and_returns_unchanged_is_no_version(web, tends, stranger):
    text = (await stranger.get("/scheme.ttl")).text
    assert read_scheme(text) == await now()
    page = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())})
    assert "Ingenting blir endret." in page.text


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"\xff\xfe\x00", b"<a> <b> <c> .", b"((((" * 9000, b"@prefix : <x> . :a :b [ ] ."]
)
async def test_a_hostile_file_ends_in_a_sentence(web, tends, body):
    answer = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", body)})
    assert answer.status_code == 422
    assert "Last ned skjemaet" in answer.text or "Velg ei fil" in answer.text


async def test_a_file_beyond_the_limit_is_refused(web, tends):
    answer = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", b"x" * 1_100_000)})
    assert answer.status_code in (400, 413)


async def test_a_file_that_changes_the_rules_is_refused_with_their_names(web, tends):
    text = write_scheme(await now()).replace('mb:severity "error"', 'mb:severity "info"', 1)
    answer = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())})
    assert answer.status_code == 422
    assert "Reglene som ser på flere felt, ligger i koden" in answer.text


@pytest.mark.parametrize("language", ["nn", "en", "se"])
async def test_every_page_stands_in_every_language(web, tends, language):
    for path in ("/scheme", "/scheme/edit", "/scheme/edit/new", "/scheme/edit/subject", "/scheme/edit/versions"):
        answer = await tends.get(f"{path}?lang={language}")
        assert (path, answer.status_code) == (path, 200)
        assert not re.findall(r"scheme_?(?:page|form|type|part|kind|obligation)\.\w+", answer.text)
