import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic, to_isomorphic

from vocabularies import skos, terms
from vocabularies.reading import read_any
from vocabularies.skos import ConceptValue, Note, VocabularyValue
from vocabularies.writing import MEDIA_TYPES, Named, concept_written, graph, written

# rdflib's own reader of JSON-LD warns of itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
FORMS = list(MEDIA_TYPES)
NAMES = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}
FOLDER = Path(skos.__file__).parent
REAL = Path(__file__).parents[3] / "shared" / "domain" / "vocabularies"
SKOS = terms.SKOS

KNOTTY = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <https://x.test/t/> .
<https://x.test/t> a skos:ConceptScheme ; skos:prefLabel "Ting" ; dct:title "Ting" ; skos:hasTopConcept :a, :c .
:a a skos:Concept, :Kind ; skos:inScheme <https://x.test/t> ; skos:topConceptOf <https://x.test/t> ; skos:narrower :b ;
  skos:prefLabel "a \\"b\\" \\\\ \\n \\t \\r < & > ]]> '''\\u2028 \\u0085 \\U0001F600"@nb-NO, "uten" ;
  skos:notation "01"^^xsd:integer, "7"^^xsd:integer, "-7"^^xsd:integer, "TRUE"^^xsd:boolean, true, "b", "a" ;
  dct:source [ dct:title "bok", "bok"@nb ; dct:creator [ a :Person ] ], [ dct:title "bok", "bok"@nb ] ;
  dct:subject ( :x "y"@nn 3 ) ; skos:note [ skos:example "e"@nb ], :dokument, "bare" ;
  dct:extent 1.5, 1e6, "2020"^^xsd:gYear, "<b>x</b>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral> .
:b a skos:Concept ; skos:inScheme <https://x.test/t> ; skos:broader :a ; skos:prefLabel "b"@se .
:c a skos:Concept ; skos:inScheme <https://x.test/t> ; skos:topConceptOf <https://x.test/t> ; skos:prefLabel "c"@nb ;
  <http://www.w3.org/2002/07/owl#deprecated> true ; dct:isReplacedBy :b, <https://y.test/c> ;
  <https://x.test/1.0/p.q-r> <https://x.test/a?b=c&d='e'> ; skos:exactMatch <urn:x:1>, <https://y.test/å> .
