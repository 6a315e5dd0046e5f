"""One concept that becomes several: it is retired, and its assets wait until somebody has chosen for each."""

from collections.abc import Sequence

from mediabank.access import Viewer
from mediabank.concepts.changing import changing
from mediabank.concepts.edit.permission import demand, demand_free
from mediabank.concepts.parts import Part
from mediabank.errors import Fault, NotFound, Unfit
from mediabank.models import Change

_DEPRECATED, _REPLACED = Part("deprecated"), Part("replacedBy")


async def split(concept: str, into: Sequence[str], *, by: Viewer) -> Change:
    """Retire a concept in favour of two or more; its assets keep it until somebody has chosen for each.

    Errors: NotFound, NotAllowed, Conflict where the bank leans on it, Unfit for fewer than two or a retired one.
    """
    async with changing(by) as work:
        await work.open(concept)
        word = work.words.own[concept]
        demand(by, word.vocabulary)
        demand_free(work.words, word.vocabulary, word)
        chosen = [work.words.by_id.get(each) for each in dict.fromkeys(into)]
        heirs = {each.id for each in chosen if each is not None and each.vocabulary == word.vocabulary}
        if len(heirs) < len(chosen) or concept in heirs:
            raise NotFound
        if len(heirs) < 2:  # noqa: PLR2004 - several
            raise Unfit(faults=[Fault("concept.split_needs_two", field="into", facts={"concept": word.labels})])
        work.put(concept, _DEPRECATED, True)
        work.put(concept, _REPLACED, heirs)
        change = await work.done("split", of=concept)
    assert change is not None, "a split always changes the concept"
    return change
