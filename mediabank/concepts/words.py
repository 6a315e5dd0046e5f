"""The bank's words as one frozen picture of the tables, read again when their generation turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from tortoise.context import TortoiseContext, require_context

from mediabank import clock, language
from mediabank.models import Concept, Fact, Field, Label, Relation, SchemeVersion, Vocabulary
from vocabularies.scheme import ConceptFact, Scheme, from_json

FRESH_SECONDS = 1.0
"""How long a picture is trusted without asking for the generation; a mended label must be seen within five."""


@dataclass(frozen=True, slots=True)
class Word:
    """One concept as pages and forms need it; ids are the rows' ids as text."""

    id: str
    vocabulary: str
    slug: str
    address: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    ancestors: tuple[str, ...]
    """Ids of all concepts above it, nearest first."""
    depth: int
    deprecated: bool
    properties: Mapping[str, Any]
    position: int
    notation: str

    def label(self, reader: str) -> str:
        """Its name in the reader's language, or the nearest there is."""
        return language.best(self.labels, reader) or self.slug


@dataclass(frozen=True)
class Words:
    """Every concept of the bank, and the scheme in force."""

    generation: str
    by_id: Mapping[str, Word]
    by_slug: Mapping[tuple[str, str], Word]
    by_address: Mapping[str, Word]
    by_code: Mapping[tuple[str, str], Word]
    """(vocabulary, the address that files carry for it), such as a licence's deed or an IPTC code."""
    vocabularies: Mapping[str, tuple[Word, ...]]
    """Vocabulary → its concepts, each followed by those below it."""
    titles: Mapping[str, Mapping[str, str]]
    """Vocabulary → its titles by language."""
    facts: Mapping[tuple[str, str], ConceptFact]
    """(vocabulary, id) → what the scheme's rules need to know."""
    scheme_number: int
    scheme: Scheme

    def find(self, vocabulary: str, given: str) -> str | None:
        """The id of a concept given by slug, address, id, or the address that files carry for it."""
        word = (
            self.by_slug.get((vocabulary, given))
            or self.by_address.get(given)
            or self.by_id.get(given)
            or self.by_code.get((vocabulary, _same(given)))
        )
        return word.id if word is not None and word.vocabulary == vocabulary else None

    def label(self, concept: str, reader: str) -> str:
        """The name of a concept; the bare id where it is gone."""
        word = self.by_id.get(concept)
        return word.label(reader) if word else concept

    def slug(self, concept: str) -> str:
        """The slug of a concept; the bare id where it is gone."""
        word = self.by_id.get(concept)
        return word.slug if word else concept

    def id(self, vocabulary: str, slug: str) -> str:
        """The id of a concept that ships with the bank. Errors: KeyError."""
        return self.by_slug[vocabulary, slug].id


_pictures: WeakKeyDictionary[TortoiseContext, tuple[float, Words]] = WeakKeyDictionary()


async def words() -> Words:
    """The words of the database that is open, at most a second behind the latest change."""
    context = require_context()
    looked_at, picture = _pictures.get(context, (0.0, None))
    if picture is not None and clock.ticks() - looked_at < FRESH_SECONDS:
        return picture
    fact = await Fact.get_or_none(name="words")
    generation = fact.value if fact else ""
    if picture is None or picture.generation != generation:
        picture = await _read(generation)
    _pictures[context] = (clock.ticks(), picture)
    return picture


def forget() -> None:
    """Ask the tables at the next reading; for whoever has just changed them."""
    _pictures.pop(require_context(), None)


async def scheme(number: int) -> Scheme:
    """A version of the scheme by its number, as revisions name it."""
    picture = await words()
    return picture.scheme if number == picture.scheme_number else await _scheme(await SchemeVersion.get(id=number))


async def _read(generation: str) -> Words:
    vocabularies = {row.id: row for row in await Vocabulary.all().order_by("slug")}
    rows = await Concept.all().order_by("position", "slug")
    labels: dict[Any, dict[str, str]] = {row.id: {} for row in rows}
    for label in await Label.filter(kind="pref"):
        labels[label.concept_id][label.language] = label.text
    above: dict[Any, list[Any]] = {row.id: [] for row in rows}
    replaced: dict[Any, list[Any]] = {row.id: [] for row in rows}
    for relation in await Relation.filter(kind__in=["broader", "replacedBy"], target_id__not_isnull=True):
        (above if relation.kind == "broader" else replaced)[relation.concept_id].append(relation.target_id)
    made = [_word(row, vocabularies[row.vocabulary_id].slug, labels[row.id], above) for row in rows]
    by_id = {word.id: word for word in made}
    latest = await SchemeVersion.all().order_by("-id").first()
    assert latest is not None, "the bank has no scheme; run: mediabank migrate"
    return Words(
        generation=generation,
        by_id=by_id,
        by_slug={(word.vocabulary, word.slug): word for word in made},
        by_address={word.address: word for word in made},
        by_code={(word.vocabulary, _same(word.properties["uri"])): word for word in made if "uri" in word.properties},
        vocabularies={row.slug: _in_tree_order(made, row.slug) for row in vocabularies.values()},
        titles={row.slug: row.labels for row in vocabularies.values()},
        facts={
            (word.vocabulary, word.id): ConceptFact(
                slug=word.slug,
                ancestors=frozenset(by_id[each].slug for each in word.ancestors),
                deprecated=word.deprecated,
                replaced_by=tuple(by_id[str(each)].slug for each in replaced[row.id]),
                properties=word.properties,
            )
            for row, word in zip(rows, made, strict=True)
        },
        scheme_number=latest.id,
        scheme=await _scheme(latest),
    )


def _word(row: Concept, vocabulary: str, labels: Mapping[str, str], above: Mapping[Any, Sequence[Any]]) -> Word:
    ancestors: list[str] = []
    waiting = list(above[row.id])
    while waiting:
        each = waiting.pop(0)
        if str(each) not in ancestors:
            ancestors.append(str(each))
            waiting.extend(above[each])
    return Word(
        id=str(row.id),
        vocabulary=vocabulary,
        slug=row.slug,
        address=row.address,
        labels=labels,
        definitions=row.definitions,
        ancestors=tuple(ancestors),
        depth=len(ancestors),
        deprecated=row.deprecated,
        properties=row.properties,
        position=row.position,
        notation=row.notation or "",
    )


def _same(address: str) -> str:
    """Addresses that differ only in http(s) and a closing slash mean the same."""
    return address.strip().removeprefix("https://").removeprefix("http://").rstrip("/")


def _in_tree_order(made: Sequence[Word], vocabulary: str) -> tuple[Word, ...]:
    below: dict[str, list[Word]] = {}
    for word in made:
        if word.vocabulary == vocabulary:
            below.setdefault(word.ancestors[0] if word.ancestors else "", []).append(word)
    ordered: list[Word] = []

    def put(parent: str) -> None:
        for word in below.get(parent, ()):
            if word not in ordered:
                ordered.append(word)
                put(word.id)

    put("")
    return tuple(ordered)


async def _scheme(version: SchemeVersion) -> Scheme:
    fields = await Field.filter(scheme_id=version.id).order_by("position")
    return from_json(
        {
            **version.frame,
            "version": version.name,
            "groups": version.groups,
            "rules": version.rules,
            "fields": [field.definition for field in fields],
        }
    )
