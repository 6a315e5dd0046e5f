"""What the values of the index mean by the words of this moment; documents hold only what was chosen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mediabank.concepts.word import DECLINED, PROPOSED, Word, Words
from mediabank.search.names import ABOUT_RIGHTS, NAMED_FACETS


@dataclass(frozen=True)
class Meaning:
    """The words as the columns need them. Without any, a value means itself, as values that are no concepts do."""

    by_id: Mapping[str, Word] = field(default_factory=dict)
    """Id → the concept that it now means."""
    proposed: frozenset[str] = frozenset()
    """Concepts that nobody has accepted yet: those who keep material know of them, readers do not."""

    named: tuple[str, ...] = NAMED_FACETS
    """Facets in which a typed word finds by the value's name."""

    @classmethod
    def of(cls, words: Words) -> "Meaning":
        """What the words say."""
        proposed = frozenset(id_ for id_, word in words.own.items() if word.state == PROPOSED)
        added = [each.id for each in words.scheme.fields if each.facet and each.id not in ABOUT_RIGHTS]
        standing = [each for each in NAMED_FACETS if each in words.scheme.by_id]
        return cls(words.by_id, proposed, tuple(dict.fromkeys((*standing, *added))))

    def now(self, value: str) -> str:
        """The value that stands for this one: of a merged concept what it was merged into."""
        word = self.by_id.get(value)
        return word.id if word else value

    def under(self, value: str) -> tuple[str, ...]:
        """Every value under which an asset with this one is found: what it means, and all above that."""
        word = self.by_id.get(value)
        if word is None:
            return (value,)
        return () if word.state == DECLINED else (word.id, *word.ancestors)

    def expanded(self, having: Mapping[str, int]) -> dict[str, int]:
        """Bits by value as they are asked for, from bits by value as they were chosen."""
        found: dict[str, int] = {}
        for value, bits in having.items():
            for each in self.under(value):
                found[each] = found[each] | bits if each in found else bits
        return found

    def told(self, values: Collection[str], *, kept: bool) -> Collection[str]:
        """Those of the values that may be named to somebody on the keeper's road, or to a reader."""
        return values if kept or self.proposed.isdisjoint(values) else [v for v in values if v not in self.proposed]
