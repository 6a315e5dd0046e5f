"""One vocabulary as a tree of which only what is opened is made, and the field that finds and creates."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import counting, picking
from mediabank.concepts.words import PROPOSED, Face, Word
from mediabank.models import Concept
from mediabank.web import render
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import Place
from mediabank.web.shown import Crumb, Link
from mediabank.web.shown.words import ProposalShown, TreeItem, TreeView

DIGITS = 10
MOST_IN_BRANCH = 200
"""Concepts of one branch in one piece; the next ones are fetched when they are asked for."""
MOST_FOUND = 50
MOST_PROPOSALS = 3
MOST_LIKE = 3


async def tree_of(at: Place, face: Face, word: Word | None = None, *, written: str = "", error: str = "") -> TreeView:
    """The top of a vocabulary, opened down to one concept and what lies right below it."""
    way = (*place.path(at.known, word), word.id) if word is not None else ()
    used = await counting.used(at.known, _shown_ids(at, face.slug, way))
    waiting = [each for each in at.known.vocabularies.get(face.slug, ()) if each.state == PROPOSED]
    at_home = f"{place.HERE}/{face.slug}"
    return TreeView(
        title=face.title(at.reader),
        href=at_home,
        branch_href=f"{at_home}/branch",
        items=_branch(at, face.slug, "", way, used, level=1),
        more=_more(at, face.slug, "", 0),
        may_create=at.may(face.slug) and face.slug != "campaign",
        may_move=at.may(face.slug),
        written=written,
        error=error,
        found=await found(at, face.slug, written) if written else None,
        path=_path(at, face, word),
        proposals=await proposals(at, waiting[:MOST_PROPOSALS]) if at.may(face.slug) else (),
        proposals_href=f"{place.HERE}/proposals",
        waiting=len(waiting),
    )


async def branch(request: Request) -> Response:
    """The pieces of a tree: what lies below one concept from a number on, or what a typed word finds."""
    at = await place.place_of(request)
    face = place.face_of(request, at)
    asked = request.query_params
    if "q" in asked:
        items = await found(at, face.slug, asked["q"])
        return await render.fragment(request, "words/branch.html", items=items, more=None, flat=True)
    under = at.known.own_slug.get((face.slug, asked.get("under", "")))
    first = number(asked.get("from", ""))
    id_ = under.id if under else ""
    piece = children(at, face.slug, id_)[first : first + MOST_IN_BRANCH]
    used = await counting.used(at.known, [each.id for each in piece])
    level = len(place.path(at.known, under)) + 2 if under else 1
    items = tuple(_item(at, each, (), used, level=level) for each in piece)
    more = _more(at, face.slug, id_, first)
    return await render.fragment(request, "words/branch.html", items=items, more=more, flat=False)


async def found(at: Place, vocabulary: str, written: str) -> tuple[TreeItem, ...]:
    """The concepts of a vocabulary whose name in any language holds what was written; the nearest first."""
    hits = await search(at, (vocabulary,), written)
    used = await counting.used(at.known, [each.id for each in hits])
    return tuple(_item(at, each, (), used, level=1, leaf=True) for each in hits)


async def search(
    at: Place,
    vocabularies: tuple[str, ...],
    written: str,
    *,
    most: int = MOST_FOUND,
    without: frozenset[str] = frozenset(),
) -> list[Word]:
    """The concepts whose names in any language answer what was written, the nearest first; retired ones too."""
    wish = picking.Wish(
        typed=written,
        reader=at.reader,
        vocabularies=vocabularies,
        deprecated=True,
        without=without,
        assignable=False,
        most=most,
    )
    return [at.known.own[each.word.id] for each in await picking.found(wish)]


async def exact(at: Place, vocabulary: str, written: str) -> Word | None:
    """The concept in use that some language calls just this, as its name or as another word for it."""
    wish = picking.Wish(typed=written, reader=at.reader, vocabularies=(vocabulary,), proposed=False, assignable=False)
    hits = await picking.exact(at.known, wish)
    return hits[0] if hits else None


def children(at: Place, vocabulary: str, under: str = "") -> tuple[Word, ...]:
    """What lies right below a concept, or on top; suggested words stand in a list of their own."""
    return tuple(each for each in at.known.children(vocabulary, under) if each.state != PROPOSED)


async def proposals(at: Place, waiting: list[Word]) -> tuple[ProposalShown, ...]:
    """Suggested words with how often they are carried already, and what they may be another word for."""
    counts = await counting.own(at.known)
    rows = {
        str(row.id): row
        for row in await Concept.filter(id__in=[each.id for each in waiting]).select_related("proposed_by")
    }
    return tuple([await _proposal(at, each, rows[each.id], counts.get(each.id, 0)) for each in waiting])


async def _proposal(at: Place, word: Word, row: Concept, used: int) -> ProposalShown:
    label = word.label(at.reader)
    like = await search(at, (word.vocabulary,), label, most=MOST_LIKE + 1, without=frozenset({word.id}))
    return ProposalShown(
        id=word.id,
        href=place.href(word),
        label=label,
        vocabulary=at.known.faces[word.vocabulary].title(at.reader),
        used=used,
        by=row.proposed_by.name if row.proposed_by else "",
        at=row.created_at,
        lang=at.foreign(word.labels),
        like=tuple(
            Link(href=f"{place.href(word, 'merge')}?{urlencode({'into': each.slug})}", label=each.label(at.reader))
            for each in like
            if each.state != PROPOSED
        ),
        action_href=place.href(word, "proposal"),
        merge_href=place.href(word, "merge"),
    )


def _path(at: Place, face: Face, word: Word | None) -> tuple[Crumb, ...]:
    """The way to a concept inside its vocabulary, for windows without room for the tree."""
    above = [at.known.own[each] for each in place.path(at.known, word)] if word else []
    home = Crumb(label=face.title(at.reader), href=f"{place.HERE}/{face.slug}" if word else "")
    steps = tuple(Crumb(label=each.label(at.reader), href=place.href(each)) for each in above)
    return (home, *steps, *((Crumb(label=word.label(at.reader)),) if word else ()))


def _shown_ids(at: Place, vocabulary: str, way: tuple[str, ...]) -> list[str]:
    levels = (children(at, vocabulary, each)[:MOST_IN_BRANCH] for each in ("", *way))
    return [*(each.id for level in levels for each in level), *way]


def _branch(
    at: Place, vocabulary: str, under: str, way: tuple[str, ...], used: Mapping[str, int], *, level: int
) -> tuple[TreeItem, ...]:
    every = children(at, vocabulary, under)
    piece = every[:MOST_IN_BRANCH]
    # the way to the open concept is shown also where it lies far down a long branch
    piece += tuple(each for each in every[MOST_IN_BRANCH:] if each.id in way)
    return tuple(_item(at, each, way, used, level=level) for each in piece)


def _item(
    at: Place, word: Word, way: tuple[str, ...], used: Mapping[str, int], *, level: int, leaf: bool = False
) -> TreeItem:
    branches = not leaf and bool(children(at, word.vocabulary, word.id))
    is_open = branches and word.id in way
    told = place.badges(at, word)
    return TreeItem(
        id=word.id,
        slug=word.slug,
        href=place.href(word),
        label=word.label(at.reader),
        used=used.get(word.id, 0),
        level=level,
        branches=branches,
        open=is_open,
        current=bool(way) and way[-1] == word.id,
        below=_branch(at, word.vocabulary, word.id, way, used, level=level + 1) if is_open else (),
        more=_more(at, word.vocabulary, word.id, 0) if is_open else None,
        badge=told[0] if told else None,
        lang=at.foreign(word.labels),
    )


def number(given: str) -> int:
    """A count that an address or a form carries; 0 where it is none that a column holds."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < DIGITS else 0


def _more(at: Place, vocabulary: str, under: str, first: int) -> Link | None:
    left = len(children(at, vocabulary, under)) - first - MOST_IN_BRANCH
    if left <= 0:
        return None
    asked = urlencode({"under": at.known.own[under].slug if under else "", "from": first + MOST_IN_BRANCH})
    return Link(href=f"{place.HERE}/{vocabulary}/branch?{asked}", label=at.text("words.more", n=left))
