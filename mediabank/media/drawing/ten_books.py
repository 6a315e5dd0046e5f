"""The motif of "Ti bøker før skolestart": ten numbered spines and a paper plane."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediabank.media.drawing.landscape import steps
from mediabank.media.drawing.layout import Layout, Words, headline, layout
from mediabank.media.drawing.lettering import Block, fitting, measure, write

if TYPE_CHECKING:
    from mediabank.media.drawing.canvas import Canvas, Point

_SPINES = (  # colour, colour of its print, height as a share of the tallest
    ("#0b4a5c", "#f6c344", 0.80),
    ("#e8503a", "#fff1d6", 0.93),
    ("#fff4dd", "#e8503a", 0.72),
    ("#2b8c86", "#fff4dd", 0.86),
    ("#551833", "#ffb65c", 1.0),
    ("#f59f8b", "#551833", 0.76),
    ("#12606f", "#bfe3d8", 0.9),
    ("#ffffff", "#0b4a5c", 0.68),
    ("#c93a2e", "#ffd98a", 0.84),
    ("#3a7d5c", "#fff4dd", 0.95),
)


def ten_books(canvas: Canvas, words: Words) -> None:
    """Ti bøker før skolestart: ten numbered spines on a line, and a paper plane that is off already."""
    place = layout(canvas)
    w, h = canvas.size
    canvas.gradient([(0, "#ffd968"), (1, "#fbbd45")])
    line = h - place.margin * 2.1
    if place.wide:
        left, right = w * (0.56 if place.banner else 0.48), w - place.margin
        tallest = h * (0.62 if place.banner else 0.6)
    else:
        left, right, tallest = place.margin, w - place.margin, h * (0.4 if h < 1.2 * w else 0.45)
    sun_x, sun_r = (left + right) / 2, min((right - left) * 0.48, tallest * 1.16)
    for ring in range(3, 0, -1):
        canvas.disc(sun_x, line, sun_r * (1 + 0.12 * ring), "#fff0b8", opacity=0.2)
    canvas.disc(sun_x, line, sun_r, "#fff0b8")
    canvas.polygon([(0, line), (w, line), (w, h), (0, h)], "#0b4a5c")
    _spines(canvas, left, right, line, tallest)
    _plane(canvas, place, right, line - tallest * 1.06, tallest)
    headline(canvas, place, words, "#14262b", accent="#f7b23b", foot="#fff4dd")


def _spines(canvas: Canvas, left: float, right: float, line: float, tallest: float) -> None:
    """The row; the last book leans on the one before it."""
    widths = (1.0, 0.86, 1.12, 0.94, 1.06, 0.9, 1.1, 0.84, 1.0, 1.0)
    tilt = 0.17
    reach = math.tan(tilt) * tallest * _SPINES[-2][2]  # how far its foot stands from the book that it leans on
    each = (right - left - reach) / (sum(widths) + 0.02)
    x = left
    for n, ((tone, print_tone, high), share) in enumerate(zip(_SPINES, widths, strict=True)):
        last = n == len(_SPINES) - 1
        spine = _Spine(x + (reach if last else 0), line, each * share * 0.97, tallest * high, tilt if last else 0)
        _spine(canvas, spine, tone, print_tone, n, number_at=tallest * 0.135)
        x += each * share


@dataclass(frozen=True)
class _Spine:
    """A book's back: its lower left corner, measures and lean (radians), in drawn pixels."""

    left: float
    foot: float
    wide: float
    tall: float
    tilt: float

    def at(self, u: float, v: float) -> Point:
        """A point of the spine, from (0, 0) at its lower left to (1, 1) at its upper right."""
        px, py = self.wide * u, -self.tall * v
        turn, lift = math.sin(self.tilt), self.wide * math.sin(self.tilt)
        return self.left + px * math.cos(self.tilt) + py * turn, self.foot - lift + px * turn + py * math.cos(self.tilt)


