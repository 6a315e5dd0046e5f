"""What the scheme says is followed everywhere in the running bank: forms, pages, search, files, JSON-LD, the API."""

from dataclasses import replace

import pytest

from mediabank import search
from mediabank.assets import linked
from mediabank.concepts import scheme as schemes
from mediabank.delivery import packet
from mediabank.models import Asset, Organisation, Revision
from tests.web.asking import bring
from tests.web.forms import read
from tests.web.material import described
from vocabularies.scheme import Draft
from vocabularies.scheme.changing import added, changed, draft_of, moved, put_back, retired
from vocabularies.scheme.values import Member

TONE = Draft(
    label={"nb": "Stemning", "nn": "Stemning", "en": "Mood"},
    help={"nb": "Hvordan det kjennes."},
    group="subject",
    vocabulary="audience",
    repeatable=True,
    facet=True,
    mappings={"xmp": "photoshop:Instructions", "dcterms": "dcterms:instructionalMethod"},
)


async def put(new):
    return await schemes.save(new, seen=(await schemes.current()).number, by=None)


async def with_tone(**parts):
    return await put(added((await schemes.current()).scheme, "tone", "concept", replace(TONE, **parts)))


async def edit(id_, **parts):
    now = (await schemes.current()).scheme
    return await put(changed(now, id_, replace(draft_of(now.by_id[id_]), **parts)))


async def draft(asks, **changes):
    answer = await bring(asks, description=described(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_relabelled_field_shows_in_the_form_and_on_the_page_of_the_asset(web, editor):
    id_ = await draft(editor, audience=["barn"])
    assert "Hvem det er laget for" not in (await editor.get(f"/assets/{id_}")).text
    await edit("audience", label={"nb": "Hvem det er laget for", "nn": "Kven det er laga for"})
    assert "Hvem det er laget for" in (await editor.get(f"/assets/{id_}")).text
    assert "Hvem det er laget for" in (await editor.get(f"/assets/{id_}/describe")).text


async def test_help_and_order_show_in_the_form(web, editor):
    id_ = await draft(editor)
    await edit("title", help={"nb": "Et kort navn på det dere ser."})
    await put(moved((await schemes.current()).scheme, "description", -1))
    page = (await editor.get(f"/assets/{id_}/describe")).text
    assert "Et kort navn på det dere ser." in page
    assert page.index('id="field-description"') < page.index('id="field-title"')


async def test_a_new_field_is_asked_for_in_the_form_and_saves(web, editor):
    id_ = await draft(editor)
    await with_tone()
    form = read(await editor.get(f"/assets/{id_}/describe"))
    assert "field-tone" in form.ids
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"tone": ["barn"]})
    assert answer.status_code == 303, answer.text
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["tone"] == ["barn"]


async def test_a_new_field_is_validated(web, editor):
    id_ = await draft(editor)
    await with_tone()
    answer = await editor.patch(f"/api/v1/assets/{id_}", json={"tone": ["finnes-ikke"]})
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("tone", "not_in_vocabulary")]


OF_TYPE = {
    "string": ("A 12", "A 12", "A 12"),
    "langString": ({"nb": "Stille"}, {"nb": "Stille"}, "Stille"),
    "integer": (12, 12, "12"),
    "uri": ("https://example.org/", "https://example.org/", "https://example.org/"),
    "date": ("2026-06-01", "2026-06-01", "1. juni 2026"),
    "dateTime": ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z", "12:00"),
    "edtf": ("2026-05", "2026-05", "2026-05"),
    "concept": ("barn", "barn", "arn"),
}
"""Type → what is sent, what is given back, and what stands on the page."""


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("type_", OF_TYPE)
async def test_a_field_of_each_type_goes_through_form_page_api_json_ld_and_file(web, editor, type_, several):
    sent, back, shown = OF_TYPE[type_]
    vocabulary = "audience" if type_ == "concept" else ""
    field = replace(TONE, vocabulary=vocabulary, facet=bool(vocabulary), repeatable=several)
    await put(added((await schemes.current()).scheme, "tone", type_, field))
    if several:
        sent, back = ({"nb": [each["nb"]]} if type_ == "langString" else [each] for each in (sent, back))
    id_ = await draft(editor, tone=sent)
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"creditLine": "Foto: Ola"})
    assert answer.status_code == 303, answer.text
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["tone"] == back
    assert shown in (await editor.get(f"/assets/{id_}")).text
    assert (await document(id_))["tone"]
    assert [each.name for each in (await packet.values(await Asset.get(id=id_))).more] == ["photoshop:Instructions"]


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("type_", ["organisationRef", "assetRef"])
async def test_a_field_that_points_goes_through_form_page_api_and_json_ld_and_into_no_file(web, editor, type_, several):
    where = await draft(editor)
    shown = f'href="/id/asset/{where}"'
    if type_ == "organisationRef":
        house = await Organisation.all().order_by("id").first()
        where, shown = house.isil or house.slug, house.name
    field = replace(TONE, vocabulary="", facet=False, repeatable=several)
    await put(added((await schemes.current()).scheme, "tone", type_, field))
    sent = [where] if several else where
    id_ = await draft(editor, tone=sent)
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"creditLine": "Foto: Ola"})
    assert answer.status_code == 303, answer.text
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["tone"] == sent
    page = (await editor.get(f"/assets/{id_}")).text
    assert shown in page[page.index("Stemning") :]
    assert (await document(id_))["tone"]
    assert (await packet.values(await Asset.get(id=id_))).more == ()


