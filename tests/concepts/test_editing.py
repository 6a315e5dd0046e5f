"""Concepts made, written, placed and retired: what is kept, what is refused and by which sentence."""

import asyncio
from dataclasses import replace

import pytest

from mediabank.access import NOBODY
from mediabank.concepts import edit, history, merge, proposals
from mediabank.concepts.words import words
from mediabank.errors import Conflict, NotAllowed, NotFound, Unfit
from mediabank.models import Audit, Change, Concept, Task
from tests.concepts.tending import carried, draft, garden, grown, own, tender
from vocabularies import reserved
from vocabularies.skos import Note


@pytest.fixture
async def kari(bank):
    by = await tender()
    await garden(by)
    return by


def faults(stopped):
    return [(each.key, each.field) for each in stopped.value.faults]


async def test_a_typed_word_becomes_a_concept_with_an_address_of_the_bank(kari):
    word = await edit.create("hage", {"nn": "  Æble og  pære "}, by=kari)
    assert (word.slug, word.labels) == ("aeble-og-paere", {"nn": "Æble og pære"})
    assert word.address.endswith("/vocab/hage/aeble-og-paere")


async def test_two_of_one_name_get_two_slugs(kari):
    top, other = await grown(kari, "Tre", "Busk")
    made = [*await grown(kari, "Eple", under=top), *await grown(kari, "Eple", under=other)]
    assert [(await own(each)).slug for each in made] == ["eple", "eple-2"]


@pytest.mark.parametrize("name", sorted(reserved.CONCEPTS))
async def test_no_slug_is_one_that_addresses_use(kari, name):
    (made,) = await grown(kari, name)
    assert (await own(made)).slug == f"{name}-2"


@pytest.mark.parametrize("name", ["changes", "vocabularies"])
async def test_no_vocabulary_is_called_what_addresses_use(kari, name):
    made = await edit.vocabulary_new({"nb": name}, by=kari)
    assert (made.slug, made.address.rpartition("/")[2]) == (f"{name}-2", f"{name}-2")


async def test_the_same_word_twice_under_one_parent_is_a_slip(kari):
    await grown(kari, "Eple")
    with pytest.raises(Unfit) as stopped:
        await grown(kari, "eple")
    assert faults(stopped) == [("concept.twin", "labels")]


async def test_a_new_concept_stands_last_under_its_parent(kari):
    (top,) = await grown(kari, "Tre")
    await grown(kari, "Pære", "Eple", under=top)
    assert [each.labels["nb"] for each in (await words()).children("hage", top)] == ["Pære", "Eple"]


async def test_an_empty_word_is_no_concept(kari):
    with pytest.raises(Unfit) as stopped:
        await grown(kari, " \t ")
    assert faults(stopped) == [("concept.empty", "labels")]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ({"labels": {"nb": "x" * 401}}, "concept.too_long"),
        ({"labels": {"nb": "Eple\u202e"}}, "concept.unprintable"),
        ({"labels": {"nb": "Eple", "norsk språk": "Eple"}}, "concept.language"),
        ({"labels": {"nb": "Eple", "de-CH-1996-x-abcdefgh": "Apfel"}}, "concept.language"),
        ({"labels": {"nb": "Eple", "NB": "Pære"}}, "concept.S14"),
        ({"labels": {}}, "concept.no_label"),
        ({"alt": {"nb": ["Eple"]}}, "concept.S13"),
        ({"alt": {"nb": ["Apal"]}, "hidden": {"nb": ["Apal"]}}, "concept.S13"),
        ({"mappings": {"exactMatch": ["javascript:alert(1)"]}}, "concept.address"),
        ({"mappings": {"exactMatch": ["https://a.no/1"], "broadMatch": ["https://a.no/1"]}}, "concept.S46"),
        ({"definitions": {"nb": "x" * 10_001}}, "concept.too_long"),
        ({"notation": "9" * 61}, "concept.too_long"),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_nothing_is_written(kari, written, key):
    (eple,) = await grown(kari, "Eple")
    before = await own(eple)
    with pytest.raises(Unfit) as stopped:
        await edit.change(eple, await draft(eple, **written), by=kari)
    assert [each.key for each in stopped.value.faults] == [key]
    assert await own(eple) == before


