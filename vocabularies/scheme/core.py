"""What of the scheme the bank's own code hangs on, and why: such fields are relabelled and moved, not taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vocabularies.scheme.values import Field, Scheme

FIELD = "field"
"""The field itself: it is not retired."""
VOCABULARY, REPEATABLE, DRAFT, PUBLISH, KINDS = "vocabulary", "repeatable", "draft", "publish", "applies_to"
_SHAPE = frozenset({VOCABULARY, REPEATABLE})
_STAYS = _SHAPE | {FIELD, KINDS}
"""To ask a field of fewer kinds of files is to retire it for the others."""
_WHOLE = _STAYS | {DRAFT, PUBLISH}


@dataclass(frozen=True, slots=True)
class Core:
    """Which parts of a field stay as they are, and the last part of the key of the sentence that says why."""

    reason: str
    keeps: frozenset[str]
    rules: tuple[str, ...] = ()
    """The rules that ask for the field."""


CORE: Mapping[str, Core] = {
    "title": Core("title", _STAYS | {DRAFT}),
    "visibility": Core("access", _STAYS | {PUBLISH}),
    "visibleTo": Core("access", _STAYS),
    "availableFrom": Core("access", _STAYS | {PUBLISH}),
    "expires": Core("access", _STAYS),
    "withdrawalReason": Core("withdrawal", _WHOLE),
    "campaign": Core("campaign", _STAYS),
    "message": Core("campaign", _STAYS),
    "surface": Core("columns", _STAYS),
    "materialType": Core("columns", _STAYS),
    "language": Core("language", _STAYS),
    "license": Core("answer", _STAYS),
    "rightsStatement": Core("answer", _STAYS),
    "permittedUse": Core("answer", _STAYS),
    "alteration": Core("answer", _STAYS),
    "validFor": Core("pages", _SHAPE),
    "usageTerms": Core("pages", _SHAPE),
    "creditLine": Core("pages", _SHAPE),
    "description": Core("pages", _SHAPE),
    "altText": Core("pages", _SHAPE),
    "extendedDescription": Core("pages", _SHAPE),
    "keyword": Core("pages", _SHAPE),
    "creator": Core("pages", _SHAPE),
    "contributor": Core("pages", _SHAPE),
    "personShown": Core("pages", _SHAPE),
    "placeShown": Core("pages", _SHAPE),
    "rightsHolder": Core("pages", _SHAPE),
    "subject": Core("several", frozenset({REPEATABLE})),
    "audience": Core("several", frozenset({REPEATABLE})),
    "dateCreated": Core("files", _SHAPE),
    "copyrightNotice": Core("files", _SHAPE),
    "supplierId": Core("files", _SHAPE),
    "dataMining": Core("files", _SHAPE),
    "digitalSourceType": Core("files", _SHAPE),
}
"""Fields that code reads by name: access, publishing, columns, the answer of an asset's page, what files carry."""
OF_KINDS = frozenset({"altText", "extendedDescription", "modelRelease", "digitalSourceType"})
"""Fields that rules ask for only of the kinds that the scheme names, or say nothing of where they are empty."""
MACHINE = Core("machine", _WHOLE)
"""Every field that only the machine fills in: nobody could answer for it."""


def core(scheme: Scheme, field: Field) -> Core:
    """What of a field stays: by the table, by what fills it in, and by the rules that ask for it."""
    known = MACHINE if field.filled_by == "machine" else CORE.get(field.id, Core("", frozenset()))
    rules = tuple(rule.name for rule in scheme.rules if field.id in rule.needs)
    if not rules:
        return known
    free = {KINDS} if field.id in OF_KINDS else set()
    return Core(known.reason or "rule", (known.keeps | _STAYS) - free, rules)
