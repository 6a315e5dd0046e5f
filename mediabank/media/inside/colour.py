"""Colours made right for screens: sRGB in 8 bits, through the profile where there is one that says otherwise."""

import pyvips

from mediabank.media.inside import pixels

_FOUR_INKS = 4
_COLOURS = 3
_LOOKED_AT = 200  # pixels of the shorter side that the mean colour is taken from


def needs_profile(picture: pyvips.Image) -> bool:
    """Whether its colours are only right through a profile: CMYK always, others where one is embedded and not sRGB."""
    if picture.interpretation == "cmyk":
        return True
    profile = pixels.field(picture, "icc-profile-data")
    return profile is not None and "srgb" not in pixels.profile_name(profile).lower()


def as_srgb(picture: pyvips.Image) -> pyvips.Image:
    """The picture in 8-bit sRGB, alpha kept. Best called on a small picture: a transform costs per pixel."""
    picture = _plain_bands(picture)
    if needs_profile(picture):
        fallback = "cmyk" if picture.interpretation == "cmyk" else "srgb"
        try:
            return picture.icc_transform("srgb", input_profile=fallback, embedded=True, depth=8).copy_memory()
        except pyvips.Error:  # a broken profile, or one for other inks: then the colours are a fair guess
            picture = picture.copy()
            if pixels.field(picture, "icc-profile-data") is not None:
                picture.remove("icc-profile-data")
    if picture.interpretation != "srgb" or picture.format != "uchar":
        picture = picture.colourspace("srgb").cast("uchar")
    return picture


def _plain_bands(picture: pyvips.Image) -> pyvips.Image:
    """Scientific stacks have any number of bands: the first ones are shown."""
    if picture.interpretation != "multiband":
        return picture
    kept = _COLOURS if picture.bands >= _COLOURS else 1
    return picture.extract_band(0, n=kept).copy(interpretation="srgb" if kept == _COLOURS else "b-w")


def mean(picture: pyvips.Image) -> str:
    """The mean colour of an sRGB picture on white, as #rrggbb: what its place shows before it has come."""
    step = max(1, min(picture.width, picture.height) // _LOOKED_AT)
    few = picture.subsample(step, step)  # every pixel of a base would cost a tenth of a whole rendition set
    flat = few.flatten(background=255) if few.hasalpha() else few
    values = [round(band.avg()) for band in flat.bandsplit()[:_COLOURS]]
    red, green, blue = values if len(values) == _COLOURS else values[:1] * _COLOURS
    return f"#{red:02x}{green:02x}{blue:02x}"
