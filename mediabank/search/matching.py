"""From a search to its hits: words by the postings, the rest by the columns; the counts of each facet beside."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediabank.search.columns import Columns, slots_of
from mediabank.search.entries import Row
from mediabank.search.names import Names
from mediabank.search.query import Part, Search
from mediabank.search.whoosh import Segment, mask
from mediabank.search.words import plain, spellings, stem

EXACT, SPELLED, STEM, TITLE, NAME = 1.5, 1.0, 0.7, 2.0, 1.2
"""What a word weighs as written, without diacritics, by its stem, in a title, and in the name of a concept."""
SATURATION = 1.2
"""How soon a repeated word stops to count (k1 of BM25)."""


@dataclass(frozen=True)
class Shelf:
    """One consistent state of the index: its segments with the bits that were live, columns and names."""

    segments: Sequence[tuple[Segment, int]]
    columns: Columns
    names: Names


@dataclass(frozen=True)
class Hits:
    """What matching gives before the database is asked."""

    total: int
    assets: tuple[str, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


def find(shelf: Shelf, search: Search, parts: Sequence[Part], now: datetime) -> Hits:
    """Match, count and order; `parts` are the words as read."""
    columns = shelf.columns
    base = columns.allowed(search.by, search.right, now)
    base &= columns.within(search.created, _created)
    base &= columns.within(search.published, _published)
    base &= columns.within(search.available, _available)
    kept = bool(search.by.keeper)
    base &= holding(shelf, parts, base, kept=kept)
    choices = {facet: _chosen(columns, search, facet, base) for facet in {*search.filters, *search.excluded}}
    hits = _all_of(base, choices.values())
    facets = {
        facet: _told(
            columns, facet, _all_of(base, (bits for name, bits in choices.items() if name != facet)), kept=kept
        )
        for facet in search.facets
    }
    first = (search.page - 1) * search.size
    page = _ordered(shelf, search, parts, hits)[first : first + search.size]
    return Hits(hits.bit_count(), tuple(columns.asset(slot) for slot in page), facets)


def holding(shelf: Shelf, parts: Sequence[Part], hits: int, *, kept: bool = False) -> int:
    """Those of the hits that hold what must be held and nothing that must not.

    `kept`: on the keeper's road, where proposed concepts have names too.
    """
    required = [part for part in parts if part.required] or [part for part in parts if not part.excluded]
    for part in required:
        hits &= _bits(shelf, part.words, kept=kept)
    for part in parts:
        if part.excluded:
            hits &= ~_bits(shelf, part.words, kept=kept)
    return hits


def _bits(shelf: Shelf, words: tuple[str, ...], *, kept: bool) -> int:
    """Assets with the word, or with the words in this order, in a text or in the name of one of their values."""
    bits = _named(shelf, words, kept=kept)
    for segment, live in shelf.segments:
        if len(words) == 1:
            found = 0
            for spelling in spellings(words[0]):
                found |= mask(segment.postings("spelled", spelling)[0])
            found |= mask(segment.postings("stems", stem(words[0]))[0])
        else:
            found = mask(segment.phrase([spellings(word) for word in words]))
        bits |= found & live
    return bits


def _named(shelf: Shelf, words: tuple[str, ...], *, kept: bool) -> int:
    values = shelf.columns.meaning.told(shelf.names.holding(words), kept=kept)
    bits = 0
    for facet in shelf.columns.meaning.named if values else ():
        having = shelf.columns.facets.get(facet, {})
        few, many = sorted((values, having), key=len)
        for value in few:
            if value in many:
                bits |= having[value]
    return bits


def _chosen(columns: Columns, search: Search, facet: str, base: int) -> int:
    wanted, unwanted = search.filters.get(facet, ()), search.excluded.get(facet, ())
    bits = columns.any_of(facet, wanted) if wanted else base
    return bits & ~columns.any_of(facet, unwanted)


def _told(columns: Columns, facet: str, hits: int, *, kept: bool) -> tuple[tuple[str, int], ...]:
    counts = columns.counts(facet, hits)
    proposed = frozenset() if kept else columns.meaning.proposed
    return tuple(each for each in counts if each[0] not in proposed) if proposed else counts


def _all_of(base: int, bits: Iterable[int]) -> int:
    for each in bits:
        base &= each
    return base


def _ordered(shelf: Shelf, search: Search, parts: Sequence[Part], hits: int) -> list[int]:
    last = search.page * search.size
    wanted = [word for part in parts if not part.excluded for word in part.words]
    if search.sort != "relevance" or not wanted:
        order = shelf.columns.ordered(hits, "newest" if search.sort == "relevance" else search.sort)
        return [slot for slot, _ in zip(order, range(last), strict=False)]
    scores = _scores(shelf, wanted, hits, kept=bool(search.by.keeper))
    return sorted(shelf.columns.ordered(hits, "newest"), key=lambda slot: scores.get(slot, 0.0), reverse=True)[:last]


def _scores(shelf: Shelf, wanted: Sequence[str], hits: int, *, kept: bool) -> dict[int, float]:
    """How well each hit answers: rare words weigh more, and those written exactly so, or in the title."""
    documents = max(shelf.columns.every.bit_count(), 1)
    scores: dict[int, float] = {}
    for word in dict.fromkeys(wanted):
        for field, term, boost in (
            ("exact", word, EXACT),
            ("spelled", plain(word), SPELLED),
            ("stems", stem(word), STEM),
            ("title", plain(word), TITLE),
        ):
            _score(shelf, field, term, boost, hits, documents, scores)
        named = _named(shelf, (word,), kept=kept) & hits
        weight = NAME * _rarity(documents, named.bit_count())
        for slot in slots_of(named):
            scores[slot] = scores.get(slot, 0.0) + weight
    return scores


def _score(
    shelf: Shelf, field: str, term: str, boost: float, hits: int, documents: int, scores: dict[int, float]
) -> None:
    found = [(segment.postings(field, term), live & hits) for segment, live in shelf.segments]
    weight = boost * _rarity(documents, sum(len(slots) for (slots, _), _ in found))
    for (slots, counts), wanted in found:
        bits = wanted.to_bytes(wanted.bit_length() // 8 + 1, "little")
        end = len(bits) * 8
        for slot, count in zip(slots, counts, strict=True):
            if slot < end and bits[slot >> 3] >> (slot & 7) & 1:
                scores[slot] = scores.get(slot, 0.0) + weight * count / (count + SATURATION)


def _rarity(documents: int, having: int) -> float:
    """Inverse document frequency as BM25 has it (Robertson, Spärck Jones)."""
    return math.log(1 + (max(documents - having, 0) + 0.5) / (having + 0.5))


def _created(row: Row) -> int | None:
    return row.created


def _published(row: Row) -> int | None:
    return row.published


def _available(row: Row) -> int | None:
    return row.available_from
