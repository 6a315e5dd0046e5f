"""Where a request stands among the words: who asks in which language, and the concept or vocabulary it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import access
from mediabank.access import Viewer
from mediabank.concepts.words import Face, Word, Words, newest, words
from mediabank.errors import NotAllowed, NotFound
from mediabank.language import best_language, text
from mediabank.models import Concept
from mediabank.web import render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.render import LANGUAGE_NAMES
from mediabank.web.searching import FACETS
from mediabank.web.shown import Action, Badge, Crumb, HiddenValue, Toast

HERE = "/concepts"
LANGUAGES = tuple(LANGUAGE_NAMES)
"""Those that every concept is wanted in, in the order of the columns."""


@dataclass(frozen=True)
class Place:
    """Who asks, in which language, and all words as they stand."""

    viewer: Viewer
    reader: str
    known: Words

    def text(self, key: str, **values: object) -> str:
        """A sentence in the reader's language."""
        return text(key, self.reader, **values)

    def may(self, vocabulary: str, language: str | None = None) -> bool:
        """Whether the viewer tends this vocabulary, in one language or in all that it is."""
        return access.may_tend(self.viewer, vocabulary, language)

    def tends(self, vocabulary: str) -> bool:
        """Whether the viewer tends anything in this vocabulary."""
        return any(each.vocabularies is None or vocabulary in each.vocabularies for each in self.viewer.tends)

    def limited_to(self) -> frozenset[str] | None:
        """The languages that the viewer may write; None for all."""
        found: frozenset[str] = frozenset()
        for each in self.viewer.tends:
            if each.languages is None:
                return None
            found |= each.languages
        return found

    def language(self, tag: str) -> str:
        """The name of a language: its own where we know it, else as the bank's list of languages has it."""
        word = self.known.by_slug.get(("language", tag))
        return LANGUAGE_NAMES.get(tag) or (_capital(word.label(self.reader)) if word else tag)

    def foreign(self, texts: Mapping[str, str]) -> str:
        """The language a text is shown in, where it is not the page's."""
        found = best_language(texts, self.reader)
        return found if found != self.reader else ""


async def place_of(request: Request) -> Place:
    """The place of a request, once the words are read."""
    return Place(await viewer_of(request), language_of(request), await words())


async def fresh(request: Request) -> Place:
    """The place of a request after something was changed in it."""
    return Place(await viewer_of(request), language_of(request), await newest())


def face_of(request: Request, at: Place) -> Face:
    """The vocabulary that the address names. Errors: NotFound; NotAllowed for who tends none of it."""
    face = at.known.faces.get(request.path_params["vocabulary"])
    if face is None:
        raise NotFound
    if not at.tends(face.slug):
        raise NotAllowed
    return face


def word_of(request: Request, at: Place) -> Word:
    """The very concept that the address names, merged away or not. Errors: NotFound, NotAllowed."""
    word = at.known.own_slug.get((face_of(request, at).slug, request.path_params["concept"]))
    if word is None:
        raise NotFound
    return word


def demand(at: Place, vocabulary: str, language: str | None = None) -> None:
    """Errors: NotAllowed for who does not tend this."""
    if not at.may(vocabulary, language):
        raise NotAllowed


def demand_all(at: Place) -> None:
    """Errors: NotAllowed for who does not tend every vocabulary in every language."""
    if not tends_all(at):
        raise NotAllowed


def tends_all(at: Place) -> bool:
    """Whether the viewer may make vocabularies."""
    return any(each.vocabularies is None and each.languages is None for each in at.viewer.tends)


async def row_of(word: Word) -> Concept:
    """The row of a concept."""
    return await Concept.get(id=word.id)


def href(word: Word, *more: str) -> str:
    """The address of a concept's page here, or of one below it."""
    return "/".join((HERE, word.vocabulary, quote(word.slug, safe=""), *more))


