"""Writes what an import brings, some concepts a transaction: a fall in between leaves whole pieces, done once."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import audit, clock, language
from mediabank.concepts import edit, rows, snapshot
from mediabank.concepts.importing import weighing
from mediabank.concepts.importing.lines import PIECE
from mediabank.concepts.importing.plan import Item, Plan
from mediabank.concepts.turn import BARE, WRITTEN, held, touched
from mediabank.concepts.words import newest, words
from mediabank.models import Change, Concept, Import, Label, Relation, Vocabulary, new_id
from vocabularies import wire
from vocabularies.skos import ConceptValue, Note, VocabularyValue

NOTE_LANGUAGES = ("nb", "nn", "en")
LICENCE_LENGTH = 300
_LABELS = {"labels", "alt", "hidden"}
_LINKS = {"broader", "related", "replaced_by", "mappings", "see_also"}


async def applied(run: Import, face: VocabularyValue, plan: Plan) -> None:
    """All of it; called again after a fall it goes on where it fell."""
    vocabulary = plan.claim.row or await _made(run, face, plan)
    if run.vocabulary_id != vocabulary.id:
        run.vocabulary_id = vocabulary.id
        await run.save(update_fields=["vocabulary_id"])
    ids = await _rows_of_all(plan, vocabulary)
    done = 0
    async for values in plan.values():
        done += len(values)
        items = await plan.beside(values)
        async with in_transaction():
            await held()
            if await _edited(items):
                items = await plan.beside(values)
            await _written(items, ids, vocabulary, run)
            await Import.filter(id=run.id).update(done=done)
    slugs = {id_: slug for slug, (id_, _) in ids.items()}
    async for row, _ in gone(plan):
        await _retired(row, ids, slugs, vocabulary, run)
    await _ended(run, face, vocabulary)
    await newest()  # so that it is this task that waits for the picture of so many words, and no reader


async def gone(plan: Plan) -> AsyncIterator[tuple[Concept, dict[str, str]]]:
    """Concepts that an import brought and the file has no longer, with their names; what was made here stays.

    So does what the bank's own code or a rule of the scheme asks for by name.
    """
    leaned_on = edit.named_by_rules(await words())
    missing = [each for each in plan.gone() if (plan.claim.slug, each) not in leaned_on]
    if plan.claim.slug in edit.FIXED:
        return
    assert plan.claim.row is not None or not missing
    for first in range(0, len(missing), PIECE):
        slugs = missing[first : first + PIECE]
        found = await Concept.filter(vocabulary_id=plan.claim.row.id, slug__in=slugs, state="accepted")  # type: ignore[union-attr]
        left = [row for row in found if row.imported and not row.imported.get("deprecated") and not row.current_id]
        texts = Label.filter(concept_id__in=[row.id for row in left], kind="pref")
        names: dict[Any, dict[str, str]] = {}
        for concept, code, text in await texts.values_list("concept_id", "language", "text"):
            names.setdefault(concept, {})[str(code)] = str(text)
        for row in left:
            yield row, names.get(row.id, {})


async def face_differs(row: Vocabulary, face: VocabularyValue) -> bool:
    """Whether the file says something new of the vocabulary itself."""
    return bool(await _face_changes(row, face))


async def _made(run: Import, face: VocabularyValue, plan: Plan) -> Vocabulary:
    shorn = replace(face, id=plan.claim.slug, address=plan.claim.address, licence=face.licence[:LICENCE_LENGTH])
    made = rows.vocabulary(shorn, imported=True)
    async with in_transaction():
        await made.save(force_create=True)
        await Import.filter(id=run.id).update(vocabulary_id=made.id)
        await touched(vocabularies=[made.id])
    return made


async def _rows_of_all(plan: Plan, vocabulary: Vocabulary) -> rows.Ids:
    """A row for each concept of the file; the new ones have no words yet, and no picture shows them."""
    known = dict(plan.ids)
    async for piece in plan.values():
        made = [_bare(each, vocabulary) for each in piece if each.id not in known]
        if made:
            async with in_transaction():
                await Concept.bulk_create(made)
        known |= {row.slug: (row.id, row.address) for row in made}
    return known


def _bare(value: ConceptValue, vocabulary: Vocabulary) -> Concept:
    row = rows.concept(value, vocabulary.id)
    row.imported, row.changed = wire.concept_to_json(value), BARE
    return row


async def _edited(items: Sequence[Item]) -> bool:
    """Whether somebody has changed one of the concepts since it was read, which must not be written over."""
    read = {each.row.id: each.row.changed for each in items if each.row is not None}
    now: list[Any] = await Concept.filter(id__in=list(read)).values_list("id", "changed")
    return dict(now) != read


async def _written(items: Sequence[Item], ids: rows.Ids, vocabulary: Vocabulary, run: Import) -> None:
    new = {ids[each.now.id][0]: each.now for each in items if each.new}
    bare: set[Any] = set(await Concept.filter(id__in=list(new), changed=BARE).values_list("id", flat=True))
    fresh = [value for id_, value in new.items() if id_ in bare]
    await Label.bulk_create([label for each in fresh for label in rows.labels(each, ids[each.id][0])])
    await Relation.bulk_create([link for each in fresh for link in rows.relations(each, ids)])
    await _changed([each for each in items if each.changed], ids, vocabulary, run)
    for each in items:
        if each.row is not None and not each.new and each.before != each.now:
            await Concept.filter(id=each.row.id).update(imported=wire.concept_to_json(each.now))
    await Concept.filter(id__in=list(bare)).update(changed=WRITTEN)


async def _changed(items: Sequence[Item], ids: rows.Ids, vocabulary: Vocabulary, run: Import) -> None:
    """Concepts that are there and shall read otherwise, each with its line in the history."""
    if not items:
        return
    seen = {each.row.id: each.row.changed for each in items if each.row is not None}
    concepts, number = list(seen), await touched(list(seen))
    before = await snapshot.snapshots(concepts)
    for each in items:
        assert each.row is not None
        assert each.here is not None
        await rewritten(each.row, each.here, each.value, ids)
    after = await snapshot.snapshots(concepts)
    await Change.bulk_create(
        Change(
            id=new_id(), at=clock.now(), by_id=run.by_id, vocabulary_id=vocabulary.id, concept_id=concept,
            kind="imported", before={str(concept): before[str(concept)] | {"changed": seen[concept]}},
            after={str(concept): after[str(concept)] | {"changed": number}},
        )
        for concept in concepts
    )  # fmt: skip


async def rewritten(row: Concept, here: ConceptValue, value: ConceptValue, ids: rows.Ids) -> None:
    """Make a concept's rows say the value; what the value has no place for stays."""
    differing = {name for name in weighing.names() if getattr(here, name) != getattr(value, name)}
    if differing - _LABELS - _LINKS:
        await Concept.filter(id=row.id).update(**rows.columns(value))
    if differing & _LABELS:
        await Label.filter(concept_id=row.id).delete()
        await Label.bulk_create(rows.labels(value, row.id))
    if differing & _LINKS:
        was = {_way(each): each.id for each in await Relation.filter(concept_id=row.id)}
        old = {_way(each) for each in rows.relations(here, ids)}
        new = {_way(each): each for each in rows.relations(value, ids)}
        await Relation.filter(id__in=[was[way] for way in old - new.keys() if way in was]).delete()
        await Relation.bulk_create(each for way, each in new.items() if way not in was)


