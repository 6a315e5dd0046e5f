"""The stretch of a hit's description that answers the words best, with those words marked."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from mediabank.concepts.words import words as known_words
from mediabank.models import AssetText
from mediabank.search.documents import searched
from mediabank.search.query import Highlight, Part, Span
from mediabank.search.words import STEMMED_LANGUAGES, STOP_WORDS, plain, spellings, stem, words

BEFORE, LENGTH = 60, 220
"""Characters shown before the first marked word, and in all."""
_ORDER = ("description", "extendedDescription", "altText", "keyword", "transcript", "title")
_WORD = re.compile(r"[^\W_]+")


async def highlights(ids: Sequence[str], parts: Sequence[Part], language: str) -> dict[str, Highlight]:
    """Asset → its best stretch, for those with one; nothing without words."""
    wanted = {word for part in parts if not part.excluded for word in part.words} - STOP_WORDS
    if not wanted or not ids:
        return {}
    fields = searched((await known_words()).scheme.fields)
    rows = await AssetText.filter(asset_id__in=list(ids), field__in=fields).values_list(
        "asset_id", "field", "language", "text"
    )
    texts: dict[str, list[tuple[str, str, str]]] = {}
    for asset, *text in rows:
        texts.setdefault(asset, []).append((text[0], text[1], unicodedata.normalize("NFC", text[2])))
    best = {asset: _best(each, wanted, language) for asset, each in texts.items()}
    return {asset: found for asset, found in best.items() if found is not None}


def _best(texts: Iterable[tuple[str, str, str]], wanted: set[str], language: str) -> Highlight | None:
    ranked = []
    for field, own, text in texts:
        marks = [(m.start(), m.end()) for m in _WORD.finditer(text) if _answers(m.group(), wanted, own)]
        if marks:
            hits = len({plain(text[start:end].casefold()) for start, end in marks})
            place = _ORDER.index(field) if field in _ORDER else len(_ORDER)
            ranked.append(((-hits, place, own != language, own), Highlight(field, own, _spans(text, marks))))
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def _answers(written: str, wanted: set[str], language: str) -> bool:
    for word in words(written):
        if word in wanted or not {*spellings(word)}.isdisjoint(plain(each) for each in wanted):
            return True
        if language in STEMMED_LANGUAGES and stem(word) in {stem(each) for each in wanted}:
            return True
    return False


def _spans(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """Cut around the first mark, at spaces."""
    first = max(marks[0][0] - BEFORE, 0)
    if first:
        first = text.find(" ", first, marks[0][0]) + 1 or marks[0][0]
    last = min(first + LENGTH, len(text))
    if last < len(text):
        last = max(text.rfind(" ", first, last), marks[0][1])
    spans: list[Span] = [Span("… ")] if first else []
    at = first
    for start, end in marks:
        if end > last:
            break
        spans += [Span(text[at:start])] if start > at else []
        spans.append(Span(text[start:end], marked=True))
        at = end
    spans += [Span(text[at:last])] if last > at else []
    spans += [Span(" …")] if last < len(text) else []
    return tuple(spans)
