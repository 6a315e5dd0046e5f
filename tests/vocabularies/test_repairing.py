import time
from dataclasses import replace

import pytest

from vocabularies.reading import read_any
from vocabularies.repairing import MOST_LEVELS, Repair, repaired
from vocabularies.rules import breaches
from vocabularies.skos import ConceptValue, VocabularyValue
from vocabularies.turtle import Unreadable

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://x.test/t/> .
<https://x.test/t> a skos:ConceptScheme .
"""


def read(text):
    found = read_any((HEAD + text).encode(), "turtle")
    return {concept.id: concept for concept in found.vocabulary.concepts}, list(found.repairs), found.vocabulary


def concept(slug, **more):
    return ConceptValue(id=slug, address=f"https://b.test/vocab/v/{slug}", labels={"nb": slug}, **more)


def vocabulary(*concepts):
    return VocabularyValue("v", "https://b.test/vocab/v", {"nb": "v"}, {}, "1", concepts=concepts)


def test_a_second_preferred_label_becomes_an_alternative_one():
    concepts, repairs, _ = read(':a a skos:Concept ; skos:prefLabel "y"@nb, "x"@nb, "z"@en .')
    assert (concepts["a"].labels, concepts["a"].alt) == ({"en": "z", "nb": "x"}, {"nb": ("y",)})
    assert repairs == [Repair("S14", "a", ("nb", "y"))]


@pytest.mark.parametrize(
    ("said", "alt", "hidden"),
    [
        ('skos:prefLabel "x"@nb ; skos:altLabel "x"@nb', {}, {}),
        ('skos:prefLabel "x"@nb ; skos:hiddenLabel "x"@nb, "y"@nb', {}, {"nb": ("y",)}),
        ('skos:altLabel "x"@nb ; skos:hiddenLabel "x"@nb', {"nb": ("x",)}, {}),
    ],
)
def test_of_two_equal_labels_the_weaker_one_goes(said, alt, hidden):
    concepts, repairs, _ = read(f":a a skos:Concept ; {said} .")
    assert (concepts["a"].alt, concepts["a"].hidden, repairs) == (alt, hidden, [Repair("S13", "a", ("nb", "x"))])


def test_the_same_text_in_two_languages_stays():
    _, repairs, _ = read(':a a skos:Concept ; skos:prefLabel "x"@nb ; skos:altLabel "x"@nn .')
    assert repairs == []


def test_a_relation_that_leads_one_way_leads_back():
    concepts, repairs, _ = read(":a a skos:Concept ; skos:related :b . :b a skos:Concept .")
    assert (concepts["b"].related, repairs) == (("a",), [Repair("related", "b", ("a",))])


def test_a_narrower_concept_learns_of_the_broader_one():
    concepts, repairs, _ = read(":a a skos:Concept ; skos:narrower :b . :b a skos:Concept .")
    assert (concepts["b"].broader, repairs) == (("a",), [Repair("broader", "b", ("a",))])


def test_a_top_concept_with_something_above_is_none():
    concepts, repairs, _ = read(
        ":a a skos:Concept ; skos:broader :b ; skos:topConceptOf <https://x.test/t> . :b a skos:Concept ."
    )
    assert (concepts["a"].broader, repairs) == (("b",), [Repair("top", "a")])


def test_a_circle_is_cut_where_it_closes():
    concepts, repairs, _ = read(":a skos:broader :b . :b skos:broader :c . :c skos:broader :a . :a skos:inScheme :x ."
                                ":b skos:inScheme :x . :c skos:inScheme :x .")  # fmt: skip
    assert {slug: each.broader for slug, each in concepts.items()} == {"a": ("b",), "b": ("c",), "c": ()}
    assert repairs == [Repair("cycle", "c", ("a",))]


def test_a_concept_above_itself_is_not():
    concepts, repairs, _ = read(":a a skos:Concept ; skos:broader :a ; skos:related :a .")
    assert (concepts["a"].broader, concepts["a"].related) == ((), ())
    assert repairs == [Repair("cycle", "a", ("a",)), Repair("self", "a", ("a",))]


def test_related_concepts_above_one_another_are_not_related():
    concepts, repairs, _ = read(":a a skos:Concept ; skos:related :c . :b a skos:Concept ; skos:broader :a ."
                                ":c a skos:Concept ; skos:broader :b ; skos:related :a .")  # fmt: skip
    assert (concepts["a"].related, concepts["c"].related, repairs) == ((), (), [Repair("S27", "c", ("a",))])


def test_an_exact_match_stays_and_the_weaker_ones_go():
    place = "https://y.test/1"
    concepts, repairs, _ = read(f":a a skos:Concept ; skos:exactMatch <{place}> ; skos:relatedMatch <{place}> .")
    assert (concepts["a"].mappings, repairs) == ({"exact": (place,)}, [Repair("S46", "a", ("related", place))])


def test_what_was_repaired_away_does_not_come_back_through_extra():
    concepts, _, _ = read(""":a a skos:Concept ; skos:prefLabel "x"@nb ; skos:altLabel "x"@nb ; skos:broader :a ;
        skos:related :a ; skos:exactMatch <https://y.test/1> ; skos:broadMatch <https://y.test/1> .""")
    assert concepts["a"].extra == ""


def test_a_repaired_vocabulary_breaks_no_condition_and_needs_no_second_repair():
    text = """:a a skos:Concept ; skos:prefLabel "x"@nb, "y"@nb ; skos:altLabel "x"@nb ; skos:hiddenLabel "y"@nb .
        :a skos:broader :b ; skos:related :b, :c .
        :a skos:exactMatch <https://y.test/> ; skos:broadMatch <https://y.test/> .
        :b a skos:Concept ; skos:narrower :c . :c a skos:Concept ; skos:narrower :b ."""
    _, _, value = read(text)
    assert breaches([value]) == []
    assert repaired(value) == (value, [])


def test_our_own_vocabularies_need_no_repair(vocabularies):
    assert [repaired(value) for value in vocabularies] == [(value, []) for value in vocabularies]


def test_a_value_is_repaired_like_a_file():
    value, repairs = repaired(vocabulary(concept("a", related=("b",)), concept("b", alt={"nb": ("b",)})))
    assert value.concepts == (concept("a", related=("b",)), replace(concept("b"), related=("a",)))
    assert [each.code for each in repairs] == ["S13", "related"]


def test_a_tangle_of_ways_up_ends_in_time():
    layers, width = MOST_LEVELS - 1, 40
    concepts = [
        concept(
            f"c{layer}-{at}",
            broader=tuple(f"c{layer - 1}-{other}" for other in range(width)) if layer else (),
            related=(f"c{layer}-{(at + 1) % width}",),
        )
        for layer in range(layers)
        for at in range(width)
    ]
    start = time.process_time()
    with pytest.raises(Unreadable) as caught:
        repaired(vocabulary(*concepts))
    assert caught.value.code == "tangled"
    assert time.process_time() - start < 10
