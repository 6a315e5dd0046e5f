"""Where words and motif stand on a poster, screen, square, story or banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediabank.media.drawing.lettering import Block, fitting, mark, write

if TYPE_CHECKING:
    from mediabank.media.drawing.canvas import Canvas

_WIDE = 2.4  # width : height from which a picture is a banner


@dataclass(frozen=True)
class Words:
    """What a poster says: its headline and the line beside the mark."""

    lines: tuple[str, ...]
    foot: str


@dataclass(frozen=True)
class Layout:
    """Where the words stand and where the motif may live: (x, y) is its middle, `reach` half of its room."""

    wide: bool
    banner: bool
    margin: float
    x: float
    y: float
    reach: float


def layout(canvas: Canvas) -> Layout:
    """Words above the motif in tall and square shapes, beside it in wide ones."""
    w, h = canvas.size
    wide, banner = w > 1.25 * h, w > _WIDE * h
    margin = canvas.unit * (9 if banner else 7)
    if wide:
        return Layout(wide=True, banner=banner, margin=margin, x=w * 0.72, y=h * 0.6, reach=min(h * 0.42, w * 0.24))
    return Layout(
        wide=False,
        banner=False,
        margin=margin,
        x=w * 0.5,
        y=h * 0.66,
        reach=min(w * 0.42, h * (0.3 if h > 1.2 * w else 0.23)),
    )


def headline(canvas: Canvas, place: Layout, words: Words, colour: str, *, accent: str, foot: str) -> None:
    """The words, as large as their room lets them be, and the mark with the line at the foot."""
    w, h = canvas.size
    lines = words.lines
    room_w = w * (0.5 if place.banner else 0.44) if place.wide else w - 2 * place.margin
    room_h = h * (0.5 if place.banner else 0.56) if place.wide else h * (0.27 if h > 1.2 * w else 0.3)
    size = fitting(lines, width=room_w, height=room_h)
    write(canvas, Block(lines, place.margin, place.margin, size, colour))
    tall = canvas.unit * (9 if place.banner else 4.4)
    bottom = h - place.margin * (0.72 if place.banner else 1)
    mark(canvas, place.margin, bottom - tall * 0.1, tall, foot, accent)
    write(canvas, Block((words.foot,), place.margin + tall * 1.45, bottom - tall * 0.62, tall * 0.78, foot, 600))
