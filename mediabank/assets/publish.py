"""The states of an asset: published through the gate, withdrawn with a reason, binned, and brought back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock, jobs
from mediabank.access import PUBLISHED
from mediabank.assets import describe
from mediabank.concepts.words import words
from mediabank.errors import Conflict, Fault, Unfit
from mediabank.models import Asset, Version
from vocabularies.scheme import blocks, check, propose

DRAFT, IN_REVIEW, WITHDRAWN = "utkast", "til-vurdering", "trukket"


async def publish(asset: Asset, *, by: UUID | None, expected: int | None = None) -> None:
    """Publish through the gate; what has no value yet and can be worked out is filled in.

    Errors: Unfit with everything that stops it; Conflict where the asset is in the bin; Stale.
    """
    known = await words()
    async with in_transaction():
        asset = await describe.locked(asset, expected)
        if asset.binned_at is not None:
            raise Conflict
        before = dict((await describe.latest(asset)).values)
        facts = await describe.facts_for(asset, await Version.get(id=asset.version), before, known)
        values = before | propose(known.scheme, before, facts)
        values.pop("withdrawalReason", None)
        found = check(known.scheme, values, facts, before, "publish")
        if blocks(found):
            raise Unfit(faults=describe.faults([each for each in found if each.severity == "error"]))
        asset.published_at = asset.published_at or clock.now()
        await asset.save(update_fields=["published_at"])
        await _to(asset, PUBLISHED, values, by=by, action="asset.published")


async def submit(asset: Asset, *, by: UUID | None) -> None:
    """Hand a draft over to those who publish."""
    async with in_transaction():
        asset = await describe.locked(asset, None)
        if asset.state != DRAFT:
            raise Conflict
        await _to(asset, IN_REVIEW, (await describe.latest(asset)).values, by=by, action="asset.submitted")


async def withdraw(asset: Asset, *, reason: str, by: UUID | None, expected: int | None = None) -> None:
    """Withdraw a published asset; `reason` is a slug of the vocabulary withdrawal-reason.

    Errors: Unfit without a known reason; Conflict where it is not published; Stale.
    """
    known = await words()
    found = known.find("withdrawal-reason", reason)
    if found is None:
        raise Unfit(faults=[Fault("rule.reasonWhenWithdrawn", field="withdrawalReason")])
    async with in_transaction():
        asset = await describe.locked(asset, expected)
        if asset.state != PUBLISHED:
            raise Conflict
        values = {**(await describe.latest(asset)).values, "withdrawalReason": found}
        await _to(asset, WITHDRAWN, values, by=by, action="asset.withdrawn")


def permission_to_bin(asset: Asset) -> str:
    """Binning what libraries see takes it from them, as withdrawing does, and asks the same permission."""
    return "asset:publish" if asset.state == PUBLISHED else "asset:describe"


async def put_in_bin(asset: Asset, *, by: UUID | None, expected: int | None = None) -> None:
    """Put an asset in the bin; nothing is lost."""
    async with in_transaction():
        asset = await describe.locked(asset, expected)
        if asset.binned_at is None:
            asset.binned_at = clock.now()
            await asset.save(update_fields=["binned_at"])
            await _seen(asset)
            await audit.record("asset.binned", subject=f"asset:{asset.id}", by=by)


async def restore(asset: Asset, *, by: UUID | None, expected: int | None = None) -> None:
    """Bring an asset back from the bin or from withdrawal, as a draft. Errors: Conflict where it is neither."""
    async with in_transaction():
        asset = await describe.locked(asset, expected)
        if asset.binned_at is None and asset.state != WITHDRAWN:
            raise Conflict
        asset.binned_at = None
        await asset.save(update_fields=["binned_at"])
        values = dict((await describe.latest(asset)).values)
        values.pop("withdrawalReason", None)
        await _to(asset, DRAFT, values, by=by, action="asset.restored")


async def _to(asset: Asset, state: str, values: Mapping[str, Any], *, by: UUID | None, action: str) -> None:
    known = await words()
    before, asset.state = asset.state, state
    await asset.save(update_fields=["state"])
    await describe.record(asset, {**values, "status": known.id("workflow-status", state)}, by=by)
    await audit.record(action, subject=f"asset:{asset.id}", by=by, before=before)


async def _seen(asset: Asset) -> None:
    await jobs.defer("search.index", key=f"index:{asset.id}", asset=asset.id)
