"""The table of pieces (mediabank/demo.toml) and how each becomes a file that says what it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediabank.media import embedded
from mediabank.media.drawing import files
from mediabank.media.drawing.book_tent import book_tent
from mediabank.media.drawing.bright_library import bright_library
from mediabank.media.drawing.canvas import Canvas
from mediabank.media.drawing.jetty import jetty
from mediabank.media.drawing.layout import Words
from mediabank.media.drawing.open_book import open_book
from mediabank.media.drawing.paper_boat import paper_boat
from mediabank.media.drawing.ten_books import ten_books
from mediabank.media.drawing.tree import under_the_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

TABLE = Path(__file__).parents[2] / "demo.toml"
_TYPES = {
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".webp": "image/webp",
}
_POSTERS: Mapping[str, Callable[[Canvas, Words], None]] = {
    "paper_boat": paper_boat,
    "book_tent": book_tent,
    "ten_books": ten_books,
}
_PICTURES: Mapping[str, Callable[[Canvas], None]] = {
    "jetty": jetty,
    "under_the_tree": under_the_tree,
    "open_book": open_book,
    "bright_library": bright_library,
}
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Print:
    """The paper of a printed piece: its trimmed size and what is printed beyond each edge."""

    width_mm: int
    height_mm: int
    bleed_mm: int
    dpi: int


@dataclass(frozen=True)
class Piece:
    """One piece of the campaign: what to draw, as which file, and its description by the scheme (outside form).

    `message` is the number of the campaign's message, from 1; `available_from_days` and `expires_days` count from the
    day on which the demonstration bank is filled.
    """

    slug: str
    file_name: str
    media_type: str
    motif: str
    words: Words | None
    width_px: int
    height_px: int
    paper: Print | None
    seed: int
    message: int | None
    draft: bool
    available_from_days: int | None
    expires_days: int | None
    description: Mapping[str, Any]

    @property
    def surface(self) -> str:
        """The slug of the surface that it is made for."""
        return str(self.description["surface"])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that stand in it."""
        return tuple(self.description["language"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def campaign() -> Mapping[str, Any]:
    """The campaign that the pieces belong to: slug, title by language, messages by language in their order."""
    held: Mapping[str, Any] = _table()["campaign"]
    return held


@lru_cache(maxsize=1)
def pieces() -> tuple[Piece, ...]:
    """All pieces, in the order in which they are brought in."""
    return tuple(_piece(row) for row in _table()["piece"])


def _piece(row: Mapping[str, Any]) -> Piece:
    paper = Print(**row["print"]) if "print" in row else None
    width, height = row["size_px"] if paper is None else _printed_px(paper)
    return Piece(
        slug=row["slug"],
        file_name=row["file"],
        media_type=_TYPES[Path(row["file"]).suffix],
        motif=row["motif"],
        words=Words(tuple(row["lines"]), row["foot"]) if "lines" in row else None,
        width_px=width,
        height_px=height,
        paper=paper,
        seed=row["seed"],
        message=row.get("message"),
        draft=row.get("draft", False),
        available_from_days=row.get("available_from_days"),
        expires_days=row.get("expires_days"),
        description={**_table()["description"], **row["description"]},
    )


def _printed_px(paper: Print) -> tuple[int, int]:
    """Pixels of the paper with its bleed."""
    both = 2 * paper.bleed_mm
    width, height = (round((side + both) * paper.dpi / _MM_PER_INCH) for side in (paper.width_mm, paper.height_mm))
    return width, height


def drawn(piece: Piece) -> Image.Image:
    """The piece as pixels (RGB); FontMissing where it has words and the front end is not built."""
    canvas = Canvas(piece.width_px, piece.height_px, seed=piece.seed)
    if piece.words is None:
        _PICTURES[piece.motif](canvas)
    else:
        _POSTERS[piece.motif](canvas, piece.words)
    return canvas.finished(grain=0.05 if piece.words is None else 0.025)


def render(piece: Piece, out: Path) -> Path:
    """Draw a piece and write it with what it says about itself; `out` is a folder, the answer is the file in it."""
    path = out / piece.file_name
    packet = embedded.packet(_says(piece))
    if piece.media_type == "application/pdf":
        assert piece.paper is not None
        sheet = files.Sheet(piece.paper.width_mm, piece.paper.height_mm, piece.paper.bleed_mm)
        path.write_bytes(files.pdf(drawn(piece), sheet, packet))
    else:
        files.write(drawn(piece), path, packet, dpi=piece.paper.dpi if piece.paper else 72)
    return path


def _says(piece: Piece) -> embedded.XmpValues:
    """What a file says of its description, so that whoever uploads it meets it as proposals."""
    said, addresses = piece.description, _table()["addresses"]
    return embedded.XmpValues(
        media_type=piece.media_type,
        title=said["title"],
        description=said.get("description", {}),
        alt_text=said.get("altText", {}),
        extended_description=said.get("extendedDescription", {}),
        keywords=tuple(said.get("keyword", {}).get("nb", ())),
        languages=piece.languages,
        creators=tuple(creator["name"] for creator in said["creator"]),
        credit_line=said["creditLine"],
        copyright_notice=said["copyrightNotice"],
        rights_holders=tuple(holder["name"] for holder in said["rightsHolder"]),
        license_uri=addresses[said["license"]],
        usage_terms=said["usageTerms"],
        data_mining_uri=addresses[said["dataMining"]],
        digital_source_type_uri=addresses[said["digitalSourceType"]],
        date_created=said["dateCreated"],
        supplier_ids=(piece.slug,),
    )
