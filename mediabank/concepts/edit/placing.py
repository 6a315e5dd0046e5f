"""Where a concept stands: under which others, in which place among its siblings, and what it is related to."""

from collections.abc import Sequence

from mediabank.access import Viewer
from mediabank.concepts.changing import Work, changing
from mediabank.concepts.edit.draft import Draft
from mediabank.concepts.edit.permission import FIXED, demand, demand_free
from mediabank.concepts.edit.writing import Overtaken, as_of, newer, relate_all
from mediabank.concepts.parts import Part
from mediabank.concepts.turn import touched
from mediabank.concepts.words import DECLINED, Word
from mediabank.errors import Conflict, Fault, NotFound, Unfit
from mediabank.models import Change, Concept

_UP, _RELATED, _POSITION = Part("broader"), Part("related"), Part("position")


async def move(
    concept: str, parents: Sequence[str], *, by: Viewer, before: str | None = None, form: Draft | None = None
) -> Change | None:
    """Put a concept under these parents, none for the top; `before` a sibling, "" for last, None for where it stood.

    `form`: the parents are those of a form made from an earlier state; where it only leaves them as they were, nothing
    is moved. Errors: NotFound, NotAllowed, Unfit (a circle, or S27), Conflict in the vocabulary campaign, Overtaken
    where somebody has moved it since the form was made.
    """
    async with changing(by) as work:
        await work.open(concept)
        word = work.words.own[concept]
        demand(by, word.vocabulary)
        if FIXED.get(word.vocabulary) == "campaigns":
            demand_free(work.words, word.vocabulary)
        if form is not None and await _stays(work, word, parents, form):
            return None
        above = [_parent(work, word, each).id for each in parents]
        work.put(concept, _UP, above)
        shifted = _placed(work, word, above[0] if above else "", before) if before is not None else {}
        done = await work.done("moved", of=concept)
        await _shift(shifted)
        return done


async def relate(concept: str, other: str, *, by: Viewer) -> Change | None:
    """Say at both ends that two concepts of a vocabulary are related. Errors: NotFound, NotAllowed, Unfit (S27)."""
    async with changing(by) as work:
        await work.open(concept)
        demand(by, work.words.own[concept].vocabulary)
        await relate_all(work, concept, {*work.value(concept, _RELATED), other})
        return await work.done("edited", of=concept)


async def unrelate(concept: str, other: str, *, by: Viewer) -> Change | None:
    """Take back, at both ends, that two concepts are related. Errors: NotFound, NotAllowed."""
    async with changing(by) as work:
        await work.open(concept)
        demand(by, work.words.own[concept].vocabulary)
        await relate_all(work, concept, set(work.value(concept, _RELATED)) - {other})
        return await work.done("edited", of=concept)


async def _stays(work: Work, word: Word, parents: Sequence[str], form: Draft) -> bool:
    """Whether a form leaves a concept where it stood or where it stands. Errors: Overtaken."""
    now, wanted = set(work.value(word.id, _UP)), set(parents)
    if wanted == now:
        return True
    base = work.after[word.id] if form.seen == work.seen[word.id] else await as_of(word.id, word.vocabulary, form.seen)
    was = None if base is None else set(base.get(_UP, ()))
    if was not in (now, wanted) and form.told != work.seen[word.id]:
        raise Overtaken(faults=await newer(work, word.id, [_UP]), value=work.seen[word.id])
    return was == wanted


def _parent(work: Work, word: Word, parent: str) -> Word:
    """The concept that another is put under. Errors: NotFound, Unfit for itself, Conflict for another vocabulary."""
    found = work.words.by_id.get(parent)
    if found is None or found.state == DECLINED:
        raise NotFound
    facts = {"concept": word.labels, "other": found.labels}
    if found.vocabulary != word.vocabulary:
        raise Conflict(faults=[Fault("concept.other_vocabulary", field="broader", facts=facts)])
    if found.id == word.id:
        raise Unfit(faults=[Fault("concept.cycle", field="broader", facts=facts)])
    return found


def _placed(work: Work, word: Word, parent: str, before: str) -> dict[str, int]:
    """Give the concept its place; other siblings that must make room → their new positions.

    Only as many are moved as the numbers ask for: those after it, until there is room again.
    """
    siblings = [each for each in work.words.children(word.vocabulary, parent) if each.id != word.id]
    at = next((n for n, each in enumerate(siblings) if each.id == before), len(siblings))
    last = siblings[at - 1].position if at else (siblings[0].position - 1 if siblings else word.position)
    if not siblings:
        return {}
    position = last + 1
    work.put(word.id, _POSITION, position)
    shifted: dict[str, int] = {}
    for each in siblings[at:]:
        if each.position > position:
            break
        position += 1
        shifted[each.id] = position
    return shifted


async def _shift(positions: dict[str, int]) -> None:
    if positions:
        rows = await Concept.filter(id__in=list(positions))
        for row in rows:
            row.position = positions[str(row.id)]
        await Concept.bulk_update(rows, fields=["position"], batch_size=100)
        await touched(positions)
