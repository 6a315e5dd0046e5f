"""Making a vocabulary, and writing what it is called and what it is for."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import edit
from mediabank.concepts.words import Face
from mediabank.errors import Fault, Unfit
from mediabank.web import incoming
from mediabank.web.pages.words import place, tree
from mediabank.web.pages.words.place import HERE, LANGUAGES, Place
from mediabank.web.problems import fault_text
from mediabank.web.shown import Field, HiddenValue, Input, Problem
from mediabank.web.shown.words import VocabularyFormView

Texts = Mapping[str, Mapping[str, str]]
LONGEST: Mapping[str, int] = {"titles": 200, "definitions": 4_000}


async def new_page(request: Request) -> Response:
    """The empty form."""
    at = await place.place_of(request)
    place.demand_all(at)
    return await _form(request, at, None, {})


async def new_now(request: Request) -> Response:
    """Make an empty vocabulary, or show the form again."""
    at = await place.place_of(request)
    place.demand_all(at)
    written = _written(await incoming.form(request))
    try:
        made = await edit.vocabulary_new(written["titles"], by=at.viewer, definitions=written["definitions"])
    except Unfit as problem:
        return await _form(request, at, None, written, problem.faults)
    return await place.back(f"{HERE}/{made.slug}", "vocabulary_made")


async def change_page(request: Request) -> Response:
    """The form with what the vocabulary is called now."""
    at = await place.place_of(request)
    face = place.face_of(request, at)
    place.demand(at, face.slug)
    return await _form(request, at, face, {"titles": face.titles, "definitions": face.definitions})


async def change_now(request: Request) -> Response:
    """Write the names and purposes; languages that the form does not show keep theirs."""
    at = await place.place_of(request)
    face = place.face_of(request, at)
    place.demand(at, face.slug)
    sent = await incoming.form(request)
    written, seen = _written(sent), tree.number(sent.get("seen", str(face.changed)))
    titles, definitions = (
        {**was, **now} for was, now in ((face.titles, written["titles"]), (face.definitions, written["definitions"]))
    )
    try:
        await edit.vocabulary_change(face.slug, titles, definitions, by=at.viewer, seen=seen)
    except (Unfit, edit.Overtaken) as problem:
        seen = problem.facts.get("value", seen)
        return await _form(request, at, face, written, problem.faults, seen=seen)
    return await place.back(f"{HERE}/{face.slug}", "saved")


def _written(form: incoming.Form) -> dict[str, dict[str, str]]:
    return {name: {tag: form.get(f"{name}.{tag}").strip() for tag in LANGUAGES} for name in LONGEST}


async def _form(
    request: Request,
    at: Place,
    face: Face | None,
    written: Texts,
    faults: Sequence[Fault] = (),
    *,
    seen: int | None = None,
) -> Response:
    title = at.text("words.vocabulary_title", name=face.title(at.reader)) if face else at.text("words.new_title")
    fields = tuple(_field(at, name, written.get(name, {}), faults) for name in LONGEST)
    view = VocabularyFormView(
        title=title,
        line="" if face else at.text("words.new_line"),
        crumbs=place.crumbs(at, face, last=title),
        action_href=f"{HERE}/vocabularies/{face.slug if face else 'new'}",
        back_href=f"{HERE}/{face.slug}" if face else HERE,
        fields=fields,
        hidden=(HiddenValue(name="seen", value=str(face.changed if seen is None else seen)),) if face else (),
        problems=tuple(Problem(text=fault_text(each, at.reader), anchor=_anchor(each)) for each in faults),
    )
    return await place.shown(request, at, "vocabulary_form.html", view, status=Unfit.status if faults else 200)


def _anchor(fault: Fault) -> str:
    return f"{fault.field}-{fault.path[0] if fault.path and fault.path[0] in LANGUAGES else LANGUAGES[0]}"


def _field(at: Place, name: str, texts: Mapping[str, str], faults: Sequence[Fault]) -> Field:
    told = {_anchor(each): fault_text(each, at.reader) for each in faults}
    return Field(
        id=f"field-{name}",
        label=at.text(f"words.{name}"),
        layout="languages",
        inputs=tuple(
            Input(
                id=f"{name}-{tag}",
                name=f"{name}.{tag}",
                kind="text" if name == "titles" else "long",
                label=at.language(tag),
                value=texts.get(tag, ""),
                lang=tag,
                error=told.get(f"{name}-{tag}", ""),
                max_length=LONGEST[name],
            )
            for tag in LANGUAGES
        ),
    )
