"""Completions of what is being typed: an n-gram index in memory over titles and names."""

from array import array
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Generic, TypeVar

from mediabank.search.words import plain, words

Key = TypeVar("Key")
GRAM = 3
MOST_LOOKED_AT = 10_000


class Grams(Generic[Key]):
    """Texts found by any three letters within, or by the first one or two of a word.

    An entry is a text without diacritics; it holds all keys with that text, so that a hundred assets of one title
    are one completion. Norwegian is written together: the middle of a word counts too ("plakat" in "sommerplakat").
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._keys: list[dict[Key, str]] = []
        self._numbers: dict[str, int] = {}
        self._grams: dict[str, "array[int]"] = {}
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
        """The best entries that hold every typed word and have a key that is shown: (key, text as written)."""
        wanted = [plain(word) for word in words(typed)]
        if not wanted:
            return []
        ranked: list[tuple[int, int, str, Key, str]] = []
        with self._lock:
            for number in self._candidates(wanted):
                shape = self._texts[number]
                rank = _rank(shape, wanted)
                if rank is None:
                    continue
                key = next((key for key in self._keys[number] if shown(key)), None)
                if key is not None:
                    ranked.append((rank, len(shape), shape, key, self._keys[number][key]))
        ranked.sort(key=lambda each: each[:3])
        return [(key, text) for _, _, _, key, text in ranked[:most]]

    def _candidates(self, wanted: list[str]) -> Iterator[int]:
        needed = [gram for word in wanted for gram in _needed(word)]
        lists = [self._grams.get(gram) for gram in needed]
        if all(each is not None for each in lists):
            shortest = min((each for each in lists if each is not None), key=len)
            yield from shortest[:MOST_LOOKED_AT]


def _shape(text: str) -> str:
    return " " + " ".join(plain(word) for word in words(text[:400]))


def _grams(shape: str) -> set[str]:
    starts = {f" {word[0]}" for word in shape.split()}
    return starts | {shape[at : at + GRAM] for at in range(len(shape) - GRAM + 1)}


def _needed(word: str) -> list[str]:
    """The grams that a text with this word must have; short words count only where a word begins."""
    if len(word) < GRAM:
        return [f" {word}"]
    return [word[at : at + GRAM] for at in range(len(word) - GRAM + 1)]


def _rank(shape: str, wanted: list[str]) -> int | None:
    """0 where the text begins so, 1 where words of it do, 2 within words; None where a word is missing."""
    if not all((word if len(word) >= GRAM else f" {word}") in shape for word in wanted):
        return None
    if shape.startswith(" " + " ".join(wanted)):
        return 0
    return 1 if all(f" {word}" in shape for word in wanted) else 2
