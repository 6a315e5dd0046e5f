"""The search page and the typeahead at 20,000 assets, against stock Whoosh with its own facets; no database.

Both engines hold the same made-up assets, answer the same searches in turn, sorted by date with four facets and the
access rule, and must agree on every hit and count.
Stock Whoosh holds the same terms, so that only the way of searching differs: Term queries under a filter, FieldFacet
groups, sorting by a column. CPU time is this process's own; p95 over all searches. Each engine answers one untimed
search first; none of the searches is asked twice, but their words come again, as words do.
"""

import math
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from whoosh import columns as whoosh_columns
from whoosh import fields, query, sorting
from whoosh.index import create_in

from mediabank.access import Viewer
from mediabank.search.completing import completed
from mediabank.search.documents import micros
from mediabank.search.entries import Document, Row, Terms
from mediabank.search.index import Served
from mediabank.search.matching import find
from mediabank.search.names import Named, Names
from mediabank.search.query import Search, parsed
from mediabank.search.typeahead import Grams
from mediabank.search.whoosh import Counted, Volume
from mediabank.search.words import plain, stem, take
from tests.bench.table import Row as Figure

ASSETS, SEARCHES = 20_000, 60
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FACETS = {"materialType": 29, "subject": 300, "audience": 15, "language": 12}
SYLLABLES = "le se bok mer som mar plak at ung dom høst blå bær fjell nord lys år tid skri ve ord kunst rom hus"


@dataclass(frozen=True)
class Made:
    """The synthetic bank: documents, viewers and searches."""

    documents: list[Document]
    viewers: list[Viewer]
    searches: list[Search]


def made(assets: int, searches: int, seed: int = 7) -> Made:
    """Assets with titles, descriptions of 40 words by Zipf's law, four facets and a reach each."""
    chance = random.Random(seed)
    vocabulary = sorted({"".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 4))) for _ in range(6_000)})
    chance.shuffle(vocabulary)
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    owners = [UUID(int=number) for number in range(1, 41)]
    viewers = [
        Viewer(held=frozenset({"public"})),
        Viewer(held=frozenset({"public", "members", f"org:{owners[3]}"})),
        Viewer(held=frozenset({"public", "members", "county:46"}), keeper=frozenset(owners[:5])),
    ]
    documents = [_document(number, chance, vocabulary, weights, owners) for number in range(assets)]
    asked = []
    for number in range(searches):
        words = " ".join(chance.choices(vocabulary, weights, k=number % 3))  # none, one or two words
        filters = {}
        if chance.random() < 0.5:
            facet = chance.choice(list(FACETS))
            filters = {facet: [_value(facet, chance.randrange(3))]}
        asked.append(
            Search(
                words=words,
                filters=filters,
                sort="newest",
                viewer=chance.choice(viewers),
                drafts=chance.random() < 0.3,
                facets=tuple(FACETS),
                page=1 + number % 2,
            )
        )
    return Made(documents, viewers, asked)


def _value(facet: str, number: int) -> str:
    return str(UUID(int=hash_of(facet) * 10_000 + number))


def hash_of(facet: str) -> int:
    """A number for a facet, the same in every run."""
    return list(FACETS).index(facet) + 1


def _document(number: int, chance: random.Random, vocabulary: list[str], weights: list[float], owners: list[UUID]):
    title = " ".join(chance.choices(vocabulary, weights, k=4))
    terms = Terms()
    take(terms, title, language="nb", title=True)
    take(terms, " ".join(chance.choices(vocabulary, weights, k=40)), language="nb")
    values = {
        (facet, _value(facet, min(int(chance.expovariate(6 / size)), size - 1))) for facet, size in FACETS.items()
    }
    values |= {("subject", _value("subject", chance.randrange(300))) for _ in range(2)}
    owner = chance.choice(owners)
    start = NOW - timedelta(minutes=chance.randrange(-20_000, 900_000))
    expires = None if chance.random() < 0.7 else start + timedelta(minutes=chance.randrange(900_000))
    token = chance.choices(["public", "members", f"org:{owner}", "county:46"], [2, 6, 1, 1])[0]
    state = chance.choices(["publisert", "utkast", "trukket"], [85, 10, 5])[0]
    row = Row(
        asset=f"{number:010d}",
        owner=str(owner),
        state=state,
        available_from=micros(start),
        expires=None if expires is None else micros(expires),
        binned=chance.random() < 0.02,
        reach=(("take", token),),
        created=micros(start - timedelta(days=2)),
        published=micros(start),
        sort_title=title,
        values=tuple(sorted(values)),
        titles=(("nb", title),),
    )
    return Document(row, terms)


