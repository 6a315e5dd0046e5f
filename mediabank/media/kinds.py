"""The one table of what the bank takes in: the true type, found from the bytes, and what we can do with it.

What is not in the table is refused (415): html, programs, scripts, archives, plain text. Office documents are zips and
in the table, because letters, press releases and templates are campaign material; the bank never unpacks them, shows
an icon, and hands them out as attachments only. One with macros in it is a program, and refused.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 65_536
TAIL_BYTES = 65_536

Room = Literal["picture", "page", "vector", "video", "audio", "document"]
MediaKind = Literal["image", "video", "audio", "document"]
Loader = Literal["vips", "pdf"]


@dataclass(frozen=True)
class Kind:
    """One kind of file. `loader` is what makes its preview here, None an icon; `inline`: browsers may show it."""

    media_type: str
    extension: str
    room: Room
    media_kind: MediaKind
    icon: str
    loader: Loader | None = None
    inline: bool = False


@dataclass(frozen=True)
class Limits:
    """What a file may claim; more is refused from its header, before anything is decoded."""

    pixels: int = 200_000_000  # an A0 poster at 300 dpi has 139.5 million
    frames: int = 500
    pages: int = 2_000
    decoded_bytes: int = 1 << 30  # of one frame or page: only the first is ever decoded


LIMITS = Limits()

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

_TABLE = (
    Kind("image/jpeg", "jpg", "picture", "image", "picture", "vips", inline=True),
    Kind("image/png", "png", "picture", "image", "picture", "vips", inline=True),
    Kind("image/apng", "png", "picture", "image", "picture", "vips", inline=True),
    Kind("image/webp", "webp", "picture", "image", "picture", "vips", inline=True),
    Kind("image/avif", "avif", "picture", "image", "picture", "vips", inline=True),
    Kind("image/gif", "gif", "picture", "image", "picture", "vips"),
    Kind("image/tiff", "tif", "picture", "image", "picture", "vips"),
    Kind("image/heic", "heic", "picture", "image", "picture"),
    Kind("image/jxl", "jxl", "picture", "image", "picture"),
    Kind("image/jp2", "jp2", "picture", "image", "picture"),
    Kind("image/vnd.adobe.photoshop", "psd", "picture", "image", "picture"),
    Kind("application/pdf", "pdf", "page", "document", "page", "pdf", inline=True),
    Kind("image/svg+xml", "svg", "vector", "image", "vector"),
    Kind("application/postscript", "eps", "vector", "image", "vector"),
    Kind("application/vnd.adobe.illustrator", "ai", "vector", "image", "vector"),
    Kind("application/x-indesign", "indd", "page", "document", "page"),
    Kind("video/mp4", "mp4", "video", "video", "video", inline=True),
    Kind("video/webm", "webm", "video", "video", "video", inline=True),
    Kind("video/quicktime", "mov", "video", "video", "video"),
    Kind("audio/mpeg", "mp3", "audio", "audio", "audio"),
    Kind("audio/mp4", "m4a", "audio", "audio", "audio"),
    Kind("audio/ogg", "ogg", "audio", "audio", "audio"),
    Kind("audio/wav", "wav", "audio", "audio", "audio"),
    Kind(_OPEN_XML + "wordprocessingml.document", "docx", "document", "document", "document"),
    Kind(_OPEN_XML + "presentationml.presentation", "pptx", "document", "document", "document"),
    Kind(_OPEN_XML + "spreadsheetml.sheet", "xlsx", "document", "document", "document"),
    Kind(_OPEN_DOCUMENT + "text", "odt", "document", "document", "document"),
    Kind(_OPEN_DOCUMENT + "presentation", "odp", "document", "document", "document"),
    Kind(_OPEN_DOCUMENT + "spreadsheet", "ods", "document", "document", "document"),
)
KINDS = {kind.media_type: kind for kind in _TABLE}


def sniff(head: bytes, tail: bytes = b"") -> Kind | None:
    """The kind that the first (and last) HEAD_BYTES show, whatever the name says; None: not in the table."""
    for finder in _FINDERS:
        media_type = finder(head, tail)
        if media_type:
            return KINDS.get(media_type)
    return None


_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"8BPS\0\1", "image/vnd.adobe.photoshop"),
    (b"8BPS\0\2", "image/vnd.adobe.photoshop"),
    (b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d", "application/x-indesign"),
    (b"OggS\0", "audio/ogg"),
)


def _signature(head: bytes, _: bytes) -> str | None:
    return next((media_type for mark, media_type in _SIGNATURES if head.startswith(mark)), None)


def _png(head: bytes, _: bytes) -> str | None:
    """An animation says so (acTL) before its first pixels."""
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    return "image/apng" if b"acTL" in head.partition(b"IDAT")[0] else "image/png"


def _riff(head: bytes, _: bytes) -> str | None:
    if head[:4] != b"RIFF":
        return None
    return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])


_BRANDS = (
    ({b"avif", b"avis"}, "image/avif"),
    ({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}, "image/heic"),
    ({b"qt  "}, "video/quicktime"),
    ({b"M4A ", b"M4B "}, "audio/mp4"),
    (
        {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"3gp4"},
        "video/mp4",
    ),
)  # fmt: skip


def _iso_media(head: bytes, _: bytes) -> str | None:
    """The family of MP4 (ISO/IEC 14496-12): the major brand decides, then the compatible ones."""
    if head[4:8] in {b"moov", b"wide", b"mdat"} and head[:2] == b"\0\0":
        return "video/quicktime"  # QuickTime files from before there were brands
    if head[4:8] != b"ftyp":
        return None
    size = min(struct.unpack(">I", head[:4])[0], 256)
    compatible = {head[at : at + 4] for at in range(16, size - 3, 4)}
    general = {b"mif1", b"msf1"}  # say only "a picture": the compatible brands say which
    for brands in ({head[8:12]} - general, compatible, general & {head[8:12]}):
        for known, media_type in _BRANDS:
            if brands & known:
                return media_type
    return None


def _webm(head: bytes, _: bytes) -> str | None:
    return "video/webm" if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head[:128] else None


def _pdf(head: bytes, _: bytes) -> str | None:
    """The header may follow a little white space; behind anything else it is that other thing's."""
    return "application/pdf" if head[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-") else None


def _postscript(head: bytes, _: bytes) -> str | None:
    """Encapsulated PostScript and old Illustrator files; bare PostScript is a program."""
    first, _, rest = head[:2048].partition(b"\n")
    if not first.startswith(b"%!PS-Adobe-"):
        return None
    if b"Adobe Illustrator" in rest:
        return "application/vnd.adobe.illustrator"
    return "application/postscript" if b"EPSF" in first[:64] else None


_MP3_BIT_RATE, _MP3_SAMPLE_RATE = 0xF0, 0x0C


def _mp3(head: bytes, _: bytes) -> str | None:
    """An ID3 tag, or two frames of MPEG layer III in a row: two set bytes alone are any file's."""
    if head.startswith(b"ID3") and len(head) > 10 and head[3] in {2, 3, 4}:  # noqa: PLR2004 - ID3v2.2 to 2.4
        return "audio/mpeg"
    step = _mp3_frame_bytes(head)
    return "audio/mpeg" if step and _mp3_frame_bytes(head[step:]) else None


def _mp3_frame_bytes(head: bytes) -> int:
    """Length of the MPEG 1 layer III frame that begins here, 0 where none does (ISO/IEC 11172-3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xFE != 0xFA:  # noqa: PLR2004 - sync bits
        return 0
    rate = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)[head[2] >> 4]
    sample = (44_100, 48_000, 32_000, 0)[head[2] >> 2 & 3]
    return 144_000 * rate // sample + (head[2] >> 1 & 1) if rate and sample else 0


_XML_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>\s*)*", re.DOTALL)
_SVG_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?svg[\s>/]")


def _svg(head: bytes, _: bytes) -> str | None:
    """XML whose root element is svg, in any of the encodings that XML begins with."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head.decode("utf-16", errors="replace")
    else:
        text = head.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] != "<":
        return None
    before = _XML_BEFORE_ROOT.match(text)
    return "image/svg+xml" if before and _SVG_ROOT.match(text, before.end()) else None


