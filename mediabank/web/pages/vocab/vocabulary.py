"""One vocabulary for everybody: as tree, by the alphabet, what is new, what is out of use; or as data."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from mediabank import access, language
from mediabank.concepts import dumps
from mediabank.concepts.word import Face, Word
from mediabank.errors import NotFound
from mediabank.web import render
from mediabank.web.linked import changes as changed
from mediabank.web.linked import data, negotiating
from mediabank.web.linked.negotiating import HTML, RDF
from mediabank.web.linked.sharing import shared
from mediabank.web.pages.vocab import alphabet, listing, place, tree
from mediabank.web.pages.vocab.place import HERE, Place
from mediabank.web.shown import Crumb, Link
from mediabank.web.shown.vocab import ChangeLine, EditionView, Named, VocabularyView

TREE = "tree"
ROWS = 200
"""Lines of a list that are sent at once."""
EDITIONS = 12


@shared
async def vocabulary(request: Request) -> Response:
    """A vocabulary in the form that is asked for. Errors: NotFound, NotAcceptable, BeingMade."""
    at = await place.place_of(request)
    slug, form = negotiating.split(request.path_params["vocabulary"], data.FORMS)
    face = place.face_of(at.known, slug)
    if form is not None:
        return await data.vocabulary(request, face, form, vary="")
    form = negotiating.chosen(request, (HTML, *data.FORMS))
    if form is not HTML:
        return await data.vocabulary(request, face, form, vary="Accept")
    asked = request.query_params.get("view", "")
    view = await VIEWS.get(asked, _tree)(request, at, face, await _frame(request, at, face))
    return await place.page(request, "vocabulary.html", view)


async def branch(request: Request) -> Response:
    """One concept of the tree with what is right below it, or those that follow on a level; for the page's script."""
    at = await place.place_of(request)
    face = place.face_of(at.known, request.path_params["vocabulary"])
    asked = request.query_params
    after = _number(asked.get("after", ""))
    slug = asked.get("under") or asked.get("level") or ""
    if slug in {"", "-"}:
        more = tree.level(at, face, after=after)
    else:
        word = at.known.by_slug.get((face.slug, slug))
        if word is None or not at.shows(word):
            raise NotFound
        if "under" in asked:
            open_ = () if asked.get("closed") == "1" else (word.id,)
            one = tree.branch(at, face, word, open_=open_)
            return await render.fragment(request, "vocab/branch.html", branch=one, level=None)
        more = tree.level(at, face, word.id, after=after)
    return await render.fragment(request, "vocab/branch.html", branch=None, level=more)


@shared
async def edition(request: Request) -> Response:
    """A vocabulary as it was kept one day: a page that says in which forms, or the data."""
    at = await place.place_of(request)
    face = place.face_of(at.known, request.path_params["vocabulary"])
    day, form = negotiating.split(request.path_params["day"], RDF)
    if form is not None:
        return await data.edition(request, face, day, form, vary="")
    form = negotiating.chosen(request, (HTML, *RDF))
    if form is not HTML:
        return await data.edition(request, face, day, form, vary="Accept")
    if day not in await dumps.editions(face):
        raise NotFound
    title = face.title(at.reader)
    view = EditionView(
        title=at.text("vocab.edition_title", name=title, day=_day(day, at)),
        crumbs=place.crumbs(at, Crumb(label=title, href=f"{HERE}/{face.slug}"), Crumb(label=_day(day, at))),
        forms=place.formats(f"{HERE}/{face.slug}/version/{day}", RDF),
        now_href=f"{HERE}/{face.slug}",
    )
    return await place.page(request, "edition.html", view)


async def _frame(request: Request, at: Place, face: Face) -> VocabularyView:
    """What stands on the page whichever the view is."""
    here, title = f"{HERE}/{face.slug}", face.title(at.reader)
    asked = request.query_params.get("view", "")
    chosen = asked if asked in VIEWS else TREE
    return VocabularyView(
        title=title,
        lang=at.foreign(face.titles),
        line=language.best(face.definitions, at.reader),
        line_lang=at.foreign(face.definitions),
        crumbs=place.crumbs(at, Crumb(label=title)),
        address=face.address,
        concepts=len(at.members(face.slug)),
        imported=face.imported,
        view=chosen,
        tabs=tuple(
            Link(
                href=place.with_query(here, view="" if each == TREE else each),
                label=at.text(f"vocab.view_{each}"),
                current=each == chosen and not request.query_params.get("q"),
            )
            for each in VIEWS
        ),
        finding=await listing.find(request, at, face),
        forms=place.formats(here, data.FORMS),
        feeds=place.formats(f"{here}/changes", changed.FORMS),
        editions=tuple(
            Link(href=f"{here}/version/{day}", label=_day(day, at)) for day in (await dumps.editions(face))[:EDITIONS]
        ),
        version=face.version,
        licence=_licence(at, face.licence),
        modified=face.modified_at,
        edit_href=f"/concepts/{face.slug}" if access.may(at.viewer, "concept:edit") else "",
    )


