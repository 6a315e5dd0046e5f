"""Words that those who describe suggest: carried by their assets at once, then taken in, mapped or declined."""

from mediabank import jobs, notices
from mediabank.access import Viewer
from mediabank.concepts import merge, picking
from mediabank.concepts.changing import changing
from mediabank.concepts.edit.draft import tidy
from mediabank.concepts.edit.permission import FIXED, demand, demand_free, named_by_rules
from mediabank.concepts.edit.writing import add
from mediabank.concepts.parts import Part
from mediabank.concepts.words import ACCEPTED, DECLINED, PROPOSED, Word, Words, words
from mediabank.errors import Conflict, Fault, NotFound
from mediabank.models import Change, Concept

_STATE = Part("state")
AGREED = frozenset(
    {
        "agent-role",
        "alteration",
        "channel",
        "consent-scope",
        "consent-status",
        "data-mining",
        "digital-source-type",
        "licence",
        "model-release",
        "property-release",
        "rights-statement",
        "surface",
        "withdrawal-reason",
    }
)
"""Vocabularies that say what may be done, or what a machine does with it: superusers add to them, no form does."""


async def propose(vocabulary: str, text: str, language: str, *, by: Viewer) -> Concept:
    """The concept that a typed word means: the one there is, waiting or in use, else a new one that waits.

    Errors: NotFound, Conflict where the vocabulary does not grow so, Unfit for a text that is no word.
    """
    async with changing(by) as work:
        if vocabulary not in work.words.faces:
            raise NotFound
        wish = picking.Wish(typed=text, reader=language, vocabularies=(vocabulary,), assignable=False)
        known = await picking.exact(work.words, wish)
        if known:
            return await Concept.get(id=known[0].id)
        demand_free(work.words, vocabulary)
        row = await add(work, vocabulary, {language: tidy(text)}, state=PROPOSED)
        await Concept.filter(id=row.id).update(proposed_by_id=by.person)
        await work.done("proposed", of=str(row.id))
    return await Concept.get(id=row.id)


def is_open(words: Words, vocabulary: str) -> bool:
    """Whether words may be suggested: the bank's own vocabularies, but for those that its code or rules lean on."""
    face = words.faces.get(vocabulary)
    if face is None or face.imported or vocabulary in FIXED or vocabulary in AGREED:
        return False
    return all(each != vocabulary for each, _ in named_by_rules(words))


async def waiting(vocabularies: frozenset[str] | None = None) -> list[Word]:
    """Every word that waits, in these vocabularies or in all."""
    known = await words()
    return [
        each
        for slug, members in known.vocabularies.items()
        if vocabularies is None or slug in vocabularies
        for each in members
        if each.state == PROPOSED
    ]


async def accept(concept: str, *, by: Viewer) -> Change:
    """Take a suggested word in; whoever suggested it is told. Errors: NotFound, NotAllowed, Conflict."""
    async with changing(by) as work:
        await work.open(concept)
        word = _suggested(work.words.own[concept], by)
        work.put(concept, _STATE, ACCEPTED)
        change = await work.done("accepted", of=concept)
        await _tell(word, "proposal_accepted")
    assert change is not None, "an accepted word was a suggestion before"
    return change


async def map_to(concept: str, target: str, *, by: Viewer) -> Change:
    """Say that a suggested word is another one's: the same as a merge, and whoever suggested it is told."""
    return await merge.merge(concept, target, by=by)


async def decline(concept: str, *, by: Viewer, reason: str = "") -> Change:
    """Take a suggested word away again, from the assets too; whoever suggested it is told, and why.

    Errors: NotFound, NotAllowed, Conflict for a word that is no suggestion any more.
    """
    async with changing(by) as work:
        await work.open(concept)
        word = _suggested(work.words.own[concept], by)
        work.put(concept, _STATE, DECLINED)
        change = await work.done("declined", of=concept)
        why = reason.strip()
        await (_tell(word, "proposal_declined", reason=why) if why else _tell(word, "proposal_left_out"))
        await jobs.defer("assets.take_out", key=f"take_out:{concept}", concept=concept)
    assert change is not None, "a declined word was a suggestion before"
    return change


def _suggested(word: Word, by: Viewer) -> Word:
    demand(by, word.vocabulary)
    if word.state != PROPOSED or word.current:
        raise Conflict(faults=[Fault("concept.no_suggestion", facts={"concept": word.labels})])
    return word


async def _tell(word: Word, kind: str, **values: str) -> None:
    row = await Concept.get(id=word.id)
    await notices.tell(row.proposed_by_id, kind, word=word.label("nb"), **values)
