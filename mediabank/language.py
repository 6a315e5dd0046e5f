"""Texts by key in nb, nn, en and se, and dates, sizes and numbers as each language writes them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from mediabank import clock

LANGUAGES = ("nb", "nn", "se", "en")
"""The languages of the pages, in the order they are offered; nb and nn are equals."""

_FALLBACK = {
    "nb": ("nb", "nn", "en"),
    "nn": ("nn", "nb", "en"),
    "se": ("se", "nb", "nn", "en"),
    "en": ("en", "nb", "nn"),
}
_FOLDER = Path(__file__).parent / "locale"
_LETTERS = str.maketrans("øåđŋŧ", "oadnt", "") | {ord("æ"): "ae"}
Text = str | Mapping[str, str]
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ł": "l", "ı": "i"})
"""Letters that Unicode does not take apart; å, č, š, ž, á and their like lose their marks by NFD."""
_DIGRAPHS = str.maketrans({"å": "aa", "ø": "oe", "ö": "oe"})
"""How people without these keys also write them; æ is ae either way."""


@cache
def catalogue(language: str) -> Mapping[str, Text]:
    """All texts of one language: dotted key → text, or → {one, other, …} by CLDR's plural categories."""
    texts: dict[str, Text] = {}
    for file in sorted((_FOLDER / language).glob("*.toml")):
        _flatten("", tomllib.loads(file.read_text(encoding="utf-8")), texts)
    return texts


def text(key: str, language: str, **values: Any) -> str:
    """The sentence of a key; falls back se → nb and shows the bare key where nobody has written it."""
    for each in _FALLBACK[language]:
        found = catalogue(each).get(key)
        if found is not None:
            return _chosen(found, each, values).format(**{name: _shown(v, each) for name, v in values.items()})
    return key


def has(key: str, language: str) -> bool:
    """Whether this very language has the text, without falling back."""
    return key in catalogue(language)


def best(texts: Mapping[str, str], language: str) -> str:
    """The value of a text per language that suits this reader; any other rather than none."""
    for each in (*_FALLBACK[language], *texts):
        if texts.get(each):
            return texts[each]
    return ""


def best_language(texts: Mapping[str, str], language: str) -> str:
    """The language `best` would answer in, for the `lang` attribute; empty where there is no text."""
    return next((each for each in (*_FALLBACK[language], *texts) if texts.get(each)), "")


def accepted(header: str) -> str:
    """The page language an Accept-Language header asks for; "no" is bokmål, nothing known is bokmål."""
    for tag in _by_weight(header):
        primary = {"no": "nb"}.get(tag.split("-")[0], tag.split("-")[0])
        if primary in LANGUAGES:
            return primary
    return "nb"


def day(value: date | datetime, language: str) -> str:
    """A date in words, "31. august 2027", in Norwegian time."""
    local = value.astimezone(clock.OSLO) if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y" if language == "en" else "long", locale=_locale(language))


def weekday(value: date, language: str) -> str:
    """A day as one says it today, "Mandag 7. juni"."""
    pattern = "EEEE d MMMM" if language == "en" else "EEEE d. MMMM"
    said = format_date(value, pattern, locale=_locale(language))
    return said[:1].upper() + said[1:]


def month(value: date, language: str) -> str:
    """A month in words, "mai 2026"."""
    return format_date(value, "LLLL y", locale=_locale(language))


def moment(value: datetime, language: str) -> str:
    """A date with the time of day, in Norwegian time."""
    pattern = "d MMM y HH:mm" if language == "en" else "d. MMM y HH:mm"
    return format_datetime(value.astimezone(clock.OSLO), pattern, locale=_locale(language))


@lru_cache(maxsize=4096)
def number(value: float, language: str, *, decimals: int = 0) -> str:
    """A number with the language's own separators."""
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    return format_decimal(value, pattern, locale=_locale(language))


def size(bytes_: int, language: str) -> str:
    """A file size as people read it: "24,1 MB"; decimal units, as file managers count."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if bytes_ >= factor:
            shown = bytes_ / factor
            return f"{number(shown, language, decimals=1 if shown < 100 else 0)} {unit}"  # noqa: PLR2004
    return f"{bytes_} B"


def fold(value: str) -> str:
    """The shadow of a text that is compared and searched: NFC and case-folded."""
    return unicodedata.normalize("NFC", value).casefold()


def plain(folded: str) -> str:
    """A folded text without diacritics: bøker → boker, čáhppes → cahppes."""
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFD", folded.translate(_PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def slug_of(name: str) -> str:
    """Letters, digits and hyphens that remind of a name: "Østfold bibliotek" → "ostfold-bibliotek"."""
    ascii_only = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:70] or "x"


def spellings(folded: str) -> tuple[str, ...]:
    """The forms without diacritics under which a folded text is found: høst → host, hoest."""
    simple = plain(folded)
    if folded.isascii():
        return (simple,)
    double = plain(folded.translate(_DIGRAPHS))
    return (simple,) if double == simple else (simple, double)


def missing(language: str) -> Iterable[str]:
    """Keys that bokmål has and this language lacks: the translators' list."""
    return sorted(set(catalogue("nb")) - set(catalogue(language)))


def _flatten(prefix: str, node: Mapping[str, Any], texts: dict[str, Text]) -> None:
    for name, value in node.items():
        if isinstance(value, str) or "other" in value:
            texts[prefix + name] = value
        else:
            _flatten(f"{prefix}{name}.", value, texts)


def _chosen(found: Text, language: str, values: Mapping[str, Any]) -> str:
    if isinstance(found, str):
        return found
    return found.get(_locale(language).plural_form(values.get("n", 0)), found["other"])


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, datetime | date):
        return day(value, language)
    return value


def tongue(tag: str, language: str) -> str:
    """What a language is called, by its tag (BCP 47): tysk, fransk (fr-CA); the tag where nobody knows."""
    names, primary = _locale(language).languages, tag.partition("-")[0]
    return names.get(tag) or (f"{names[primary]} ({tag})" if primary in names else tag)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse({"se": "se_NO", "nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}[language])


def _by_weight(header: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        tag, _, weight = part.strip().lower().partition(";q=")
        try:
            weighted.append((float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda each: -each[0])]
