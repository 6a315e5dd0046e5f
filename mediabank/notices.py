"""Tell a person what became of something of theirs: a line on their workbench until they put it away."""

from typing import Any
from uuid import UUID

from mediabank import clock
from mediabank.models import Notice

MOST = 20
"""Lines shown at once; the others follow when these are put away."""


async def tell(person: Any, kind: str, **values: Any) -> None:
    """Leave a line for a person, inside the caller's transaction; nobody is told where `person` is None.

    `values` (texts and numbers) are what the sentence `notice.<kind>` says; a `href` among them is where it leads.
    Kinds: proposal_accepted (word), proposal_mapped (word, instead), proposal_declined (word, reason),
    proposal_left_out (word), which is declined without a reason.
    """
    if person is not None:
        await Notice.create(person_id=person, kind=kind, values=values, at=clock.now())


async def waiting(person: Any) -> list[Notice]:
    """The lines that a person has not put away, newest first."""
    return await Notice.filter(person_id=person, read_at__isnull=True).order_by("-at", "-id").limit(MOST)


async def put_away(notice: UUID, person: Any) -> None:
    """A person has read their line; somebody else's, and one put away before, stays as it is."""
    await Notice.filter(id=notice, person_id=person, read_at__isnull=True).update(read_at=clock.now())
