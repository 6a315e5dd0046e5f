import time
from collections import Counter
from pathlib import Path

import pytest

from vocabularies.proposing import REMEDIES, proposal, proposals
from vocabularies.quality import CHECKS, FINDINGS, Finding, findings, tidy
from vocabularies.reading import read_any
from vocabularies.skos import ConceptValue, Note, VocabularyValue

REAL = Path(__file__).parents[3] / "shared" / "domain" / "vocabularies"
SAID = (Note("note", "nb", "n"),)


def concept(slug, **more):
    more = {"labels": {"nb": slug}, "notes": SAID, "broader": () if slug == "top" else ("top",)} | more
    return ConceptValue(id=slug, address=f"https://b.test/vocab/v/{slug}", **more)


def found_in(*concepts):
    value = VocabularyValue("v", "https://b.test/vocab/v", {}, {}, "", concepts=(concept("top"), *concepts))
    return findings(value), value


CASES = [
    ("S13", [concept("a", alt={"nb": ("a",)})], Finding("S13", "a", ("nb", "a"))),
    ("S27", [concept("a", related=("top",)), concept("b", related=())], Finding("S27", "a", ("top",))),
    (
        "S46",
        [concept("a", mappings={"exact": ("https://x.test/",), "broad": ("https://x.test/",)})],
        Finding("S46", "a", ("broad", "https://x.test/")),
    ),
    ("cycle", [concept("a", broader=("a", "top"))], Finding("cycle", "a", ("a",))),
    ("dangling", [concept("a", related=("b",)), concept("b")], Finding("dangling", "a", ("b",))),
    ("reflexive", [concept("a", related=("a",))], Finding("reflexive", "a")),
    ("orphan", [concept("a", broader=()), concept("b")], Finding("orphan", "a")),
    ("undocumented", [concept("a", notes=())], Finding("undocumented", "a")),
    ("label_missing", [concept("a", labels={})], Finding("label_missing", "a")),
    ("label_empty", [concept("a", labels={"nb": "--"})], Finding("label_empty", "a", ("nb",))),
    (
        "label_shared",
        [concept("a", alt={"nb": ("Bil",)}), concept("b", alt={"nb": ("bil",)})],
        Finding("label_shared", "a", ("nb", "Bil", "b")),
    ),
    ("label_untidy", [concept("a", labels={"nb": "to  ord "})], Finding("label_untidy", "a", ("nb", "to  ord "))),
    ("language_missing", [concept("a", alt={"": ("x",)})], Finding("language_missing", "a", ("x",))),
    (
        "language_invalid",
        [concept("a", alt={"norwegian-bokmaal": ("x",)})],
        Finding("language_invalid", "a", ("norwegian-bokmaal",)),
    ),
    ("language_lacking", [concept("a", labels={"nb": "a", "nn": "a"})], Finding("language_lacking", "top", ("nn",))),
    ("language_common", [concept("a", labels={"nn": "a"})], Finding("language_common", "")),
    (
        "notation_shared",
        [concept("a", notation="1"), concept("b", notation="1")],
        Finding("notation_shared", "a", ("1", "b")),
    ),
    ("valueless", [concept("a", related=("b",)), concept("b", related=("a",))], Finding("valueless", "a", ("b",))),
    ("redundant", [concept("a"), concept("b", broader=("a", "top"))], Finding("redundant", "b", ("top",))),
    (
        "deprecated_above",
        [concept("a", deprecated=True), concept("b", broader=("a",))],
        Finding("deprecated_above", "b", ("a",)),
    ),
    (
        "mapping_inside",
        [concept("a", mappings={"close": ("https://b.test/vocab/v/top",)})],
        Finding("mapping_inside", "a", ("close", "https://b.test/vocab/v/top")),
    ),
    ("address", [concept("a", mappings={"close": ("urn:x:1",)})], Finding("address", "a", ("close", "urn:x:1"))),
    (
        "term",
        [concept("a", extra='<https://x.test/a> <http://www.w3.org/2004/02/skos/core#subject> "x" .')],
        Finding("term", "a", ("subject",)),
    ),
    (
        "transitive",
        [concept("a", extra="<u:a> <http://www.w3.org/2004/02/skos/core#broaderTransitive> <u:b> .")],
        Finding("transitive", "a"),
    ),
]


