"""What has become of words, newest first, and taking one change back."""

from collections.abc import Sequence

from mediabank import clock
from mediabank.access import Viewer
from mediabank.concepts.changing import Work, changing, touching
from mediabank.concepts.edit.permission import demand
from mediabank.concepts.parts import LABELS, SEVERAL, Part, apart, differing
from mediabank.concepts.words import DECLINED
from mediabank.errors import Conflict, Fault, NotFound
from mediabank.models import AssetConcept, Change

LOOKED_THROUGH = 500
"""Later changes looked through for the one that stands in the way."""
_CURRENT = Part("current")


async def of(concept: str, *, limit: int = 100) -> list[Change]:
    """The changes of one concept, and those of others that changed it too."""
    return await Change.filter(touching(concept)).select_related("by").order_by("-id").limit(limit)


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
            if each not in before:
                await _unmake(work, row, each)
            elif not _back(work, row, each):
                raise Conflict(faults=[await _later(work, row, each)])
        await Change.filter(id=row.id).update(undone_at=clock.now())
        return await work.done("undone", of=str(row.concept_id))


async def _unmake(work: Work, row: Change, concept: str) -> None:
    """Decline what the change made, for rows are never deleted. Errors: Conflict where anything hangs on it."""
    if work.words.own[concept].current or concept in work.words.merged:
        raise Conflict(faults=[await _later(work, row, concept)])
    if await AssetConcept.filter(concept_id=concept).exists():
        raise Conflict(faults=[Fault("concept.carried", facts={"concept": work.words.own[concept].labels})])
    work.put(concept, Part("state"), DECLINED)


def _back(work: Work, row: Change, concept: str) -> bool:
    """Take back what the change did to one concept; False where a later one has done the same part otherwise.

    Of parts with several members, such as other words, only those that came or went with the change go or come.
    """
    was, said, now = apart(row.before[concept]), apart(row.after[concept]), work.after[concept]
    if now.get(_CURRENT) != said.get(_CURRENT):
        return False  # it has gone out into another since, and taken along what would be taken back here
    for part in differing(was, said):
        if part.what in SEVERAL:
            came, went = _apart(said.get(part, ()), was.get(part, ()))
            work.add(concept, part, *went)
            work.drop(concept, part, *(came - _held(work, row, concept, part)))
        elif now.get(part) != said.get(part) or (part.what == "state" and concept in work.words.merged):
            return False  # changed since, or others have gone out into what was accepted
        else:
            work.put(concept, part, was.get(part))
    return True


def _apart(said: Sequence[str], was: Sequence[str]) -> tuple[set[str], set[str]]:
    """What came and what went."""
    return set(said) - set(was), set(was) - set(said)


def _held(work: Work, row: Change, concept: str, part: Part) -> set[str]:
    """Members of a part that a concept has of others too, which have gone out into it."""
    found: set[str] = set()
    for each in work.words.own.values():
        if each.current == concept and each.id != str(row.concept_id):
            if part.what == "mapping":
                found.update(each.mappings.get(part.kind, ()))
            elif part.what in LABELS:
                found.update(
                    {each.labels.get(part.language, "")},
                    each.alt.get(part.language, ()),
                    each.hidden.get(part.language, ()),
                )
    return found


async def _later(work: Work, row: Change, concept: str) -> Fault:
    """Which later change stands in the way of taking one back."""
    labels = work.words.own[concept].labels
    rows = Change.filter(vocabulary_id=row.vocabulary_id, id__gt=row.id, undone_at__isnull=True)
    for each in await rows.order_by("-id").limit(LOOKED_THROUGH).select_related("by"):
        if concept in (each.after or {}):
            who = each.by.name if each.by else ""
            key = "concept.changed_later" if who else "concept.changed_later_by_nobody"
            return Fault(key, facts={"concept": labels, "who": who, "at": each.at})
    return Fault("concept.changed_since", facts={"concept": labels})
