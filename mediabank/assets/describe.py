"""Descriptions: read from the latest revision, saved as a new one, taken back by one more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock, jobs
from mediabank.access import PUBLISHED
from mediabank.assets import derived, filed, references
from mediabank.assets.said import to_readers
from mediabank.concepts.words import Words, scheme, words
from mediabank.errors import Fault, NotFound, Stale, Unfit
from mediabank.models import Asset, Campaign, Message, Revision, Version
from vocabularies.scheme import (
    Facts,
    Finding,
    Gate,
    Scheme,
    aside,
    blocks,
    carried,
    check,
    joined,
    normalise,
    outward,
    parted,
    propose,
)

PROPOSED_AT_FIRST = frozenset({"title", "surface", "materialType"})
"""Worked-out proposals that a new asset carries at once; others are proposed again when it is published."""


@dataclass(frozen=True)
class Description:
    """A saved state of a description: its number, the scheme it follows, and its values in the kept form.

    Values of fields that the scheme does not have rest with it: nothing shows them, and every save carries them along.
    """

    number: int
    scheme: Scheme
    values: Mapping[str, Any]

    def under(self, scheme: Scheme) -> "Description":
        """The same state as another version of the scheme reads it."""
        return Description(self.number, scheme, carried(scheme, self.values))


async def latest(asset: Asset) -> Description:
    """The description as it stands, as the scheme in force reads it."""
    return (await numbered(asset, asset.revision)).under((await words()).scheme)


async def latest_of(assets: Collection[Asset]) -> dict[str, Description]:
    """The descriptions of many assets as they stand, by asset, in one query, as the scheme in force reads them."""
    known = await words()
    numbers = {asset.id: asset.revision for asset in assets}
    rows = await Revision.filter(asset_id__in=list(numbers), number__in=list(set(numbers.values())))
    return {
        row.asset_id: Description(row.number, known.scheme, carried(known.scheme, joined(row.values, row.private)))
        for row in rows
        if numbers[row.asset_id] == row.number
    }


async def numbered(asset: Asset, number: int) -> Description:
    """The description as it was saved under a number. Errors: NotFound."""
    row = await Revision.get_or_none(asset_id=asset.id, number=number)
    if row is None:
        raise NotFound
    return Description(number, await scheme(row.scheme_id), joined(row.values, row.private))


async def outside(description: Description, *, private: bool) -> dict[str, Any]:
    """The outside form: concepts by slug, organisations by ISIL; private members only for those who keep the asset."""
    return (await outside_all({"": description}, private={""} if private else ()))[""]


async def outside_all(
    descriptions: Mapping[str, Description], *, private: Collection[str]
) -> dict[str, dict[str, Any]]:
    """The outside forms of many assets' descriptions, by asset.

    Private members, and words that nobody has accepted, only of those in `private`.
    """
    known = await words()
    values = {
        asset: each.values if asset in private else to_readers(known, parted(each.scheme, each.values)[0])
        for asset, each in descriptions.items()
    }
    named = await references.namer(known, [(each.scheme, values[asset]) for asset, each in descriptions.items()])
    return {asset: outward(each.scheme, values[asset], named) for asset, each in descriptions.items()}


async def first(asset: Asset, version: Version, given: Mapping[str, Any], *, by: UUID | None, language: str) -> None:
    """The first revision: what was given, then what the file says, then what can be worked out.

    Inside the transaction that makes the asset. Errors: Unfit with every fault of what was given.
    """
    known = await words()
    find = await references.finder(known, [dict(given), version.embedded])
    values, findings = normalise(known.scheme, dict(given), find)
    findings += _by_machine(known, values, {})
    if blocks(findings):
        raise Unfit(faults=faults(findings))
    values = {**filed.proposals(version, find, known, language=language), **values}
    values |= await filed.facts_of(asset, version, known)
    facts = await facts_for(asset, version, values, known)
    proposed = propose(known.scheme, values, facts, file_name=version.file_name, language=language)
    values |= {name: value for name, value in proposed.items() if name in PROPOSED_AT_FIRST}
    found = check(known.scheme, values, facts, None, "draft")
    if blocks(found):
        # what the file proposed must never refuse an upload: such values fall away, what was given is answered for
        values = {name: value for name, value in values.items() if name in given or name not in _blamed(found)}
        values |= {"title": proposed["title"]} if "title" not in values and "title" in proposed else {}
        found = check(known.scheme, values, facts, None, "draft")
    if blocks(found):
        raise Unfit(faults=faults(found))
    await record(asset, values, by=by)


async def save(
    asset: Asset, changes: Mapping[str, Any], *, by: UUID | None, expected: int | None = None
) -> Description:
    """Save changes, given in the outside form as a JSON merge patch (RFC 7396).

    A draft passes the draft gate; what libraries see must go on passing the publish gate, or be withdrawn first.
    Errors: Stale where the asset is no longer at the revision `expected`; Unfit with every fault at once.
    """
    known = await words()
    async with in_transaction():
        asset = await locked(asset, expected)
        before = await latest(asset)
        raw = patched(await outside(before, private=True), changes)
        values, findings = normalise(known.scheme, raw, await references.finder(known, raw))
        values |= aside(known.scheme, before.values)
        findings += _by_machine(known, values, before.values)
        version = await Version.get(id=asset.version)
        facts = await facts_for(asset, version, values, known)
        found = findings + check(known.scheme, values, facts, before.values, _gate_of(asset))
        if blocks(found):
            raise Unfit(faults=faults(found))
        if values == dict(before.values):
            return before
        await record(asset, values, by=by)
        await audit.record(
            "asset.described", subject=f"asset:{asset.id}", by=by, fields=_changed(before.values, values)
        )
    return await latest(asset)


async def undo(asset: Asset, number: int, *, by: UUID | None, expected: int | None = None) -> Description:
    """Bring back the values of an earlier revision as a new one; the machine's own values stay as they are now.

    Errors: NotFound, Stale, Unfit where the values no longer fit the scheme.
    """
    known = await words()
    async with in_transaction():
        asset = await locked(asset, expected)
        back, now_ = (await numbered(asset, number)).under(known.scheme), await latest(asset)
        machine = {field.id for field in known.scheme.fields if field.filled_by == "machine"} | {"withdrawalReason"}
        values = {name: value for name, value in back.values.items() if name not in machine}
        values |= {name: value for name, value in now_.values.items() if name in machine}
        values = aside(known.scheme, now_.values) | values
        facts = await facts_for(asset, await Version.get(id=asset.version), values, known)
        found = check(known.scheme, values, facts, now_.values, _gate_of(asset))
        if blocks(found):
            raise Unfit(faults=faults(found))
        await record(asset, values, by=by, undoes=number)
        await audit.record("asset.undone", subject=f"asset:{asset.id}", by=by, back_to=number)
    return await latest(asset)


async def file_changed(asset: Asset, version: Version, *, by: UUID | None) -> None:
    """A revision in which the facts of the file are those of the new version; inside the caller's transaction."""
    known = await words()
    kept = {name: value for name, value in (await latest(asset)).values.items() if name not in filed.FILE_FIELDS}
    await record(asset, kept | await filed.facts_of(asset, version, known), by=by)


