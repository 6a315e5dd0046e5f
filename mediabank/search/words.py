"""Words as the index compares them: as written, without diacritics, and as Norwegian stems."""

import re
import unicodedata
from functools import lru_cache

from mediabank.language import fold
from mediabank.search.entries import Terms
from mediabank.search.whoosh import norwegian_stem

STEMMED_LANGUAGES = frozenset({"nb", "nn", "no"})
LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ł": "l", "ı": "i"})
"""Letters that Unicode does not take apart; å, č, š, ž, á and their like lose their marks by NFD."""
_DIGRAPHS = str.maketrans({"å": "aa", "ø": "oe", "ö": "oe"})
"""How people without these keys also write them; æ is ae either way."""
# fmt: off
STOP_WORDS = frozenset((
    "og", "i", "på", "for", "til", "av", "med", "om", "som", "en", "et", "ei", "den", "det", "de", "er", "at",
    "å", "eller", "fra", "ved", "ein", "eit", "dei", "frå", "ikke", "ikkje", "the", "a", "an", "of", "and",
    "to", "in", "on", "with", "or",
))
# fmt: on
"""Words that a text need not hold to be found: they only help the order."""


def words(text: str) -> list[str]:
    """The words of a text in order, composed (NFC) and case-folded; marks, signs and stray surrogates part them."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """The word without diacritics: bøker → boker, čáhppes → cahppes."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def spellings(word: str) -> tuple[str, ...]:
    """The forms without diacritics under which a word of a text is found: høst → host, hoest."""
    simple = plain(word)
    if word.isascii():
        return (simple,)
    double = plain(word.translate(_DIGRAPHS))
    return (simple,) if double == simple else (simple, double)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Norwegian stem without diacritics: bøkene and bokene → bok."""
    return plain(norwegian_stem(word))


def take(terms: Terms, text: str, *, language: str = "", title: bool = False) -> None:
    """Take in the words of one text; a gap keeps phrases from running on into the next text."""
    stemmed = language in STEMMED_LANGUAGES
    for word in words(text):
        _count(terms.exact, word)
        for spelling in spellings(word):
            terms.spelled.setdefault(spelling, []).append(terms.position)
        if stemmed:
            _count(terms.stems, stem(word))
        if title:
            _count(terms.title, plain(word))
        terms.position += 1
    terms.position += 100


def _count(counts: dict[str, int], term: str) -> None:
    counts[term] = counts.get(term, 0) + 1
