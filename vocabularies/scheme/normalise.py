"""A description from outside (JSON) to the form it is kept in: types, languages, counts and vocabularies checked."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from edtf import EDTFParseException, parse_edtf

from vocabularies.scheme.values import MOST_OF_A_MEMBER, PATTERNS, RANGES, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vocabularies.scheme.facts import Find
    from vocabularies.scheme.values import Field, Member, Scheme, Trail

ISNI_ADDRESS = "https://isni.org/isni/"
MOST_UNKNOWN_FIELDS = 50
FIRST_YEAR, LAST_YEAR = 1000, 9000
MOST_EDTF_CHARACTERS = 60

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]))?", re.ASCII)
_DATE_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII | re.IGNORECASE
)
_URI = re.compile(
    r"(https?://[^\s<>\"{}|\\^`/?#]+|urn:[a-z0-9][a-z0-9-]{1,31}:)[^\s<>\"{}|\\^`]*", re.ASCII | re.IGNORECASE
)
_ISNI = re.compile(
    r"(?:https?://(?:www\.)?isni\.org/(?:isni/)?|isni:?)?(\d{4}) ?(\d{4}) ?(\d{4}) ?(\d{3}[\dX])", re.IGNORECASE
)


class Refused(Exception):  # noqa: N818 - it is an answer within this module, not a fault
    """This one value cannot be taken; carries the code and values of its finding."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def normalise(scheme: Scheme, raw: Any, find: Find) -> tuple[dict[str, Any], list[Finding]]:
    """The values that can be kept, and a finding for each that cannot; never raises, whatever JSON is given.

    Kept form: `{"nb": text}` or `{"nb": [text]}` for texts, lists for repeatable fields, dicts of members for structs,
    concepts and references by the id that `find` answers, dates as "2026-08-31", times in UTC as
    "2026-08-31T10:00:00Z", ISNIs as addresses. What is empty (null, "", [], {}) is absent.
    """
    if not isinstance(raw, dict):
        return {}, [Finding("wrong_type.description", "")]
    reading = _Reading(scheme, find)
    unknown = [name for name in raw if name not in scheme.by_id]
    reading.findings += [Finding("unknown_field", _short(name)) for name in unknown[:MOST_UNKNOWN_FIELDS]]
    values = {
        field.id: value
        for field in scheme.fields
        if field.id in raw and (value := reading.field(field, raw[field.id])) is not None
    }
    return values, reading.findings


class _Reading:
    """One description being read, and what was found on the way."""

    def __init__(self, scheme: Scheme, find: Find) -> None:
        self.scheme, self.find = scheme, find
        self.findings: list[Finding] = []

    def found(self, field: Field, path: Trail, code: str, **values: Any) -> None:
        self.findings.append(Finding(code, field.id, path, values=values))

    def field(self, field: Field, raw: Any) -> Any:
        def one(item: Any, path: Trail) -> Any:
            return self.struct(field, item, path) if field.type == "struct" else self.plain(field, field, item, path)

        if field.type == "langString":
            return self.texts(field, raw)
        if field.repeatable:
            return self.several(field, raw, (), field.max_count, one)
        return one(raw, ())

    def several(self, field: Field, raw: Any, path: Trail, most: int, one: Callable[[Any, Trail], Any]) -> Any:
        """A list without its empty and repeated items, or None."""
        if _empty(raw):
            return None
        if not isinstance(raw, list):
            self.found(field, path, "wrong_type.list")
            return None
        if most and len(raw) > most:
            self.found(field, path, "too_many", n=len(raw), most=most)
            return None
        kept: list[Any] = []
        for index, item in enumerate(raw):
            value = one(item, (*path, index))
            if value is not None and value not in kept:
                kept.append(value)
        return kept or None

    def texts(self, field: Field, raw: Any) -> Any:
        def one(item: Any, path: Trail) -> Any:
            return self.plain(field, field, item, path)

        if _empty(raw):
            return None
        if not isinstance(raw, dict):
            self.found(field, (), "wrong_type.languages")
            return None
        for language in [name for name in raw if name not in self.scheme.languages][:MOST_UNKNOWN_FIELDS]:
            self.found(field, (_short(language),), "unknown_language", tag=_short(language))
        kept: dict[str, Any] = {}
        for language in [name for name in self.scheme.languages if name in raw]:
            value = (
                self.several(field, raw[language], (language,), field.max_count, one)
                if field.repeatable
                else one(raw[language], (language,))
            )
            if value is not None:
                kept[language] = value
        total = sum(map(len, kept.values()))
        if field.repeatable and total > field.max_count:
            self.found(field, (), "too_many", n=total, most=field.max_count)
            return None
        return kept or None

    def struct(self, field: Field, raw: Any, path: Trail) -> Any:
        if _empty(raw):
            return None
        if not isinstance(raw, dict):
            self.found(field, path, "wrong_type.members")
            return None
        known = {member.id for member in field.members}
        for name in [name for name in raw if name not in known][:MOST_UNKNOWN_FIELDS]:
            self.found(field, (*path, _short(name)), "unknown_field")
        kept: dict[str, Any] = {}
        for member in field.members:
            if member.id in raw and (value := self.member(field, member, raw[member.id], path)) is not None:
                kept[member.id] = value
        return kept or None

    def member(self, field: Field, member: Member, raw: Any, path: Trail) -> Any:
        def one(item: Any, at: Trail) -> Any:
            return self.plain(field, member, item, at)

        if member.repeatable:
            return self.several(field, raw, (*path, member.id), MOST_OF_A_MEMBER, one)
        return one(raw, (*path, member.id))

    def plain(self, field: Field, part: Field | Member, raw: Any, path: Trail) -> Any:
        """One value of a field, member or language, or None with a finding."""
        if _empty(raw):
            return None
        try:
            value = READERS[part.type](raw, part)
            kind = part.vocabulary or part.ref
            if kind:
                value = self.find(kind, value)
                if value is None:
                    raise Refused(  # noqa: TRY301 - the same answer as from a reader
                        "not_in_vocabulary" if part.vocabulary else "not_found", value=_short(raw)
                    )
        except Refused as refusal:
            self.found(field, path, refusal.code, **refusal.values)
            return None
        return value


