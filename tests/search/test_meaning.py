"""What is merged, moved, deprecated or proposed is right in counts, filters and words; no document is written."""

import random

import pytest
from tortoise.transactions import in_transaction

from mediabank import search
from mediabank.access import NOBODY, Viewer
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.models import Asset, AssetConcept, Concept, Relation
from mediabank.search import Search, _running


async def counts(facet: str, viewer: Viewer = NOBODY, **given) -> dict[str, int]:
    """Value → hits."""
    return dict((await search.search(Search(facets=(facet,), viewer=viewer, **given))).facets[facet])


async def merged(bank, loser: str, survivor: str | None) -> None:
    await Concept.filter(id=bank.concepts[loser].id).update(current_id=survivor and bank.concepts[survivor].id)
    await bank.turned(loser)


async def become(bank, slug: str, state: str) -> None:
    await Concept.filter(id=bank.concepts[slug].id).update(state=state)
    await bank.turned(slug)


def id_of(bank, slug: str) -> str:
    return str(bank.concepts[slug].id)


@pytest.fixture
async def two(bank):
    """Two concepts that mean the same, one of them under a broader, and an asset with each and one with both."""
    await bank.concept("dyr", nb="dyr")
    await bank.concept("katt", nb="katt", under="dyr")
    await bank.concept("pus", nb="pus")
    made = [await bank.indexed(f"Nr {n}", concepts={"subject": each}) for n, each in enumerate([["katt"], ["pus"]])]
    return [*made, await bank.indexed("Nr 3", concepts={"subject": ["katt", "pus"]})]


async def test_what_is_merged_counts_as_one_and_above_it_too(bank, two):
    await merged(bank, "pus", "katt")
    assert await counts("subject") == {id_of(bank, "katt"): 3, id_of(bank, "dyr"): 3}


@pytest.mark.parametrize("asked", ["katt", "pus", "dyr"])
async def test_a_filter_by_any_of_its_ids_means_the_survivor(bank, two, asked):
    await merged(bank, "pus", "katt")
    assert set(await bank.found(filters={"subject": [id_of(bank, asked)]})) == set(two)
    assert await bank.found(excluded={"subject": [id_of(bank, asked)]}) == []


async def test_the_survivors_name_finds_and_the_others_own_no_more(bank, two):
    await merged(bank, "pus", "katt")
    assert set(await bank.found("katt")) == set(two)
    assert await bank.found("pus") == []


async def test_an_undone_merge_leaves_everything_as_it_was(bank, two):
    before = await counts("subject")
    await merged(bank, "pus", "katt")
    await counts("subject")
    await merged(bank, "pus", None)
    assert await counts("subject") == before
    assert set(await bank.found("pus")) == set(two[1:])


async def test_no_document_is_written_for_a_merge(bank, two):
    before = _running().served.shelf.segments
    await merged(bank, "pus", "katt")
    await counts("subject")
    assert _running().served.shelf.segments == before


async def test_what_is_indexed_after_a_merge_counts_with_the_survivor(bank, two):
    await merged(bank, "pus", "katt")
    await counts("subject")
    await bank.indexed("Nr 4", concepts={"subject": ["pus"]})
    assert (await counts("subject"))[id_of(bank, "katt")] == 4


async def test_a_moved_concept_counts_under_its_new_parent(bank, two):
    await bank.concept("venner", nb="venner")
    await Relation.filter(concept=bank.concepts["katt"]).update(target=bank.concepts["venner"])
    await bank.turned("katt")
    found = await counts("subject")
    assert id_of(bank, "dyr") not in found
    assert found[id_of(bank, "venner")] == 2


async def test_a_deprecated_concept_stays_where_it_is_used(bank, two):
    await Concept.filter(id=bank.concepts["katt"].id).update(deprecated=True)
    await bank.turned("katt")
    assert (await counts("subject"))[id_of(bank, "katt")] == 2
    assert set(await bank.found("katt")) == {two[0], two[2]}


async def test_a_proposed_concept_has_no_name_for_readers(bank, two):
    await become(bank, "pus", "proposed")
    assert id_of(bank, "pus") not in await counts("subject")
    assert await bank.found("pus") == []
    assert await search.typeahead("pus", NOBODY, "nb") == []


async def test_a_keeper_finds_by_a_proposed_concept(bank, two):
    await become(bank, "pus", "proposed")
    keeper = Viewer(keeper=frozenset({(await bank.organisation()).id}))
    assert (await counts("subject", keeper, drafts=True))[id_of(bank, "pus")] == 2
    assert set(await bank.found("pus", keeper, drafts=True)) == set(two[1:])
    assert await bank.found("pus", keeper) == []


