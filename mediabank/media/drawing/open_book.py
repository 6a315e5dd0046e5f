"""A picture like a photograph: an open book on a table, in the light of a window."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mediabank.media.drawing.canvas import Canvas, Point, blend_of, clouds, fade
from mediabank.media.drawing.landscape import leaf, steps


def open_book(canvas: Canvas) -> None:
    """An open book on a table; a window and leaves throw their shapes over it."""
    w, h = canvas.size
    canvas.gradient([(0, "#c08a58"), (0.5, "#dcab78"), (1, "#c9935e")])
    _wood(canvas)
    _cup(canvas, w * 0.83, h * 0.2, h * 0.15)
    outline = [_page(canvas, side, u, v) for side, u, v in ((-1, 1, 0), (-1, 0, 0), (1, 1, 0), (1, 1, 1), (-1, 1, 1))]
    canvas.shadow(
        [[(x + w * 0.022, y + h * 0.03) for x, y in outline]], blur=canvas.unit * 2.4, opacity=0.6, colour="#3a1f0e"
    )
    canvas.polygon([(x + (w * 0.008 if x > w / 2 else -w * 0.008), y + h * 0.022) for x, y in _edge(canvas)], "#7d2430")
    for layer in range(7, -1, -1):
        moved = [(x + (1 if x > w / 2 else -1) * w * 0.0009 * layer, y + h * 0.0024 * layer) for x, y in _edge(canvas)]
        canvas.polygon(moved, "#e8d5b0" if layer % 2 else "#fbf1da")
    for side in (-1, 1):
        _paper(canvas, side)
        _print(canvas, side)
    _window_light(canvas)
    _out_of_focus(canvas)


def _page(canvas: Canvas, side: int, u: float, v: float) -> Point:
    """A point of a page: u from the fold to the fore-edge, v from top to bottom; pages swell near the fold."""
    w, h = canvas.size
    near = 0.28 + 0.085 * v  # half the book's width grows towards us
    swell = h * 0.052 * math.sin(math.pi * min(1, u**0.62)) * (0.75 + 0.35 * v) - h * 0.028 * (1 - u) ** 6
    return w * 0.475 + side * w * near * u + w * 0.018 * (v - 0.5), h * (0.33 + 0.49 * v) + side * u * h * 0.016 - swell


def _edge(canvas: Canvas) -> list[Point]:
    top = [_page(canvas, -1, 1 - t, 0) for t in steps(24)] + [_page(canvas, 1, t, 0) for t in steps(24)]
    low = [_page(canvas, 1, 1 - t, 1) for t in steps(24)] + [_page(canvas, -1, t, 1) for t in steps(24)]
    return top + low


def _paper(canvas: Canvas, side: int) -> None:
    strips = 70
    for n in range(strips):
        a, b = n / strips, (n + 1.15) / strips
        bend = math.cos(math.pi * min(1, a**0.62))  # the slope of the swell
        light = 0.9 + 0.12 * bend * (-side) - 0.45 * math.exp(-a * 14) - 0.06 * a
        tone = blend_of("#5f4426", "#fffdf6", max(0.0, min(1.0, light)))
        canvas.polygon(
            [
                _page(canvas, side, a, 0),
                _page(canvas, side, b, 0),
                _page(canvas, side, b, 1),
                _page(canvas, side, a, 1),
            ],
            tone,
        )


def _print(canvas: Canvas, side: int) -> None:
    """Lines of words that follow the page, in paragraphs."""
    chance = canvas.random
    rows = 29
    for n in range(rows):
        v = 0.09 + 0.83 * n / rows
        if (n == 0 and side > 0) or n == 1 and side > 0:  # noqa: RUF021
            continue
        start, end = (0.13, 0.9) if side > 0 else (0.1, 0.87)
        u = start + (0.05 if n % 8 == 2 and side > 0 else 0)
        if n % 8 == 1:
            end = start + (end - start) * chance.uniform(0.35, 0.75)
        if side < 0:
            u, end = 1 - end - 0.02, 1 - start  # the left page's lines begin at its fore-edge
            if n % 8 == 1:
                u, end = 0.98 - (end - u), 0.98 - 0.08
        while u < end:
            long = min(end - u, chance.uniform(0.02, 0.075))
            path = [_page(canvas, side, u + long * t, v) for t in steps(4)]
            canvas.line(path, blend_of("#5a4a3c", "#94826e", chance.random() * 0.6), canvas.unit * (0.17 + 0.08 * v))
            u += long + 0.011


def _wood(canvas: Canvas) -> None:
    small = (canvas.width // 3, canvas.height // 3)
    fibre = clouds(small, canvas.random, cells=420, octaves=2, stretch=26).point(
        lambda level: max(0, min(255, (level - 128) * 3 + 150))
    )
    broad = clouds(small, canvas.random, cells=26, octaves=4, stretch=9).point(
        lambda level: max(0, min(255, (level - 128) * 2 + 190))
    )
    grain = ImageChops.multiply(
        fibre.point(lambda level: 150 + level * 105 // 255), broad.point(lambda level: 120 + level * 135 // 255)
    )
    canvas.picture.paste(
        ImageChops.multiply(
            canvas.picture, Image.merge("RGB", [grain.resize(canvas.size, Image.Resampling.BICUBIC)] * 3)
        )
    )
    for share in (0.14, 0.52, 0.93):
        y = canvas.height * share
        canvas.polygon(
            [
                (0, y),
                (canvas.width, y - canvas.unit),
                (canvas.width, y - canvas.unit * 0.6),
                (0, y + canvas.unit * 0.5),
            ],
            "#4f3018",
            opacity=0.6,
        )


def _cup(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A cup seen from above at a slant, out of focus later."""
    draw = ImageDraw.Draw(canvas.picture)

    def oval(cx: float, cy: float, rx: float, ry: float, tone: str) -> None:
        draw.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill=tone)

    canvas.shadow(
        [
            [
                (x - size * 0.8, y + size),
                (x + size * 1.9, y + size * 0.9),
                (x + size * 1.7, y + size * 1.5),
                (x - size * 0.5, y + size * 1.4),
            ]
        ],
        blur=canvas.unit * 3,
        opacity=0.6,
        colour="#2c1608",
    )
    oval(x, y + size * 1.02, size * 1.45, size * 0.5, "#d9cbb4")
    oval(x, y + size * 0.98, size * 1.36, size * 0.45, "#f3e8d4")
    draw.arc(
        (x + size * 0.7, y + size * 0.05, x + size * 1.5, y + size * 0.8),
        -100,
        110,
        fill="#1d6d78",
        width=round(size * 0.15),
    )
    for n in range(40):  # the wall, from dark left to light right
        a, b = -1 + n / 20, -1 + (n + 1.3) / 20
        tone = blend_of("#0e4752", "#3fa0a4", (n / 40) ** 1.3)
        canvas.polygon(
            [
                (x + size * a, y),
                (x + size * b, y),
                (x + size * b * 0.72, y + size * 0.98),
                (x + size * a * 0.72, y + size * 0.98),
            ],
            tone,
        )
    oval(x, y + size * 0.98, size * 0.72, size * 0.22, "#14545f")
    oval(x, y, size, size * 0.36, "#57b5b5")
    oval(x, y + size * 0.03, size * 0.92, size * 0.31, "#0f4650")
    oval(x, y + size * 0.1, size * 0.82, size * 0.24, "#3b1f12")
    oval(x - size * 0.2, y + size * 0.13, size * 0.4, size * 0.09, "#6e452b")