async def _tree(request: Request, at: Place, face: Face, view: VocabularyView) -> VocabularyView:
    asked = request.query_params
    under = at.known.by_slug.get((face.slug, asked.get("under", "")))
    if under is not None and not at.shows(under):
        under = None
    root = under.slug if under else ""
    open_ = tree.opened(at, face, asked.get("open", ""))
    after = _number(asked.get("after", ""))
    return replace(
        view,
        level=tree.level(at, face, under.id if under else "", after=after, open_=open_, root=root),
        under=at.named(under) if under else None,
        whole_href=f"{HERE}/{face.slug}" if under or after else "",
    )


async def _list(request: Request, at: Place, face: Face, view: VocabularyView) -> VocabularyView:
    found = await alphabet.by_letter(at.known, face.slug, at.reader)
    letters = alphabet.letters(list(found))
    asked = request.query_params.get("letter", "")
    chosen = asked if asked in found else (letters[0] if letters else "")
    words = at.shown(found.get(chosen, ()))
    here = f"{HERE}/{face.slug}"
    tabs = tuple(
        Link(href=place.with_query(here, view="list", letter=each), label=each, current=each == chosen)
        for each in letters
        if each == chosen or any(at.shown((id_,)) for id_ in found[each])
    )
    listed = replace(view, letters=tabs)
    return _paged(request, at, listed, words, place.with_query(here, view="list", letter=chosen))


async def _retired(request: Request, at: Place, face: Face, view: VocabularyView) -> VocabularyView:
    gone = [
        each
        for each in at.known.own.values()
        if each.vocabulary == face.slug and (each.deprecated or each.current) and at.shows(each)
    ]
    gone.sort(key=lambda each: alphabet.order(each.label(at.reader)))
    return _paged(request, at, view, gone, place.with_query(f"{HERE}/{face.slug}", view="retired"))


async def _new(request: Request, at: Place, face: Face, view: VocabularyView) -> VocabularyView:
    before = request.query_params.get("before", "")
    page = await changed.told(at.known, at.secret, face=face, before=before, limit=ROWS // 4)
    here = f"{HERE}/{face.slug}"
    return replace(
        view,
        changes=tuple(change_line(at, each) for each in page.changes),
        next_href=place.with_query(here, view="new", before=page.before) if page.before else "",
    )


VIEWS: Mapping[str, Callable[[Request, Place, Face, VocabularyView], Awaitable[VocabularyView]]] = {
    TREE: _tree,
    "list": _list,
    "new": _new,
    "retired": _retired,
}


def change_line(at: Place, told: changed.Told, *, named: bool = True) -> ChangeLine:
    """A change as a line of a page."""
    of = at.named(told.word) if named and told.word is not None else None
    return ChangeLine(at=told.at, kind=at.text(f"vocab.kind_{told.kind}"), of=of)


def _paged(request: Request, at: Place, view: VocabularyView, found: list[Word], here: str) -> VocabularyView:
    """A page of concepts, and where those before and after are."""
    first = _number(request.query_params.get("from", ""))
    return replace(
        view,
        names=tuple(_line(at, each) for each in found[first : first + ROWS]),
        previous_href=f"{here}&from={max(0, first - ROWS)}" if first else "",
        next_href=f"{here}&from={first + ROWS}" if first + ROWS < len(found) else "",
    )


def _line(at: Place, word: Word) -> Named:
    """A concept by its name, and what to use where it is out of use."""
    names = ", ".join(each.label(at.reader) for each in at.successors(word))
    return at.named(word, line=at.text("vocab.used_instead", names=names) if names else "")


def _licence(at: Place, address: str) -> Named | None:
    """A licence by its name where it is one of ours, else by its address."""
    href = place.linkable(address)
    known = at.known.by_id.get(at.known.find("licence", address) or "") if href else None
    if known is not None:
        return Named(href=href, label=known.label(at.reader), lang=at.foreign(known.labels))
    return Named(href=href, label=href) if href else None


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0  # noqa: PLR2004


def _day(day: str, at: Place) -> str:
    from datetime import date

    return language.day(date.fromisoformat(day), at.reader)
