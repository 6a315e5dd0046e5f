"""What the gates find before anything is saved, and what stands on the workbench: of many assets in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from mediabank import clock
from mediabank.assets import describe, filed, references
from mediabank.concepts.words import Words, words
from mediabank.models import Asset, Campaign, Message, Revision, Version
from vocabularies.scheme import Facts, Finding, Gate, carried, check, joined, normalise, propose


@dataclass(frozen=True)
class Tended:
    """What the workbench tells of an asset: its file, who saved it last, and how many fields publishing waits for."""

    file_name: str
    by: str
    missing: int


async def weighed(asset: Asset, raw: Mapping[str, Any], which: Gate = "publish") -> list[Finding]:
    """What a gate finds in a description in the outside form that nobody has saved yet."""
    known = await words()
    given = dict(raw)
    values, findings = normalise(known.scheme, given, await references.finder(known, given))
    facts = await describe.facts_for(asset, await Version.get(id=asset.version), values, known)
    if which == "publish":
        values |= propose(known.scheme, values, facts)
    return findings + check(known.scheme, values, facts, (await describe.latest(asset)).values, which)


async def from_file(asset: Asset, version: Version) -> tuple[dict[str, Any], ...]:
    """What the file itself proposed, in the outside form, while nobody has looked it over; else nothing.

    Twice: a text whose language the file does not say may have been taken as bokmål or as nynorsk.
    """
    if asset.revision > 1 or not version.embedded:
        return ()
    known = await words()
    find = await references.finder(known, version.embedded)
    found = []
    for language in ("nb", "nn"):
        values = filed.proposals(version, find, known, language=language)
        kept = describe.Description(asset.revision, known.scheme, values)
        found.append(await describe.outside(kept, private=True))
    return tuple(found)


async def tended(assets: Sequence[Asset]) -> dict[str, Tended]:
    """What the workbench tells of assets; only of what is not published yet is it asked what is missing."""
    if not assets:
        return {}
    known = await words()
    at_latest = Q(*(Q(asset_id=asset.id, number=asset.revision) for asset in assets), join_type=Q.OR)
    revisions = {row.asset_id: row for row in await Revision.filter(at_latest).select_related("by")}
    versions = {row.id: row for row in await Version.filter(id__in=[asset.version for asset in assets])}
    around = await around_of([row.values for row in revisions.values()])
    told = {}
    for asset in assets:
        revision, version = revisions[asset.id], versions[asset.version] if asset.version else None
        waits = asset.state in {"utkast", "til-vurdering"} and version is not None
        told[asset.id] = Tended(
            file_name=version.file_name if version else "",
            by=revision.by.name if revision.by else "",
            missing=_missing(asset, revision, version, known, around) if waits and version else 0,
        )
    return told


@dataclass(frozen=True)
class Around:
    """What the rules need to know of campaigns that descriptions name."""

    ended: frozenset[str]
    """Ids of the concepts of campaigns that are over."""
    campaign_of: Mapping[str, str]
    """Message → the concept of its campaign."""


async def around_of(said: Sequence[Mapping[str, Any]]) -> Around:
    """The campaigns of many descriptions in two queries."""
    concepts = sorted({values["campaign"] for values in said if "campaign" in values})
    messages = sorted({values["message"] for values in said if "message" in values})
    over = await Campaign.filter(concept_id__in=concepts, ends__lte=clock.now()) if concepts else []
    rows = await Message.filter(id__in=messages).select_related("campaign") if messages else []
    return Around(
        frozenset(str(row.concept_id) for row in over),
        {str(row.id): str(row.campaign.concept_id) for row in rows},
    )


def facts_of(asset: Asset, values: Mapping[str, Any], version: Version, known: Words, around: Around) -> Facts:
    """The world around one of many descriptions, as the rules need it."""
    return Facts(
        media_kind=asset.media_kind,
        concepts=known.facts,
        now=clock.now(),
        campaign_ended=values.get("campaign") in around.ended,
        message_campaign=around.campaign_of.get(values.get("message", "")),
        unread=filed.unread(version),
    )


def _missing(asset: Asset, revision: Revision, version: Version, known: Words, around: Around) -> int:
    values = carried(known.scheme, joined(revision.values, revision.private))
    facts = facts_of(asset, values, version, known, around)
    values |= propose(known.scheme, values, facts)
    found = check(known.scheme, values, facts, values, "publish")
    return len({each.field for each in found if each.severity == "error"})