class Stock:
    """Whoosh as its manual shows it."""

    def __init__(self, folder: Path, documents: list[Document]) -> None:
        stored = {facet: fields.KEYWORD(sortable=whoosh_columns.VarBytesColumn()) for facet in FACETS}
        numeric = {
            name: fields.NUMERIC(int, bits=64, signed=True, sortable=True)
            for name in ("available_from", "expires", "published")
        }
        schema = fields.Schema(
            asset=fields.ID(stored=True),
            spelled=Counted(),
            stems=Counted(),
            token=fields.ID(),
            owner=fields.ID(),
            open=fields.BOOLEAN(),
            **numeric,
            **stored,
        )
        writer = create_in(folder, schema).writer(limitmb=256)
        for document in documents:
            row = document.row
            writer.add_document(
                asset=row.asset,
                spelled={term: len(at) for term, at in document.terms.spelled.items()},
                stems=document.terms.stems,
                token=row.reach[0][1],
                owner=row.owner,
                open=row.state == "publisert" and not row.binned,
                available_from=row.available_from,
                expires=row.expires or 1 << 60,
                published=row.published,
                **{facet: " ".join(value for name, value in row.values if name == facet) for facet in FACETS},
            )
        writer.commit()
        from whoosh.index import open_dir

        self.searcher = open_dir(folder).searcher()

    def find(self, search: Search, now: datetime) -> tuple[int, tuple[str, ...], dict[str, dict[str, int]]]:
        """(total, assets of the page, counts by facet), counting a facet without its own choice, as we do."""
        words = [
            query.Or([query.Term("spelled", plain(word)), query.Term("stems", stem(word))])
            for part in parsed(search.words)
            if part.required
            for word in part.words
        ]
        access = self._access(search.by, micros(now))
        chosen = {facet: query.Or([query.Term(facet, v) for v in vs]) for facet, vs in search.filters.items()}
        counts: dict[str, dict[str, int]] = {}
        free = [facet for facet in search.facets if facet not in chosen]
        found = self._run(words + list(chosen.values()), access, free, search.page * search.size)
        for facet in free:
            counts[facet] = {value: len(ids) for value, ids in found.groups(facet).items()}
        for facet in set(search.facets) & set(chosen):
            others = [each for name, each in chosen.items() if name != facet]
            groups = self._run(words + others, access, [facet], 1).groups(facet)
            counts[facet] = {value: len(ids) for value, ids in groups.items()}
        first = (search.page - 1) * search.size
        page = tuple(hit["asset"] for hit in found[first : first + search.size])
        return len(found), page, counts

    def _run(self, wanted: list[query.Query], access: query.Query, facets: list[str], limit: int):
        return self.searcher.search(
            query.And(wanted) if wanted else query.Every(),
            filter=access,
            sortedby=[sorting.FieldFacet("published", reverse=True), sorting.FieldFacet("asset")],
            groupedby=_groups(facets) if facets else None,
            limit=limit,
        )

    def _access(self, viewer: Viewer, now: int) -> query.Query:
        road = query.And(
            [
                query.Term("open", True),
                query.NumericRange("available_from", None, now),
                query.NumericRange("expires", now, None, startexcl=True),
                query.Or([query.Term("token", token) for token in sorted(viewer.held)]),
            ]
        )
        return query.Or([road, *(query.Term("owner", str(owner)) for owner in sorted(viewer.keeper))])


def _groups(facets: list[str]) -> sorting.Facets:
    groups = sorting.Facets()
    for facet in facets:
        groups.add_facet(facet, sorting.FieldFacet(facet, allow_overlap=True))
    return groups


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay under."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def held(bank: Made, folder: Path) -> Served:
    """Our index of the synthetic bank."""
    served = Served.of(Volume.create(folder / "ours"), {}, Names())
    for first in range(0, len(bank.documents), 4_000):
        served.write(bank.documents[first : first + 4_000])
    return served


def page_costs(bank: Made, served: Served, folder: Path) -> dict[str, float]:
    """CPU milliseconds of both engines, and how often they disagreed."""
    folder.mkdir()
    stock = Stock(folder, bank.documents)
    ours_ms, stock_ms, differ, hits = [], [], 0, []
    find(served.shelf, bank.searches[0], parsed(""), NOW)
    stock.find(bank.searches[0], NOW)
    for search in bank.searches:
        began = time.process_time()
        ours = find(served.shelf, search, parsed(search.words), NOW)
        middle = time.process_time()
        theirs = stock.find(search, NOW)
        stock_ms.append((time.process_time() - middle) * 1000)
        ours_ms.append((middle - began) * 1000)
        counts = {facet: dict(pairs) for facet, pairs in ours.facets.items()}
        differ += (ours.total, ours.assets, counts) != theirs
        hits.append(ours.total)
    return {
        "ours_p50": statistics.median(ours_ms),
        "ours_p95": p95(ours_ms),
        "stock_p50": statistics.median(stock_ms),
        "stock_p95": p95(stock_ms),
        "differ": differ,
        "hits": statistics.median(hits),
    }


def typeahead_times(bank: Made, served: Served, tries: int = 1_000) -> list[float]:
    """Milliseconds from typed letters to completions, 1 to 8 letters, access included."""
    completions = Grams[str]()
    for facet, size in FACETS.items():
        for number in range(size):
            named = Named(_value(facet, number), "concept", (("nb", "pref", f"{facet} {number}"),))
            served.call({named.value: named})
            completions.add(named.value, named.labels[0][2])
    chance = random.Random(11)
    spent = []
    for _ in range(tries):
        title = chance.choice(bank.documents).row.titles[0][1]
        typed = title[: chance.randint(1, 8)]
        viewer = chance.choice(bank.viewers).reader()
        began = time.perf_counter()
        completed(served, completions, typed, viewer, "nb", NOW)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def rows() -> list[Figure]:
    """The rows of search without a database."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        bank = made(ASSETS, SEARCHES)
        served = held(bank, Path(folder))
        page = page_costs(bank, served, Path(folder) / "stock")
        ahead = typeahead_times(bank, served)
    told = f"ours {page['ours_p95']:.1f} ms, theirs {page['stock_p95']:.0f}; median {page['hits']:.0f} hits"
    return [
        Figure(
            "search, 20,000 assets, CPU at p95, ours / stock Whoosh", page["ours_p95"] / page["stock_p95"], "≤ 0.333",
            "Whoosh with its own facets", told,
        ),
        Figure("search, CPU at p50, ours / stock Whoosh", page["ours_p50"] / page["stock_p50"]),
        Figure(f"search, of {SEARCHES} those with other hits or counts", page["differ"], "= 0", "the same Whoosh"),
        Figure("typeahead, 20,000 assets, p95 ms", p95(ahead), "≤ 5", "", f"p50 {statistics.median(ahead):.2f}"),
    ]  # fmt: skip