def _window_light(canvas: Canvas) -> None:
    """Everything goes into warm shade but the window's panes; leaves stand in them."""
    w, h, chance = canvas.width, canvas.height, canvas.random
    less = 6
    mask = Image.new("L", (w // less, h // less))
    draw = ImageDraw.Draw(mask)
    for column in range(3):
        for row in range(2):
            x, y = 0.02 + 0.31 * column, -0.12 + 0.56 * row
            slant = 0.2
            pane = [
                (x + slant * (1 - y), y),
                (x + 0.27 + slant * (1 - y), y),
                (x + 0.27 + slant * (0.49 - y), y + 0.51),
                (x + slant * (0.49 - y), y + 0.51),
            ]
            draw.polygon([(px * mask.width, py * mask.height) for px, py in pane], fill=255)
    for branch in range(5):
        start, lean = (chance.uniform(-0.05, 0.5), chance.uniform(-0.08, 0.3)), chance.uniform(0.35, 0.8)
        for n in range(9):
            x, y = start[0] + 0.036 * n * math.cos(lean), start[1] + 0.05 * n * math.sin(lean)
            for side in (-1, 1):
                turn = lean + side * chance.uniform(0.6, 0.95)
                size = h * chance.uniform(0.034, 0.05) * (1 - 0.04 * n)
                px, py = x * w + size * math.cos(turn), y * h + size * math.sin(turn)
                draw.polygon([(ax / less, ay / less) for ax, ay in leaf(px, py, size, turn)], fill=40 + 8 * branch)
    soft = mask.filter(ImageFilter.GaussianBlur(canvas.unit * 0.8 / less)).resize(canvas.size, Image.Resampling.BICUBIC)
    shade = ImageChops.multiply(canvas.picture, Image.new("RGB", canvas.size, "#a8949c"))
    light = ImageChops.multiply(canvas.picture, Image.new("RGB", canvas.size, "#fff4dc"))
    canvas.picture.paste(Image.composite(light, shade, soft))
    canvas.glow(w * 0.08, -h * 0.05, h * 1.1, "#ffb45e", opacity=0.5)


def _out_of_focus(canvas: Canvas) -> None:
    """Sharp in the middle of the book, soft far away and close by."""
    near = fade(
        canvas.size, [(0, "#ffffff"), (0.22, "#c8c8c8"), (0.46, "#000000"), (0.7, "#000000"), (1, "#a0a0a0")]
    ).convert("L")
    sharp = canvas.picture.copy()
    canvas.soften(canvas.unit * 0.9)
    canvas.picture.paste(sharp, (0, 0), ImageChops.invert(near))
