"""Pairs of concepts that look alike, for a person to decide whether they are one."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mediabank import language
from mediabank.concepts.words import ACCEPTED, Word, words


@dataclass(frozen=True)
class Pair:
    """Two concepts of a vocabulary that may be one: ids, and what they share."""

    one: str
    other: str
    reason: str
    """label or mapping."""
    text: str
    """The label or the address that both have."""


async def pairs(vocabulary: str) -> list[Pair]:
    """Pairs that share a label but for case, or an exact mapping; each pair once, in the order of the vocabulary."""
    every = (await words()).vocabularies.get(vocabulary, ())
    kept = _kept.get(vocabulary)
    if kept is None or kept[0] is not every:
        kept = _kept[vocabulary] = (every, await asyncio.to_thread(_pairs, every))
    return kept[1]


_kept: dict[str, tuple[Sequence[Word], list[Pair]]] = {}
"""Vocabulary → its members as they were when they were compared, and the pairs among them."""


def _pairs(every: Sequence[Word]) -> list[Pair]:
    members = [each for each in every if not each.deprecated and each.state == ACCEPTED]
    found: dict[tuple[str, str], Pair] = {}
    for reason, key in (("label", _folded), ("mapping", _exact)):
        sharing: dict[str, list[tuple[Word, str]]] = defaultdict(list)
        for each in members:
            for shared, text in key(each).items():
                sharing[shared].append((each, text))
        for some in sharing.values():
            (first, text), *others = some
            for other, _ in others:
                found.setdefault((first.id, other.id), Pair(first.id, other.id, reason, text))
    return list(found.values())


def _folded(word: Word) -> Mapping[str, str]:
    return {f"{tag} {language.fold(text)}": text for tag, text in word.labels.items()}


def _exact(word: Word) -> Mapping[str, str]:
    return {each: each for each in word.mappings.get("exactMatch", ())}