async def test_everything_a_form_holds_comes_back_as_it_was_written(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    written = {
        "labels": {"nb": "Eple", "sma": "Jaepele", "zh-Hant": "蘋果"},
        "alt": {"nb": ("Apal", "Eplefrukt")},
        "hidden": {"nb": ("eeple",)},
        "definitions": {"nb": "Frukt\nav et tre"},
        "notes": [Note("scope", "nb", "Bare frukten"), Note("history", "", "1998")],
        "notation": "634.11",
        "mappings": {"closeMatch": ("https://a.no/1", "https://a.no/2")},
        "related": (paere,),
        "see_also": ("https://a.no/eple",),
    }
    await edit.change(eple, await draft(eple, **written), by=kari)
    kept = await edit.draft_of(eple)
    assert {name: getattr(kept, name) for name in written} == written | {
        "notes": sorted(written["notes"], key=lambda note: (note.kind, note.language))
    }


async def test_what_is_related_is_told_at_both_ends(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    await edit.relate(eple, paere, by=kari)
    assert ((await own(eple)).related, (await own(paere)).related) == ((paere,), (eple,))
    await edit.unrelate(paere, eple, by=kari)
    assert ((await own(eple)).related, (await own(paere)).related) == ((), ())


async def test_what_lies_below_is_not_related_too(kari):
    (tre,) = await grown(kari, "Tre")
    (eple,) = await grown(kari, "Eple", under=tre)
    with pytest.raises(Unfit) as stopped:
        await edit.relate(eple, tre, by=kari)
    assert {key for key, _ in faults(stopped)} == {"concept.S27"}


async def test_a_move_does_not_bring_something_under_what_it_is_related_to(kari):
    tre, busk = await grown(kari, "Tre", "Busk")
    (berry,) = await grown(kari, "Bær", under=busk)
    await edit.relate(berry, tre, by=kari)
    with pytest.raises(Unfit) as stopped:
        await edit.move(busk, [tre], by=kari)
    assert {key for key, _ in faults(stopped)} == {"concept.S27"}


async def test_nothing_is_put_under_what_lies_below_it(kari):
    (tre,) = await grown(kari, "Tre")
    (eple,) = await grown(kari, "Eple", under=tre)
    with pytest.raises(Unfit) as stopped:
        await edit.move(tre, [eple], by=kari)
    assert {key for key, _ in faults(stopped)} == {"concept.cycle"}
    assert (await own(tre)).broader == ()


async def test_two_moves_at_once_make_no_circle(kari):
    tre, busk = await grown(kari, "Tre", "Busk")
    done = await asyncio.gather(
        edit.move(tre, [busk], by=kari), edit.move(busk, [tre], by=kari), return_exceptions=True
    )
    assert [isinstance(each, Unfit) for each in done].count(True) == 1
    assert min([(await own(tre)).broader, (await own(busk)).broader], key=len) == ()


@pytest.mark.parametrize(("before", "order"), [("a", "dabc"), ("b", "adbc"), ("", "abcd")])
async def test_a_concept_is_placed_among_its_siblings(kari, before, order):
    ids = dict(zip("abcd", await grown(kari, *"abcd"), strict=True))
    await edit.move(ids["d"], [], by=kari, before=ids.get(before, ""))
    assert "".join(each.labels["nb"] for each in (await words()).children("hage")) == order


async def test_a_retired_concept_stays_where_it_stands_and_comes_back(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    await edit.deprecate(eple, by=kari, replaced_by=[paere], note={"nb": "Ingen bruker det"})
    gone = await own(eple)
    assert (gone.deprecated, gone.replaced_by, gone.current) == (True, (paere,), "")
    assert (await edit.draft_of(eple)).notes == [Note("change", "nb", "Ingen bruker det")]
    await edit.restore(eple, by=kari)
    assert ((await own(eple)).deprecated, (await own(eple)).replaced_by) == (False, ())


async def test_a_mended_label_is_seen_at_once_and_reaches_search(kari):
    (eple,) = await grown(kari, "Eple")
    await Task.all().delete()
    await edit.change(eple, await draft(eple, labels={"nb": "Epler"}), by=kari)
    assert (await words()).label(eple, "nb") == "Epler"
    assert [each.arguments for each in await Task.filter(name="search.label")] == [{"concept": eple}]


async def test_a_form_that_says_what_there_is_turns_no_generation(kari):
    (eple,) = await grown(kari, "Eple")
    number = (await words()).number
    assert await edit.change(eple, await edit.draft_of(eple), by=kari) is None
    assert (await own(eple)).changed == number == (await words()).number


async def test_two_who_wrote_different_languages_are_both_heard(kari):
    (eple,) = await grown(kari, "Eple")
    mine, theirs = await draft(eple, labels={"nb": "Eple", "nn": "Eple"}), await draft(eple, labels={"nb": "Epler"})
    await edit.change(eple, theirs, by=await tender("Ola"))
    await edit.change(eple, mine, by=kari)
    assert (await own(eple)).labels == {"nb": "Epler", "nn": "Eple"}


async def test_of_two_who_wrote_the_same_the_later_is_told_who_and_what_and_overwrites_nothing(kari):
    (eple,) = await grown(kari, "Eple")
    mine, theirs = await draft(eple, labels={"nb": "Eplet"}), await draft(eple, labels={"nb": "Epler"})
    await edit.change(eple, theirs, by=await tender("Ola"))
    with pytest.raises(edit.Overtaken) as stopped:
        await edit.change(eple, mine, by=kari)
    (fault,) = stopped.value.faults
    assert (fault.key, fault.facts["who"], fault.facts["now"]) == ("concept.newer", "Ola", "Epler")
    assert (await own(eple)).labels == {"nb": "Epler"}


async def test_who_was_told_what_is_newer_may_save_again_and_overwrites_that_alone(kari):
    (eple,) = await grown(kari, "Eple")
    mine = await draft(eple, labels={"nb": "Eplet"})
    await edit.change(eple, await draft(eple, labels={"nb": "Epler", "nn": "Eple"}), by=await tender("Ola"))
    with pytest.raises(edit.Overtaken) as stopped:
        await edit.change(eple, mine, by=kari)
    await edit.change(eple, replace(mine, told=stopped.value.facts["value"]), by=kari)
    assert (await own(eple)).labels == {"nb": "Eplet", "nn": "Eple"}


async def test_what_became_newer_after_it_was_told_is_told_too(kari):
    (eple,) = await grown(kari, "Eple")
    mine = await draft(eple, labels={"nb": "Eplet"})
    for said in ("Epler", "Eplene"):
        await edit.change(eple, await draft(eple, labels={"nb": said}), by=kari)
    told = replace(mine, told=(await own(eple)).changed - 1)
    with pytest.raises(edit.Overtaken):
        await edit.change(eple, told, by=kari)


async def test_of_many_drafts_what_cannot_be_kept_of_one_hinders_none_of_the_others(kari):
    ids = await grown(kari, "Eple", "Pære", "Plomme")
    drafts = [
        (each, await draft(each, labels={"nb": "Frukt", "en": text})) for each, text in zip(ids, "abc", strict=True)
    ]
    drafts = [(each, replace(one, related=None)) for each, one in drafts]
    drafts[1] = (ids[1], replace(drafts[1][1], labels={"nb": "x" * 401}))
    await edit.change(ids[2], await draft(ids[2], labels={"nb": "Plommer"}), by=await tender("Ola"))
    told = await edit.change_each(drafts, by=kari)
    assert [each and [fault.key for fault in each.faults] for each in told] == [
        None, ["concept.too_long"], ["concept.newer"],
    ]  # fmt: skip
    assert [(await own(each)).labels["nb"] for each in ids] == ["Frukt", "Pære", "Plommer"]
    assert [each.kind for each in await history.of(ids[0])] == ["edited", "created"]
    assert [each.kind for each in await history.of(ids[1])] == ["created"]


async def test_a_form_that_leaves_a_concept_where_it_stood_does_not_move_it_back(kari):
    eple, frukt, traer = await grown(kari, "Eple", "Frukt", "Trær")
    form = await edit.draft_of(eple)
    await edit.move(eple, [frukt], by=await tender("Ola"))
    assert await edit.move(eple, [], by=kari, form=form) is None
    assert (await own(eple)).broader == (frukt,)
    with pytest.raises(edit.Overtaken) as stopped:
        await edit.move(eple, [traer], by=kari, form=form)
    (fault,) = stopped.value.faults
    assert (fault.field, fault.facts["who"], fault.facts["now"]) == ("broader", "Ola", "Frukt")


async def test_what_a_form_was_made_from_is_found_after_many_changes_of_others(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    mine = await draft(eple, labels={"nb": "Eplet"})
    await edit.relate(paere, eple, by=kari)  # a change of another concept that touches this one
    await edit.change(eple, await draft(eple, definitions={"nb": "Frukt"}), by=kari)
    await edit.change(eple, mine, by=kari)
    assert ((await own(eple)).labels, (await own(eple)).related) == ({"nb": "Eplet"}, (paere,))


async def test_a_translator_writes_their_language_and_nothing_else(kari):
    (eple,) = await grown(kari, "Eple")
    sami = await tender("Ánne", languages=["se"])
    await edit.change(eple, await draft(eple, labels={"nb": "Eple", "se": "Áppel"}), by=sami)
    assert (await own(eple)).labels["se"] == "Áppel"
    for written in ({"labels": {"nb": "Epler", "se": "Áppel"}}, {"notation": "1"}, {"definitions": {"nb": "x"}}):
        with pytest.raises(NotAllowed):
            await edit.change(eple, await draft(eple, **written), by=sami)


async def test_whoever_tends_one_vocabulary_leaves_the_others(kari):
    gardener = await tender("Per", vocabularies=["hage"])
    await grown(gardener, "Eple")
    with pytest.raises(NotAllowed):
        await edit.create("emne", {"nb": "Eple"}, by=gardener)
    with pytest.raises(NotAllowed):
        await edit.vocabulary_new({"nb": "Skog"}, by=gardener)


async def test_who_tends_no_words_changes_none(kari):
    (eple,) = await grown(kari, "Eple")
    for asked in (
        edit.create("hage", {"nb": "Pære"}, by=NOBODY),
        edit.move(eple, [], by=NOBODY),
        edit.deprecate(eple, by=NOBODY),
        edit.relate(eple, eple, by=NOBODY),
        edit.vocabulary_change("hage", {"nb": "Skog"}, {}, by=NOBODY),
    ):
        with pytest.raises(NotAllowed):
            await asked


@pytest.mark.parametrize("vocabulary", sorted(edit.FIXED))
async def test_what_the_bank_leans_on_does_not_grow_and_loses_nothing_but_is_named_anew(kari, vocabulary):
    word = (await words()).vocabularies[vocabulary][0]
    for asked in (edit.create(vocabulary, {"nb": "Ny"}, by=kari), edit.deprecate(word.id, by=kari)):
        with pytest.raises(Conflict):
            await asked
    labels = {**(await edit.draft_of(word.id)).labels, "nb": "Et annet navn"}
    await edit.change(word.id, await draft(word.id, labels=labels), by=kari)
    assert (await own(word.id)).labels["nb"] == "Et annet navn"


async def test_a_concept_that_a_rule_of_the_scheme_names_is_not_retired(kari):
    plakat = (await words()).id("material-type", "plakat")
    with pytest.raises(Conflict) as stopped:
        await edit.deprecate(plakat, by=kari)
    assert faults(stopped) == [("concept.fixed_rules", "")]


async def test_an_unknown_vocabulary_has_no_concepts(kari):
    with pytest.raises(NotFound):
        await edit.create("finnes-ikke", {"nb": "Eple"}, by=kari)


async def test_each_change_is_remembered_with_who_and_before_and_after(kari):
    (eple,) = await grown(kari, "Eple")
    await edit.change(eple, await draft(eple, labels={"nb": "Epler"}), by=kari)
    latest, first = await history.of(eple)
    assert (first.kind, latest.kind, latest.by.name) == ("created", "edited", "Kari")
    assert latest.before[eple]["labels"] == [["pref", "nb", "Eple"]]
    assert latest.after[eple]["labels"] == [["pref", "nb", "Epler"]]
    assert await Audit.filter(action="concept.edited", subject=f"concept:{eple}").count() == 1


async def test_an_undone_making_leaves_a_row_that_nobody_is_shown(kari):
    (eple,) = await grown(kari, "Eple")
    (made,) = await history.of(eple)
    await history.undo(str(made.id), by=kari)
    assert await Concept.exists(id=eple)
    assert (await words()).vocabularies["hage"] == ()


async def test_the_making_of_what_files_carry_or_others_went_out_into_is_not_undone(kari):
    eple, epler, paere = await grown(kari, "Eple", "Epler", "Pære")
    await merge.merge(epler, eple, by=kari)
    await carried(paere)
    for concept, key in ((eple, "concept.changed_later"), (epler, "concept.changed_later"), (paere, "concept.carried")):
        made = await Change.get(concept_id=concept, kind="created")
        with pytest.raises(Conflict) as stopped:
            await history.undo(str(made.id), by=kari)
        assert [each.key for each in stopped.value.faults] == [key]
    assert (await own(paere)).state == "accepted"


async def test_the_accepting_of_what_others_went_out_into_is_not_undone(kari):
    (epler,) = await grown(kari, "Epler")
    eple = str((await proposals.propose("hage", "Eple", "nb", by=kari)).id)
    accepted = await proposals.accept(eple, by=kari)
    await merge.merge(epler, eple, by=kari)
    with pytest.raises(Conflict) as stopped:
        await history.undo(str(accepted.id), by=kari)
    assert [each.key for each in stopped.value.faults] == ["concept.changed_later"]
    assert (await own(eple)).state == "accepted"


async def test_a_later_change_of_the_same_stands_in_the_way_of_undoing_and_is_named(kari):
    (eple,) = await grown(kari, "Eple")
    change = await edit.change(eple, await draft(eple, labels={"nb": "Epler"}), by=kari)
    await edit.change(eple, await draft(eple, labels={"nb": "Eplene"}), by=await tender("Ola"))
    with pytest.raises(Conflict) as stopped:
        await history.undo(str(change.id), by=kari)
    (fault,) = stopped.value.faults
    assert (fault.key, fault.facts["who"]) == ("concept.changed_later", "Ola")


async def test_what_others_added_beside_stays_when_a_change_is_undone(kari):
    (eple,) = await grown(kari, "Eple")
    change = await edit.change(eple, await draft(eple, alt={"nb": ["Apal"]}), by=kari)
    await edit.change(eple, await draft(eple, alt={"nb": ["Apal", "Eplefrukt"]}), by=kari)
    await history.undo(str(change.id), by=kari)
    assert (await own(eple)).alt == {"nb": ("Eplefrukt",)}
