"""Where in the words a reader is: who they are, what they must not be told of, and how things are named to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediabank import language
from mediabank.access import Viewer
from mediabank.concepts.word import Face, Word, Words
from mediabank.concepts.words import words
from mediabank.errors import NotFound
from mediabank.web import render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.linked import seen
from mediabank.web.linked.negotiating import Form
from mediabank.web.render import LANGUAGE_NAMES
from mediabank.web.shown import Crumb
from mediabank.web.shown.vocab import Format, Named

HERE = "/vocab"


@dataclass(frozen=True)
class Place:
    """Who asks, in which language, all words as they stand, and the ids that this viewer must not be told of."""

    viewer: Viewer
    reader: str
    known: Words
    secret: frozenset[str]

    def text(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return language.text(key, self.reader, **values)

    def shows(self, word: Word) -> bool:
        """Whether the viewer may meet this concept."""
        return seen.is_shown(word, self.secret)

    def shown(self, ids: Iterable[str]) -> list[Word]:
        """The concepts of these ids that the viewer may meet, themselves and not what they were merged into."""
        return [self.known.own[each] for each in ids if each in self.known.own and self.shows(self.known.own[each])]

    def children(self, vocabulary: str, under: str = "") -> list[Word]:
        """The concepts right below one that are in use, or have some below them that are."""
        return [
            each
            for each in self.known.children(vocabulary, under)
            if self.shows(each) and not (each.deprecated and not self.known.children(vocabulary, each.id))
        ]

    def members(self, vocabulary: str) -> list[Word]:
        """The concepts of a vocabulary that are in use, in the order of its tree."""
        return [
            each for each in self.known.vocabularies.get(vocabulary, ()) if self.shows(each) and not each.deprecated
        ]

    def foreign(self, texts: Mapping[str, str]) -> str:
        """The language a text is shown in, where it is not the page's."""
        found = language.best_language(texts, self.reader)
        return found if found != self.reader else ""

    def named(self, word: Word, *, line: str = "", line_lang: str = "") -> Named:
        """A concept by its name."""
        return Named(
            href=href(word),
            label=word.label(self.reader),
            lang=self.foreign(word.labels),
            line=line,
            line_lang=line_lang,
            retired=word.deprecated or bool(word.current),
        )

    def face_named(self, face: Face) -> Named:
        """A vocabulary by its title."""
        return Named(href=f"{HERE}/{face.slug}", label=face.title(self.reader), lang=self.foreign(face.titles))

    def tongue(self, tag: str) -> str:
        """The name of a language: its own where we know it, else by the bank's list of languages or the world."""
        if not tag:
            return self.text("vocab.no_language")
        word = self.known.by_slug.get(("language", tag))
        label = word.label(self.reader) if word else language.tongue(tag, self.reader)
        return LANGUAGE_NAMES.get(tag) or label[:1].upper() + label[1:]

    def successors(self, word: Word) -> list[Word]:
        """What to use in the place of a concept that is out of use."""
        if word.current:
            return [each for each in (self.known.by_id[word.id],) if self.shows(each)]
        return self.shown(self.known.by_id[each].id for each in word.replaced_by if each in self.known.by_id)


async def place_of(request: Request) -> Place:
    """Where the one who asks is."""
    viewer = await viewer_of(request)
    return Place(viewer, language_of(request), await words(), await seen.hidden(request))


def face_of(known: Words, slug: str) -> Face:
    """The vocabulary of this slug. Errors: NotFound."""
    face = known.faces.get(slug)
    if face is None:
        raise NotFound
    return face


def href(word: Word) -> str:
    """Where a concept's page is."""
    return f"{HERE}/{word.vocabulary}/{word.slug}"


def linkable(address: str) -> str:
    """An address that a page may lead to; "" for what files may bring and no reader should follow."""
    return address if address.startswith(("https://", "http://")) else ""


def formats(here: str, forms: Iterable[Form]) -> tuple[Format, ...]:
    """The forms that what lies at an address comes in, each at an address of its own."""
    return tuple(Format(id=each.suffix, href=f"{here}.{each.suffix}", type=each.types[0]) for each in forms)


def with_query(path: str, **asked: object) -> str:
    """An address with what is asked, without what is empty."""
    given = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def crumbs(at: Place, *steps: Crumb) -> tuple[Crumb, ...]:
    """The way here from all vocabularies."""
    return (Crumb(label=at.text("vocab.title"), href=HERE), *steps)


async def page(request: Request, template: str, view: object) -> Response:
    """A page that stands at an address which also has other forms."""
    response = await render.page(request, f"vocab/{template}", view)
    response.headers["Vary"] = f"Accept, {response.headers['Vary']}"
    return response
