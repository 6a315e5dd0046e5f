"""One rule, three engines: the predicate, the database and the index agree on every case."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediabank import access, search
from mediabank.access import EVERYTHING, SEE, TAKE, Standing, Viewer
from mediabank.models import Asset, AssetReach, Organisation
from mediabank.search import _running
from mediabank.search.columns import Columns
from mediabank.search.documents import micros, micros_or_none
from mediabank.search.entries import Row

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
OWNERS = [UUID(int=number) for number in (1, 2, 3)]
TOKENS = ["public", "members", f"org:{OWNERS[0]}", "county:46"]
MOMENTS = [NOON + step for step in (-timedelta(days=1), -TICK, timedelta(), TICK, timedelta(seconds=1))]
STATES = ["utkast", "til-vurdering", "publisert", "trukket", "arkivert"]

standings = st.builds(
    Standing,
    asset=st.sampled_from([f"{letter * 10}" for letter in "23456789bc"]),
    owner=st.sampled_from(OWNERS),
    state=st.sampled_from([*STATES, "publisert", "publisert", "publisert"]),
    available_from=st.sampled_from([None, *MOMENTS, *MOMENTS]),
    expires=st.sampled_from([None, None, None, *MOMENTS]),
    binned=st.sampled_from([False, False, False, True]),
    reach=st.frozensets(st.tuples(st.sampled_from(["see", "take"]), st.sampled_from(TOKENS)), max_size=3),
)
viewers = st.builds(
    Viewer,
    held=st.frozensets(st.sampled_from(TOKENS)),
    keeper=st.one_of(st.frozensets(st.sampled_from(OWNERS), max_size=2), st.just(frozenset()), st.just(EVERYTHING)),
    only=st.one_of(st.none(), st.none(), st.frozensets(st.sampled_from(["2" * 10, "3" * 10, "z" * 10]))),
)
cases = st.tuples(
    st.lists(standings, max_size=8, unique_by=lambda each: each.asset),
    st.lists(st.tuples(viewers, st.sampled_from([SEE, TAKE]), st.sampled_from(MOMENTS)), min_size=10, max_size=10),
)


def row_of(standing: Standing) -> Row:
    return Row(
        asset=standing.asset,
        owner=str(standing.owner),
        state=standing.state,
        available_from=micros_or_none(standing.available_from),
        expires=micros_or_none(standing.expires),
        binned=standing.binned,
        reach=tuple(standing.reach),
        created=micros(NOON),
        published=None,
        sort_title="",
        values=(),
        titles=(),
    )


def of_index(columns: Columns, viewer: Viewer, right: access.Right, now: datetime) -> set[str]:
    bits = columns.allowed(viewer, right, now)
    return {asset for asset, slot in columns.slots.items() if bits >> slot & 1}


@given(cases)
@settings(max_examples=400, deadline=None)
def test_the_index_allows_what_the_rule_allows(case):
    standings, questions = case
    slots = {standing.asset: number for number, standing in enumerate(standings)}
    columns = Columns().changed({slots[each.asset]: row_of(each) for each in standings}, slots)
    for viewer, right, now in questions:
        expected = {each.asset for each in standings if access.allows(viewer, right, each, now)}
        assert of_index(columns, viewer, right, now) == expected


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_index_still_agrees_after_any_number_of_changes(data):
    columns, slots, held = Columns(), {}, {}
    for _ in range(4):
        changed = data.draw(st.lists(standings, max_size=5, unique_by=lambda each: each.asset))
        for each in changed:
            slots.setdefault(each.asset, len(slots))
            held[each.asset] = each
        gone = data.draw(st.sets(st.sampled_from(sorted(held)), max_size=2)) if held else set()
        for asset in gone:
            del held[asset]
        changes = {slots[each.asset]: row_of(each) for each in changed} | {slots[asset]: None for asset in gone}
        columns = columns.changed(changes, slots)
        viewer, now = data.draw(viewers), data.draw(st.sampled_from(MOMENTS))
        expected = {each.asset for each in held.values() if access.allows(viewer, SEE, each, now)}
        assert of_index(columns, viewer, SEE, now) == expected


@pytest.mark.slow
async def test_rule_database_and_index_agree_on_thousands_of_cases(bank):
    drawn = await compared(bank, rounds=25, questions=60)
    assert drawn >= 10_000


async def test_rule_database_and_index_agree(bank):
    assert await compared(bank, rounds=3, questions=40) > 500


async def compared(bank, *, rounds: int, questions: int) -> int:
    """Fill the tables with assets drawn at random, ask all three; gives the number of (asset, viewer, time) cases."""
    import random

    chance = random.Random(20261123)
    for number, owner in enumerate(OWNERS):
        await Organisation.create(id=owner, name=f"O{number}", slug=f"o{number}", kind="fyb", created_at=NOON)
    numbers, compared = count(), 0
    for _ in range(rounds):
        drawn = [random_standing(chance, next(numbers)) for _ in range(10)]
        await stored(drawn)
        await search.index_assets([{"asset": each.asset} for each in drawn])
        columns = _running().served.shelf.columns
        for _ in range(questions):
            viewer, right = random_viewer(chance, drawn), chance.choice([SEE, TAKE])
            now = chance.choice(MOMENTS)
            expected = {each.asset for each in drawn if access.allows(viewer, right, each, now)}
            asked = [each.asset for each in drawn]
            rows = await Asset.filter(access.permitted(viewer, right, now), id__in=asked).values_list("id", flat=True)
            assert set(rows) == expected
            rule = access.permitted(viewer, right, now, among=asked)
            assert set(await Asset.filter(rule).values_list("id", flat=True)) == expected
            assert of_index(columns, viewer, right, now) & set(asked) == expected
            compared += len(drawn)
    return compared


def random_standing(chance, number: int) -> Standing:
    return Standing(
        asset=f"{number:010d}",
        owner=chance.choice(OWNERS),
        state=chance.choice([*STATES, *["publisert"] * 6]),
        available_from=chance.choice([None, *MOMENTS, *MOMENTS]),
        expires=chance.choice([None, None, None, *MOMENTS]),
        binned=chance.random() < 0.2,
        reach={(chance.choice(["see", "take"]), token) for token in chance.sample(TOKENS, chance.randint(0, 3))},
    )


def random_viewer(chance, drawn: list[Standing]) -> Viewer:
    keeper = chance.choice([frozenset(), frozenset(), frozenset(chance.sample(OWNERS, 1)), EVERYTHING])
    some = frozenset(each.asset for each in chance.sample(drawn, 3))
    return Viewer(
        held=frozenset(chance.sample(TOKENS, chance.randint(0, 3))),
        keeper=keeper,
        only=chance.choice([None, None, None, some, frozenset()]),
    )


async def stored(drawn: list[Standing]) -> None:
    for each in drawn:
        await Asset.create(
            id=each.asset,
            owner_id=each.owner,
            created_at=NOON,
            modified_at=NOON,
            revision=1,
            media_kind="image",
            state=each.state,
            available_from=each.available_from,
            expires=each.expires,
            binned_at=NOON if each.binned else None,
            sort_title="",
        )
        for right, token in each.reach:
            await AssetReach.create(asset_id=each.asset, right=right, token=token)


async def test_a_hit_that_went_out_of_sight_before_the_index_knew_is_not_given(bank):
    made = await bank.indexed("Sommer")
    await Asset.filter(id=made).update(state="trukket")
    assert await bank.found("sommer") == []


async def test_an_embargo_ends_without_anything_being_indexed(bank, moved):
    made = await bank.indexed("Sommer", available_from=datetime(2026, 6, 1, tzinfo=UTC))
    moved(datetime(2026, 5, 31, 23, 59, tzinfo=UTC))
    assert await bank.found("sommer") == []
    moved(datetime(2026, 6, 1, tzinfo=UTC))
    assert await bank.found("sommer") == [made]


async def test_an_editors_search_shows_what_a_library_sees(bank):
    await bank.indexed("Sommer", state="utkast")
    owner = (await bank.organisation()).id
    assert await bank.found("sommer", Viewer(keeper=frozenset({owner}))) == []


async def test_with_drafts_a_keeper_sees_every_state(bank):
    made = await bank.indexed("Sommer", state="utkast")
    owner = (await bank.organisation()).id
    assert await bank.found("sommer", Viewer(keeper=frozenset({owner})), drafts=True) == [made]


async def test_a_share_with_nothing_in_it_finds_nothing(bank):
    await bank.indexed("Sommer")
    assert await bank.found("", Viewer(only=frozenset())) == []


async def test_what_may_only_be_seen_is_not_found_where_it_must_be_taken(bank):
    made = await bank.indexed("Sommer", reach=(("see", "public"),))
    assert await bank.found("sommer") == [made]
    assert await bank.found("sommer", right=TAKE) == []
