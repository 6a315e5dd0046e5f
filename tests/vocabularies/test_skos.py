import json
import time
from pathlib import Path

import pytest

from vocabularies import skos, turtle
from vocabularies.rules import breaches
from vocabularies.skos import ConceptValue, VocabularyValue

FOLDER = Path(skos.__file__).parent
DOMAIN = Path(__file__).parents[3] / "shared" / "domain"


def test_twenty_three_vocabularies_with_291_concepts_are_shipped(vocabularies):
    assert (len(vocabularies), sum(len(vocabulary.concepts) for vocabulary in vocabularies)) == (23, 291)


def test_every_file_is_what_our_writer_writes(vocabularies):
    for vocabulary in vocabularies:
        assert skos.write(vocabulary) == (FOLDER / f"{vocabulary.id}.ttl").read_text("utf-8")


def test_every_concept_has_a_label_in_nb_nn_and_en(vocabularies):
    lacking = [c.address for v in vocabularies for c in v.concepts if not {"nb", "nn", "en"} <= c.labels.keys()]
    assert lacking == []


def test_every_concept_lies_under_its_vocabulary(vocabularies):
    for vocabulary in vocabularies:
        for concept in vocabulary.concepts:
            assert concept.address == f"{vocabulary.address}/{concept.id}"


def test_concepts_stand_in_the_order_of_the_file(vocabularies):
    status = next(v for v in vocabularies if v.id == "workflow-status")
    assert [c.id for c in status.concepts] == ["utkast", "til-vurdering", "publisert", "trukket", "arkivert"]


def test_our_own_vocabularies_break_no_condition(vocabularies):
    assert breaches(vocabularies) == []


def test_a_surface_carries_size_channel_and_material_type(vocabularies):
    surfaces = {c.id: c for v in vocabularies if v.id == "surface" for c in v.concepts}
    assert surfaces["poster-a3"].properties == {
        "assignable": True,
        "bleedMm": 3,
        "channel": ("trykkeri",),
        "formerPreset": "a3",
        "height": 420,
        "materialType": "plakat",
        "sizeBasis": "standard",
        "unit": "mm",
        "width": 297,
    }


def test_concepts_that_properties_name_are_there(vocabularies):
    known = {v.id: {c.id for c in v.concepts} for v in vocabularies}
    for concept in (c for v in vocabularies if v.id == "surface" for c in v.concepts):
        assert set(concept.properties.get("channel", ())) <= known["channel"]
        assert {concept.properties.get("materialType", "plakat")} <= known["material-type"]


def test_a_rebased_vocabulary_moves_its_own_addresses_and_no_others(vocabularies):
    licence = next(v for v in skos.rebased(vocabularies, "https://bank.test/") if v.id == "licence")
    by = next(c for c in licence.concepts if c.id == "cc-by")
    assert by.address == "https://bank.test/vocab/licence/cc-by"
    assert by.see_also == ("https://creativecommons.org/licenses/by/4.0/",)


def test_a_rebased_vocabulary_is_written_and_read_back_equal(vocabularies):
    for vocabulary in skos.rebased(vocabularies, "https://bank.test/under"):
        assert skos.read(skos.write(vocabulary)) == vocabulary


def test_reading_all_shipped_files_takes_seconds_at_most():
    start = time.process_time()
    skos.shipped()
    assert time.process_time() - start < 3


HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://b.test/vocab/v> a skos:ConceptScheme .
"""


@pytest.mark.parametrize(
    ("condition", "turtle_text"),
    [
        ("S9", "<https://b.test/vocab/v> a skos:Concept ."),
        ("S14", '<https://b.test/vocab/v/a> skos:inScheme <https://b.test/vocab/v> ; skos:prefLabel "a"@nb, "b"@nb .'),
        (
            "S37",
            "<https://b.test/vocab/v/a> a skos:Concept, skos:Collection ; skos:inScheme <https://b.test/vocab/v> .",
        ),
    ],
)
def test_a_file_that_breaks_what_a_value_cannot_show_is_refused(condition, turtle_text):
    with pytest.raises(turtle.Unreadable, match=condition):
        skos.read(HEAD + turtle_text)


@pytest.mark.parametrize(
    "text",
    [
        "not turtle",
        "",
        HEAD + "<https://b.test/vocab/v/a b> skos:inScheme <https://b.test/vocab/v> .",
        HEAD + '<https://b.test/vocab/v/a> skos:inScheme <https://b.test/vocab/v> ; skos:prefLabel "\\ud800"@nb .',
        HEAD + "<https://b.test/vocab/v/a> skos:inScheme <https://b.test/vocab/v> ; skos:broader <https://x.test/> .",
        HEAD + "<https://b.test/vocab/v/a> skos:inScheme <https://b.test/vocab/v> ; <https://b.test/ns/other> 1 .",
        HEAD + "#" * (turtle.MOST_BYTES + 1),
        HEAD + '<https://b.test/vocab/v> skos:note "' + "a" * (turtle.MOST_LITERAL_CHARACTERS + 1) + '" .',
    ],
    ids=["no turtle", "empty", "space", "surrogate", "elsewhere", "unknown property", "too large", "long text"],
)
def test_what_is_no_file_of_ours_is_refused(text):
    with pytest.raises(turtle.Unreadable):
        skos.read(text)


def concept(slug, **more):
    return ConceptValue(id=slug, address=f"https://b.test/vocab/v/{slug}", labels={"nb": slug}, **more)


@pytest.mark.parametrize(
    ("condition", "concepts"),
    [
        ("S13", [concept("a", alt={"nb": ("a",)})]),
        ("S13", [concept("a", alt={"nb": ("x",)}, hidden={"nb": ("x",)})]),
        (
            "S27",
            [concept("a", related=("c",)), concept("b", broader=("a",)), concept("c", broader=("b",), related=("a",))],
        ),
        ("S46", [concept("a", mappings={"exact": ("https://x.test/",), "broad": ("https://x.test/",)})]),
        ("cycle", [concept("a", broader=("b",)), concept("b", broader=("a",))]),
        ("dangling", [concept("a", broader=("b",))]),
        ("dangling", [concept("a", related=("b",)), concept("b")]),
    ],
)
def test_a_broken_condition_is_found(condition, concepts):
    value = VocabularyValue("v", "https://b.test/vocab/v", {"nb": "v"}, {}, "1", concepts=tuple(concepts))
    assert {breach.code for breach in breaches([value])} == {condition}


if DOMAIN.is_dir():

    def test_the_files_hold_what_the_draft_of_the_consortium_holds(vocabularies):
        draft = json.loads((DOMAIN / "vocabularies.json").read_text("utf-8"))
        assert {v.id for v in vocabularies} == draft.keys()
        for vocabulary in vocabularies:
            told = {c["id"]: c for c in draft[vocabulary.id]["concepts"]}
            assert [c.id for c in vocabulary.concepts] == list(told)
            for found in vocabulary.concepts:
                said = told[found.id]
                assert found.labels == {name: said[name] for name in ("nb", "nn", "en", "se") if said[name]}
                assert found.definition == (said["definition"] or {})
                assert found.broader == ((said["broader"],) if said["broader"] else ())
                assert set(found.related) == set(said["related"])
                assert set(found.mappings.get("close", ())) == set(said["close"])
                assert set(found.mappings.get("exact", ())) == set(said["exact"])
                assert found.deprecated == said["deprecated"]
                assert list(found.replaced_by) == said["replacedBy"]
