"""What a delivered rendition says about itself: the latest revision as the values of an XMP packet."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from mediabank import clock
from mediabank.assets import describe
from mediabank.assets.filed import address
from mediabank.concepts.words import ACCEPTED, Word, Words, words
from mediabank.media import embedded
from mediabank.media.embedded.values import SOURCE_TYPES
from mediabank.models import Asset, Campaign
from vocabularies.scheme import Field, parted, shipped_scheme

_LANGUAGES_FIRST = ("nb", "nn", "se", "en")


async def of(asset: Asset) -> bytes:
    """The packet of an asset as it is described now; the same description gives the same bytes."""
    return embedded.packet(await values(asset))


async def values(asset: Asset) -> embedded.XmpValues:
    """What the packet tells, from the public values of the latest revision and the words as they are called now.

    Consent, persons shown and notes are never looked at, nor what the scheme in force has no XMP mapping for.
    """
    known = await words()
    public, _ = parted(known.scheme, (await describe.latest(asset)).values)
    said = {name: value for name, value in public.items() if known.scheme.by_id[name].mappings.get("xmp")}
    licence, statement = _first(known, said, "license"), _first(known, said, "rightsStatement")
    mining, source = _first(known, said, "dataMining"), _first(known, said, "digitalSourceType")
    return embedded.XmpValues(
        title=_texts(said, "title"),
        description=_texts(said, "description"),
        alt_text=_texts(said, "altText"),
        extended_description=_texts(said, "extendedDescription"),
        keywords=_keywords(known, said),
        languages=tuple(word.slug for word in _meant(known, said, "language")),
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
        more=_more(known, said),
    )


def _more(known: Words, said: Mapping[str, Any]) -> tuple[embedded.More, ...]:
    """What fields say that were added to the scheme with the name of a property that can be written; each name once.

    A struct or a reference is no plain property: it is written nowhere.
    """
    found: dict[str, embedded.More] = {}
    for field in known.scheme.fields:
        name = embedded.property_named(field.mappings.get("xmp", ""))
        if name and field.id in said and field.id not in _shipped() and not field.ref and field.type != "struct":
            found.setdefault(name, embedded.More(name, _written(known, field, said)))
    return tuple(found.values())


def _written(known: Words, field: Field, said: Mapping[str, Any]) -> str | tuple[str, ...] | Mapping[str, str]:
    """Concepts by their names, accepted ones only; lists of texts without their languages, Norwegian first."""
    value = said[field.id]
    if field.type == "concept":
        named = tuple(word.label("nb") for word in _meant(known, said, field.id))
        return named if field.repeatable else "".join(named)
    if field.type == "langString" and field.repeatable:
        return tuple(text for language in sorted(value, key=_rank) for text in value[language])
    if field.type == "langString":
        return dict(value)
    return tuple(map(str, value)) if field.repeatable else str(value)


@cache
def _shipped() -> frozenset[str]:
    """The fields that came with the bank: what is written of them stands above."""
    return frozenset(shipped_scheme().by_id)


async def languages(said: Mapping[str, Any]) -> list[str]:
    """The languages of the material itself, as the file's name tells them."""
    spoken = sorted(_meant(await words(), said, "language"), key=lambda word: word.position)
    return [word.slug for word in spoken]


def _meant(known: Words, said: Mapping[str, Any], field: str) -> list[Word]:
    """The concepts of a field as they stand now: what was merged as its survivor, each once; accepted ones only."""
    found = {known.by_id[each].id: known.by_id[each] for each in _ids(said, field) if each in known.by_id}
    return [word for word in found.values() if word.state == ACCEPTED]


def _keywords(known: Words, said: Mapping[str, Any]) -> tuple[str, ...]:
    """The uploader's own words, then the preferred labels of the accepted subjects, Norwegian first."""
    own = said.get("keyword") or {}
    told = [word for language in sorted(own, key=_rank) for word in own[language]]
    subjects = _meant(known, said, "subject")
    order = sorted({language for word in subjects for language in word.labels}, key=_rank)
    told += [word.labels[language] for language in order for word in subjects if language in word.labels]
    return tuple(dict.fromkeys(told))


async def _campaign_terms(asset: Asset) -> Mapping[str, str]:
    """Terms that hold for the whole campaign, where the asset has none of its own."""
    if asset.campaign_id is None:
        return {}
    return (await Campaign.get(id=asset.campaign_id)).terms or {}


def _address(concept: Word | None) -> str:
    """The address the world knows a concept by, such as a licence's own; else its address here."""
    return (concept.properties.get("uri") or concept.address) if concept else ""


def _source_type(concept: Word | None) -> str:
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


def _first(known: Words, said: Mapping[str, Any], field: str) -> Word | None:
    return next(iter(_meant(known, said, field)), None)


def _rank(language: str) -> tuple[int, str]:
    known = _LANGUAGES_FIRST.index(language) if language in _LANGUAGES_FIRST else len(_LANGUAGES_FIRST)
    return known, language
