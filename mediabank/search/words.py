"""Words as the index compares them: as written, without diacritics, and as Norwegian stems."""

import re
from functools import lru_cache

from mediabank import language
from mediabank.language import fold
from mediabank.search.entries import Terms
from mediabank.search.whoosh import norwegian_stem

STEMMED_LANGUAGES = frozenset({"nb", "nn", "no"})
LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")
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


plain = lru_cache(maxsize=100_000)(language.plain)
"""The word without diacritics, worked out once."""
spellings = lru_cache(maxsize=100_000)(language.spellings)
"""The forms without diacritics under which a word of a text is found."""


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
