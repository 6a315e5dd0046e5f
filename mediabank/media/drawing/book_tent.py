"""The motif of "Ta med boka på tur": a book stands as a tent in the light night."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mediabank.media.drawing.canvas import Canvas, Point, blend_of, halo
from mediabank.media.drawing.landscape import ridge, steps
from mediabank.media.drawing.layout import Layout, Words, headline, layout


def book_tent(canvas: Canvas, words: Words) -> None:
    """Ta med boka på tur: a book stands as a tent in the light night, lit from inside."""
    place = layout(canvas)
    w, h = canvas.size
    ground = h * (0.84 if place.wide else 0.83)
    canvas.gradient(
        [(0, "#0a1838"), (0.35, "#17325f"), (0.62, "#2f6186"), (0.8, "#7fa6a4"), (0.92, "#f4c58c"), (1, "#f9b070")],
        bottom=ground,
    )
    _stars(canvas, ground * 0.6)
    _aurora(canvas, ground)
    moon_x, moon_y = (w * 0.92, h * 0.17) if place.wide else (w * 0.83, h * (0.41 if h > 1.2 * w else 0.46))
    canvas.glow(moon_x, moon_y, canvas.unit * 24, "#cfe3ff", opacity=0.6)
    _crescent(canvas, moon_x, moon_y, canvas.unit * 4.6)
    _ridges(canvas, ground)
    reach = place.reach * (0.92 if place.wide else 0.9)
    _spruces(canvas, ground, reach)
    canvas.below(
        lambda x: ground - canvas.unit * 1.2 * math.sin(3.1 * x / w + 0.4),
        [(0, "#183a3c"), (0.5, "#0c2329"), (1, "#07171d")],
        depth=h - ground,
    )
    canvas.glow(place.x, ground - reach * 0.2, reach * 2.2, "#ffb04a", opacity=0.62)
    _tent(canvas, place.x - reach * 0.4, ground + reach * 0.1, reach)
    _grass(canvas, place, ground, reach)
    headline(canvas, place, words, "#ffeccb", accent="#f7b23b", foot="#ffeccb")


def _stars(canvas: Canvas, lowest: float) -> None:
    chance = canvas.random
    for _ in range(170):
        x, y = chance.random() * canvas.width, chance.random() ** 1.5 * lowest
        canvas.disc(
            x, y, canvas.unit * chance.choice((0.1, 0.13, 0.16, 0.26)), "#f4f1dc", opacity=chance.uniform(0.35, 0.95)
        )


def _crescent(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A waxing moon: the outer half circle and a flatter inner one, a little tilted."""
    outer = [(math.sin(a), -math.cos(a)) for a in (math.pi * t for t in steps(48))]
    inner = [(0.42 * math.sin(a), -math.cos(a)) for a in (math.pi * t for t in reversed(steps(48)))]
    tilt = 0.5
    canvas.polygon(
        [
            (
                x + radius * (px * math.cos(tilt) - py * math.sin(tilt)),
                y + radius * (px * math.sin(tilt) + py * math.cos(tilt)),
            )
            for px, py in outer + inner
        ],
        "#fdf4da",
    )


def _aurora(canvas: Canvas, ground: float) -> None:
    """Curtains of light, drawn small and enlarged: they have no sharp edge but the lower one."""
    less = 8
    w, h = canvas.width // less, int(ground) // less
    light = Image.new("RGB", (w, h))
    draw = ImageDraw.Draw(light)
    for band, (green, drift) in enumerate((((44, 158, 122), 0.56), ((34, 110, 128), 0.44), ((92, 82, 150), 0.36))):
        for x in range(w):
            t = x / w * 4.4 + band * 1.3
            low = h * (drift - 0.2 * x / w + 0.06 * math.sin(t) + 0.02 * math.sin(2.7 * t))
            tall = h * (0.3 + 0.05 * math.sin(1.9 * t + 1))
            force = 0.5 + 0.22 * math.sin(2.1 * t + band) + 0.16 * math.sin(23 * t + 3 * math.sin(5 * t))
            for step in range(16):
                share = step / 16
                tone = tuple(max(0, round(part * force * (1 - share) ** 1.6)) for part in green)
                draw.line([(x, low - tall * share), (x, low - tall * (share + 0.07))], fill=(tone[0], tone[1], tone[2]))
    soft = light.filter(ImageFilter.GaussianBlur(canvas.unit * 0.55 / less))
    canvas.blend(soft.resize((canvas.width, int(ground)), Image.Resampling.BICUBIC), 0, 0)


