"""The picture pipeline, step by step: decode once, upright, right colours, then every size from that one base."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyvips

from mediabank.media.inside import colour, pages, pixels
from mediabank.media.inside.child import JobError
from mediabank.media.recipes import Format, Recipe, fitted

_ROOM = 1.2  # a base with this much more than the largest size keeps SSIM ≥ .998 against direct ones
Size = tuple[float, float]
_ROOMY_PIXELS = 9_000_000  # 27 MB in memory: what a 24 megapixel photograph leaves at half size
_SCALABLE = 1000.0  # points to pixels that no recipe reaches


def make(
    inputs: Sequence[int],
    outputs: Sequence[int],
    *,
    media_type: str,
    recipes: Sequence[Mapping[str, Any]],
    xmp: str | None,
) -> Mapping[str, Any]:
    """One rendition per recipe, written to the outputs in order. Errors: JobError "memory", "unreadable", "locked"."""
    wanted = [Recipe(**values) for values in recipes]
    base, size = _base(inputs[0], media_type, wanted)
    packet = xmp.encode() if xmp else b""
    try:
        made = [_rendition(base, size, recipe, packet, output) for recipe, output in zip(wanted, outputs, strict=True)]
        return {"made": made, "dominant": colour.mean(base)}
    except pyvips.Error as error:
        raise pixels.unreadable(error) from error


def _base(descriptor: int, media_type: str, recipes: Sequence[Recipe]) -> tuple[pyvips.Image, Size]:
    """The picture in memory, as small as the largest recipe allows, and the size of the whole original."""
    if media_type == "application/pdf":
        with pages.document(descriptor) as opened:
            sheet = pages.sheet(pages.first_page(opened))
        size = (sheet.width_pt * _SCALABLE, sheet.height_pt * _SCALABLE)
        return pages.rendered(descriptor, _long_px(recipes, size)), size
    try:
        return _decoded(descriptor, media_type, recipes, strict=True)
    except JobError as error:
        if error.code == "memory":
            raise
    if media_type == "image/tiff":
        try:
            return _by_pillow(descriptor, recipes)
        except JobError as error:
            if error.code == "memory":
                raise
    return _decoded(descriptor, media_type, recipes, strict=False)


def _decoded(descriptor: int, media_type: str, recipes: Sequence[Recipe], *, strict: bool) -> tuple[pyvips.Image, Size]:
    try:
        size = pixels.upright_size(pixels.opened(descriptor, media_type, strict=False))
        exact_px = _long_px(recipes, size)
        picture = pixels.reduced(descriptor, media_type, round(exact_px * _ROOM), strict=strict)
        return _finished(picture, exact_px), size
    except pyvips.Error as error:
        raise pixels.unreadable(error) from error


def _by_pillow(descriptor: int, recipes: Sequence[Recipe]) -> tuple[pyvips.Image, Size]:
    picture = pixels.by_pillow(descriptor, "image/tiff")
    size = pixels.upright_size(picture)
    return _finished(picture, _long_px(recipes, size)), size


def _finished(picture: pyvips.Image, exact_px: int) -> pyvips.Image:
    """Upright, in sRGB, in memory: from here on sizes only."""
    profiled = colour.needs_profile(picture)
    if profiled or picture.width * picture.height > _ROOMY_PIXELS:
        # a transform costs per pixel and a base its memory, so first down to the size that is really needed
        scale = min(1.0, exact_px / max(picture.width, picture.height))
        picture = pixels.sized(picture, max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if profiled:
        picture = picture.copy_memory()  # read errors come here, not inside the transform
    picture = colour.as_srgb(picture)
    if pixels.orientation(picture) > 1:
        picture = picture.copy_memory().autorot()  # turning reads from below, the file only from above
    return picture.copy_memory()


def _long_px(recipes: Sequence[Recipe], size: Size) -> int:
    return max(max(fitted(recipe, *size)) for recipe in recipes)


def _rendition(base: pyvips.Image, size: Size, recipe: Recipe, packet: bytes, output: int) -> Mapping[str, Any]:
    width, height = fitted(recipe, *size)
    picture = pixels.sized(base, width, height)
    kept: Format = "png" if recipe.purpose == "base" and picture.hasalpha() else recipe.format
    data = _encoded(picture, replace(recipe, format=kept), packet if recipe.xmp else b"")
    os.lseek(output, 0, os.SEEK_SET)
    written = 0
    while written < len(data):
        written += os.write(output, data[written:])
    return {"width_px": width, "height_px": height, "size_bytes": written, "format": kept}


def _encoded(picture: pyvips.Image, recipe: Recipe, packet: bytes) -> bytes:
    """The bytes of a rendition: no profile, no metadata of the original, our own XMP where the recipe carries it."""
    picture = picture.copy()
    if packet:
        picture.set_type(pyvips.GValue.blob_type, "xmp-data", packet)
    keep = "xmp" if packet else "none"
    if recipe.format == "jpeg":
        flat = picture.flatten(background=255) if picture.hasalpha() else picture
        # better tables cost a second pass with all coefficients in memory: not for large pictures
        small = picture.width * picture.height <= _ROOMY_PIXELS // 2
        data = flat.jpegsave_buffer(Q=recipe.quality, optimize_coding=small, keep=keep)
    elif recipe.format == "webp":
        data = picture.webpsave_buffer(Q=recipe.quality, effort=2, keep=keep)
    elif recipe.format == "avif":
        data = picture.heifsave_buffer(compression="av1", Q=recipe.quality, effort=0, keep=keep)
    else:
        data = picture.pngsave_buffer(compression=3, keep=keep)
    return bytes(data)
