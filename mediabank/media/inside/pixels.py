"""Pictures as libvips opens them: header first, then as few pixels as the sizes asked for need."""

import io
import os
import re
from typing import Any

import pyvips
from PIL import AvifImagePlugin, Image, ImageCms, UnidentifiedImageError

from mediabank.media.inside.child import JobError

pyvips.cache_set_max(0)
Image.MAX_IMAGE_PIXELS = None  # our own limits are read from the header before any pixel
Image.preinit()
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

_LOADERS = {
    "image/jpeg": "jpegload_source",
    "image/png": "pngload_source",
    "image/apng": "pngload_source",
    "image/webp": "webpload_source",
    "image/gif": "gifload_source",
    "image/tiff": "tiffload_source",
    "image/avif": "heifload_source",
}
_PILLOW = {"image/tiff": "TIFF", "image/avif": "AVIF"}
_ORIENTATION = 0x0112  # EXIF
_DCT_SHRINKS = (8, 4, 2)
_LYING_ORIENTATIONS = 5  # EXIF 5 to 8 turn by a quarter
_NO_MEMORY = re.compile(
    r"(?:out of|insufficient|not enough) memory|(?:cannot|unable to|failed to) allocate", re.IGNORECASE
)
PILLOW_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    UnidentifiedImageError,
)


def opened(descriptor: int, media_type: str, *, strict: bool, **options: Any) -> pyvips.Image:
    """The picture, lazily, read once from top to bottom. `strict` fails on truncated files. Errors: JobError."""
    source = pyvips.Source.new_from_descriptor(descriptor)
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        return pyvips.Operation.call(
            _LOADERS[media_type], source, access="sequential", fail_on="truncated" if strict else "none", **options
        )
    except pyvips.Error as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> JobError:
    """What a decoder's complaint means: too little memory, or bytes that cannot be read."""
    text = str(error)
    return JobError("memory" if _NO_MEMORY.search(text) else "unreadable", text)


def field(picture: pyvips.Image, name: str) -> Any:
    """A header field, None where it is missing."""
    return picture.get(name) if picture.get_typeof(name) else None


def orientation(picture: pyvips.Image) -> int:
    """The EXIF orientation, 1 to 8."""
    value = field(picture, "orientation")
    return value if isinstance(value, int) and 1 <= value <= 8 else 1  # noqa: PLR2004


def upright_size(picture: pyvips.Image) -> tuple[int, int]:
    """Width and height of one frame or page as a person sees it."""
    height = field(picture, "page-height") or picture.height
    if orientation(picture) >= _LYING_ORIENTATIONS:
        return height, picture.width
    return picture.width, height


def reduced(descriptor: int, media_type: str, long_px: int, *, strict: bool) -> pyvips.Image:
    """The picture on its way down to at least `long_px` on its longer side, by the cheapest means of its format."""
    if media_type == "image/avif" and strict:
        return by_pillow(descriptor, media_type, long_px)
    picture = opened(descriptor, media_type, strict=strict)
    factor = max(1, max(picture.width, picture.height) // max(1, long_px))
    if media_type == "image/jpeg":
        shrink = next((step for step in _DCT_SHRINKS if step <= factor), 1)
        return picture if shrink == 1 else opened(descriptor, media_type, strict=strict, shrink=shrink)
    if media_type == "image/webp" and factor > 1:
        return opened(descriptor, media_type, strict=strict, scale=1 / factor)
    if factor == 1:
        return picture
    return _with_alpha_weighed(picture, lambda plain: plain.shrink(factor, factor))


def sized(picture: pyvips.Image, width_px: int, height_px: int) -> pyvips.Image:
    """The picture at exactly this size."""
    if (picture.width, picture.height) == (width_px, height_px):
        return picture
    across, down = width_px / picture.width, height_px / picture.height
    return _with_alpha_weighed(picture, lambda plain: plain.resize(across, vscale=down))


def _with_alpha_weighed(picture: pyvips.Image, step: Any) -> pyvips.Image:
    """Do a step that mixes neighbours so that transparent pixels lend no colour."""
    if not picture.hasalpha():
        return step(picture)
    return step(picture.premultiply()).unpremultiply().cast(picture.format)


def by_pillow(descriptor: int, media_type: str, long_px: int = 1 << 20) -> pyvips.Image:
    """The first frame read whole by Pillow, then brought down to at least `long_px`. Errors: JobError.

    For TIFF that libvips cannot decode (old-style JPEG, some Lab), and for all AVIF: libvips' way takes 17 bytes a
    pixel and 350 ms for a phone's 12 megapixels, Pillow's 9 bytes and 140 ms.
    """
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        with os.fdopen(os.dup(descriptor), "rb") as file, Image.open(file, formats=[_PILLOW[media_type]]) as picture:
            picture.load()
            turned = int(picture.getexif().get(_ORIENTATION, 1) or 1)
            profile = picture.info.get("icc_profile") if media_type == "image/avif" else None
            factor = max(1, max(picture.size) // max(1, long_px))
            made = _from_pillow(picture if factor == 1 else picture.reduce(factor))
    except (*PILLOW_ERRORS, ImageCms.PyCMSError, pyvips.Error) as error:
        raise unreadable(error) from error
    made.set_type(pyvips.GValue.gint_type, "orientation", turned)
    if profile:
        made.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return made


def _from_pillow(picture: Image.Image) -> pyvips.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode == "LAB":
        plain = _lab_as_srgb(picture)
    else:
        plain = picture if picture.mode == mode else picture.convert(mode)  # convert copies all the same
    bands = len(plain.getbands())
    return pyvips.Image.new_from_memory(plain.tobytes(), *plain.size, bands, "uchar").copy(interpretation="srgb")


def _lab_as_srgb(picture: Image.Image) -> Image.Image:
    transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
    done = ImageCms.applyTransform(picture, transform)
    assert done is not None
    return done


def profile_name(profile: bytes) -> str:
    """What an ICC profile calls itself; empty where it cannot be read."""
    try:
        name = ImageCms.getProfileDescription(ImageCms.getOpenProfile(io.BytesIO(profile)))
    except (*PILLOW_ERRORS, ImageCms.PyCMSError):
        return ""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:100]
