"""A picture like a photograph: somebody reads at the end of a jetty at dusk."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from mediabank.media.drawing.canvas import Canvas, Curve, Point, blend_of, clouds, fade, scaled
from mediabank.media.drawing.landscape import figure, ridge


def jetty(canvas: Canvas) -> None:
    """Somebody reads at the end of a jetty; mountains and the last light lie in the water."""
    w, h = canvas.size
    horizon = round(h * 0.56)
    canvas.gradient(
        [(0, "#2f4268"), (0.26, "#5c6a94"), (0.48, "#a58ca6"), (0.66, "#eaa88e"), (0.82, "#fdc485"), (1, "#ffe2a0")],
        bottom=horizon,
    )
    _evening_clouds(canvas, horizon)
    canvas.glow(w * 0.66, horizon - h * 0.1, h * 0.75, "#ffb055", opacity=0.8)
    for n, (tone, mist) in enumerate(
        (("#b490a3", "#e3b19f"), ("#8b7595", "#c79a9b"), ("#5f5c82", "#9a8194"), ("#3c4669", "#5f6482"))
    ):
        tall = h * (0.23 - 0.04 * n)
        canvas.below(_mountains(canvas, horizon, tall, n), [(0, tone), (1, mist)], depth=tall)
    _far_shore(canvas, horizon)
    _water(canvas, horizon)
    _jetty(canvas, horizon)


def _mountains(canvas: Canvas, horizon: int, tall: float, layer: int) -> Curve:
    """One ridge, the nearer ones open where the sun goes down."""
    line = ridge(canvas, horizon + canvas.height * 0.01, tall, peaks=5 + 2 * layer, rough=0.56)
    sink = canvas.height * 0.1 if layer > 1 else 0
    return lambda x: min(horizon, line(x) + sink * _valley(x / canvas.width))


def _valley(x: float) -> float:
    """The nearer ridges sink where the sun goes down."""
    return 1.6 * math.exp(-(((x - 0.66) / 0.2) ** 2))


def _evening_clouds(canvas: Canvas, horizon: int) -> None:
    less = 4
    size = (canvas.width // less, horizon // less)
    field = clouds(size, canvas.random, cells=13, octaves=5, stretch=2.6)
    height = fade(
        size, [(0, "#303030"), (0.3, "#909090"), (0.65, "#ffffff"), (0.9, "#606060"), (1, "#000000")]
    ).convert("L")
    mask = ImageChops.multiply(field.point(lambda level: max(0, min(255, (level - 122) * 9))), height)
    soft = mask.filter(ImageFilter.GaussianBlur(3)).resize((canvas.width, horizon), Image.Resampling.BICUBIC)
    tint = fade((canvas.width, horizon), [(0, "#7d7f9f"), (0.5, "#d8a1a1"), (0.8, "#ffc29a"), (1, "#ffe0b0")])
    canvas.picture.paste(tint, (0, 0), soft.point(scaled(0.62)))


def _far_shore(canvas: Canvas, horizon: int) -> None:
    """A wooded shore from the left, trees as a ragged edge."""
    h, chance = canvas.height, canvas.random
    x = -20.0
    outline: list[Point] = [(0, horizon)]
    while x < canvas.width * 0.44:
        share = x / (canvas.width * 0.44)
        base = h * 0.085 * (1 - share) ** 0.8
        tall = base + h * chance.uniform(0.006, 0.026) * (1 - share * 0.7)
        outline += [(x, horizon - base * 0.9), (x + h * 0.004, horizon - tall), (x + h * 0.009, horizon - base * 0.9)]
        x += h * chance.uniform(0.005, 0.012)
    canvas.polygon([*outline, (x, horizon)], "#202b47")


def _water(canvas: Canvas, horizon: int) -> None:
    """The sky upside down, every row moved a little more the nearer it lies; darker towards us."""
    w, h = canvas.size
    deep = h - horizon
    sky = canvas.picture.crop((0, 0, w, horizon)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    room = round(canvas.unit * 4)  # beyond both edges, since rows are moved sideways
    mirror = sky.resize((w + 2 * room, deep), Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur((2, 10)))
    phase = [canvas.random.uniform(0, 6.3) for _ in range(3)]
    row = 0
    while row < deep:
        near = row / deep
        step = max(2, round(1 + 7 * near))
        swing = canvas.unit * (0.25 + 2.6 * near)
        turn = 900 * math.log(1 + 3.2 * near) / 3.2
        shift = swing * (
            0.5 * math.sin(turn * 0.31 + phase[0]) + 0.35 * math.sin(turn * 0.83 + phase[1])
        ) + swing * canvas.random.uniform(-0.3, 0.3)
        left = room + round(shift)
        canvas.picture.paste(mirror.crop((left, row, left + w, min(deep, row + step))), (0, horizon + row))
        row += step
    shade = fade((w, deep), [(0, "#000000"), (0.12, "#404040"), (1, "#b8b8b8")]).convert("L")
    canvas.picture.paste("#1f3156", (0, horizon), shade.point(scaled(0.85)))
    _sun_path(canvas, horizon)


def _sun_path(canvas: Canvas, horizon: int) -> None:
    chance, deep = canvas.random, canvas.height - horizon
    for _ in range(420):
        near = chance.random() ** 1.7
        y = horizon + deep * near
        spread = canvas.width * (0.02 + 0.1 * near)
        x = canvas.width * 0.66 + chance.gauss(0, 1) * spread
        long = canvas.unit * chance.uniform(0.4, 1.6) * (0.4 + 3 * near)
        thick = canvas.unit * (0.05 + 0.22 * near)
        points = [(x - long, y), (x, y - thick), (x + long, y), (x, y + thick)]
        canvas.polygon(points, "#ffd29a", opacity=0.5 * (1 - near) + 0.12)


def _jetty(canvas: Canvas, horizon: int) -> None:
    """Planks towards a point on the horizon, posts, and the reader near the end."""
    w, h, chance = canvas.width, canvas.height, canvas.random
    far_y, far_x, far_half = horizon + h * 0.105, w * 0.395, w * 0.036
    near_y, near_x, near_half = h * 1.02, w * 0.3, w * 0.2

    def at(side: float, share: float) -> Point:
        place = share / (share + (1 - share) * 5.2)  # perspective: planks crowd together far away
        return (
            far_x + (near_x - far_x) * place + side * (far_half + (near_half - far_half) * place),
            far_y + (near_y - far_y) * place,
        )

    shade = [at(-1.04, 0), at(1.04, 0), at(1.12, 1), at(-1.12, 1)]
    canvas.shadow(
        [[(x + w * 0.006, y + h * 0.022) for x, y in shade]], blur=canvas.unit * 1.2, opacity=0.75, colour="#0a1226"
    )
    planks = 46
    for n in range(planks):
        low, high = n / planks, (n + 0.9) / planks
        tone = blend_of("#5d4a4e", "#8d7064", chance.random())
        tone = blend_of(tone, "#2a2940", 0.55 * (n / planks) ** 0.7)
        canvas.polygon([at(-1, low), at(1, low), at(1, high), at(-1, high)], tone)
        lit = [at(-1, low), at(1, low), at(1, low + 0.12 / planks), at(-1, low + 0.12 / planks)]
        canvas.polygon(lit, "#f2b48c", opacity=0.5 * (1 - n / planks) + 0.08)
    for share in (0.02, 0.3, 0.56, 0.78):
        for side in (-1.03, 1.03):
            _post(canvas, at(side, share), abs(at(1, share)[0] - at(-1, share)[0]))
    _reader(canvas, at(0, 0.14))


def _post(canvas: Canvas, head: Point, size: float) -> None:
    """A post in shade with a strip of evening light; `size` is the jetty's width there."""
    x, y = head
    for left, tone in ((-0.03, "#1b1e33"), (0.012, "#c98f78")):
        corners = ((left, -0.1), (0.03, -0.1), (0.03, 0.3), (left, 0.3))
        canvas.polygon([(x + size * px, y + size * py) for px, py in corners], tone)


def _reader(canvas: Canvas, seat: Point) -> None:
    h = canvas.height
    x, y = seat
    canvas.shadow(
        [[(x - h * 0.06, y), (x + h * 0.07, y), (x + h * 0.04, y + h * 0.025), (x - h * 0.07, y + h * 0.025)]],
        blur=canvas.unit,
        opacity=0.6,
        colour="#120f22",
    )
    tones = {
        "hair": "#1d1727",
        "skin": "#7d5650",
        "shirt": "#2b2a44",
        "trousers": "#191a2e",
        "page": "#f6d9b4",
        "cover": "#8c3a3a",
        "rim": "#f3a878",
    }
    figure(canvas, x - h * 0.035, y + h * 0.01, h * 0.15, tones)
