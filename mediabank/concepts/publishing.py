"""What everybody outside may know of a vocabulary, as a value and in each form; those who tend it know more."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mediabank.concepts import rows
from mediabank.concepts.word import ACCEPTED, Face, Word, Words
from mediabank.concepts.words import words
from mediabank.language import text
from mediabank.models import Concept, Organisation, Vocabulary
from vocabularies import marc, writing
from vocabularies.skos import ConceptValue, Note, VocabularyValue
from vocabularies.writing import Format, Named

FORMATS: Mapping[str, Format] = {suffix: form for form, (_, suffix) in writing.MEDIA_TYPES.items()}
"""Suffix → the form of RDF."""
MARC = "marcxml"
HEADINGS: Mapping[str, marc.Heading] = {"county": "place", "material-type": "genre"}
"""Vocabulary → what its concepts are to MARC; topics otherwise."""
INTERNAL = frozenset({"editorial"})
"""Kinds of note that are for those who tend the words."""


async def value(
    face: Face, *, secret: Collection[str] = (), internal: bool = False
) -> tuple[VocabularyValue, dict[str, str]]:
    """A vocabulary as the public may know it, and by slug when each concept was last changed (ISO 8601, UTC).

    Without what was only proposed, and without the concepts whose ids are `secret`. What was merged away is deprecated
    and names what took its place. `internal`: for those who tend the words, with their notes and all mappings.
    """
    known = await words()
    whole = await rows.value_of(await Vocabulary.get(id=face.id))
    return await asyncio.to_thread(_told, whole, known, secret, internal=internal)


def _told(
    whole: VocabularyValue, known: Words, secret: Collection[str], *, internal: bool
) -> tuple[VocabularyValue, dict[str, str]]:
    own = {word.slug: word for word in known.own.values() if word.vocabulary == whole.id}
    kept = {slug: word for slug, word in own.items() if is_shown(word, secret)}
    concepts = (_among(each, kept) for each in whole.concepts if each.id in kept)
    if internal:
        said = replace(whole, concepts=tuple(_settled(each, kept[each.id], known) for each in concepts))
    else:
        public = tuple(as_public(each, kept[each.id], known, secret) for each in concepts)
        said = replace(whole, concepts=public, notes=public_notes(whole.notes))
    return said, {slug: stamp(word.modified_at) for slug, word in kept.items() if word.modified_at}


def is_shown(word: Word, secret: Collection[str]) -> bool:
    """Whether everybody may meet a concept: what was only proposed, or declined, nobody outside does."""
    return word.state == ACCEPTED and word.id not in secret


def shown_addresses(addresses: Iterable[str], known: Words, secret: Collection[str]) -> tuple[str, ...]:
    """Addresses that something is mapped to, without those of concepts that are not shown."""
    own = {each: known.by_address.get(each) for each in addresses}
    return tuple(each for each, word in own.items() if word is None or is_shown(word, secret))


def stamp(at: datetime | None) -> str:
    """A moment as data writes it (ISO 8601, UTC); "" where nobody knows."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def as_public(concept: ConceptValue, word: Word, known: Words, secret: Collection[str]) -> ConceptValue:
    """A concept without notes for those who tend it and without what leads to concepts that are not shown."""
    shown = {kind: shown_addresses(found, known, secret) for kind, found in concept.mappings.items()}
    said = replace(
        concept,
        mappings={kind: left for kind, left in shown.items() if left},
        see_also=shown_addresses(concept.see_also, known, secret),
        notes=public_notes(concept.notes),
    )
    return _settled(said, word, known)


def _settled(concept: ConceptValue, word: Word, known: Words) -> ConceptValue:
    """What was merged away is deprecated and says for what, which is always of the same vocabulary."""
    if not word.current:
        return concept
    return replace(concept, deprecated=True, replaced_by=(known.by_id[word.id].slug,))


def _among(concept: ConceptValue, kept: Collection[str]) -> ConceptValue:
    """A concept related to those alone that are kept (slugs)."""

    def left(slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in slugs if each in kept)

    return replace(
        concept,
        broader=left(concept.broader),
        related=left(concept.related),
        replaced_by=left(concept.replaced_by),
    )


def public_notes(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Notes without those for whoever tends the words."""
    return tuple(each for each in notes if each.kind not in INTERNAL)


async def written(
    face: Face, suffix: str, *, secret: Collection[str] = (), internal: bool = False, version: str = ""
) -> bytes:
    """A whole vocabulary in one form, here and now; `secret` and `internal` as in `value`.

    `version` takes the place of what it says of its own.
    """
    said, moments = await value(face, secret=secret, internal=internal)
    said = replace(said, version=version or said.version)
    if suffix == MARC:
        named, when = mapped(said.concepts, await words()), await _made(face, moments)
        return await asyncio.to_thread(marc.collection, said, await source(face), moments=when, mapped=named)
    return await asyncio.to_thread(writing.written, said, FORMATS[suffix], modified=moments)


def mapped(concepts: Iterable[ConceptValue], known: Words) -> dict[str, Named]:
    """Address → name, of what concepts are mapped to and the bank has too."""
    addresses = {each for concept in concepts for found in concept.mappings.values() for each in found}
    here = {each: known.by_address[each] for each in addresses if each in known.by_address}
    return {each: Named(each, word.labels) for each, word in here.items()}


async def source(face: Face) -> marc.Source:
    """Who makes the records of a vocabulary: the consortium, by its ISIL where it has one."""
    consortium = await Organisation.filter(kind="konsortium").first()
    return marc.Source(
        agency=(consortium.isil or consortium.slug) if consortium else "mediebanken",
        vocabulary=face.slug,
        heading=HEADINGS.get(face.slug, "topic"),
        replaced=text("vocab.marc_replaced", "nb"),
        ended=text("vocab.marc_ended", "nb"),
    )


async def _made(face: Face, modified: Mapping[str, str]) -> dict[str, marc.Moments]:
    rows_: list[Any] = await Concept.filter(vocabulary_id=face.id).values_list("slug", "created_at")
    return {slug: marc.Moments(created=stamp(at), modified=modified.get(slug, "")) for slug, at in rows_}


def base(face: Face) -> str:
    """The address of the bank that a vocabulary lives in; "" for other people's."""
    return VocabularyValue(id=face.slug, address=face.address, labels={}, definition={}, version="").base
