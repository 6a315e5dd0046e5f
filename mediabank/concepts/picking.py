"""Finds concepts for whoever picks one: by any label in any language, by notation and by slug, while they type."""

import asyncio
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from weakref import WeakKeyDictionary

from tortoise.context import TortoiseContext, require_context

from mediabank import language
from mediabank.concepts.word import PROPOSED, Word, Words
from mediabank.concepts.words import words

LONGEST_TYPED = 100
LOOKED_AT = 100
"""Labels of one vocabulary weighed for each kind of match; what is typed further narrows them."""
REMEMBERED = 1_000
"""Words of one vocabulary whose lines are remembered."""
SHORT = 3
"""Fewer letters than this are looked for only where a word begins."""
CODE = ""
"""The language of what has none: notations and slugs."""
_WORD = re.compile(r"[^\W_]+")
_START, _WITHIN = "\n ", " "


@dataclass(frozen=True)
class Wish:
    """What is looked for, and what may be offered."""

    typed: str
    reader: str
    vocabularies: tuple[str, ...]
    deprecated: bool = False
    proposed: bool = True
    without: frozenset[str] = frozenset()
    """Ids that are not offered."""
    only: frozenset[str] | None = None
    """Slugs of campaigns that may be offered; None for all of them."""
    assignable: bool = True
    """Only those that an asset may carry."""
    most: int = 20

    def offers(self, word: Word) -> bool:
        """Whether a concept may be offered."""
        return (
            (self.deprecated or not word.deprecated)
            and (self.proposed or word.state != PROPOSED)
            and word.id not in self.without
            and not (self.assignable and word.properties.get("assignable") is False)
            and (self.only is None or word.vocabulary != "campaign" or word.slug in self.only)
        )


@dataclass(frozen=True)
class Match:
    """One concept that fits what was typed."""

    word: Word
    matched: str = ""
    """The label, notation or slug that was met, where it is not the name in the reader's language."""
    language: str = ""
    """Its language; empty for notations and slugs."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One label as it is met: how it is compared, whose it is, how it is written, and whether it is preferred."""

    shape: str
    concept: str
    text: str
    language: str
    preferred: bool


_Spelled = dict[tuple[str, int], tuple[_Said, ...]]
"""(id, changed) → everything that a concept is found by."""


@dataclass(frozen=True)
class Shelf:
    """The labels of one vocabulary in one string, in the order of the alphabet, each on a line of its own."""

    members: tuple[Word, ...]
    string: str
    starts: "array[int]"
    """Where each line begins."""
    shapes: Sequence[str]
    said: Sequence[tuple[_Said, ...]]
    """Line → everything that is written so."""
    spelled: _Spelled
    few: dict[str, list[int]] = field(default_factory=dict)
    """Words that were looked for lately and stand on few lines, with all of these."""

    def kinds(self, wanted: Sequence[str]) -> Iterator[Iterator[int]]:
        """The lines that fit, kind by kind: that begin so, then with words that do, then with it within.

        Several words may stand in any order, each where a word begins.
        """
        whole = " ".join(wanted)
        low = bisect_left(self.shapes, whole)
        high = bisect_right(self.shapes, whole + "\U0010ffff", lo=low)
        yield iter(range(low, min(high, low + LOOKED_AT)))
        if len(wanted) == 1 and len(whole) >= SHORT:
            yield from map(iter, self._at_once(whole))
        elif all(word in self.string for word in wanted):  # one look at the whole string spares two where there is none
            yield self._lines(_WITHIN + max(wanted, key=len), wanted)
            if len(whole) >= SHORT:
                yield self._lines(whole, ())

    def _at_once(self, word: str) -> tuple[list[int], list[int]]:
        """The lines with a word that begins so, and those with it within: one look at the string, its dearest part."""
        begins: list[int] = []
        within: list[int] = []
        beginning, lines = f"{_WITHIN}{word}", self._holding(word)
        for line in lines:
            (begins if beginning in f" {self.shapes[line]}" else within).append(line)
        if len(lines) == LOOKED_AT:  # there may be more, and those that begin so come first
            begins += islice(self._lines(beginning, (), after=lines[-1]), LOOKED_AT - len(begins))
        return begins, within

    def _holding(self, word: str) -> list[int]:
        """The lines that hold a word, up to LOOKED_AT; who types one letter more is answered from those of before."""
        few = self.few.get(word[:-1])
        lines = list(self._lines(word, ())) if few is None else [each for each in few if word in self.shapes[each]]
        if len(lines) < LOOKED_AT:
            if len(self.few) >= REMEMBERED:
                self.few.clear()
            self.few[word] = lines
        return lines

    def _lines(self, needle: str, others: Sequence[str], *, after: int = -1) -> Iterator[int]:
        """The lines that hold the needle, and each of the others where a word begins; from behind a line on."""
        find, starts = self.string.find, self.starts
        if after + 1 == len(starts):
            return
        at = find(needle, starts[after + 1])
        for _ in range(LOOKED_AT):
            if at < 0:
                return
            line = bisect_right(starts, at) - 1
            if all(f" {word}" in f" {self.shapes[line]}" for word in others):
                yield line
            if line + 1 == len(starts):
                return
            at = find(needle, starts[line + 1])


@dataclass
class _Kept:
    shelves: dict[str, Shelf]
    filling: asyncio.Lock = field(default_factory=asyncio.Lock)


