"""Two concepts that become one: what goes along, what reads through, and taking it back in any order that can be."""

import time

import pytest

from mediabank.access import NOBODY
from mediabank.concepts import duplicates, edit, history, merge, splitting
from mediabank.concepts.words import words
from mediabank.errors import Conflict, NotAllowed, NotFound
from mediabank.models import Change
from tests.concepts.tending import draft, garden, grown, own, tender


@pytest.fixture
async def kari(bank):
    by = await tender()
    await garden(by)
    return by


async def written(by, concept, **parts):
    await edit.change(concept, await draft(concept, **parts), by=by)


async def undone(change, by):
    await history.undo(str(change.id), by=by)


async def picture(*concepts):
    """What concepts say, but for when they changed."""
    from dataclasses import replace

    return [replace(await own(each), changed=0, modified_at=None) for each in concepts]


async def test_what_was_merged_is_read_as_the_survivor(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await merge.merge(a, b, by=kari)
    known = await words()
    assert known.by_id[a].id == known.by_slug["hage", "epler"].id == known.find("hage", "epler") == b
    assert known.by_address[known.own[a].address].id == b
    assert known.same(b) == {a, b}


async def test_what_was_merged_is_marked_and_points_on(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await merge.merge(a, b, by=kari)
    gone = await own(a)
    assert (gone.deprecated, gone.current, gone.replaced_by) == (True, b, (b,))
    assert [each.id for each in (await words()).vocabularies["hage"]] == [b]


async def test_labels_become_other_words_unless_they_are_there(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await written(kari, a, alt={"nb": ["Eple", "Apal"]}, hidden={"nb": ["eeple"]})
    told = await merge.preview(a, b)
    await merge.merge(a, b, by=kari)
    stays = await own(b)
    assert (stays.labels, stays.alt, stays.hidden) == ({"nb": "Eple"}, {"nb": ("Apal", "Epler")}, {"nb": ("eeple",)})
    assert sorted(told.labels) == [("nb", "Apal"), ("nb", "Epler"), ("nb", "eeple")]


async def test_a_definition_goes_along_where_there_is_none_and_the_rest_is_said_to_stay(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await written(kari, a, definitions={"nb": "Frukt av epletre", "nn": "Frukt frå epletre"})
    await written(kari, b, definitions={"nb": "Frukten"})
    told = await merge.preview(a, b)
    await merge.merge(a, b, by=kari)
    assert (await own(b)).definitions == {"nb": "Frukten", "nn": "Frukt frå epletre"}
    assert told.definitions == (("nn", "Frukt frå epletre"),)
    assert [text for _, text in told.notes_left] == ["Frukt av epletre"]


async def test_the_preview_tells_what_is_dropped_because_the_survivor_has_it(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await written(kari, a, alt={"nb": ["Eple"]}, mappings={"exactMatch": ["https://a.no/1", "https://a.no/2"]})
    await written(kari, b, mappings={"closeMatch": ["https://a.no/1"]})
    told = await merge.preview(a, b)
    assert told.labels_dropped == (("nb", "Eple"),)
    assert (told.mappings, told.mappings_dropped) == (
        (("exactMatch", "https://a.no/2"),),
        (("exactMatch", "https://a.no/1"),),
    )


async def test_the_preview_tells_what_is_related_anew_and_no_longer(kari):
    a, b, other = await grown(kari, "Frukter", "Frukt", "Saft")
    (child,) = await grown(kari, "Eple", under=a)
    await edit.relate(a, other, by=kari)
    await edit.relate(child, b, by=kari)
    told = await merge.preview(a, b)
    assert (told.related, told.unrelated) == ((other,), (tuple(sorted((child, b))),))


async def test_the_preview_tells_what_comes_under_the_survivor_and_what_moves_up(kari):
    (top,) = await grown(kari, "Hage")
    (a,) = await grown(kari, "Frukt", under=top)
    between, other = await grown(kari, "Eple", "Pære", under=a)
    (b,) = await grown(kari, "Frukter", under=between)
    told = await merge.preview(a, b)
    assert (told.children, told.raised) == ((other,), (between,))


async def test_the_preview_names_no_child_that_went_out_itself(kari):
    a, b = await grown(kari, "Frukter", "Frukt")
    gone, stays = await grown(kari, "Epler", "Eple", under=a)
    await merge.merge(gone, stays, by=kari)
    assert (await merge.preview(a, b)).children == (stays,)


async def test_previewing_changes_nothing(kari):
    a, b = await grown(kari, "Epler", "Eple")
    before, changes = await picture(a, b), await Change.all().count()
    await merge.preview(a, b)
    assert (await picture(a, b), await Change.all().count()) == (before, changes)


async def test_the_history_of_the_survivor_tells_of_the_merge_and_of_its_undoing(kari):
    a, b, beside = await grown(kari, "Epler", "Eple", "Pære")
    await undone(await merge.merge(a, b, by=kari), kari)
    assert [each.kind for each in await history.of(b)] == ["undone", "merged", "created"]
    assert [each.kind for each in await history.of(beside)] == ["created"]


async def test_who_wrote_meanwhile_is_told_who_merged(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await written(kari, a, definitions={"nb": "Frukt av epletre"})
    form = await draft(b, definitions={"nb": "Frukten"})
    await merge.merge(a, b, by=await tender("Ola"))
    with pytest.raises(Conflict) as stopped:
        await edit.change(b, form, by=kari)
    assert [each.facts["who"] for each in stopped.value.faults] == ["Ola"]


async def test_what_lies_below_comes_to_lie_under_the_survivor(kari):
    a, b = await grown(kari, "Frukter", "Frukt")
    (child,) = await grown(kari, "Eple", under=a)
    await merge.merge(a, b, by=kari)
    assert (await own(child)).broader == (b,)
    assert [each.id for each in (await words()).children("hage", b)] == [child]


async def test_a_survivor_from_below_takes_the_place_of_what_goes_out(kari):
    (top,) = await grown(kari, "Hage")
    (a,) = await grown(kari, "Frukt", under=top)
    between, other = await grown(kari, "Eple", "Pære", under=a)
    (b,) = await grown(kari, "Frukter", under=between)
    await merge.merge(a, b, by=kari)
    assert [(await own(each)).broader for each in (between, b, other)] == [(top,), (between,), (b,)]


async def test_what_is_related_goes_along_at_both_ends(kari):
    a, b, other = await grown(kari, "Epler", "Eple", "Saft")
    await edit.relate(a, other, by=kari)
    await merge.merge(a, b, by=kari)
    assert [(await own(each)).related for each in (a, b, other)] == [(), (other,), (b,)]


async def test_what_would_be_related_and_below_is_below(kari):
    a, b = await grown(kari, "Frukter", "Frukt")
    (child,) = await grown(kari, "Eple", under=a)
    (deep,) = await grown(kari, "Gravenstein", under=child)
    await edit.relate(child, b, by=kari)
    await edit.relate(deep, b, by=kari)
    await merge.merge(a, b, by=kari)
    assert [(await own(each)).related for each in (b, child, deep)] == [(), (), ()]


async def test_mappings_go_along_where_they_do_not_clash(kari):
    a, b = await grown(kari, "Epler", "Eple")
    await written(kari, a, mappings={"exactMatch": ["https://a.no/1", "https://a.no/2"]})
    await written(kari, b, mappings={"broadMatch": ["https://a.no/1"]})
    await merge.merge(a, b, by=kari)
    assert (await own(b)).mappings == {"broadMatch": ("https://a.no/1",), "exactMatch": ("https://a.no/2",)}


async def test_what_names_a_merged_concept_in_its_properties_names_the_survivor(kari):
    known = await words()
    surface = next(each for each in known.vocabularies["surface"] if each.properties.get("channel"))
    gone = known.by_slug["channel", surface.properties["channel"][0]]
    stays = next(each for each in known.vocabularies["channel"] if each.slug not in surface.properties["channel"])
    change = await merge.merge(gone.id, stays.id, by=kari)
    assert gone.slug not in (await own(surface.id)).properties["channel"]
    assert stays.slug in (await own(surface.id)).properties["channel"]
    await undone(change, kari)
    assert list((await own(surface.id)).properties["channel"]) == list(surface.properties["channel"])


async def test_undoing_a_merge_gives_everything_back(kari):
    a, b, other = await grown(kari, "Frukter", "Frukt", "Saft")
    (child,) = await grown(kari, "Eple", under=a)
    await written(kari, a, alt={"nn": ["Frukt"]}, mappings={"exactMatch": ["https://a.no/1"]}, related=[other])
    before = await picture(a, b, other, child)
    await undone(await merge.merge(a, b, by=kari), kari)
    assert await picture(a, b, other, child) == before
    assert (await words()).same(b) == {b}


async def test_a_change_is_not_undone_twice(kari):
    a, b = await grown(kari, "Epler", "Eple")
    change = await merge.merge(a, b, by=kari)
    await undone(change, kari)
    with pytest.raises(Conflict) as stopped:
        await undone(change, kari)
    assert [each.key for each in stopped.value.faults] == ["concept.undone_already"]


async def test_what_was_written_on_the_survivor_since_stays_when_a_merge_is_undone(kari):
    a, b = await grown(kari, "Epler", "Eple")
    change = await merge.merge(a, b, by=kari)
    await written(kari, b, labels={"nb": "Eple", "en": "Apple"}, alt={"nb": ["Epler", "Apal"]})
    await undone(change, kari)
    assert ((await own(b)).labels, (await own(b)).alt) == ({"nb": "Eple", "en": "Apple"}, {"nb": ("Apal",)})


async def test_a_chain_of_merges_ends_at_the_last_survivor(kari):
    a, b, c = await grown(kari, "A", "B", "C")
    await merge.merge(a, b, by=kari)
    await merge.merge(b, c, by=kari)
    known = await words()
    assert (known.by_id[a].id, known.same(c)) == (c, {a, b, c})
    assert (await own(c)).alt == {"nb": ("A", "B")}


async def test_an_earlier_link_of_a_chain_waits_for_the_later_which_is_named(kari):
    a, b, c = await grown(kari, "A", "B", "C")
    first = await merge.merge(a, b, by=kari)
    second = await merge.merge(b, c, by=await tender("Ola"))
    with pytest.raises(Conflict) as stopped:
        await undone(first, kari)
    (fault,) = stopped.value.faults
    assert (fault.key, fault.facts["who"], fault.facts["concept"]) == ("concept.changed_later", "Ola", {"nb": "B"})
    await undone(second, kari)
    assert (await words()).by_id[a].id == b
    await undone(first, kari)
    assert [(await own(each)).current for each in (a, b, c)] == ["", "", ""]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_that_went_out_into_one_come_back_in_any_order(kari, order):
    a, b, c = await grown(kari, "Epler", "Apal", "Eple")
    await written(kari, a, alt={"nb": ["Eplefrukt"]})
    await written(kari, b, alt={"nb": ["Eplefrukt"]})
    before = await picture(a, b, c)
    made = [await merge.merge(each, c, by=kari) for each in (a, b)]
    await undone(made[order[0]], kari)
    assert "Eplefrukt" in (await own(c)).alt["nb"]  # the other one that went out has it still
    await undone(made[order[1]], kari)
    assert await picture(a, b) == before[:2]


async def test_a_child_that_was_moved_since_stands_in_the_way_of_undoing(kari):
    a, b, c = await grown(kari, "Frukter", "Frukt", "Bær")
    (child,) = await grown(kari, "Eple", under=a)
    change = await merge.merge(a, b, by=kari)
    await edit.move(child, [c], by=kari)
    with pytest.raises(Conflict):
        await undone(change, kari)
    assert (await own(a)).current == b


async def test_a_refused_undoing_changes_nothing(kari):
    a, b, c = await grown(kari, "A", "B", "C")
    first = await merge.merge(a, b, by=kari)
    await merge.merge(b, c, by=kari)
    before, changes = await picture(a, b, c), await Change.all().count()
    with pytest.raises(Conflict):
        await undone(first, kari)
    assert (await picture(a, b, c), await Change.all().count()) == (before, changes)


async def test_words_of_two_vocabularies_are_not_merged(kari):
    (a,) = await grown(kari, "Lesing")
    with pytest.raises(Conflict) as stopped:
        await merge.merge(a, (await words()).id("emne", "lesing"), by=kari)
    assert [each.key for each in stopped.value.faults] == ["concept.other_vocabulary"]


async def test_nothing_goes_out_into_itself_into_what_is_retired_or_twice(kari):
    a, b, c = await grown(kari, "A", "B", "C")
    await edit.deprecate(c, by=kari)
    await merge.merge(a, b, by=kari)
    for loser, survivor in ((b, b), (b, c), (a, b), (b, a)):
        with pytest.raises(Conflict):
            await merge.merge(loser, survivor, by=kari)


@pytest.mark.parametrize("vocabulary", sorted(edit.FIXED))
async def test_what_the_bank_leans_on_is_not_merged(kari, vocabulary):
    one, other = (await words()).vocabularies[vocabulary][:2]
    with pytest.raises(Conflict) as stopped:
        await merge.merge(one.id, other.id, by=kari)
    assert stopped.value.faults[0].key.startswith("concept.fixed_")


async def test_who_does_not_tend_the_vocabulary_merges_nothing(kari):
    a, b = await grown(kari, "A", "B")
    for by in (NOBODY, await tender("Ánne", languages=["se"]), await tender("Per", vocabularies=["emne"])):
        with pytest.raises(NotAllowed):
            await merge.merge(a, b, by=by)


async def test_a_split_retires_without_pointing_on(kari):
    a, b, c = await grown(kari, "Frukt og bær", "Frukt", "Bær")
    change = await splitting.split(a, [b, c], by=kari)
    gone = await own(a)
    assert (gone.deprecated, gone.current, set(gone.replaced_by)) == (True, "", {b, c})
    assert (await words()).by_id[a].id == a
    await undone(change, kari)
    assert (await own(a)).deprecated is False


async def test_a_split_asks_for_two_of_the_same_vocabulary(kari):
    a, b = await grown(kari, "Frukt og bær", "Frukt")
    with pytest.raises(NotFound):
        await splitting.split(a, [b, (await words()).id("emne", "lesing")], by=kari)


async def test_likely_duplicates_share_a_folded_label_or_an_exact_mapping(kari):
    tre, busk = await grown(kari, "Tre", "Busk")
    (one,), (other,) = await grown(kari, "Eple", under=tre), await grown(kari, "EPLE", under=busk)
    for each in (tre, busk):
        await written(kari, each, mappings={"exactMatch": ["https://a.no/1"]})
    pairs = {(frozenset({each.one, each.other}), each.reason) for each in await duplicates.pairs("hage")}
    assert pairs == {(frozenset({one, other}), "label"), (frozenset({tre, busk}), "mapping")}


@pytest.mark.slow
async def test_a_merge_with_five_hundred_below_takes_less_than_five_seconds_each_way(kari):
    a, b = await grown(kari, "A", "B")
    await grown(kari, *(f"Under {n}" for n in range(500)), under=a)
    start = time.perf_counter()
    change = await merge.merge(a, b, by=kari)
    middle = time.perf_counter()
    await undone(change, kari)
    assert (middle - start, time.perf_counter() - middle) < (5, 5)
    assert len((await words()).children("hage", a)) == 500
