"""Looking at a file for the first time: its facts from the header, then a trial of its pixels."""

import mmap
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyvips

from mediabank.media import embedded
from mediabank.media.inside import pages, pixels
from mediabank.media.inside.child import JobError
from mediabank.media.kinds import HEAD_BYTES

_SPACES = {
    "srgb": "RGB", "rgb": "RGB", "rgb16": "RGB", "scrgb": "RGB", "b-w": "Gray", "grey16": "Gray",
    "cmyk": "CMYK", "lab": "Lab", "labq": "Lab", "labs": "Lab",
}  # fmt: skip
_FORMAT_BITS = {"uchar": 8, "char": 8, "ushort": 16, "short": 16, "uint": 32, "int": 32, "float": 32, "double": 64}
_TRIAL_PX = 320
_SMALL_BYTES = 32 << 20


def header(inputs: Sequence[int], _: Sequence[int], *, media_type: str) -> Mapping[str, Any]:
    """The facts that need no pixel. Errors: JobError "unreadable", "locked"."""
    if media_type == "application/pdf":
        return _document(inputs[0])
    try:
        return _picture(pixels.opened(inputs[0], media_type, strict=False), os.pread(inputs[0], HEAD_BYTES, 0))
    except JobError:
        if media_type == "image/tiff":
            return _picture(pixels.by_pillow(inputs[0], media_type), b"")
        raise


def trial(inputs: Sequence[int], _: Sequence[int], *, media_type: str) -> Mapping[str, Any]:
    """Whether every pixel of the first frame or page can be read. Errors: JobError "memory", "unreadable"."""
    if media_type == "application/pdf":
        return {"pixels": pages.rendered(inputs[0], _TRIAL_PX).avg() >= 0, "damaged": False}
    try:
        return {"pixels": _read_through(inputs[0], media_type, strict=True), "damaged": False}
    except JobError as error:
        if error.code == "memory":
            raise
    if media_type == "image/tiff":
        try:
            return {"pixels": pixels.by_pillow(inputs[0], media_type).width > 0, "damaged": False}
        except JobError as error:
            if error.code == "memory":
                raise
    return {"pixels": _read_through(inputs[0], media_type, strict=False), "damaged": True}


def describe(inputs: Sequence[int], _: Sequence[int], *, media_type: str) -> Mapping[str, Any]:
    """What the file says about itself (XMP, IPTC, EXIF), as proposals."""
    size = os.fstat(inputs[0]).st_size
    if size <= _SMALL_BYTES:
        return asdict(embedded.read(os.pread(inputs[0], size, 0), media_type))
    with mmap.mmap(inputs[0], size, access=mmap.ACCESS_READ) as mapped:
        return asdict(embedded.read(mapped, media_type))  # type: ignore[arg-type] # bytes that need no memory of ours


def _read_through(descriptor: int, media_type: str, *, strict: bool) -> bool:
    try:
        return bool(pixels.reduced(descriptor, media_type, _TRIAL_PX, strict=strict).avg() >= 0)
    except pyvips.Error as error:
        raise pixels.unreadable(error) from error


def _picture(picture: pyvips.Image, head: bytes) -> Mapping[str, Any]:
    width, height = pixels.upright_size(picture)
    profile = pixels.field(picture, "icc-profile-data")
    bits = pixels.field(picture, "bits-per-sample")
    frames = pixels.field(picture, "n-pages") or _apng_frames(head)
    return {
        "width_px": width,
        "height_px": height,
        "frames": frames,
        "has_alpha": bool(picture.hasalpha()),
        "colour_space": _SPACES.get(picture.interpretation, ""),
        "profile": pixels.profile_name(profile) if profile else "",
        "bits": bits if isinstance(bits, int) else _FORMAT_BITS.get(picture.format, 8),
        "dpi": _dpi(picture),
        "decoded_bytes": width * height * picture.bands * _FORMAT_BITS.get(picture.format, 8) // 8,
    }


def _dpi(picture: pyvips.Image) -> int | None:
    """Dots per inch where the file says it; libvips fills in one per millimetre where it does not."""
    said = pixels.field(picture, "resolution-unit") and picture.xres != 1.0
    return round(picture.xres * 25.4) if said else None


def _apng_frames(head: bytes) -> int:
    """The number of frames that an APNG's acTL chunk claims; 1 for a still picture."""
    before, found, after = head.partition(b"acTL")
    if not head.startswith(b"\x89PNG") or not found or b"IDAT" in before:
        return 1
    return max(1, int.from_bytes(after[:4], "big"))


def _document(descriptor: int) -> Mapping[str, Any]:
    with pages.document(descriptor) as opened:
        count = len(opened)
        sheet = pages.sheet(pages.first_page(opened))
    return {
        "pages": count,
        "width_mm": round(sheet.width_pt * pages.MM_PER_POINT, 1),
        "height_mm": round(sheet.height_pt * pages.MM_PER_POINT, 1),
        "bleed_mm": round(sheet.bleed_pt * pages.MM_PER_POINT, 1),
    }
