"""Where each kind of file keeps its metadata, and whose word counts: XMP, then IIM, then EXIF, then the PDF's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2
import pyvips

from mediabank.media.embedded import exif, iim, xmp
from mediabank.media.embedded import values as v

# libvips finds the blocks of these itself
_PICTURES = {"image/jpeg", "image/png", "image/webp", "image/tiff", "image/avif"}
_PACKET_BEGIN, _PACKET_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_PDF_MARKS = (b"application/pdf", b"application/vnd.adobe.illustrator", b"http://ns.adobe.com/pdf/1.3/")
_PACKETS_LOOKED_AT = 50
_INFORMATION = ("Title", "Author", "Subject", "Keywords", "CreationDate")


@dataclass(frozen=True)
class _Blocks:
    xmp: bytes = b""
    iim: bytes = b""
    exif: bytes = b""


def read(data: bytes, media_type: str) -> v.Embedded:
    """What a file's own metadata proposes; runs inside the sandbox, on bytes that nobody has looked at yet.

    `media_type` is the true type, found from the bytes. Damaged or oversized parts are left out; nothing is raised.
    """
    blocks = _blocks(data, media_type)
    from_xmp, address = xmp.read(blocks.xmp)
    said = [("xmp", from_xmp), ("iim", iim.read(blocks.iim)), ("exif", exif.read(blocks.exif))]
    if media_type == "application/pdf":
        said.append(("pdf", _document_information(data)))
    return _merged(said, address)


def _merged(said: list[tuple[str, dict[str, Any]]], address: str | None) -> v.Embedded:
    """The strongest source wins each field whole; what weaker ones say otherwise is kept beside it."""
    found = v.Embedded(asset_address=address)
    for source, proposals in said:
        for field, value in proposals.items():
            if field not in found.values:
                found.values[field], found.sources[field] = value, source
            elif value != found.values[field]:
                found.others.setdefault(field, {})[source] = value
    return found


def _blocks(data: bytes, media_type: str) -> _Blocks:
    if media_type not in _PICTURES:
        return _Blocks(xmp=_packet_in(data, of_a_pdf=media_type == "application/pdf"))
    try:
        picture = pyvips.Image.new_from_buffer(data, "", access="sequential")
    except pyvips.Error:
        return _Blocks(exif=_beginning_of_tiff(data, media_type))
    return _Blocks(
        xmp=_block(picture, "xmp-data"),
        iim=_block(picture, "iptc-data"),
        exif=_beginning_of_tiff(data, media_type) or _block(picture, "exif-data"),
    )


def _beginning_of_tiff(data: bytes, media_type: str) -> bytes:
    """A TIFF file is its own EXIF block."""
    return data if media_type == "image/tiff" else b""


def _block(picture: pyvips.Image, name: str) -> bytes:
    """One named block of a picture; empty where it is missing or over the limit."""
    if picture.get_typeof(name) == 0:
        return b""
    block = picture.get(name)
    return bytes(block) if isinstance(block, bytes) and len(block) <= v.PACKET_LIMIT_BYTES else b""


def _packet_in(data: bytes, *, of_a_pdf: bool) -> bytes:
    """An XMP packet found by scanning (ISO 16684-3, 5): the first one, or the last that speaks of the PDF itself.

    A PDF also holds the packets of the pictures placed in it, and after an update the older ones of its own.
    """
    found = b""
    at = 0
    for _ in range(_PACKETS_LOOKED_AT):
        start = data.find(_PACKET_BEGIN, at)
        end = data.find(_PACKET_END, start, start + v.PACKET_LIMIT_BYTES) if start >= 0 else -1
        if end < 0:
            break
        at = end + len(_PACKET_END)
        packet = data[start:at]
        if not of_a_pdf:
            return packet
        if any(mark in packet for mark in _PDF_MARKS):
            found = packet
    return found


def _document_information(data: bytes) -> dict[str, Any]:
    """Title, author, subject, keywords and day from a PDF's information dictionary (ISO 32000-2, 14.3.3)."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return {}
    try:
        said = {key: v.clean(document.get_metadata_value(key)) for key in _INFORMATION}
    except UnicodeDecodeError:  # UTF-16 that is none
        return {}
    finally:
        document.close()
    keywords = v.distinct(said.get("Keywords", "").replace(";", ",").split(","))
    found: dict[str, Any] = {
        "title": {v.DEFAULT_LANGUAGE: said["Title"]} if said.get("Title") else {},
        "description": {v.DEFAULT_LANGUAGE: said["Subject"]} if said.get("Subject") else {},
        "keyword": {v.DEFAULT_LANGUAGE: keywords} if keywords else {},
        "creator": [{"name": said["Author"]}] if said.get("Author") else [],
        "dateCreated": v.edtf(said.get("CreationDate", "").removeprefix("D:")[:8]),
    }
    return {field: value for field, value in found.items() if value}
