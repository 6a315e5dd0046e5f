"""The letters of our artwork: Schibsted Grotesk, the same font as on the pages, read from the front end's own files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediabank.media.drawing.canvas import Canvas

# Two files hold the letters: "latin" has æøå and á, "latin-ext" has č đ ŋ š ŧ ž
_FILES = ("latin", "latin-ext")
_PATTERN = "schibsted-grotesk-{part}-wght-normal*.woff2"
_ROOT = Path(__file__).parents[3]
_PLACES = (  # built pages first; a checkout whose pages are not built yet has the package itself
    _ROOT / "mediabank" / "web" / "static",
    _ROOT / "node_modules" / "@fontsource-variable" / "schibsted-grotesk" / "files",
)
_NOT_IN_LATIN = range(0x0100, 0x0180)
_TRACKING = -0.02  # of the size: large letters stand closer
_LEADING = 1.02  # of the size


class FontMissing(Exception):  # noqa: N818  # a fact about this machine
    """The front end has not been built, so its font is not here yet."""


@dataclass(frozen=True)
class Block:
    """Lines of text with a place: the upper left corner of the first line's capital letters, in drawn pixels."""

    lines: tuple[str, ...]
    left: float
    top: float
    size: float
    colour: str
    weight: int = 800


def write(canvas: Canvas, block: Block) -> None:
    """Put a block on the canvas."""
    draw = ImageDraw.Draw(canvas.picture)
    baseline = block.top + 0.7 * block.size  # the height of capitals in this font
    for line in block.lines:
        for letter, offset in _set(line, block.size, block.weight):
            face = _face(letter, round(block.size), block.weight)
            draw.text((block.left + offset, baseline), letter, font=face, fill=block.colour, anchor="ls")
        baseline += _LEADING * block.size


def fitting(lines: Sequence[str], *, width: float, height: float, weight: int = 800) -> float:
    """The size at which the lines fill a width, or a height where that is less."""
    widest = max(measure(line, 100, weight) for line in lines)
    tall = 0.7 + _LEADING * (len(lines) - 1) + 0.22  # capitals of the first line, descenders of the last
    return min(100 * width / widest, height / tall)


def measure(line: str, size: float, weight: int = 800) -> float:
    """The width of a line."""
    letters = _set(line, size, weight)
    if not letters:
        return 0
    letter, offset = letters[-1]
    return offset + _face(letter, round(size), weight).getlength(letter)


def _set(line: str, size: float, weight: int) -> list[tuple[str, float]]:
    """Each letter with its offset, kerned where both letters are in one file."""
    placed: list[tuple[str, float]] = []
    offset = 0.0
    for at, letter in enumerate(line):
        face = _face(letter, round(size), weight)
        placed.append((letter, offset))
        following = line[at + 1 : at + 2]
        together = following and _face(following, round(size), weight) is face
        step = face.getlength(letter + following) - face.getlength(following) if together else face.getlength(letter)
        offset += step + _TRACKING * size
    return placed


def _face(letter: str, size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    part = _FILES[1] if ord(letter) in _NOT_IN_LATIN and letter not in "ıŒœ" else _FILES[0]
    return face(part, size_px, weight)


@lru_cache(maxsize=64)
def face(part: str, size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    """One of the two files at a size and weight (400–900); FontMissing where the front end is not built."""
    found = next((path for place in _PLACES for path in sorted(place.rglob(_PATTERN.format(part=part)))), None)
    if found is None:
        raise FontMissing("Schibsted Grotesk is not here: build the front end first (make)")
    font = ImageFont.truetype(str(found), size_px)
    font.set_variation_by_axes([weight])
    return font


def mark(canvas: Canvas, left: float, bottom: float, height: float, colour: str, accent: str) -> None:
    """The bank's mark: three books on a line, the last one leaning."""
    draw = ImageDraw.Draw(canvas.picture)
    w = height * 0.22
    draw.rectangle((left, bottom - height * 0.78, left + w, bottom), fill=colour)
    draw.rectangle((left + w * 1.25, bottom - height, left + w * 2.25, bottom), fill=colour)
    x = left + w * 2.5
    canvas.polygon(
        [(x, bottom - height * 0.8), (x + w, bottom - height * 0.88), (x + w * 1.9, bottom), (x + w * 0.9, bottom)],
        accent,
    )
    draw.rectangle((left - w * 0.4, bottom, left + w * 4.9, bottom + height * 0.09), fill=colour)


def has_letter(letter: str) -> bool:
    """Whether the font has a shape for a letter (not the box that stands for what is missing)."""
    shape = _face(letter, 40, 400)
    return shape.getmask(letter).getbbox() is not None and _ink(shape, letter) != _ink(shape, "\U000fffff")


def _ink(shape: ImageFont.FreeTypeFont, letter: str) -> bytes:
    picture = Image.new("L", (80, 80))
    ImageDraw.Draw(picture).text((10, 60), letter, font=shape, fill=255, anchor="ls")
    return picture.tobytes()
