"""Names of concepts, organisations and messages: the small label index that one mended label rewrites one entry of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from mediabank.language import best
from mediabank.models import Concept, Label, Message, Organisation
from mediabank.search.words import STEMMED_LANGUAGES, plain, spellings, stem, words

NAMED_FACETS = (
    "campaign",
    "message",
    "surface",
    "materialType",
    "subject",
    "audience",
    "language",
    "placeShown",
    "validFor",
    "license",
    "ownerLibrary",
)
"""Facets in which a word finds by the value's name; the others are about rights and workflow, not about content."""
Kind = Literal["concept", "organisation", "message"]
KIND_OF: Mapping[str, Kind] = {"ownerLibrary": "organisation", "message": "message"}
"""What the values of a facet are, where they are no concepts."""
KINDS: tuple[Kind, ...] = ("concept", "organisation", "message")


@dataclass(frozen=True)
class Named:
    """A value of a facet with everything that it is called."""

    value: str
    kind: Kind
    labels: tuple[tuple[str, str, str], ...]
    """(language, kind of label, text)"""

    def title(self, language: str) -> tuple[str, str]:
        """(language, text) of the preferred label that suits this reader."""
        preferred = {each: text for each, kind, text in self.labels if kind == "pref"}
        text = best(preferred, language)
        return next((each for each, own in preferred.items() if own == text), ""), text


class Names:
    """All names by their words. Entries are replaced whole, sets are never changed in place: readers need no lock."""

    def __init__(self, named: Iterable[Named] = ()) -> None:
        self.entries: dict[str, Named] = {}
        self._spelled: dict[str, frozenset[str]] = {}
        self._stems: dict[str, frozenset[str]] = {}
        spelled: dict[str, set[str]] = {}
        stems: dict[str, set[str]] = {}
        for each in named:
            self.entries[each.value] = each
            for index, terms in zip((spelled, stems), _terms(each), strict=True):
                for term in terms:
                    index.setdefault(term, set()).add(each.value)
        self._spelled = {term: frozenset(values) for term, values in spelled.items()}
        self._stems = {term: frozenset(values) for term, values in stems.items()}

    def put(self, value: str, named: Named | None) -> None:
        """Rewrite one entry, or take it out."""
        before = self.entries.pop(value, None)
        if before is not None:
            for index, terms in zip((self._spelled, self._stems), _terms(before), strict=True):
                for term in terms:
                    index[term] = index.get(term, frozenset()) - {value}
        if named is not None:
            self.entries[value] = named
            for index, terms in zip((self._spelled, self._stems), _terms(named), strict=True):
                for term in terms:
                    index[term] = index.get(term, frozenset()) | {value}

    def matching(self, word: str) -> Collection[str]:
        """Values that have this word in a name, as spelled or by its Norwegian stem."""
        found = self._stems.get(stem(word), frozenset())
        for spelling in spellings(word):
            found |= self._spelled.get(spelling, frozenset())
        return found

    def holding(self, typed: tuple[str, ...]) -> Collection[str]:
        """Values with this word in a name, or with these words following each other in one."""
        found = set(self.matching(typed[0]))
        if len(typed) == 1:
            return found
        for word in typed[1:]:
            found &= set(self.matching(word))
        phrase = [plain(word) for word in typed]
        entries = [entry for value in found if (entry := self.entries.get(value)) is not None]
        return {entry.value for entry in entries if any(_follows(phrase, text) for _, _, text in entry.labels)}


def _follows(phrase: list[str], text: str) -> bool:
    held = [plain(word) for word in words(text)]
    return any(held[at : at + len(phrase)] == phrase for at in range(len(held)))


def _terms(named: Named) -> tuple[set[str], set[str]]:
    spelled: set[str] = set()
    stems: set[str] = set()
    for language, _, text in named.labels:
        for word in words(text):
            spelled.update(spellings(word))
            if language in STEMMED_LANGUAGES:
                stems.add(stem(word))
    return spelled, stems


async def every_name() -> list[Named]:
    """All that can be named, from the tables."""
    labels: dict[UUID, list[tuple[str, str, str]]] = {}
    for concept, language, kind, text in await Label.all().values_list("concept_id", "language", "kind", "text"):
        labels.setdefault(concept, []).append((language, kind, text))
    named = [Named(str(concept), "concept", tuple(rows)) for concept, rows in labels.items()]
    named += [_organisation(id_, name) for id_, name in await Organisation.all().values_list("id", "name")]
    return named + [_message(id_, titles) for id_, titles in await Message.all().values_list("id", "titles")]


async def name_of(kind: Kind, value: str) -> Named | None:
    """One entry as the tables have it now; None where it is gone."""
    if kind == "organisation":
        organisation = await Organisation.get_or_none(id=value)
        return None if organisation is None else _organisation(organisation.id, organisation.name)
    if kind == "message":
        message = await Message.get_or_none(id=value)
        return None if message is None else _message(message.id, message.titles)
    if not await Concept.exists(id=value):
        return None
    rows = await Label.filter(concept_id=value).values_list("language", "kind", "text")
    return Named(value, "concept", tuple((language, label, text) for language, label, text in rows))


async def messages_of(concept: str) -> list[str]:
    """The messages of the campaign whose concept this is; their titles are saved together."""
    ids = await Message.filter(campaign__concept_id=concept).values_list("id", flat=True)
    return [str(each) for each in ids]


def _organisation(id_: UUID, name: str) -> Named:
    return Named(str(id_), "organisation", (("nb", "pref", name),))


def _message(id_: UUID, titles: Mapping[str, Any]) -> Named:
    return Named(str(id_), "message", tuple((language, "pref", text) for language, text in titles.items()))
