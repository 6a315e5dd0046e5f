"""One concept for everybody, as a page or as data; old addresses answer too, and say what to use now."""

from collections.abc import Sequence

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from mediabank import access, search
from mediabank.concepts import publishing, use
from mediabank.concepts.word import Face, Word
from mediabank.errors import NotFound
from mediabank.language import best_language
from mediabank.models import Concept
from mediabank.web import searching
from mediabank.web.linked import changes as changed
from mediabank.web.linked import data, negotiating, seen, sharing
from mediabank.web.linked.negotiating import HTML
from mediabank.web.linked.sharing import shared
from mediabank.web.pages.vocab import place
from mediabank.web.pages.vocab.place import HERE, Place
from mediabank.web.pages.vocab.vocabulary import change_line
from mediabank.web.shown import Crumb
from mediabank.web.shown.vocab import Address, ConceptView, Format, Mapped, Named, NoteLine, Tongue
from vocabularies.skos import MAPPINGS

FEW = 60
"""Concepts below one that its page names."""
CHANGES = 12
PUBLIC_NOTES = ("scope", "note", "example", "history", "change")
MATCHES = tuple(f"{each}Match" for each in MAPPINGS)
"""Kinds of mapping, the nearest first."""
WANTED = ("nb", "nn", "se", "en")
"""Languages that every concept is wanted in: shown where they lack too."""


@shared
async def concept(request: Request) -> Response:
    """A concept in the form that is asked for. Errors: NotFound, NotAcceptable."""
    at = await place.place_of(request)
    face = place.face_of(at.known, request.path_params["vocabulary"])
    asked = request.path_params["concept"]
    slug, form = asked, None
    if (face.slug, asked) not in at.known.own_slug:  # slugs of imported concepts may end like a suffix
        slug, form = negotiating.split(asked, data.FORMS)
    word = at.known.own_slug.get((face.slug, slug))
    if word is None:
        raise NotFound
    if form is not None:
        return await data.concept(request, face, word, form, vary="")
    form = negotiating.chosen(request, (HTML, *data.FORMS))
    if form is not HTML:
        return await data.concept(request, face, word, form, vary="Accept")
    if not at.shows(word):
        raise NotFound
    return await place.page(request, "concept.html", await _view(request, at, face, word))


async def _view(request: Request, at: Place, face: Face, word: Word) -> ConceptView:
    below = at.children(face.slug, word.id)
    used, search_href = await _used(at, word)
    history = await changed.told(at.known, at.secret, concept=word.id, limit=CHANGES)
    instead, forms = at.successors(word), place.formats(place.href(word), data.FORMS)
    return ConceptView(
        title=word.label(at.reader),
        lang=at.foreign(word.labels),
        crumbs=_crumbs(at, face, word),
        address=word.address,
        tongues=_tongues(at, word),
        addresses=_addresses(request, face, word, forms),
        forms=forms,
        search_href=search_href,
        used=used,
        notice=_notice(word, instead),
        instead=tuple(at.named(each) for each in instead),
        foreign=not publishing.base(face),
        notation=word.notation,
        notes=await _notes(at, word),
        above=tuple(at.named(each) for each in at.shown(word.broader)),
        below=tuple(at.named(each) for each in below[:FEW]),
        below_href=place.with_query(f"{HERE}/{face.slug}", under=word.slug) if len(below) > FEW else "",
        beside=tuple(at.named(each) for each in at.shown(word.related)),
        mapped=_mapped(at, word),
        vocabulary=at.face_named(face),
        history=tuple(
            change_line(at, each, named=each.word is not None and each.word.id != word.id) for each in history.changes
        ),
        edit_href=f"/concepts/{face.slug}/{word.slug}" if access.may(at.viewer, "concept:edit") else "",
    )


