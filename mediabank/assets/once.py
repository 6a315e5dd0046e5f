"""The same request is carried out once: an Idempotency-Key remembers for 48 hours which asset it made."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.assets.receive import Arrived, let_go, record
from mediabank.errors import Fault, Unfit
from mediabank.models import Answer, Asset, Organisation

KEY_LENGTH = 200
ANSWERS_KEPT = timedelta(hours=48)


async def receive_once(
    key: str, request: str, arrived: Arrived, *, into: Organisation, by: UUID, given: Mapping[str, Any], language: str
) -> Asset:
    """Receive, or give the asset that this key made before; `request` is the digest of all that was sent.

    Bytes that made no asset are removed. Errors: Unfit where the key came with another request, or is too long; what
    `receive` raises.
    """
    if len(key) > KEY_LENGTH:
        raise Unfit(faults=[Fault("error.key_too_long", facts={"limit": KEY_LENGTH})])
    try:
        return await _known(key, request, by) or await _received(
            key, request, arrived, into=into, by=by, given=given, language=language
        )
    finally:
        await let_go([arrived])  # outside the transaction: SQLite's other readers must not wait for the store


async def _received(
    key: str, request: str, arrived: Arrived, *, into: Organisation, by: UUID, given: Mapping[str, Any], language: str
) -> Asset:
    """Receive and remember; of two that come at once, one receives and the other is given what that one made."""
    try:
        async with in_transaction():
            await Answer.filter(person_id=by, key=key, created_at__lte=clock.now() - ANSWERS_KEPT).delete()
            asset = await record(arrived, into=into, by=by, given=given, language=language)
            await Answer.create(person_id=by, key=key, request=request, asset=asset.id, created_at=clock.now())
    except IntegrityError:
        known = await _known(key, request, by)
        if known is None:
            raise
        return known
    return asset


async def _known(key: str, request: str, by: UUID) -> Asset | None:
    answer = await Answer.get_or_none(person_id=by, key=key, created_at__gt=clock.now() - ANSWERS_KEPT)
    if answer is None:
        return None
    if answer.request != request:
        raise Unfit(faults=[Fault("error.key_reused")])
    return await Asset.get(id=answer.asset)
