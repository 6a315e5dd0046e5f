"""The editable scheme on a real bank: versions, what assets hold, who saved first, and what the gate will say."""

import asyncio
from dataclasses import replace

import pytest

from mediabank.assets import describe, foretelling, history
from mediabank.concepts import scheme as schemes
from mediabank.concepts.words import words
from mediabank.errors import NotFound, Unfit
from mediabank.models import Asset, Audit, Fact, SchemeVersion, Task
from mediabank.models import Field as FieldRow
from tests.web.asking import bring
from tests.web.material import described, picture
from vocabularies.scheme import Draft, read_scheme, write_scheme
from vocabularies.scheme.changing import added, changed, draft_of, moved, put_back, retired

TONE = Draft(label={"nb": "Tone", "nn": "Tone"}, help={}, group="subject")


@pytest.fixture
async def editor(web):
    """An editor of a library with an agreement."""
    return await web.signed_in("editor")


async def edited(id_, **parts):
    now = (await schemes.current()).scheme
    return changed(now, id_, replace(draft_of(now.by_id[id_]), **parts))


async def put(new, **more):
    """Save as the next version after the one in force; its number."""
    return await schemes.save(new, **({"seen": (await schemes.current()).number, "by": None} | more))


async def brought(asks, **changes):
    answer = await bring(asks, description=described(**changes))
    assert answer.status_code == 201, answer.text
    return await Asset.get(id=answer.json()["id"])


