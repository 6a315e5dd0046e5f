"""A concept's state taken apart into the parts that two people may change beside each other, and put together again."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mediabank.concepts.snapshot import Snapshot

State = dict[str, Any]
"""A snapshot (see snapshot.py) that is being changed."""


class Part(NamedTuple):
    """One part of a concept: what it is, of which kind, in which language; "" where that says nothing."""

    what: str
    """pref, alt, hidden, definition, note, mapping, related, broader, replacedBy, seeAlso, or the name of a column."""
    kind: str = ""
    """Of a note (scope, history …) or a mapping (exactMatch …)."""
    language: str = ""


Value = Any
Parts = Mapping[Part, Value]
"""Preferred label, definition and column → its value; all others → a sorted tuple of texts, addresses or ids."""
LABELS = ("pref", "alt", "hidden")
LINKS = ("broader", "related", "replacedBy")
TEXTS = frozenset({*LABELS, "definition", "note"})
"""What is said in a language."""
COLUMNS = ("slug", "notation", "position", "deprecated", "state", "properties", "extra", "current")
SEVERAL = frozenset({"alt", "hidden", "note", "mapping", "related", "seeAlso"})
"""Parts of which one member comes and goes without regard to the others."""


def apart(state: Snapshot) -> dict[Part, Value]:
    """The parts of a state; what is empty is no part."""
    several: dict[Part, list[str]] = defaultdict(list)
    found: dict[Part, Value] = {}
    for kind, language, text in state["labels"]:
        if kind == "pref":
            found[Part("pref", "", language)] = text
        else:
            several[Part(kind, "", language)].append(text)
    for note in state["notes"] or ():
        several[Part("note", note["kind"], note["language"])].append(note["text"])
    for kind, target, address in state["relations"]:
        several[_link(kind)].append(target if kind in LINKS else address)
    found.update({Part("definition", "", language): text for language, text in state["definitions"].items() if text})
    found.update({Part(name): state[name] for name in COLUMNS if state[name] not in (None, "")})
    return found | {part: tuple(sorted(values)) for part, values in several.items()}


def together(parts: Parts, address_of: Callable[[str], str]) -> State:
    """The state that has these parts; `address_of` gives the address of a concept by its id."""
    state: State = {name: parts.get(Part(name)) for name in COLUMNS} | {
        "definitions": {},
        "notes": None,
        "labels": [],
        "relations": [],
    }
    for part in sorted(parts):
        value = parts[part]
        if part.what in LABELS:
            texts = (value,) if part.what == "pref" else value
            state["labels"] += [[part.what, part.language, text] for text in texts]
        elif part.what == "definition":
            state["definitions"][part.language] = value
        elif part.what == "note":
            written = [{"kind": part.kind, "language": part.language, "text": text} for text in value]
            state["notes"] = (state["notes"] or []) + written
        elif part.what in LINKS:
            state["relations"] += [[part.what, id_, address_of(id_)] for id_ in value]
        elif part.what not in COLUMNS:
            state["relations"] += [[part.kind or part.what, None, address] for address in value]
    return state


def differing(before: Parts, after: Parts) -> list[Part]:
    """The parts in which two states differ, in a steady order."""
    return sorted(part for part in {*before, *after} if before.get(part) != after.get(part))


def _link(kind: str) -> Part:
    return Part(kind) if kind in LINKS or kind == "seeAlso" else Part("mapping", kind)