def _ridges(canvas: Canvas, ground: float) -> None:
    tones = (("#6d8fa3", "#c4b9a4"), ("#44708a", "#8fa5a2"), ("#265069", "#54808a"), ("#163b4e", "#27545f"))
    for n, (tone, mist) in enumerate(tones):
        height = canvas.unit * (30 - 5.5 * n)
        base = ground - canvas.unit * (2 - 0.6 * n)
        canvas.below(ridge(canvas, base, height, peaks=4 + n), [(0, tone), (1, mist)], depth=height * 1.2)


def _spruces(canvas: Canvas, ground: float, reach: float) -> None:
    """Spruces in two rows, thinner near the tent."""
    chance = canvas.random
    place = layout(canvas)
    for row, (tone, low, tall) in enumerate((("#12323f", 0.34, 0.62), ("#0b222d", 0.5, 0.95))):
        x = -reach * 0.1
        while x < canvas.width + reach * 0.1:
            x += reach * chance.uniform(0.1, 0.26) * (1 + 0.4 * row)
            near = abs(x - place.x) / reach
            if near < 1.15 and row or near < 0.5:  # noqa: RUF021
                continue
            size = reach * chance.uniform(low, tall) * (0.75 if near < 1.6 else 1)
            _spruce(canvas, x, ground + canvas.unit, size, tone)


def _spruce(canvas: Canvas, x: float, foot: float, size: float, tone: str) -> None:
    tiers = 7
    for n in range(tiers):
        top, low = foot - size + size * 0.13 * n, foot - size + size * (0.13 * n + 0.24)
        half = size * (0.045 + 0.034 * n)
        sag = size * 0.035
        canvas.polygon(
            [
                (x, top),
                (x + half, low),
                (x + half * 0.45, low - sag),
                (x, low - sag * 0.4),
                (x - half * 0.45, low - sag),
                (x - half, low),
            ],
            tone,
        )
    canvas.polygon(
        [
            (x - size * 0.02, foot - size * 0.1),
            (x + size * 0.02, foot - size * 0.1),
            (x + size * 0.025, foot),
            (x - size * 0.025, foot),
        ],
        tone,
    )