def stops(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"] if each["severity"] == "error"]


async def refused(new):
    with pytest.raises(Unfit) as stopped:
        await put(new)
    return [(each.key, each.field, each.facts.get("n")) for each in stopped.value.faults]


async def test_a_change_is_a_new_version_that_says_who_and_why(web):
    person = await web.person("vocabulary_editor", "Konsortiet")
    await put(await edited("audience", label={"nb": "Hvem", "nn": "Kven"}), by=person.id, note="Enklere ord")
    now = await schemes.current()
    assert (now.number, now.by, now.note, now.scheme.version) == (2, "Kari Nordmann", "Enklere ord", "0.4")


async def test_the_old_version_stays_as_it_was(bank):
    before = (await schemes.numbered(1)).scheme
    rows = await FieldRow.filter(scheme_id=1).order_by("position").values_list("id", "definition")
    await put(retired(before, "reviewDate"))
    assert (await schemes.numbered(1)).scheme == before
    assert await FieldRow.filter(scheme_id=1).order_by("position").values_list("id", "definition") == rows


async def test_the_words_follow_at_once(bank):
    assert (await words()).scheme_number == 1
    await put(await edited("audience", label={"nb": "Hvem", "nn": "Kven"}))
    assert ((await words()).scheme_number, (await words()).scheme.by_id["audience"].label["nb"]) == (2, "Hvem")


async def test_the_generation_of_words_turns_for_other_processes(bank):
    before = (await Fact.get(name="words")).value
    await put(await edited("audience", label={"nb": "Hvem", "nn": "Kven"}))
    assert (await Fact.get(name="words")).value != before


async def test_what_changes_nothing_is_no_version(bank):
    assert await put((await schemes.current()).scheme) == 1


async def test_a_version_that_is_not_there_is_not_found(bank):
    with pytest.raises(NotFound):
        await schemes.numbered(7)


async def test_whoever_started_from_an_older_version_is_told_of_the_newer_one(web):
    person = await web.person("vocabulary_editor", "Konsortiet")
    mine = moved((await schemes.current()).scheme, "title", 1)
    await put(await edited("audience", label={"nb": "Hvem", "nn": "Kven"}), by=person.id)
    with pytest.raises(schemes.SchemeMoved) as told:
        await schemes.save(mine, seen=1, by=None)
    assert told.value.facts == {"id": 2, "value": "Kari Nordmann"}
    assert (await schemes.current()).scheme.by_id["audience"].label["nb"] == "Hvem"


async def test_of_two_who_save_at_once_one_is_told(bank):
    one, other = await edited("audience", facet=False), await edited("subject", facet=False)
    answers = await asyncio.gather(
        schemes.save(one, seen=1, by=None), schemes.save(other, seen=1, by=None), return_exceptions=True
    )
    assert {type(each) for each in answers} == {int, schemes.SchemeMoved}
    assert await SchemeVersion.all().count() == 2


async def test_the_record_names_the_fields(bank):
    await put(await edited("audience", facet=False))
    assert (await Audit.get(action="scheme.changed")).details == {"fields": ["audience"]}


async def test_the_index_is_owed_when_a_field_goes_and_only_then(bank):
    owed = Task.filter(name="search.reindex")
    before = await owed.count()
    await put(await edited("audience", facet=False))
    assert await owed.count() == before
    await put(retired((await schemes.current()).scheme, "reviewDate"))
    assert await owed.count() > before


async def test_an_earlier_version_comes_back_as_a_new_one(bank):
    first = await schemes.numbered(1)
    await put(added(first.scheme, "tone", "string", TONE))
    await put(schemes.again(first, (await schemes.current()).scheme))
    now = await schemes.current()
    assert (now.number, now.scheme.version) == (3, "0.5")
    assert (now.scheme.fields, [each.id for each in await schemes.retired()]) == (first.scheme.fields, ["tone"])


async def test_a_retired_name_is_not_given_to_another_field(bank):
    await put(added((await schemes.current()).scheme, "tone", "string", TONE))
    await put(retired((await schemes.current()).scheme, "tone"))
    again = added((await schemes.current()).scheme, "tone", "date", TONE)
    assert await refused(again) == [("scheme.id_used_before", "tone", None)]


async def test_a_vocabulary_that_the_bank_does_not_have_is_refused(bank):
    new = added((await schemes.current()).scheme, "tone", "concept", replace(TONE, vocabulary="nosuch"))
    assert await refused(new) == [("scheme.vocabulary_unknown", "tone", None)]


async def test_the_reason_why_a_field_stays_is_told(bank):
    assert await refused(retired((await schemes.current()).scheme, "visibility")) == [
        ("scheme.why_access", "visibility", None)
    ]


# --- what assets hold


async def test_a_field_with_several_values_cannot_be_made_to_take_one(web, editor):
    await put(added((await schemes.current()).scheme, "tone", "string", replace(TONE, repeatable=True)))
    await brought(editor, tone=["a", "b"])
    await brought(editor, tone=["a"])
    assert await refused(await edited("tone", repeatable=False)) == [("scheme.several_stored", "tone", 1)]


async def test_a_field_with_one_value_each_can_be_made_to_take_one(web, editor):
    await put(added((await schemes.current()).scheme, "tone", "string", replace(TONE, repeatable=True)))
    asset = await brought(editor, tone=["a"])
    await put(await edited("tone", repeatable=False))
    assert (await describe.latest(asset)).values["tone"] == "a"


async def test_several_values_in_an_older_state_stop_nothing(web, editor):
    await put(added((await schemes.current()).scheme, "tone", "string", replace(TONE, repeatable=True)))
    asset = await brought(editor, tone=["a", "b"])
    await describe.save(asset, {"tone": ["a"]}, by=None)
    assert await put(await edited("tone", repeatable=False)) == 3


async def test_a_vocabulary_in_use_is_not_exchanged(web, editor):
    await brought(editor, subject=["lesing"])
    await brought(editor, subject=["lesing"])
    assert await refused(await edited("subject", vocabulary="audience")) == [
        ("scheme.other_vocabulary_stored", "subject", 2)
    ]


async def test_a_vocabulary_that_nobody_used_is_exchanged(web, editor):
    await brought(editor)
    assert await put(await edited("subject", vocabulary="audience")) == 2


async def test_a_length_below_what_is_stored_is_refused_with_the_number(web, editor):
    await brought(editor, usageTerms={"nb": "a" * 60})
    await brought(editor, usageTerms={"nn": "a" * 50})
    assert await refused(await edited("usageTerms", max_length=50)) == [("scheme.too_long_stored", "usageTerms", 1)]


async def test_fewer_values_than_are_stored_is_refused_with_the_number(web, editor):
    await brought(editor, keyword={"nb": ["a", "b"], "nn": ["c"]})
    assert await refused(await edited("keyword", max_count=2)) == [("scheme.too_many_stored", "keyword", 1)]


async def test_a_field_that_now_takes_several_reads_the_old_value_as_the_first(web, editor):
    asset = await brought(editor, propertyRelease="PR-NAP")
    await put(await edited("propertyRelease", repeatable=True))
    assert (await describe.outside(await describe.latest(asset), private=True))["propertyRelease"] == ["PR-NAP"]
    await describe.save(asset, {"propertyRelease": ["PR-NAP", "PR-UPR"]}, by=None)
    assert len((await describe.latest(await Asset.get(id=asset.id))).values["propertyRelease"]) == 2


# --- retired and put back


async def retire_tone(editor, **given):
    await put(added((await schemes.current()).scheme, "tone", "langString", TONE))
    asset = await brought(editor, **({"tone": {"nb": "alvorlig"}} | given))
    await put(retired((await schemes.current()).scheme, "tone"))
    return asset


async def test_a_retired_field_is_neither_shown_nor_told_to_programs(web, editor):
    asset = await retire_tone(editor)
    assert "tone" not in await describe.outside(await describe.latest(asset), private=True)
    assert "tone" not in (await editor.get(f"/api/v1/assets/{asset.id}")).json()["description"]


async def test_a_save_carries_the_value_of_a_retired_field_along_unseen(web, editor):
    asset = await retire_tone(editor)
    await describe.save(asset, {"creditLine": "Foto: Ola"}, by=None)
    rows = await history.saved(await Asset.get(id=asset.id))
    assert [row.values["tone"] for row in rows] == [{"nb": "alvorlig"}, {"nb": "alvorlig"}]
    assert "tone" not in rows[0].scheme.by_id


async def test_a_field_put_back_has_its_values_again_also_after_saves_without_it(web, editor):
    asset = await retire_tone(editor)
    await describe.save(asset, {"creditLine": "Foto: Ola"}, by=None)
    await put(put_back((await schemes.current()).scheme, (await schemes.ever())["tone"]))
    assert (await describe.latest(await Asset.get(id=asset.id))).values["tone"] == {"nb": "alvorlig"}
    await describe.save(asset, {"creditLine": "Foto: Kari"}, by=None)
    again = (await editor.get(f"/api/v1/assets/{asset.id}")).json()["description"]
    assert again["tone"] == {"nb": "alvorlig"}


async def test_going_back_to_a_state_from_before_keeps_what_is_set_aside(web, editor):
    asset = await retire_tone(editor)
    await describe.save(asset, {"creditLine": "Foto: Ola"}, by=None)
    await describe.undo(await Asset.get(id=asset.id), 1, by=None)
    found = await describe.latest(await Asset.get(id=asset.id))
    assert (found.values["tone"], found.values["creditLine"]) == (
        {"nb": "alvorlig"}, "Illustrasjon: Kari Nordmann",
    )  # fmt: skip


async def test_a_new_version_of_the_file_keeps_what_is_set_aside(web, editor):
    asset = await retire_tone(editor)
    answer = await editor.post(f"/assets/{asset.id}/versions", files={"file": ("ny.jpg", picture(colour=(1, 2, 3)))})
    assert answer.status_code in (200, 303)
    assert (await history.saved(await Asset.get(id=asset.id)))[0].values["tone"] == {"nb": "alvorlig"}


async def test_a_program_that_still_sends_a_retired_field_is_told(web, editor):
    asset = await retire_tone(editor)
    answer = await editor.patch(f"/api/v1/assets/{asset.id}", json={"tone": {"nb": "lett"}})
    assert (answer.status_code, stops(answer)) == (
        422, [("tone", "unknown_field")],
    )  # fmt: skip


async def test_a_state_saved_under_an_older_scheme_is_told_by_its_own(web, editor):
    asset = await retire_tone(editor)
    assert "tone" in (await describe.numbered(asset, 1)).scheme.by_id
    assert "tone" in await describe.outside(await describe.numbered(asset, 1), private=False)


# --- what the gate will say


async def test_published_assets_that_would_fail_are_counted_and_named_by_field(web, editor):
    failing = {await web.published(editor) for _ in range(2)}
    await web.published(editor, subject=["lesing"])
    told = await foretelling.foretold(await edited("subject", publish="M"))
    assert (told.published, told.failing, told.by_field, told.after) == (3, 2, {"subject": 2}, "")
    assert {(each.asset, each.fields) for each in told.named} == {(asset, ("subject",)) for asset in failing}


async def test_drafts_that_publishing_would_ask_for_more_are_counted(web, editor):
    await brought(editor)
    await brought(editor, subject=["lesing"])
    told = await foretelling.foretold(await edited("subject", publish="M"))
    assert (told.drafts, told.failing) == (1, 0)


async def test_what_fails_already_is_not_said_to_be_the_change(web, editor):
    asset = await web.published(editor)
    await put(await edited("subject", publish="M"))
    told = await foretelling.foretold(await edited("audience", publish="M"))
    assert (told.failing, told.already) == (0, 1), asset


async def test_the_foretelling_goes_on_until_every_asset_has_been_looked_at(web, editor, monkeypatch):
    for _ in range(5):
        await web.published(editor)
    monkeypatch.setattr(foretelling, "PIECE", 2)
    new = await edited("subject", publish="M")
    told = await foretelling.foretold(new, most=2)
    assert (told.looked, told.total, told.failing, bool(told.after)) == (2, 5, 2, True)
    told = await foretelling.foretold(new, await foretelling.foretold(new, told, most=2), most=2)
    assert (told.looked, told.failing, told.after) == (5, 5, "")


async def test_saving_with_failing_assets_leaves_them_published_and_asks_at_the_next_edit(web, editor):
    asset = await web.published(editor)
    await put(await edited("subject", publish="M"))
    assert (await Asset.get(id=asset)).state == "publisert"
    answer = await editor.patch(f"/api/v1/assets/{asset}", json={"creditLine": "Foto: Ola"})
    assert (answer.status_code, stops(answer)) == (
        422, [("subject", "required")],
    )  # fmt: skip


async def test_a_field_made_mandatory_blocks_publishing(web, editor):
    asset = await brought(editor)
    await put(await edited("subject", publish="M"))
    answer = await editor.post(f"/api/v1/assets/{asset.id}/publish")
    assert stops(answer) == [("subject", "required")]


# --- out and in


async def test_the_scheme_of_the_bank_leaves_as_shacl_and_returns_equal(bank):
    now = (await schemes.current()).scheme
    assert read_scheme(write_scheme(now, "https://bank.test/")) == now
