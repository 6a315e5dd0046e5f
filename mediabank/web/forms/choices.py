"""What can be chosen in a form: concepts in their order, campaigns the viewer knows, organisations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mediabank.access import Viewer
from mediabank.campaigns import lookup
from mediabank.concepts.words import PROPOSED, Word, Words, words
from mediabank.language import best, best_language, text
from mediabank.models import Message, Organisation
from mediabank.web.shown import Option

CAMPAIGN = "campaign"
PLAIN = "plain"
"""The property of a concept in everyday words that stands before the finer ones."""


@dataclass(frozen=True)
class Choices:
    """Everything that the fields of a form let a person choose from; values are what outsiders call them."""

    words: Words
    reader: str
    campaigns: frozenset[str] = frozenset()
    """Slugs of the campaigns on offer; others stand only where they were chosen before."""
    messages: tuple[Option, ...] = ()
    organisations: tuple[Option, ...] = ()

    def options(self, vocabulary: str, chosen: Collection[str]) -> tuple[Option, ...]:
        """The concepts of a vocabulary on offer, and those already chosen whatever has become of them."""
        offered = [word for word in self.words.vocabularies.get(vocabulary, ()) if self._offered(word, chosen)]
        headed = _headed(self.words.vocabularies.get(vocabulary, ()))
        if any(word.properties.get(PLAIN) for word in offered):
            offered.sort(key=lambda word: not word.properties.get(PLAIN))
        return tuple(self.option(word, chosen, headed=headed) for word in offered)

    def _offered(self, word: Word, chosen: Collection[str]) -> bool:
        if word.slug in chosen:
            return True
        if word.deprecated or word.properties.get("assignable") is False:
            return False
        return word.vocabulary != CAMPAIGN or word.slug in self.campaigns

    def option(self, word: Word, chosen: Collection[str], *, headed: bool = False) -> Option:
        """One concept as an option, marked where it is only suggested or out of use."""
        spoken = best_language(word.labels, self.reader)
        top = self.words.by_id[word.ancestors[-1]] if word.ancestors else word
        return Option(
            value=word.slug,
            label=capital(word.label(self.reader)),
            chosen=word.slug in chosen,
            group=capital(top.label(self.reader)) if headed and not word.properties.get(PLAIN) else "",
            help=best(word.definitions, self.reader),
            lang=spoken if spoken != self.reader else "",
            mark=mark(word, self.reader),
        )


async def choices_for(viewer: Viewer, reader: str) -> Choices:
    """What this viewer may choose from."""
    known = await words()
    rows = await lookup.visible(viewer).select_related("concept").order_by("-created_at")
    titles = {row.id: capital(known.label(str(row.concept_id), reader)) for row in rows}
    newest = {row.id: place for place, row in enumerate(rows)}
    messages = await Message.filter(campaign_id__in=list(newest)).order_by("position") if rows else []
    return Choices(
        words=known,
        reader=reader,
        campaigns=frozenset(known.slug(str(row.concept_id)) for row in rows),
        messages=tuple(
            Option(value=str(each.id), label=best(each.titles, reader), group=titles[each.campaign_id])
            for each in sorted(messages, key=lambda each: newest[each.campaign_id])
        ),
        organisations=await organisation_options(),
    )


async def organisation_options() -> tuple[Option, ...]:
    """Every open organisation by name; the value is its ISIL or slug."""
    rows = await Organisation.filter(closed_at__isnull=True).order_by("name")
    return tuple(Option(value=row.isil or row.slug, label=row.name) for row in rows)


def mark(word: Word, reader: str) -> str:
    """What stands beside a concept that is only suggested or out of use."""
    told = "proposed" if word.state == PROPOSED else "deprecated" if word.deprecated else ""
    return text(f"picking.{told}", reader) if told else ""


def capital(label: str) -> str:
    """A label as the beginning of a line."""
    return label[:1].upper() + label[1:]


def _headed(vocabulary: Sequence[Word]) -> bool:
    """Whether the top concepts serve as headings: only where every one of them has something below it."""
    tops = {word.id for word in vocabulary if not word.ancestors}
    return bool(tops) and tops <= {word.ancestors[-1] for word in vocabulary if word.ancestors}
