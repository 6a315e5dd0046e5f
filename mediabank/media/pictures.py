"""Where a thumbnail is made: recipes in, files of renditions out; the pixels themselves move in inside/steps.py."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from mediabank.media.probe import Facts
from mediabank.media.recipes import EXTENSIONS, MEDIA_TYPES, Recipe, offered
from mediabank.media.sandbox import JobFailed, Sandbox

_MAKE_SECONDS = 60.0
XMP_LIMIT_BYTES = 50_000  # a longer packet is silently unreadable in JPEG
_SLOW_PIXELS = 20_000_000
_SHRINKS_ON_LOAD = {"image/jpeg", "image/webp", "application/pdf"}


@dataclass(frozen=True)
class Made:
    """One rendition that was made. `dominant` is the picture's mean colour, #rrggbb."""

    recipe: str
    path: Path
    width_px: int
    height_px: int
    size_bytes: int
    media_type: str
    dominant: str


async def make(
    sandbox: Sandbox,
    source: Path | int,
    recipes: Sequence[Recipe],
    *,
    media_type: str,
    out_dir: Path,
    xmp: bytes | None = None,
) -> list[Made]:
    """Make renditions of one file, decoding it once; `media_type` is its true type (or that of its stored base).

    `xmp` goes into those whose recipe carries it. The files are new ones in `out_dir`; on an error none is left.
    Errors: sandbox.Died, sandbox.JobFailed, ValueError for a packet over XMP_LIMIT_BYTES.
    """
    if xmp and len(xmp) > XMP_LIMIT_BYTES:
        raise ValueError(f"XMP packet of {len(xmp)} bytes, at most {XMP_LIMIT_BYTES}")
    paths = [out_dir / f"{uuid4().hex}.{recipe.extension}" for recipe in recipes]
    args = {
        "media_type": media_type,
        "recipes": [asdict(recipe) for recipe in recipes],
        "xmp": xmp.decode() if xmp else None,
    }
    try:
        answer = await _run(sandbox, source, paths, args)
        return [_made(*each, answer) for each in zip(recipes, paths, _results(answer, len(paths)), strict=True)]
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


async def _run(sandbox: Sandbox, source: Path | int, paths: Sequence[Path], args: dict[str, Any]) -> dict[str, Any]:
    with ExitStack() as held:
        descriptor = source if isinstance(source, int) else held.enter_context(source.open("rb"))
        outputs = [held.enter_context(path.open("xb")) for path in paths]
        return await sandbox.run("make", [descriptor], outputs, timeout_s=_MAKE_SECONDS, **args)


def _results(answer: dict[str, Any], count: int) -> list[dict[str, Any]]:
    made = answer.get("made")
    if not isinstance(made, list) or len(made) != count or not all(isinstance(each, dict) for each in made):
        raise JobFailed("error", "answer does not match the order")
    return made


def _made(recipe: Recipe, path: Path, result: dict[str, Any], answer: dict[str, Any]) -> Made:
    """What the child says, held against the file where that is possible."""
    size, width, height = path.stat().st_size, result.get("width_px"), result.get("height_px")
    if size == 0 or size != result.get("size_bytes") or not isinstance(width, int) or not isinstance(height, int):
        raise JobFailed("error", "file does not match the answer")
    written = result.get("format")
    if written not in {recipe.format, "png"}:
        raise JobFailed("error", "format does not match the order")
    if written != recipe.format:
        path = path.rename(path.with_suffix("." + EXTENSIONS["png"]))
        written = "png"
    media_type = MEDIA_TYPES["png"] if written == "png" else recipe.media_type
    return Made(recipe.id, path, width, height, size, media_type, _colour(answer.get("dominant")))


def _colour(value: object) -> str:
    if isinstance(value, str) and len(value) == 7 and value[0] == "#" and value[1:].isalnum():  # noqa: PLR2004
        return value
    return "#ffffff"


def offers(facts: Facts) -> Sequence[Recipe]:
    """The delivery recipes that this file can be had in."""
    if facts.preview != "yes":
        return ()
    if facts.width_mm and facts.height_mm:
        return offered(round(facts.width_mm * 10), round(facts.height_mm * 10), scalable=True)
    return offered(facts.width_px or 1, facts.height_px or 1)


def deserves_base(facts: Facts) -> bool:
    """Whether a stored base pays: many pixels in a format that cannot be decoded small."""
    many = (facts.width_px or 0) * (facts.height_px or 0) > _SLOW_PIXELS
    return facts.preview == "yes" and many and facts.media_type not in _SHRINKS_ON_LOAD