async def record(asset: Asset, values: Mapping[str, Any], *, by: UUID | None, undoes: int | None = None) -> None:
    """Write a revision and all that is derived from it, and owe the index and the record beside the original.

    What stands in retired fields is kept among the private values, where nothing tells of it.
    """
    known = await words()
    public, private = parted(known.scheme, values)
    private |= aside(known.scheme, values)
    moment = clock.now()
    asset.revision += 1
    asset.modified_at = moment
    await Revision.create(
        asset_id=asset.id,
        number=asset.revision,
        scheme_id=known.scheme_number,
        by_id=by,
        at=moment,
        undoes=undoes,
        values=public,
        private=private,
    )
    await asset.save(update_fields=["revision", "modified_at"])
    await derived.derive(asset, values, known)
    await jobs.defer("search.index", key=f"index:{asset.id}", asset=asset.id)
    await jobs.defer(
        "assets.write_description",
        key=f"description:{asset.id}:{asset.revision}",
        asset=asset.id,
        revision=asset.revision,
    )


async def locked(asset: Asset, expected: int | None) -> Asset:
    """The row as it is now, held until the transaction ends. Errors: Stale, NotFound."""
    found = await Asset.filter(id=asset.id).select_for_update().get_or_none()
    if found is None:
        raise NotFound
    if expected is not None and found.revision != expected:
        raise Stale(revision=found.revision)
    return found


async def facts_for(asset: Asset, version: Version, values: Mapping[str, Any], known: Words) -> Facts:
    """The world around a description, as the rules need it."""
    moment = clock.now()
    campaign = await Campaign.get_or_none(concept_id=values["campaign"]) if "campaign" in values else None
    message = (
        await Message.get_or_none(id=values["message"]).select_related("campaign") if "message" in values else None
    )
    return Facts(
        media_kind=asset.media_kind,
        concepts=known.facts,
        now=moment,
        campaign_ended=campaign is not None and campaign.ends is not None and campaign.ends <= moment,
        message_campaign=str(message.campaign.concept_id) if message else None,
        unread=filed.unread(version),
    )


async def gate(asset: Asset, which: Gate = "publish") -> list[Finding]:
    """What a gate finds in the description as it stands, with what publishing fills in by itself."""
    known = await words()
    values = dict((await latest(asset)).values)
    facts = await facts_for(asset, await Version.get(id=asset.version), values, known)
    if which == "publish":
        values |= propose(known.scheme, values, facts)
    return check(known.scheme, values, facts, values, which)


def patched(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = patched(merged.get(name), value)
    return merged


def faults(findings: list[Finding]) -> list[Fault]:
    """Findings of the scheme as faults with the keys of their sentences."""
    return [
        Fault(
            each.code if each.code.startswith("rule.") else f"finding.{each.code}",
            field=each.field,
            path=each.path,
            severity=each.severity,
            facts=each.values,
        )
        for each in findings
    ]


def _gate_of(asset: Asset) -> Gate:
    return "publish" if asset.state == PUBLISHED else "draft"


def _by_machine(known: Words, values: Mapping[str, Any], before: Mapping[str, Any]) -> list[Finding]:
    """People do not write what the machine fills in; repeating what stands there is fine."""
    return [
        Finding("filled_by_machine", field.id)
        for field in known.scheme.fields
        if (field.filled_by == "machine" or field.id == "withdrawalReason")
        and values.get(field.id) != before.get(field.id)
    ]


def _blamed(findings: list[Finding]) -> set[str]:
    return {each.field for each in findings if each.severity == "error"}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
