"""Making a vocabulary, and writing what it is called and what it is for."""

from collections.abc import Mapping
from typing import Any

from mediabank import audit, clock, language
from mediabank.access import Viewer
from mediabank.concepts.changing import changing
from mediabank.concepts.edit.draft import tidy, tidy_tag
from mediabank.concepts.edit.permission import demand
from mediabank.concepts.edit.writing import Overtaken
from mediabank.concepts.integrity import TEXT_LENGTH
from mediabank.concepts.turn import touched
from mediabank.concepts.words import Face, newest
from mediabank.errors import Fault, NotFound, Unfit
from mediabank.language import slug_of
from mediabank.models import Change, Fact, Vocabulary, new_id
from vocabularies import reserved
from vocabularies.terms import language_tag

TITLE_LENGTH = 200


async def vocabulary_new(
    titles: Mapping[str, str], *, by: Viewer, definitions: Mapping[str, str] | None = None, licence: str = ""
) -> Face:
    """Make an empty vocabulary. Errors: NotAllowed, Unfit without a title or with one too long."""
    said, meant = _texts(titles, definitions or {})
    async with changing(by) as work:
        base = slug_of(language.best(said, "nb"))[:50]
        taken = reserved.VOCABULARIES | work.words.faces.keys()
        slug = next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
        demand(by, slug)
        moment = clock.now()
        row = await Vocabulary.create(
            slug=slug,
            address=f"{(await Fact.get(name='base')).value}vocab/{slug}",
            labels=said,
            definitions=meant,
            licence=licence,
            created_at=moment,
            modified_at=moment,
        )
        await touched((), [row.id])
        await _remember(row, "created", {}, by)
    return (await newest()).faces[slug]


async def vocabulary_change(
    vocabulary: str,
    titles: Mapping[str, str],
    definitions: Mapping[str, str],
    *,
    by: Viewer,
    seen: int | None = None,
) -> Face:
    """Write the titles and definitions of a vocabulary; `seen` is `Face.changed` that a form was made from.

    Errors: NotFound, NotAllowed, Unfit, Overtaken naming what says otherwise since then.
    """
    demand(by, vocabulary)
    said, meant = _texts(titles, definitions)
    async with changing(by):
        row = await Vocabulary.filter(slug=vocabulary).select_for_update().get_or_none()
        if row is None:
            raise NotFound
        before = {"titles": row.labels, "definitions": row.definitions}
        if seen is not None and seen != row.changed:
            _demand_untouched(row, said, meant)
        if before != {"titles": said, "definitions": meant}:
            row.labels, row.definitions = said, meant
            await row.save(update_fields=["labels", "definitions"])
            await touched((), [row.id])
            await _remember(row, "edited", {str(row.id): before}, by)
    return (await newest()).faces[vocabulary]


def _demand_untouched(row: Vocabulary, titles: Mapping[str, str], definitions: Mapping[str, str]) -> None:
    """Refuse to write over what somebody else may have written meanwhile. Errors: Overtaken."""
    faults = [
        Fault(
            "concept.newer_by_nobody",
            field=field,
            path=(tag,),
            facts={"concept": row.labels, "at": row.modified_at, "now": now.get(tag) or "–"},
        )
        for field, now, wanted in (("titles", row.labels, titles), ("definitions", row.definitions, definitions))
        for tag in sorted({*now, *wanted})
        if now.get(tag) != wanted.get(tag)
    ]
    if faults:
        raise Overtaken(faults=faults, value=row.changed)


def _texts(titles: Mapping[str, str], definitions: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    said = {tidy_tag(tag): text for tag, each in titles.items() if (text := tidy(each))}
    meant = {tidy_tag(tag): text for tag, each in definitions.items() if (text := each.strip())}
    faults = [] if said else [Fault("concept.no_title", field="titles")]
    for field, texts, most in (("titles", said, TITLE_LENGTH), ("definitions", meant, TEXT_LENGTH)):
        for tag, text in texts.items():
            if language_tag(tag) is None:
                facts: dict[str, Any] = {"concept": said, "tag": tag}
                faults.append(Fault("concept.language", field=field, path=(tag,), facts=facts))
            if len(text) > most:
                facts = {"concept": said, "n": len(text), "most": most}
                faults.append(Fault("concept.too_long", field=field, path=(tag,), facts=facts))
    if faults:
        raise Unfit(faults=faults)
    return said, meant


async def _remember(row: Vocabulary, kind: str, before: Mapping[str, Any], by: Viewer) -> None:
    after = {str(row.id): {"titles": row.labels, "definitions": row.definitions}}
    await Change.create(
        id=new_id(), at=clock.now(), by_id=by.person, vocabulary_id=row.id, kind=kind, before=dict(before), after=after
    )
    await audit.record(f"vocabulary.{kind}", subject=f"vocabulary:{row.id}", by=by.person)
