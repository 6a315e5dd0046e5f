"""A picture like a photograph: somebody reads under an old tree."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mediabank.media.drawing.canvas import Canvas, blend_of, clouds, fade
from mediabank.media.drawing.landscape import figure, leaf, steps


def under_the_tree(canvas: Canvas) -> None:
    """A reader leans on an old trunk; the wood behind is nothing but light."""
    w, h = canvas.size
    ground = h * 0.79
    canvas.gradient([(0, "#8fbf63"), (0.3, "#bfdc8c"), (0.6, "#a5cb76"), (0.85, "#6fa453"), (1, "#4f8a44")])
    _bokeh(canvas, ground)
    canvas.glow(w * 0.83, h * 0.06, h * 0.95, "#fff3bf", opacity=0.75)
    _meadow(canvas, ground)
    _trunk(canvas, ground)
    tones = {
        "hair": "#6d3f24",
        "skin": "#eebd98",
        "shirt": "#2f6fa3",
        "trousers": "#2b3650",
        "page": "#fffaf0",
        "cover": "#d8432f",
        "rim": "#ffe9b0",
    }
    x, y = w * 0.395, ground + h * 0.075
    canvas.shadow(
        [
            [
                (x - h * 0.12, y - h * 0.02),
                (x + h * 0.3, y - h * 0.02),
                (x + h * 0.26, y + h * 0.03),
                (x - h * 0.16, y + h * 0.03),
            ]
        ],
        blur=canvas.unit * 2,
        opacity=0.5,
        colour="#17321a",
    )
    figure(canvas, x, y, h * 0.42, tones)
    _near_grass(canvas, ground)
    _near_leaves(canvas)


def _bokeh(canvas: Canvas, ground: float) -> None:
    """Discs of light out of focus, in front of soft dark trunks."""
    w, h, chance = canvas.width, canvas.height, canvas.random
    for _ in range(9):
        x, half = chance.uniform(0.3, 1) * w, w * chance.uniform(0.008, 0.02)
        canvas.polygon(
            [(x - half, 0), (x + half, 0), (x + half * 1.3, ground), (x - half * 1.3, ground)], "#547f42", opacity=0.5
        )
    canvas.soften(canvas.unit * 2.4)
    for _ in range(150):
        x, y = chance.random() * w, chance.random() ** 1.2 * ground
        radius = h * chance.uniform(0.012, 0.052)
        tone = chance.choice(("#e9f5b5", "#fdf7c4", "#cfe78f", "#a4cf6e", "#7fb658", "#5e9a47"))
        canvas.disc(x, y, radius, tone, opacity=chance.uniform(0.1, 0.34))
    canvas.soften(canvas.unit * 0.5)
    for _ in range(46):
        x, y = (0.45 + 0.55 * chance.random()) * w, chance.random() ** 1.4 * ground * 0.9
        canvas.disc(x, y, h * chance.uniform(0.014, 0.04), "#fffbd8", opacity=chance.uniform(0.12, 0.34))
    canvas.soften(canvas.unit * 0.25)


def _meadow(canvas: Canvas, ground: float) -> None:
    w, h, chance = canvas.width, canvas.height, canvas.random
    canvas.below(
        lambda x: ground + h * 0.012 * math.sin(x / w * 5),
        [(0, "#8fc05a"), (0.3, "#5f9c43"), (1, "#2c6232")],
        depth=h - ground,
    )
    canvas.soften(canvas.unit * 0.8, box=(0, round(ground - h * 0.03), w, round(ground + h * 0.04)))
    for _ in range(4200):
        near = chance.random()
        x, y = chance.random() * w, ground + (h - ground) * (0.04 + near)
        tall = h * (0.008 + 0.035 * near) * chance.uniform(0.6, 1.3)
        bend = tall * chance.uniform(-0.5, 0.5)
        sunny = 0.5 + 0.5 * math.sin(x / w * 9 + near * 4)
        tone = blend_of(blend_of("#2f6a33", "#4f8f3e", chance.random()), "#c9de74", 0.55 * sunny * (1 - near * 0.6))
        canvas.polygon([(x - tall * 0.05, y), (x + tall * 0.05, y), (x + bend, y - tall)], tone)


def _trunk(canvas: Canvas, ground: float) -> None:
    """An old trunk with bark; light comes from the right."""
    w, h = canvas.size
    left, right = [], []
    for t in steps(60):
        y = -h * 0.02 + t * (ground + h * 0.1)
        spread = w * (0.012 + 0.075 * max(0.0, t - 0.72) ** 1.7 * 9)
        wave = w * 0.004 * math.sin(t * 11) + w * 0.003 * math.sin(t * 23 + 1)
        left.append((w * 0.165 - spread * 1.2 + wave, y))
        right.append((w * 0.335 + spread * 0.75 + wave * 1.4 - w * 0.02 * math.sin(t * 3), y))
    canvas.shadow(
        [[*left, *((x + w * 0.012, y) for x, y in reversed(right))]],
        blur=canvas.unit * 2,
        opacity=0.4,
        colour="#1b3a1c",
    )
    box = (round(w * 0.02), 0, round(w * 0.48), round(ground + h * 0.09))
    size = (box[2] - box[0], box[3] - box[1])
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x - box[0], y) for x, y in [*left, *reversed(right)]], fill=255)
    small = (size[0] // 3, size[1] // 3)
    bark = clouds(small, canvas.random, cells=11, octaves=4, stretch=0.11).point(
        lambda level: max(0, min(255, round((level - 128) * 2.1 + 128)))
    )
    rough = ImageChops.multiply(
        bark, clouds(small, canvas.random, cells=9, octaves=4, stretch=0.4).point(lambda level: min(255, level + 100))
    )
    side = fade(
        (small[1], small[0]), [(0, "#2a1d18"), (0.3, "#4f3a2c"), (0.62, "#8a6a49"), (0.86, "#c9a472"), (1, "#e2c188")]
    )
    lit = side.transpose(Image.Transpose.ROTATE_90).transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize(small)
    grain = Image.merge("RGB", [rough.point(lambda level: min(255, 70 + level))] * 3)
    surface = ImageChops.overlay(ImageChops.multiply(lit, grain), Image.merge("RGB", [bark] * 3))
    canvas.picture.paste(surface.resize(size, Image.Resampling.BICUBIC), box[:2], mask)


def _near_grass(canvas: Canvas, ground: float) -> None:
    """Blades close to the lens, out of focus."""
    w, h, chance = canvas.width, canvas.height, canvas.random
    for _ in range(380):
        x, y = chance.random() * w, h * 1.01
        tall = h * chance.uniform(0.03, 0.12)
        bend = tall * chance.uniform(-0.5, 0.5)
        tone = blend_of("#2d6a2f", "#b5d267", chance.random() ** 2)
        canvas.polygon([(x - h * 0.004, y), (x + h * 0.004, y), (x + bend, y - tall)], tone)
    canvas.soften(canvas.unit * 0.55, box=(0, round(h * 0.93), w, h))
    for _ in range(700):  # around the roots and the reader
        x, y = w * chance.uniform(0.03, 0.68), ground + h * chance.uniform(0.085, 0.125)
        tall = h * chance.uniform(0.015, 0.05 if x < w * 0.36 else 0.036)
        tone = blend_of("#2f6f35", "#8fbf52", chance.random())
        canvas.polygon([(x - h * 0.002, y), (x + h * 0.002, y), (x + tall * chance.uniform(-0.5, 0.5), y - tall)], tone)


def _near_leaves(canvas: Canvas) -> None:
    """A branch across the upper corner, softly out of focus, with the sun in its leaves."""
    w, h, chance = canvas.width, canvas.height, canvas.random
    less, deep = 2, round(h * 0.36)
    mask, leaves = Image.new("L", (w // less, deep // less)), Image.new("RGB", (w // less, deep // less), "#6da548")
    for n in range(250):
        x = w * chance.uniform(-0.02, 0.62) if n % 3 else w * chance.uniform(0.5, 0.85)
        y = h * abs(chance.gauss(0, 0.075)) * (1.25 - 0.6 * x / w) - h * 0.01
        outline = leaf(x, y, h * chance.uniform(0.022, 0.042), chance.uniform(0.3, 1.6))
        small = [(px / less, py / less) for px, py in outline]
        tone = blend_of(chance.choice(("#3f7d33", "#5a9a3e", "#2f6a2f")), "#e3ef8f", chance.random() ** 2 * 0.8)
        ImageDraw.Draw(leaves).polygon(small, fill=tone)
        ImageDraw.Draw(mask).polygon(small, fill=255)
    blur = ImageFilter.GaussianBlur(canvas.unit * 0.4 / less)
    soft, shape = (part.filter(blur).resize((w, deep), Image.Resampling.BICUBIC) for part in (leaves, mask))
    canvas.picture.paste(soft, (0, 0), shape)
