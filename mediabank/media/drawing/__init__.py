"""Our own artwork, drawn by our own code: twelve pieces of the demonstration campaign "Les mer i sommer"."""

from mediabank.media.drawing.lettering import FontMissing
from mediabank.media.drawing.pieces import Piece, Print, campaign, drawn, pieces, render

__all__ = ["FontMissing", "Piece", "Print", "campaign", "drawn", "pieces", "render"]