async def test_a_declined_concept_means_nothing(bank, two):
    await become(bank, "pus", "declined")
    keeper = Viewer(keeper=frozenset({(await bank.organisation()).id}))
    assert id_of(bank, "pus") not in await counts("subject", keeper, drafts=True)
    assert await bank.found("pus", keeper, drafts=True) == []


async def test_a_merged_concept_is_completed_as_its_survivor(bank, two):
    await merged(bank, "pus", "katt")
    assert [each.text for each in await search.typeahead("pus", NOBODY, "nb")] == []
    assert [each.text for each in await search.typeahead("kat", NOBODY, "nb")] == ["katt"]


async def test_a_change_while_the_index_is_rebuilt_is_in_the_new_one(bank, two):
    await search.reindex()
    await merged(bank, "pus", "katt")
    await search.reindex()
    assert await counts("subject") == {id_of(bank, "katt"): 3, id_of(bank, "dyr"): 3}


async def test_an_index_of_an_older_kind_is_built_anew(bank, two):
    pointer = bank.settings.index_folder / "current"
    await search.stop()
    pointer.write_text(f"2-{pointer.read_text().partition('-')[2]}")
    await search.start(bank.settings)
    assert not (await search.status()).usable


async def test_no_count_is_wrong_after_any_change_of_the_words(bank):
    assert await wrong(bank, changes=40, seed=20261123) == 0


@pytest.mark.slow
async def test_no_count_is_wrong_after_hundreds_of_changes(bank):
    assert await wrong(bank, changes=600, seed=7) == 0


async def wrong(bank, *, changes: int, seed: int) -> int:
    """Change the words at random under a bank of described assets; the facets and filters that differ from SQL."""
    chance, slugs = random.Random(seed), [f"c{number}" for number in range(24)]
    for number, slug in enumerate(slugs):
        await bank.concept(slug, nb=f"ord{number}", under=chance.choice(["", *slugs[:number]][:8]))
    for _ in range(60):
        some = chance.sample(slugs, chance.randint(0, 4))
        await bank.asset("Nr", concepts={"subject": some}, state=chance.choice(["publisert"] * 5 + ["utkast"]))
    await search.index_assets([{"asset": each} for each in await Asset.all().values_list("id", flat=True)])
    differ = 0
    for number in range(changes):
        await changed(bank, chance, slugs)
        if number % 5 == 0:  # a document is written now and then, as the words were at that moment
            some = await Asset.all().limit(3).offset(chance.randint(0, 50)).values_list("id", flat=True)
            await search.index_assets([{"asset": each} for each in some])
        truth = await told_by_sql()
        differ += await counts("subject") != {value: len(ids) for value, ids in truth.items() if ids}
        for value in chance.sample(slugs, 3):
            known = (await words()).by_id[id_of(bank, value)].id
            found = await bank.found(filters={"subject": [id_of(bank, value)]}, size=100)
            differ += set(found) != truth.get(known, set())
    return differ


async def told_by_sql() -> dict[str, set[str]]:
    """Concept → published assets with an id that means it or something below it, asked of the tables."""
    known, told = await words(), {}
    for each in {word.id for word in known.by_id.values() if word.vocabulary == "tested"}:
        rows = AssetConcept.filter(concept_id__in=sorted(known.below(each)), asset__state="publisert")
        told[each] = set(await rows.values_list("asset_id", flat=True))
    return told


async def changed(bank, chance: random.Random, slugs: list[str]) -> None:
    """One merge, undone merge, move, new parent or deprecation, in one turn."""
    one = bank.concepts[chance.choice(slugs)]
    other = bank.concepts[chance.choice(slugs)]
    known = await words()
    kind = chance.choice(["merge", "merge", "undo", "undo", "move", "move", "top", "deprecate"])
    circle = str(other.id) in known.below(str(one.id))
    async with in_transaction():
        if kind == "merge" and not circle:
            await Concept.filter(id=one.id).update(current_id=other.id)
        elif kind == "undo":
            await Concept.filter(id=one.id).update(current_id=None)
        elif kind == "deprecate":
            await Concept.filter(id=one.id).update(deprecated=chance.random() < 0.5)
        elif kind == "top" or (kind == "move" and not circle):
            await Relation.filter(concept_id=one.id, kind="broader").delete()
            if kind == "move":
                await Relation.create(concept=one, kind="broader", target=other, address=other.address)
        await touched([one.id])
    forget()
