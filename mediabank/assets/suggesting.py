"""Saves a description together with words that its vocabularies lack: the asset carries the proposals at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tortoise.transactions import in_transaction

from mediabank.access import Viewer
from mediabank.assets import describe
from mediabank.concepts import proposals
from mediabank.concepts.words import words
from mediabank.errors import Unfit
from mediabank.models import Asset
from vocabularies.scheme import Field


async def save(
    asset: Asset,
    changes: Mapping[str, Any],
    suggested: Mapping[str, Sequence[str]],
    *,
    by: Viewer,
    language: str,
    expected: int | None,
) -> None:
    """Save changes as `describe.save` does, and carry the words suggested for fields: all of it or nothing.

    Errors: those of `describe.save`; Unfit at the field for a text that is no word.
    """
    if not suggested:
        await describe.save(asset, changes, by=by.person, expected=expected)
        return
    known = await words()
    async with in_transaction():
        now = await describe.outside(await describe.latest(asset), private=True)
        chosen = {**changes}
        for name, texts in suggested.items():
            field = known.scheme.by_id[name]
            slugs = [await _proposed(field, each, language, by) for each in texts]
            chosen[name] = _carried(field, changes[name] if name in changes else now.get(name), slugs)
        await describe.save(asset, chosen, by=by.person, expected=expected)


async def _proposed(field: Field, text: str, language: str, by: Viewer) -> str:
    try:
        return (await proposals.propose(field.vocabulary, text, language, by=by)).slug
    except Unfit as unfit:
        raise Unfit(faults=[replace(each, field=field.id, path=()) for each in unfit.faults]) from None


def _carried(field: Field, chosen: Any, slugs: Sequence[str]) -> Any:
    return list(dict.fromkeys([*(chosen or ()), *slugs])) if field.repeatable else slugs[-1]
