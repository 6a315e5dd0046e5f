"""One concept as those who tend it see it: the tree beside it, its names in every language, what lies below."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mediabank.assets import sorting
from mediabank.concepts import counting
from mediabank.concepts.words import PROPOSED, Face, Word
from mediabank.errors import Fault, Unfit
from mediabank.web.pages.words import form as form_
from mediabank.web.pages.words import merging, place, tree
from mediabank.web.pages.words.form import Written
from mediabank.web.pages.words.place import Place
from mediabank.web.problems import fault_text
from mediabank.web.shown import Action, HiddenValue, Input, Link, Option, Problem
from mediabank.web.shown.words import BelowRow, Cell, ConceptView, MergePanel, NoticeLine

MOST_BELOW = 100


async def concept_page(request: Request) -> Response:
    """The concept with its form."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    row = await place.row_of(word)
    asked = request.query_params
    written = form_.written_of(
        word, row, more=[asked["language"]] if form_.TAG.fullmatch(asked.get("language", "")) else []
    )
    panel = await merging.likely(at, word)
    return await page(request, at, word, written, panel=panel)


async def page(
    request: Request,
    at: Place,
    word: Word,
    written: Written,
    *,
    found: Mapping[str, Sequence[Option]] | None = None,
    faults: Sequence[Fault] = (),
    panel: MergePanel | None = None,
    states: Sequence[HiddenValue] = (),
) -> Response:
    """The page with what was typed; with faults each stands at its field and in the list on top.

    `states` are those of a form that is shown again, see `states_of`; without, it is made from what there is now.
    """
    face = at.known.faces[word.vocabulary]
    used = await counting.used(at.known, [word.id])
    columns = form_.columns_of(at, word.vocabulary, written, faults)
    may, gone = at.may(word.vocabulary), bool(word.current)
    below = await below_of(at, word.vocabulary, word.id)
    suggested = await tree.proposals(at, [word]) if word.state == PROPOSED else ()
    view = ConceptView(
        tree=await tree.tree_of(at, face, word),
        crumbs=place.crumbs(at, face, word)[1:],
        title=word.label(at.reader),
        address=word.address,
        public_href=place.public_href(word.vocabulary, word.slug),
        used=used[word.id],
        search_href=place.search_href(at.known, word),
        lang=at.foreign(word.labels),
        badges=place.badges(at, word),
        notices=_notices(at, face, word),
        problems=_problems(at, columns, faults),
        action_href=place.href(word),
        hidden=tuple(states) or states_of(word.changed),
        columns=columns,
        new_language=_new_language(at, written, faults) if may and not gone else None,
        links=form_.links_of(at, word, written, found or {}, faults),
        notation=_notation(at, written, faults),
        may_save=not gone and any(each.editable for each in columns),
        may_all=may and not gone,
        below=below,
        below_all=len(tree.children(at, word.vocabulary, word.id)),
        languages=tuple(at.language(tag) for tag in place.LANGUAGES),
        merge=panel,
        proposal=suggested[0] if suggested and may else None,
        open_notes=any(form_.place_of_fault(each)[0].startswith(("definition", "note-", "hidden")) for each in faults),
        open_places=bool(found) or any(form_.place_of_fault(each)[0] in form_.PLACES for each in faults),
        history_href=place.href(word, "history"),
        **_ways(at, word),
    )
    return await place.shown(request, at, "concept.html", view, status=Unfit.status if faults else 200)


def states_of(seen: int, told: int = 0) -> tuple[HiddenValue, ...]:
    """The state that a form was made from, and the one up to which its reader was told what is newer."""
    states = {"seen": seen} | ({"told": told} if told else {})
    return tuple(HiddenValue(name=name, value=str(state)) for name, state in states.items())


async def below_of(at: Place, vocabulary: str, under: str) -> tuple[BelowRow, ...]:
    """What lies right below a concept, or on top of a vocabulary, with its names and what is missing."""
    members = tree.children(at, vocabulary, under)[:MOST_BELOW]
    used = await counting.used(at.known, [each.id for each in members])
    rows = []
    for each in members:
        told = place.badges(at, each)
        cells = tuple(
            Cell(language=at.language(tag), lang=tag, text=each.labels.get(tag, "")) for tag in place.LANGUAGES
        )
        rows.append(
            BelowRow(
                href=place.href(each),
                label=each.label(at.reader),
                cells=cells,
                used=used[each.id],
                badge=told[0] if told else None,
            )
        )
    return tuple(rows)


def _ways(at: Place, word: Word) -> dict[str, Any]:
    """What may be done with the whole concept as it stands."""
    if not at.may(word.vocabulary) or word.current or word.state == PROPOSED:
        return {}
    if word.deprecated:
        restore = Action(href=place.href(word, "restore"), label=at.text("words.restore"), icon="undo")
        sort = {"sort_href": place.href(word, "sort")} if sorting.heirs(at.known, word) else {}
        return {"restore": restore, **sort}
    return {name: place.href(word, way) for name, way in _WAYS.items()}


_WAYS = {"move_href": "move", "merge_href": "merge", "split_href": "split", "deprecate_href": "deprecate"}


def _notices(at: Place, face: Face, word: Word) -> tuple[NoticeLine, ...]:
    told = []
    if word.current:
        survivor = at.known.by_id[word.id]
        link = Link(href=place.href(survivor), label=survivor.label(at.reader))
        told.append(NoticeLine(text=at.text("words.notice_merged"), links=(link,)))
    elif word.deprecated:
        links = [at.known.by_id[each] for each in word.replaced_by if each in at.known.by_id]
        said = "words.notice_replaced" if links else "words.notice_deprecated"
        if sorting.heirs(at.known, word):
            said = "words.notice_split"
        told.append(
            NoticeLine(
                text=at.text(said),
                links=tuple(Link(href=place.href(each), label=each.label(at.reader)) for each in links),
            )
        )
    if face.imported:
        told.append(NoticeLine(text=at.text("words.notice_imported", vocabulary=face.title(at.reader)), tone="info"))
    limited = at.limited_to()
    if not at.may(word.vocabulary) and limited:
        names = ", ".join(at.language(tag) for tag in sorted(limited))
        told.append(NoticeLine(text=at.text("words.notice_limited", tongues=names), tone="info"))
    return tuple(told)


def _problems(at: Place, columns: Sequence[object], faults: Sequence[Fault]) -> tuple[Problem, ...]:
    ids = {each.id for column in columns for each in (column.pref, column.others, *column.notes)}  # type: ignore[attr-defined]
    ids |= {"find-broader", "find-related", "find-mapping", "notation", "new-language"}
    return tuple(Problem(text=fault_text(each, at.reader), anchor=form_.anchor(each, ids)) for each in faults)


def _new_language(at: Place, written: Written, faults: Sequence[Fault]) -> Input:
    told = [fault_text(each, at.reader) for each in faults if each.field == "new-language"]
    return Input(
        id="new-language",
        name="new-language",
        kind="text",
        label=at.text("words.new_language"),
        value=written.new_language,
        hint=at.text("words.new_language_hint"),
        error=" ".join(told),
        max_length=20,
    )


def _notation(at: Place, written: Written, faults: Sequence[Fault]) -> Input:
    told = [fault_text(each, at.reader) for each in faults if each.field == "notation"]
    return Input(
        id="notation",
        name="notation",
        kind="text",
        label=at.text("words.notation"),
        value=written.notation,
        hint=at.text("words.notation_hint"),
        error=" ".join(told),
        max_length=form_.LONGEST_NOTATION,
    )
