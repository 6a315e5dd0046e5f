"""Names of concepts, organisations and messages: the small label index that one mended label rewrites one entry of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from mediabank.concepts.word import DECLINED, Word, Words
from mediabank.language import best
from mediabank.models import Message, Organisation
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
ABOUT_RIGHTS = frozenset(("permittedUse", "alteration", "status", "visibility"))
"""Facets whose values are not looked for by name; every other facet that the scheme gets is."""
Kind = Literal["concept", "organisation", "message"]
KIND_OF: Mapping[str, Kind] = {"ownerLibrary": "organisation", "message": "message"}
"""What the values of a facet are, where they are no concepts."""


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


Index = Mapping[str, frozenset[str]]
"""Word → the values that have it in a name."""


class Names:
    """All names by their words. One state is never changed, only followed by another, so searches need no lock."""

    def __init__(self, named: Iterable[Named] = ()) -> None:
        self.entries: Mapping[str, Named] = {}
        self._spelled: Index = {}
        self._stems: Index = {}
        self._take({each.value: each for each in named})

    def changed(self, changes: Mapping[str, Named | None]) -> "Names":
        """The names after these values are called so; None takes an entry out."""
        after = Names()
        after.entries, after._spelled, after._stems = self.entries, self._spelled, self._stems
        after._take(changes)
        return after

    def _take(self, changes: Mapping[str, Named | None]) -> None:
        """Every set of values is made once, however many entries change: thousands share a word such as "og"."""
        spelled, stems = (defaultdict[str, tuple[set[str], set[str]]](_two_sets) for _ in range(2))
        entries = dict(self.entries)
        for value, named in changes.items():
            for place, each in enumerate((entries.pop(value, None), named)):
                for index, terms in zip((spelled, stems), _terms(each) if each else (), strict=False):
                    for term in terms:
                        index[term][place].add(value)
            if named is not None:
                entries[value] = named
        self.entries = entries
        self._spelled, self._stems = _turned(self._spelled, spelled), _turned(self._stems, stems)

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


def _two_sets() -> tuple[set[str], set[str]]:
    return set(), set()


def _turned(index: Index, changes: Mapping[str, tuple[set[str], set[str]]]) -> Index:
    """The index after values lost and got these words."""
    after = dict(index)
    for term, (lost, got) in changes.items():
        values = after.get(term, frozenset()) - lost | got
        if values:
            after[term] = values
        else:
            after.pop(term, None)
    return after


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


def named_word(word: Word) -> Named | None:
    """How a concept is called; what was merged is called as what it was merged into, what was declined not at all."""
    if word.current or word.state == DECLINED:
        return None
    labels = [(language, "pref", text) for language, text in word.labels.items()]
    for kind, texts in (("alt", word.alt), ("hidden", word.hidden)):
        labels += [(language, kind, text) for language, found in texts.items() for text in found]
    return Named(word.id, "concept", tuple(labels)) if labels else None


def renamed(before: Words | None, now: Words, names: Names) -> dict[str, Named | None]:
    """The concepts that are called otherwise than `names` has it, by what has changed between two pictures."""
    known = before.own if before else {}
    changes = {id_: named_word(word) for id_, word in now.own.items() if known.get(id_) is not word}
    return {value: named for value, named in changes.items() if names.entries.get(value) != named}


async def other_names() -> list[Named]:
    """All organisations and messages, from the tables."""
    named = [_organisation(id_, name) for id_, name in await Organisation.all().values_list("id", "name")]
    return named + [_message(id_, titles) for id_, titles in await Message.all().values_list("id", "titles")]


async def name_of(kind: Kind, value: str) -> Named | None:
    """The entry of an organisation or message as the tables have it now; None where it is gone."""
    if kind == "organisation":
        organisation = await Organisation.get_or_none(id=value)
        return None if organisation is None else _organisation(organisation.id, organisation.name)
    message = await Message.get_or_none(id=value)
    return None if message is None else _message(message.id, message.titles)


async def messages_of(concept: str) -> list[str]:
    """The messages of the campaign whose concept this is; their titles are saved together."""
    ids = await Message.filter(campaign__concept_id=concept).values_list("id", flat=True)
    return [str(each) for each in ids]


def _organisation(id_: UUID, name: str) -> Named:
    return Named(str(id_), "organisation", (("nb", "pref", name),))


def _message(id_: UUID, titles: Mapping[str, Any]) -> Named:
    return Named(str(id_), "message", tuple((language, "pref", text) for language, text in titles.items()))
