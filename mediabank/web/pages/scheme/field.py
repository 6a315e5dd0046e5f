"""One field of the scheme: its form in four languages, a new field, retiring one and putting it back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import scheme as schemes
from mediabank.concepts import stored
from mediabank.errors import NotFound
from mediabank.language import best
from mediabank.web import incoming, render
from mediabank.web.forms.choices import capital
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding, telling
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.problems import fault_text
from mediabank.web.shown import Crumb, HiddenValue, Input, Option
from mediabank.web.shown import Field as FormField
from mediabank.web.shown.scheme import SchemeFormView, SchemeReviewView
from vocabularies.scheme import Draft, Field, Scheme, changing, sound
from vocabularies.scheme.core import DRAFT, FIELD, PUBLISH, REPEATABLE, VOCABULARY, Core, core

LANGUAGES = ("nb", "nn", "se", "en")
NEW = "new"
EMPTY = Field(id="", group="text", order=0, label={}, help={}, type="string", max_length=changing.TEXT_LENGTH)
LONG_TEXTS = ("string", "langString")
LONGEST_WRITTEN = 4_000


async def field_page(request: Request) -> Response:
    """The form of a field as it is."""
    desk = await deciding.desk_of(request)
    field = _field(desk)
    return await _form(desk, field, Told())


async def field_now(request: Request) -> Response:
    """Save a field, or tell what saving would do."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    field = _field(desk)
    new = changing.changed(desk.now.scheme, field.id, _draft(form, field))
    found = await deciding.decided(desk, new, form, done="scheme_saved")
    return await _form(desk, new.by_id[field.id], found) if isinstance(found, Told) else found


async def new_page(request: Request) -> Response:
    """The empty form of a new field."""
    return await _form(await deciding.desk_of(request), EMPTY, Told(), is_new=True)


async def new_now(request: Request) -> Response:
    """Add a field, or tell what adding it would do."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    id_, type_ = form.get("id").strip()[:60], form.get("type")[:40]
    draft = _draft(form, replace(EMPTY, type=type_))
    new = changing.added(desk.now.scheme, id_, type_, draft)
    found = await deciding.decided(desk, new, form, done="scheme_added")
    typed = next(each for each in new.fields if each not in desk.now.scheme.fields or each.id == id_)
    return await _form(desk, replace(typed, id=id_), found, is_new=True) if isinstance(found, Told) else found


async def retire_page(request: Request) -> Response:
    """What retiring a field means, before it is done."""
    desk = await deciding.desk_of(request)
    return await _retiring(desk, _field(desk), Form())


async def retire_now(request: Request) -> Response:
    """Retire a field."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    return await _retiring(desk, _field(desk), form)