def _crumbs(at: Place, face: Face, word: Word) -> tuple[Crumb, ...]:
    """From all vocabularies down the nearest way from the top."""
    path: list[Word] = []
    above = at.shown(word.broader)
    while above and above[0] not in path:
        path.insert(0, above[0])
        above = at.shown(above[0].broader)
    steps = [Crumb(label=each.label(at.reader), href=place.href(each)) for each in path]
    vocabulary = Crumb(label=face.title(at.reader), href=f"{HERE}/{face.slug}")
    return place.crumbs(at, vocabulary, *steps, Crumb(label=word.label(at.reader)))


def _tongues(at: Place, word: Word) -> tuple[Tongue, ...]:
    """Its names side by side: the languages of the bank first, then all others it has."""
    others = sorted({*word.labels, *word.alt, *word.definitions} - set(WANTED))
    return tuple(
        Tongue(
            lang=each,
            name=at.tongue(each),
            label=word.labels.get(each, ""),
            also=word.alt.get(each, ()),
            definition=word.definitions.get(each, ""),
        )
        for each in (*WANTED, *others)
    )


async def _used(at: Place, word: Word) -> tuple[int | None, str]:
    """How many files the viewer finds under it, and the search that finds them; as libraries see the bank."""
    viewer, stands = at.viewer.reader(), at.known.by_id[word.id]
    for name, field in searching.FACETS.items():
        known = at.known.scheme.by_id.get(field)
        if known is not None and known.vocabulary == word.vocabulary:
            href = place.with_query("/search", **{name: stands.slug})
            params = QueryParams({name: stands.slug})
            asked = await searching.search_of(params, viewer, at.known, language=at.reader, facets=(), strict=False)
            return (await search.search(asked)).total, href
    counted = await use.counts(at.known, among=[word.id], viewer=viewer)
    return counted.get(stands.id, 0), ""


def _notice(word: Word, instead: Sequence[Word]) -> str:
    if word.current:
        return "vocab.merged_use"
    if not word.deprecated:
        return ""
    return "vocab.retired_use" if instead else "vocab.retired"


async def _notes(at: Place, word: Word) -> tuple[NoteLine, ...]:
    """Remarks for readers, of each kind in the language that suits best; those for editors are left to the data."""
    stored = (await Concept.get(id=word.id)).notes or ()
    lines = []
    for kind in PUBLIC_NOTES:
        said = [each for each in stored if each["kind"] == kind]
        tongue = best_language({each["language"]: each["text"] for each in said}, at.reader)
        foreign = tongue if tongue != at.reader else ""
        lines += [NoteLine(text=each["text"], lang=foreign) for each in said if each["language"] == tongue]
    return tuple(lines)


def _mapped(at: Place, word: Word) -> tuple[Mapped, ...]:
    """Concepts elsewhere that mean the same or nearly so; the name where that vocabulary is here too."""
    found = {
        kind: seen.shown_addresses(addresses, at.known, at.secret)
        for kind, addresses in (*((each, word.mappings.get(each, ())) for each in MATCHES), ("see_also", word.see_also))
    }
    return tuple(
        Mapped(kind=f"vocab.{kind}", members=tuple(_elsewhere(at, each) for each in addresses))
        for kind, addresses in found.items()
        if addresses
    )


def _elsewhere(at: Place, address: str) -> Named:
    other = at.known.by_address.get(address)
    if other is None:
        return Named(href=place.linkable(address), label=address)
    face = at.face_named(at.known.faces[other.vocabulary])
    return at.named(other, line=face.label, line_lang=face.lang)


def _addresses(request: Request, face: Face, word: Word, forms: Sequence[Format]) -> tuple[Address, ...]:
    here = f"{sharing.origin(request)}{HERE}/{face.slug}/{word.slug}"
    own = [Address(key="vocab.address_main", href=place.linkable(word.address), words=word.address)]
    if word.address != here:
        own.append(Address(key="vocab.address_page", href=f"{HERE}/{face.slug}/{word.slug}", words=here))
    return (*own, *(Address(key=f"vocab.form.{each.id}", href=each.href, words=f"{here}.{each.id}") for each in forms))
