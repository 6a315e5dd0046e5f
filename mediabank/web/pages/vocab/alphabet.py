"""Concepts by the alphabet: A to Å, with Sámi letters and accents among the plain ones, and all else at the end."""

import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence

from mediabank.concepts.word import Words
from mediabank.language import fold

LAST = "æøå"
"""Behind z, in this order."""
_SAME = str.maketrans({"ä": "æ", "ö": "ø", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "s"})
OTHERS = "#"
KEPT = 32
_kept: OrderedDict[tuple[str, str, str], Mapping[str, tuple[str, ...]]] = OrderedDict()


def order(label: str) -> tuple[tuple[int, str], ...]:
    """What labels are sorted by."""
    return tuple(_rank(each) for each in _plain(fold(label).translate(_SAME)))


def letter(label: str) -> str:
    """The letter that a label is found under, in capitals; # for digits and other writing."""
    first = _plain(fold(label).translate(_SAME))[:1]
    return first.upper() if first and (first in LAST or (first.isascii() and first.isalpha())) else OTHERS


def by_letter(known: Words, vocabulary: str, reader: str) -> Mapping[str, tuple[str, ...]]:
    """Letter → ids of the concepts in use by their names to this reader, in order; made once a generation."""
    key = (known.generation, vocabulary, reader)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _sorted(known, vocabulary, reader)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def letters(found: Sequence[str]) -> list[str]:
    """Letters in their order."""
    return sorted(found, key=lambda each: (each == OTHERS, order(each)))


def _sorted(known: Words, vocabulary: str, reader: str) -> Mapping[str, tuple[str, ...]]:
    named = [(each.label(reader), each.id) for each in known.vocabularies.get(vocabulary, ()) if not each.deprecated]
    groups: dict[str, list[str]] = defaultdict(list)
    for label, id_ in sorted(named, key=lambda each: (order(each[0]), each)):
        groups[letter(label)].append(id_)
    return {each: tuple(ids) for each, ids in groups.items()}


def _plain(folded: str) -> str:
    """Without the marks over letters, but for those of æ, ø and å."""
    if folded.isascii():
        return folded
    return "".join(each if each in LAST else unicodedata.normalize("NFD", each)[0] for each in folded)


def _rank(sign: str) -> tuple[int, str]:
    """Spaces and punctuation before digits before letters, æ ø å last."""
    if sign in LAST:
        return 3, str(LAST.index(sign))
    return (2 if sign.isalpha() else 1 if sign.isdigit() else 0), sign
