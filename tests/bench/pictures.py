"""The rows of the targets about pictures, measured side by side.

CPU time, not clock time, so that a shared machine does not matter. Floor: one DCT-shrunk decode and the bare encodes in
this process. Naive: one libvips `thumbnail` call per size. Ours runs in the sandbox child and is measured there.
"""

import asyncio
import io
import math
import os
import resource
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("VIPS_CONCURRENCY", "1")

import pyvips

from mediabank.media.pictures import make
from mediabank.media.recipes import BASE, BROWSING, RECIPES, Recipe
from mediabank.media.sandbox import Sandbox
from tests.bench.machine import cpu_seconds
from tests.bench.table import Row

SQUARE = replace(RECIPES["feed"], width_px=1080, height_px=1080)
SET = (*BROWSING, SQUARE)
_ROUNDS = 3
_GRAIN = {2: 5, 8: 10, 32: 30}  # size of the grain in px: its strength; 24 megapixels come to 8 MB


def photograph(width_px: int, height_px: int) -> pyvips.Image:
    """Something with the detail of a photograph: noise at several scales over a gradient."""
    layers = [
        pyvips.Image.gaussnoise(width_px // step, height_px // step, sigma=_GRAIN[step], mean=0, seed=step)
        for step in _GRAIN
    ]
    grown = [each.resize(width_px / each.width, vscale=height_px / each.height, kernel="cubic") for each in layers]
    ramp = pyvips.Image.xyz(width_px, height_px)[0] * (160 / width_px) + 50
    grey = sum(grown[1:], grown[0]) + ramp
    return grey.bandjoin([grey * 0.9 + 10, grey * 0.7 + 30]).cast("uchar").copy(interpretation="srgb")


def cpu_s(who: int = resource.RUSAGE_SELF) -> float:
    """CPU seconds of this process."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], Any]) -> float:
    """The least CPU seconds of a few runs in this process."""
    taken = []
    for _ in range(_ROUNDS):
        begin = cpu_s()
        work()
        taken.append(cpu_s() - begin)
    return min(taken)


def in_child(path: Path, media_type: str, recipes: tuple[Recipe, ...]) -> tuple[float, int]:
    """The least CPU seconds of a warm child for these recipes, and a fresh child's peak of resident bytes."""
    with Sandbox(1) as sandbox, tempfile.TemporaryDirectory() as folder:

        def once() -> float:
            before = _child_cpu_s(sandbox)
            asyncio.run(make(sandbox, path, recipes, media_type=media_type, out_dir=Path(folder)))
            return _child_cpu_s(sandbox) - before

        once()
        peak = sandbox.peak_bytes
        return min(once() for _ in range(_ROUNDS)), peak


def _child_cpu_s(sandbox: Sandbox) -> float:
    return cpu_seconds(next(iter(sandbox._all))._process.pid)


def floor(path: Path, recipes: tuple[Recipe, ...]) -> None:
    """One decode at half size, each size encoded: the least that any program could do with these codecs."""
    base = pyvips.Image.jpegload(str(path), shrink=2, access="sequential").copy_memory()
    if base.bands > 3:  # inks: only the work is counted, not the colours
        base = base.extract_band(0, n=3).copy(interpretation="srgb")
    for recipe in recipes:
        _encode(base.resize(min(recipe.width_px / base.width, recipe.height_px / base.height)), recipe)


def naive(path: Path, recipes: tuple[Recipe, ...]) -> None:
    """What most programs do: open and reduce the original once for each size."""
    for recipe in recipes:
        _encode(
            pyvips.Image.thumbnail(str(path), recipe.width_px, height=recipe.height_px, output_profile="srgb"), recipe
        )


def profile_first(path: Path, recipes: tuple[Recipe, ...]) -> None:
    """What programs do that convert colours before they size: one transform of the whole original for each size."""
    for recipe in recipes:
        whole = pyvips.Image.jpegload(str(path), access="sequential").icc_transform("srgb", embedded=True, depth=8)
        _encode(whole.resize(min(recipe.width_px / whole.width, recipe.height_px / whole.height)), recipe)


def _encode(picture: pyvips.Image, recipe: Recipe) -> None:
    if recipe.format == "webp":
        picture.webpsave_buffer(Q=recipe.quality, effort=2, keep="none")
    else:
        picture.jpegsave_buffer(Q=recipe.quality, optimize_coding=True, keep="none")


def sets_of_24_megapixels(folder: Path) -> list[Row]:
    """Targets, row 1."""
    path = folder / "24mp.jpg"
    photograph(6000, 4000).write_to_file(str(path), Q=90)
    ours, _ = in_child(path, "image/jpeg", SET)
    bare, one_by_one = timed(lambda: floor(path, SET)), timed(lambda: naive(path, SET))
    return [
        Row("24 MP JPEG, set of four, ours / floor", ours / bare, "≤ 1.25", "one decode and the four encodes, bare"),
        Row("24 MP JPEG, one call per size / ours", one_by_one / ours, "", "libvips thumbnail"),
        *_willow(path, ours),
        Row("24 MP JPEG, sets per core-second", 1 / ours, "≥ 4.5", f"the floor alone: {1 / bare:.2f}"),
    ]


def _willow(path: Path, ours: float) -> list[Row]:
    """Willow is measured where it is installed; the bank needs it for nothing."""
    try:
        from willow.image import Image as Willow
    except ImportError:
        return [Row("24 MP JPEG, ours / Willow", math.nan, "≤ 0.125", "Willow", "pip install willow, and again")]

    def work() -> None:
        for recipe in SET:
            with path.open("rb") as file:
                scale = min(recipe.width_px / 6000, recipe.height_px / 4000)
                image = Willow.open(file).resize((round(6000 * scale), round(4000 * scale)))
                if recipe.format == "webp":
                    image.save_as_webp(io.BytesIO(), quality=recipe.quality)
                else:
                    image.save_as_jpeg(io.BytesIO(), quality=recipe.quality)

    return [
        Row("24 MP JPEG, ours / Willow", ours / timed(work), "≤ 0.125", "Willow, one decode per size as Wagtail does")
    ]


def sets_of_cmyk(folder: Path) -> list[Row]:
    """Targets, row 2."""
    path = folder / "cmyk.jpg"
    photograph(6000, 4000).icc_transform("cmyk", input_profile="srgb").write_to_file(str(path), Q=90)
    ours, _ = in_child(path, "image/jpeg", SET)
    return [
        Row(
            "24 MP CMYK JPEG, ours / one thumbnail per size", ours / timed(lambda: naive(path, SET)), "≤ 0.1",
            "libvips 8.18 thumbnail", "it has learnt to shrink such files on load since the target was set",
        ),
        Row("24 MP CMYK JPEG, ours / profile first, then size", ours / timed(lambda: profile_first(path, SET))),
        Row("24 MP CMYK JPEG, ours / decode and encodes alone", ours / timed(lambda: floor(path, SET))),
    ]  # fmt: skip


def a_size_later(folder: Path) -> list[Row]:
    """Targets, row 3: a new thumbnail of a heavy TIFF, from the original and from its stored base."""
    path = folder / "heavy.tif"
    photograph(12_000, 8400).write_to_file(str(path), compression="lzw", predictor="horizontal")
    with Sandbox(1) as sandbox:
        (base,) = asyncio.run(make(sandbox, path, [BASE], media_type="image/tiff", out_dir=folder))
    thumb = (RECIPES["thumb"],)
    again = timed(lambda: naive(path, thumb))
    later, _ = in_child(base.path, base.media_type, thumb)
    return [Row("100 MP TIFF, a new size from its base / decoded again", later / again, "≤ 0.02", "libvips thumbnail")]


def peaks(folder: Path) -> list[Row]:
    """Targets, row 4: resident memory of a fresh child that makes the set."""
    samples = {
        "48 MP JPEG": ("48.jpg", "image/jpeg", (8000, 6000), {"Q": 90}, "≤ 100"),
        "100 MB TIFF": ("100mb.tif", "image/tiff", (7000, 5000), {"compression": "lzw"}, "≤ 160"),
        "100 MP TIFF": ("100mp.tif", "image/tiff", (12_000, 8400), {"compression": "lzw"}, "≤ 160"),
        # all coefficients of a progressive JPEG are held at once: 3 bytes a pixel in 4:2:0, 6 in 4:4:4
        "24 MP progressive JPEG": ("24p.jpg", "image/jpeg", (6000, 4000), {"Q": 85, "interlace": True}, "≤ 160"),
        "the same in 4:4:4": ("24f.jpg", "image/jpeg", (6000, 4000), {"Q": 92, "interlace": True}, ""),
    }
    rows = []
    for name, (file, media_type, size, options, target) in samples.items():
        photograph(*size).write_to_file(str(folder / file), **options)
        rows.append(Row(f"peak of a child, {name}, MB", in_child(folder / file, media_type, SET)[1] / 1e6, target))
    return rows


def rows() -> list[Row]:
    """Every row about pictures."""
    pyvips.cache_set_max(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*sets_of_24_megapixels(folder), *sets_of_cmyk(folder), *a_size_later(folder), *peaks(folder)]
