"""A whole vocabulary written to a file by a sealed child: it goes there a piece at a time, and holds up nobody.

Written here, 20,000 concepts would keep every other answer of the process waiting for a second at a time, and take
hundreds of megabytes that Python does not give back.
"""

import tempfile
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mediabank.concepts import decoding, publishing, rows
from mediabank.concepts.word import Face, Word, Words
from mediabank.concepts.words import words
from mediabank.models import Concept, Vocabulary
from vocabularies import wire
from vocabularies.skos import MAPPINGS, ConceptValue

PIECE = 200
"""Concepts at a time: some ten milliseconds."""


async def write(face: Face, suffix: str, into: Path, *, secret: Collection[str] = (), version: str = "") -> None:
    """Write a vocabulary, as everybody may know it, in one form; `secret` as in `publishing.value`.

    It is what the words of this process say now; `version` takes the place of what it says of its own.
    """
    with tempfile.TemporaryDirectory(prefix="copy-") as folder:
        path = Path(folder) / "lines"
        with path.open("w", encoding="utf-8") as lines:
            async for line in _lines(face, await words(), secret, version):
                lines.write(line)
        agency = asdict(await publishing.source(face)) if suffix == publishing.MARC else None
        form = publishing.FORMATS.get(suffix, suffix)
        await decoding.write(path, into, "write", form=form, agency=agency)


async def _lines(face: Face, known: Words, secret: Collection[str], version: str) -> AsyncIterator[str]:
    bare = rows.face_value(await Vocabulary.get(id=face.id))
    said = replace(bare, notes=publishing.public_notes(bare.notes), version=version or bare.version)
    yield wire.copy_head(said)
    members = [each for each in known.own.values() if each.vocabulary == face.slug]
    kept = {each.slug: each for each in members if publishing.is_shown(each, secret)}
    order = sorted(kept.values(), key=lambda each: (each.position, each.slug))
    for first in range(0, len(order), PIECE):
        piece = order[first : first + PIECE]
        fields = ("id", "notes", "extra", "created_at")
        found = await Concept.filter(id__in=[each.id for each in piece]).values(*fields)
        stored: Mapping[str, Any] = {str(row["id"]): row for row in found}
        for each in piece:
            row = stored[each.id]
            value = publishing.as_public(_value(each, row, known, kept), each, known, secret)
            moments = publishing.stamp(row["created_at"]), publishing.stamp(each.modified_at)
            named = publishing.mapped([value], known)
            yield wire.copy_line(value, moments, {address: name.labels for address, name in named.items()})


def _value(word: Word, row: Mapping[str, Any], known: Words, kept: Collection[str]) -> ConceptValue:
    """A concept of the picture as a value, related to those alone that are kept (slugs)."""

    def slugs(ids: Collection[str]) -> tuple[str, ...]:
        found = (known.own[each].slug for each in ids if each in known.own)
        return tuple(sorted(each for each in found if each in kept))

    return ConceptValue(
        id=word.slug,
        address=word.address,
        labels=word.labels,
        order=word.position,
        alt={language: tuple(sorted(texts)) for language, texts in word.alt.items()},
        hidden={language: tuple(sorted(texts)) for language, texts in word.hidden.items()},
        definition=word.definitions,
        notes=rows.read_notes(row["notes"]),
        broader=slugs(word.broader),
        related=slugs(word.related),
        mappings={kind: tuple(sorted(found)) for kind in MAPPINGS if (found := word.mappings.get(f"{kind}Match"))},
        see_also=tuple(sorted(word.see_also)),
        notation=word.notation,
        deprecated=word.deprecated,
        replaced_by=slugs(word.replaced_by),
        properties={
            name: tuple(value) if isinstance(value, list) else value for name, value in word.properties.items()
        },
        extra=row["extra"] or "",
    )
