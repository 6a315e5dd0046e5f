"""What has become of words, newest first, and taking one change back."""

from collections.abc import Mapping
from datetime import datetime

from mediabank import clock
from mediabank.access import Viewer
from mediabank.concepts.changing import Work, changing
from mediabank.concepts.edit.permission import demand
from mediabank.concepts.parts import Part, Value, apart, differing
from mediabank.concepts.words import DECLINED
from mediabank.errors import Conflict, Fault, NotFound
from mediabank.models import Change

MADE = frozenset({"created", "proposed"})
"""Kinds of change that made the concept: taken back, it is declined, since rows are never deleted."""


async def of(concept: str, *, limit: int = 100) -> list[Change]:
    """The changes of one concept."""
    return await Change.filter(concept_id=concept).select_related("by").order_by("-id").limit(limit)


async def since(vocabulary: str | None, moment: datetime, *, limit: int = 100) -> list[Change]:
    """The changes of a vocabulary (by slug), or of all, from a moment on."""
    rows = (
        Change.filter(at__gte=moment)
        if vocabulary is None
        else Change.filter(vocabulary__slug=vocabulary, at__gte=moment)
    )
    return await rows.select_related("by").order_by("-id").limit(limit)


async def undo(change: str, *, by: Viewer) -> Change | None:
    """Take back what one change did, where nobody has changed the same since.

    Errors: NotFound, NotAllowed, Conflict where it was taken back already or something of it has changed since.
    """
    async with changing(by) as work:
        row = await Change.get_or_none(id=change).select_related("vocabulary")
        if row is None or row.concept_id is None:
            raise NotFound
        demand(by, row.vocabulary.slug)
        if row.undone_at is not None:
            raise Conflict(faults=[Fault("concept.undone_already")])
        before, after = row.before or {}, row.after or {}
        await work.open(*after)
        for each in after:
            _back(work, each, apart(before[each]) if each in before else None, apart(after[each]))
        await Change.filter(id=row.id).update(undone_at=clock.now())
        return await work.done("undone", of=str(row.concept_id))


def _back(work: Work, concept: str, was: Mapping[Part, Value] | None, said: Mapping[Part, Value]) -> None:
    now = work.after[concept]
    if was is None:
        work.put(concept, Part("state"), DECLINED)
        return
    for part in differing(was, said):
        if now.get(part) != said.get(part):
            raise Conflict(faults=[Fault("concept.changed_since", facts={"concept": work.words.own[concept].labels})])
        work.put(concept, part, was.get(part))
