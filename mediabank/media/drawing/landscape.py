"""What several of our pictures share: mountain ridges and a person who reads."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from mediabank.media.drawing.canvas import Canvas, Curve, Point, blend_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Place = Callable[[float, float], Point]


def steps(count: int) -> list[float]:
    """From 0 to 1 in equal steps, both ends included."""
    return [n / count for n in range(count + 1)]


def ridge(canvas: Canvas, base: float, height: float, *, rough: float = 0.55, peaks: int = 5) -> Curve:
    """A mountain ridge y(x): heights at a few places, halved and moved again and again."""
    chance = canvas.random
    heights = [chance.uniform(0.25, 1) for _ in range(peaks + 1)]
    spread = 0.42
    while len(heights) < 500:
        between = [(a + b) / 2 + chance.uniform(-spread, spread) * 0.5 for a, b in pairwise(heights)]
        heights = [value for pair in zip(heights, between, strict=False) for value in pair] + heights[-1:]
        spread *= rough

    def at(x: float) -> float:
        place = min(max(x / canvas.width, 0), 0.9999) * (len(heights) - 1)
        low = int(place)
        return base - height * (heights[low] + (heights[low + 1] - heights[low]) * (place - low))

    return at


def figure(canvas: Canvas, x: float, y: float, size: float, tones: Mapping[str, str]) -> None:
    """A person who sits with knees up and reads, looking right; (x, y) is where they sit, `size` their height.

    `tones`: hair, skin, shirt, trousers, page, cover, rim (the light on their edge).
    """

    def at(px: float, py: float) -> Point:
        return x + size * px, y + size * py

    shade = {name: blend_of(tone, "#1c0f14", 0.24) for name, tone in tones.items()}
    _limb(canvas, [at(0.1, -0.13), at(0.47, -0.46), at(0.56, -0.05)], shade["trousers"], size * 0.125)  # the far leg
    canvas.line([at(0.56, -0.045), at(0.68, -0.03)], shade["cover"], size * 0.075)
    _torso(canvas, at, tones, shade)
    _limb(canvas, [at(0.07, -0.11), at(0.39, -0.44), at(0.47, -0.04)], tones["trousers"], size * 0.135)
    canvas.line([at(0.46, -0.035), at(0.59, -0.025)], blend_of(tones["cover"], "#2a1a1a", 0.35), size * 0.08)
    canvas.line([at(0.14, -0.235), at(0.365, -0.478)], blend_of(tones["trousers"], tones["rim"], 0.22), size * 0.02)
    _head(canvas, at, tones, shade, size)
    _book_in_hands(canvas, at, tones, shade, size)


def _limb(canvas: Canvas, path: list[Point], tone: str, width: float) -> None:
    canvas.line(path, tone, width)
    for px, py in path:
        canvas.disc(px, py, width / 2, tone)


def _dot(canvas: Canvas, place: Point, radius: float, tone: str) -> None:
    canvas.disc(place[0], place[1], radius, tone)


def _torso(canvas: Canvas, at: Place, tones: Mapping[str, str], shade: Mapping[str, str]) -> None:
    back = [(-0.12, 0.0), (-0.16, -0.2), (-0.155, -0.38), (-0.115, -0.54), (-0.04, -0.625), (0.05, -0.635)]
    front = [(0.13, -0.57), (0.155, -0.42), (0.15, -0.25), (0.17, -0.1), (0.16, 0.0)]
    canvas.polygon([at(*point) for point in _rounded(back) + _rounded(front)], tones["shirt"])
    canvas.polygon(
        [at(*point) for point in _rounded(back) + [(px + 0.09, py) for px, py in reversed(_rounded(back))]],
        shade["shirt"],
        opacity=0.5,
    )
    canvas.polygon(
        [at(px, py) for px, py in ((-0.02, -0.6), (0.06, -0.6), (0.075, -0.72), (0.0, -0.74))], shade["skin"]
    )


def _rounded(points: list[Point]) -> list[Point]:
    """A smooth line through points (Catmull–Rom)."""
    ends = [points[0], *points, points[-1]]
    corners = zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    smooth = [
        (_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t))
        for a, b, c, d in corners
        for t in steps(8)[:-1]
    ]
    return [*smooth, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """The value at t between b and c, with a before and d after them."""
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _head(canvas: Canvas, at: Place, tones: Mapping[str, str], shade: Mapping[str, str], size: float) -> None:
    """A head bent to the book: face in profile, hair with a knot."""
    face = [
        (0.0, -0.72),
        (0.02, -0.66),
        (0.09, -0.655),
        (0.135, -0.69),
        (0.145, -0.735),
        (0.172, -0.755),
        (0.15, -0.79),
        (0.145, -0.84),
        (0.1, -0.89),
        (0.02, -0.9),
    ]
    canvas.polygon([at(*point) for point in _rounded(face)], tones["skin"])
    hair = [
        (0.135, -0.835),
        (0.12, -0.9),
        (0.05, -0.95),
        (-0.04, -0.94),
        (-0.095, -0.87),
        (-0.095, -0.77),
        (-0.05, -0.69),
        (0.0, -0.675),
        (0.02, -0.74),
        (0.05, -0.8),
        (0.09, -0.84),
    ]
    canvas.polygon([at(*point) for point in _rounded(hair)], tones["hair"])
    _dot(canvas, at(-0.1, -0.925), size * 0.06, tones["hair"])
    _dot(canvas, at(0.035, -0.765), size * 0.02, shade["skin"])
    canvas.line(
        [at(0.112, -0.772), at(0.128, -0.768), at(0.14, -0.774)], tones["hair"], size * 0.011
    )  # an eye on the page
    canvas.line([at(0.118, -0.7), at(0.136, -0.702)], shade["skin"], size * 0.01)
    strand = [at(px, py) for px, py in _rounded([(-0.06, -0.87), (0.0, -0.915), (0.08, -0.905)])]
    canvas.line(strand, blend_of(tones["hair"], tones["rim"], 0.35), size * 0.012)


def _book_in_hands(canvas: Canvas, at: Place, tones: Mapping[str, str], shade: Mapping[str, str], size: float) -> None:
    """An open book against the knees, and the arm that holds it."""
    canvas.polygon([at(0.29, -0.47), at(0.45, -0.53), at(0.54, -0.74), at(0.385, -0.69)], shade["cover"])
    canvas.polygon([at(0.275, -0.475), at(0.4, -0.46), at(0.5, -0.69), at(0.37, -0.7)], tones["cover"])
    canvas.polygon([at(0.27, -0.485), at(0.29, -0.475), at(0.39, -0.695), at(0.365, -0.715)], tones["page"])
    canvas.polygon([at(0.27, -0.485), at(0.225, -0.56), at(0.325, -0.77), at(0.365, -0.715)], tones["page"])
    _limb(
        canvas,
        [at(0.0, -0.53), at(0.12, -0.34), at(0.3, -0.47)],
        blend_of(tones["shirt"], "#ffffff", 0.09),
        size * 0.095,
    )
    _dot(canvas, at(0.32, -0.485), size * 0.042, tones["skin"])
    canvas.line([at(0.0, -0.485), at(0.09, -0.345)], shade["shirt"], size * 0.012)


def leaf(x: float, y: float, size: float, turn: float) -> list[Point]:
    """The outline of a leaf with two points, turned by radians."""
    edge = [(size * (t * 2 - 1), size * 0.36 * math.sin(math.pi * t)) for t in steps(10)]
    both = edge + [(px, -py) for px, py in reversed(edge)]
    return [
        (x + px * math.cos(turn) - py * math.sin(turn), y + px * math.sin(turn) + py * math.cos(turn))
        for px, py in both
    ]
