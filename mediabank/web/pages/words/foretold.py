"""What a merge would do, in sentences: what goes along, then what is dropped or left behind."""

from collections.abc import Collection, Iterator, Sequence

from mediabank.concepts.merge import MergePreview
from mediabank.concepts.words import Word
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown.words import MergeLine

MOST_NAMED = 8
"""Of one kind, as many as are named; the others are counted."""
LONGEST_QUOTED = 160


def lines(at: Place, out: Word, stays: Word, told: MergePreview) -> list[MergeLine]:
    """One sentence a line; what does not happen is not told."""
    return [
        *(MergeLine(text=each) for each in _along(at, out, stays, told)),
        *(MergeLine(text=each, lost=True) for each in _lost(at, out, stays, told)),
        MergeLine(text=at.text("words.merge_address", name=out.label(at.reader))),
    ]


def _along(at: Place, out: Word, stays: Word, told: MergePreview) -> Iterator[str]:
    name, gone = stays.label(at.reader), out.label(at.reader)
    if told.assets:
        yield " ".join(_files(at, told))
    if told.campaigns:
        yield at.text("words.merge_campaigns", n=told.campaigns)
    if told.children:
        yield at.text("words.merge_children", n=len(told.children), names=_concepts(at, told.children))
    if told.raised:
        yield at.text("words.merge_raised", name=gone, others=_concepts(at, told.raised))
    if told.labels:
        yield at.text("words.merge_labels", name=name, labels=_named(at, [text for _, text in told.labels]))
    if told.definitions:
        yield at.text("words.merge_definitions", texts=_quoted(at, [text for _, text in told.definitions]))
    if told.mappings:
        addresses = _named(at, [address for _, address in told.mappings])
        yield at.text("words.merge_mappings", n=len(told.mappings), addresses=addresses)
    if told.related:
        yield at.text("words.merge_related", name=name, others=_concepts(at, told.related))
    if told.renamed:
        yield at.text("words.merge_renamed", name=name, others=_concepts(at, told.renamed))


def _lost(at: Place, out: Word, stays: Word, told: MergePreview) -> Iterator[str]:
    name, gone = stays.label(at.reader), out.label(at.reader)
    if told.labels_dropped:
        labels = _named(at, [text for _, text in told.labels_dropped])
        yield at.text("words.merge_labels_dropped", name=name, labels=labels)
    if told.mappings_dropped:
        addresses = _named(at, [address for _, address in told.mappings_dropped])
        yield at.text("words.merge_mappings_dropped", name=name, addresses=addresses)
    if told.unrelated:
        pairs = [
            f"{at.known.label(one, at.reader)} – {at.known.label(other, at.reader)}" for one, other in told.unrelated
        ]
        yield at.text("words.merge_unrelated", pairs=_named(at, pairs))
    if told.notes_left:
        yield at.text("words.merge_notes_left", name=gone, texts=_quoted(at, [text for _, text in told.notes_left]))


def _files(at: Place, told: MergePreview) -> Iterator[str]:
    yield at.text("words.merge_files", n=told.assets)
    if told.both:
        yield at.text("words.merge_both", n=told.both)
    if told.published:
        yield at.text("words.merge_published", n=told.published)


def _concepts(at: Place, ids: Collection[str]) -> str:
    return _named(at, [at.known.own[each].label(at.reader) for each in ids])


def _quoted(at: Place, texts: Sequence[str]) -> str:
    cut = [each if len(each) <= LONGEST_QUOTED else f"{each[:LONGEST_QUOTED].rstrip()}…" for each in texts]
    return _named(at, [place.quoted(at, each) for each in cut], between=" ")


def _named(at: Place, texts: Sequence[str], *, between: str = ", ") -> str:
    """The first of them, once each, and how many more there are."""
    every = list(dict.fromkeys(texts))
    more = [at.text("words.and_more", n=len(every) - MOST_NAMED)] if len(every) > MOST_NAMED else []
    return " ".join([between.join(every[:MOST_NAMED]), *more])
