"""Finding concepts by their labels: every language at once, what begins so first; `*` stands for any letters."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.functions import Length

from mediabank.concepts.word import Word, Words
from mediabank.language import LANGUAGES, best_language, fold
from mediabank.models import Label
from mediabank.web.linked import seen

LONGEST_QUERY = 100
MOST_LABELS = 2_000
"""Labels that are looked through for the best; a single letter meets many."""
KINDS = ("pref", "alt", "hidden")


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept and the label by which it was found; `kind` is pref, alt or hidden."""

    word: Word
    kind: str
    language: str
    text: str


async def found(
    query: str,
    known: Words,
    secret: frozenset[str],
    *,
    vocabularies: Iterable[str] = (),
    language: str = "",
    whole: bool = False,
) -> list[Hit]:
    """Concepts of these vocabularies (none: all) with a label that the query fits, each once, the best first.

    `whole`: as in Skosmos, without `*` the label must be the query itself, and `*` alone is every concept by its name;
    otherwise a label need only hold the query. What was merged is found as what it was merged into.
    """
    pattern = fold(query[:LONGEST_QUERY]).strip()
    parts = [each.strip() for each in pattern.split("*")]
    slugs = [each for each in vocabularies if each in known.faces]
    if not any(parts) or "\0" in pattern:
        every = whole and pattern
        return await asyncio.to_thread(_all, known, secret, slugs or known.faces, language) if every else []
    rule = _rule(parts, whole=whole) & Q(concept__state="accepted")
    if slugs:
        rule &= Q(concept__vocabulary_id__in=[known.faces[each].id for each in slugs])
    if language:
        rule &= Q(language=language)
    # the shortest are nearest to what was typed, where there are more than are looked through
    nearest = Label.filter(rule).annotate(size=Length("folded")).order_by("size", "folded", "id").limit(MOST_LABELS)
    rows = await nearest.values_list("concept_id", "kind", "language", "text", "folded")
    bare = "".join(parts)
    fitting = [row for row in rows if len(parts) == 1 or _fits(str(row[4]), parts)]
    ordered = sorted(fitting, key=lambda row: _distance(str(row[4]), str(row[1]), bare))
    hits: dict[str, Hit] = {}
    for concept, kind, tongue, text, _ in ordered:
        word = known.by_id.get(str(concept))
        if word is not None and seen.is_shown(word, secret) and str(concept) not in secret:
            hits.setdefault(word.id, Hit(word, str(kind), str(tongue), str(text)))
    return list(hits.values())


def _all(known: Words, secret: frozenset[str], vocabularies: Iterable[str], language: str) -> list[Hit]:
    """Every concept that has a name, in that language where one is said, by the alphabet."""
    hits = []
    for slug in vocabularies:
        for word in known.vocabularies.get(slug, ()):
            tongue = language or best_language(word.labels, LANGUAGES[0])
            if tongue in word.labels and seen.is_shown(word, secret):
                hits.append(Hit(word, "pref", tongue, word.labels[tongue]))
    return sorted(hits, key=lambda hit: (fold(hit.text), hit.word.id))


def _rule(parts: Sequence[str], *, whole: bool) -> Q:
    """The labels that may fit what stands between the stars; in which order it stands there the tables do not ask."""
    if len(parts) == 1:
        return Q(folded=parts[0]) if whole else Q(folded__contains=parts[0])
    rule = Q()
    for within in filter(None, parts[1:-1]):
        rule &= Q(folded__contains=within)
    if parts[0]:
        rule &= Q(folded__startswith=parts[0])
    return rule & Q(folded__endswith=parts[-1]) if parts[-1] else rule


def _fits(folded: str, parts: Sequence[str]) -> bool:
    """Whether a label is what stands between the stars, in order; in one go, however many stars there are."""
    at = len(parts[0])
    for within in parts[1:-1]:
        at = folded.find(within, at)
        if at < 0:
            return False
        at += len(within)
    return folded.startswith(parts[0]) and folded.endswith(parts[-1]) and at + len(parts[-1]) <= len(folded)


def _distance(folded: str, kind: str, bare: str) -> tuple[int, int, int, str]:
    """The label itself before what begins so, then a word in it that does, then the rest; preferred before others."""
    rank = 0 if folded == bare else 1 if folded.startswith(bare) else 2 if f" {bare}" in folded else 3
    return rank, KINDS.index(kind), len(folded), folded
