"""The pages of imports: a file is looked through, told as a difference, and taken in by who may."""

import html
import re

import pytest

from mediabank.concepts import decoding, importing
from mediabank.concepts.words import forget, words
from mediabank.models import Change, Concept, Import, Label, Relation, Role, Task, Vocabulary
from mediabank.people import sessions
from tests.concepts import hostile
from tests.concepts.files import ANIMAL_FILE, ANIMALS, imported, turtle

pytestmark = pytest.mark.slow
HERE = "/concepts/import"


@pytest.fixture
async def superuser(web):
    """One who tends every word."""
    return await web.signed_in("vocabulary_editor")


async def limited(web, **limits):
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    await Role.filter(person=person).update(limits={"vocabularies": None, "languages": None} | limits)
    return web.client(session=await sessions.begin(person, days=1))


async def brought(asks, data, *, file_name="dyr.ttl", slug=""):
    return await asks.post(HERE, files={"file": (file_name, data)}, data={"slug": slug})


async def shown(web, asks, data, **given):
    """(the page of an import that was read, its address)."""
    answer = await brought(asks, data, **given)
    assert answer.status_code == 303, answer.text
    await web.settle()
    return await asks.get(answer.headers["location"]), answer.headers["location"]


async def test_a_file_is_told_as_a_difference_and_changes_nothing_yet(web, superuser):
    page, _ = await shown(web, superuser, ANIMAL_FILE)
    assert "Ordlista «Dyr» blir laget, med 3 begreper." in page.text
    assert not await Concept.exists(vocabulary__slug="dyr")


async def test_what_is_approved_is_taken_in_and_told_as_done(web, superuser):
    _, there = await shown(web, superuser, ANIMAL_FILE)
    assert (await superuser.post(there, data={"do": "approve"})).status_code == 303
    await web.settle()
    page = await superuser.get(there)
    assert 'href="/concepts/dyr"' in page.text
    forget()
    assert len((await words()).vocabularies["dyr"]) == 3


async def test_what_is_left_stays_away(web, superuser):
    _, there = await shown(web, superuser, ANIMAL_FILE)
    await superuser.post(there, data={"do": "refuse"})
    await web.settle()
    assert not await Concept.exists(vocabulary__slug="dyr")
    assert 'name="do"' not in (await superuser.get(there)).text


async def test_while_it_is_read_the_page_tells_so_and_looks_again(superuser):
    answer = await brought(superuser, ANIMAL_FILE)
    page = await superuser.get(answer.headers["location"])
    assert "<progress" in page.text
    assert 'hx-trigger="every 2s"' in page.text


async def test_while_it_is_applied_the_page_tells_how_far_it_has_come(web, superuser):
    _, there = await shown(web, superuser, ANIMAL_FILE)
    await superuser.post(there, data={"do": "approve"})
    await Import.all().update(done=2)
    page = await superuser.get(there)
    assert re.search(r'<progress[^>]* max="3" value="2"', page.text)
    assert "2 av 3 begreper er på plass." in page.text


@pytest.mark.parametrize(
    ("state", "sentence"), [(importing.READING, "ble lest"), (importing.APPLYING, "2 av 3 begreper")]
)
async def test_work_that_was_given_up_is_told_of_and_not_waited_for(web, superuser, state, sentence):
    _, there = await shown(web, superuser, ANIMAL_FILE)
    await Import.all().update(state=state, done=2, total=3)
    await Task.filter(name="concepts.read").update(state="failed")
    page = await superuser.get(there)
    assert "hx-trigger" not in page.text
    assert sentence in page.text.partition('class="errors"')[2]
    assert "Stoppet" in (await superuser.get(HERE)).text


async def test_a_file_that_says_nothing_new_has_nothing_to_approve(web, superuser):
    await imported(ANIMAL_FILE)
    page, _ = await shown(web, superuser, ANIMAL_FILE)
    assert "Det er ingenting å endre." in page.text
    assert 'name="do"' not in page.text


async def test_repairs_and_what_was_left_out_are_told_in_words(web, superuser):
    text = turtle(*ANIMALS[:2], 'hund skos:prefLabel "hund"@nb ; skos:altLabel "hund"@nb', 'rev skos:prefLabel ""@nb')
    page, _ = await shown(web, superuser, text)
    assert "Samme ord sto to ganger." in page.text
    assert "Navnet er tomt" in page.text


async def test_what_changes_is_told_with_before_and_after(web, superuser):
    await imported(ANIMAL_FILE)
    page, _ = await shown(web, superuser, ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb'))
    assert "<del>hund (nb)</del> <ins>bikkje (nb)</ins>" in page.text


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"a;b\n1;2\n"])
async def test_what_is_no_file_of_words_is_told_at_once(superuser, data):
    answer = await brought(superuser, data, file_name="fil.bin")
    assert answer.status_code in {400, 422}
    assert 'class="errors"' in answer.text
    assert not await Import.exists()


