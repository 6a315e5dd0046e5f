"""What is done with a whole concept: moved, taken out of use, brought back; with a page that tells what follows."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import edit, use
from mediabank.concepts.words import Word
from mediabank.errors import Conflict, Fault, Unfit
from mediabank.web import incoming
from mediabank.web import shown as shown_
from mediabank.web.pages.words import choosing, place
from mediabank.web.pages.words import form as form_
from mediabank.web.pages.words.place import Place
from mediabank.web.problems import fault_text
from mediabank.web.shown import Input, Option
from mediabank.web.shown.words import ChooseView


async def move_page(request: Request) -> Response:
    """Choose what a concept is to lie under; without a script this is the way to move."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    return await _move_page(request, at, word)


async def move_now(request: Request) -> Response:
    """Put a concept under another one, or on top; with `from` it leaves that parent and keeps its others."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    sent = await incoming.form(request)
    if "broader" not in sent.values and not sent.get("top"):
        return await _move_page(request, at, word, (Fault("concept.nothing_chosen", facts={"concept": word.labels}),))
    parents = [] if sent.get("top") else [each for each in sent.all("broader") if each]
    if "from" in sent.values:
        parents = [each for each in (*word.broader, *parents) if each != sent.get("from") or each in parents]
    try:
        change = await edit.move(word.id, list(dict.fromkeys(parents)), by=at.viewer)
    except (Unfit, Conflict) as problem:
        return await _move_page(request, at, word, problem.faults)
    address = inside(sent.get("back")) or place.href(word)
    return await place.back(address, "moved" if change else "nothing_to_save", change=change.id if change else None)


async def deprecate_page(request: Request) -> Response:
    """Choose what takes over, and say why."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    place.demand(at, word.vocabulary)
    return await _deprecate_page(request, at, word)


async def deprecate_now(request: Request) -> Response:
    """Take a concept out of the pickers."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    sent = await incoming.form(request)
    note = sent.get("note").strip()
    try:
        change = await edit.deprecate(
            word.id,
            by=at.viewer,
            replaced_by=sent.all("replaced"),
            note={form_.language_written(at): note} if note else None,
        )
    except (Unfit, Conflict) as problem:
        return await _deprecate_page(request, at, word, problem.faults)
    return await place.back(place.href(word), "deprecated", change=change.id if change else None)


async def restore_now(request: Request) -> Response:
    """Bring a retired concept back."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    change = await edit.restore(word.id, by=at.viewer)
    return await place.back(place.href(word), "restored", change=change.id if change else None)


async def hits_for(request: Request, at: Place, word: Word, name: str = "into") -> tuple[str, tuple[Option, ...]]:
    """What was looked for without script to be chosen in this field, and what was found."""
    query = request.query_params.get("q", "").strip()
    hits = await choosing.offered(at, word, name, query) if query else []
    return query, tuple(form_.concept_option(at, each.word.id) for each in hits)


def inside(address: str) -> str:
    """A way back that stays on these pages; nothing for any other."""
    return address if address == place.HERE or address.startswith(f"{place.HERE}/") else ""


def problems_of(at: Place, faults: Sequence[Fault]) -> tuple["shown_.Problem", ...]:
    """Faults that are about the whole."""
    return tuple(shown_.Problem(text=fault_text(each, at.reader)) for each in faults)


async def _move_page(request: Request, at: Place, word: Word, faults: Sequence[Fault] = ()) -> Response:
    query, found = await hits_for(request, at, word, choosing.BROADER)
    name = word.label(at.reader)
    view = ChooseView(
        title=at.text("words.move_title", name=name),
        line=at.text("words.move_line"),
        crumbs=place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.move")),
        action_href=place.href(word, "move"),
        back_href=place.href(word),
        name="broader",
        button=at.text("words.move_now"),
        query=query,
        found=found,
        nothing=bool(query) and not found,
        top=at.text("words.on_top_choice"),
        problems=problems_of(at, faults),
    )
    return await place.shown(request, at, "choose.html", view, status=Unfit.status if faults else 200)


async def _deprecate_page(request: Request, at: Place, word: Word, faults: Sequence[Fault] = ()) -> Response:
    query, found = await hits_for(request, at, word)
    own = len(await use.carrying(at.known.same(word.id)))
    name = word.label(at.reader)
    view = ChooseView(
        title=at.text("words.deprecate_title", name=name),
        line=at.text("words.deprecate_line"),
        lines=(at.text("words.deprecate_files", n=own), at.text("words.can_undo")),
        crumbs=place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.deprecate")),
        action_href=place.href(word, "deprecate"),
        back_href=place.href(word),
        name="replaced",
        button=at.text("words.deprecate_now"),
        query=query,
        found=found,
        nothing=bool(query) and not found,
        several=True,
        note=Input(
            id="note",
            name="note",
            kind="long",
            label=at.text("words.deprecate_note"),
            lang=form_.language_written(at),
            max_length=form_.LONGEST_NOTE,
        ),
        problems=problems_of(at, faults),
        find_label=at.text("words.deprecate_find"),
    )
    return await place.shown(request, at, "choose.html", view, status=Unfit.status if faults else 200)