def _way(link: Relation) -> tuple[str, str]:
    return link.kind, str(link.target_id or link.address)


async def _retired(row: Concept, ids: rows.Ids, slugs: Mapping[Any, str], vocabulary: Vocabulary, run: Import) -> None:
    """The file has it no longer: it goes out of use, with a note; nothing that assets carry is deleted."""
    before = wire.concept_from_json(row.imported)
    said = tuple(
        Note("change", each, language.text("import.gone_note", each, file=run.file_name, day=run.created_at))
        for each in NOTE_LANGUAGES
    )
    now = replace(before, deprecated=True, notes=(*before.notes, *said))
    async with in_transaction():
        await held()
        (here,) = await rows.concept_values([row], slugs)
        item = Item(row, before, here, now, weighing.weigh(before, here, now, broader=here.broader).value)
        await _changed([item], ids, vocabulary, run)
        await Concept.filter(id=row.id).update(imported=wire.concept_to_json(now))


async def _ended(run: Import, face: VocabularyValue, vocabulary: Vocabulary) -> None:
    """Show the new concepts, all at once, and write down that it is done."""
    counts = (run.report or {}).get("counts", {})
    moment = clock.now()
    async with in_transaction():
        new = await Concept.filter(vocabulary_id=vocabulary.id, changed=WRITTEN).values_list("id", flat=True)
        if new:
            await touched(new)
        changes = await _face_changes(vocabulary, face)
        if changes:
            await Vocabulary.filter(id=vocabulary.id).update(**changes)
            await touched(vocabularies=[vocabulary.id])
        if changes or counts.get("new") or counts.get("changed") or counts.get("gone"):
            await Change.create(
                at=moment, by_id=run.by_id, vocabulary_id=vocabulary.id, kind="imported",
                after={"import": str(run.id), "counts": counts},
            )  # fmt: skip
        await audit.record("import.applied", subject=f"import:{run.id}", by=run.by_id, slug=vocabulary.slug)
        run.state, run.finished_at = "applied", moment
        await Import.filter(id=run.id).update(state="applied", finished_at=moment)


async def _face_changes(row: Vocabulary, face: VocabularyValue) -> dict[str, Any]:
    """What the vocabulary's own columns shall be otherwise: a title or text that was changed here stays."""
    last = await Import.filter(vocabulary_id=row.id, state="applied").order_by("-finished_at").first()
    said = (last.report or {}).get("face", {}) if last else {}
    if not said and not await Change.filter(vocabulary_id=row.id, concept_id__isnull=True).exists():
        said = {"labels": row.labels, "definition": row.definitions}
    here = rows.vocabulary(face)
    wanted = {
        "labels": _by_language(said.get("labels", {}), row.labels, face.labels),
        "definitions": _by_language(said.get("definition", {}), row.definitions, face.definition),
        "version": face.version,
        "licence": face.licence[:LICENCE_LENGTH],
        "notes": here.notes,
        "extra": here.extra,
    }
    return {name: value for name, value in wanted.items() if value != getattr(row, name)}


def _by_language(was: dict[str, str], here: dict[str, str], now: Any) -> dict[str, str]:
    found = {code: weighing.one(was.get(code), here.get(code), now.get(code)) for code in sorted({*here, *now})}
    return {code: text for code, text in found.items() if text}
