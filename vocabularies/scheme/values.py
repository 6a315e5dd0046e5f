"""The metadata scheme as frozen values: groups, fields, members, rules; and a finding about a description."""

from __future__ import annotations

import dataclasses
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Gate = Literal["draft", "publish"]
Obligation = Literal["M", "R", "C", "O"]
Severity = Literal["error", "warning", "info"]
Texts = dict[str, str]
Trail = tuple[str | int, ...]

#: the media kinds that `applies_to` can name; any other file is asked for nothing that is bound to a kind
KINDS = ("image", "video", "audio", "document")
TYPES = (
    "string",
    "langString",
    "integer",
    "uri",
    "date",
    "dateTime",
    "edtf",
    "concept",
    "struct",
    "organisationRef",
    "assetRef",
)
#: types that point at a row of a table, and the table
REFS: Mapping[str, str] = {"organisationRef": "Organisation", "assetRef": "Asset"}
#: how often a repeatable member may stand; a field says it itself
MOST_OF_A_MEMBER = 200
#: the whole numbers that a format allows, both ends included; 2^53 - 1 is what JSON carries exactly
RANGES: Mapping[str, tuple[int, int]] = {"": (0, 2**53 - 1), "year": (1000, 9999)}
#: what a string of a format looks like, as an expression that SHACL (XPath) and Python read alike
PATTERNS: Mapping[str, str] = {
    "media-type": "^[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$",
    "duration": "^P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$",
    "sha-256": "^[0-9a-f]{64}$",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a description, as a code and its values; the sentence is `finding.<code>` or `<code>`.

    `path` leads inside the field: an index, a member, a language. `error` blocks the gate, `warning` and `info` do not.
    """

    code: str
    field: str
    path: Trail = ()
    severity: Severity = "error"
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a struct; `public: False` keeps it from leaving the bank even where its field is public."""

    id: str
    label: Texts
    type: str
    vocabulary: str = ""
    repeatable: bool = False
    required: bool = False
    public: bool = True
    max_length: int = 0

    @property
    def ref(self) -> str:
        """The table that the value points at, "" for none."""
        return REFS.get(self.type, "")

    @property
    def format(self) -> str:
        """Members have no format; it is here so that one reader serves fields and members."""
        return ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the scheme. `applies_to` empty = every kind; `draft`, `publish` are obligations (M R C O)."""

    id: str
    group: str
    order: int
    label: Texts
    help: Texts
    type: str
    members: tuple[Member, ...] = ()
    repeatable: bool = False
    ordered: bool = False
    per_language: bool = False
    vocabulary: str = ""
    draft: Obligation = "O"
    publish: Obligation = "O"
    applies_to: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    filled_by: str = "person"
    public: bool = True
    facet: bool = False
    proposed_from: str = ""
    format: str = ""
    max_length: int = 0
    max_count: int = 1
    defaults: tuple[dict[str, Any], ...] = ()
    mappings: Texts = dataclasses.field(default_factory=dict)
    ref: str = ""
    derived_from: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """The vocabulary whose concepts the field is counted by as a facet: its own, or the only one of its members.

        "" where there is none, or several: nobody could tell them apart; what is kept in the bank is not counted.
        """
        inside = {each.vocabulary for each in self.members if each.vocabulary and each.public}
        found = {self.vocabulary} if self.vocabulary else inside
        return found.pop() if len(found) == 1 and self.public else ""

    def obligation(self, gate: Gate) -> Obligation:
        """What the gate asks of this field."""
        return self.draft if gate == "draft" else self.publish

    def asked_of(self, kind: str) -> bool:
        """Whether a file of this kind is asked for the field."""
        return not self.applies_to or kind in self.applies_to


@dataclass(frozen=True, slots=True)
class Group:
    """A heading that fields stand under."""

    id: str
    order: int
    label: Texts


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-field rule by name; its function is in scheme/rules.py, its sentence is `rule.<name>`."""

    name: str
    number: int
    gate: Gate
    severity: Severity
    needs: tuple[str, ...] = ()
    parameters: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Scheme:
    """One version of the scheme; `languages` are those that texts may be written in, in the order of the form."""

    version: str
    label: Texts
    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    derived: tuple[Field, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """The fields by id; derived ones are not among them, since nobody fills them in."""
        return {found.id: found for found in self.fields}


def to_json(scheme: Scheme) -> dict[str, Any]:
    """The scheme as JSON values, for SchemeVersion and Field rows; from_json gives the equal scheme back."""
    return asdict(scheme)


def from_json(stored: Mapping[str, Any]) -> Scheme:
    """The scheme of to_json; raises TypeError or KeyError for anything else."""
    return Scheme(
        version=stored["version"],
        label=dict(stored["label"]),
        languages=tuple(stored["languages"]),
        groups=tuple(Group(**group) for group in stored["groups"]),
        fields=tuple(field_from_json(found) for found in stored["fields"]),
        rules=tuple(Rule(**{**rule, "needs": tuple(rule["needs"])}) for rule in stored["rules"]),
        derived=tuple(field_from_json(found) for found in stored["derived"]),
    )


def field_to_json(found: Field) -> dict[str, Any]:
    """One field as JSON values, for its row."""
    return asdict(found)


def field_from_json(stored: Mapping[str, Any]) -> Field:
    """The field of field_to_json."""
    lists = {name: tuple(stored[name]) for name in ("applies_to", "rules", "defaults", "derived_from")}
    return Field(**{**stored, **lists, "members": tuple(Member(**member) for member in stored["members"])})