async def test_no_file_at_all_is_told_of(superuser):
    answer = await superuser.post(HERE, files={"slug": (None, "dyr")})
    assert answer.status_code == 422


async def test_a_slug_that_cannot_be_one_stays_in_the_form(superuser):
    answer = await brought(superuser, ANIMAL_FILE, slug="Å nei")
    assert answer.status_code == 422
    assert 'value="Å nei"' in answer.text


async def test_more_than_there_is_room_for_is_refused(superuser, monkeypatch):
    monkeypatch.setattr(decoding, "LIMIT_BYTES", 100)
    assert (await brought(superuser, ANIMAL_FILE)).status_code == 413
    assert not await Import.exists()


async def test_a_translator_brings_no_files(web):
    asks = await limited(web, languages=["se"])
    assert (await asks.get(HERE)).status_code == 403
    assert (await brought(asks, ANIMAL_FILE)).status_code == 403


async def test_who_tends_one_vocabulary_makes_no_other(web):
    asks = await limited(web, vocabularies=["dyr"])
    page, there = await shown(web, asks, ANIMAL_FILE)
    assert "ikke lage nye" in page.text
    assert (await asks.post(there, data={"do": "approve"})).status_code == 403


async def test_who_tends_a_vocabulary_brings_it_up_to_date(web):
    await imported(ANIMAL_FILE)
    asks = await limited(web, vocabularies=["dyr"])
    _, there = await shown(web, asks, ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb'))
    assert (await asks.post(there, data={"do": "approve"})).status_code == 303


async def test_who_tends_another_vocabulary_changes_nothing_of_it(web):
    await imported(ANIMAL_FILE)
    asks = await limited(web, vocabularies=["emne"])
    page, there = await shown(web, asks, ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb'))
    assert "ikke din å endre" in page.text
    assert (await asks.post(there, data={"do": "approve"})).status_code == 403


async def test_an_import_of_somebody_else_is_not_there(web, superuser):
    await imported(ANIMAL_FILE)
    _, there = await shown(web, superuser, ANIMAL_FILE)
    asks = await limited(web, vocabularies=["emne"])
    assert (await asks.get(there)).status_code == 404
    assert (await asks.get(f"{HERE}/ingen")).status_code == 404


async def test_an_import_is_answered_once(web, superuser):
    _, there = await shown(web, superuser, ANIMAL_FILE)
    await superuser.post(there, data={"do": "approve"})
    assert (await superuser.post(there, data={"do": "refuse"})).status_code == 409
    assert (await superuser.post(there, data={"do": "nothing"})).status_code == 400


# hostile files

LANGUAGES = ("nb", "nn", "en")


async def written():
    """How many rows of words there are."""
    return [await each.all().count() for each in (Vocabulary, Concept, Label, Relation, Change)]


async def sentences(web, asks, name, data):
    """What each language is told of a file: one sentence at least, or that it was read; anything else fails."""
    before = await written()
    answer = await brought(asks, data, file_name=name)
    assert answer.status_code in {303, 400, 413, 422}, (name, answer.status_code)
    if answer.status_code == 303:
        await web.settle()
        there = answer.headers["location"]
        pages = [await asks.get(there, headers={"Accept-Language": each}) for each in LANGUAGES]
        row = await Import.get(id=there.rpartition("/")[2])
        assert {each.status_code for each in pages} == {200}, name
        assert row.state in {importing.READ, importing.FAILED}, (name, row.state)
        assert (row.state == importing.FAILED) == ('class="errors"' in pages[0].text), name
    else:
        sent = {"files": {"file": (name, data)}, "data": {"slug": ""}}
        pages = [await asks.post(HERE, headers={"Accept-Language": each}, **sent) for each in LANGUAGES]
    told = [html.unescape(each.text.partition('class="errors"')[2].partition("</section>")[0]) for each in pages]
    assert not any(re.search(r"\bimport\.\w|Traceback|rdflib|Error\b", each) for each in told), (name, told)
    assert len({bool(each) for each in told}) == 1, (name, told)
    assert not told[0] or len(set(told)) == len(LANGUAGES), (name, told)
    assert await written() == before, name
    return re.sub(r"<[^>]*>|\s+", " ", told[0]).strip()


async def test_no_file_makes_anybody_call(web, superuser):
    with hostile.nobody_called() as there:
        for name, data in hostile.calling(there).items():
            print(name, await sentences(web, superuser, name, data))  # for whoever looks: pytest -s


async def test_what_is_too_much_ends_in_a_sentence(web, superuser):
    for name, data in hostile.heavy().items():
        print(name, await sentences(web, superuser, name, data))


if hostile.corpus():

    async def test_hostile_files_of_the_corpus_end_in_a_sentence(web, superuser):
        with hostile.nobody_called() as there:
            port = there.rpartition(":")[2].encode()
            for name, data in hostile.corpus().items():
                calls = data.replace(b"127.0.0.1:9/", b"127.0.0.1:" + port + b"/")
                print(name, await sentences(web, superuser, name, calls))
