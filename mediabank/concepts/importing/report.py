"""What an import would change, as JSON for people: counts first, then the first of each kind with before and after."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mediabank.concepts.importing import weighing
from mediabank.concepts.importing.plan import Item
from vocabularies.skos import ConceptValue

SHOWN = 200
OF_A_CODE = 50
"""Repairs and refusals of one kind that are named, so that a common one leaves room for each of the others."""
PARTS = tuple(name for name in weighing.names() if name not in {"order", "extra"})
"""Parts of which people are told what they were and will be; the others are only named."""


@dataclass
class Report:
    """Grows while the file is looked through."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Any]] = field(default_factory=dict)

    def take(self, item: Item) -> None:
        """Count one concept of the file."""
        if item.new:
            self._add("new", {"slug": item.now.id, "labels": dict(item.now.labels)})
            return
        assert item.here is not None
        if item.changed:
            parts = [_part(name, item.here, item.value) for name in _differing(item.here, item.value)]
            self._add("changed", {"slug": item.now.id, "labels": dict(item.value.labels), "parts": parts})
        elif item.before != item.now and not item.kept:
            self.counts["agreed"] += 1  # what was done here, the file has come to say too
        else:
            self.counts["same"] += 1
        if item.kept:
            parts = [_part(name, item.now, item.value) for name in item.kept]
            self._add("kept", {"slug": item.now.id, "labels": dict(item.value.labels), "parts": parts})

    def gone(self, slug: str, labels: dict[str, str]) -> None:
        """Count one concept that the file has no longer."""
        self._add("gone", {"slug": slug, "labels": labels})

    def told(self, kind: str, codes: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        """Count what was repaired or refused: (code, concept or address, values)."""
        for code, about, values in codes:
            self.counts[kind] += 1
            self.counts[f"{kind}.{code}"] += 1
            if self.counts[f"{kind}.{code}"] <= OF_A_CODE:
                self.examples.setdefault(kind, []).append([code, about, [str(each)[:200] for each in values]])

    def as_json(self) -> dict[str, Any]:
        """The counts and examples."""
        names = ("new", "changed", "gone", "kept", "repaired", "refused", "agreed", "same")
        return {"counts": dict.fromkeys(names, 0) | dict(self.counts), "examples": self.examples}

    def _add(self, kind: str, example: Any) -> None:
        self.counts[kind] += 1
        shown = self.examples.setdefault(kind, [])
        if len(shown) < SHOWN:
            shown.append(example)


def _differing(one: ConceptValue, other: ConceptValue) -> list[str]:
    return [name for name in weighing.names() if getattr(one, name) != getattr(other, name)]


def _part(name: str, before: ConceptValue, after: ConceptValue) -> dict[str, Any]:
    if name not in PARTS:
        return {"part": name}
    was, now = _lines(name, getattr(before, name)), _lines(name, getattr(after, name))
    return {
        "part": name,
        "before": [each for each in was if each not in now],
        "after": [each for each in now if each not in was],
    }


def _lines(name: str, value: Any) -> list[list[str]]:
    """A part as pairs of what it is in (a language, a kind of note or mapping) and a text."""
    if name == "notes":
        return [[each.language, each.text[:400]] for each in value]
    if isinstance(value, dict):
        pairs = (
            (key, one) for key, found in value.items() for one in (found if isinstance(found, tuple) else (found,))
        )
        return [[str(key), str(one)[:400]] for key, one in pairs]
    if isinstance(value, tuple):
        return [["", str(each)[:400]] for each in value]
    if isinstance(value, bool):
        return [["", "yes"]] if value else []
    return [["", str(value)]] if value else []
