import pytest

from vocabularies.rules import Breach, breaches, concept_breaches
from vocabularies.skos import ConceptValue, VocabularyValue


def concept(slug, **more):
    return ConceptValue(id=slug, address=f"https://b.test/vocab/v/{slug}", labels={"nb": slug}, **more)


THERE = {
    each.id: each
    for each in (
        concept("animal"),
        concept("dog", broader=("animal",), related=("leash",)),
        concept("puppy", broader=("dog",)),
        concept("leash", related=("dog",)),
    )
}


@pytest.mark.parametrize(
    ("planned", "broken"),
    [
        (concept("dog", broader=("animal",), related=("leash",)), []),
        (concept("animal", broader=("puppy",)), [("cycle", ("animal",))]),
        (concept("animal", broader=("animal",)), [("cycle", ("animal",))]),
        (concept("puppy", broader=("dog",), related=("animal",)), [("S27", ("animal",)), ("dangling", ("animal",))]),
        (concept("animal", related=("puppy",)), [("S27", ("puppy",)), ("dangling", ("puppy",))]),
        (concept("cat", broader=("mammal",)), [("dangling", ("mammal",))]),
        (concept("cat", replaced_by=("mammal",)), [("dangling", ("mammal",))]),
        (concept("cat", alt={"nb": ("cat",)}), [("S13", ("nb", "cat"))]),
        (concept("cat", mappings={"exact": ("u:1",), "related": ("u:1",)}), [("S46", ("related", "u:1"))]),
    ],
)
def test_a_concept_is_judged_as_it_is_to_be(planned, broken):
    assert [(each.code, each.values) for each in concept_breaches(planned, THERE.get)] == broken


def test_only_the_neighbourhood_is_asked_for():
    asked = []

    def find(slug):
        asked.append(slug)
        return THERE.get(slug)

    concept_breaches(concept("puppy", broader=("dog",)), find)
    assert set(asked) == {"dog", "animal"}


def test_a_concept_at_the_address_of_its_vocabulary_is_no_concept():
    same = ConceptValue("v", "https://b.test/vocab/v", {"nb": "v"})
    value = VocabularyValue("v", "https://b.test/vocab/v", {}, {}, "", concepts=(same,))
    assert breaches([value]) == [Breach("S9", "v", "v", ("https://b.test/vocab/v",))]
