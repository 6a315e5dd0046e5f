"""What an import would do and does: the file's concepts beside those of the tables, some at a time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from mediabank.concepts import rows, turn
from mediabank.concepts.importing import lines, weighing
from mediabank.concepts.importing.claims import GROWN_ELSEWHERE, Claim
from mediabank.concepts.importing.lines import Moved
from mediabank.concepts.turn import BARE
from mediabank.models import Concept, Relation
from vocabularies import terms, wire
from vocabularies.skos import ConceptValue

Ways = dict[str, tuple[str, ...]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item:
    """One concept of the file: its row where there is one, and what it shall be."""

    row: Concept | None
    before: ConceptValue | None
    here: ConceptValue | None
    now: ConceptValue
    value: ConceptValue
    kept: tuple[str, ...] = ()

    @property
    def new(self) -> bool:
        """Whether its row is to be made, or was made a moment ago and has no words yet."""
        return self.here is None

    @property
    def changed(self) -> bool:
        """Whether it reads otherwise afterwards."""
        return self.here is not None and self.value != self.here


@dataclass
class Plan:
    """How the file and the tables belong together; holds no concepts."""

    path: Path
    claim: Claim
    total: int
    moved: Moved = field(default_factory=Moved)
    refused: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    """Slugs of the file's concepts that do not come in."""
    slugs: dict[Any, str] = field(default_factory=dict)
    """Row id → slug of every concept that the vocabulary has."""
    ids: dict[str, tuple[Any, str]] = field(default_factory=dict)
    """Slug → row id and address of the same."""
    number: int = 0
    """The generation that the rows were in when `ways` were decided."""
    coming: set[str] = field(default_factory=set)
    """Slugs of the concepts that come in."""
    ways: Ways = field(default_factory=dict)

    async def values(self) -> AsyncIterator[list[ConceptValue]]:
        """The concepts that come in, some at a time."""
        async for piece in lines.pieces(self.path, self.moved):
            yield [fitted(each, self.left_out) for each in piece if each.id not in self.left_out]

    async def items(self) -> AsyncIterator[list[Item]]:
        """The same as they stand beside the tables now."""
        async for values in self.values():
            yield await self.beside(values)

    async def beside(self, values: Sequence[ConceptValue]) -> list[Item]:
        """Some of the file's concepts beside their rows as they are."""
        found = await Concept.filter(address__in=[each.address for each in values])
        known = {row.address: row for row in found if self.claim.row and row.vocabulary_id == self.claim.row.id}
        full = [row for row in known.values() if not is_bare(row)]
        here = {each.address: each for each in await rows.concept_values(full, self.slugs)}
        return [self._item(each, known.get(each.address), here.get(each.address)) for each in values]

    def _item(self, now: ConceptValue, row: Concept | None, here: ConceptValue | None) -> Item:
        if here is None or row is None:
            return Item(row, None, None, now, now)
        before = wire.concept_from_json(row.imported) if row.imported else None
        # where somebody has changed it since the ways were decided, it is weighed alone: a new way of theirs is kept
        ways = self.ways.get(now.id) if row.changed <= self.number else None
        weighed = weighing.weigh(before, here, now, broader=ways)
        return Item(row, before, weighing.canonical(here), now, weighed.value, weighed.kept)

    def gone(self) -> list[str]:
        """Slugs of concepts that the vocabulary has and the file has not."""
        return sorted(self.ids.keys() - self.coming)


async def planned(path: Path, claim: Claim, total: int) -> Plan:
    """How the concepts of a file are called here, which of them do not come in, and how they lie under one another."""
    plan = Plan(path, claim, total, Moved(base=claim.base), number=await turn.number())
    here = await Concept.filter(vocabulary_id=claim.row.id).values_list("id", "slug", "address") if claim.row else []
    plan.slugs = {id_: str(slug) for id_, slug, _ in here}
    plan.ids = {str(slug): (id_, str(address)) for id_, slug, address in here}
    known = {str(address): str(slug) for _, slug, address in here}
    taken = set(plan.slugs.values())
    names: dict[str, str] = {}
    async for piece in lines.pieces(path, plan.moved):
        others = await _elsewhere(piece, claim)
        for each in piece:
            reason = others.get(each.address) or _reason(each, claim, new=each.address not in known)
            if reason is not None:
                plan.refused.append((reason[0], each.address, reason[1:]))
                plan.left_out.add(each.id)
                continue
            names[each.id] = known.get(each.address) or _free(each.id, taken)
            plan.coming.add(names[each.id])
    changed = {old: new for old, new in names.items() if old != new}
    gone = {each: f"{each} " for each in plan.left_out}  # a name that no concept can have
    plan.left_out = set(gone.values())
    plan.moved = Moved(changed | gone, claim.base)
    plan.ways = await _ways(plan) if claim.row else {}
    return plan


