"""What a search filters, counts and sorts by, held in memory as bits: one bit an asset, one number a value."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mediabank.access import PUBLISHED, SEE, Everything, Right, Viewer
from mediabank.search.documents import micros
from mediabank.search.entries import Row
from mediabank.search.meaning import Meaning
from mediabank.search.query import Between, Sort
from mediabank.search.whoosh import mask

_NORWEGIAN = str.maketrans({"å": "ù", "ä": "æ", "ö": "ø"})
"""æ, ø, å is the order of the alphabet, å, æ, ø that of Unicode."""
_NEVER = 1 << 62


@dataclass(frozen=True)
class Road:
    """The assets on which no stop holds, and the moments between which that stays true."""

    bits: int
    since: int
    until: int


@dataclass
class Columns:
    """One state of the columns. It is never changed, only followed by another, so searches need no lock."""

    rows: tuple[Row | None, ...] = ()
    every: int = 0
    chosen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Facet → value as the rows hold it → bits."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Facet → value → bits, as the words have it: merged concepts as one, with all that lies below each."""
    meaning: Meaning = field(default_factory=Meaning)
    see: Mapping[str, int] = field(default_factory=dict)
    take: Mapping[str, int] = field(default_factory=dict)
    """Token → bits of the assets whose reach holds it, for each right."""
    owners: Mapping[str, int] = field(default_factory=dict)
    slots: Mapping[str, int] = field(default_factory=dict)
    """Asset → its bit; may run ahead of `rows`."""
    _orders: dict[Sort, Sequence[int]] = field(default_factory=dict)
    _road: Road = Road(0, 0, 0)

    def changed(self, changes: Mapping[int, Row | None], slots: Mapping[str, int]) -> "Columns":
        """The columns after these slots hold these rows."""
        rows = list(self.rows) + [None] * (max(changes, default=-1) + 1 - len(self.rows))
        for slot, row in changes.items():
            rows[slot] = row
        away = mask(changes)
        new = {slot: row for slot, row in changes.items() if row is not None}
        chosen: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        see, take, owners = (defaultdict[str, list[int]](list) for _ in range(3))
        for slot, row in new.items():
            owners[row.owner].append(slot)
            for facet, value in row.values:
                chosen[facet][value].append(slot)
            for right, token in row.reach:
                see[token].append(slot)
                if right == Right.TAKE:
                    take[token].append(slot)
        added = {facet: _masks(values) for facet, values in chosen.items()}
        return Columns(
            rows=tuple(rows),
            every=self.every & ~away | mask(new),
            chosen=_each_set(self.chosen, away, added),
            # what stands in other rows goes on meaning what it meant: only the new ones are looked up
            facets=_each_set(self.facets, away, {name: self.meaning.expanded(bits) for name, bits in added.items()}),
            meaning=self.meaning,
            see=_set(self.see, away, _masks(see)),
            take=_set(self.take, away, _masks(take)),
            owners=_set(self.owners, away, _masks(owners)),
            slots=slots,
        )

    def meant(self, meaning: Meaning) -> "Columns":
        """The same rows under other words."""
        facets = {facet: meaning.expanded(having) for facet, having in self.chosen.items()}
        return replace(self, facets=facets, meaning=meaning)

    def allowed(self, viewer: Viewer, right: Right, now: datetime) -> int:
        """The access rule as bits: exactly the assets that `access.allows`."""
        reach = self.see if right is SEE else self.take
        reached = 0
        for token in viewer.held:
            reached |= reach.get(token, 0)
        bits = reached & self.on_road(micros(now)) if reached else 0
        if isinstance(viewer.keeper, Everything):
            bits = self.every
        else:
            for owner in viewer.keeper:
                bits |= self.owners.get(str(owner), 0)
        if viewer.only is not None:
            bits &= mask(self.slots[asset] for asset in viewer.only if asset in self.slots)
        return bits

    def on_road(self, now: int) -> int:
        """Bits of the assets on which no stop holds at this moment; counted anew when a boundary is crossed."""
        road = self._road
        if not road.since <= now < road.until:
            self._road = road = self._counted(now)
        return road.bits

    def within(self, period: Between, moment: Callable[[Row], int | None]) -> int:
        """Bits of the assets with this moment in the period; without a bound, of all."""
        if period == Between():
            return self.every
        since = -_NEVER if period.since is None else micros(period.since)
        until = _NEVER if period.until is None else micros(period.until)
        return mask(
            slot
            for slot, row in enumerate(self.rows)
            if row is not None and (at := moment(row)) is not None and since <= at < until
        )

    def any_of(self, facet: str, values: Collection[str]) -> int:
        """Bits of the assets that have one of these values."""
        having = self.facets.get(facet, {})
        bits = 0
        for value in values:
            bits |= having.get(self.meaning.now(value), 0)
        return bits

    def counts(self, facet: str, hits: int) -> tuple[tuple[str, int], ...]:
        """(value, hits that have it), most first; values without hits are left out."""
        having = self.facets.get(facet, {})
        total = hits.bit_count()
        counted: dict[str, int] = defaultdict(int)
        if total * 8 < len(having):  # few hits: their own values are quicker than every value's bits
            for slot in slots_of(hits):
                for value in self._held(slot, facet):
                    counted[value] += 1
        else:
            counted |= {value: number for value, bits in having.items() if (number := (bits & hits).bit_count())}
        return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def ordered(self, hits: int, sort: Sort) -> Iterator[int]:
        """The slots of the hits in this order."""
        order = self._orders.get(sort)
        if order is None:
            order = self._orders[sort] = sorted(slots_of(self.every), key=lambda slot: _key(sort, self._row(slot)))
        bits = hits.to_bytes(len(self.rows) // 8 + 1, "little")
        return (slot for slot in order if bits[slot >> 3] >> (slot & 7) & 1)

    def asset(self, slot: int) -> str:
        """The asset of a slot."""
        return self._row(slot).asset

    def _row(self, slot: int) -> Row:
        row = self.rows[slot]
        assert row is not None, "a bit stands only where there is a row"
        return row

    def _held(self, slot: int, facet: str) -> set[str]:
        return {each for name, value in self._row(slot).values if name == facet for each in self.meaning.under(value)}

    def _counted(self, now: int) -> Road:
        since, until, open_ = -_NEVER, _NEVER, []
        for slot, row in enumerate(self.rows):
            if row is None or row.state != PUBLISHED or row.binned or row.available_from is None:
                continue
            expires = _NEVER if row.expires is None else row.expires
            for boundary in (row.available_from, expires):
                if boundary <= now:
                    since = max(since, boundary)
                else:
                    until = min(until, boundary)
            if row.available_from <= now < expires:
                open_.append(slot)
        return Road(mask(open_), since, until)


def slots_of(bits: int) -> list[int]:
    """The slots of the bits that are set, in order."""
    return [
        (number << 3) + bit
        for number, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))
        if byte
        for bit in _BITS[byte]
    ]


_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def _masks(slots: Mapping[str, Sequence[int]]) -> dict[str, int]:
    return {value: mask(found) for value, found in slots.items()}


def _each_set(
    before: Mapping[str, Mapping[str, int]], away: int, new: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    return {name: _set(before.get(name, {}), away, new.get(name, {})) for name in {*before, *new}}


def _set(before: Mapping[str, int], away: int, new: Mapping[str, int]) -> dict[str, int]:
    """Bits by value after the changed slots were cleared and set; values that nobody has any more are dropped."""
    after = {value: left for value, bits in before.items() if (left := bits & ~away if bits & away else bits)}
    for value, bits in new.items():
        after[value] = after.get(value, 0) | bits
    return after


def _key(sort: Sort, row: Row) -> tuple[int | str, str]:
    if sort == "title":
        return row.sort_title.translate(_NORWEGIAN), row.asset
    at = row.created if row.published is None else row.published
    return (at if sort == "oldest" else -at), row.asset
