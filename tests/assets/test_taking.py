"""A suggested word on an asset: who is told of it, and what is left when it is declined."""

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.assets import describe, taking
from mediabank.concepts import history, proposals
from mediabank.concepts.words import forget, words
from mediabank.models import Asset, Audit, Revision
from tests.web.asking import bring
from tests.web.material import described

SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))


@pytest.fixture
async def editor(web):
    return await web.signed_in("editor")


@pytest.fixture
async def suggest(web):
    """A function that suggests a word for a vocabulary and gives its concept."""
    by = Viewer(person=(await web.person("contributor", "Lunde bibliotek")).id)

    async def suggested(text="bok-kveld", vocabulary="emne"):
        return await proposals.propose(vocabulary, text, "nb", by=by)

    return suggested


async def said(asset):
    forget()
    return await describe.outside(await describe.latest(await Asset.get(id=asset)), private=True)


async def declined(concept):
    await proposals.decline(str(concept.id), by=SUPERUSER, reason="Nei")
    await taking.take_out(str(concept.id))


async def test_a_word_nobody_accepted_is_told_to_those_who_describe_and_to_no_reader(web, editor, suggest):
    await suggest()
    asset = await web.published(editor, subject=["bok-kveld", "lesing"])
    reader = await web.signed_in("reader", "Bergen bibliotek")
    told = [(await each.get(f"/api/v1/assets/{asset}")).json()["description"]["subject"] for each in (editor, reader)]
    assert (sorted(told[0]), told[1]) == (["bok-kveld", "lesing"], ["lesing"])


async def test_the_page_marks_a_suggested_word_for_those_who_describe_and_hides_it_from_readers(web, editor, suggest):
    await suggest()
    asset = await web.published(editor, subject=["bok-kveld", "lesing"])
    reader = await web.signed_in("reader", "Bergen bibliotek")
    told = (await editor.get(f"/assets/{asset}")).text
    assert 'bok-kveld</span> <span class="picked-mark">Forslag</span>' in told
    assert "bok-kveld" not in (await reader.get(f"/assets/{asset}")).text


async def test_an_accepted_word_is_told_to_readers_on_the_assets_that_carry_it(web, editor, suggest):
    concept = await suggest()
    asset = await web.published(editor, subject=["bok-kveld"])
    await proposals.accept(str(concept.id), by=SUPERUSER)
    reader = await web.signed_in("reader", "Bergen bibliotek")
    assert (await reader.get(f"/api/v1/assets/{asset}")).json()["description"]["subject"] == ["bok-kveld"]
    assert "Forslag" not in (await editor.get(f"/assets/{asset}")).text


async def test_a_word_that_is_anothers_is_told_to_readers_as_the_other_and_once(web, editor, suggest):
    concept = await suggest()
    asset = await web.published(editor, subject=["bok-kveld", "lesing"])
    await proposals.map_to(str(concept.id), (await words()).own_slug["emne", "lesing"].id, by=SUPERUSER)
    reader = await web.signed_in("reader", "Bergen bibliotek")
    assert (await reader.get(f"/api/v1/assets/{asset}")).json()["description"]["subject"] == ["lesing"]
    assert (await editor.get(f"/assets/{asset}")).text.count(">lesing</a>") == 1


async def test_a_word_whose_declining_was_taken_back_stays_on_its_assets(editor, suggest):
    concept = await suggest()
    asset = (await bring(editor, description=described(subject=["bok-kveld", "lesing"]))).json()["id"]
    before, change = await said(asset), await proposals.decline(str(concept.id), by=SUPERUSER)
    await history.undo(str(change.id), by=SUPERUSER)
    await taking.take_out(str(concept.id))
    assert await said(asset) == before


async def test_a_declined_word_is_left_out_by_one_revision_and_all_else_stays(editor, suggest):
    concept = await suggest()
    asset = (await bring(editor, description=described(subject=["bok-kveld", "lesing"]))).json()["id"]
    before = await said(asset)
    await declined(concept)
    assert await said(asset) == before | {"subject": ["lesing"]}
    assert (await Revision.filter(asset_id=asset).order_by("-number").first()).by_id is None
    assert await Audit.filter(action="asset.word_declined", subject=f"asset:{asset}").count() == 1


async def test_a_field_that_held_only_the_declined_word_is_empty(editor, suggest):
    concept = await suggest()
    asset = (await bring(editor, description=described(subject=["bok-kveld"]))).json()["id"]
    await declined(concept)
    assert "subject" not in await said(asset)


async def test_taking_out_again_changes_nothing(editor, suggest):
    concept = await suggest()
    asset = (await bring(editor, description=described(subject=["bok-kveld"]))).json()["id"]
    await declined(concept)
    number = (await Asset.get(id=asset)).revision
    await taking.take_out(str(concept.id))
    assert (await Asset.get(id=asset)).revision == number


async def test_a_published_asset_that_passes_without_the_word_gets_no_keyword(web, editor, suggest):
    concept = await suggest()
    asset = await web.published(editor, subject=["bok-kveld", "lesing"])
    await declined(concept)
    assert "keyword" not in await said(asset)


async def test_where_the_gate_needs_the_word_it_stays_as_a_keyword_and_nothing_is_withdrawn(web, editor, suggest):
    concept = await suggest("collage", "material-type")
    asset = await web.published(editor, materialType="collage")
    await declined(concept)
    now = await said(asset)
    assert ("materialType" in now, now["keyword"]) == (False, {"nb": ["collage"]})
    assert (await Asset.get(id=asset)).state == "publisert"


async def test_a_declined_word_is_not_chosen_again(editor, suggest):
    await declined(await suggest())
    forget()
    assert (await words()).own_slug["emne", "bok-kveld"].state == "declined"
    answer = await bring(editor, description=described(subject=["bok-kveld"]))
    assert answer.status_code == 422
