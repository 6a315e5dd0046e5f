"""A language more that material is in and texts are written in: its concept and the scheme's line, added together."""

from collections.abc import Mapping
from dataclasses import replace

from mediabank.access import Viewer
from mediabank.concepts import scheme
from mediabank.concepts.changing import changing
from mediabank.concepts.edit.draft import tidy_tag
from mediabank.concepts.edit.writing import add
from mediabank.concepts.parts import Part
from mediabank.concepts.rows import LANGUAGE_LENGTH
from mediabank.errors import Fault, Unfit
from vocabularies import reserved
from vocabularies.scheme.sound import MUST_BE_SAID
from vocabularies.terms import language_tag

VOCABULARY = "language"
NO_TONGUES = frozenset({"zxx", "und", "mul", "mis"})
"""Tags that name no one language (ISO 639-2): nothing can be written in them."""


async def speak(tag: str, labels: Mapping[str, str], *, seen: int, by: Viewer) -> int:
    """Add a language by its tag (BCP 47), which its concept is known by; gives the number of the scheme's new version.

    A language that has its concept already keeps the names it has. Errors: Unfit; SchemeMoved as in `scheme.save`.
    """
    tag = tidy_tag(tag)
    async with changing(by) as work:
        now = await scheme.current()
        faults = list(_faults(tag, labels, now.scheme.languages))
        if faults:
            raise Unfit(faults=faults)
        if (VOCABULARY, tag) not in work.words.own_slug:
            row = await add(work, VOCABULARY, labels, slug=tag)
            work.put(str(row.id), Part("notation"), tag)
            await work.done("created", of=str(row.id))
        new = replace(now.scheme, languages=(*now.scheme.languages, tag))
        return await scheme.save(new, seen=seen, by=by.person)


def _faults(tag: str, labels: Mapping[str, str], known: tuple[str, ...]) -> list[Fault]:
    found = []
    if not _names_one(tag):
        found.append(Fault("scheme.tag_form", path=("tag",), facts={"value": tag[:40]}))
    elif tag in known:
        found.append(Fault("scheme.tag_taken", path=("tag",), facts={"tag": tag}))
    missing = [each for each in MUST_BE_SAID if not labels.get(each)]
    if missing:
        found.append(Fault("scheme.label_missing", path=(f"label.{missing[0]}",), facts={"tag": missing[0]}))
    return found


def _names_one(tag: str) -> bool:
    """Whether a tag names one language, by two or three letters (ISO 639) first, and can stand in an address."""
    letters = tag.partition("-")[0]
    if language_tag(tag) is None or len(tag) > LANGUAGE_LENGTH:
        return False
    return len(letters) in (2, 3) and letters not in NO_TONGUES | reserved.CONCEPTS
