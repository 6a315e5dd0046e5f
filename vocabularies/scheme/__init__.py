"""The metadata scheme: fields and gates as values, descriptions held against them, proposals for what is empty."""

from vocabularies.scheme.carrying import aside, carried
from vocabularies.scheme.changing import Draft
from vocabularies.scheme.check import blocks, check
from vocabularies.scheme.differing import Difference, differences
from vocabularies.scheme.facts import ConceptFact, Facts, Find, concept_facts, finder
from vocabularies.scheme.normalise import normalise
from vocabularies.scheme.propose import fitting_surfaces, propose
from vocabularies.scheme.shapes import read_scheme, shipped_scheme, write_scheme
from vocabularies.scheme.sound import Refusal, refusals
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
from vocabularies.scheme.walk import Leaf, concepts_in, joined, leaves, outward, parted, texts_in

__all__ = [
    "ConceptFact",
    "Difference",
    "Draft",
    "Facts",
    "Field",
    "Find",
    "Finding",
    "Gate",
    "Group",
    "Leaf",
    "Member",
    "Refusal",
    "Rule",
    "Scheme",
    "aside",
    "blocks",
    "carried",
    "check",
    "concept_facts",
    "concepts_in",
    "differences",
    "field_from_json",
    "field_to_json",
    "finder",
    "fitting_surfaces",
    "from_json",
    "joined",
    "leaves",
    "normalise",
    "outward",
    "parted",
    "propose",
    "read_scheme",
    "refusals",
    "shipped_scheme",
    "texts_in",
    "to_json",
    "write_scheme",
]
