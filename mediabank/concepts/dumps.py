"""Vocabularies that are too large to be written while somebody waits, as files in the store; and dated editions."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

import storage
from mediabank import audit, clock, jobs, store
from mediabank.concepts import copies, decoding, publishing
from mediabank.concepts.word import Face, Words
from mediabank.concepts.words import words
from mediabank.models import Dump, new_id

AT_ONCE = 300
"""Concepts of a vocabulary that is written while the asker waits, some tens of milliseconds; 20,000 take seconds."""
BY_VIEWER = "campaign"
"""Campaigns come out and end without a word being changed: always written at once, with neither dump nor edition."""
NTRIPLES = "nt"
COPY_BYTES = 1 << 20


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
    async with _file() as path:
        if not edition:
            await _written(face, format, path, known)
        elif not await _edition_written(face, format, path, edition):
            return
        await _keep(face, format, path, edition=edition, number=known.number)


async def edition(vocabulary: str, *, by: UUID | None = None) -> str:
    """Keep a vocabulary for ever as it is today; gives the day. A second edition of one day takes the first's place.

    Errors: KeyError for a vocabulary that is not there, ValueError for one that has no editions.
    """
    if vocabulary == BY_VIEWER:
        raise ValueError(vocabulary)
    known = await words()
    face, day = known.faces[vocabulary], clock.now().astimezone(clock.OSLO).date().isoformat()
    async with _file() as path:
        await _written(face, NTRIPLES, path, known, version=day)
        await Dump.filter(vocabulary_id=face.id, edition=day).exclude(format=NTRIPLES).delete()
        await _keep(face, NTRIPLES, path, edition=day, number=changed(face, known))
    await audit.record("vocabulary.edition", subject=f"vocabulary:{vocabulary}", by=by, day=day)
    return day


async def editions(face: Face) -> list[str]:
    """The days that have an edition, the newest first."""
    rows: list[Any] = await (
        Dump.filter(vocabulary_id=face.id, format=NTRIPLES)
        .exclude(edition="")
        .order_by("-edition")
        .values_list("edition", flat=True)
    )
    return rows


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


def object_key(row: Dump) -> str:
    """Where the bytes of a dump lie."""
    return f"dumps/{row.id}"


async def _written(face: Face, suffix: str, into: Path, known: Words, *, version: str = "") -> None:
    """As everybody may know it, and without ways to campaigns: who may know of those changes while this is kept."""
    secret = frozenset(each.id for each in known.own.values() if each.vocabulary == BY_VIEWER)
    if is_dumped(face, known):
        await copies.write(face, suffix, into, secret=secret, version=version)
    else:
        body = await publishing.written(face, suffix, secret=secret, version=version)
        await asyncio.to_thread(into.write_bytes, body)


async def _edition_written(face: Face, suffix: str, into: Path, day: str) -> bool:
    """A dated edition in one form, from the N-Triples that are kept of it; False where there was none that day."""
    row = await Dump.get_or_none(vocabulary_id=face.id, edition=day, format=NTRIPLES)
    if row is None:
        return False
    async with store.local_copy(object_key(row)) as kept:
        form, base = publishing.FORMATS[suffix], publishing.base(face)
        await decoding.write(kept, into, "convert", form=form, base=base)
    return True


@asynccontextmanager
async def _file() -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dump-") as folder:
        yield Path(folder) / "dump"


async def _keep(face: Face, suffix: str, path: Path, *, edition: str, number: int) -> None:
    """Bytes first, under a new name: whoever reads the old ones reads them to their end; then the row."""
    id_ = new_id()
    blob = await store.run(_stored, f"dumps/{id_}", path)
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


def _stored(key: str, path: Path) -> storage.Blob:
    with path.open("rb") as file, store.current().writer(key, size_bytes=path.stat().st_size) as writer:
        while chunk := file.read(COPY_BYTES):
            writer.write(chunk)
        return writer.commit()
