"""Scheme to form: every field that people are asked for, as inputs with stable names such as `creator.0.name`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mediabank.language import best, text
from mediabank.web import shown
from mediabank.web.forms import picked
from mediabank.web.forms import values as typed
from mediabank.web.forms.choices import Choices, capital
from mediabank.web.shown import FormGroup, Input, Option, Row
from vocabularies.scheme import Field, Member, Scheme

LANGUAGES = ("nb", "nn", "se", "en")
"""Each text is asked for in these; other languages of the scheme where the material is in them, or they have a text."""
NOT_ASKED = frozenset({"withdrawalReason"})
"""Filled in by withdrawing, never by describing."""
MOST_RADIOS, MOST_BOXES = 6, 60
LONG_CHARACTERS = 500
"""Texts that may be longer than this get several lines."""
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Marks:
    """What stands beside the inputs: faults with their places, what publishing waits for, what the file proposed."""

    faults: tuple[tuple[str, Path, str], ...] = ()
    """(field, path inside it, sentence)."""
    missing: frozenset[str] = frozenset()
    proposed: tuple[Mapping[str, Any], ...] = field(default=())
    """Descriptions in the outside form; a value that equals the one at its place in any of them is marked."""
    suggested: picked.Suggested = field(default_factory=dict)
    """Words that are suggested and not saved yet."""
    fitting: picked.Fitting = field(default_factory=dict)
    """What fits words that were written and are no concepts."""


def asked(scheme: Scheme, media_kind: str) -> tuple[Field, ...]:
    """The fields that people are asked for, for this kind of file."""
    return tuple(
        each
        for each in scheme.fields
        if each.filled_by != "machine" and each.id not in NOT_ASKED and each.asked_of(media_kind)
    )


def groups_of(
    scheme: Scheme, media_kind: str, values: Mapping[str, Any], choices: Choices, marks: Marks
) -> tuple[FormGroup, ...]:
    """The form for a description in the outside form; what was typed wrongly is shown as it was typed."""
    making = _Making(choices, marks, spoken(scheme, values))
    made = [(each.group, making.field(each, values.get(each.id))) for each in asked(scheme, media_kind)]
    return tuple(
        FormGroup(
            id=group.id,
            label=best(group.label, choices.reader),
            fields=tuple(each for of, each in made if of == group.id),
        )
        for group in sorted(scheme.groups, key=lambda group: group.order)
        if any(of == group.id for of, _ in made)
    )


def spoken(scheme: Scheme, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that texts are asked for in: the four, and those of the material that texts can be written in."""
    carried = [str(each) for each in typed.listed(values.get("language"))]
    return tuple(dict.fromkeys((*LANGUAGES, *(each for each in carried if each in scheme.languages))))


def untouched(groups: Iterable[FormGroup]) -> dict[str, dict[str, list[str]]]:
    """What a browser sends of each field when nobody touches it: field → name → values."""
    return {
        each.id.removeprefix("field-"): _sent([*each.inputs, *(i for row in each.rows or () for i in row.inputs)])
        for group in groups
        for each in group.fields
    }


def anchor(fields: Iterable[shown.Field], name: str, path: Path) -> str:
    """The id of the control that a fault is about: the nearest there is, else the field itself."""
    for each in fields:
        if each.id == f"field-{name}":
            found = _at(each, name, path)
            return found.id if found else each.id
    return ""


