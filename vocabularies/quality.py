"""Quality of a vocabulary: what is no error, but makes it worse to use; by the list of qSKOS (Mader, 2012).

FINDINGS says what each code means. Left out, since a value cannot show it: several preferred labels in a language, top
concepts that are left out or have something above; and broken links, since nothing here asks the network.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vocabularies import rules, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vocabularies.skos import ConceptValue, VocabularyValue


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning: `code` is a key of FINDINGS, `concept` a slug ("" for the whole vocabulary)."""

    code: str
    concept: str
    values: tuple[str, ...] = ()


#: code → what it means and what `values` holds; a page has a sentence for each
FINDINGS: Mapping[str, str] = {
    "S13": "a label is two kinds of label at once: language, text",
    "S27": "a related concept lies above or below as well: its slug",
    "S46": "an exact match is a weaker one as well: kind, address",
    "cycle": "the way up leads back: the concept",
    "dangling": "a relation leads to nothing, or not back: the other slug",
    "reflexive": "a concept is related to itself",
    "orphan": "a concept without any relation, in a vocabulary that has some",
    "undocumented": "neither definition nor note",
    "label_missing": "no preferred label in any language",
    "label_empty": "a label without a letter or digit: language",
    "label_shared": "other concepts have the same label: language, text, up to five slugs",
    "label_untidy": "spaces at an end or twice, or signs that cannot be seen: language, text",
    "language_missing": "a label whose language is not said: text",
    "language_invalid": "a language that is no BCP 47 tag: the tag",
    "language_lacking": "no preferred label in languages that others have: the languages",
    "language_common": "no language in which every concept has a label",
    "notation_shared": "other concepts have the same notation: notation, up to five slugs",
    "valueless": "related to a concept under the same parent, which says nothing new: its slug",
    "redundant": "a broader concept that lies above another broader one as well: its slug",
    "deprecated_above": "in use, below a concept that is out of use: its slug",
    "mapping_inside": "a mapping to a concept of the same vocabulary: kind, address",
    "address": "an address that no browser can open: kind, address",
    "term": "a term that SKOS does not have: the term",
    "transitive": "a transitive relation that is said, though it follows from others",
}
#: the classes and properties of SKOS (SKOS Reference, appendix B)
_TERMS = re.compile(
    "Collection|Concept|ConceptScheme|OrderedCollection|altLabel|broader(Transitive)?|narrower(Transitive)?|definition"
    "|(broad|close|exact|narrow|related)Match|note|(change|editorial|history|scope)Note|example|hasTopConcept|hiddenLabel"
    "|inScheme|mappingRelation|member(List)?|notation|prefLabel|related|semanticRelation|topConceptOf"
)
_TERM = re.compile(r"<http://www\.w3\.org/2004/02/skos/core#([^>]*)>")
_MOST_NAMED = 5


def findings(value: VocabularyValue) -> list[Finding]:
    """Everything that is worth a look, by concept in the order of the vocabulary, then what concerns several."""
    world = _World(value)
    found = [
        Finding(breach.code, breach.concept, breach.values)
        for breach in rules.breaches([value])
        if breach.code in FINDINGS
    ]
    for concept in value.concepts:
        for code, check in CHECKS.items():
            found += (Finding(code, concept.id, values) for values in check(concept, world))
    return [*found, *_shared(value), *_common(value)]


class _World:
    """What the checks of one concept look at besides it."""

    def __init__(self, value: VocabularyValue) -> None:
        self.by_slug = {concept.id: concept for concept in value.concepts}
        self.addresses = {concept.address for concept in value.concepts}
        self.below: dict[str, list[str]] = {}
        for concept in value.concepts:
            for above in concept.broader:
                self.below.setdefault(above, []).append(concept.id)
        used = [concept for concept in value.concepts if not concept.deprecated]
        # a list with a few pairs in it is a list: that most lie alone says nothing of each
        self.hangs_together = sum(map(self.alone, used)) * 2 < len(used)
        named = Counter(language for concept in value.concepts for language in concept.labels if language)
        self.languages = frozenset(named)

    def alone(self, concept: ConceptValue) -> bool:
        """Whether no relation leads from or to it; one to itself is none."""
        others = {*concept.broader, *concept.related, *self.below.get(concept.id, ())} - {concept.id}
        return not others


