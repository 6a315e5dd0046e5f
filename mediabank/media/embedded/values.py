"""The values of embedded metadata: what was read, what is to be written, and how much of it we believe."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKET_LIMIT_BYTES = 1_000_000  # a larger block is no description but an attack or an edit history
TEXT_LIMIT = 10_000  # characters
LIST_LIMIT = 200  # entries
DEFAULT_LANGUAGE = "x-default"  # XMP's own word for "language not said"; the caller knows the uploader's
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PLUS_CODES = "http://ns.useplus.org/ldf/vocab/"

# control characters, half surrogates, and marks that turn the direction of writing ("exe.gpj" for "jpg.exe")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DATE = re.compile(r"(\d{4})(?:[-:/](\d{2})(?:[-:/](\d{2}))?)?(?![\d])")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_URI = re.compile(r"https?://[^\s\"<>\\^`{|}]{1,2000}")


@dataclass(frozen=True)
class Embedded:
    """What a file says about itself, as proposals by the scheme's field ids; every part can be written as JSON.

    `values` is the value to propose, `sources` says where it comes from ("xmp", "iim", "exif", "pdf"), `others` keeps
    what the weaker sources said where they said something else: field → source → value. `asset_address` is the address
    that one of our own deliveries carries. Positions (GPS) and names of persons shown are never read.
    """

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    others: dict[str, dict[str, Any]] = field(default_factory=dict)
    asset_address: str | None = None


@dataclass(frozen=True)
class XmpValues:
    """What a delivered file says about itself; texts are language → text, and absent parts are empty."""

    title: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    alt_text: Mapping[str, str] = field(default_factory=dict)
    extended_description: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    credit_line: str = ""
    copyright_notice: Mapping[str, str] = field(default_factory=dict)
    rights_holders: tuple[str, ...] = ()
    license_uri: str = ""
    web_statement_uri: str = ""  # the licence's address where empty
    usage_terms: Mapping[str, str] = field(default_factory=dict)
    data_mining_uri: str = ""
    digital_source_type_uri: str = ""
    alteration_uris: tuple[str, ...] = ()  # PLUS AL-… codes
    supplier_ids: tuple[str, ...] = ()
    date_created: str = ""
    available_from: str = ""  # ISO 8601 with offset
    expires: str = ""
    asset_address: str = ""
    media_type: str = ""
    more: tuple[More, ...] = ()


@dataclass(frozen=True)
class More:
    """One more property, which somebody has named: `packet.property_named` says which names can be written.

    A text, a list of texts (an unordered one), or a text in its languages.
    """

    name: str
    value: str | tuple[str, ...] | Mapping[str, str]


def clean(text: str) -> str:
    """The text without control characters and outer space, cut at `TEXT_LIMIT` characters; tabs and line ends stay."""
    return _CONTROL.sub("", text[: 2 * TEXT_LIMIT]).replace("\r\n", "\n").replace("\r", "\n").strip()[:TEXT_LIMIT]


def line(text: str) -> str:
    """The text, cleaned, on one line."""
    return " ".join(clean(text).split())


def language(tag: str) -> str | None:
    """A language tag as the bank writes it: "nb-NO" → "nb", "no" → "nb"; None where it is no tag."""
    if tag.lower() == DEFAULT_LANGUAGE:
        return DEFAULT_LANGUAGE
    found = _TAG.fullmatch(tag.strip()[:40])
    if found is None:
        return None
    return {"no": "nb", "nob": "nb", "nno": "nn", "sme": "se", "eng": "en"}.get(found[1].lower(), found[1].lower())


def edtf(text: str) -> str | None:
    """The day, month or year that a written date begins with, in EDTF level 0: "2021:06:21 10:00:00" → "2021-06-21"."""
    digits = text.strip()[:40]
    if re.match(r"\d{8}(?!\d)", digits):
        digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    found = _DATE.match(digits)
    if found is None:
        return None
    year, month, day = found[1], found[2], found[3]
    parts = [part for part in (year, month, day) if part and int(part)]  # 2021:00:00 is a year
    try:
        date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)  # noqa: PLR2004
    except (ValueError, IndexError):
        return None
    return "-".join(parts)


def uri(text: str) -> str | None:
    """A web address, or None."""
    found = _URI.fullmatch(text.strip()[:2100])
    return found[0] if found else None


def code(text: str, base: str) -> str | None:
    """The address of a code of a list, from its address (also with https) or from the bare code; None for others."""
    written = text.strip()[:300]
    for prefix in (base, base.replace("http://", "https://")):
        written = written.removeprefix(prefix)
    return base + written if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,80}", written) else None


def distinct(texts: list[str]) -> list[str]:
    """The texts, each on one line, in order, each once, without empty ones, at most `LIST_LIMIT`."""
    return list(dict.fromkeys(text for text in map(line, texts[: 5 * LIST_LIMIT]) if text))[:LIST_LIMIT]