_kept: WeakKeyDictionary[TortoiseContext, _Kept] = WeakKeyDictionary()


async def found(wish: Wish) -> list[Match]:
    """The concepts that fit, the nearest first.

    A label that begins as typed comes before one in which a word does, and that before one with it within. Among
    equals: what is written just so, then names in the reader's language, then the order of the alphabet. Where nothing
    is typed: the first ones, in their own order.
    """
    known = await words()
    if not wish.typed.strip():
        every = (word for each in wish.vocabularies for word in known.vocabularies.get(each, ()) if wish.offers(word))
        return [Match(word) for word in islice(every, wish.most)]
    wanted = shape(wish.typed[:LONGEST_TYPED]).split()
    if not wanted:
        return []
    shelves = [await _shelf(known, each) for each in wish.vocabularies if each in known.vocabularies]
    return _nearest(known, shelves, wanted, wish)


async def exact(known: Words, wish: Wish) -> list[Word]:
    """The concepts of which a label, the notation or the slug is what was typed, but for case and diacritics."""
    wanted = shape(wish.typed)
    slug = next(
        (known.by_slug[each, wish.typed] for each in wish.vocabularies if (each, wish.typed) in known.by_slug), None
    )
    if slug is not None and wish.offers(slug):
        return [slug]
    ids: dict[str, Word] = {}
    for each in wish.vocabularies if wanted else ():
        shelf = await _shelf(known, each)
        line = bisect_left(shelf.shapes, wanted)
        for said in shelf.said[line] if line < len(shelf.shapes) and shelf.shapes[line] == wanted else ():
            word = known.own[said.concept]
            if wish.offers(word):
                ids[word.id] = word
    return list(ids.values())


def path(known: Words, word: Word) -> tuple[Word, ...]:
    """The concepts above one, from the top, along the first parent of each."""
    above: list[Word] = []
    seen = {word.id}
    while word.broader:
        parent = known.by_id.get(word.broader[0])
        if parent is None or parent.id in seen or parent.vocabulary != word.vocabulary:
            break
        seen.add(parent.id)
        above.append(parent)
        word = parent
    return tuple(reversed(above))


def shape(text: str) -> str:
    """A text as it is compared: its words, folded and without diacritics."""
    return " ".join(_WORD.findall(language.plain(language.fold(text))))


async def _shelf(known: Words, vocabulary: str) -> Shelf:
    """The labels of a vocabulary as it is now; filled by one request at a time, and only where it has changed."""
    kept = _kept.setdefault(require_context(), _Kept({}))
    members = known.vocabularies.get(vocabulary, ())
    shelf = kept.shelves.get(vocabulary)
    if shelf is not None and shelf.members is members:
        return shelf
    async with kept.filling:
        shelf = kept.shelves.get(vocabulary)
        if shelf is None or shelf.members is not members:
            before = shelf.spelled if shelf else {}
            shelf = kept.shelves[vocabulary] = await asyncio.to_thread(_filled, members, before)
    return shelf


def _filled(members: tuple[Word, ...], before: _Spelled) -> Shelf:
    spelled = {(word.id, word.changed): before.get((word.id, word.changed)) or _spelled(word) for word in members}
    lines: dict[str, list[_Said]] = defaultdict(list)
    for all_said in spelled.values():
        for said in all_said:
            lines[said.shape].append(said)
    shapes = sorted(lines)
    starts = array("l", accumulate((len(each) + len(_START) for each in shapes), initial=0))
    starts.pop()
    string = "".join(_START + each for each in shapes)
    return Shelf(members, string, starts, shapes, [tuple(lines[each]) for each in shapes], spelled)


def _spelled(word: Word) -> tuple[_Said, ...]:
    texts = [(text, spoken, True) for spoken, text in word.labels.items()]
    for others in (word.alt, word.hidden):
        texts += [(text, spoken, False) for spoken, each in others.items() for text in each]
    texts += [(code, CODE, False) for code in (word.notation, word.slug) if code]
    return tuple(
        dict.fromkeys(
            _Said(shaped, word.id, text, spoken, preferred)
            for text, spoken, preferred in texts
            for spelling in language.spellings(language.fold(text))
            if (shaped := " ".join(_WORD.findall(spelling)))
        )
    )


def _nearest(known: Words, shelves: Sequence[Shelf], wanted: Sequence[str], wish: Wish) -> list[Match]:
    """The concepts in order, each by the best of its labels."""
    whole, reader = " ".join(wanted), wish.reader
    best: dict[str, tuple[tuple[int, bool, bool], _Said, Word, str]] = {}
    refused: set[str] = set()
    for shelf in shelves:
        met = 0
        for kind, lines in enumerate(shelf.kinds(wanted)):
            for said in (said for line in lines for said in shelf.said[line] if said.concept not in refused):
                before = best.get(said.concept)
                word = before[2] if before else known.own[said.concept]
                if before is None and not wish.offers(word):
                    refused.add(word.id)
                    continue
                name = before[3] if before else word.label(reader)
                rank = (kind, said.shape != whole, not said.preferred or said.text != name)
                met += before is None
                if before is None or rank < before[0]:
                    best[word.id] = rank, said, word, name
            if met >= wish.most:
                break
    ordered = sorted(best.values(), key=lambda each: (each[0], each[3].casefold(), each[2].position))
    return [
        Match(word) if said.preferred and said.text == name else Match(word, said.text, said.language)
        for _, said, word, name in ordered[: wish.most]
    ]
