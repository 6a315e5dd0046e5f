"""Who may change which words, and which vocabularies the bank's own code and rules lean on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mediabank import access
from mediabank.access import Viewer
from mediabank.concepts.words import Word, Words
from mediabank.errors import Conflict, Fault, NotAllowed

FIXED: Mapping[str, str] = {
    "campaign": "campaigns",
    "county": "register",
    "language": "tags",
    "library-type": "register",
    "rendition-role": "files",
    "visibility": "reach",
    "workflow-status": "states",
}
"""Vocabularies whose concepts are not made, merged or retired here → why, as in the sentence concept.fixed_<why>.

`campaigns`: they come with a campaign. `register`: libraries are filed under them. `tags`: their slugs are the tags of
languages. `files`, `reach`, `states`: the code asks for each of them by name.
"""


def demand(viewer: Viewer, vocabulary: str, languages: Iterable[str] | None = None) -> None:
    """Refuse whoever may not tend the vocabulary, or with `languages` its labels and notes in these languages.

    Errors: NotAllowed, naming the language that is not the viewer's.
    """
    if access.may_tend(viewer, vocabulary):
        return
    if languages is None:
        raise NotAllowed(faults=[Fault("concept.not_yours", facts={"vocabulary": vocabulary})])
    for language in languages:
        if not access.may_tend(viewer, vocabulary, language):
            raise NotAllowed(faults=[Fault("concept.not_your_language", path=(language,), facts={"tag": language})])


def demand_free(words: Words, vocabulary: str, word: Word | None = None) -> None:
    """Refuse where the bank leans on the vocabulary, or a rule of the scheme on the concept. Errors: Conflict."""
    title = words.titles_of(vocabulary)
    if vocabulary in FIXED:
        key = f"concept.fixed_{FIXED[vocabulary]}"
        raise Conflict(faults=[Fault(key, facts={"vocabulary": title})])
    if word is not None and (vocabulary, word.slug) in named_by_rules(words):
        raise Conflict(faults=[Fault("concept.fixed_rules", facts={"concept": word.labels, "vocabulary": title})])


def named_by_rules(words: Words) -> frozenset[tuple[str, str]]:
    """(vocabulary, slug) of concepts that a cross-field rule of the scheme asks for by name."""
    found = set()
    for rule in words.scheme.rules:
        named = set(_texts(rule.parameters))
        fields = [
            words.scheme.by_id[need.partition(".")[0]]
            for need in rule.needs
            if need.partition(".")[0] in words.scheme.by_id
        ]
        vocabularies = {field.vocabulary for field in fields}
        vocabularies |= {member.vocabulary for field in fields for member in field.members}
        found |= {(each, slug) for each in vocabularies for slug in named if (each, slug) in words.own_slug}
    return frozenset(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, Iterable):
        yield from (text for each in value for text in _texts(each))
