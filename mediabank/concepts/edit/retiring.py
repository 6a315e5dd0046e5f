"""Taking a concept out of use without losing it, and bringing it back."""

from collections.abc import Mapping, Sequence

from mediabank.access import Viewer
from mediabank.concepts.changing import changing
from mediabank.concepts.edit.draft import tidy, tidy_tag
from mediabank.concepts.edit.permission import demand, demand_free
from mediabank.concepts.parts import Part
from mediabank.errors import Conflict, Fault, NotFound, Unfit
from mediabank.models import Change

_DEPRECATED, _REPLACED = Part("deprecated"), Part("replacedBy")


async def deprecate(
    concept: str, *, by: Viewer, replaced_by: Sequence[str] = (), note: Mapping[str, str] | None = None
) -> Change | None:
    """Take a concept out of the pickers; it stays, marked, where it stands.

    `note` (language → why) becomes a change note.
    Errors: NotFound, NotAllowed, Conflict where the bank leans on it, Unfit for a replacement that is itself retired.
    """
    async with changing(by) as work:
        await work.open(concept)
        word = work.words.own[concept]
        demand(by, word.vocabulary)
        demand_free(work.words, word.vocabulary, word)
        for each in replaced_by:
            other = work.words.by_id.get(each)
            if other is None or other.vocabulary != word.vocabulary:
                raise NotFound
            if other.deprecated or other.id == concept:
                facts = {"concept": word.labels, "other": other.labels}
                raise Unfit(faults=[Fault("concept.replaced_by_retired", field="replaced_by", facts=facts)])
        work.put(concept, _DEPRECATED, True)
        work.add(concept, _REPLACED, *(work.words.by_id[each].id for each in replaced_by))
        for tag, text in (note or {}).items():
            if tidy(text):
                work.add(concept, Part("note", "change", tidy_tag(tag)), tidy(text))
        return await work.done("deprecated", of=concept)


async def restore(concept: str, *, by: Viewer) -> Change | None:
    """Bring a retired concept back into use. Errors: NotFound, NotAllowed, Conflict for one that was merged away."""
    async with changing(by) as work:
        await work.open(concept)
        word = work.words.own[concept]
        demand(by, word.vocabulary)
        if word.current:
            facts = {"concept": word.labels, "other": work.words.by_id[concept].labels}
            raise Conflict(faults=[Fault("concept.is_merged", facts=facts)])
        work.put(concept, _DEPRECATED, None)
        work.put(concept, _REPLACED, ())
        return await work.done("restored", of=concept)