@pytest.mark.parametrize(("code", "concepts", "finding"), CASES, ids=[case[0] for case in CASES])
def test_a_weakness_is_found(code, concepts, finding):
    found, _ = found_in(*concepts)
    assert finding in found


def test_every_code_has_its_case_and_its_meaning():
    assert [case[0] for case in CASES] == list(FINDINGS)
    assert set(CHECKS) | set(REMEDIES) <= set(FINDINGS)


def test_a_vocabulary_in_order_has_no_findings():
    assert found_in(concept("a"), concept("b", broader=("a",)))[0] == []


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_a_proposal_takes_its_finding_away(code):
    concepts = next(case[1] for case in CASES if case[0] == code)
    found, value = found_in(*concepts)
    for made in proposals(value, [each for each in found if each.code == code]):
        after = {each.id: each for each in (*value.concepts, *made.after)}
        mended = VocabularyValue("v", value.address, {}, {}, "", concepts=tuple(after.values()))
        assert made.finding not in findings(mended)
        assert made.after
    assert any(each.code == code for each in found)


def test_a_finding_that_holds_no_longer_has_no_proposal():
    assert proposal(Finding("valueless", "a", ("b",)), {"a": concept("a"), "b": concept("b")}.get) is None
    assert proposal(Finding("valueless", "gone", ("b",)), {}.get) is None


@pytest.mark.parametrize("code", sorted(REMEDIES))
@pytest.mark.parametrize("values", [(), ("x",), ("x", "y", "z")])
def test_a_made_up_finding_breaks_nothing(code, values):
    assert proposal(Finding(code, "a", values), {"a": concept("a")}.get) is None


def test_what_needs_thought_has_no_proposal():
    assert proposal(Finding("orphan", "a"), {"a": concept("a")}.get) is None


def test_a_list_with_a_pair_in_it_has_no_orphans():
    found, _ = found_in(concept("a"), *(concept(each, broader=()) for each in "bcd"))
    assert [each for each in found if each.code == "orphan"] == []


@pytest.mark.parametrize(
    ("above", "broader"),
    [
        ({}, ("top",)),
        ({"replaced_by": ("heir",)}, ("heir",)),
        ({"replaced_by": ("heir", "other")}, ("top",)),
        ({"replaced_by": ("b",)}, ()),
        ({"broader": ()}, ()),
    ],
)
def test_what_lies_below_a_retired_concept_is_proposed_below_what_took_over_else_higher_up(above, broader):
    every = [concept("a", deprecated=True, **above), concept("b", broader=("a",)), concept("heir"), concept("other")]
    made = proposal(Finding("deprecated_above", "b", ("a",)), {each.id: each for each in (concept("top"), *every)}.get)
    assert [each.broader for each in made.after] == [broader]


def test_the_proposal_for_an_untidy_label_keeps_the_labels_apart():
    made = proposal(Finding("label_untidy", "a", ("nb", " a")), {"a": concept("a", alt={"nb": (" a",)})}.get)
    assert made.after == (concept("a"),)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a  b ", "a b"),
        ("a\u200bb", "ab"),
        ("a\u00a0b\tc", "a b c"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Å 1", "Å 1"),
    ],
)
def test_a_label_is_tidied(text, clean):
    assert tidy(text) == clean


def test_our_own_vocabularies_have_no_untidy_or_broken_parts(vocabularies):
    codes = {each.code for value in vocabularies for each in findings(value)}
    assert codes <= {
        "orphan", "undocumented", "label_shared", "language_lacking", "valueless", "deprecated_above",
    }  # fmt: skip


def test_twenty_thousand_concepts_are_looked_through_in_seconds():
    concepts = [
        concept(f"c{n}", broader=(f"c{(n - 1) // 8}",) if n else (), alt={"nb": (f"ord {n}", f"ord {n + 1}")})
        for n in range(20_000)
    ]
    start = time.process_time()
    found, _ = found_in(*concepts)
    assert time.process_time() - start < 5
    assert Counter(each.code for each in found)["label_shared"] == 19_999


if REAL.is_dir():

    def test_mrtermer_has_orphans_that_no_repair_could_tie():
        found = findings(read_any((REAL / "mrtermer.ttl").read_bytes(), "turtle").vocabulary)
        assert Counter(each.code for each in found)["orphan"] == 383
