"""Making a concept of a typed word, and writing what it is called and what it means."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from mediabank import clock, language
from mediabank.access import Viewer, may_tend
from mediabank.concepts import integrity
from mediabank.concepts.changing import Work, changing, touching
from mediabank.concepts.edit.draft import Draft, drafted, tidy, tidy_tag
from mediabank.concepts.edit.permission import demand, demand_free
from mediabank.concepts.parts import LINKS, TEXTS, Part, Value, apart, differing
from mediabank.concepts.words import ACCEPTED, DECLINED, Word, newest
from mediabank.errors import Conflict, Fault, NotFound, Problem, Unfit
from mediabank.language import slug_of
from mediabank.models import Change, Concept, Fact
from vocabularies import reserved

"""What follows /vocab/{vocabulary}/ and /concepts/{vocabulary}/ in addresses of their own."""
REMEMBERED = 200
"""Changes looked through for what a form was made from."""
PIECE = 50
"""Concepts whose changes are looked through together."""
TOGETHER = 50
"""Concepts written in one transaction: as long as nobody minds to wait behind it."""
Seen = tuple[str, int]
"""A concept, and the generation in which it was seen."""


class Overtaken(Conflict):
    """Somebody else has changed the same meanwhile; the faults say who, when, and what it says now.

    `value` is `Word.changed` of the concept as it is told of.
    """

    key: ClassVar[str] = "error.overtaken"


async def create(vocabulary: str, labels: Mapping[str, str], *, by: Viewer, parent: str = "") -> Word:
    """Make a concept of a typed word, under a parent or at the top, last among its siblings.

    A label in one language is enough.
    Errors: NotFound, NotAllowed, Conflict (the vocabulary does not grow here), Unfit.
    """
    demand(by, vocabulary)
    async with changing(by) as work:
        if vocabulary not in work.words.faces:
            raise NotFound
        demand_free(work.words, vocabulary)
        above = () if not parent else (_standing(work, vocabulary, parent).id,)
        row = await add(work, vocabulary, labels, above)
        await work.done("created", of=str(row.id))
    return (await newest()).own[str(row.id)]


async def add(
    work: Work,
    vocabulary: str,
    labels: Mapping[str, str],
    above: Collection[str] = (),
    *,
    state: str = ACCEPTED,
    slug: str = "",
) -> Concept:
    """The row of a new concept, taken into the change in hand; a free slug is made of its label where none is given.

    Errors: Unfit.
    """
    texts = {tidy_tag(tag): said for tag, text in labels.items() if (said := tidy(text))}
    if not texts:
        raise Unfit(faults=[Fault("concept.empty", field="labels")])
    _refuse_twin(work, vocabulary, texts, above)
    face = work.words.faces[vocabulary]
    slug = slug or await _free_slug(vocabulary, language.best(texts, "nb"))
    last = await Concept.filter(vocabulary_id=face.id).order_by("-position").first()
    row = await Concept.create(
        vocabulary_id=face.id,
        slug=slug,
        address=f"{(await Fact.get(name='base')).value}vocab/{vocabulary}/{slug}",
        position=last.position + 1 if last else 0,
        definitions={},
        properties={},
        state=state,
        created_at=clock.now(),
        modified_at=clock.now(),
    )
    parts: dict[Part, Value] = {Part("pref", "", tag): text for tag, text in texts.items()}
    parts |= {Part("slug"): slug, Part("position"): row.position, Part("state"): state}
    work.new(row, parts)
    work.put(str(row.id), Part("broader"), above)
    return row


async def change(concept: str, draft: Draft, *, by: Viewer) -> Change | None:
    """Write what a form says of a concept; what others have changed meanwhile stays, and is never overwritten.

    Gives the change, None where the form says what there is. Errors: NotFound, NotAllowed naming what is not the
    viewer's to change, Overtaken where two changed the same, Unfit.
    """
    async with changing(by) as work:
        await work.open(concept)
        await _lay(work, concept, draft, by)
        return await work.done("edited", of=concept)


async def change_each(drafts: Sequence[tuple[str, Draft]], *, by: Viewer) -> list[Problem | None]:
    """Write many drafts of texts, some in a transaction, each for itself: why each was not written, None where it was.

    Errors: NotFound, NotAllowed, as of `change`.
    """
    told: list[Problem | None] = []
    for first in range(0, len(drafts), TOGETHER):
        async with changing(by) as work:
            piece = drafts[first : first + TOGETHER]
            await work.open(*(concept for concept, _ in piece))
            told += [await _alone(work, concept, draft, by) for concept, draft in piece]
            await work.done("edited")
    return told


async def _alone(work: Work, concept: str, draft: Draft, by: Viewer) -> Problem | None:
    """Lay one of many drafts over its concept; what cannot be kept of it hinders none of the others."""
    assert draft.related is None, "what is related is told at both ends"
    before = dict(work.after[concept])
    problem: Problem | None = None
    try:
        await _lay(work, concept, draft, by)
    except (Unfit, Conflict) as stopped:
        problem = stopped
    else:
        faults = integrity.faults(work, [concept])
        problem = Unfit(faults=faults) if faults else None
    if problem is not None:
        work.after[concept] = before
    return problem


async def _lay(work: Work, concept: str, draft: Draft, by: Viewer) -> None:
    word = work.words.own[concept]
    now = dict(work.after[concept])
    base = now if draft.seen == work.seen[concept] else await as_of(concept, word.vocabulary, draft.seen)
    wanted = drafted(draft, now if base is None else base)
    mine = differing(now if base is None else base, wanted)
    _demand_each(by, word.vocabulary, mine)
    theirs = set(mine) if base is None else set(differing(base, now))
    clashes = [part for part in mine if part in theirs and wanted.get(part) != now.get(part)]
    if clashes and draft.told != work.seen[concept]:
        raise Overtaken(faults=await newer(work, concept, clashes), value=work.seen[concept])
    await _apply(work, concept, {part: wanted.get(part) for part in mine})


def _standing(work: Work, vocabulary: str, concept: str) -> Word:
    """A concept of this vocabulary that others may hang on. Errors: NotFound."""
    word = work.words.by_id.get(concept)
    if word is None or word.vocabulary != vocabulary or word.state == DECLINED:
        raise NotFound
    return word


def _refuse_twin(work: Work, vocabulary: str, texts: Mapping[str, str], above: Collection[str]) -> None:
    """The same word twice under the same parent is a slip of the key."""
    parent = next(iter(above), "")
    for sibling in work.words.children(vocabulary, parent):
        for tag, text in texts.items():
            if language.fold(sibling.labels.get(tag, "")) == language.fold(text) and not sibling.deprecated:
                raise Unfit(faults=[Fault("concept.twin", field="labels", path=(tag,), facts={"text": text})])


async def _free_slug(vocabulary: str, label: str) -> str:
    base = slug_of(label)
    rows = await Concept.filter(vocabulary__slug=vocabulary, slug__startswith=base).values_list("slug", flat=True)
    taken = {*reserved.CONCEPTS, *map(str, rows)}
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


async def _apply(work: Work, concept: str, wanted: Mapping[Part, Value]) -> None:
    """Put the wanted parts; what is related is told at both ends."""
    for part, value in wanted.items():
        if part == Part("related"):
            await relate_all(work, concept, value or ())
        else:
            work.put(concept, part, value)


async def relate_all(work: Work, concept: str, others: Collection[str]) -> None:
    """Make a concept related to these and no others, at both ends. Errors: NotFound."""
    vocabulary = work.words.own[concept].vocabulary if concept in work.words.own else ""
    wanted = {_standing(work, vocabulary, each).id for each in others}
    before = set(work.value(concept, Part("related")))
    await work.open(*sorted(wanted ^ before))
    for each in wanted - before:
        work.add(each, Part("related"), concept)
    for each in before - wanted:
        work.drop(each, Part("related"), concept)
    work.put(concept, Part("related"), wanted)


def _demand_each(by: Viewer, vocabulary: str, changed: Collection[Part]) -> None:
    """A translator changes texts of their languages, and nothing else."""
    if may_tend(by, vocabulary) or not changed:
        return
    demand(by, vocabulary, sorted({part.language for part in changed if part.what in TEXTS}))
    other = sorted({part.what for part in changed if part.what not in TEXTS})
    if other:
        demand(by, vocabulary)


async def as_of(concept: str, vocabulary: str, seen: int) -> dict[Part, Value] | None:
    """What the concept said when it stood in that generation; None where nobody remembers."""
    return (await as_of_all({(concept, seen)}, vocabulary)).get((concept, seen))


async def as_of_all(wanted: Collection[Seen], vocabulary: str) -> dict[Seen, dict[Part, Value]]:
    """What concepts of a vocabulary said in those generations, as far as somebody remembers; in few queries."""
    found: dict[Seen, dict[Part, Value]] = {}
    changes = Change.filter(vocabulary__slug=vocabulary).order_by("-id")
    ids = sorted({concept for concept, _ in wanted})
    for first in range(0, len(ids), PIECE):
        piece = ids[first : first + PIECE]
        _recall(await changes.filter(concept_id__in=piece).limit(max(REMEMBERED, 20 * len(piece))), wanted, found)
    if len(found) < len(wanted):  # as when another went out into it
        _recall(await changes.limit(REMEMBERED), wanted, found)
    return found


def _recall(changes: Iterable[Change], wanted: Collection[Seen], found: dict[Seen, dict[Part, Value]]) -> None:
    for one in changes:
        for states in (one.before, one.after):
            for concept, state in (states or {}).items():
                key = (concept, state.get("changed", -1))
                if key in wanted and key not in found:
                    found[key] = apart(state)


async def newer(work: Work, concept: str, clashes: Collection[Part]) -> list[Fault]:
    """One fault for each part that somebody else has changed meanwhile."""
    latest = await Change.filter(touching(concept)).order_by("-id").first().select_related("by")
    who = latest.by.name if latest and latest.by else ""
    word = work.words.own[concept]
    at = latest.at if latest else word.modified_at
    now = work.after[concept]
    return [
        Fault(
            "concept.newer" if who else "concept.newer_by_nobody",
            field=part.what,
            path=tuple(filter(None, part[1:])),
            facts={"concept": word.labels, "who": who, "at": at, "now": _shown(work, part, now.get(part))},
        )
        for part in clashes
    ]


def _shown(work: Work, part: Part, value: Value) -> str:
    if not isinstance(value, tuple):
        return str(value or "–")
    named = [work.words.label(each, "nb") if part.what in LINKS else each for each in value]
    return ", ".join(named) or "–"
