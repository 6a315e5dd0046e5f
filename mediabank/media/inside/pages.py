"""Pages of PDF files, rendered by PDFium from a descriptor; one child is one thread, which PDFium needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pyvips
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from mediabank.media.inside.child import JobError

MM_PER_POINT = 25.4 / 72
_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sheet:
    """The first page: its trimmed size in points as seen (turned), and the bleed around it."""

    width_pt: float
    height_pt: float
    bleed_pt: float


@contextmanager
def document(descriptor: int) -> Iterator[PdfDocument]:
    """An open document. Errors: JobError "locked" where a password is asked for, "unreadable"."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        try:
            opened = pypdfium2.PdfDocument(file)
        except PdfiumError as error:
            locked = getattr(error, "err_code", None) == _NEEDS_PASSWORD or "password" in str(error).lower()
            raise JobError("locked" if locked else "unreadable", str(error)) from error
        try:
            yield opened
        finally:
            opened.close()


def sheet(page: PdfPage) -> Sheet:
    """Size of the page as it leaves the printer's: the trim box where it is given, else the crop box."""
    box, media = _shown_box(page), page.get_mediabox(fallback_ok=True)
    width, height = box[2] - box[0], box[3] - box[1]
    margins = (box[0] - media[0], box[1] - media[1], media[2] - box[2], media[3] - box[3])
    bleed = page.get_bleedbox(fallback_ok=False)
    if bleed:
        margins = (box[0] - bleed[0], box[1] - bleed[1], bleed[2] - box[2], bleed[3] - box[3])
    if page.get_rotation() in {90, 270}:
        width, height = height, width
    trimmed = page.get_trimbox(fallback_ok=False) is not None
    return Sheet(max(width, 1.0), max(height, 1.0), max(0.0, min(margins)) if trimmed else 0.0)


def _shown_box(page: PdfPage) -> Box:
    trim = page.get_trimbox(fallback_ok=False)
    left, bottom, right, top = trim or page.get_cropbox(fallback_ok=True)
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def rendered(descriptor: int, long_px: int) -> pyvips.Image:
    """The first page on white, trimmed, `long_px` on its longer side. Errors: JobError."""
    with document(descriptor) as opened:
        page = first_page(opened)
        size = sheet(page)
        page.set_cropbox(*_shown_box(page))
        try:
            bitmap = page.render(scale=long_px / max(size.width_pt, size.height_pt), rev_byteorder=True)
        except PdfiumError as error:
            raise JobError("unreadable", str(error)) from error
        pixels = bytes(bitmap.buffer)
        bands, across = bitmap.n_channels, bitmap.stride // bitmap.n_channels
        picture = pyvips.Image.new_from_memory(pixels, across, bitmap.height, bands, "uchar")
        shown = picture.crop(0, 0, bitmap.width, bitmap.height)
        if bands == 1:
            return shown.copy(interpretation="b-w")
        return shown.extract_band(0, n=3).copy(interpretation="srgb")


def first_page(opened: PdfDocument) -> PdfPage:
    """The first page. Errors: JobError where the document has none that can be read."""
    try:
        return opened[0]
    except (PdfiumError, IndexError) as error:
        raise JobError("unreadable", str(error)) from error
