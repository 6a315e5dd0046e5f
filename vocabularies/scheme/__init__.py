"""The metadata scheme: fields and gates as values, descriptions held against them, proposals for what is empty."""

from vocabularies.scheme.shapes import read_scheme, shipped_scheme, write_scheme
from vocabularies.scheme.values import (
    Field,
    Finding,
    Gate,
    Group,
    Member,
    Rule,
    Scheme,
    field_from_json,
    field_to_json,
    from_json,
    to_json,
)

__all__ = [
    "Field",
    "Finding",
    "Gate",
    "Group",
    "Member",
    "Rule",
    "Scheme",
    "field_from_json",
    "field_to_json",
    "from_json",
    "read_scheme",
    "shipped_scheme",
    "to_json",
    "write_scheme",
]
