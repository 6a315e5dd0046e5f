"""The controls of one field's form: texts side by side, what is asked at each gate, the members of a struct."""

from collections.abc import Mapping, Sequence
from typing import Any

from mediabank.errors import Fault
from mediabank.language import best
from mediabank.web.forms.choices import capital
from mediabank.web.pages.scheme import telling
from mediabank.web.pages.scheme.deciding import Desk, Told
from mediabank.web.problems import fault_text
from mediabank.web.shown import Field as FormField
from mediabank.web.shown import HiddenValue, Input, Option
from mediabank.web.shown.scheme import SchemeMember
from vocabularies.scheme import Field, Scheme, changing, sound
from vocabularies.scheme.core import DRAFT, KINDS, PUBLISH, REPEATABLE, VOCABULARY, Core
from vocabularies.scheme.values import KINDS as EVERY_KIND
from vocabularies.scheme.values import TYPES, Member

LANGUAGES = ("nb", "nn", "se", "en")
LONG_TEXTS = ("string", "langString")


class Making:
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
        if field.filled_by != "machine":
            made.append(self._kinds())
        made.append(self._mappings())
        return tuple(made)

    def members(self) -> tuple[SchemeMember, ...]:
        """The parts of a struct, in order; those that are not in the scheme yet are asked for everything."""
        before = () if self._is_new else tuple(each.id for each in self._scheme.by_id[self._field.id].members)
        return tuple(
            self._member(f"members.{at}", str(at), each, before) for at, each in enumerate(self._field.members)
        )

    def errors_of(self, part: str) -> tuple[str, ...]:
        """What is wrong with a part that has no control of its own."""
        return tuple(fault_text(each, self._desk.reader) for each in self._faults if each.path == (part,))

    def _member(self, here: str, at: str, member: Member, before: Sequence[str]) -> SchemeMember:
        is_new = member.id not in before
        texts = tuple(
            self._input(
                f"{here}.label.{each}", "text", self._language(each), value=member.label.get(each, ""), lang=each
            )
            for each in (*LANGUAGES, *(each for each in member.label if each not in LANGUAGES))
        )
        type_ = self._desk.text(f"scheme_type.{member.type}")
        face = self._desk.known.faces.get(member.vocabulary)
        return SchemeMember(
            index=at,
            heading=best(member.label, self._desk.reader) or self._desk.text("scheme_page.new_member"),
            line="" if is_new else ", ".join(filter(None, (type_, face.title(self._desk.reader) if face else ""))),
            id=member.id,
            asked=self._shape(here, member) if is_new else (),
            labels=texts,
            required=self._tick(f"{here}.required", "member_required", chosen=member.required),
            is_new=is_new,
        )

    def _shape(self, here: str, member: Member) -> tuple[Input, ...]:
        """What is decided of a member once: its identifier, its type, its vocabulary, how many values it takes."""
        types = [(each, self._desk.text(f"scheme_type.{each}")) for each in changing.MEMBER_TYPES]
        return (
            self._input(f"{here}.id", "text", self._label("id"), value=member.id),
            self._selected(f"{here}.type", self._label("type"), types, member.type),
            self._selected(f"{here}.vocabulary", self._label("vocabulary"), self._faces(), member.vocabulary),
            self._tick(f"{here}.repeatable", "repeatable", chosen=member.repeatable),
        )

    def _kinds(self) -> FormField:
        if KINDS in self._kept.keeps:
            named = [self._desk.text(f"scheme_kind.{each}") for each in self._field.applies_to]
            return self._told("applies_to", ", ".join(named) or self._desk.text("scheme_page.every_kind"))
        self.asked.append(HiddenValue(name="applies_to.asked", value="1"))
        options = tuple(
            Option(
                value=each, label=capital(self._desk.text(f"scheme_kind.{each}")), chosen=each in self._field.applies_to
            )
            for each in EVERY_KIND
        )
        return self._field_of(
            "applies_to", (self._input("applies_to", "checkboxes", self._label("applies_to"), options=options),)
        )

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
        options = [(each, self._desk.text(f"scheme_type.{each}")) for each in TYPES]
        return self._choice("type", options, self._field.type)

    def _vocabularies(self) -> FormField:
        stays = VOCABULARY in self._kept.keeps
        return self._choice("vocabulary", self._faces(), self._field.vocabulary, stays=stays)

    def _faces(self) -> list[tuple[str, str]]:
        faces = sorted(self._desk.known.faces.values(), key=lambda face: face.title(self._desk.reader).casefold())
        named = ((each.slug, each.title(self._desk.reader)) for each in faces)
        return [("", self._desk.text("form.choose")), *named]

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
        return self._field_of(name, (self._tick(name, name, chosen=chosen),))

    def _tick(self, name: str, said: str, *, chosen: bool) -> Input:
        self.asked.append(HiddenValue(name=f"{name}.asked", value="1"))
        option = Option(value="1", label=self._desk.text(f"scheme_form.{said}_tick"), chosen=chosen)
        return self._input(name, "checkboxes", self._label(said), options=(option,))

    def _choice(self, name: str, options: Sequence[tuple[str, str]], chosen: str, *, stays: bool = False) -> FormField:
        if stays:
            return self._told(name, next((label for value, label in options if value == chosen), chosen))
        return self._field_of(name, (self._selected(name, self._label(name), options, chosen),))

    def _selected(self, name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Input:
        made = tuple(Option(value=value, label=capital(said), chosen=value == chosen) for value, said in options)
        return self._input(name, "select", label, options=made)

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
        return input_of(self._desk, name, kind, label, self._faults, **more)

    def _label(self, name: str) -> str:
        return self._desk.text(f"scheme_form.{name}")

    def _language(self, code: str) -> str:
        return language_name(self._desk, code)


def input_of(desk: Desk, name: str, kind: Any, label: str, faults: Sequence[Fault], **more: Any) -> Input:
    """One control with what is wrong with it."""
    error = " ".join(fault_text(each, desk.reader) for each in faults if each.path == (name,))
    return Input(id=name.replace(".", "-"), name=name, kind=kind, label=label, error=error, **more)


def language_name(desk: Desk, code: str) -> str:
    """What a language is called, its tag where the bank has no word for it."""
    word = desk.known.by_slug.get(("language", code))
    return capital(word.label(desk.reader)) if word else code