[] a :Stray ; dct:title "løs" .
"""


def parsed(data, form):
    return Graph().parse(data=data, format=NAMES[form], publicID="https://relative.invalid/")


@pytest.mark.parametrize("form", FORMS)
def test_a_shipped_vocabulary_leaves_and_returns_as_it_was(vocabularies, form):
    for value in vocabularies:
        found = read_any(written(value, form), form)
        assert (found.vocabulary, found.repairs, found.refused) == (value, (), ())


@pytest.mark.parametrize("form", FORMS)
def test_what_leaves_is_isomorphic_with_the_shipped_file(vocabularies, form):
    for value in vocabularies:
        shipped = Graph().parse(FOLDER / f"{value.id}.ttl", format="turtle")
        assert set(parsed(written(value, form), form)) == set(shipped)  # no blank nodes in ours


@pytest.mark.parametrize("form", FORMS)
def test_a_strangers_file_leaves_isomorphic_with_what_came(form):
    value = read_any(KNOTTY.encode(), "turtle").vocabulary
    source = parsed(KNOTTY, "turtle")
    assert to_isomorphic(parsed(written(value, form), form)) == to_isomorphic(source)


@pytest.mark.parametrize("form", FORMS)
def test_a_strangers_file_is_read_again_as_the_same_value(form):
    value = read_any(KNOTTY.encode(), "turtle").vocabulary
    assert read_any(written(value, form), form).vocabulary == value


@pytest.mark.parametrize("form", FORMS)
def test_the_same_value_gives_the_same_bytes(form):
    found = [read_any(KNOTTY.encode(), "turtle").vocabulary for _ in range(2)]
    assert written(found[0], form) == written(found[1], form)


def test_json_ld_brings_its_own_context_and_names_languages():
    found = json.loads(written(read_any(KNOTTY.encode(), "turtle").vocabulary, "jsonld"))
    assert found["@context"]["prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    assert next(node for node in found["@graph"] if node["@id"] == "https://x.test/t/b")["prefLabel"] == {"se": "b"}


def test_a_predicate_without_a_name_in_xml_is_an_error_and_no_broken_file():
    with pytest.raises(ValueError, match=r"x\.test/1"):
        graph([("<https://x.test/a>", "<https://x.test/1>", '"b"')], "rdfxml")


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r")
)
LINES = st.tuples(
    st.sampled_from(["<https://x.test/a>", "_:b1", "_:b2"]),
    st.sampled_from([f"<{SKOS}prefLabel>", f"<{SKOS}broader>", f"<{terms.RDF}type>", "<https://x.test/p>"]),
    st.sampled_from(["<https://x.test/a>", "_:b1", "_:b3", "<urn:x:y>"])
    | st.builds(terms.literal, TEXT, st.sampled_from(["", "nb", "zh-Hant-TW"]))
    | st.builds(
        terms.literal,
        TEXT,
        st.just(""),
        st.sampled_from([terms.XSD + "date", "https://x.test/d", terms.XSD + "integer"]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.sets(LINES, min_size=1, max_size=8))
def test_any_triples_say_the_same_in_all_forms(said):
    lines = parsed(graph(said, "ntriples"), "ntriples")
    for form in ("turtle", "jsonld", "rdfxml"):
        assert isomorphic(parsed(graph(said, form), form), lines)


@given(TEXT, st.sampled_from([("", ""), ("nb", ""), ("", "https://x.test/d")]))
def test_a_literal_is_read_back_as_it_was_written(text, kind):
    term = terms.literal(text, *kind)
    assert terms.text_of(term) == (text, *kind)
    assert terms.triples(terms.line(("<https://x.test/a>", "<https://x.test/p>", term)))[0][2] == term


def concept(slug, **more):
    return ConceptValue(id=slug, address=f"https://b.test/vocab/v/{slug}", labels={"nb": slug}, **more)


HERE = Named("https://b.test/vocab/v", {"nb": "Ord"})
NEIGHBOURS = {slug: Named(f"https://b.test/vocab/v/{slug}", {"nb": slug}) for slug in ("b", "c")}


def page(one, form="ntriples", **more):
    return concept_written(one, HERE, NEIGHBOURS, form, base="https://b.test/", **more)


@pytest.mark.parametrize("form", FORMS)
def test_a_concepts_page_names_its_neighbours_and_its_vocabulary(form):
    found = parsed(page(concept("a", broader=("b",), order=3), form, narrower=("c",)), form)
    said = {(str(s), str(p), str(o)) for s, p, o in found}
    place = "https://b.test/vocab/v"
    assert {
        (f"{place}/a", SKOS + "broader", f"{place}/b"),
        (f"{place}/a", SKOS + "narrower", f"{place}/c"),
        (f"{place}/b", SKOS + "prefLabel", "b"),
        (f"{place}/c", SKOS + "prefLabel", "c"),
        (place, SKOS + "prefLabel", "Ord"),
        (f"{place}/a", "https://b.test/ns/order", "3"),
    } <= said


def test_a_merged_concept_points_on_and_is_deprecated():
    found = page(concept("a"), replaced_by=["https://b.test/vocab/w/z"]).decode()
    assert f"<{terms.DCTERMS}isReplacedBy> <https://b.test/vocab/w/z>" in found
    assert f'<{terms.OWL}deprecated> "true"' in found


def test_our_moment_of_change_stands_in_place_of_an_imported_one():
    old = terms.line(("<https://b.test/vocab/v/a>", f"<{terms.DCTERMS}modified>", terms.literal("2016")))
    value = VocabularyValue("v", "https://b.test/vocab/v", {}, {}, "", concepts=(concept("a", extra=old),))
    for content in (
        page(concept("a", extra=old), modified="2026-11-23T09:00:00Z"),
        written(value, "ntriples", modified={"a": "2026-11-23T09:00:00Z"}),
    ):
        assert content.decode().count("modified") == 1
        assert '"2026-11-23T09:00:00Z"^^' in content.decode()


def test_notes_and_labels_without_a_language_are_written():
    one = concept("a", alt={"": ("x",)}, notes=(Note("scope", "", "y"),))
    assert '<http://www.w3.org/2004/02/skos/core#scopeNote> "y" .' in page(one).decode()


if REAL.is_dir():

    @pytest.mark.parametrize(
        ("name", "form", "gone"),
        [
            ("audience-type.ttl", "turtle", 0),
            ("languages.ttl", "turtle", 0),
            ("licences-sparql-result.ttl", "turtle", 0),
            ("msc-ubo.ttl", "turtle", 0),
            ("rights-statements.ttl", "turtle", 0),
            ("mrtermer.ttl", "turtle", 0),
            # the 15 hidden labels that repeat a preferred one
            ("los.rdf", "rdfxml", 15),
        ],
    )
    def test_a_public_vocabulary_comes_back_whole_but_for_what_was_repaired(name, form, gone):
        data = (REAL / name).read_bytes()
        value = read_any(data, form).vocabulary
        source = _lines(data, form)
        back = _lines(written(value, "ntriples"), "ntriples")
        assert len(source - back) == gone
        added = {line.split(" ")[1] for line in back - source}
        ways = ("narrower", "related", "inScheme", "topConceptOf", "hasTopConcept", "prefLabel")
        allowed = {f"<{SKOS}{way}>" for way in ways} | {f"<{terms.DCTERMS}title>", f"<{terms.RDF}type>"}
        assert added <= allowed

    @pytest.mark.parametrize("form", FORMS)
    def test_los_is_read_back_equal_and_needs_no_second_repair(form):
        value = read_any((REAL / "los.rdf").read_bytes(), "rdfxml").vocabulary
        found = read_any(written(value, form), form)
        assert found.vocabulary == value
        assert {each.code for each in found.repairs} == {"outside"}

    def _lines(data, form):
        """Triples as lines whose blank nodes have the names that reading gives them."""
        from vocabularies.parsing import Limits, parsed

        about = parsed(data, form, Limits()).about
        return {terms.line((subject, *fact)) for subject, facts in about.items() for fact in facts}