def _tent(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """The book on its fore-edges: a lit opening between the pages, the front cover as the long side of the tent."""

    def at(px: float, py: float) -> Point:
        return x + size * px, foot + size * py

    apex, left, right = at(0, -1.0), at(-0.66, 0), at(0.6, 0)
    back, far = at(0.98, -0.93), at(1.5, -0.09)
    canvas.shadow([[left, right, far, at(1.7, 0.08), at(-0.8, 0.1)]], blur=size * 0.05, opacity=0.55)
    canvas.polygon([apex, back, far, right], "#d8432f")
    _cover(canvas, [apex, back, far, right], size)
    canvas.polygon([left, apex, right], "#ffcf6e")
    _light_inside(canvas, [left, apex, right], at(0, -0.05), size)
    _reader_in_tent(canvas, at(0.02, 0), size * 0.3)
    for n in range(7):  # the pages' edges hang along both slopes
        gap = 0.02 + 0.024 * n
        tone = "#fff6e2" if n % 2 == 0 else "#ecd3a6"
        canvas.line([at(0, -0.985 + gap * 0.75), at(-0.63 + gap * (1.05 + 0.06 * n), -0.005)], tone, size * 0.02)
        canvas.line([at(0, -0.985 + gap * 0.75), at(0.575 - gap * (1.0 + 0.06 * n), -0.005)], tone, size * 0.02)
    canvas.line([left, apex], "#a92c22", size * 0.05)
    canvas.line([apex, right], "#a92c22", size * 0.05)
    canvas.line([apex, back], "#f0705a", size * 0.035)


def _cover(canvas: Canvas, corners: list[Point], size: float) -> None:
    """A frame, a sun and two lines on the cover, lying in its plane."""

    def on(u: float, v: float) -> Point:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
        return (
            (ax * (1 - u) + bx * u) * (1 - v) + (dx * (1 - u) + cx * u) * v,
            (ay * (1 - u) + by * u) * (1 - v) + (dy * (1 - u) + cy * u) * v,
        )

    frame = [on(0.1, 0.12), on(0.9, 0.12), on(0.9, 0.88), on(0.1, 0.88), on(0.1, 0.12)]
    canvas.line(frame, "#f6b04c", size * 0.012)
    round_sun = [
        on(0.5 + 0.17 * math.cos(a / 24 * math.tau), 0.4 + 0.15 * math.sin(a / 24 * math.tau)) for a in range(24)
    ]
    canvas.polygon(round_sun, "#f6b04c")
    for n, half in enumerate((0.26, 0.2, 0.1)):
        canvas.line([on(0.5 - half, 0.64 + 0.075 * n), on(0.5 + half, 0.64 + 0.075 * n)], "#f6b04c", size * 0.014)


def _light_inside(canvas: Canvas, triangle: list[Point], source: Point, size: float) -> None:
    """Fill the opening with lamplight that is brightest above its source."""
    left, top = round(min(x for x, _ in triangle)), round(min(y for _, y in triangle))
    right, bottom = round(max(x for x, _ in triangle)), round(max(y for _, y in triangle))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).polygon([(round(x) - left, round(y) - top) for x, y in triangle], fill=255)
    light = Image.new("RGB", mask.size)
    light.paste(halo(size, "#ffe9a8", 1), (round(source[0] - size) - left, round(source[1] - size * 1.12) - top))
    canvas.picture.paste(ImageChops.screen(Image.new("RGB", mask.size, "#e8862c"), light), (left, top), mask)


def _reader_in_tent(canvas: Canvas, foot: Point, size: float) -> None:
    x, y = foot
    ink = "#3b1526"
    canvas.disc(x, y - size * 1.02, size * 0.2, ink)
    canvas.polygon(
        [
            (x - size * 0.3, y - size * 0.1),
            (x - size * 0.2, y - size * 0.72),
            (x, y - size * 0.84),
            (x + size * 0.2, y - size * 0.72),
            (x + size * 0.3, y - size * 0.1),
        ],
        ink,
    )
    canvas.polygon(
        [
            (x - size * 0.62, y),
            (x - size * 0.3, y - size * 0.26),
            (x + size * 0.3, y - size * 0.26),
            (x + size * 0.62, y),
        ],
        ink,
    )
    for side, tone in ((-1, "#fffbe9"), (1, "#f5e2b4")):
        canvas.polygon(
            [
                (x, y - size * 0.3),
                (x + side * size * 0.34, y - size * 0.42),
                (x + side * size * 0.34, y - size * 0.7),
                (x, y - size * 0.58),
            ],
            tone,
        )


def _grass(canvas: Canvas, place: Layout, ground: float, reach: float) -> None:
    chance = canvas.random
    for _ in range(240):
        x = chance.random() * canvas.width
        near = max(0.0, 1 - abs(x - place.x) / (reach * 1.6))
        y = ground + chance.uniform(0.1, 0.9) * (canvas.height - ground)
        if y > canvas.height - place.margin * 1.9 and x < canvas.width * 0.6:
            continue
        tall = reach * chance.uniform(0.04, 0.1)
        bend = tall * chance.uniform(-0.4, 0.4)
        canvas.line(
            [(x, y), (x + bend * 0.4, y - tall * 0.6), (x + bend, y - tall)],
            blend_of("#1d4a46", "#d99a45", near * 0.8),
            canvas.unit * 0.22,
        )
