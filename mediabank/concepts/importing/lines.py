"""What was found in a file, as it lies in the store: a line of the vocabulary, one a concept, a last of repairs."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from vocabularies import wire
from vocabularies.skos import ConceptValue, VocabularyValue

PIECE = 100
"""Concepts that are looked at, and written, together: few enough that pages are answered in between."""


@dataclass(frozen=True)
class Moved:
    """How the file's slugs and addresses are called here: slugs that are known or taken, and a bank's own address."""

    slugs: Mapping[str, str] = field(default_factory=dict)
    base: tuple[str, str] = ("", "")
    """The address that shipped files are written under, and this bank's."""

    def concept(self, value: ConceptValue) -> ConceptValue:
        """The concept as it is called here."""
        if not self.slugs and self.base[0] == self.base[1]:
            return value
        return replace(
            value,
            id=self.slugs.get(value.id, value.id),
            address=self.address(value.address),
            broader=self._named(value.broader),
            related=self._named(value.related),
            replaced_by=self._named(value.replaced_by),
            mappings={kind: tuple(map(self.address, found)) for kind, found in value.mappings.items()},
            see_also=tuple(map(self.address, value.see_also)),
            extra=self.text(value.extra),
        )

    def address(self, address: str) -> str:
        """An address as it is here."""
        old, new = self.base
        return new + address.removeprefix(old) if old and address.startswith(old) else address

    def text(self, triples: str) -> str:
        """Lines of N-Triples with the addresses as they are here."""
        old, new = self.base
        return triples.replace(f"<{old}", f"<{new}") if old else triples

    def _named(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(self.slugs.get(slug, slug) for slug in slugs))


def ends(path: Path) -> tuple[VocabularyValue, int, dict[str, Any]]:
    """The vocabulary without its concepts, how many these are, and what was repaired, refused and seen besides."""
    first: dict[str, Any] = {}
    last = ""
    with path.open(encoding="utf-8") as file:
        for last in file:
            first = first or json.loads(last)
    return wire.vocabulary_from_json(first["vocabulary"]), int(first["concepts"]), json.loads(last)


async def pieces(path: Path, moved: Moved | None = None) -> AsyncIterator[list[ConceptValue]]:
    """The concepts of a file, some at a time, called as they are called here."""
    names = moved or Moved()
    with path.open(encoding="utf-8") as file:
        lines = _concepts(file)

        def take() -> list[ConceptValue]:
            return [names.concept(wire.concept_from_json(json.loads(line))) for line in islice(lines, PIECE)]

        while piece := await asyncio.to_thread(take):
            yield piece


def _concepts(file: Iterator[str]) -> Iterator[str]:
    """All lines but the first and the last."""
    next(file, "")
    line = next(file, "")
    for following in file:
        yield line
        line = following
