"""The motif of "Les mer i sommer": a boat folded from a page sails into a low sun."""

from __future__ import annotations

import math

from mediabank.media.drawing.canvas import Canvas, Curve, Point, blend_of
from mediabank.media.drawing.landscape import steps
from mediabank.media.drawing.layout import Layout, Words, headline, layout


def paper_boat(canvas: Canvas, words: Words) -> None:
    """Les mer i sommer: a boat folded from a page sails into a low sun; the gulls are books."""
    place = layout(canvas)
    h = canvas.height
    sea = h * (0.62 if place.wide else 0.66)
    canvas.gradient([(0, "#ffefd2"), (0.45, "#ffd3a1"), (0.8, "#ffab7d"), (1, "#ff9170")], bottom=sea + h * 0.05)
    radius = place.reach * (0.8 if place.banner else 0.84)
    for ring in range(5, 0, -1):
        canvas.disc(place.x, sea - radius * 0.28, radius * (1 + 0.17 * ring), "#fff3d6", opacity=0.11)
    canvas.disc(place.x, sea - radius * 0.28, radius, "#f1533c")
    _sun_lines(canvas, place.x, sea - radius * 0.28, radius)
    _sea(canvas, place, sea, radius)
    left = -0.72 if place.wide else -0.98  # away from words that stand beside the sun
    gulls = ((left, -0.86, 0.2), (-0.38, -0.52, 0.12), (0.98, -0.98, 0.15))
    for dx, dy, size in gulls:
        _gull(canvas, place.x + dx * radius, sea - radius * 0.3 + dy * radius * 0.9, radius * size)
    headline(canvas, place, words, "#551833", accent="#ffc45c", foot="#fff1d8")


def waves(base: float, height: float, length: float, phase: float) -> Curve:
    """A swell: y(x) of a wave with pointed crests."""

    def at(x: float) -> float:
        turn = 2 * math.pi * x / length + phase
        return base - height * (math.sin(turn) + 0.28 * math.sin(2 * turn - 0.9) + 0.12 * math.sin(0.37 * turn + phase))

    return at


