"""What makes a concept unfit to be saved: SKOS's integrity conditions, circles, and texts nobody could keep."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Protocol

from mediabank.concepts.parts import Part, Value
from mediabank.concepts.rows import LABEL_LENGTH, LANGUAGE_LENGTH
from mediabank.concepts.words import Word, Words
from mediabank.errors import Fault
from vocabularies.rules import Breach, concept_breaches
from vocabularies.skos import ConceptValue
from vocabularies.terms import language_tag

TEXT_LENGTH = 10_000
NOTATION_LENGTH = 60
ADDRESS_LENGTH = 400
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn", "Co"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that turn the direction of what follows: a label would read otherwise than it is."""
LENGTHS = {"pref": LABEL_LENGTH, "alt": LABEL_LENGTH, "hidden": LABEL_LENGTH, "notation": NOTATION_LENGTH}
ADDRESSES = frozenset({"mapping", "seeAlso"})
FIELDS = {"pref": "labels", "alt": "alt", "hidden": "hidden", "definition": "definitions", "note": "notes"}
FIELDS |= {"mapping": "mappings", "seeAlso": "see_also"}
"""Where in a form each part stands."""
FIELD_OF_BREACH = {"S13": "labels", "S27": "related", "S46": "mappings", "cycle": "broader", "dangling": "related"}


class Planned(Protocol):
    """What is to be: the words as they are, and the parts of some concepts as found and as planned."""

    @property
    def words(self) -> Words:
        """The words as they are."""

    @property
    def before(self) -> Mapping[str, Mapping[Part, Value]]:
        """Concept → its parts as found; a new one has none."""

    @property
    def after(self) -> Mapping[str, Mapping[Part, Value]]:
        """Concept → its parts as they are to be."""


def faults(planned: Planned, changed: Collection[str]) -> list[Fault]:
    """Everything that is wrong with what is to be; what was wrong before does not hinder another change."""
    found = [fault for each in changed for fault in _texts(planned, each)]
    for each in (*changed, *_below(planned, changed)):
        was = {(one.code, one.values) for one in _breaches(each, lambda id_: _value(planned, id_, planned.before))}
        now = _breaches(each, lambda id_: _value(planned, id_, planned.after))
        found += [_fault(planned, each, one) for one in now if (one.code, one.values) not in was]
    return found


def labels_of(planned: Planned, concept: str) -> Mapping[str, str]:
    """Language → preferred label, for sentences that name the concept."""
    value = _value(planned, concept, planned.after) or _value(planned, concept, planned.before)
    return value.labels if value else {}


def _texts(planned: Planned, concept: str) -> Iterator[Fault]:
    """Faults of each text that is new or has changed."""
    before, after = planned.before.get(concept, {}), planned.after[concept]
    named = {"concept": labels_of(planned, concept)}
    if not any(part.what == "pref" for part in after):
        yield Fault("concept.no_label", field="labels", facts=named)
    for part, value in after.items():
        if before.get(part) == value or part.what not in {*FIELDS, "notation"}:
            continue
        place: dict[str, Any] = {"field": FIELDS.get(part.what, part.what), "path": tuple(filter(None, part[1:]))}
        if part.what not in {*ADDRESSES, "notation"} and part.language and not _is_language(part.language):
            yield Fault("concept.language", **place, facts={**named, "tag": part.language})
        known = before.get(part, ()) if isinstance(value, tuple) else ()
        for text in (each for each in (value if isinstance(value, tuple) else (value,)) if each not in known):
            yield from _text(part, text, place, named)


def _text(part: Part, text: str, place: Mapping[str, Any], named: Mapping[str, Any]) -> Iterator[Fault]:
    most = LENGTHS.get(part.what, ADDRESS_LENGTH if part.what in ADDRESSES else TEXT_LENGTH)
    if len(text) > most:
        yield Fault("concept.too_long", **place, facts={**named, "n": len(text), "most": most})
    elif part.what in ADDRESSES and not _ADDRESS.fullmatch(text):
        yield Fault("concept.address", **place, facts={**named, "address": text[:100]})
    else:
        allowed = "\n\t\r" if part.what in {"definition", "note"} else ""
        wrong = next((each for each in text if _is_unprintable(each) and each not in allowed), "")
        if wrong:
            yield Fault("concept.unprintable", **place, facts={**named, "sign": f"U+{ord(wrong):04X}"})


def _is_language(tag: str) -> bool:
    return language_tag(tag) is not None and len(tag) <= LANGUAGE_LENGTH


def _is_unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in _UNPRINTABLE or sign in _TURNING


def _below(planned: Planned, changed: Collection[str]) -> list[str]:
    """What lies below concepts that get another place and is related to something: S27 may break there."""
    moved = [
        each for each in changed if planned.before.get(each, {}).get(Part("broader")) != planned.after[each].get(_UP)
    ]
    found: dict[str, None] = {}
    waiting = [each for id_ in moved if id_ in planned.words.own for each in _children(planned.words, id_)]
    while waiting:
        word = waiting.pop()
        if word.id not in found:
            found[word.id] = None
            waiting += _children(planned.words, word.id)
    return [each for each in found if each not in changed and planned.words.own[each].related]


_UP = Part("broader")


def _children(words: Words, concept: str) -> tuple[Word, ...]:
    return words.children(words.own[concept].vocabulary, concept)


def _breaches(concept: str, find: Callable[[str], ConceptValue | None]) -> list[Breach]:
    """The conditions that one concept breaks, looked for among those that it leads to only."""
    value = find(concept)
    if value is None:
        return []
    return concept_breaches(value, find)


def _value(planned: Planned, concept: str, states: Mapping[str, Mapping[Part, Value]]) -> ConceptValue | None:
    """A concept as the rules read it, with row ids in the place of slugs."""
    if concept in states:
        return _of_parts(concept, states[concept])
    word = planned.words.own.get(concept)
    if word is None:
        return None
    return ConceptValue(
        id=concept,
        address=word.address,
        labels=word.labels,
        alt=word.alt,
        hidden=word.hidden,
        broader=word.broader,
        related=word.related,
        replaced_by=word.replaced_by,
        mappings={kind.removesuffix("Match"): found for kind, found in word.mappings.items()},
    )


def _of_parts(concept: str, parts: Mapping[Part, Value]) -> ConceptValue:
    return ConceptValue(
        id=concept,
        address=concept,
        labels={part.language: text for part, text in parts.items() if part.what == "pref"},
        alt={part.language: texts for part, texts in parts.items() if part.what == "alt"},
        hidden={part.language: texts for part, texts in parts.items() if part.what == "hidden"},
        broader=parts.get(Part("broader"), ()),
        related=parts.get(Part("related"), ()),
        replaced_by=parts.get(Part("replacedBy"), ()),
        mappings={part.kind.removesuffix("Match"): found for part, found in parts.items() if part.what == "mapping"},
    )


def _fault(planned: Planned, concept: str, breach: Breach) -> Fault:
    """A breach as a fault whose sentence names the concept and what it clashes with."""
    facts: dict[str, Any] = {"concept": labels_of(planned, concept)}
    path: tuple[str, ...] = ()
    if breach.code == "S13":
        path, facts["text"] = breach.values[:1], breach.values[1]
    elif breach.code == "S46":
        path, facts["address"] = (f"{breach.values[0]}Match",), breach.values[1]
    else:
        facts["other"] = labels_of(planned, breach.values[0])
    return Fault(f"concept.{breach.code}", field=FIELD_OF_BREACH.get(breach.code, ""), path=path, facts=facts)
