"""Fills the concept and scheme tables from what comes with the bank; afterwards the tables are the truth."""

from collections.abc import Iterator
from typing import Any

from tortoise.transactions import in_transaction

import vocabularies.scheme as schemes
from mediabank import clock
from mediabank.language import fold
from mediabank.models import Concept, Fact, Field, Label, Relation, SchemeVersion, Vocabulary, new_id
from vocabularies import skos

LABEL_LENGTH = 400


async def seed(base: str) -> list[str]:
    """Add shipped vocabularies and a first scheme where the bank has none; gives the slugs of what was added.

    A vocabulary that the bank has already is left alone: a newer shipped one arrives as an import with a diff.
    """
    known: set[Any] = set(await Vocabulary.all().values_list("slug", flat=True))
    missing = [value for value in skos.rebased(skos.shipped(), base) if value.id not in known]
    async with in_transaction():
        for value in missing:
            await _vocabulary(value)
        if not await SchemeVersion.all().exists():
            await write_scheme(schemes.shipped_scheme(), number=1)
        await turn_generation()
    return [value.id for value in missing]


async def turn_generation() -> None:
    """Tell every process that words or scheme have changed, inside the caller's transaction."""
    known, made = await Fact.get_or_create(name="words", defaults={"value": "1"})
    if not made:
        known.value = str(int(known.value) + 1)
        await known.save(update_fields=["value"])


async def write_scheme(scheme: schemes.Scheme, *, number: int) -> None:
    """Record a scheme as the version of this number."""
    stored = schemes.to_json(scheme)
    version = await SchemeVersion.create(
        id=number,
        name=scheme.version,
        created_at=clock.now(),
        frame={name: stored[name] for name in ("label", "languages", "derived")},
        groups=stored["groups"],
        rules=stored["rules"],
    )
    await Field.bulk_create(
        Field(id=new_id(), scheme=version, identifier=each["id"], position=position, definition=each)
        for position, each in enumerate(stored["fields"])
    )


async def _vocabulary(value: skos.VocabularyValue) -> None:
    vocabulary = await Vocabulary.create(
        slug=value.id, address=value.address, labels=dict(value.labels), definitions=dict(value.definition)
    )
    rows = {concept.id: _concept(concept, vocabulary) for concept in value.concepts}
    await Concept.bulk_create(rows.values())
    await Label.bulk_create(label for each in value.concepts for label in _labels(each, rows[each.id]))
    await Relation.bulk_create(relation for each in value.concepts for relation in _relations(each, rows))


def _concept(value: skos.ConceptValue, vocabulary: Vocabulary) -> Concept:
    return Concept(
        id=new_id(),
        vocabulary=vocabulary,
        slug=value.id,
        address=value.address,
        notation=value.notation or None,
        position=value.order,
        deprecated=value.deprecated,
        definitions=dict(value.definition),
        properties=dict(value.properties),
        modified_at=clock.now(),
    )


def _labels(value: skos.ConceptValue, row: Concept) -> Iterator[Label]:
    single = {language: (text,) for language, text in value.labels.items()}
    for kind, texts in (("pref", single), ("alt", value.alt), ("hidden", value.hidden)):
        for language, found in texts.items():
            for text in found:
                short = text[:LABEL_LENGTH]
                yield Label(
                    id=new_id(),
                    concept_id=row.id,
                    kind=kind,
                    language=language,
                    text=short,
                    folded=fold(short)[:LABEL_LENGTH],
                )


def _relations(value: skos.ConceptValue, rows: dict[str, Concept]) -> Iterator[Relation]:
    own = {"broader": value.broader, "related": value.related, "replacedBy": value.replaced_by}
    for kind, slugs in own.items():
        for slug in slugs:
            yield Relation(
                id=new_id(),
                concept_id=rows[value.id].id,
                kind=kind,
                target_id=rows[slug].id,
                address=rows[slug].address,
            )
    mappings = {f"{kind}Match": addresses for kind, addresses in value.mappings.items()}
    for kind, addresses in {**mappings, "seeAlso": value.see_also}.items():
        for address in addresses:
            yield Relation(id=new_id(), concept_id=rows[value.id].id, kind=kind, target_id=None, address=address)
