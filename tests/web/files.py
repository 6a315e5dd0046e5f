"""Files that the tests make themselves: one for each row of the table of bytes in and answers out."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image

from tests.web.material import picture

MIB = 1 << 20


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, *, bits: int = 8, colour: int = 2, interlaced: bool = False, body: bytes = b""
) -> bytes:
    """A PNG of this header; its pixels are what `body` unpacks to."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zeros(length: int) -> bytes:
    """Packed zeros, made a MiB at a time."""
    packer = zlib.compressobj(1)
    whole, rest = divmod(length, MIB)
    return b"".join(
        [*(packer.compress(bytes(MIB)) for _ in range(whole)), packer.compress(bytes(rest)), packer.flush()]
    )


@cache
def interlaced(side: int = 10_000) -> bytes:
    """A whole black PNG of Adam7 rows: nothing of it can be shown before all of it lies in memory (3 × side² bytes)."""
    starts = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    length = 0
    for left, top, step_x, step_y in starts:
        columns, rows = -(-(side - left) // step_x), -(-(side - top) // step_y)
        length += rows * (1 + 3 * columns)
    return png(side, side, interlaced=True, body=zeros(length))


def animation(frames: int) -> bytes:
    """A GIF of so many frames of one pixel."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"!\xf9\x04\x04\x0a\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0"
    return head + frame * frames + b";"


def pdf(pages: int = 1, *, side_pt: int = 200) -> bytes:
    """A PDF of empty pages."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode()]
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side_pt} {side_pt}] >>".encode()
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate([*objects, *[page] * pages], start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + each + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def archive() -> bytes:
    """A zip with a picture in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("bilde.jpg", picture())
    return out.getvalue()


@cache
def photograph(side: int = 600) -> bytes:
    """A JPEG of some size, so that it can be cut in the middle."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


SHOWN = {
    "bilde.jpg": lambda: picture("JPEG"),
    "bilde.png": lambda: picture("PNG"),
    "bilde.webp": lambda: picture("WEBP"),
    "bilde.gif": lambda: picture("GIF"),
    "bilde.tif": lambda: picture("TIFF"),
    "bilde.avif": lambda: picture("AVIF"),
    "plakat.pdf": pdf,
}
"""In the table and readable."""

NO_LOADER = {
    "bilde.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "image/heic"),
    "film.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(100), "video/mp4"),
    "tegning.svg": (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "image/svg+xml"),
    "bilde.psd": (b"8BPS\0\1" + bytes(100), "image/vnd.adobe.photoshop"),
    "film.webm": (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + bytes(100), "video/webm"),
    "lyd.mp3": (b"ID3\x03\0\0\0\0\0\0" + bytes(100), "audio/mpeg"),
    "logo.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n" + bytes(10), "application/postscript"),
    "bilde.jxl": (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(100), "image/jxl"),
}
"""In the table, and nothing on this machine shows it: (bytes, true type)."""

DAMAGED = {
    "kuttet.jpg": lambda: photograph()[:40_000],
    "kuttet.png": lambda: picture("PNG", 300, 300)[:-40],
    "kuttet.webp": lambda: picture("WEBP", 300, 300)[:-40],
    "bare-hode.jpg": lambda: photograph()[:700],
    "rot.pdf": lambda: pdf()[:60] + b"\0" * 200,
    "hode.tif": lambda: b"II*\0" + b"\xff" * 200,
}
"""In the table, and not all of it can be read."""

OVER = {
    "mange-punkter.png": (lambda: png(20_000, 20_000), "pixels", "400"),
    "mange-bilder.gif": (lambda: animation(501), "frames", "501"),
    "mange-sider.pdf": (lambda: pdf(2001), "pages", "2"),
    "mange-biter.png": (lambda: png(13_000, 13_000, bits=16, colour=6), "decoded_bytes", "1"),
}
"""In the table, and over a limit: (bytes, limit, how its number begins)."""

REFUSED = {
    "side.html": b"<!doctype html><html><script>alert(1)</script></html>",
    "program.exe": b"MZ\x90\0" + bytes(2000),
    "program": b"\x7fELF\x02\x01\x01" + bytes(2000),
    "skript.sh": b"#!/bin/sh\nrm -rf /\n",
    "arkiv.zip": archive(),
    "arkiv.tar.gz": b"\x1f\x8b\x08" + bytes(200),
    "tekst.txt": b"Les mer i sommer\n",
    "bilde.jpg": b"GIF88a" + bytes(100),
    "side.svg": b"<html><svg/></html>",
    "plakat.pdf": b"<script>%PDF-1.4",
    "data.ttl": b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    "kort.jpg": b"\xff\xd8",
}
"""Not in the table, whatever they are called."""
