"""Whole vocabularies for the outside world: written at once where small, else by a task and kept; dated editions."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

import storage
from mediabank import audit, clock, jobs, store
from mediabank.concepts import rows
from mediabank.concepts.word import ACCEPTED, Face, Word, Words
from mediabank.concepts.words import words
from mediabank.language import text
from mediabank.models import Concept, Dump, Organisation, Vocabulary, new_id
from vocabularies import marc, terms, writing
from vocabularies.skos import ConceptValue, Note, VocabularyValue
from vocabularies.writing import Format, Named

FORMATS: Mapping[str, Format] = {suffix: form for form, (_, suffix) in writing.MEDIA_TYPES.items()}
"""Suffix → the form of RDF."""
MARC, NTRIPLES = "marcxml", "nt"
HEADINGS: Mapping[str, marc.Heading] = {"county": "place", "material-type": "genre"}
"""Vocabulary → what its concepts are to MARC; topics otherwise."""
AT_ONCE = 300
"""Concepts of a vocabulary that is written while the asker waits, some tens of milliseconds; 20,000 take seconds."""
BY_VIEWER = "campaign"
"""Campaigns come out and end without a word being changed: always written at once, with neither dump nor edition."""


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
        said = replace(whole, concepts=public, notes=_without_internal(whole.notes))
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
        notes=_without_internal(concept.notes),
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


def _without_internal(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    return tuple(each for each in notes if each.kind not in INTERNAL)


async def written(face: Face, suffix: str, *, secret: Collection[str] = (), internal: bool = False) -> bytes:
    """A whole vocabulary in one form, here and now; `secret` and `internal` as in `value`."""
    said, moments = await value(face, secret=secret, internal=internal)
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


def is_dumped(face: Face, known: Words) -> bool:
    """Whether a vocabulary is too large to be written while somebody waits."""
    return face.slug != BY_VIEWER and len(known.vocabularies.get(face.slug, ())) > AT_ONCE


def changed(face: Face, known: Words) -> int:
    """The generation in which anything of a vocabulary last changed."""
    return max([face.changed, *(word.changed for word in known.own.values() if word.vocabulary == face.slug)])


async def dump(face: Face, suffix: str, *, edition: str = "") -> Dump | None:
    """The last dump there is; where it is older than the words, or absent, a new one is owed from now on."""
    row = await Dump.get_or_none(vocabulary_id=face.id, edition=edition, format=suffix)
    if row is None or (not edition and row.changed < changed(face, await words())):
        await owe(face.slug, suffix, edition=edition)
    return row


async def owe(vocabulary: str, suffix: str, *, edition: str = "") -> None:
    """Owe a dump, once."""
    key = f"concepts.dump:{vocabulary}:{edition}:{suffix}"
    async with in_transaction():
        await jobs.defer("concepts.dump", key=key, vocabulary=vocabulary, format=suffix, edition=edition)


@jobs.task("concepts.dump")
async def make(vocabulary: str, format: str, edition: str = "") -> None:  # noqa: A002 - as tasks stored it
    """Write a vocabulary into the store; again is the same. Of an edition: another form of what was kept then."""
    known = await words()
    face = known.faces.get(vocabulary)
    if face is None or vocabulary == BY_VIEWER:
        return
    if edition:
        number, body = known.number, await edition_written(face, format, edition)
        if body is None:
            return
    else:
        number, body = known.number, await written(face, format, secret=_by_viewer(known))
    await _keep(face, format, body, edition=edition, number=number)


async def edition_written(face: Face, suffix: str, day: str) -> bytes | None:
    """A dated edition in one form, from the N-Triples that are kept of it; None where there was none that day."""
    row = await Dump.get_or_none(vocabulary_id=face.id, edition=day, format=NTRIPLES)
    if row is None:
        return None
    kept = await store.run(_read, object_key(row))
    if suffix == NTRIPLES:
        return kept
    return await asyncio.to_thread(lambda: writing.graph(terms.triples(kept.decode()), FORMATS[suffix], base(face)))


async def edition(vocabulary: str, *, by: UUID | None = None) -> str:
    """Keep a vocabulary for ever as it is today; gives the day. A second edition of one day takes the first's place.

    Errors: KeyError for a vocabulary that is not there, ValueError for one that has no editions.
    """
    if vocabulary == BY_VIEWER:
        raise ValueError(vocabulary)
    known = await words()
    face, day = known.faces[vocabulary], clock.now().astimezone(clock.OSLO).date().isoformat()
    said, moments = await value(face, secret=_by_viewer(known))
    said = replace(said, version=day)
    body = await asyncio.to_thread(writing.written, said, FORMATS[NTRIPLES], modified=moments)
    await Dump.filter(vocabulary_id=face.id, edition=day).exclude(format=NTRIPLES).delete()
    await _keep(face, NTRIPLES, body, edition=day, number=changed(face, known))
    await audit.record("vocabulary.edition", subject=f"vocabulary:{vocabulary}", by=by, day=day)
    return day


def _by_viewer(known: Words) -> frozenset[str]:
    """Ids of every campaign's concept: what is kept for long leads to none, since who may know of them changes."""
    return frozenset(each.id for each in known.own.values() if each.vocabulary == BY_VIEWER)


async def editions(face: Face) -> list[str]:
    """The days that have an edition, the newest first."""
    rows_: list[Any] = await (
        Dump.filter(vocabulary_id=face.id, format=NTRIPLES)
        .exclude(edition="")
        .order_by("-edition")
        .values_list("edition", flat=True)
    )
    return rows_


@jobs.task("concepts.editions")
async def keep_editions() -> None:
    """The daily round: an edition of each vocabulary that has changed since its last one."""
    known = await words()
    for slug, face in known.faces.items():
        if slug == BY_VIEWER:
            continue
        last = (
            await Dump.filter(vocabulary_id=face.id, format=NTRIPLES).exclude(edition="").order_by("-edition").first()
        )
        if last is None or last.changed < changed(face, known):
            await edition(slug)


def base(face: Face) -> str:
    """The address of the bank that a vocabulary lives in; "" for other people's."""
    return VocabularyValue(id=face.slug, address=face.address, labels={}, definition={}, version="").base


def object_key(row: Dump) -> str:
    """Where the bytes of a dump lie."""
    return f"dumps/{row.id}"


async def _keep(face: Face, suffix: str, body: bytes, *, edition: str, number: int) -> None:
    """Bytes first, under a new name: whoever reads the old ones reads them to their end; then the row."""
    id_ = new_id()
    blob = await store.run(_write, f"dumps/{id_}", body)
    async with in_transaction():
        await Dump.filter(vocabulary_id=face.id, edition=edition, format=suffix).delete()
        await Dump.create(
            id=id_,
            vocabulary_id=face.id,
            edition=edition,
            format=suffix,
            changed=number,
            digest=blob.sha256,
            size=blob.size_bytes,
            made_at=clock.now(),
        )


def _write(key: str, body: bytes) -> storage.Blob:
    with store.current().writer(key, size_bytes=len(body)) as writer:
        writer.write(body)
        return writer.commit()


def _read(key: str) -> bytes:
    with store.current().open(key) as source:
        return source.read()
