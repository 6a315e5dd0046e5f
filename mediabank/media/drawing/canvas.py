"""A canvas for our own artwork: drawn at twice its size and reduced, so that every edge is smooth."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Curve = Callable[[float], float]
SCALE = 2  # drawn pixels for each pixel of the finished picture


class Canvas:
    """A picture under work. All measures are in drawn pixels; `unit` is a hundredth of the shorter side."""

    def __init__(self, width_px: int, height_px: int, *, seed: int) -> None:
        self.width, self.height = width_px * SCALE, height_px * SCALE
        self.unit = min(self.width, self.height) / 100
        self.random = random.Random(seed)  # noqa: S311  # the same picture every time
        self.picture = Image.new("RGB", (self.width, self.height))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in drawn pixels."""
        return self.width, self.height

    def gradient(self, stops: Sequence[tuple[float, str]], *, top: float = 0, bottom: float | None = None) -> None:
        """Colours from top to bottom over the full width; places from 0 to 1 between the two heights."""
        end = self.height if bottom is None else bottom
        self.picture.paste(fade((self.width, round(end - top)), stops), (0, round(top)))

    def polygon(self, points: Iterable[Point], colour: str, *, opacity: float = 1) -> None:
        """A filled shape; edges become smooth when the canvas is reduced."""
        outline = [(round(x), round(y)) for x, y in points]
        if opacity >= 1:
            ImageDraw.Draw(self.picture).polygon(outline, fill=colour)
            return
        left, top = max(0, min(x for x, _ in outline)), max(0, min(y for _, y in outline))
        right, bottom = (
            min(limit, max(values) + 1)
            for limit, values in ((self.width, [x for x, _ in outline]), (self.height, [y for _, y in outline]))
        )
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top))
        moved = [(x - left, y - top) for x, y in outline]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * opacity))
        self.picture.paste(colour, (left, top), mask)

    def line(self, points: Iterable[Point], colour: str, width: float) -> None:
        """A line with round joints and ends."""
        path = list(points)
        draw = ImageDraw.Draw(self.picture)
        draw.line(path, fill=colour, width=max(1, round(width)), joint="curve")
        for x, y in (path[0], path[-1]) if width > 4 else ():  # round ends that can be seen
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, *, opacity: float = 1) -> None:
        """A filled circle."""
        if opacity >= 1:
            ImageDraw.Draw(self.picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
            return
        side = max(1, round(2 * radius))
        mask = Image.new("L", (side, side))
        ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=round(255 * opacity))
        self.picture.paste(colour, (round(x - radius), round(y - radius)), mask)

    def glow(self, x: float, y: float, radius: float, colour: str, *, opacity: float = 1) -> None:
        """Light that falls off from a point, brightening what lies below."""
        self.blend(halo(radius, colour, opacity), round(x - radius), round(y - radius))

    def blend(self, light: Image.Image, left: int, top: int) -> None:
        """Add light over a part of the picture (screen), as light does."""
        box = (max(0, left), max(0, top), min(self.width, left + light.width), min(self.height, top + light.height))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        part = light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        self.picture.paste(ImageChops.screen(self.picture.crop(box), part), box)

    def below(self, curve: Curve, colours: Sequence[tuple[float, str]], *, depth: float) -> None:
        """Fill everything below a curve y(x) with colours that change over `depth`."""
        step = max(2, self.width // 600)
        outline = [(x, curve(x)) for x in range(0, self.width + step, step)]
        top = max(0, int(min(y for _, y in outline)))
        if top >= self.height:
            return
        mask = Image.new("L", (self.width, self.height - top))
        moved = [(x, y - top) for x, y in outline]
        ImageDraw.Draw(mask).polygon([*moved, (self.width, mask.height), (0, mask.height)], fill=255)
        filling = fade((self.width, round(min(depth, mask.height)) or 1), colours)
        whole = Image.new("RGB", mask.size, colours[-1][1])
        whole.paste(filling, (0, 0))
        self.picture.paste(whole, (0, top), mask)

    def shadow(
        self, shapes: Iterable[Sequence[Point]], *, blur: float, opacity: float, colour: str = "#000000"
    ) -> None:
        """Soft shadows of shapes; made small and enlarged, since a shadow has no detail."""
        less = max(1, int(blur / 3))
        mask = Image.new("L", (self.width // less + 1, self.height // less + 1))
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            draw.polygon([(x / less, y / less) for x, y in shape], fill=round(255 * opacity))
        soft = mask.filter(ImageFilter.GaussianBlur(blur / less)).resize(self.size, Image.Resampling.BICUBIC)
        self.picture.paste(colour, (0, 0), soft)

    def soften(self, blur: float, *, box: tuple[int, int, int, int] | None = None) -> None:
        """Put the picture, or a part of it, out of focus."""
        part = self.picture if box is None else self.picture.crop(box)
        less = max(1, int(blur / 3))
        small = part.reduce(less).filter(ImageFilter.GaussianBlur(blur / less))
        self.picture.paste(small.resize(part.size, Image.Resampling.BICUBIC), box[:2] if box else (0, 0))

    def finished(self, *, grain: float = 0.05) -> Image.Image:
        """The picture at its own size, with the fine grain of paper or film, which also keeps skies from banding."""
        small = self.picture.reduce(SCALE)
        noise = Image.frombytes("L", small.size, self.random.randbytes(small.width * small.height))
        level = noise.point(lambda value: round(128 + (value - 128) * grain))
        return ImageChops.overlay(small, Image.merge("RGB", (level, level, level)))


def halo(radius: float, colour: str, opacity: float) -> Image.Image:
    """Light that falls off from its middle, on black."""
    side = max(2, round(2 * radius))
    spread = Image.radial_gradient("L").point(lambda level: round(opacity * 255 * max(0, 1 - level / 181) ** 2))
    light = Image.merge("RGB", [spread.point(scaled(part / 255)) for part in rgb(colour)])
    return light.resize((side, side), Image.Resampling.BICUBIC)


def fade(size: tuple[int, int], stops: Sequence[tuple[float, str]]) -> Image.Image:
    """A vertical run of colours; `stops` are places from 0 to 1 with a colour each."""
    column = Image.new("RGB", (1, 256))
    places = [place for place, _ in stops]
    for y in range(256):
        at = y / 255
        after = next((n for n, place in enumerate(places) if place >= at), len(stops) - 1)
        before = max(0, after - 1)
        width = places[after] - places[before]
        share = 0.0 if width <= 0 else min(1.0, max(0.0, (at - places[before]) / width))
        column.putpixel((0, y), mixed(stops[before][1], stops[after][1], share))
    return column.resize((max(1, size[0]), max(1, size[1])), Image.Resampling.BILINEAR)


def mixed(first: str, second: str, share: float) -> tuple[int, int, int]:
    """The colour that lies a share of the way from the first to the second."""
    one, two = rgb(first), rgb(second)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def blend_of(first: str, second: str, share: float) -> str:
    """The same, written as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*mixed(first, second, share))


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a written colour, 0–255."""
    red, green, blue, *_ = ImageColor.getrgb(colour)
    return red, green, blue


def scaled(factor: float) -> Callable[[int], int]:
    """A rule for `Image.point`: each level times a factor."""
    return lambda level: min(255, round(level * factor))


def clouds(
    size: tuple[int, int], chance: random.Random, *, cells: int, octaves: int = 4, stretch: float = 1
) -> Image.Image:
    """Fractal noise as a grey picture: sums of ever finer random fields; `stretch` > 1 draws it out sideways."""
    total = Image.new("L", size, 128)
    for octave in range(octaves):
        across = max(2, round(cells * 2**octave * size[0] / max(size) / stretch))
        down = max(2, round(cells * 2**octave * size[1] / max(size)))
        field = Image.frombytes("L", (across, down), chance.randbytes(across * down))
        total = Image.blend(total, field.resize(size, Image.Resampling.BICUBIC), 0.62 / (octave + 1.2))
    return total