@pytest.mark.parametrize("written", ["{id}", "http://test/assets/{id}", "/id/asset/{id}/", " {id} "])
async def test_a_file_is_pointed_at_by_the_address_that_people_have(web, editor, written):
    await put(added((await schemes.current()).scheme, "tone", "assetRef", replace(TONE, vocabulary="", facet=False)))
    where, id_ = await draft(editor), await draft(editor)
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"tone": written.format(id=where)})
    assert answer.status_code == 303, answer.text
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["description"]["tone"] == [where]


@pytest.mark.parametrize("written", ["2222222222", "http://test/assets/", "a/b", "/assets/2222222222?x"])
async def test_a_file_that_is_not_there_is_told(web, editor, written):
    await put(added((await schemes.current()).scheme, "tone", "assetRef", replace(TONE, vocabulary="", facet=False)))
    id_ = await draft(editor)
    form = read(await editor.get(f"/assets/{id_}/describe"))
    answer = await editor.post(f"/assets/{id_}/describe", data=form.sent | {"tone": written})
    assert (answer.status_code, 'id="tone-error"' in answer.text) == (422, True)


async def test_a_field_is_unknown_to_the_api_until_it_is_added(web, editor):
    id_ = await draft(editor)
    before = await editor.patch(f"/api/v1/assets/{id_}", json={"tone": ["barn"]})
    await with_tone()
    after = await editor.patch(f"/api/v1/assets/{id_}", json={"tone": ["barn"]})
    assert (before.status_code, after.status_code) == (422, 200)


async def test_a_new_field_stands_on_the_page_of_the_asset_and_leads_to_a_search(web, editor):
    await with_tone()
    page = (await editor.get(f"/assets/{await draft(editor, tone=['barn'])}")).text
    assert "Stemning" in page
    assert 'href="/search?tone=barn"' in page


async def test_a_new_facet_narrows_the_search_and_counts(web, editor):
    await with_tone()
    await web.published(editor, tone=["barn"])
    await web.published(editor)
    await web.settle()
    page = (await editor.get("/search?tone=barn")).text
    assert "Stemning" in page
    found = (await editor.get("/api/v1/assets?tone=barn")).json()
    assert found["total"] == 1


async def test_a_concept_inside_a_struct_is_a_facet_as_well(web, editor):
    member = Member("forWhom", {"nb": "For hvem", "nn": "For kven"}, "concept", "audience")
    field = replace(TONE, vocabulary="", repeatable=False, members=(member,))
    await put(added((await schemes.current()).scheme, "tone", "struct", field))
    await web.published(editor, tone={"forWhom": "barn"})
    await web.published(editor)
    await web.settle()
    assert (await editor.get("/api/v1/assets?tone=barn")).json()["total"] == 1
    assert 'name="tone"' in (await editor.get("/search")).text


async def test_a_field_that_is_no_facet_any_more_is_not_offered(web, editor):
    await web.published(editor, audience=["barn"])
    await web.settle()
    assert 'name="audience"' in (await editor.get("/search")).text
    await edit("audience", facet=False)
    assert 'name="audience"' not in (await editor.get("/search")).text


async def test_the_words_of_a_new_text_field_are_found(web, editor):
    await put(added((await schemes.current()).scheme, "mood", "langString", replace(TONE, facet=False, vocabulary="")))
    id_ = await web.published(editor, mood={"nb": ["Tungsindig"]})
    await web.settle()
    found = (await editor.get("/api/v1/assets?q=tungsindig")).json()
    assert [each["id"] for each in found["items"]] == [id_]


async def test_the_words_of_a_retired_field_are_not_found_any_more(web, editor):
    await put(added((await schemes.current()).scheme, "mood", "string", replace(TONE, facet=False, vocabulary="")))
    await web.published(editor, mood=["Tungsindig"])
    await web.settle()
    await put(retired((await schemes.current()).scheme, "mood"))
    await web.settle()
    assert (await editor.get("/api/v1/assets?q=tungsindig")).json()["total"] == 0


