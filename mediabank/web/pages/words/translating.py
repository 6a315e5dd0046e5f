"""The translator's list: what has no name in a language, as a form and as a spreadsheet that comes back."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import counting, edit
from mediabank.concepts.words import Word
from mediabank.errors import Fault, NotAllowed, Unfit
from mediabank.web import incoming
from mediabank.web import shown as shown_
from mediabank.web.pages.words import desk, form, place, tree
from mediabank.web.pages.words.place import HERE, LANGUAGES, Place
from mediabank.web.problems import fault_text
from mediabank.web.shown import HiddenValue, Input, Link, Option
from mediabank.web.shown.words import Cell
from mediabank.web.shown.words_lists import DiffRow, TranslationRow, TranslationsView

LISTED = 50
FIELD, SEEN = "name", "seen"


async def translations_page(request: Request) -> Response:
    """What has no name in the language that is asked for, the most used first."""
    at = await place.place_of(request)
    return await page(request, at)


async def translations_now(request: Request) -> Response:
    """Save the names that were written; what could not be saved stands again with its fault."""
    at = await place.place_of(request)
    tag, sent = language_of(request, at), await incoming.form(request)
    written = {
        name.removeprefix(f"{FIELD}."): text.strip()
        for name, text in sent.items()
        if name.startswith(f"{FIELD}.") and text.strip()
    }
    drafts: dict[str, edit.Draft] = {}
    for id_, text in written.items():
        word = at.known.own.get(id_)
        if word is not None:
            place.demand(at, word.vocabulary, tag)
            seen = tree.number(sent.get(f"{SEEN}.{id_}", str(word.changed)))
            drafts[id_] = edit.Draft(seen=seen, labels={tag: text}, languages=[tag])
    told = await edit.change_each(list(drafts.items()), by=at.viewer)
    faults = {id_: problem.faults for id_, problem in zip(drafts, told, strict=True) if problem is not None}
    if faults:
        return await page(request, await place.fresh(request), written=written, faults=faults)
    return await place.back(here(request, at), "translated", n=len(drafts))


async def page(
    request: Request,
    at: Place,
    *,
    written: Mapping[str, str] | None = None,
    faults: Mapping[str, Sequence[Fault]] | None = None,
    diff: tuple[DiffRow, ...] | None = None,
    notes: tuple[str, ...] = (),
    problems: tuple[shown_.Problem, ...] = (),
) -> Response:
    """The list, with what could not be saved, or with a spreadsheet against what stands in the bank."""
    tag, written, faults = language_of(request, at), written or {}, faults or {}
    chosen = request.query_params.get("vocabulary", "")
    found = await missing(at, tag, chosen)
    refused = [at.known.own[each] for each in faults]
    rows = [*refused, *(each for each in found[:LISTED] if each.id not in faults)]
    counts = await counting.own(at.known)
    told = tuple(
        shown_.Problem(text=fault_text(fault, at.reader), anchor=f"{FIELD}-{id_}")
        for id_, some in faults.items()
        for fault in some
    )
    view = TranslationsView(
        languages=_languages(at, tag, chosen),
        vocabularies=_vocabularies(at, tag, chosen),
        filter_href=f"{HERE}/translations",
        lang=tag,
        language=at.language(tag),
        rows=tuple(_row(at, each, tag, counts.get(each.id, 0), written, faults) for each in rows),
        total=len(found),
        csv_href=f"{HERE}/translations.csv?{_asked(tag, chosen)}",
        action_href=f"{HERE}/translations?{_asked(tag, chosen)}",
        upload_href=f"{HERE}/translations/file?{_asked(tag, chosen)}",
        apply_href=f"{HERE}/translations/apply?{_asked(tag, chosen)}",
        diff=diff,
        diff_notes=notes,
        problems=(*problems, *told),
        crumbs=place.crumbs(at, at.known.faces.get(chosen), last=at.text("words.pile_translations")),
    )
    status = Unfit.status if faults or problems else 200
    return await place.shown(request, at, "translations.html", view, status=status)


async def missing(at: Place, tag: str, vocabulary: str = "") -> list[Word]:
    """The concepts without a name in a language that the viewer may give one, the most used first."""
    counts = await counting.own(at.known)
    slugs = [
        each.slug
        for each in at.known.faces.values()
        if at.may(each.slug, tag) and (each.slug == vocabulary if vocabulary else not each.imported)
    ]
    found = [each for slug in slugs for each in desk.in_use(at, slug) if not each.labels.get(tag)]
    return sorted(found, key=lambda each: -counts.get(each.id, 0))


def language_of(request: Request, at: Place) -> str:
    """The language that is asked for, else the first that the viewer writes and that lacks most often: Sámi first.

    Errors: NotAllowed for one that is not the viewer's.
    """
    limited = at.limited_to()
    asked = request.query_params.get("language", "")
    if asked:
        if limited is not None and asked not in limited:
            raise NotAllowed
        return asked if form.TAG.fullmatch(asked) else "se"
    return "se" if limited is None or "se" in limited or not limited else min(limited)


def here(request: Request, at: Place) -> str:
    """The address of the list as it was asked for."""
    return f"{HERE}/translations?{_asked(language_of(request, at), request.query_params.get('vocabulary', ''))}"


def _asked(tag: str, vocabulary: str) -> str:
    return urlencode({"language": tag} | ({"vocabulary": vocabulary} if vocabulary else {}))


def _languages(at: Place, tag: str, vocabulary: str) -> tuple[Link, ...]:
    limited = at.limited_to()
    tags = [*LANGUAGES, *([] if tag in LANGUAGES else [tag])] if limited is None else sorted(limited)
    return tuple(
        Link(href=f"{HERE}/translations?{_asked(each, vocabulary)}", label=at.language(each), current=each == tag)
        for each in tags
    )


def _vocabularies(at: Place, tag: str, vocabulary: str) -> tuple[Option, ...]:
    """The vocabularies in which something is missing; those from outside only where they are asked for."""
    faces = [each for each in at.known.faces.values() if at.may(each.slug, tag)]
    wanting = [
        each
        for each in faces
        if each.slug == vocabulary
        or (not each.imported and any(gap.lang == tag and gap.missing for gap in desk.gaps(at, each)))
    ]
    options = (
        Option(value=each.slug, label=each.title(at.reader), chosen=each.slug == vocabulary)
        for each in sorted(wanting, key=lambda face: face.title(at.reader).casefold())
    )
    return (Option(value="", label=at.text("words.all_vocabularies"), chosen=not vocabulary), *options)


def _row(
    at: Place, word: Word, tag: str, used: int, written: Mapping[str, str], faults: Mapping[str, Sequence[Fault]]
) -> TranslationRow:
    above = " / ".join(at.known.own[each].label(at.reader) for each in place.path(at.known, word))
    others = [Cell(language=at.language(each), lang=each, text=text) for each, text in word.labels.items()]
    label = word.label(at.reader)
    return TranslationRow(
        href=place.href(word),
        label=label,
        lang=at.foreign(word.labels),
        path=" / ".join(filter(None, (at.known.faces[word.vocabulary].title(at.reader), above))),
        used=used,
        others=tuple(each for each in others if each.text != label and each.lang != tag),
        seen=HiddenValue(name=f"{SEEN}.{word.id}", value=str(word.changed)),
        input=Input(
            id=f"{FIELD}-{word.id}",
            name=f"{FIELD}.{word.id}",
            kind="text",
            label=label,
            value=written.get(word.id, "") if word.id in faults else "",
            lang=tag,
            error=" ".join(fault_text(each, at.reader) for each in faults.get(word.id, ())),
            max_length=form.LONGEST_LABEL,
        ),
    )
