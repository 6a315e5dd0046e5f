"""Pictures that the tests draw, and a description that the publish gate lets through."""

import io
from functools import cache

from PIL import Image

DESCRIBED = {
    "title": {"nb": "Les mer i sommer", "nn": "Les meir i sommar"},
    "description": {"nb": "Et bilde til sommerkampanjen.", "nn": "Eit bilete til sommarkampanjen."},
    "altText": {"nb": "Tegning: en papirbåt på havet.", "nn": "Teikning: ein papirbåt på havet."},
    "creator": [{"name": "Kari Nordmann", "role": "illustrator"}],
    "rightsHolder": [{"name": "Konsortiet"}],
    "creditLine": "Illustrasjon: Kari Nordmann",
    "license": "cc-by",
    "dataMining": "DMI-PROHIBITED-GENAIMLTRAINING",
    "modelRelease": "MR-NAP",
    "digitalSourceType": "tegnet",
    "alteration": ["beskjaering"],
    "materialType": "fotografi",
    "language": ["zxx"],
    "visibility": "offentlig",
    "availableFrom": "2026-01-01T00:00:00Z",
}
"""The outside form; says nothing of a campaign."""


def described(**changes):
    """The description with some fields changed; None takes one away."""
    return {name: value for name, value in (DESCRIBED | changes).items() if value is not None}


@cache
def picture(kind="JPEG", width=64, height=48, colour=(200, 60, 40)):
    """A small picture of one colour, as bytes of this kind."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()
