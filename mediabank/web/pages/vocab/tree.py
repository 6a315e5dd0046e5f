"""A vocabulary as a tree of which only what was opened is fetched: each step is a link that also works alone."""

from collections.abc import Collection

from mediabank.concepts.word import Face, Word
from mediabank.web.pages.vocab.place import HERE, Place, href, with_query
from mediabank.web.shown.vocab import Branch, Level

PIECE = 200
"""Concepts side by side that are sent at once; flat vocabularies have thousands."""


def level(
    at: Place, face: Face, under: str = "", *, after: int = 0, open_: Collection[str] = (), root: str = ""
) -> Level:
    """The concepts right below one (id, "" for the top), from a number on; those of `open_` with what is below them.

    `root` is the slug that the page's tree begins below.
    """
    below = at.children(face.slug, under)
    piece = below[after : after + PIECE]
    more = after + PIECE if after + PIECE < len(below) else 0
    slug = at.known.own[under].slug if under else ""
    return Level(
        branches=tuple(branch(at, face, each, open_=open_, root=root) for each in piece),
        more_href=with_query(f"{HERE}/{face.slug}", under=slug, after=more) if more else "",
        more_branch_href=with_query(f"{HERE}/{face.slug}/branch", level=slug or "-", after=more) if more else "",
    )


def branch(at: Place, face: Face, word: Word, *, open_: Collection[str] = (), root: str = "") -> Branch:
    """One concept of the tree, with what is below it where it is open."""
    label, lang = word.label(at.reader), at.foreign(word.labels)
    if not at.children(face.slug, word.id):
        return Branch(href=href(word), label=label, lang=lang)
    is_open = word.id in open_
    above = next((each.slug for each in at.shown(word.broader)), "")
    rest = [each for each in open_ if each != word.id]  # a circle, which a file may bring, must not go round
    return Branch(
        href=href(word),
        label=label,
        lang=lang,
        toggle_href=with_query(f"{HERE}/{face.slug}", under=root, open=above if is_open else word.slug),
        branch_href=with_query(f"{HERE}/{face.slug}/branch", under=word.slug, closed=int(is_open)),
        open=is_open,
        below=level(at, face, word.id, open_=rest, root=root) if is_open else None,
    )


def opened(at: Place, face: Face, slug: str) -> frozenset[str]:
    """What must be open for a concept to be seen with what is right below it: itself and all above it."""
    word = at.known.by_slug.get((face.slug, slug))
    return frozenset((word.id, *word.ancestors)) if word is not None and at.shows(word) else frozenset()