def fitted(value: ConceptValue, left_out: set[str]) -> ConceptValue:
    """The concept as the columns hold it, without relations to what does not come in.

    Names in a language whose tag is too long for its column are kept with what else the file said.
    """
    shorter = replace(
        value,
        labels=_short(value.labels),
        alt=_short(value.alt),
        hidden=_short(value.hidden),
        extra="\n".join(sorted({*filter(None, value.extra.split("\n")), *_too_long(value)})),
    )
    if not left_out:
        return shorter

    def standing(slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in slugs if each not in left_out)

    return replace(
        shorter,
        broader=standing(value.broader),
        related=standing(value.related),
        replaced_by=standing(value.replaced_by),
    )


def _short(texts: Mapping[str, T]) -> dict[str, T]:
    return {language: each for language, each in texts.items() if len(language) <= rows.LANGUAGE_LENGTH}


def _too_long(value: ConceptValue) -> list[str]:
    """The triples of names that `_short` leaves out."""
    said = (
        ("pref", {tag: (text,) for tag, text in value.labels.items()}),
        ("alt", value.alt),
        ("hidden", value.hidden),
    )
    return [
        terms.line((terms.iri(value.address), terms.iri(f"{terms.SKOS}{kind}Label"), terms.literal(text, tag)))
        for kind, texts in said
        for tag, each in texts.items()
        for text in each
        if len(tag) > rows.LANGUAGE_LENGTH
    ]


def is_bare(row: Concept) -> bool:
    """Whether an import made the row and has not come to its words yet."""
    return row.changed == BARE


async def _elsewhere(piece: list[ConceptValue], claim: Claim) -> dict[str, tuple[str, ...]]:
    """Addresses that another vocabulary has already."""
    found = Concept.filter(address__in=[each.address for each in piece])
    pairs = await (found.exclude(vocabulary_id=claim.row.id) if claim.row else found).values_list(
        "address", "vocabulary__slug"
    )
    return {str(address): ("of_other", str(slug)) for address, slug in pairs}


def _reason(each: ConceptValue, claim: Claim, *, new: bool) -> tuple[str, ...] | None:
    owner = claim.foreign(each.address) if new else None
    if owner is not None:
        return ("of_other", owner) if owner else ("of_nobody",)
    return ("campaign",) if new and claim.slug == GROWN_ELSEWHERE else None


def _free(wanted: str, taken: set[str]) -> str:
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    taken.add(slug)
    return slug


async def _ways(plan: Plan) -> Ways:
    """What each concept shall lie under, of all together; only where a row was moved here is there much to decide."""
    vocabulary = plan.claim.row
    assert vocabulary is not None
    here: Ways = dict.fromkeys(plan.slugs.values(), ())
    pairs = Relation.filter(kind="broader", concept__vocabulary_id=vocabulary.id, target_id__isnull=False)
    for concept, target in await pairs.values_list("concept_id", "target_id"):
        if target in plan.slugs:
            slug = plan.slugs[concept]
            here[slug] = tuple(sorted((*here[slug], plan.slugs[target])))
    was: Ways = {}
    for concept, said in await Concept.filter(vocabulary_id=vocabulary.id).values_list("slug", "imported"):
        was[str(concept)] = tuple((said or {}).get("broader", ()))
    now: Ways = {}
    async for values in plan.values():
        now |= {each.id: each.broader for each in values}
    bare = {slug for slug, above in here.items() if not above and slug in now}
    return weighing.ways_up(
        was, {slug: above for slug, above in here.items() if slug not in bare or was.get(slug)}, now
    )
