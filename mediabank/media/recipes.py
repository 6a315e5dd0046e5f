"""The table of recipes: every size that the bank makes, what right it needs, and which files it fits.

No recipe crops, pads or enlarges: campaign motives may not be cut unless `alteration` says so, and that is for a person
to decide. A picture therefore always lies whole inside a recipe's box, and a surface's recipe is offered only for
pictures that fill most of that surface.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Right = Literal["see", "take"]
Purpose = Literal["browsing", "delivery", "base"]
Format = Literal["webp", "jpeg", "avif", "png"]

MEDIA_TYPES: dict[Format, str] = {
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "avif": "image/avif",
    "png": "image/png",
}
EXTENSIONS: dict[Format, str] = {"webp": "webp", "jpeg": "jpg", "avif": "avif", "png": "png"}


@dataclass(frozen=True)
class Recipe:
    """How one rendition is made. `turns`: a box that lies down for lying pictures.

    `fills`: offered where the picture covers at least this part of the box. `at_least_px`: offered where the picture's
    longer side has so many pixels. A new `version` makes all its renditions anew.
    """

    id: str
    version: int
    right: Right
    purpose: Purpose
    width_px: int
    height_px: int
    format: Format
    quality: int
    xmp: bool = False
    turns: bool = False
    fills: float = 0.0
    at_least_px: int = 1

    @property
    def media_type(self) -> str:
        """The media type of what it makes."""
        return MEDIA_TYPES[self.format]

    @property
    def extension(self) -> str:
        """The file name's ending of what it makes, without a dot."""
        return EXTENSIONS[self.format]


_SURFACE = 0.6  # a standing A-format poster covers 0.40 of a lying screen, a 3:2 photograph 0.84

BROWSING = (
    Recipe("thumb", 1, "see", "browsing", 320, 320, "webp", 75),
    Recipe("card", 1, "see", "browsing", 640, 640, "webp", 75),
    Recipe("preview", 1, "see", "browsing", 1600, 1600, "webp", 78),
)
DELIVERY = (
    Recipe("web", 1, "take", "delivery", 1200, 2400, "webp", 80, xmp=True),
    Recipe("web-jpeg", 1, "take", "delivery", 1200, 2400, "jpeg", 85, xmp=True),
    Recipe("screen-16-9", 1, "take", "delivery", 1920, 1080, "jpeg", 90, xmp=True, fills=_SURFACE, at_least_px=1280),
    Recipe("screen-9-16", 1, "take", "delivery", 1080, 1920, "jpeg", 90, xmp=True, fills=_SURFACE, at_least_px=1280),
    Recipe("feed", 1, "take", "delivery", 1080, 1080, "jpeg", 88, xmp=True, fills=_SURFACE, at_least_px=1080),
    Recipe("feed-portrait", 1, "take", "delivery", 1080, 1350, "jpeg", 88, xmp=True, fills=_SURFACE, at_least_px=1080),
    Recipe("story", 1, "take", "delivery", 1080, 1920, "jpeg", 88, xmp=True, fills=_SURFACE, at_least_px=1280),
    # A4 at 300 dpi; below 1,754 px (150 dpi) print shows the pixels
    Recipe(
        "print-yourself",
        1,
        "take",
        "delivery",
        2480,
        3508,
        "jpeg",
        92,
        xmp=True,
        turns=True,
        fills=0.4,
        at_least_px=1754,
    ),
)
# a sharp 1,920 px copy of an original that is slow to decode; later sizes are made from it
BASE = Recipe("base", 1, "take", "base", 1920, 1920, "jpeg", 95)
RECIPES = {recipe.id: recipe for recipe in (*BROWSING, *DELIVERY, BASE)}


def fitted(recipe: Recipe, width_px: float, height_px: float) -> tuple[int, int]:
    """Width and height in px of a picture of this size when it lies whole in the recipe's box; never enlarged."""
    box = (recipe.width_px, recipe.height_px)
    if recipe.turns and width_px > height_px:
        box = (box[1], box[0])
    scale = min(1.0, box[0] / width_px, box[1] / height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def offered(width_px: int, height_px: int, *, scalable: bool = False) -> Sequence[Recipe]:
    """The delivery recipes for an upright picture of this size; a scalable page (PDF) has no smallest size.

    For a scalable page any unit will do: only the shape counts.
    """
    factor = 10_000 / max(1, min(width_px, height_px)) if scalable else 1.0
    return [recipe for recipe in DELIVERY if _fits(recipe, width_px * factor, height_px * factor)]


def _fits(recipe: Recipe, width_px: float, height_px: float) -> bool:
    width, height = fitted(recipe, width_px, height_px)
    box = (recipe.width_px, recipe.height_px)
    if recipe.turns and width_px > height_px:
        box = (box[1], box[0])
    shape = min(box[0] / width_px, box[1] / height_px)
    covered = (width_px * shape) * (height_px * shape) / (box[0] * box[1])
    return covered >= recipe.fills and max(width_px, height_px) >= recipe.at_least_px and min(width, height) > 0
