"""EXIF read as proposals: the tags that the scheme knows, never a position or a serial number (EXIF 3.0, TIFF 6)."""

from __future__ import annotations

import struct
from typing import Any

from mediabank.media.embedded import values as v

_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}
_EXIF_FOLDER, _LONG = 34665, 4
_SIZES = {1: 1, 2: 1, 4: 4, 7: 1, 129: 1}  # BYTE, ASCII, LONG, UNDEFINED, UTF-8 (EXIF 3.0): the types of our tags
_TAGS = {
    270: "ImageDescription",
    306: "DateTime",
    315: "Artist",
    33432: "Copyright",
    36867: "DateTimeOriginal",
    40091: "XPTitle",
    40093: "XPAuthor",
    40094: "XPKeywords",
    _EXIF_FOLDER: "folder",
}
# what cameras write by themselves is no description
_CAMERA_WORDS = {
    "olympus digital camera",
    "konica minolta digital camera",
    "sony dsc",
    "dcim",
    "dig",
    "samsung",
    "kodak",
}


def read(block: bytes) -> dict[str, Any]:
    """The proposals of an EXIF block, or of a classic TIFF file, whose first folder is the same thing."""
    start = next((at for at in (0, 4, 6, 10) if block[at : at + 4] in _ORDERS), None)
    if start is None:
        return {}
    body = memoryview(block)[start:]
    order = _ORDERS[bytes(body[:4])]
    tags = _folder(body, order, *_number(body, order, 4))
    if "folder" in tags:
        tags = _folder(body, order, *_number(tags["folder"], order, 0)) | tags

    def text(name: str, encoding: str = "utf-8") -> str:
        return _text(tags.get(name, b""), encoding)

    title, description = text("XPTitle", "utf-16-le"), text("ImageDescription")
    creators = text("XPAuthor", "utf-16-le") or text("Artist")
    keywords = v.distinct(text("XPKeywords", "utf-16-le").split(";"))
    found = {
        "title": {v.DEFAULT_LANGUAGE: title} if title else {},
        "description": {v.DEFAULT_LANGUAGE: description} if _is_description(description) else {},
        "keyword": {v.DEFAULT_LANGUAGE: keywords} if keywords else {},
        "creator": [{"name": name} for name in v.distinct(creators.split(";"))],
        "copyrightNotice": {v.DEFAULT_LANGUAGE: text("Copyright")} if text("Copyright") else {},
        "dateCreated": v.edtf(text("DateTimeOriginal")),
    }
    return {field: value for field, value in found.items() if value}


def _is_description(text: str) -> bool:
    return bool(text) and text.lower() not in _CAMERA_WORDS


def _text(raw: bytes, encoding: str) -> str:
    """A string of EXIF: its parts between zero bytes (Copyright has two) in one; UTF-8, else Windows' Latin-1."""
    try:
        decoded = raw.decode(encoding)
    except UnicodeDecodeError:
        decoded = raw.decode("cp1252" if encoding == "utf-8" else encoding, "replace")
    return v.clean("; ".join(part.strip() for part in decoded.split("\x00") if part.strip()))


def _number(data: memoryview | bytes, order: str, at: int) -> tuple[int, ...]:
    """One 32-bit number, or nothing where the data ends before it."""
    return struct.unpack_from(order + "I", data, at) if at + 4 <= len(data) else ()


def _folder(body: memoryview, order: str, at: int = 0) -> dict[str, bytes]:
    """The known tags of one folder (IFD) at an offset; entries that point outside are left out."""
    found: dict[str, bytes] = {}
    if not 8 <= at <= len(body) - 2:  # noqa: PLR2004  # the header is eight bytes
        return found
    (count,) = struct.unpack_from(order + "H", body, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(body) - 11), 12):
        tag, kind, length = struct.unpack_from(order + "HHI", body, entry)
        size = _SIZES.get(kind, 0) * length
        if tag not in _TAGS or not 0 < size <= v.PACKET_LIMIT_BYTES:
            continue
        if tag == _EXIF_FOLDER and kind != _LONG:
            continue
        place = entry + 8 if size <= 4 else struct.unpack_from(order + "I", body, entry + 8)[0]  # noqa: PLR2004
        if place + size <= len(body):
            found.setdefault(_TAGS[tag], bytes(body[place : place + size]))
    return found
