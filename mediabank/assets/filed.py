"""What the machine says of an asset: facts of its file, its address and owner, and proposals from embedded metadata."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from mediabank.concepts.words import Words
from mediabank.language import best_language
from mediabank.media import kinds, probe
from mediabank.models import Asset, Fact, Version
from vocabularies.scheme import Find, normalise

NOT_SAID = "x-default"
FILE_FIELDS = ("mediaType", "renditionRole", "pixelSize", "physicalSize", "colour", "duration", "byteSize", "checksum")


async def address(asset: str) -> str:
    """The permanent address of an asset, under the bank's base."""
    base = await Fact.get(name="base")
    return f"{base.value}id/asset/{asset}"


async def facts_of(asset: Asset, version: Version, words: Words) -> dict[str, Any]:
    """Every value that only the machine fills in, in the kept form."""
    facts = version.facts
    values: dict[str, Any] = {
        "identifier": await address(asset.id),
        "ownerLibrary": str(asset.owner_id),
        "status": words.id("workflow-status", asset.state),
        "mediaType": version.media_type,
        "renditionRole": words.id("rendition-role", "original"),
        "byteSize": version.size,
        "checksum": version.digest,
    }
    if version.width_px and version.height_px:
        values["pixelSize"] = {"width": version.width_px, "height": version.height_px}
    if facts.get("width_mm") and facts.get("height_mm"):
        values["physicalSize"] = _printed(facts)
    if facts.get("colour_space"):
        values["colour"] = {"space": facts["colour_space"]}
        if facts.get("profile"):
            values["colour"]["profile"] = facts["profile"]
    return values


def file_facts(version: Version) -> probe.Facts:
    """The probe's facts as they were recorded."""
    known = {each.name for each in fields(probe.Facts)}
    return probe.Facts(
        kind=kinds.KINDS[version.media_type],
        width_px=version.width_px,
        height_px=version.height_px,
        preview=cast("probe.Preview", version.preview),
        **{name: value for name, value in version.facts.items() if name in known},
    )


def unread(version: Version) -> frozenset[str]:
    """File facts that the machine could not read; they warn and never block."""
    told = {"pixelSize": bool(version.width_px), "duration": False}
    return frozenset(name for name, known in told.items() if not known)


def proposals(version: Version, find: Find, words: Words, *, language: str) -> dict[str, Any]:
    """What the file's own metadata proposes, in the kept form; what the scheme cannot hold falls away."""
    said = {name: _in_language(value, language) for name, value in version.embedded.items()}
    values, _ = normalise(words.scheme, said, find)
    return {name: value for name, value in values.items() if words.scheme.by_id[name].filled_by != "machine"}


def _in_language(value: Any, language: str) -> Any:
    """A text whose language the file does not say is in the uploader's: bokmål unless that is nynorsk."""
    if not isinstance(value, Mapping) or NOT_SAID not in value:
        return value
    mine = "nn" if language == "nn" else "nb"
    said = {each: text for each, text in value.items() if each != NOT_SAID}
    repeated = best_language(said, "nb") and value[NOT_SAID] in said.values()
    return said if repeated else {mine: value[NOT_SAID], **said}


def _printed(facts: Mapping[str, Any]) -> dict[str, int]:
    size = {"widthMm": round(facts["width_mm"]), "heightMm": round(facts["height_mm"])}
    if facts.get("bleed_mm"):
        size["bleedMm"] = round(facts["bleed_mm"])
    if facts.get("dpi"):
        size["dpi"] = round(facts["dpi"])
    return size
