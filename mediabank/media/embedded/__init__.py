"""What pictures and documents say about themselves: reading it as proposals, and the XMP that our deliveries carry."""

from mediabank.media.embedded.packet import packet
from mediabank.media.embedded.reading import read
from mediabank.media.embedded.values import Embedded, XmpValues

__all__ = ["Embedded", "XmpValues", "packet", "read"]