def _spine(canvas: Canvas, spine: _Spine, tone: str, print_tone: str, n: int, *, number_at: float) -> None:
    """One spine with its bands, a figure and its number; `number_at` is the number's height above the line."""
    at = spine.at
    canvas.polygon([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], tone)
    canvas.polygon([at(0.86, 0), at(1, 0), at(1, 1), at(0.86, 1)], "#000000", opacity=0.13)
    canvas.polygon([at(0, 0), at(0.09, 0), at(0.09, 1), at(0, 1)], "#ffffff", opacity=0.16)
    for low, high in (((0.9, 0.925), (0.95, 0.96)), ((0.08, 0.105), (0.86, 0.9)), ((0.93, 0.945), (0.06, 0.09)))[n % 3]:
        canvas.polygon([at(0, low), at(1, low), at(1, high), at(0, high)], print_tone)
    _ornament(canvas, spine, print_tone, n)
    number = str(n + 1)
    size = fitting((number,), width=spine.wide * 0.6, height=spine.wide * 0.76)
    x, y = at(0.5, number_at / spine.tall)
    write(canvas, Block((number,), x - measure(number, size) / 2, y - size * 0.7, size, print_tone))


def _ornament(canvas: Canvas, spine: _Spine, tone: str, n: int) -> None:
    """A small figure on the spine: dots, stripes, diamonds, waves in turn."""
    at, shape = spine.at, spine.wide / spine.tall
    middles = [0.45 + 0.085 * step for step in range(5)]
    for step, v in enumerate(middles):
        half = min(0.2 * shape, 0.042)
        if n % 4 == 0:
            x, y = at(0.5, v)
            canvas.disc(x, y, abs(at(0.62, v)[0] - x) * (1 if step % 2 else 0.6), tone)
        elif n % 4 == 1:
            canvas.polygon([at(0.24, v), at(0.76, v), at(0.76, v + 0.02), at(0.24, v + 0.02)], tone)
        elif n % 4 == 2:
            canvas.polygon([at(0.5, v - half * 0.8), at(0.66, v), at(0.5, v + half * 0.8), at(0.34, v)], tone)
        else:
            canvas.line(
                [at(0.22 + 0.56 * t, v + 0.012 * math.sin(t * math.tau)) for t in steps(12)], tone, canvas.unit * 0.5
            )


def _plane(canvas: Canvas, place: Layout, right: float, y: float, size: float) -> None:
    """A paper plane with a looped trail of dashes."""
    r = size * (0.12 if place.wide else 0.14)
    x, y = right - r * 1.2, max(y - r * 0.9, r * 1.7)
    dashes = 24
    for n in range(dashes):
        path = [_trail(x, y, r, (n + 0.58 * t) / dashes) for t in steps(5)]
        canvas.line(path, "#14262b", r * 0.06)
    canvas.polygon([(x + r, y - r * 0.7), (x - r * 0.9, y - r * 0.1), (x - r * 0.25, y + r * 0.12)], "#ffffff")
    canvas.polygon([(x + r, y - r * 0.7), (x - r * 0.25, y + r * 0.12), (x - r * 0.1, y + r * 0.62)], "#cfdfdc")
    canvas.polygon([(x + r, y - r * 0.7), (x + r * 0.05, y + r * 0.26), (x + r * 0.5, y + r * 0.46)], "#f3f8f6")


def _trail(x: float, y: float, r: float, t: float) -> Point:
    """A point behind the plane, t from 0 at its tail to 1: a long low arc with one loop."""
    share = min(1.0, max(0.0, (t - 0.25) / 0.4))
    turn = math.tau * share
    base_x = x - r * (0.75 + 1.5 * min(t, 0.25) * 4 + 0.9 * share + 2.6 * max(0.0, t - 0.65) / 0.35)
    base_y = y + r * (0.35 + 0.5 * math.sin(min(t, 0.25) * math.tau) - 0.1 * share + 0.25 * max(0.0, t - 0.65) / 0.35)
    return base_x - r * 0.75 * math.sin(turn), base_y - r * 0.75 * (1 - math.cos(turn))
