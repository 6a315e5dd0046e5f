"""Completions of what is being typed: an n-gram index in memory over titles and names."""

from array import array
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from mediabank.search.words import plain, words

Key = TypeVar("Key")
GRAM = 3
MOST_LOOKED_AT = 4_000
"""Entries that one search looks at; a completion need not be the best of all."""


class Grams(Generic[Key]):
    """Texts found by any three letters within, or by the first one or two of a word.

    An entry is a text without diacritics; it holds all keys with that text, so that a hundred assets of one title
    are one completion. Norwegian is written together: the middle of a word counts too ("plakat" in "sommerplakat").
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._keys: list[dict[Key, str]] = []
        self._numbers: dict[str, int] = {}
        self._grams: dict[str, array[int]] = {}
        self._lock = Lock()

    def add(self, key: Key, text: str) -> None:
        """Take a text in under a key."""
        shape = _shape(text)
        if shape == " ":
            return
        with self._lock:
            number = self._numbers.get(shape)
            if number is None:
                number = self._numbers[shape] = len(self._texts)
                self._texts.append(shape)
                self._keys.append({})
                for gram in _grams(shape):
                    self._grams.setdefault(gram, array("l")).append(number)
            self._keys[number][key] = text

    def remove(self, key: Key, text: str) -> None:
        """Take it out again; an entry without keys is never found."""
        with self._lock:
            number = self._numbers.get(_shape(text))
            if number is not None:
                self._keys[number].pop(key, None)

    def find(self, typed: str, shown: Callable[[Key], bool], most: int) -> list[tuple[Key, str]]:
        """Entries that hold every typed word and have a key that is shown: (key, text as written).

        First texts that begin so, then those with words that do, then those with it within a word; each step is
        taken only where the one before did not give enough.
        """
        wanted = [plain(word) for word in words(typed)]
        found: dict[int, tuple[Key, str]] = {}
        left = MOST_LOOKED_AT
        with self._lock:
            for needed, fits in STEPS if wanted else ():
                for number in self._candidates(needed(wanted)):
                    if len(found) == most or not left:
                        break
                    left -= 1
                    if number not in found and fits(self._texts[number], wanted):
                        key = next((key for key in self._keys[number] if shown(key)), None)
                        if key is not None:
                            found[number] = key, self._keys[number][key]
        return list(found.values())

    def _candidates(self, needed: list[str]) -> "array[int]":
        """The entries with the rarest of these grams; none where one is missing."""
        lists = [self._grams.get(gram, _NONE) for gram in needed]
        return min(lists, key=len)


_NONE: "array[int]" = array("l")


def _shape(text: str) -> str:
    return " " + " ".join(plain(word) for word in words(text[:400]))


def _grams(shape: str) -> set[str]:
    held = shape.split()
    grams = {word[at : at + GRAM] for word in held for at in range(len(word) - GRAM + 1)}
    grams |= {f" {word[:end]}" for word in held for end in range(1, GRAM + 1)}
    return grams | {f"^{held[0][:end]}" for end in range(1, GRAM + 1)}


def _at_the_start(wanted: list[str]) -> list[str]:
    return [f"^{wanted[0][:GRAM]}", *_at_words(wanted[1:])]


def _at_words(wanted: list[str]) -> list[str]:
    return [f" {word[:GRAM]}" for word in wanted]


def _anywhere(wanted: list[str]) -> list[str]:
    """Short words count only where a word begins."""
    long = [word for word in wanted if len(word) >= GRAM]
    short = [word for word in wanted if len(word) < GRAM]
    return [word[at : at + GRAM] for word in long for at in range(len(word) - GRAM + 1)] + _at_words(short)


Step = tuple[Callable[[list[str]], list[str]], Callable[[str, list[str]], bool]]
STEPS: tuple[Step, ...] = (
    (_at_the_start, lambda shape, wanted: shape.startswith(" " + " ".join(wanted))),
    (_at_words, lambda shape, wanted: all(f" {word}" in shape for word in wanted)),
    (_anywhere, lambda shape, wanted: all((word if len(word) >= GRAM else f" {word}") in shape for word in wanted)),
)
"""Which grams an entry must have, and what must then be true of it."""
