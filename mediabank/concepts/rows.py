"""Vocabularies and concepts as values into rows, and rows back into values; nothing of either is lost on the way."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from mediabank import clock
from mediabank.language import fold
from mediabank.models import Concept, Label, Relation, Vocabulary, new_id
from vocabularies.skos import MAPPINGS, ConceptValue, Note, VocabularyValue

LABEL_LENGTH = 400
LANGUAGE_LENGTH = 20
"""Of a label's language, as the column holds it."""
PIECE = 1_000
LINKS = ("broader", "related", "replacedBy")
"""Relations between concepts of one vocabulary; the other kinds lead to addresses."""
Ids = Mapping[str, tuple[UUID, str]]
"""Slug → (row id, address) of the concepts that relations may lead to."""


def vocabulary(value: VocabularyValue, *, imported: bool = False) -> Vocabulary:
    """The row of a vocabulary, not saved yet."""
    moment = clock.now()
    return Vocabulary(
        id=new_id(),
        slug=value.id,
        address=value.address,
        labels=dict(value.labels),
        definitions=dict(value.definition),
        notes=_notes(value.notes),
        version=value.version,
        licence=value.licence,
        imported=imported,
        extra=value.extra or None,
        created_at=moment,
        modified_at=moment,
    )


def concept(value: ConceptValue, vocabulary_id: Any) -> Concept:
    """The row of a concept, not saved yet."""
    moment = clock.now()
    return Concept(
        id=new_id(),
        vocabulary_id=vocabulary_id,
        slug=value.id,
        address=value.address,
        created_at=moment,
        modified_at=moment,
        **columns(value),
    )


def columns(value: ConceptValue) -> dict[str, Any]:
    """What a concept says in columns of its own row."""
    return {
        "notation": value.notation or None,
        "position": value.order,
        "deprecated": value.deprecated,
        "definitions": dict(value.definition),
        "notes": _notes(value.notes),
        "properties": dict(value.properties),
        "extra": value.extra or None,
    }


def labels(value: ConceptValue, concept_id: Any) -> Iterator[Label]:
    """The rows of its labels, not saved yet."""
    single = {language: (text,) for language, text in value.labels.items()}
    for kind, texts in (("pref", single), ("alt", value.alt), ("hidden", value.hidden)):
        for language, found in texts.items():
            for text in found:
                yield label(concept_id, kind, language, text)


def label(concept_id: Any, kind: str, language: str, text: str) -> Label:
    """One label's row; longer texts are cut, which `importing` reports and `edit` refuses."""
    short = text[:LABEL_LENGTH]
    folded = fold(short)[:LABEL_LENGTH]
    return Label(id=new_id(), concept_id=concept_id, kind=kind, language=language, text=short, folded=folded)


def relations(value: ConceptValue, ids: Ids) -> Iterator[Relation]:
    """The rows of its relations, not saved yet; `ids` holds the concept itself and all that it leads to."""
    own = ids[value.id][0]
    links = {"broader": value.broader, "related": value.related, "replacedBy": value.replaced_by}
    for kind, slugs in links.items():
        for slug in slugs:
            target, address = ids[slug]
            yield Relation(id=new_id(), concept_id=own, kind=kind, target_id=target, address=address)
    mappings = {f"{kind}Match": addresses for kind, addresses in value.mappings.items()}
    for kind, addresses in {**mappings, "seeAlso": value.see_also}.items():
        for address in addresses:
            yield Relation(id=new_id(), concept_id=own, kind=kind, target_id=None, address=address)


async def value_of(row: Vocabulary, *, states: Sequence[str] = ("accepted",)) -> VocabularyValue:
    """A vocabulary with its concepts in these states, in their order, as the tables have them now.

    Without those that an import has not shown yet.
    """
    shown = Concept.filter(vocabulary_id=row.id, state__in=states, changed__gte=0)
    slugs: dict[Any, str] = dict(await shown.values_list("id", "slug"))
    found: list[ConceptValue] = []
    last: Any = None
    while True:
        piece = await (shown.filter(id__gt=last) if last else shown).order_by("id").limit(PIECE)
        if not piece:
            break
        last = piece[-1].id
        found += await concept_values(piece, slugs)
    return face_value(row, tuple(sorted(found, key=lambda each: (each.order, each.id))))


def face_value(row: Vocabulary, concepts: tuple[ConceptValue, ...] = ()) -> VocabularyValue:
    """What a vocabulary says of itself, with these concepts."""
    return VocabularyValue(
        id=row.slug,
        address=row.address,
        labels=row.labels,
        definition=row.definitions,
        version=row.version,
        licence=row.licence,
        notes=read_notes(row.notes),
        extra=row.extra or "",
        concepts=concepts,
    )


async def concept_values(rows: Sequence[Concept], slugs: Mapping[Any, str]) -> list[ConceptValue]:
    """Concepts as values; `slugs` (row id → slug) holds every concept that a relation is to be told of."""
    ids = [row.id for row in rows]
    texts = grouped(await Label.filter(concept_id__in=ids).values_list("concept_id", "kind", "language", "text"))
    links = grouped(await Relation.filter(concept_id__in=ids).values_list("concept_id", "kind", "target_id", "address"))
    return await asyncio.to_thread(
        lambda: [_value(row, texts.get(row.id, ()), links.get(row.id, ()), slugs) for row in rows]
    )


def _value(
    row: Concept, texts: Iterable[tuple[Any, ...]], links: Iterable[tuple[Any, ...]], slugs: Mapping[Any, str]
) -> ConceptValue:
    said: dict[str, dict[str, tuple[str, ...]]] = {"pref": {}, "alt": {}, "hidden": {}}
    for kind, language, text in texts:
        said[kind][language] = tuple(sorted((*said[kind].get(language, ()), text)))
    own: dict[str, list[str]] = {kind: [] for kind in LINKS}
    outside: dict[str, list[str]] = defaultdict(list)
    for kind, target, address in links:
        if kind not in LINKS:
            outside[kind].append(address)
        elif target in slugs:
            own[kind].append(slugs[target])
    return ConceptValue(
        id=row.slug,
        address=row.address,
        labels={language: found[0] for language, found in said["pref"].items()},
        order=row.position,
        alt=said["alt"],
        hidden=said["hidden"],
        definition=row.definitions,
        notes=read_notes(row.notes),
        broader=tuple(sorted(own["broader"])),
        related=tuple(sorted(own["related"])),
        mappings={kind: tuple(sorted(found)) for kind in MAPPINGS if (found := outside.get(f"{kind}Match"))},
        see_also=tuple(sorted(outside.get("seeAlso", ()))),
        notation=row.notation or "",
        deprecated=row.deprecated,
        replaced_by=tuple(sorted(own["replacedBy"])),
        properties={name: tuple(value) if isinstance(value, list) else value for name, value in row.properties.items()},
        extra=row.extra or "",
    )


def _notes(notes: Iterable[Note]) -> list[dict[str, str]] | None:
    return [asdict(note) for note in notes] or None


def read_notes(stored: Any) -> tuple[Note, ...]:
    """Notes as a column holds them."""
    return tuple(Note(**note) for note in stored or ())


def grouped(rows: Iterable[tuple[Any, ...]]) -> Mapping[Any, list[tuple[Any, ...]]]:
    """What follows the first member of each row, by that member."""
    groups: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups
