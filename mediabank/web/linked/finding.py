"""Finding concepts by their labels: every language at once, what begins so first; `*` stands for any letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from tortoise.expressions import Q

from mediabank.concepts.word import Word, Words
from mediabank.language import fold
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

    `whole`: without `*` the label must be the query itself, as in Skosmos; otherwise it need only hold it.
    What was merged is found as what it was merged into.
    """
    pattern = fold(query[:LONGEST_QUERY]).strip()
    rule = _rule(pattern, whole=whole)
    if rule is None:
        return []
    rule &= Q(concept__state="accepted")
    slugs = [each for each in vocabularies if each in known.faces]
    if slugs:
        rule &= Q(concept__vocabulary_id__in=[known.faces[each].id for each in slugs])
    if language:
        rule &= Q(language=language)
    rows = await Label.filter(rule).limit(MOST_LABELS).values_list("concept_id", "kind", "language", "text", "folded")
    bare = pattern.replace("*", "")
    ordered = sorted(rows, key=lambda row: _distance(str(row[4]), str(row[1]), bare))
    hits: dict[str, Hit] = {}
    for concept, kind, tongue, text, _ in ordered:
        word = known.by_id.get(str(concept))
        if word is not None and seen.is_shown(word, secret) and str(concept) not in secret:
            hits.setdefault(word.id, Hit(word, str(kind), str(tongue), str(text)))
    return list(hits.values())


def _rule(pattern: str, *, whole: bool) -> Q | None:
    """The labels that fit: a `*` is heeded at the beginning and at the end."""
    begins, ends = pattern.endswith("*"), pattern.startswith("*")
    bare = pattern.strip("*").strip()
    if not bare or "\0" in bare:
        return None
    if (begins and ends) or not (whole or begins or ends):
        return Q(folded__contains=bare)
    if begins:
        return Q(folded__startswith=bare)
    return Q(folded__endswith=bare) if ends else Q(folded=bare)


def _distance(folded: str, kind: str, bare: str) -> tuple[int, int, int, str]:
    """The label itself before what begins so, then a word in it that does, then the rest; preferred before others."""
    rank = 0 if folded == bare else 1 if folded.startswith(bare) else 2 if f" {bare}" in folded else 3
    return rank, KINDS.index(kind), len(folded), folded
