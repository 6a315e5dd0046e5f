"""Fills the concept and scheme tables from what comes with the bank; afterwards the tables are the truth."""

from typing import Any

from tortoise.transactions import in_transaction

import vocabularies.scheme as schemes
from mediabank import clock
from mediabank.concepts import rows
from mediabank.concepts.turn import touched
from mediabank.models import Concept, Field, Label, Relation, SchemeVersion, Vocabulary, new_id
from vocabularies import skos, wire


async def seed(base: str) -> list[str]:
    """Add shipped vocabularies and a first scheme where the bank has none; gives the slugs of what was added.

    A vocabulary that the bank has already is left alone: a newer shipped one arrives as an import with a diff.
    """
    known: set[Any] = set(await Vocabulary.all().values_list("slug", flat=True))
    missing = [value for value in skos.rebased(skos.shipped(), base) if value.id not in known]
    async with in_transaction():
        added = [each for value in missing for each in await _vocabulary(value)]
        if not await SchemeVersion.all().exists():
            await write_scheme(schemes.shipped_scheme(), number=1)
        await touched(added)
    return [value.id for value in missing]


async def write_scheme(scheme: schemes.Scheme, *, number: int, by: Any = None, note: str = "") -> None:
    """Record a scheme as the version of this number."""
    stored = schemes.to_json(scheme)
    version = await SchemeVersion.create(
        id=number,
        name=scheme.version,
        created_at=clock.now(),
        frame={name: stored[name] for name in ("label", "languages", "derived")},
        groups=stored["groups"],
        rules=stored["rules"],
        by_id=by,
        note=note,
    )
    await Field.bulk_create(
        Field(id=new_id(), scheme=version, identifier=each["id"], position=position, definition=each)
        for position, each in enumerate(stored["fields"])
    )


async def _vocabulary(value: skos.VocabularyValue) -> list[Any]:
    """Write a vocabulary; gives the ids of its concepts."""
    vocabulary = rows.vocabulary(value)
    await vocabulary.save(force_create=True)
    concepts = {each.id: rows.concept(each, vocabulary.id) for each in value.concepts}
    for each in value.concepts:  # a newer file is held against what this one said
        concepts[each.id].imported = wire.concept_to_json(each)
    ids = {slug: (concept.id, concept.address) for slug, concept in concepts.items()}
    await Concept.bulk_create(concepts.values())
    await Label.bulk_create(label for each in value.concepts for label in rows.labels(each, concepts[each.id].id))
    await Relation.bulk_create(link for each in value.concepts for link in rows.relations(each, ids))
    return [concept.id for concept in concepts.values()]
