"""Append one line to the record of who changed what."""

from typing import Any
from uuid import UUID

from mediabank import clock
from mediabank.models import Audit


async def record(action: str, *, subject: str, by: UUID | None = None, **details: Any) -> None:
    """Record a change inside the caller's transaction; `details` hold no secrets and no private values."""
    await Audit.create(at=clock.now(), by_id=by, action=action, subject=subject, details=details)
