"""A description against a gate: what must stand, what should, what the vocabularies hold, then the named rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vocabularies.scheme.rules import RULES, Case
from vocabularies.scheme.values import Finding
from vocabularies.scheme.walk import concepts_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vocabularies.scheme.facts import Facts
    from vocabularies.scheme.values import Field, Gate, Scheme


def check(
    scheme: Scheme, values: Mapping[str, Any], facts: Facts, previous: Mapping[str, Any] | None, gate: Gate
) -> list[Finding]:
    """Every finding at once, in the order of the form; the gate is open where none has severity "error".

    `values` come from normalise; `previous` are the values saved before, None for a new description. What the publish
    gate asks includes what the draft gate asks.
    """
    before = previous or {}
    found = [finding for field in scheme.fields for finding in _obligation(field, values, facts, gate)]
    found += _membership(scheme, values, facts, before)
    for rule in scheme.rules:
        if rule.gate in ("draft", gate):
            found += RULES[rule.name](Case(rule, scheme, values, facts, before, gate))
    order = {field.id: field.order for field in scheme.fields}
    return sorted(found, key=lambda finding: order[finding.field])


def blocks(findings: list[Finding]) -> bool:
    """Whether the findings close the gate."""
    return any(finding.severity == "error" for finding in findings)


def _obligation(field: Field, values: Mapping[str, Any], facts: Facts, gate: Gate) -> Iterator[Finding]:
    if not field.asked_of(facts.media_kind):
        return
    asked = field.obligation(gate)
    if field.id not in values:
        if field.id in facts.unread and asked in ("M", "R"):
            yield Finding("unread", field.id, severity="warning")
        elif asked == "M":
            yield Finding("required", field.id)
        elif asked == "R":
            yield Finding("recommended", field.id, severity="info")
    elif gate == "publish" and field.type == "struct":
        yield from _members(field, values[field.id], unread=field.id in facts.unread)


def _members(field: Field, value: Any, *, unread: bool) -> Iterator[Finding]:
    """A struct may be half filled in a draft; what is published has its required members."""
    required = [member.id for member in field.members if member.required]
    for index, item in enumerate(value) if field.repeatable else ((None, value),):
        for name in required:
            if name not in item:
                path = (name,) if index is None else (index, name)
                yield Finding("unread", field.id, path, "warning") if unread else Finding("required", field.id, path)


def _membership(
    scheme: Scheme, values: Mapping[str, Any], facts: Facts, previous: Mapping[str, Any]
) -> Iterator[Finding]:
    before: set[tuple[str, str, Any]] | None = None
    for leaf in concepts_in(scheme, values):
        fact = facts.concepts.get((leaf.part.vocabulary, leaf.value))
        if fact is None:
            yield Finding("not_in_vocabulary", leaf.field.id, leaf.path, values={"value": leaf.value})
        elif fact.properties.get("assignable") is False:
            if before is None:
                before = {(old.field.id, old.part.id, old.value) for old in concepts_in(scheme, previous)}
            if (leaf.field.id, leaf.part.id, leaf.value) not in before:
                yield Finding("not_assignable", leaf.field.id, leaf.path, values={"concept": fact.slug})
