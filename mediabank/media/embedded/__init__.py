"""What pictures and documents say about themselves: reading it as proposals, and the XMP that our deliveries carry."""

from mediabank.media.embedded.packet import packet, property_named
from mediabank.media.embedded.reading import read
from mediabank.media.embedded.values import Embedded, More, XmpValues

__all__ = ["Embedded", "More", "XmpValues", "packet", "property_named", "read"]
