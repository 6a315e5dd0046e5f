"""Finished pictures as files: JPEG, PNG, WebP, TIFF in CMYK for the printer, and a PDF page with its trim."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyvips

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

_POINTS_PER_MM = 72 / 25.4
_OPTIONS: dict[str, dict[str, Any]] = {
    ".jpg": {"Q": 88, "optimize_coding": True},
    ".png": {"compression": 6},
    ".tif": {"compression": "deflate", "predictor": "horizontal"},
    ".webp": {"Q": 86, "effort": 2},
}


@dataclass(frozen=True)
class Sheet:
    """A printed page: trimmed size and bleed."""

    width_mm: int
    height_mm: int
    bleed_mm: int


def write(picture: Image.Image, path: Path, packet: bytes, *, dpi: int) -> None:
    """Write a picture with its XMP packet; the suffix decides the format, and a TIFF is CMYK with its profile."""
    held = pyvips.Image.new_from_memory(picture.tobytes(), picture.width, picture.height, 3, "uchar")
    held = held.copy(interpretation="srgb", xres=dpi / 25.4, yres=dpi / 25.4)
    keep = "xmp"
    if path.suffix == ".tif":
        held, keep = held.icc_transform("cmyk", input_profile="srgb", intent="relative"), "xmp,icc"
    held = held.copy()
    held.set_type(pyvips.GValue.blob_type, "xmp-data", packet)
    held.write_to_file(str(path), keep=keep, **_OPTIONS[path.suffix])


def pdf(picture: Image.Image, sheet: Sheet, packet: bytes) -> bytes:
    """One page that the picture fills, with its media, bleed and trim boxes and its XMP packet (ISO 32000-2, 14.11.2).

    Pillow's own PDF has neither a trim box nor XMP.
    """
    pixels = io.BytesIO()
    picture.save(pixels, "JPEG", quality=90)
    bleed = sheet.bleed_mm * _POINTS_PER_MM
    width, height = (side * _POINTS_PER_MM + 2 * bleed for side in (sheet.width_mm, sheet.height_mm))
    whole = f"[0 0 {width:.3f} {height:.3f}]"
    trim = f"[{bleed:.3f} {bleed:.3f} {width - bleed:.3f} {height - bleed:.3f}]"
    placed = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Picture Do Q".encode()
    image = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height}"
        " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
    )
    page = f"/Type /Page /Parent 2 0 R /MediaBox {whole} /BleedBox {whole} /TrimBox {trim}"
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< {page} /Contents 4 0 R /Resources << /XObject << /Picture 5 0 R >> >> >>".encode(),
            _stream("", placed),
            _stream(image, pixels.getvalue()),
            _stream("/Type /Metadata /Subtype /XML", packet),
        ]
    )


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _document(objects: list[bytes]) -> bytes:
    """Numbered objects, the table of where they begin, and the trailer; the first is the catalogue."""
    written = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    written += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)