def _reflexive(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    if concept.id in concept.related:
        yield ()


def _orphan(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    if world.hangs_together and not concept.deprecated and world.alone(concept):
        yield ()


def _undocumented(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    if not concept.deprecated and not concept.definition and not concept.notes:
        yield ()


def _label_missing(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    if not concept.labels:
        yield ()


def _label_empty(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    for _kind, language, text in labels(concept):
        if not any(sign.isalnum() for sign in text):
            yield (language,)


def _label_untidy(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    for _kind, language, text in labels(concept):
        if text != tidy(text):
            yield language, text


def _language_missing(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    for _kind, language, text in labels(concept):
        if not language:
            yield (text,)


def _language_invalid(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    for language in sorted({language for _kind, language, _text in labels(concept)}):
        if language and terms.language_tag(language) is None:
            yield (language,)


def _language_lacking(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    lacking = world.languages - concept.labels.keys()
    if lacking and concept.labels and not concept.deprecated:
        yield tuple(sorted(lacking))


def _valueless(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    """Siblings that are related; said once for a pair."""
    for slug in concept.related:
        other = world.by_slug.get(slug)
        if other is not None and concept.id < slug and set(concept.broader) & set(other.broader):
            yield (slug,)


def _redundant(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    for slug in concept.broader if len(concept.broader) > 1 else ():
        others = (other for other in concept.broader if other != slug)
        if any(slug in rules.ancestors(other, world.by_slug.get) for other in others):
            yield (slug,)


def _deprecated_above(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    for slug in () if concept.deprecated else concept.broader:
        if slug in world.by_slug and world.by_slug[slug].deprecated:
            yield (slug,)


def _mapping_inside(concept: ConceptValue, world: _World) -> Iterator[tuple[str, ...]]:
    for kind, addresses in concept.mappings.items():
        yield from ((kind, address) for address in addresses if address in world.addresses)


def _address(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    said = [("concept", concept.address), *(("seeAlso", address) for address in concept.see_also)]
    said += [(kind, address) for kind, addresses in concept.mappings.items() for address in addresses]
    yield from (pair for pair in said if not pair[1].startswith(("http://", "https://")))


def _term(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    if concept.extra:
        said = sorted(set(_TERM.findall(concept.extra)))
        yield from ((term,) for term in said if not _TERMS.fullmatch(term))


def _transitive(concept: ConceptValue, _: _World) -> Iterator[tuple[str, ...]]:
    if "skos/core#broaderTransitive>" in concept.extra or "skos/core#narrowerTransitive>" in concept.extra:
        yield ()


CHECKS: Mapping[str, Callable[[ConceptValue, _World], Iterator[tuple[str, ...]]]] = {
    "reflexive": _reflexive,
    "orphan": _orphan,
    "undocumented": _undocumented,
    "label_missing": _label_missing,
    "label_empty": _label_empty,
    "label_untidy": _label_untidy,
    "language_missing": _language_missing,
    "language_invalid": _language_invalid,
    "language_lacking": _language_lacking,
    "valueless": _valueless,
    "redundant": _redundant,
    "deprecated_above": _deprecated_above,
    "mapping_inside": _mapping_inside,
    "address": _address,
    "term": _term,
    "transitive": _transitive,
}


def labels(concept: ConceptValue) -> Iterator[tuple[str, str, str]]:
    """Every label as (labels, alt or hidden; language; text)."""
    yield from (("labels", language, text) for language, text in concept.labels.items())
    for kind, said in (("alt", concept.alt), ("hidden", concept.hidden)):
        yield from ((kind, language, text) for language, texts in said.items() for text in texts)


def tidy(text: str) -> str:
    """A label without signs that cannot be seen, with single spaces and none at its ends."""
    if text.isascii() and text.isprintable() and text == text.strip() and "  " not in text:
        return text
    seen = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or not _invisible(sign))
    return " ".join(seen.split())


def _invisible(sign: str) -> bool:
    # joiners are letters' business in many scripts, so Cf is not all bad
    return unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} or sign in "\u200b\ufeff\u00ad"


def _shared(value: VocabularyValue) -> Iterator[Finding]:
    """Labels and notations that several concepts have, said of the first."""
    named: dict[tuple[str, str], dict[str, str]] = {}
    noted: dict[str, list[str]] = {}
    for concept in value.concepts:
        if concept.deprecated:
            continue
        for kind, language, text in labels(concept):
            if kind != "hidden":
                named.setdefault((language, text.casefold()), {}).setdefault(concept.id, text)
        if concept.notation:
            noted.setdefault(concept.notation, []).append(concept.id)
    for (language, _), who in named.items():
        if len(who) > 1:
            first, *others = who
            yield Finding("label_shared", first, (language, who[first], *others[:_MOST_NAMED]))
    for notation, slugs in noted.items():
        if len(slugs) > 1:
            yield Finding("notation_shared", slugs[0], (notation, *slugs[1 : 1 + _MOST_NAMED]))


def _common(value: VocabularyValue) -> Iterator[Finding]:
    used = [concept.labels.keys() for concept in value.concepts if not concept.deprecated and concept.labels]
    if used and not frozenset.intersection(*map(frozenset, used)):
        yield Finding("language_common", "")
