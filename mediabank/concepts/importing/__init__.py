"""Imports of vocabularies: a file arrives, is read in a sealed child, shown as a diff, and applied in pieces."""

from mediabank.concepts.importing.running import (
    APPLIED,
    APPLYING,
    FAILED,
    READ,
    READING,
    REFUSED,
    Arriving,
    apply,
    approve,
    changes_anything,
    given_up,
    look,
    problems_of,
    refuse,
)

__all__ = [
    "APPLIED",
    "APPLYING",
    "FAILED",
    "READ",
    "READING",
    "REFUSED",
    "Arriving",
    "apply",
    "approve",
    "changes_anything",
    "given_up",
    "look",
    "problems_of",
    "refuse",
]
