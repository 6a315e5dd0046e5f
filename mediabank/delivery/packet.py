"""What a delivered rendition says about itself: the latest revision as the values of an XMP packet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mediabank import clock
from mediabank.assets.filed import address
from mediabank.media import embedded
from mediabank.media.embedded.values import SOURCE_TYPES
from mediabank.models import Asset, Campaign, Concept, Label, Revision

CONCEPT_FIELDS = ("license", "rightsStatement", "dataMining", "digitalSourceType", "subject", "language")
"""The fields whose concepts a packet tells; consent, persons shown and notes are never looked at."""
_LANGUAGES_FIRST = ("nb", "nn", "se", "en")


async def of(asset: Asset) -> bytes:
    """The packet of an asset as it is described now; the same description gives the same bytes."""
    return embedded.packet(await values(asset))


async def values(asset: Asset) -> embedded.XmpValues:
    """What the packet tells, from the public values of the latest revision."""
    said: Mapping[str, Any] = (await Revision.get(asset_id=asset.id, number=asset.revision)).values
    concepts = await _concepts(said)
    licence, statement = _first(said, "license", concepts), _first(said, "rightsStatement", concepts)
    mining, source = _first(said, "dataMining", concepts), _first(said, "digitalSourceType", concepts)
    return embedded.XmpValues(
        title=_texts(said, "title"),
        description=_texts(said, "description"),
        alt_text=_texts(said, "altText"),
        extended_description=_texts(said, "extendedDescription"),
        keywords=await _keywords(said),
        languages=tuple(concepts[each].slug for each in _ids(said, "language") if each in concepts),
        creators=_names(said, "creator"),
        credit_line=said.get("creditLine") or "",
        copyright_notice=_texts(said, "copyrightNotice"),
        rights_holders=_names(said, "rightsHolder"),
        license_uri=_address(licence),
        web_statement_uri=_address(licence) or _address(statement),
        usage_terms=_texts(said, "usageTerms") or await _campaign_terms(asset),
        data_mining_uri=_address(mining),
        digital_source_type_uri=_source_type(source),
        supplier_ids=tuple(said.get("supplierId") or ()),
        date_created=said.get("dateCreated") or "",
        available_from=asset.available_from.astimezone(clock.OSLO).isoformat() if asset.available_from else "",
        expires=asset.expires.astimezone(clock.OSLO).isoformat() if asset.expires else "",
        asset_address=await address(asset.id),
    )


async def languages(said: Mapping[str, Any]) -> list[str]:
    """The languages of the material itself, as the file's name tells them."""
    return [concept.slug for concept in await Concept.filter(id__in=_ids(said, "language")).order_by("position")]


async def _concepts(said: Mapping[str, Any]) -> dict[str, Concept]:
    wanted = {each for field in CONCEPT_FIELDS if field != "subject" for each in _ids(said, field)}
    return {str(concept.id): concept for concept in await Concept.filter(id__in=sorted(wanted))} if wanted else {}


async def _keywords(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The uploader's own words, then the preferred labels of the subjects, Norwegian first."""
    own = said.get("keyword") or {}
    words = [word for language in sorted(own, key=_rank) for word in own[language]]
    subjects = _ids(said, "subject")
    if subjects:
        labels = await Label.filter(concept_id__in=subjects, kind="pref")
        ordered = sorted(labels, key=lambda label: (*_rank(label.language), subjects.index(str(label.concept_id))))
        words += [label.text for label in ordered]
    return tuple(dict.fromkeys(words))


async def _campaign_terms(asset: Asset) -> Mapping[str, str]:
    """Terms that hold for the whole campaign, where the asset has none of its own."""
    if asset.campaign_id is None:
        return {}
    return (await Campaign.get(id=asset.campaign_id)).terms or {}


def _address(concept: Concept | None) -> str:
    """The address the world knows a concept by, such as a licence's own; else its address here."""
    return (concept.properties.get("uri") or concept.address) if concept else ""


def _source_type(concept: Concept | None) -> str:
    """The IPTC code; our plain choices say which one they write."""
    if concept is None:
        return ""
    written: str = concept.properties.get("uri") or ""
    return written or (SOURCE_TYPES + concept.properties["writes"] if concept.properties.get("writes") else "")


def _texts(said: Mapping[str, Any], field: str) -> Mapping[str, str]:
    return said.get(field) or {}


def _names(said: Mapping[str, Any], field: str) -> tuple[str, ...]:
    people: Iterable[Mapping[str, Any]] = said.get(field) or ()
    return tuple(each["name"] for each in people if each.get("name"))


def _ids(said: Mapping[str, Any], field: str) -> Sequence[str]:
    value = said.get(field) or []
    return [value] if isinstance(value, str) else value


def _first(said: Mapping[str, Any], field: str, concepts: Mapping[str, Concept]) -> Concept | None:
    return next((concepts[each] for each in _ids(said, field) if each in concepts), None)


def _rank(language: str) -> tuple[int, str]:
    known = _LANGUAGES_FIRST.index(language) if language in _LANGUAGES_FIRST else len(_LANGUAGES_FIRST)
    return known, language