async def document(id_):
    asset = await Asset.get(id=id_)
    return await linked.document(asset, await Revision.get(asset_id=id_, number=asset.revision))


async def test_a_new_field_stands_in_the_json_ld_under_the_term_it_is_mapped_to(web, editor):
    await with_tone()
    told = await document(await draft(editor, tone=["barn"]))
    assert told["tone"] == [{"@id": (await _word("audience", "barn")).address}]
    assert told["@context"]["tone"]["@id"] == "dcterms:instructionalMethod"


async def _word(vocabulary, slug):
    from mediabank.concepts.words import words

    return (await words()).by_slug[vocabulary, slug]


async def test_a_new_field_stands_in_the_files_under_the_property_it_is_mapped_to(web, editor):
    await with_tone()
    asset = await Asset.get(id=await draft(editor, tone=["barn"]))
    assert "<photoshop:Instructions><rdf:Bag><rdf:li>barn</rdf:li></rdf:Bag>" in (await packet.of(asset)).decode()


async def test_a_private_or_unmapped_field_stands_in_no_file(web, editor):
    await with_tone(mappings={})
    asset = await Asset.get(id=await draft(editor, tone=["barn"]))
    assert (await packet.values(asset)).more == ()


async def test_a_field_without_its_mapping_is_not_written_into_files_any_more(web, editor):
    asset = await Asset.get(id=await draft(editor))
    assert (await packet.values(asset)).credit_line
    await edit("creditLine", mappings={"marc": "540 __ $a (text)"})
    assert not (await packet.values(asset)).credit_line


async def test_a_retired_field_stands_in_no_file_although_nobody_has_saved_since(web, editor):
    await with_tone()
    asset = await Asset.get(id=await draft(editor, tone=["barn"]))
    await put(retired((await schemes.current()).scheme, "tone"))
    assert "Instructions" not in (await packet.of(asset)).decode()


async def test_history_tells_older_states_by_their_own_scheme_and_marks_what_is_retired(web, editor):
    await with_tone()
    id_ = await draft(editor)
    await editor.patch(f"/api/v1/assets/{id_}", json={"tone": ["barn"]})
    await put(retired((await schemes.current()).scheme, "tone"))
    assert "Stemning (utgått)" in (await editor.get(f"/assets/{id_}/history")).text


async def test_a_facet_put_back_counts_also_what_was_saved_without_it(web, editor):
    await with_tone()
    id_ = await web.published(editor, tone=["barn"])
    await put(retired((await schemes.current()).scheme, "tone"))
    assert (await editor.patch(f"/api/v1/assets/{id_}", json={"creditLine": "Foto: Ola"})).status_code == 200
    await put(put_back((await schemes.current()).scheme, (await schemes.ever())["tone"]))
    await web.settle()
    assert (await editor.get("/api/v1/assets?tone=barn")).json()["total"] == 1


@pytest.mark.parametrize("id_", ["audience", "usageTerms", "copyrightNotice", "description", "dateCreated"])
async def test_every_page_stands_without_a_field_that_may_be_retired(web, editor, id_):
    asset = await web.published(editor, audience=["barn"], dateCreated="2026", usageTerms={"nb": "Fritt."})
    await put(retired((await schemes.current()).scheme, id_))
    await web.settle()
    for path in ("", "/describe", "/history"):
        assert (await editor.get(f"/assets/{asset}{path}")).status_code == 200
    assert (await editor.get("/search?q=sommer&audience=barn")).status_code == 200
    assert (await editor.get("/")).status_code == 200
    await packet.of(await Asset.get(id=asset))


async def test_every_field_that_may_be_retired_is_retired_at_once_and_the_bank_goes_on(web, editor):
    asset = await web.published(editor, audience=["barn"], subject=["lesing"])
    now = (await schemes.current()).scheme
    from vocabularies.scheme.core import core

    for field in now.fields:
        if "field" not in core(now, field).keeps:
            now = retired(now, field.id)
    await put(now)
    await web.settle()
    assert (await editor.get(f"/assets/{asset}")).status_code == 200
    assert (await editor.get(f"/assets/{asset}/describe")).status_code == 200
    assert (await editor.get("/search?subject=lesing")).status_code == 200
    assert (await editor.get("/search?q=lesing")).status_code == 200
    assert (await editor.patch(f"/api/v1/assets/{asset}", json={"creditLine": "Foto: Ola"})).status_code == 200
    assert await search.facet_fields()