def public_href(vocabulary: str, slug: str = "") -> str:
    """The page that everybody sees."""
    return f"/vocab/{vocabulary}/{quote(slug, safe='')}" if slug else f"/vocab/{vocabulary}"


def search_href(known: Words, word: Word) -> str:
    """The search for what carries a concept; nothing where no facet asks for its vocabulary."""
    for name, field in FACETS.items():
        found = known.scheme.by_id.get(field)
        if found is not None and found.vocabulary == word.vocabulary:
            return "/search?" + urlencode({name: word.slug, "drafts": "1"})
    return ""


def crumbs(at: Place, face: Face | None = None, word: Word | None = None, *, last: str = "") -> tuple[Crumb, ...]:
    """The way here: the desk, the vocabulary, the concepts above, the concept, and what is done with it."""
    steps = [Crumb(label=at.text("menu.concepts"), href=HERE)]
    if face is not None:
        steps.append(Crumb(label=face.title(at.reader), href=f"{HERE}/{face.slug}" if word or last else ""))
    if word is not None:
        above = [at.known.own[each] for each in path(at.known, word)]
        steps += [Crumb(label=each.label(at.reader), href=href(each)) for each in above]
        steps.append(Crumb(label=word.label(at.reader), href=href(word) if last else ""))
    if last:
        steps.append(Crumb(label=last))
    return tuple(steps)


def path(known: Words, word: Word) -> tuple[str, ...]:
    """One way from the top down to a concept, by the first parent of each; without the concept itself."""
    found: list[str] = []
    at = word
    while at.broader and (parent := known.by_id.get(at.broader[0])) is not None and parent.id not in found:
        found.append(parent.id)
        at = parent
    return tuple(reversed(found))


def quoted(at: Place, text: str) -> str:
    """A text in the quotation marks of the page's language."""
    return at.text("words.quoted", text=text)


def listed(at: Place, some: Iterable[Word]) -> str:
    """Names of concepts in a sentence: «a», «b» og «c»."""
    *first, last = (quoted(at, each.label(at.reader)) for each in some)
    return f"{', '.join(first)} {at.text('words.and')} {last}" if first else last


def badges(at: Place, word: Word) -> tuple[Badge, ...]:
    """What a concept is, where it is not simply in use."""
    told = []
    if word.current:
        told.append(Badge(text=at.text("words.badge_merged"), tone="no"))
    elif word.deprecated:
        told.append(Badge(text=at.text("words.badge_deprecated"), tone="no"))
    if word.state != "accepted":
        told.append(Badge(text=at.text(f"words.badge_{word.state}"), tone="waiting"))
    return tuple(told)


async def back(address: str, done: str, *, change: object = None, n: int | None = None) -> RedirectResponse:
    """On to a page that says what was done, with a way back where there is one."""
    told = {"word": done} | ({} if change is None else {"change": str(change)}) | ({} if n is None else {"n": str(n)})
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{urlencode(told)}", 303)


def toast(request: Request, at: Place) -> Toast | None:
    """What was just done, as the address says, with a button that undoes it."""
    from mediabank import language

    key, change, n = (request.query_params.get(name, "") for name in ("word", "change", "n"))
    if not key.isidentifier() or not language.has(f"words_done.{key}", "nb"):
        return None
    undo = Action(
        href=f"{HERE}/undo",
        label=at.text("words.undo"),
        values=(HiddenValue(name="change", value=change), HiddenValue(name="back", value=request.url.path)),
    )
    count = int(n) if n.isascii() and n.isdigit() and len(n) < 10 else 0  # noqa: PLR2004 - what a number can be here
    return Toast(text=at.text(f"words_done.{key}", n=count), undo=undo if change else None)


async def shown(request: Request, at: Place, template: str, view: object, *, status: int = 200) -> Response:
    """A page of this folder with what was just done."""
    return await render.page(request, f"words/{template}", view, status=status, toast=toast(request, at))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
