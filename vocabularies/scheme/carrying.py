"""Values kept under one version of the scheme, as another version holds them; what it has no field for is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vocabularies.scheme.values import Field, Scheme


def carried(scheme: Scheme, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the shapes of this scheme: one value becomes a list of one where a field now takes several.

    A field takes one value again only where none has several, which is looked into before; of several the first stays.
    Values of fields that the scheme does not have are left as they are: `aside` names them.
    """
    return {
        name: _shaped(scheme.by_id[name], value) if name in scheme.by_id else value for name, value in values.items()
    }


def aside(scheme: Scheme, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of fields that the scheme does not have (retired, or newer than it): kept, neither shown nor asked."""
    return {name: value for name, value in values.items() if name not in scheme.by_id}


def _shaped(field: Field, value: Any) -> Any:
    if field.type == "langString":
        return {language: _several(field, text) for language, text in value.items()}
    return _several(field, value)


def _several(field: Field, value: Any) -> Any:
    if field.repeatable:
        return value if isinstance(value, list) else [value]
    return value[0] if isinstance(value, list) else value