def _sun_lines(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Bands across the lower sun, as on a page of text."""
    for n in range(5):
        dy = radius * (0.06 + 0.105 * n)
        half = math.sqrt(max(0, radius**2 - dy**2)) * (1 - 0.02 * n)
        thick = radius * (0.012 + 0.007 * n)
        canvas.polygon(
            [(x - half, y + dy), (x + half, y + dy), (x + half, y + dy + thick), (x - half, y + dy + thick)], "#ff7d58"
        )


def _sea(canvas: Canvas, place: Layout, sea: float, radius: float) -> None:
    """Five swells; the boat rides between the second and the third, and the sun's path lies on the water."""
    h = canvas.height
    colours = ("#57b3b0", "#2f8fa0", "#1d7089", "#12566f", "#0b4257")
    depth = h - sea
    for n, colour in enumerate(colours):
        base = sea + depth * (0.02 + 0.185 * n)
        swell = waves(base, radius * (0.045 + 0.018 * n), radius * (0.95 + 0.32 * n), 1.7 * n + 0.6)
        if n == 2:  # behind the third swell
            _boat(canvas, place.x - radius * 0.12, base - radius * 0.03, radius * 0.62)
        canvas.below(
            swell,
            [(0, blend_of(colour, "#ffffff", 0.13)), (0.25, colour), (1, blend_of(colour, "#06283a", 0.25))],
            depth=depth * 0.4,
        )
        _crest(canvas, swell, blend_of(colour, "#fff6e0", 0.55), radius * 0.012, n)
        if n < 2:
            _glitter(canvas, place.x, base + depth * 0.06, radius * (0.55 - 0.1 * n), n)


def _crest(canvas: Canvas, swell: Curve, colour: str, thick: float, layer: int) -> None:
    """Short light strokes that follow the swell; the foot of the picture stays calm for the words."""
    chance = canvas.random
    for _ in range(5):
        start = chance.uniform(-0.05, 1) * canvas.width
        long = thick * chance.uniform(9, 24)
        down = thick * chance.uniform(2, 5 + 2 * layer)
        upper = [
            (start + long * t, swell(start + long * t) + down - thick * 0.75 * math.sin(math.pi * t)) for t in steps(18)
        ]
        lower = [
            (start + long * t, swell(start + long * t) + down + thick * 0.35 * math.sin(math.pi * t)) for t in steps(18)
        ]
        if max(y for _, y in lower) < canvas.height - canvas.unit * 14:
            canvas.polygon([*upper, *reversed(lower)], colour)


def _glitter(canvas: Canvas, x: float, top: float, half: float, layer: int) -> None:
    for n in range(4):
        long = half * (0.9 - 0.2 * n) * canvas.random.uniform(0.7, 1)
        y = top + n * half * 0.055
        shift = half * canvas.random.uniform(-0.25, 0.25)
        canvas.line(
            [(x + shift - long, y), (x + shift + long, y)], "#ff9a72" if layer == 0 else "#f28a6c", half * 0.022
        )


def _boat(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A paper boat: hull of two folds, a sail that is the page's corner, with lines of print."""

    def at(px: float, py: float) -> Point:
        lean = -0.07
        return x + size * (px * math.cos(lean) - py * math.sin(lean)), y + size * (
            px * math.sin(lean) + py * math.cos(lean)
        )

    canvas.polygon([at(-0.52, -0.12), at(0.02, -1.12), at(0.02, 0.0)], "#fffaf0")
    canvas.polygon([at(0.02, -1.12), at(0.55, -0.12), at(0.02, 0.0)], "#efdcc0")
    for n in range(6):
        up = -0.2 - 0.125 * n
        half = 0.44 * (1.02 + up) / 0.9
        canvas.line([at(-half + 0.06, up + 0.03), at(-0.06, up)], "#d9b48a", size * 0.017)
        canvas.line([at(0.1, up), at((half - 0.02) * (0.86 if n % 2 else 0.98), up + 0.03)], "#cfa880", size * 0.017)
    canvas.polygon([at(-1.12, -0.34), at(0.0, -0.02), at(-0.1, 0.42), at(-0.66, 0.42)], "#fff3df")
    canvas.polygon([at(1.14, -0.34), at(0.0, -0.02), at(-0.1, 0.42), at(0.7, 0.42)], "#f7e3c6")
    canvas.polygon([at(-1.12, -0.34), at(-0.52, -0.17), at(-0.62, -0.02)], "#e8cfac")
    canvas.polygon([at(1.14, -0.34), at(0.55, -0.17), at(0.6, -0.02)], "#dfc29c")
    for n in range(3):
        down = 0.1 + 0.1 * n
        canvas.line([at(-0.74 + 0.09 * n, down), at(-0.12, down + 0.06)], "#e3c59d", size * 0.016)
        canvas.line([at(0.06, down + 0.06), at(0.76 - 0.1 * n, down)], "#d8b78d", size * 0.016)


def _gull(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A gull that is an open book: two pages as wings on a dark cover."""
    for side in (-1, 1):
        top = [
            (x + side * size * t, y - size * (0.62 * math.sin(math.pi * min(1, t * 0.86)) + 0.1 * t)) for t in steps(16)
        ]
        low = [(px, py + size * (0.46 - 0.3 * n / 16)) for n, (px, py) in enumerate(top)]
        cover = [(px + side * size * 0.06 * n / 16, py + size * 0.1) for n, (px, py) in enumerate(low)]
        canvas.polygon([*top, *reversed(cover)], "#6b1d3c")
        canvas.polygon([*top, *reversed(low)], "#fffaf0" if side < 0 else "#f8e6c8")
        for share in (0.3, 0.6):
            canvas.line(
                [(px, py + (low[n][1] - py) * share) for n, (px, py) in enumerate(top)][2:13], "#dcb88f", size * 0.035
            )
    canvas.line([(x, y + size * 0.02), (x, y + size * 0.5)], "#6b1d3c", size * 0.06)
