"""Changing words: creating, writing, placing, relating and retiring concepts, and making vocabularies."""

from mediabank.concepts.edit.draft import Draft, draft_of
from mediabank.concepts.edit.permission import FIXED, demand, demand_free, named_by_rules
from mediabank.concepts.edit.placing import move, relate, unrelate
from mediabank.concepts.edit.retiring import deprecate, restore
from mediabank.concepts.edit.vocabulary import vocabulary_change, vocabulary_new
from mediabank.concepts.edit.writing import Overtaken, change, change_each, create

__all__ = [
    "FIXED",
    "Draft",
    "Overtaken",
    "change",
    "change_each",
    "create",
    "demand",
    "demand_free",
    "deprecate",
    "draft_of",
    "move",
    "named_by_rules",
    "relate",
    "restore",
    "unrelate",
    "vocabulary_change",
    "vocabulary_new",
]