class _Making:
    """One form being made."""

    def __init__(self, choices: Choices, marks: Marks, languages: Sequence[str]) -> None:
        self._choices, self._marks, self._reader, self._spoken = choices, marks, choices.reader, languages

    def field(self, scheme: Field, value: Any) -> shown.Field:
        made = shown.Field(
            id=f"field-{scheme.id}",
            label=best(scheme.label, self._reader),
            help=best(scheme.help, self._reader),
            obligation=self._obligation(scheme),
            missing=scheme.id in self._marks.missing,
            **self._controls(scheme, value),
        )
        return self._told(scheme, made)

    def _controls(self, scheme: Field, value: Any) -> dict[str, Any]:
        label = best(scheme.label, self._reader)
        if scheme.type == "langString":
            return {"inputs": self._languages(scheme, typed.mapping(value)), "layout": "languages"}
        if scheme.type == "struct" and scheme.repeatable:
            return self._rows(scheme, typed.listed(value))
        if scheme.type == "struct":
            return {"inputs": self._members(scheme, typed.mapping(value), (scheme.id,)), "layout": "members"}
        return {"inputs": (self._input(scheme, (scheme.id,), label, value, several=scheme.repeatable),)}

    def _languages(self, scheme: Field, value: Mapping[str, Any]) -> tuple[Input, ...]:
        codes = dict.fromkeys((*self._spoken, *value))
        return tuple(
            replace(
                self._input(
                    scheme, (scheme.id, code), self._language(code), value.get(code), several=scheme.repeatable
                ),
                lang=code,
            )
            for code in codes
        )

    def _rows(self, scheme: Field, value: Sequence[Any]) -> dict[str, Any]:
        must = self._obligation(scheme) == "must"
        rows = value or ([{}] if must else [])
        name = scheme.id
        return {
            "rows": tuple(
                Row(
                    id=f"{name}-{index}",
                    inputs=self._members(scheme, typed.mapping(row), (name, index)),
                    remove_name="remove",
                    remove_value=f"{name}.{index}",
                )
                for index, row in enumerate(rows)
            ),
            "add_name": "add",
            "add_value": name,
        }

    def _members(self, scheme: Field, value: Mapping[str, Any], path: Path) -> tuple[Input, ...]:
        return tuple(
            self._input(each, (*path, each.id), best(each.label, self._reader), value.get(each.id), each.repeatable)
            for each in scheme.members
        )

    def _input(self, part: Field | Member, path: Path, label: str, value: Any, several: bool) -> Input:  # noqa: FBT001
        name = ".".join(map(str, path))
        return Input(
            id=name.replace(".", "-"),
            name=name,
            label=label,
            proposed=value is not None and any(typed.at(each, path) == value for each in self._marks.proposed),
            **self._control(part, name, value, several),
        )

    def _control(self, part: Field | Member, name: str, value: Any, several: bool) -> dict[str, Any]:  # noqa: FBT001
        chosen = [str(each) for each in typed.listed(value)]
        if part.type == "concept":
            return self._concepts(part, name, chosen, several=several)
        if part.type == "organisationRef":
            return self._organisations(name, chosen, several=several)
        if part.ref == "Message":
            return self._choice(_chosen(self._choices.messages, chosen), name, several=False, listing=True)
        hint = text("form.asset_hint", self._reader) if part.type == "assetRef" else ""
        if several:
            return {"kind": "list", "values": tuple(chosen), "hint": hint}
        said = typed.shown(part.type, value)
        return {"kind": _kind(part, said), "value": said, "hint": hint}

    def _concepts(self, part: Field | Member, name: str, chosen: Sequence[str], *, several: bool) -> dict[str, Any]:
        suggested = self._marks.suggested.get(name, ())
        if picked.is_picked(self._choices, part.vocabulary, several=several, most=MOST_BOXES):
            label = best(part.label, self._reader)
            fitting = self._marks.fitting.get(name)
            made = picked.box(self._choices, part.vocabulary, name, label, chosen, suggested=suggested, fitting=fitting)
            return {"kind": "picker", "options": made.chosen, "combobox": replace(made, several=several)}
        return {
            **self._choice(self._choices.options(part.vocabulary, chosen), name, several=several),
            "suggest_name": picked.suggest_name(self._choices, part.vocabulary, name),
            "suggested": "; ".join(suggested),
        }

    def _organisations(self, name: str, chosen: Sequence[str], *, several: bool) -> dict[str, Any]:
        options = self._choices.organisations
        if not several and len(options) > MOST_BOXES:
            hint = text("form.organisation_hint", self._reader)
            return {"kind": "text", "value": "".join(chosen[:1]), "hint": hint}
        return self._choice(_chosen(options, chosen), name, several=several, listing=True)

    def _choice(self, options: Sequence[Option], name: str, *, several: bool, listing: bool = False) -> dict[str, Any]:
        if several and len(options) > MOST_BOXES:
            return {"kind": "picker", "options": tuple(options), "suggest_href": f"/describe/suggestions?name={name}"}
        if several:
            return {"kind": "checkboxes", "options": tuple(replace(each, help="") for each in options)}
        nothing = not any(each.chosen for each in options)
        if listing or len(options) > MOST_RADIOS:
            first = Option(value="", label=text("form.choose", self._reader), chosen=nothing)
            return {"kind": "select", "options": (first, *options)}
        last = Option(value="", label=text("form.not_chosen", self._reader), chosen=nothing)
        return {"kind": "radio", "options": (*options, last)}

    def _obligation(self, scheme: Field) -> Any:
        if "M" in (scheme.draft, scheme.publish) or scheme.id in self._marks.missing:
            return "must"
        return "should" if scheme.publish == "R" else "may"

    def _told(self, scheme: Field, made: shown.Field) -> shown.Field:
        """The field with its faults, each at the control it is about."""
        beside: dict[str, list[str]] = {}
        for name, path, sentence in self._marks.faults:
            if name == scheme.id:
                found = _at(made, name, path)
                beside.setdefault(found.id if found else "", []).append(sentence)
        if not beside:
            return made

        def told(each: Input) -> Input:
            return replace(each, error=" ".join(dict.fromkeys(beside.get(each.id, ()))))

        return replace(
            made,
            errors=tuple(dict.fromkeys(beside.get("", ()))),
            inputs=tuple(map(told, made.inputs)),
            rows=None
            if made.rows is None
            else tuple(replace(row, inputs=tuple(map(told, row.inputs))) for row in made.rows),
        )

    def _language(self, code: str) -> str:
        word = self._choices.words.by_slug.get(("language", code))
        return capital(word.label(self._reader)) if word else code


