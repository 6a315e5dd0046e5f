"""Choices narrow as people expect, and every count is what a plain count of the rows gives."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from mediabank import search
from mediabank.access import EVERYTHING, Standing, Viewer, allows
from mediabank.search.columns import Columns
from mediabank.search.documents import micros
from mediabank.search.entries import Row
from mediabank.search.matching import Shelf, find
from mediabank.search.names import Names
from mediabank.search.query import Between, Search

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def test_several_values_of_a_facet_widen(bank):
    await bank.concept("barn", nb="barn")
    await bank.concept("eldre", nb="eldre")
    one = await bank.indexed("En", concepts={"audience": ["barn"]})
    two = await bank.indexed("To", concepts={"audience": ["eldre"]})
    values = [str(bank.concepts[slug].id) for slug in ("barn", "eldre")]
    assert set(await bank.found(filters={"audience": values})) == {one, two}


async def test_several_facets_narrow(bank):
    await bank.concept("barn", nb="barn")
    await bank.concept("natur", nb="natur")
    both = await bank.indexed("En", concepts={"audience": ["barn"], "subject": ["natur"]})
    await bank.indexed("To", concepts={"audience": ["barn"]})
    filters = {"audience": [str(bank.concepts["barn"].id)], "subject": [str(bank.concepts["natur"].id)]}
    assert await bank.found(filters=filters) == [both]


async def test_an_excluded_value_takes_its_assets_away(bank):
    await bank.concept("barn", nb="barn")
    await bank.indexed("En", concepts={"audience": ["barn"]})
    kept = await bank.indexed("To")
    assert await bank.found(excluded={"audience": [str(bank.concepts["barn"].id)]}) == [kept]


async def test_a_broader_concept_finds_what_is_described_with_a_narrower(bank):
    await bank.concept("bilde", nb="bilde")
    await bank.concept("fotografi", under="bilde", nb="fotografi")
    made = await bank.indexed("Sommer", concepts={"materialType": ["fotografi"]})
    assert await bank.found(filters={"materialType": [str(bank.concepts["bilde"].id)]}) == [made]


async def test_a_circle_of_broader_concepts_is_no_obstacle(bank):
    from mediabank.models import Relation

    await bank.concept("a", nb="alfa")
    await bank.concept("b", under="a", nb="beta")
    await Relation.create(concept=bank.concepts["a"], kind="broader", target=bank.concepts["b"], address="x")
    await bank.turned("a")
    made = await bank.indexed("Sommer", concepts={"subject": ["a"]})
    assert await bank.found(filters={"subject": [str(bank.concepts["b"].id)]}) == [made]


async def test_the_counts_of_a_facet_follow_the_other_facets_and_not_its_own(bank):
    await bank.concept("barn", nb="barn")
    await bank.concept("eldre", nb="eldre")
    await bank.concept("natur", nb="natur")
    await bank.indexed("En", concepts={"audience": ["barn"], "subject": ["natur"]})
    await bank.indexed("To", concepts={"audience": ["eldre"]})
    barn, eldre, natur = (str(bank.concepts[slug].id) for slug in ("barn", "eldre", "natur"))
    found = await search.search(Search(filters={"audience": [barn]}, facets=("audience", "subject")))
    assert dict(found.facets["audience"]) == {barn: 1, eldre: 1}
    assert dict(found.facets["subject"]) == {natur: 1}


async def test_state_owner_and_kind_of_file_are_facets_too(bank):
    made = await bank.indexed("Sommer", file_name="a.png")
    owner = str((await bank.organisation()).id)
    filters = {"status": ["publisert"], "ownerLibrary": [owner], "mediaType": ["image/png"], "mediaKind": ["image"]}
    assert await bank.found(filters=filters) == [made]


async def test_a_period_holds_its_first_moment_and_not_its_last(bank):
    day = timedelta(days=1)
    inside = await bank.indexed("En", published_at=NOON)
    await bank.indexed("To", published_at=NOON + day)
    assert await bank.found(published=Between(NOON, NOON + day)) == [inside]


async def test_the_newest_published_comes_first(bank):
    old = await bank.indexed("En", published_at=NOON)
    new = await bank.indexed("To", published_at=NOON + timedelta(days=1))
    assert await bank.found(sort="newest") == [new, old]
    assert await bank.found(sort="oldest") == [old, new]


async def test_titles_are_in_the_order_of_the_norwegian_alphabet(bank):
    titles = ["Ås", "Ærfugl", "Zoo", "Øst", "Arbeid"]
    made = {title: await bank.indexed(title) for title in titles}
    assert await bank.found(sort="title") == [made[each] for each in ("Arbeid", "Zoo", "Ærfugl", "Øst", "Ås")]


async def test_pages_follow_each_other_without_gap_or_overlap(bank):
    made = [await bank.asset(f"Nr {number}", published_at=NOON + timedelta(days=number)) for number in range(7)]
    await search.index_assets([{"asset": each} for each in made])
    pages = [await bank.found(sort="oldest", size=3, page=page) for page in (1, 2, 3, 4)]
    assert pages == [made[:3], made[3:6], made[6:], []]


OWNERS = [UUID(int=number) for number in range(1, 5)]
TOKENS = ["public", "members", f"org:{OWNERS[0]}"]
FACETS = {"audience": "abcdefgh", "subject": "ijklmnopqrstuvwxyz", "language": "12345"}


def drawn_row(chance: random.Random, number: int) -> Row:
    values = {(facet, chance.choice(all_)) for facet, all_ in FACETS.items() for _ in range(chance.randint(0, 3))}
    start = chance.choice([None, *(NOON + timedelta(hours=chance.randint(-50, 10)) for _ in range(9))])
    return Row(
        asset=f"{number:010d}",
        owner=str(chance.choice(OWNERS)),
        state=chance.choice(["publisert"] * 4 + ["utkast"]),
        available_from=None if start is None else micros(start),
        expires=chance.choice([None, None, micros(NOON + timedelta(hours=chance.randint(-20, 50)))]),
        binned=chance.random() < 0.1,
        reach=tuple((chance.choice(["see", "take"]), token) for token in chance.sample(TOKENS, chance.randint(0, 2))),
        created=micros(NOON - timedelta(hours=chance.randint(0, 90))),
        published=None if start is None else micros(start),
        sort_title="",
        values=tuple(sorted(values)),
        titles=(),
    )


def drawn_search(chance: random.Random) -> Search:
    def some(most: int) -> dict[str, list[str]]:
        return {
            facet: chance.sample(FACETS[facet], chance.randint(1, 3))
            for facet in chance.sample(sorted(FACETS), chance.randint(0, most))
        }

    keeper = chance.choice([frozenset(), frozenset(chance.sample(OWNERS, 2)), EVERYTHING])
    since = chance.choice([None, None, NOON - timedelta(hours=chance.randint(0, 60))])
    return Search(
        filters=some(2),
        excluded=some(1),
        created=Between(since, chance.choice([None, NOON - timedelta(hours=5)])),
        viewer=Viewer(held=frozenset(chance.sample(TOKENS, chance.randint(0, 3))), keeper=keeper),
        drafts=chance.random() < 0.5,
        facets=tuple(FACETS),
        sort=chance.choice(["newest", "oldest"]),
        size=100,
    )


def counted(rows: list[Row], asked: Search) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The plain way: look at every row."""

    def chosen(row: Row, but: str = "") -> bool:
        has = {facet: {value for name, value in row.values if name == facet} for facet in FACETS}
        return all(has[f] & set(v) for f, v in asked.filters.items() if f != but) and not any(
            has[f] & set(v) for f, v in asked.excluded.items() if f != but
        )

    def open_to(row: Row) -> bool:
        moments = [None if at is None else at_micros(at) for at in (row.available_from, row.expires)]
        standing = Standing(row.asset, UUID(row.owner), row.state, *moments, row.binned, row.reach)
        return allows(asked.by, asked.right, standing, NOON)

    def within(row: Row) -> bool:
        made = at_micros(row.created)
        return (asked.created.since is None or asked.created.since <= made) and (
            asked.created.until is None or made < asked.created.until
        )

    base = [row for row in rows if open_to(row) and within(row)]
    newest = asked.sort == "newest"

    def order(row: Row) -> tuple[int, str]:
        at = row.created if row.published is None else row.published
        return (-at if newest else at), row.asset

    hits = [row.asset for row in sorted(base, key=order) if chosen(row)]
    counts = {
        facet: Counter(value for row in base if chosen(row, facet) for name, value in row.values if name == facet)
        for facet in FACETS
    }
    return hits, {facet: dict(values) for facet, values in counts.items()}


def at_micros(value: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)


def wrong_counts(searches: int, assets: int, seed: int) -> int:
    chance = random.Random(seed)
    rows = [drawn_row(chance, number) for number in range(assets)]
    slots = {row.asset: number for number, row in enumerate(rows)}
    columns = Columns()
    for first in range(0, assets, 17):  # as tasks would bring them, and each a second time with other values before
        part = {slots[row.asset]: row for row in rows[first : first + 17]}
        other = {slot: replace(drawn_row(chance, slot), asset=row.asset) for slot, row in part.items()}
        columns = columns.changed(other, slots).changed(part, slots)
    wrong = 0
    for _ in range(searches):
        asked = drawn_search(chance)
        found = find(Shelf((), columns, Names()), asked, (), NOON)
        hits, counts = counted(rows, asked)
        ours = {facet: dict(pairs) for facet, pairs in found.facets.items()}
        wrong += (found.total, list(found.assets), ours) != (len(hits), hits[:100], counts)
    return wrong


def test_no_count_is_wrong_in_five_hundred_searches():
    assert wrong_counts(500, 150, 1) == 0


@pytest.mark.slow
def test_no_count_is_wrong_in_ten_thousand_searches():
    assert wrong_counts(10_000, 150, 2) == 0
