"""A picture like a photograph: an aisle between shelves towards a tall window."""

from __future__ import annotations

from PIL import Image, ImageChops

from mediabank.media.drawing.canvas import Canvas, Point, blend_of, fade, mixed, scaled


def bright_library(canvas: Canvas) -> None:
    """An aisle between shelves towards a tall window; nobody is there yet."""
    w, h = canvas.size
    canvas.picture.paste("#f3efe6", (0, 0, w, h))
    _room(canvas)
    for side in (-1, 1):
        _shelves(canvas, side)
    canvas.glow(w * 0.5, h * 0.42, h * 0.75, "#fff6dd", opacity=0.45)
    vignette = (
        Image.radial_gradient("L")
        .point(lambda level: max(0, min(255, (level - 84) * 3)))
        .resize(canvas.size, Image.Resampling.BICUBIC)
    )
    sharp = canvas.picture.copy()
    canvas.soften(canvas.unit * 1.0)
    canvas.picture.paste(sharp, (0, 0), ImageChops.invert(vignette))
    canvas.picture.paste("#4a3424", (0, 0), vignette.point(scaled(0.16)))


def _room_at(canvas: Canvas, x: float, y: float, z: float) -> Point:
    """Perspective: x from −1 to 1 across the aisle, y from 0 (floor) to 1 (ceiling), z from 1 (near) on."""
    return canvas.width * (0.5 + 0.5 * x / z), canvas.height * (0.46 + (0.62 - 1.24 * y) / z)


def _room(canvas: Canvas) -> None:
    """Ceiling, floor with the window's light in it, and the window with trees outside."""

    def quad(low: tuple[float, float, float], high: tuple[float, float, float], *, flat: bool) -> list[Point]:
        (a, b, c), (d, e, f) = low, high
        corners = ((a, b, c), (d, b, c), (d, e, f), (a, e, f)) if flat else ((a, b, c), (d, b, c), (d, e, c), (a, e, c))
        return [_room_at(canvas, *corner) for corner in corners]

    bands = 60
    for n in range(bands):
        z, further = 0.8 + 7.2 * (n / bands) ** 1.6, 0.8 + 7.2 * ((n + 1.1) / bands) ** 1.6
        canvas.polygon(quad((-1.6, 1, z), (1.6, 1, further), flat=True), blend_of("#d9d2c4", "#fffdf6", n / bands))
        canvas.polygon(
            quad((-1.6, 0, z), (1.6, 0, further), flat=True), blend_of("#a9794d", "#ffe9c4", (n / bands) ** 0.75)
        )
    for n in range(-9, 10):
        canvas.line(
            [_room_at(canvas, n * 0.17, 0, 0.8), _room_at(canvas, n * 0.17, 0, 8)], "#b98a5c", canvas.unit * 0.1
        )
    for z in (1.5, 2.3, 3.6, 5.6):
        canvas.polygon(quad((-0.28, 0.998, z), (0.28, 0.998, z * 1.25), flat=True), "#ffffff")
    canvas.polygon(quad((-1, 0, 8), (1, 1, 8), flat=False), "#fdf8ea")
    left, top = _room_at(canvas, -0.86, 0.94, 8)
    right, low = _room_at(canvas, 0.86, 0.07, 8)
    view = fade(
        (round(right - left), round(low - top)), [(0, "#f4fbff"), (0.45, "#e6f3d8"), (0.75, "#b9d893"), (1, "#9cc57c")]
    )
    canvas.picture.paste(view, (round(left), round(top)))
    chance = canvas.random
    for _ in range(60):
        canvas.disc(
            chance.uniform(left, right),
            chance.uniform(top + (low - top) * 0.25, low),
            canvas.unit * chance.uniform(0.4, 1.3),
            chance.choice(("#8fc072", "#cfe7ad", "#eef8d6")),
            opacity=0.4,
        )
    for x in (-0.86, -0.29, 0.29, 0.86):
        canvas.line([_room_at(canvas, x, 0.07, 8), _room_at(canvas, x, 0.94, 8)], "#fffdf6", canvas.unit * 0.5)
    canvas.line([_room_at(canvas, -0.86, 0.6, 8), _room_at(canvas, 0.86, 0.6, 8)], "#fffdf6", canvas.unit * 0.4)


_BACKS = (
    *("#0b4a5c", "#e8503a", "#f6c344", "#2b8c86", "#fff4dd", "#551833", "#f59f8b", "#12606f"),
    *("#dfe9e6", "#c93a2e", "#3a7d5c", "#33476f", "#e9a85c", "#ffffff", "#8fb7a9", "#7a4a35"),
)


def _shelves(canvas: Canvas, side: int) -> None:
    """One wall of shelves from far to near; backs of books face the aisle."""
    chance, x = canvas.random, side * 0.74
    heights = (0.05, 0.215, 0.38, 0.545, 0.71)

    def wall(low: float, high: float, z: float, further: float, depth: float = 0) -> list[Point]:
        out = x + side * depth
        return [
            _room_at(canvas, out, low, z),
            _room_at(canvas, out, low, further),
            _room_at(canvas, out, high, further),
            _room_at(canvas, out, high, z),
        ]

    canvas.polygon(wall(0, 0.885, 0.6, 7.6), "#e7d3b1")
    for shelf in heights:
        canvas.polygon(wall(shelf, shelf + 0.15, 0.6, 7.6), "#6d4f36")
        z = 7.5
        while z > 0.62:
            step = chance.uniform(0.018, 0.05) * (1.0 if z < 3 else 1.5)
            if chance.random() < 0.04:
                z -= step * 4  # a gap
                continue
            tall = shelf + 0.145 * chance.uniform(0.66, 0.96)
            haze = min(1.0, max(0.0, (z - 1.2) / 7))
            tone = blend_of(blend_of(chance.choice(_BACKS), "#3c2414", 0.18 * (1 - haze)), "#fff3d8", 0.62 * haze)
            canvas.polygon(wall(shelf, tall, z - step * 0.94, z), tone)
            if z < 4.5:
                edge = blend_of(tone, "#000000", 0.32)
                canvas.polygon(wall(shelf, tall, z - step * 0.94, z - step * 0.8), edge)
                mark = blend_of(tone, "#fff6e0" if chance.random() < 0.6 else "#1d1420", 0.6)
                low = shelf + (tall - shelf) * chance.uniform(0.6, 0.75)
                canvas.polygon(wall(low, low + 0.012, z - step * 0.78, z - step * 0.08), mark)
            z -= step
        canvas.polygon(wall(shelf - 0.016, shelf, 0.6, 7.6), "#f4e4c6")
        canvas.polygon(wall(shelf + 0.13, shelf + 0.15, 0.6, 7.6), "#2c1a10", opacity=0.25)
    for z in (7.4, 5.2, 3.7, 2.6, 1.85, 1.3, 0.9):
        canvas.polygon(wall(0, 0.885, z, z * 1.018), blend_of("#c9ab7d", "#fff3da", min(1, z / 7)))
    red, green, blue = mixed("#fffaf0", "#e7d3b1", 0.4)
    canvas.polygon(wall(0.87, 0.9, 0.6, 7.6), f"#{red:02x}{green:02x}{blue:02x}")
