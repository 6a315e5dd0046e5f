"""A language more: added by a superuser, and at once what material can be in and what texts are written in."""

import pytest

from mediabank.concepts import scheme as schemes
from mediabank.concepts.words import words
from tests.web.asking import bring
from tests.web.forms import read
from tests.web.material import described
from vocabularies.scheme import write_scheme

FINNISH = {"tag": "fi", "label.nb": "finsk", "label.nn": "finsk", "label.se": "", "label.en": "Finnish"}
PATH = "/scheme/edit/languages"


@pytest.fixture
async def tends(web):
    """A superuser of words and scheme."""
    return await web.signed_in("vocabulary_editor", "Konsortiet")


async def number():
    return (await schemes.current()).number


async def test_a_language_is_a_concept_and_a_line_of_the_scheme(web, tends):
    answer = await tends.post(PATH, data=FINNISH | {"seen": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?done=scheme_language")
    word = (await words()).by_slug["language", "fi"]
    assert (word.notation, word.labels) == ("fi", {"nb": "finsk", "nn": "finsk", "en": "Finnish"})
    assert (await schemes.current()).scheme.languages[-1] == "fi"
    assert "Finsk" in (await tends.get(PATH)).text


async def test_material_in_a_new_language_is_described_in_it_and_published(web, tends, editor):
    await tends.post(PATH, data=FINNISH | {"seen": "1"})
    given = described(language=["fi"])
    id_ = (await bring(editor, description=given)).json()["id"]
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"then": "publish"})
    assert "altText-fi" in read(answer).ids
    answer = await editor.post(
        f"/assets/{id_}/describe", data=read(answer).sent | {"altText.fi": "Paperivene merellä.", "then": "publish"}
    )
    assert answer.status_code == 303, answer.text
    told = (await editor.get(f"/api/v1/assets/{id_}")).json()
    assert (told["state"], told["description"]["altText"]["fi"]) == ("publisert", "Paperivene merellä.")


async def test_material_in_a_language_beside_the_four_is_asked_for_texts_in_it(web, editor):
    id_ = (await bring(editor, description=described(language=["pl", "zxx"]))).json()["id"]
    ids = read(await editor.get(f"/assets/{id_}/describe")).ids
    assert ("altText-pl" in ids, "altText-zxx" in ids, "altText-uk" in ids) == (True, False, False)


@pytest.mark.parametrize(
    "tag", ["", "finsk", "f", "zxx", "und", "new", "fi fi", "<b>", "fi/se", "x" * 200, "de-CH-1996-x-abcdefgh"]
)
async def test_what_is_no_tag_of_a_language_is_told_at_its_control_and_nothing_is_added(web, tends, tag):
    answer = await tends.post(PATH, data=FINNISH | {"tag": tag, "seen": "1"})
    assert (answer.status_code, 'href="#tag"' in answer.text, await number()) == (422, True, 1)


async def test_a_language_that_is_there_is_told(web, tends):
    answer = await tends.post(PATH, data=FINNISH | {"tag": "SMJ", "seen": "1"})
    assert (answer.status_code, "Språket «smj» er alt med." in answer.text) == (422, True)


async def test_a_language_without_its_nynorsk_name_is_told(web, tends):
    answer = await tends.post(PATH, data=FINNISH | {"label.nn": "", "seen": "1"})
    assert (answer.status_code, 'href="#label-nn"' in answer.text) == (422, True)
    assert ("language", "fi") not in (await words()).by_slug


async def test_over_a_newer_version_neither_concept_nor_line_is_added(web, tends):
    await tends.post(PATH, data=FINNISH | {"seen": "1"})
    kven = {"tag": "fkv", "label.nb": "kvensk", "label.nn": "kvensk", "seen": "1"}
    answer = await tends.post(PATH, data=kven)
    assert (answer.status_code, 'value="fkv"' in answer.text) == (409, True)
    assert ("language", "fkv") not in (await words()).by_slug
    assert (await tends.post(PATH, data=kven | {"seen": "2"})).status_code == 303
    assert (await schemes.current()).scheme.languages[-2:] == ("fi", "fkv")


async def test_others_do_not_add_languages(web, editor, stranger):
    assert (await editor.post(PATH, data=FINNISH | {"seen": "1"})).status_code == 403
    assert (await stranger.post(PATH, data=FINNISH | {"seen": "1"})).status_code == 401


async def test_a_scheme_from_a_file_brings_only_languages_that_the_bank_has(web, tends):
    from dataclasses import replace

    now = (await schemes.current()).scheme
    text = write_scheme(replace(now, languages=(*now.languages, "fi")))
    answer = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())})
    assert (answer.status_code, "Banken har ikke språket «fi» ennå." in answer.text) == (422, True)


async def test_a_language_does_not_go_with_a_file(web, tends):
    from dataclasses import replace

    now = (await schemes.current()).scheme
    text = write_scheme(replace(now, languages=now.languages[:-1]))
    answer = await tends.post("/scheme/edit/upload", files={"file": ("skjema.ttl", text.encode())})
    assert (answer.status_code, "kan ikke tas bort" in answer.text) == (422, True)


async def test_an_earlier_version_in_force_again_keeps_the_languages(web, tends):
    await tends.post(PATH, data=FINNISH | {"seen": "1"})
    page = await tends.post("/scheme/edit/versions/1", data={"seen": "2"})
    assert (page.status_code, await number()) == (200, 2)
    assert "languages" not in page.text
    assert (await schemes.current()).scheme.languages[-1] == "fi"