async def restore_now(request: Request) -> Response:
    """Put a retired field back, after it was told what that would do. Errors: NotFound."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    field = (await schemes.ever()).get(request.path_params["field"])
    if field is None or field.id in desk.now.scheme.by_id:
        raise NotFound
    new = changing.put_back(desk.now.scheme, field)
    found = await deciding.decided(desk, new, form, done="scheme_put_back", look_first=True)
    return await _review(desk, field, found, "restore") if isinstance(found, Told) else found


async def _retiring(desk: Desk, field: Field, form: Form) -> Response:
    if not form.values:
        form.values["seen"] = [str(desk.now.number)]
    new = changing.retired(desk.now.scheme, field.id)
    found = await deciding.decided(desk, new, form, done="scheme_retired", look_first=True)
    if not isinstance(found, Told):
        return found
    held = await stored.holding(desk.now.scheme, field.id)
    return await _review(desk, field, found, "retire", more=desk.text("scheme_page.held", n=held) if held else "")


async def _review(desk: Desk, field: Field, told: Told, what: str, *, more: str = "") -> Response:
    name = best(field.label, desk.reader)
    title = desk.text(f"scheme_page.{what}_title", name=name)
    view = SchemeReviewView(
        title=title,
        line=" ".join(filter(None, (more, desk.text(f"scheme_page.{what}_line")))),
        action_href=f"{HERE}/{field.id}/{what}",
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        hidden=(desk.seen(), *told.hidden),
        problems=deciding.problems(desk, told),
        newer=told.newer,
        review=told.review,
    )
    return await render.page(desk.request, "scheme_review.html", view, status=told.status)


def _field(desk: Desk) -> Field:
    field = desk.now.scheme.by_id.get(desk.request.path_params["field"])
    if field is None:
        raise NotFound
    return field


def _draft(form: Form, field: Field) -> Draft:
    """What the form says; what it does not ask for this field stays."""
    was = changing.draft_of(field)

    def said(name: str, otherwise: Any) -> Any:
        return form.get(name).strip()[:LONGEST_WRITTEN] if name in form.values else otherwise

    def flag(name: str, *, otherwise: bool) -> bool:
        return form.get(name) == "1" if f"{name}.asked" in form.values else otherwise

    several = flag("repeatable", otherwise=was.repeatable)
    return Draft(
        label=_texts(form, "label", was.label),
        help=_texts(form, "help", was.help),
        group=said("group", was.group),
        draft=said("draft", was.draft),
        publish=said("publish", was.publish),
        vocabulary=said("vocabulary", was.vocabulary) if field.type == "concept" else "",
        repeatable=several,
        facet=flag("facet", otherwise=was.facet),
        max_length=_number(form, "max_length", was.max_length),
        max_count=_number(form, "max_count", was.max_count) if several else 0,
        mappings=_texts(form, "mappings", was.mappings, telling.MAPPINGS),
    )


def _texts(form: Form, name: str, was: Mapping[str, str], parts: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """Texts by language or standard: those on the form as they were written, the others as they were."""
    asked = {part for part in parts if f"{name}.{part}" in form.values}
    written = {part: form.get(f"{name}.{part}").strip()[:LONGEST_WRITTEN] for part in asked}
    both = {part: text for part, text in was.items() if part not in asked} | written
    return {part: text for part, text in both.items() if text}


def _number(form: Form, name: str, was: int) -> int:
    """A number that was written; what is none is told as out of range."""
    written = form.get(name).strip()
    if not written:
        return was
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else -1  # noqa: PLR2004


async def _form(desk: Desk, field: Field, told: Told, *, is_new: bool = False) -> Response:
    name = telling.called(desk.now.scheme, field.id, desk.reader)
    title = desk.text("scheme_page.new_title") if is_new else desk.text("scheme_page.field_title", name=name)
    kept = Core("", frozenset()) if is_new else core(desk.now.scheme, desk.now.scheme.by_id[field.id])
    line = "scheme_page.new_line" if is_new else "scheme_page.field_line"
    making = _Making(desk, field, kept, told, is_new=is_new)
    view = SchemeFormView(
        title=title,
        line=desk.text(line, id=field.id, type=desk.text(f"scheme_type.{field.type}")),
        action_href=f"{HERE}/{NEW if is_new else field.id}",
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        fields=making.fields(),
        hidden=(desk.seen(), *making.asked, *told.hidden),
        problems=deciding.problems(desk, told, field=field.id),
        newer=told.newer,
        review=told.review,
        kept=desk.text(f"scheme.why_{kept.reason}", rules=", ".join(kept.rules)) if kept.reason else "",
        retire_href="" if is_new or FIELD in kept.keeps else f"{HERE}/{field.id}/retire",
    )
    return await render.page(desk.request, "scheme_field.html", view, status=told.status)


class _Making:
    """The controls of one field's form."""

    def __init__(self, desk: Desk, field: Field, kept: Core, told: Told, *, is_new: bool) -> None:
        self._desk, self._field, self._kept, self._is_new = desk, field, kept, is_new
        self._scheme: Scheme = desk.now.scheme
        self._faults = [each for each in told.faults if each.field == field.id]
        self.asked: list[HiddenValue] = []
        """Boxes that leave no trace where they are not ticked."""

    def fields(self) -> tuple[FormField, ...]:
        """Everything that is asked, in the order of the form."""
        field = self._field
        made: list[FormField] = []
        if self._is_new:
            made += [self._one("id", "text", value=field.id, must=True), self._types()]
        made += [self._texts("label", field.label, must=True), self._texts("help", field.help, kind="long")]
        made += [self._groups(), self._obligation(DRAFT, ("M", "O")), self._obligation(PUBLISH, ("M", "R", "O"))]
        if self._is_new or field.type == "concept":
            made.append(self._vocabularies())
        made.append(self._several())
        if field.repeatable or REPEATABLE not in self._kept.keeps:
            most = str(field.max_count) if field.repeatable and field.max_count > 0 else ""
            made.append(self._one("max_count", "number", value=most))
        if self._is_new or field.type in LONG_TEXTS:
            made.append(self._one("max_length", "number", value=str(field.max_length or "")))
        if self._is_new or sound.countable(field):
            made.append(self._flag("facet", chosen=field.facet))
        made.append(self._mappings())
        return tuple(made)

    def _texts(self, name: str, texts: Mapping[str, str], *, kind: Any = "text", must: bool = False) -> FormField:
        languages = (*LANGUAGES, *(each for each in texts if each not in LANGUAGES))
        inputs = tuple(
            self._input(f"{name}.{each}", kind, self._language(each), value=texts.get(each, ""), lang=each)
            for each in languages
        )
        return self._field_of(name, inputs, layout="languages", must=must)

    def _mappings(self) -> FormField:
        inputs = tuple(
            self._input(
                f"mappings.{each}",
                "text",
                self._desk.text(f"scheme_page.{each}"),
                value=self._field.mappings.get(each, ""),
            )
            for each in telling.MAPPINGS
        )
        return self._field_of("mappings", inputs, layout="members")

    def _groups(self) -> FormField:
        options = [(each.id, best(each.label, self._desk.reader)) for each in self._scheme.groups]
        return self._choice("group", options, self._field.group)

    def _types(self) -> FormField:
        options = [(each, self._desk.text(f"scheme_type.{each}")) for each in changing.NEW_TYPES]
        return self._choice("type", options, self._field.type)

    def _vocabularies(self) -> FormField:
        faces = sorted(self._desk.known.faces.values(), key=lambda face: face.title(self._desk.reader).casefold())
        options = [
            ("", self._desk.text("form.choose")),
            *((each.slug, each.title(self._desk.reader)) for each in faces),
        ]
        return self._choice("vocabulary", options, self._field.vocabulary, stays=VOCABULARY in self._kept.keeps)

    def _obligation(self, gate: str, offered: Sequence[str]) -> FormField:
        now = self._field.draft if gate == DRAFT else self._field.publish
        # "conditional" is what a rule of the code says; it cannot be chosen where no rule does
        every = [*offered, *(["C"] if gate == PUBLISH and self._field.rules else [])]
        every += [now] if now not in every and now in ("M", "R", "C", "O") else []
        options = [(each, self._desk.text(f"scheme_obligation.{each}")) for each in every]
        return self._choice(gate, options, now, stays=gate in self._kept.keeps)

    def _several(self) -> FormField:
        return self._flag("repeatable", chosen=self._field.repeatable, stays=REPEATABLE in self._kept.keeps)

    def _flag(self, name: str, *, chosen: bool, stays: bool = False) -> FormField:
        if stays:
            return self._told(name, self._desk.text("scheme_page.yes" if chosen else "scheme_page.no"))
        self.asked.append(HiddenValue(name=f"{name}.asked", value="1"))
        option = Option(value="1", label=self._desk.text(f"scheme_form.{name}_tick"), chosen=chosen)
        return self._field_of(name, (self._input(name, "checkboxes", self._label(name), options=(option,)),))

    def _choice(self, name: str, options: Sequence[tuple[str, str]], chosen: str, *, stays: bool = False) -> FormField:
        if stays:
            return self._told(name, next((label for value, label in options if value == chosen), chosen))
        made = tuple(Option(value=value, label=capital(label), chosen=value == chosen) for value, label in options)
        return self._field_of(name, (self._input(name, "select", self._label(name), options=made),))

    def _told(self, name: str, said: str) -> FormField:
        return self._field_of(name, (self._input(name, "told", self._label(name), value=said),))

    def _one(self, name: str, kind: Any, *, value: str, must: bool = False) -> FormField:
        return self._field_of(name, (self._input(name, kind, self._label(name), value=value),), must=must)

    def _field_of(self, name: str, inputs: tuple[Input, ...], *, layout: Any = "one", must: bool = False) -> FormField:
        return FormField(
            id=f"part-{name}",
            label=self._label(name),
            help=self._desk.text(f"scheme_form.{name}_help"),
            obligation="must" if must else "may",
            inputs=inputs,
            layout=layout,
        )

    def _input(self, name: str, kind: Any, label: str, **more: Any) -> Input:
        faults = [each for each in self._faults if each.path == (name,)]
        error = " ".join(fault_text(each, self._desk.reader) for each in faults)
        return Input(id=name.replace(".", "-"), name=name, kind=kind, label=label, error=error, **more)

    def _label(self, name: str) -> str:
        return self._desk.text(f"scheme_form.{name}")

    def _language(self, code: str) -> str:
        word = self._desk.known.by_slug.get(("language", code))
        return capital(word.label(self._desk.reader)) if word else code
