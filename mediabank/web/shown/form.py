"""What the forms are given: the describing form that the scheme makes, and the campaign's form."""

from dataclasses import dataclass
from typing import Literal

from mediabank.web.shown.picking import Combobox, Option
from mediabank.web.shown.pieces import Action, Badge, Card, Crumb, HiddenValue, Picture, Problem

InputKind = Literal[
    "text", "long", "list", "number", "date", "datetime", "url", "select", "radio", "checkboxes", "picker", "told"
]
"""long = textarea · list = several values, one a line · picker = a combobox, or organisations as you type ·
told = shown, never asked."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """One control. `id` is unique on the page; an error's `anchor` is such an id."""

    id: str
    name: str
    kind: InputKind
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    """For `list` and `told`."""
    options: tuple[Option, ...] = ()
    lang: str = ""
    """nb, nn, en, se: the control holds text in that language."""
    hint: str = ""
    error: str = ""
    proposed: bool = False
    """The value was read from the file and nobody has confirmed it yet."""
    suggest_href: str = ""
    """For `picker`: GET ?q=… answers the fragment parts/suggestions.html."""
    combobox: Combobox | None = None
    """For `picker` of concepts, which are found while one types."""
    suggest_name: str = ""
    """The name under which a word is sent that the vocabulary lacks; empty: none may be suggested."""
    suggested: str = ""
    """What was written there and is not saved yet."""
    max_length: int | None = None

    @property
    def is_filled(self) -> bool:
        """Whether something stands in the control or is chosen."""
        box = self.combobox
        written = self.value or self.values or self.suggested or (box and (box.typed or box.suggested))
        return bool(written or any(each.chosen and each.value for each in self.options))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a repeatable field. The remove button's name and value say which row goes."""

    id: str
    inputs: tuple[Input, ...]
    remove_name: str = ""
    remove_value: str = ""
    proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the scheme: inputs (one, one for each language, or the members) or rows (repeatable)."""

    id: str
    label: str
    help: str = ""
    obligation: Literal["must", "should", "may"] = "may"
    """must: publishing waits for it · should: recommended · may."""
    missing: bool = False
    errors: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    layout: Literal["one", "languages", "members"] = "one"
    rows: tuple[Row, ...] | None = None
    add_name: str = ""
    add_value: str = ""
    add_label: str = ""

    @property
    def is_quiet(self) -> bool:
        """Nobody waits for the field, nothing stands in it and nothing is wrong with it: it may stay folded."""
        wanted = self.missing or self.errors or self.rows or self.obligation != "may"
        return not wanted and not any(each.is_filled or each.error for each in self.inputs)


@dataclass(frozen=True, kw_only=True)
class FormGroup:
    """A section of the form."""

    id: str
    label: str
    fields: tuple[Field, ...]

    @property
    def missing(self) -> int:
        """How many fields of the group publishing waits for."""
        return sum(1 for field in self.fields if field.missing)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that stand open, what somebody waits for first; all of them where only one would be folded."""
        folded = self.folded
        return tuple(sorted((f for f in self.fields if f not in folded), key=lambda field: field.obligation == "may"))

    @property
    def folded(self) -> tuple[Field, ...]:
        """The fields that may be left alone."""
        quiet = tuple(each for each in self.fields if each.is_quiet)
        return quiet if len(quiet) > 1 else ()


@dataclass(frozen=True, kw_only=True)
class PublishBar:
    """The bar at the foot of the form: what is missing, and the two buttons."""

    missing: tuple[Problem, ...] = ()
    can_publish: bool = False
    publish_name: str = "then"
    publish_value: str = "publish"
    state: Badge | None = None
    is_live: bool = False
    """Published already: what is saved is seen at once."""


@dataclass(frozen=True, kw_only=True)
class DescribeView:
    """The form for one asset's description. The post carries `hidden` (the revision it was made from)."""

    action_href: str
    back_href: str
    title: str
    groups: tuple[FormGroup, ...]
    bar: PublishBar
    crumbs: tuple[Crumb, ...] = ()
    picture: Picture | None = None
    kind: str = "file"
    is_coming: bool = False
    """The preview is being made."""
    file_line: str = ""
    """The file's name, type and size in words."""
    lang: str = ""
    problems: tuple[Problem, ...] = ()
    """What stopped the save, in the order of the form."""
    is_saved: bool = False
    """The description was saved; `problems` stopped publishing only."""
    is_unsaved: bool = False
    """The form holds what is not saved yet; leaving the page asks first."""
    hidden: tuple[HiddenValue, ...] = ()
    conflict_href: str = ""
    """Somebody saved meanwhile (409/412): the address of the newest description."""
    proposals: int = 0
    next_card: Card | None = None
    discard: Action | None = None


@dataclass(frozen=True, kw_only=True)
class CampaignFormView:
    """The form that makes or changes a campaign."""

    action_href: str
    back_href: str
    is_new: bool
    fields: tuple[Field, ...]
    crumbs: tuple[Crumb, ...] = ()
    problems: tuple[Problem, ...] = ()
    hidden: tuple[HiddenValue, ...] = ()