_OFFICE_PARTS = (
    (b"word/document.xml", _OPEN_XML + "wordprocessingml.document"),
    (b"ppt/presentation.xml", _OPEN_XML + "presentationml.presentation"),
    (b"xl/workbook.xml", _OPEN_XML + "spreadsheetml.sheet"),
)
_OFFICE_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/")
_MACROS = (b"vbaProject.bin", b"Basic/", b"Scripts/")


def _office(head: bytes, tail: bytes) -> str | None:
    """A zip whose first member says that it is an office document; every other zip is an archive."""
    if not head.startswith(b"PK\3\4") or len(head) < 30:  # noqa: PLR2004 - a local file header
        return None
    method, stored, name_length, extra_length = (
        *struct.unpack("<H", head[8:10]),
        *struct.unpack("<IxxxxHH", head[18:30]),
    )
    name, start = head[30 : 30 + name_length], 30 + name_length + extra_length
    if any(mark in tail or mark in head for mark in _MACROS):
        return None
    if name == b"mimetype" and method == 0:
        return head[start : start + min(stored, 80)].decode("ascii", errors="replace")
    if not name.startswith(_OFFICE_FIRST):
        return None
    return next((media_type for part, media_type in _OFFICE_PARTS if part in head or part in tail), None)


_FINDERS: tuple[Callable[[bytes, bytes], str | None], ...] = (
    _png, _signature, _riff, _iso_media, _webm, _pdf, _postscript, _office, _mp3, _svg,
)  # fmt: skip


def claimed_size(head: bytes, media_type: str) -> tuple[int, int] | None:
    """Width and height in px that a PNG, GIF or WebP header claims, without any decoder; None where it says none.

    Their decoders take memory for a bomb's canvas, or give up without a number, before they tell its size.
    """
    if media_type in {"image/png", "image/apng"} and head[12:16] == b"IHDR" and len(head) >= 24:  # noqa: PLR2004
        return struct.unpack(">II", head[16:24])
    if media_type == "image/gif" and len(head) >= 10:  # noqa: PLR2004 - the logical screen
        return struct.unpack("<HH", head[6:10])
    if media_type == "image/webp" and len(head) >= 30:  # noqa: PLR2004 - RFC 9649
        return _webp_size(head)
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """The three headers of WebP: extended, lossless, lossy (RFC 9649, RFC 6386)."""
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
