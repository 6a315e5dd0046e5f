"""The keeper's strip on an asset's page: its state, what is missing, and what may be done with it."""

from collections.abc import Mapping
from typing import Any

from mediabank.access import PUBLISHED, Viewer, may
from mediabank.assets import describe, publish
from mediabank.assets.glance import glance
from mediabank.concepts.words import Words
from mediabank.language import best, text
from mediabank.models import Asset
from mediabank.web.pages import cards
from mediabank.web.problems import fault_text
from mediabank.web.shown import Action, HiddenValue, Keeping, Problem, Reason


async def strip(asset: Asset, viewer: Viewer, values: Mapping[str, Any], known: Words, reader: str) -> Keeping | None:
    """What the viewer may do with the asset; None for those who do not keep it."""
    if asset.owner_id not in viewer.keeper:
        return None
    here = f"/assets/{asset.id}"
    describes = may(viewer, "asset:describe", owner=asset.owner_id, uploader=asset.uploaded_by_id)
    binning = publish.permission_to_bin(asset)
    bins = may(viewer, binning, owner=asset.owner_id, uploader=asset.uploaded_by_id)
    publishes = may(viewer, "asset:publish", owner=asset.owner_id, uploader=asset.uploaded_by_id)
    unpublished = asset.state != PUBLISHED and asset.binned_at is None
    missing = await _missing(asset, known, reader) if unpublished and describes else ()
    told = await glance([])
    comes_back = asset.binned_at is not None or asset.state == publish.WITHDRAWN
    return Keeping(
        state=cards.state_badge(asset, told, reader),
        available_from=asset.available_from,
        expires=asset.expires,
        reaches=known.label(values["visibility"], reader).capitalize() if "visibility" in values else "",
        describe_href=f"{here}/describe" if describes else "",
        publish=_action(f"{here}/publish", "publish", reader) if publishes and unpublished and not missing else None,
        missing=missing,
        withdraw_href=f"{here}/withdraw" if publishes and asset.state == PUBLISHED else "",
        withdraw_reasons=tuple(
            Reason(value=word.slug, label=word.label(reader)) for word in known.vocabularies["withdrawal-reason"]
        ),
        restore=_action(f"{here}/restore", "restore", reader) if describes and comes_back else None,
        bin=_action(f"{here}/bin", "bin", reader) if bins and asset.binned_at is None else None,
        new_version_href=f"{here}/versions/new" if describes else "",
        history_href=f"{here}/history" if describes else "",
    )


async def _missing(asset: Asset, known: Words, reader: str) -> tuple[Problem, ...]:
    """What stops publishing, once a field."""
    found = [each for each in await describe.gate(asset) if each.severity == "error"]
    by_field = {fault.field: fault for fault in reversed(describe.faults(found))}
    return tuple(
        Problem(
            text=fault_text(fault, reader),
            anchor=f"field-{fault.field}",
            label=best(known.scheme.by_id[fault.field].label, reader) if fault.field in known.scheme.by_id else "",
        )
        for fault in by_field.values()
    )


def _action(href: str, key: str, reader: str) -> Action:
    return Action(href=href, label=text(f"action.{key}", reader), values=(HiddenValue(name="from", value="asset"),))
