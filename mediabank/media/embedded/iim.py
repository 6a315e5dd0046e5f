"""IPTC-IIM records read as proposals (IIM 4.2, record 2), from the raw form or from Photoshop's image resources."""

from __future__ import annotations

import struct
from typing import Any

from mediabank.media.embedded import values as v

_PHOTOSHOP = b"Photoshop 3.0\x00"
_IPTC_RESOURCE = 0x0404
_UTF8 = b"\x1b%G"  # 1:90 CodedCharacterSet, ISO 2022 for UTF-8
_MARK = 0x1C
_DATASET_LIMIT = 5000


def read(block: bytes) -> dict[str, Any]:
    """The proposals of a block; what is damaged is left out.

    Letters: UTF-8 where record 1:90 says so, else UTF-8 where all bytes fit it, else Windows' Latin-1, which old
    archives wrote without saying so.
    """
    sets = _datasets(_records(block[: v.PACKET_LIMIT_BYTES]))
    said_utf8 = _UTF8 in sets.get((1, 90), [b""])[0]

    def texts(number: int) -> list[str]:
        return v.distinct([_text(raw, said_utf8=said_utf8) for raw in sets.get((2, number), [])])

    def spoken(*numbers: int) -> dict[str, str]:
        written = [raw for number in numbers for raw in sets.get((2, number), [])[:1]]
        found = next((text for text in (v.clean(_text(raw, said_utf8=said_utf8)) for raw in written) if text), None)
        return {v.DEFAULT_LANGUAGE: found} if found else {}

    keywords = texts(25)
    found = {
        "title": spoken(5, 105),
        "description": spoken(120),
        "keyword": {v.DEFAULT_LANGUAGE: keywords} if keywords else {},
        "creator": [{"name": name} for name in texts(80)],
        "creditLine": next(iter(texts(110)), None),
        "copyrightNotice": spoken(116),
        "dateCreated": v.edtf(next(iter(texts(55)), "")),
        "supplierId": texts(103)[:1],
    }
    return {field: value for field, value in found.items() if value}


def _text(raw: bytes, *, said_utf8: bool) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if said_utf8 else "cp1252", "replace")


def _records(block: bytes) -> bytes:
    """The IIM bytes of a block: the block itself, or resource 0x0404 of Photoshop's list (8BIM, id, name, size)."""
    if block[:1] == bytes([_MARK]):
        return block
    at = len(_PHOTOSHOP) if block.startswith(_PHOTOSHOP) else 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        (resource,) = struct.unpack_from(">H", block, at + 4)
        name_end = at + 7 + block[at + 6]
        name_end += (name_end - at) % 2
        if name_end + 4 > len(block):
            break
        (size,) = struct.unpack_from(">I", block, name_end)
        start = name_end + 4
        if resource == _IPTC_RESOURCE:
            return block[start : start + size]
        at = start + size + size % 2
    return b""


def _datasets(records: bytes) -> dict[tuple[int, int], list[bytes]]:
    """The bytes of each (record, dataset) in their order; reading stops at the first thing that is no dataset."""
    found: dict[tuple[int, int], list[bytes]] = {}
    at = 0
    for _ in range(_DATASET_LIMIT):
        if at + 5 > len(records) or records[at] != _MARK:
            break
        record, number, size = struct.unpack_from(">BBH", records, at + 1)
        at += 5
        if size & 0x8000:  # an extended dataset: the size's own length, then the size
            width = size & 0x7FFF
            size = int.from_bytes(records[at : at + width], "big") if width <= 4 else len(records)  # noqa: PLR2004
            at += width
        found.setdefault((record, number), []).append(records[at : at + min(size, 4 * v.TEXT_LIMIT)])
        at += size
    return found
