"""Vocabularies and what was found in a file as JSON, for another process or a column, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from vocabularies.parsing import Refused
from vocabularies.reading import Found, SchemeFound
from vocabularies.repairing import Repair
from vocabularies.skos import ConceptValue, Note, VocabularyValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ALWAYS = {"id", "address", "labels"}
_TUPLES = ("broader", "related", "see_also", "replaced_by")
_TUPLES_BY_KEY = ("alt", "hidden", "mappings")


def concept_to_json(concept: ConceptValue) -> dict[str, Any]:
    """A concept as JSON; what is empty is left out."""
    made = {each.name: getattr(concept, each.name) for each in fields(concept)}
    made["notes"] = [[note.kind, note.language, note.text] for note in concept.notes]
    return {name: value for name, value in made.items() if value or name in _ALWAYS}


def concept_from_json(data: dict[str, Any]) -> ConceptValue:
    """The concept that concept_to_json wrote, also after a way through JSON; errors: KeyError, TypeError."""
    made = dict(data)
    for name in _TUPLES:
        made[name] = tuple(made.get(name, ()))
    for name in _TUPLES_BY_KEY:
        made[name] = {key: tuple(texts) for key, texts in made.get(name, {}).items()}
    made["notes"] = tuple(Note(*note) for note in made.get("notes", ()))
    properties = made.get("properties", {})
    made["properties"] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in properties.items()
    }
    return ConceptValue(**made)


def vocabulary_to_json(value: VocabularyValue) -> dict[str, Any]:
    """A vocabulary as JSON, without its concepts."""
    made = {each.name: getattr(value, each.name) for each in fields(value) if each.name != "concepts"}
    return made | {"notes": [[note.kind, note.language, note.text] for note in value.notes]}


def vocabulary_from_json(data: dict[str, Any], concepts: Iterable[ConceptValue] = ()) -> VocabularyValue:
    """The vocabulary that vocabulary_to_json wrote, with these concepts; errors: KeyError, TypeError."""
    notes = tuple(Note(*note) for note in data.get("notes", ()))
    return VocabularyValue(**(data | {"notes": notes, "concepts": tuple(concepts)}))


def lines(found: Found) -> Iterator[str]:
    """What was found in a file: a line of the vocabulary, one a concept, a last one of repairs and refusals."""
    value = found.vocabulary
    yield _line({"vocabulary": vocabulary_to_json(value), "concepts": len(value.concepts)})
    for concept in value.concepts:
        yield _line(concept_to_json(concept))
    yield _line(
        {
            "repairs": [[each.code, each.concept, each.values] for each in found.repairs],
            "refused": [[each.code, each.subject, each.values] for each in found.refused],
            "schemes": [[each.address, each.labels, each.concepts] for each in found.schemes],
        }
    )


def found_from(written: Iterable[str]) -> Found:
    """What `lines` wrote; errors: ValueError where a line is missing or is none of these."""
    try:
        rows = [json.loads(line) for line in written]
        head, tail = rows[0], rows[-1]
        concepts = tuple(concept_from_json(row) for row in rows[1:-1])
        if head["concepts"] != len(concepts):
            raise ValueError(f"{len(concepts)} concepts instead of {head['concepts']}")
        return Found(
            vocabulary_from_json(head["vocabulary"], concepts),
            tuple(Repair(code, concept, tuple(values)) for code, concept, values in tail["repairs"]),
            tuple(Refused(code, subject, tuple(values)) for code, subject, values in tail["refused"]),
            tuple(SchemeFound(*scheme) for scheme in tail["schemes"]),
        )
    except (KeyError, TypeError, IndexError) as fault:
        raise ValueError(f"not what was found in a file: {fault!r}") from fault


def copy_head(value: VocabularyValue) -> str:
    """The first line of a whole vocabulary on its way to be written, without its concepts."""
    return _line(vocabulary_to_json(value))


def copy_line(concept: ConceptValue, moments: tuple[str, str], named: Mapping[str, Mapping[str, str]]) -> str:
    """A line of one of its concepts: when it was made and last changed, and the labels of addresses it is mapped to."""
    return _line({"concept": concept_to_json(concept), "moments": moments, "named": named})


@dataclass(frozen=True, slots=True)
class Copied:
    """A vocabulary that was on its way: moments by slug (made, last changed), labels by address."""

    vocabulary: VocabularyValue
    moments: Mapping[str, tuple[str, str]]
    named: Mapping[str, Mapping[str, str]]


def copied(written: Iterable[str]) -> Copied:
    """What `copy_head` and then `copy_line` wrote; errors: ValueError, KeyError, TypeError for anything else."""
    head, *lines = (json.loads(line) for line in written)
    concepts = [concept_from_json(line["concept"]) for line in lines]
    moments = {line["concept"]["id"]: tuple(line["moments"]) for line in lines}
    named = {address: labels for line in lines for address, labels in line["named"].items()}
    return Copied(vocabulary_from_json(head, concepts), moments, named)


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
