"""One change of words in hand: what it touches, as found and as it is to be; checked, written, recorded at its end."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.transactions import in_transaction

from mediabank import audit, clock, jobs
from mediabank.access import Viewer
from mediabank.concepts import integrity
from mediabank.concepts.parts import Part, State, Value, apart, together
from mediabank.concepts.snapshot import snapshots, write_labels, write_relations
from mediabank.concepts.turn import held, touched
from mediabank.concepts.words import Words, forget, words
from mediabank.errors import NotFound, Unfit
from mediabank.models import Change, Concept, Touched, new_id

_WRITTEN = ("slug", "notation", "position", "deprecated", "state", "definitions", "notes", "properties", "extra")


@dataclass
class Work:
    """What one change touches; `before` and `after` are keyed by concept."""

    words: Words
    """The words as they stood when the change began; nobody else changes any until it is done."""
    by: Viewer
    before: dict[str, dict[Part, Value]] = field(default_factory=dict)
    after: dict[str, dict[Part, Value]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """The generation in which each had changed before."""
    addresses: dict[str, str] = field(default_factory=dict)
    vocabularies: dict[str, Any] = field(default_factory=dict)

    async def open(self, *concepts: str) -> None:
        """Read these concepts from the tables, to change their parts in `after`. Errors: NotFound."""
        missing = [each for each in dict.fromkeys(concepts) if each not in self.after]
        if not missing:
            return
        rows, states = {str(row.id): row for row in await Concept.filter(id__in=missing)}, await snapshots(missing)
        for each in missing:
            if each not in rows:
                raise NotFound
            self._take(rows[each], apart(states[each]))
            self.before[each] = dict(self.after[each])

    def new(self, row: Concept, parts: Mapping[Part, Value]) -> None:
        """Take in a concept whose row has just been made."""
        self._take(row, dict(parts))

    def _take(self, row: Concept, parts: dict[Part, Value]) -> None:
        id_ = str(row.id)
        self.after[id_], self.seen[id_] = parts, row.changed
        self.addresses[id_], self.vocabularies[id_] = row.address, row.vocabulary_id

    def value(self, concept: str, part: Part) -> tuple[str, ...]:
        """A part of several members, as it is to be."""
        found: tuple[str, ...] = self.after[concept].get(part, ())
        return found

    def put(self, concept: str, part: Part, value: Value) -> None:
        """Make a part this; nothing makes it go away."""
        if isinstance(value, (tuple, list, set, frozenset)):
            value = tuple(sorted(set(value)))
        if value in (None, "", ()):
            self.after[concept].pop(part, None)
        else:
            self.after[concept][part] = value

    def add(self, concept: str, part: Part, *members: str) -> None:
        """Add members to a part of several."""
        self.put(concept, part, {*self.value(concept, part), *members})

    def drop(self, concept: str, part: Part, *members: str) -> None:
        """Take members out of a part of several."""
        self.put(concept, part, set(self.value(concept, part)) - set(members))

    def address(self, concept: str) -> str:
        """The address of any concept, also of one made just now."""
        return self.addresses.get(concept) or self.words.own[concept].address

    @property
    def changed(self) -> list[str]:
        """The concepts that are to be other than they were."""
        return [each for each, parts in self.after.items() if self.before.get(each) != parts]

    async def done(self, kind: str, *, of: str = "") -> Change | None:
        """Check what is to be, write it, tell every process, and remember it as one change of the concept `of`.

        Without `of` each concept has a change of its own; with it, the histories of the others tell of it too. Gives
        the (last) change; None where nothing differs.
        Errors: Unfit with every fault at once; then nothing is written.
        """
        changed = self.changed
        if not changed:
            return None
        faults = integrity.faults(self, changed)
        if faults:
            raise Unfit(faults=faults)
        for each in changed:
            await self._write(each)
        number = await touched(changed)
        rows = [self._remembered(kind, number, each, [each]) for each in changed]
        if of:
            rows = [self._remembered(kind, number, of, changed)]
        await Change.bulk_create(rows)
        if of:
            await Touched.bulk_create(Touched(change_id=rows[0].id, concept_id=each) for each in changed if each != of)
        await self._told(kind, changed, of)
        return rows[-1]

    async def _write(self, concept: str) -> None:
        before = self._state(self.before[concept], concept) if concept in self.before else None
        after = self._state(self.after[concept], concept)
        columns = {name: after[name] for name in _WRITTEN if before is None or before[name] != after[name]}
        if before is None or before["current"] != after["current"]:
            columns["current_id"] = after["current"]
        if columns:
            await Concept.filter(id=concept).update(**columns)
        if before is None or before["labels"] != after["labels"]:
            await write_labels(concept, after["labels"])
        if before is None or before["relations"] != after["relations"]:
            await write_relations(concept, after["relations"])

    def _state(self, parts: Mapping[Part, Value], concept: str) -> State:
        state = together(parts, self.address)
        state["deprecated"], state["properties"] = bool(state["deprecated"]), state["properties"] or {}
        assert state["slug"], f"concept {concept} has lost its slug"
        return state

    def _remembered(self, kind: str, number: int, of: str, changed: Collection[str]) -> Change:
        """The row that remembers the change; `changed` in a snapshot is the generation that it stood in."""
        return Change(
            id=new_id(),
            at=clock.now(),
            by_id=self.by.person,
            vocabulary_id=self.vocabularies[of],
            concept_id=of,
            kind=kind,
            before={
                each: {**self._state(self.before[each], each), "changed": self.seen[each]}
                for each in changed
                if each in self.before
            },
            after={each: {**self._state(self.after[each], each), "changed": number} for each in changed},
        )

    async def _told(self, kind: str, changed: Collection[str], of: str) -> None:
        for each in changed:
            if _names(self.before.get(each, {})) != _names(self.after[each]):
                await jobs.defer("search.label", key=f"label:{each}", concept=each)
        for each in [of] if of else changed:
            await audit.record(f"concept.{kind}", subject=f"concept:{each}", by=self.by.person)


def touching(concept: str) -> Q:
    """The changes of one concept, and those of others that changed it too, as when another went out into it."""
    return Q(concept_id=concept) | Q(id__in=Subquery(Touched.filter(concept_id=concept).values("change_id")))


@asynccontextmanager
async def changing(by: Viewer) -> AsyncIterator[Work]:
    """A transaction in which nobody else changes words, so that what is checked in it holds when it ends."""
    await words()  # the first reading of all may take seconds, which nobody should wait behind
    async with in_transaction():
        await held()
        yield Work(await words(), by)
    forget()


def _names(parts: Mapping[Part, Value]) -> dict[Part, Value]:
    """What search knows a concept by."""
    return {part: value for part, value in parts.items() if part.what in {"pref", "alt", "hidden", "current"}}