def _kind(part: Field | Member, said: str) -> Any:
    """The control for one value; what does not fit a narrow control is shown in a wide one, so that nothing is lost."""
    if "\n" in said:
        return "long"
    if part.type in typed.NARROW:
        return typed.NARROW[part.type] if typed.fits(part.type, said) else "text"
    if part.type in {"string", "langString"} and part.max_length > LONG_CHARACTERS:
        return "long"
    return "url" if part.type == "uri" and part.id != "isni" else "text"


def _chosen(options: Iterable[Option], chosen: Sequence[str]) -> tuple[Option, ...]:
    """The options with what is chosen; what is no longer on offer stands last, as it is called outside."""
    marked = tuple(replace(each, chosen=each.value in chosen) for each in options)
    known = {each.value for each in marked}
    return (*marked, *(Option(value=each, label=each, chosen=True) for each in chosen if each not in known))


def _at(made: shown.Field, name: str, path: Path) -> Input | None:
    """The control at the place of a fault: the longest beginning of its path that has one, else the first."""
    controls = [*made.inputs, *(each for row in made.rows or () for each in row.inputs)]
    by_name = {each.name: each for each in controls}
    for length in range(len(path), -1, -1):
        here = ".".join(map(str, (name, *path[:length])))
        if here in by_name:
            return by_name[here]
        inside = next((each for each in controls if length and each.name.startswith(f"{here}.")), None)
        if inside is not None:
            return inside
    plain = len(controls) == 1 or made.layout == "languages" or len(made.rows or ()) == 1
    return controls[0] if controls and plain else None


def _sent(controls: Iterable[Input]) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for each in controls:
        chosen = [option.value for option in each.options if option.chosen]
        if each.kind == "list":
            sent[each.name] = ["\n".join(each.values)]
        elif each.kind in {"checkboxes", "picker"}:
            sent |= {each.name: chosen} if chosen else {}
        elif each.kind in {"select", "radio"}:
            sent[each.name] = chosen[:1]
        else:
            sent[each.name] = [each.value]
    return sent
