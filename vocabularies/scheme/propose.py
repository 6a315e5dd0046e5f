"""First proposals for fields that nobody has filled in: worked out from other fields, never put over a value."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vocabularies.scheme.facts import ConceptFact, Facts
    from vocabularies.scheme.values import Scheme

#: how far a printed sheet may be from its paper size and still be that size
TOLERANCE_MM = 2
#: the top material types that a kind of media can be, so that a picture is not taken for a film of the same size
MATERIAL_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "image": ("bilde", "trykksak", "skjermflate", "profil"),
    "document": ("trykksak", "profil", "tekst"),
    "video": ("levende-bilder",),
    "audio": ("lyd",),
}


def propose(
    scheme: Scheme, values: Mapping[str, Any], facts: Facts, *, file_name: str = "", language: str = "nb"
) -> dict[str, Any]:
    """Proposals for absent fields, in the kept form. `facts.concepts` must hold the proposed vocabularies whole.

    The title is proposed from the file name, in nb or, where that is the uploader's language, nn. A surface is
    proposed only where exactly one fits.
    """
    proposed: dict[str, Any] = {}
    surfaces = fitting_surfaces(values, facts)
    if file_name and (title := title_from(file_name)):
        proposed["title"] = {"nn" if language == "nn" else "nb": title}
    proposed["availableFrom"] = facts.now.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    if len(surfaces) == 1:
        proposed["surface"] = surfaces[0]
    surface = facts.concepts.get(("surface", str(values.get("surface", proposed.get("surface", "")))))
    if surface and "materialType" in surface.properties:
        proposed["materialType"] = _id(facts, "material-type", surface.properties["materialType"])
    for field in scheme.fields:
        for default in field.defaults:
            if field.id not in proposed and _holds(scheme, default.get("when", {}), values, facts):
                proposed[field.id] = _id(facts, field.vocabulary, default["value"])
    return {
        name: value
        for name, value in proposed.items()
        if value is not None and name in scheme.by_id and name not in values
    }


def fitting_surfaces(values: Mapping[str, Any], facts: Facts) -> list[str]:
    """The ids of the surfaces that the file's size fits: the same pixels or a whole multiple, or the same paper."""
    return [
        id_
        for (vocabulary, id_), fact in facts.concepts.items()
        if vocabulary == "surface" and not fact.deprecated and _fits(fact, values, facts)
    ]


def title_from(file_name: str) -> str:
    """A readable first title: "IMG_les-mer_A3.final.jpg" → "IMG les mer A3 final"."""
    return " ".join(re.split(r"[\s_.-]+", PurePath(file_name).stem)).strip()[:200]


def _fits(surface: ConceptFact, values: Mapping[str, Any], facts: Facts) -> bool:
    size = surface.properties
    if "width" not in size or not _of_kind(surface, facts):
        return False
    if size["unit"] == "px":
        pixels = values.get("pixelSize", {})
        width, height = pixels.get("width", 0), pixels.get("height", 0)
        times = width // size["width"]
        return bool(times) and (width, height) == (times * size["width"], times * size["height"])
    paper = values.get("physicalSize", {})
    return (
        abs(paper.get("widthMm", 0) - size["width"]) <= TOLERANCE_MM
        and abs(paper.get("heightMm", 0) - size["height"]) <= TOLERANCE_MM
        and bool(paper.get("bleedMm")) == bool(size.get("bleedMm"))
    )


def _of_kind(surface: ConceptFact, facts: Facts) -> bool:
    material = _id(facts, "material-type", surface.properties.get("materialType", ""))
    fact = facts.concepts.get(("material-type", material or ""))
    return fact is not None and fact.within(MATERIAL_OF_KIND.get(facts.media_kind, ()))


def _id(facts: Facts, vocabulary: str, slug: str) -> str | None:
    """The id of a concept that the bank holds and still uses, by its slug."""
    for (name, id_), fact in facts.concepts.items():
        if name == vocabulary and fact.slug == slug and not fact.deprecated:
            return id_
    return None


def _holds(scheme: Scheme, when: Mapping[str, list[str]], values: Mapping[str, Any], facts: Facts) -> bool:
    for name, slugs in when.items():
        fact = facts.concepts.get((scheme.by_id[name].vocabulary, str(values.get(name, ""))))
        if fact is None or not fact.within(slugs):
            return False
    return True
