"""A whole vocabulary as a file: what an import takes in again, library records, or a spreadsheet."""

import asyncio
import csv
import io

from mediabank import language
from mediabank.concepts import publishing
from mediabank.concepts.translating import path, quoted
from mediabank.concepts.words import Face, Word, Words, words
from mediabank.errors import Fault, Unfit
from vocabularies import quality, rules, writing
from vocabularies.quality import Finding
from vocabularies.rules import Breach

FORMATS = (*publishing.FORMATS, publishing.MARC, "csv")


async def written(face: Face, format_: str) -> bytes:
    """The vocabulary in one of FORMATS, for those who tend it; RDF gives back what an import brought, whole."""
    if format_ == "csv":
        return _table(await words(), face)
    if format_ == publishing.MARC:
        return await publishing.written(face, format_, internal=True)
    said, _ = await publishing.value(face, internal=True)
    return await asyncio.to_thread(writing.written, said, publishing.FORMATS[format_])


async def checked(face: Face) -> tuple[list[Breach], list[Finding]]:
    """What breaks the rules of SKOS, and what is worth a look."""
    said, _ = await publishing.value(face, internal=True)
    breaches = await asyncio.to_thread(rules.breaches, [said])
    return breaches, await asyncio.to_thread(quality.findings, said)


def face_of(known: Words, slug: str) -> Face:
    """The vocabulary of a slug. Errors: Unfit, naming those there are."""
    face = known.faces.get(slug)
    if face is None:
        facts = {"slug": slug, "known": ", ".join(sorted(known.faces))}
        raise Unfit(faults=[Fault("import.no_vocabulary", facts=facts)])
    return face


def _table(known: Words, face: Face) -> bytes:
    """Address, notation, path and a column a language: UTF-8 with BOM, `;`, no cell a formula."""
    members = known.vocabularies.get(face.slug, ())
    accepted = [each for each in members if each.state == "accepted"]
    languages = sorted({tag for each in accepted for tag in each.labels}, key=_place)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["address", "notation", "path", *languages])
    writer.writerows(_row(known, each, languages) for each in accepted)
    return out.getvalue().encode("utf-8-sig")


def _row(known: Words, word: Word, languages: list[str]) -> list[str]:
    cells = (word.address, word.notation, path(known, word), *(word.labels.get(tag, "") for tag in languages))
    return [quoted(cell) for cell in cells]


def _place(tag: str) -> tuple[int, str]:
    known = language.LANGUAGES
    return (known.index(tag) if tag in known else len(known), tag)
