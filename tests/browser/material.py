"""Files of every kind that communications staff bring in, drawn small, each with what it says about itself."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mediabank.media import drawing
from mediabank.media.drawing import Piece, Print
from vocabularies import skos

PIECES: Mapping[str, Piece] = {piece.slug: piece for piece in drawing.pieces()}
SMALL_PRINT = Print(width_mm=74, height_mm=105, bleed_mm=3, dpi=150)


def drawn(folder: Path, slug: str, file_name: str, *, seed: int) -> Path:
    """A piece of the demonstration drawn small and anew, so that its bytes are in no bank yet."""
    piece = PIECES[slug]
    scale = 480 / max(piece.width_px, piece.height_px)
    paper = SMALL_PRINT if piece.paper else None
    small = replace(
        piece,
        file_name=file_name,
        seed=seed,
        paper=paper,
        width_px=round(piece.width_px * scale),
        height_px=round(piece.height_px * scale),
    )
    return drawing.render(small, folder)


def five_kinds(folder: Path, name: str) -> list[Path]:
    """JPEG, PNG, WebP, CMYK TIFF and PDF."""
    seed = sum(name.encode())
    kinds = {
        "bilde-brygga": "jpg",
        "skjerm-les-mer-nb": "png",
        "bilde-bok": "webp",
        "plakat-tur-nb": "tif",
        "plakat-les-mer-nb": "pdf",
    }
    return [drawn(folder, slug, f"{name}-{kind}.{kind}", seed=seed) for slug, kind in kinds.items()]


def newer_subjects() -> bytes:
    """The shipped subjects as a newer file has them: renamed, new, gone, and with a word that stands twice."""
    value = next(each for each in skos.shipped() if each.id == "emne")
    first, second, *others, last = value.concepts
    renamed = replace(first, labels={**first.labels, "nb": "leseglede og lyst"}, alt={"nb": ("lystlesing",)})
    twice = replace(second, alt={"nb": (second.labels["nb"],)})
    new = skos.ConceptValue("strikking", f"{value.address}/strikking", {"nb": "strikking", "en": "knitting"})
    slugs = {last.id}
    kept = tuple(
        replace(
            each,
            broader=tuple(slug for slug in each.broader if slug not in slugs),
            related=tuple(slug for slug in each.related if slug not in slugs),
        )
        for each in (renamed, twice, *others, new)
    )
    return skos.write(replace(value, version="0.9", concepts=kept)).encode()
