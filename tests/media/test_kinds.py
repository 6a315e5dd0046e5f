"""What the bytes are, whatever they are called."""

import io
import struct
import zipfile

import pytest

from mediabank.media import kinds
from mediabank.media.kinds import KINDS, claimed_size, sniff


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def box(brand, *compatible):
    body = brand + b"\0\0\0\0" + b"".join(compatible)
    return struct.pack(">I", 8 + len(body)) + b"ftyp" + body + b"\0\0\0\x08mdat"


WORD = zipped(("[Content_Types].xml", "<Types/>"), ("_rels/.rels", ""), ("word/document.xml", "<w:document/>"))
FRAME = b"\xff\xfb\x90\x64" + bytes(413)
SAMPLES = {
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes(17) + b"\0\0\0\0IDAT",
    "image/apng": b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes(17) + b"\0\0\0\x08acTL" + bytes(12) + b"IDAT",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "image/gif": b"GIF89a\1\0\1\0",
    "image/tiff": b"II*\0\x08\0\0\0",
    "image/avif": box(b"avif", b"mif1"),
    "image/heic": box(b"heic", b"mif1"),
    "image/jxl": b"\xff\x0a\xfa\x1f",
    "image/jp2": b"\0\0\0\x0cjP  \r\n\x87\n",
    "image/vnd.adobe.photoshop": b"8BPS\0\1",
    "application/pdf": b"%PDF-1.7\n",
    "image/svg+xml": b'<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>',
    "application/postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: x\n",
    "application/vnd.adobe.illustrator": b"%!PS-Adobe-3.0\n%%Creator: Adobe Illustrator(R) 8\n",
    "application/x-indesign": bytes.fromhex("0606edf5d81d46e5bd31efe7fe74b71d"),
    "video/mp4": box(b"isom", b"mp41"),
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "video/quicktime": box(b"qt  "),
    "audio/mpeg": FRAME * 2,
    "audio/mp4": box(b"M4A ", b"isom"),
    "audio/ogg": b"OggS\0\2",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": WORD,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": zipped(
        ("[Content_Types].xml", ""), ("ppt/presentation.xml", "")
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": zipped(
        ("[Content_Types].xml", ""), ("xl/workbook.xml", "")
    ),
    "application/vnd.oasis.opendocument.text": zipped(
        ("mimetype", "application/vnd.oasis.opendocument.text"), method=zipfile.ZIP_STORED
    ),
    "application/vnd.oasis.opendocument.presentation": zipped(
        ("mimetype", "application/vnd.oasis.opendocument.presentation"), method=zipfile.ZIP_STORED
    ),
    "application/vnd.oasis.opendocument.spreadsheet": zipped(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), method=zipfile.ZIP_STORED
    ),
}
CANVAS = (69_999).to_bytes(3, "little") + (49_999).to_bytes(3, "little")
REFUSED = {
    "html": b"<!DOCTYPE html><html><svg></svg></html>",
    "html without doctype": b"<script>alert(1)</script>",
    "text": b"Hei, dette er en tekst",
    "shell": b"#!/bin/sh\necho",
    "windows program": b"MZ\x90\0" + bytes(60) + b"%PDF-1.4",
    "linux program": b"\x7fELF\2\1\1",
    "zip": zipped(("readme.txt", "x")),
    "zip that mentions office": zipped(("a.txt", "word/document.xml"), ("word/document.xml", "")),
    "word with macros": zipped(("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")),
    "e-book": zipped(("mimetype", "application/epub+zip"), method=zipfile.ZIP_STORED),
    "gzip": b"\x1f\x8b\x08\0",
    "rar": b"Rar!\x1a\7\0",
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0",
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "bare postscript": b"%!PS-Adobe-3.0\n(/etc/passwd) run",
    "two sync bytes": b"\xff\xfb\x90\x64" + bytes(600),
    "xml": b"<?xml version='1.0'?><rdf:RDF/>",
    "one byte": b"\x89",
    "nothing": b"",
}


@pytest.mark.parametrize("media_type", KINDS)
def test_every_kind_of_the_table_is_known_by_its_bytes(media_type):
    assert sniff(SAMPLES[media_type], SAMPLES[media_type][-kinds.TAIL_BYTES :]).media_type == media_type


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_in_the_table_is_nothing(name):
    assert sniff(REFUSED[name], REFUSED[name]) is None


@pytest.mark.parametrize("cut", range(0, 48, 3))
@pytest.mark.parametrize("media_type", KINDS)
def test_a_cut_head_is_some_kind_or_none_and_never_an_error(media_type, cut):
    head = SAMPLES[media_type][:cut]
    assert sniff(head, head) is None or sniff(head, head).media_type in KINDS
    assert claimed_size(head, media_type) is None or len(head) >= 10


def test_only_what_browsers_show_safely_is_inline():
    inline = {kind.extension for kind in KINDS.values() if kind.inline}
    assert inline == {"jpg", "png", "webp", "avif", "pdf", "mp4", "webm"}


def test_an_svg_is_never_inline():
    assert not KINDS["image/svg+xml"].inline


def test_a_picture_in_utf_16_is_found():
    assert sniff("<svg width='1'/>".encode("utf-16")).media_type == "image/svg+xml"


def test_an_html_page_that_speaks_of_svg_is_not_one():
    assert sniff(b"<!-- <svg --><html><svg/></html>") is None


def test_a_picture_with_a_zip_behind_it_is_a_picture():
    data = SAMPLES["image/jpeg"] + WORD
    assert sniff(data, data).media_type == "image/jpeg"


def test_a_general_brand_yields_to_the_compatible_ones():
    assert sniff(box(b"mif1", b"avif")).media_type == "image/avif"


@pytest.mark.parametrize(
    ("media_type", "head"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + struct.pack(">II", 70_000, 50_000)),
        ("image/gif", b"GIF89a" + struct.pack("<HH", 70_000 & 0xFFFF, 50_000) + bytes(20)),
        ("image/webp", b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + CANVAS),
    ],
)  # fmt: skip
def test_a_claimed_size_is_read_without_a_decoder(media_type, head):
    width = 70_000 if media_type != "image/gif" else 70_000 & 0xFFFF
    assert claimed_size(head, media_type) == (width, 50_000)