def _empty(raw: Any) -> bool:
    return raw is None or raw in ([], {}) or (isinstance(raw, str) and not raw.strip())


def _short(raw: Any) -> str:
    """What was given, short enough and clean enough to be shown back."""
    return "".join(sign for sign in str(raw)[:80] if sign.isprintable() and not "\ud800" <= sign <= "\udfff")


def _text(raw: Any, part: Field | Member) -> str:
    if not isinstance(raw, str):
        raise Refused("wrong_type.text")
    # a long text is refused before it is worked on
    most = part.max_length or 2000
    if len(raw) > 4 * most:
        raise Refused("too_long", n=len(raw), most=most)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise Refused("bad_characters")
    if len(text) > most:
        raise Refused("too_long", n=len(text), most=most)
    if part.format in PATTERNS and not re.fullmatch(PATTERNS[part.format], text, re.ASCII):
        raise Refused(f"wrong_format.{part.format}", value=_short(text))
    return text


def _integer(raw: Any, part: Field | Member) -> int:
    if isinstance(raw, str) and re.fullmatch(r"\s*\d{1,16}\s*", raw, re.ASCII):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Refused("wrong_type.integer")
    lowest, highest = RANGES[part.format]
    if not lowest <= raw <= highest:
        raise Refused("out_of_range", lowest=lowest, highest=highest)
    return raw


def _date(raw: Any, part: Field | Member) -> str:
    text = _text(raw, part)
    try:
        if not _DATE.fullmatch(text):
            raise ValueError  # noqa: TRY301 - Python also reads week dates, which nobody here writes
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("wrong_type.date", value=_short(text)) from None
    _within_reason(day)
    return day.isoformat()


def _date_time(raw: Any, part: Field | Member) -> str:
    text = _text(raw, part)
    match = _DATE_TIME.fullmatch(text)
    if not match:
        raise Refused("wrong_type.date_time", value=_short(text))
    if match[3] is None:
        raise Refused("no_zone", value=_short(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("wrong_type.date_time", value=_short(text)) from None
    _within_reason(moment)
    moment = moment.astimezone(UTC).replace(microsecond=0)
    return moment.isoformat().replace("+00:00", "Z")


def _within_reason(day: date) -> None:
    """Near the ends of Python's calendar a change of zone overflows; no library plans that far."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("out_of_range", lowest=FIRST_YEAR, highest=LAST_YEAR)


def _edtf(raw: Any, part: Field | Member) -> str:
    """Extended Date/Time Format (ISO 8601-2:2019); plain years, months and days go past its grammar of 5 ms."""
    text = _text(raw, part)
    if _DATE.fullmatch(text):
        return _date(text, part)
    if _MONTH.fullmatch(text):
        return text
    if len(text) > MOST_EDTF_CHARACTERS or not text.isascii():
        raise Refused("wrong_type.edtf", value=_short(text))
    try:
        parse_edtf(text)
    except (EDTFParseException, ValueError, RecursionError):
        raise Refused("wrong_type.edtf", value=_short(text)) from None
    return text


def _uri(raw: Any, part: Field | Member) -> str:
    text = _text(raw, part)
    if part.id == "isni":
        isni = _ISNI.fullmatch(text)
        # what is no ISNI at all is left to the rule on its check digit, which says what to do
        return ISNI_ADDRESS + "".join(isni.groups()).upper() if isni else text
    if not _URI.fullmatch(text):
        raise Refused("wrong_type.uri", value=_short(text))
    return text


READERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "string": _text,
    "langString": _text,
    "integer": _integer,
    "uri": _uri,
    "date": _date,
    "dateTime": _date_time,
    "edtf": _edtf,
    "concept": _text,
    "organisationRef": _text,
    "assetRef": _text,
}
