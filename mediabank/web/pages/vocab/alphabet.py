"""Concepts by the alphabet: A to Å, with Sámi letters and accents among the plain ones, and all else at the end."""

import asyncio
import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence

from mediabank.concepts.word import Word, Words
from mediabank.language import fold

LAST = "æøå"
"""Behind z, in this order."""
_SAME = str.maketrans({"ä": "æ", "ö": "ø", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "s"})
OTHERS = "#"
KEPT = 32
_Letters = Mapping[str, tuple[str, ...]]
_kept: OrderedDict[tuple[str, str], tuple[Sequence[Word], _Letters]] = OrderedDict()
"""(vocabulary, reader) → its members as they were when they were sorted, and these."""


def order(label: str) -> tuple[tuple[int, str], ...]:
    """What labels are sorted by."""
    return tuple(_rank(each) for each in _plain(fold(label).translate(_SAME)))


def letter(label: str) -> str:
    """The letter that a label is found under, in capitals; # for digits and other writing."""
    first = _plain(fold(label).translate(_SAME))[:1]
    return first.upper() if first and (first in LAST or (first.isascii() and first.isalpha())) else OTHERS


async def by_letter(known: Words, vocabulary: str, reader: str) -> _Letters:
    """Letter → ids of the concepts in use by their names to this reader, in order; sorted again where one changed."""
    key, members = (vocabulary, reader), known.vocabularies.get(vocabulary, ())
    kept = _kept.get(key)
    if kept is None or kept[0] is not members:
        kept = _kept[key] = (members, await asyncio.to_thread(_sorted, members, reader))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept[1]


def letters(found: Sequence[str]) -> list[str]:
    """Letters in their order."""
    return sorted(found, key=lambda each: (each == OTHERS, order(each)))


def _sorted(members: Sequence[Word], reader: str) -> _Letters:
    named = [(each.label(reader), each.id) for each in members if not each.deprecated]
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
