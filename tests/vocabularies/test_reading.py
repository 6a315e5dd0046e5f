import json
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabularies import skos, terms
from vocabularies.parsing import REFUSALS, Limits
from vocabularies.reading import CODES, read_any, slug_of
from vocabularies.turtle import Unreadable
from vocabularies.writing import written

SHARED = Path(__file__).parents[3] / "shared"
REAL, HOSTILE = SHARED / "domain" / "vocabularies", SHARED / "corpus" / "hostile"
HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://x.test/t/> .
<https://x.test/t> a skos:ConceptScheme ; dct:title "Ting"@nb .
"""


WHOLE = {
    form: written(next(value for value in skos.shipped() if value.id == "visibility"), form)
    for form in ("turtle", "rdfxml", "ntriples", "jsonld")
} | {"realfagstermer": b"id= REAL000001\nte= A\ntis= 2018-03-23T16:57:12Z\nfly= REAL000002\n\nid= REAL000002\nte= C\n"}


def read(text, **more):
    return read_any((HEAD + text).encode(), "turtle", **more)


def only(text, **more):
    (concept,) = read(text, **more).vocabulary.concepts
    return concept


def refusals(text):
    return [(each.code, *each.values[1:]) for each in read(text).refused]


def code_of(data, form="turtle", **limits):
    with pytest.raises(Unreadable) as caught:
        read_any(data, form, limits=Limits(**limits))
    assert caught.value.code in CODES
    return caught.value.code


@pytest.mark.parametrize("order", ["99999999999999", "3000000000", "-1"])
def test_an_order_that_no_column_holds_is_none_and_is_kept_beside(order):
    (concept,) = read_any(
        f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://b.test/vocab/t> a skos:ConceptScheme .
        <https://b.test/vocab/t/a> a skos:Concept ; skos:inScheme <https://b.test/vocab/t> ; skos:prefLabel "a"@nb ;
            <https://b.test/ns/order> {order} .""".encode(),
        "turtle",
    ).vocabulary.concepts
    assert (concept.order, order in concept.extra) == (0, True)


def test_a_foreign_concept_is_called_by_the_last_part_of_its_address():
    assert only(":c1 a skos:Concept .").id == "c1"


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://x.test/t#public", "public"),
        ("https://x.test/ord/tilleggsstønader", "tilleggsstonader"),
        ("https://x.test/00.01", "00.01"),
        ("https://x.test/a.ttl", "a-ttl"),
        ("https://x.test/new", "c-new"),
        ("https://x.test/changes.1", "c-changes.1"),
        ("https://x.test/..", "c"),
        ("https://x.test/日本", "c"),
        ("https://x.test/" + "a" * 300, "a" * 90),
    ],
)
def test_a_slug_is_safe_in_an_address(address, slug):
    assert slug_of(address) == slug


def test_two_addresses_never_share_a_slug():
    found = read("<https://y.test/a/c> a skos:Concept . <https://y.test/b/c> a skos:Concept . :a-c a skos:Concept .")
    assert [concept.id for concept in found.vocabulary.concepts] == ["a-c", "a-c-2", "b-c"]


def test_a_known_address_keeps_its_slug():
    assert only(":c1 a skos:Concept .", known={"https://x.test/t/c1": "gammel"}).id == "gammel"


def test_labels_are_kept_in_any_language_with_the_case_of_bcp_47():
    concept = only(':a a skos:Concept ; skos:prefLabel "a"@SMA, "b"@zh-hant-tw, "c"@x-mine, "d" .')
    assert concept.labels == {"": "d", "sma": "a", "x-mine": "c", "zh-Hant-TW": "b"}


def test_the_first_notation_has_a_column_and_the_others_are_kept():
    concept = only(':a a skos:Concept ; skos:notation "b", "a", "c"^^:code .')
    assert concept.notation == "a"
    assert [line.split(" ", 2)[2] for line in concept.extra.splitlines()] == ['"b" .', '"c"^^<https://x.test/t/code> .']


def test_what_has_no_column_is_kept_with_its_blank_nodes():
    concept = only(':a a skos:Concept ; dct:source [ dct:title "bok" ; dct:creator [ dct:title "forfatter" ] ] .')
    assert len(concept.extra.splitlines()) == 4


def test_two_blank_nodes_that_say_the_same_stay_two():
    concept = only(':a a skos:Concept ; dct:source [ dct:title "bok" ], [ dct:title "bok" ] .')
    assert len(concept.extra.splitlines()) == 4


def test_reading_a_file_twice_gives_equal_values():
    text = ':a a skos:Concept ; dct:source [ dct:title "bok" ], [ dct:title "bok" ], [ dct:creator [] ] .'
    assert read(text) == read(text)


def test_a_typed_literal_is_kept_as_it_was_written():
    assert (
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
        in only(":a a skos:Concept ; dct:extent '01'^^xsd:integer .").extra
    )


def test_a_second_definition_in_a_language_is_kept_besides():
    concept = only(':a a skos:Concept ; skos:definition "b"@nb, "a"@nb .')
    assert (concept.definition, '"b"@nb' in concept.extra) == ({"nb": "a"}, True)


def test_mappings_to_the_web_have_a_column_and_other_addresses_are_kept():
    concept = only(":a a skos:Concept ; skos:exactMatch <https://y.test/1>, <urn:isbn:1> .")
    assert (concept.mappings, "urn:isbn:1" in concept.extra) == ({"exact": ("https://y.test/1",)}, True)


def test_a_relation_to_nothing_is_named_and_kept():
    found = read(":a a skos:Concept ; skos:broader <https://y.test/b> .")
    assert [(each.code, each.values[1]) for each in found.repairs] == [("outside", "https://y.test/b")]
    assert "https://y.test/b" in found.vocabulary.concepts[0].extra


def test_successors_are_slugs():
    found = read(":a a skos:Concept ; owl:deprecated true ; dct:isReplacedBy :b . :b a skos:Concept .")
    assert (found.vocabulary.concepts[0].deprecated, found.vocabulary.concepts[0].replaced_by) == (True, ("b",))


def test_the_scheme_with_most_top_concepts_stands_for_the_file():
    found = read("""<https://x.test/u> a skos:ConceptScheme . :a skos:topConceptOf <https://x.test/u> .
                    :b skos:inScheme <https://x.test/t> . :c skos:inScheme <https://x.test/t> .""")
    assert (found.vocabulary.address, len(found.vocabulary.concepts)) == ("https://x.test/u", 3)
    assert [(each.address, each.concepts) for each in found.schemes] == [
        ("https://x.test/t", 2),
        ("https://x.test/u", 1),
    ]


def test_a_chosen_scheme_brings_its_own_concepts_only():
    found = read(
        ":a skos:inScheme <https://x.test/u> . :b skos:inScheme <https://x.test/t> .", scheme="https://x.test/u"
    )
    assert [concept.id for concept in found.vocabulary.concepts] == ["a"]
    assert found.vocabulary.extra == ""


def test_without_a_scheme_the_vocabulary_lies_where_its_concepts_lie():
    kind = "a <http://www.w3.org/2004/02/skos/core#Concept>"
    value = read_any(f"<https://z.test/q/a> {kind} . <https://z.test/q/b> {kind} .".encode(), "turtle").vocabulary
    assert (value.address, value.id) == ("https://z.test/q", "q")


def test_a_concept_that_is_a_collection_is_none():
    found = read(":a a skos:Concept, skos:Collection . :b a skos:Concept .")
    assert [concept.id for concept in found.vocabulary.concepts] == ["b"]
    assert [each.code for each in found.refused] == ["S37"]


def test_a_vocabulary_that_is_a_concept_stays_a_vocabulary():
    found = read("<https://x.test/t> a skos:Concept . :b a skos:Concept .")
    assert [concept.id for concept in found.vocabulary.concepts] == ["b"]
    assert [each.code for each in found.refused] == ["S9"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("skos:exactMatch <https://y.test/a b>", ("address", "https://y.test/a b")),
        ("skos:exactMatch <javascript:alert(1)>", ("address_dangerous", "javascript:alert(1)")),
        ("skos:exactMatch <FILE:///etc/passwd>", ("address_dangerous", "FILE:///etc/passwd")),
        ("skos:exactMatch <b>", ("address_relative", "b")),
        ('skos:prefLabel "\\ud800"@nb', ("character",)),
        ('skos:prefLabel "\\u0000"@nb', ("character",)),
        ('skos:prefLabel " "@nb', ("label_empty", "nb")),
        ('skos:prefLabel "a"@abcdefghij', ("language", "abcdefghij")),
        ('<https://y.test/1> "a"', ("predicate",)),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name_and_the_rest_is_taken(said, refusal):
    text = f":a a skos:Concept ; {said} ."
    assert [found[: len(refusal)] for found in refusals(text)] == [refusal]
    assert [concept.id for concept in read(text).vocabulary.concepts] == ["a"]
    assert refusal[0] in REFUSALS


def test_long_texts_and_labels_are_refused():
    assert refusals(f':a a skos:Concept ; skos:prefLabel "{"a" * 401}"@nb .')[0][0] == "label_long"
    assert refusals(f':a a skos:Concept ; skos:note "{"a" * 20_001}"@nb .')[0][0] == "text_long"
    assert refusals(f":a a skos:Concept ; skos:related <https://y.test/{'a' * 400}> .")[0][0] == "address_long"


def test_refusals_are_named_up_to_a_limit_and_counted_above():
    text = HEAD + ":a a skos:Concept ." + "".join(f":a dct:source <https://y.test/ {n}> ." for n in range(30))
    found = read_any(text.encode(), "turtle", limits=Limits(refused=10)).refused
    assert (len(found), found[-1].code, found[-1].values) == (11, "more", ("20",))


HIDDEN_DOCTYPE = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")
CONTEXT_IN_A_LIST = b'{"@context": [{"a": "http://x.test/"}, "https://schema.org"], "@id": "http://x.test/1"}'
CONTEXT_IN_A_TERM = b'{"@graph": [{"a": {"@context": {"b": {"@context": "/x", "@id": "http://x.test/"}}}}]}'


@pytest.mark.parametrize(
    ("code", "data", "form", "limits"),
    [
        ("broken", b"not turtle", "turtle", {}),
        ("broken", b"<rdf", "rdfxml", {}),
        ("broken", b'{"@id": ', "jsonld", {}),
        ("broken", b"not a triple", "ntriples", {}),
        ("nesting", b"<http://x.test/a> " + b"[ <http://x.test/b> " * 20_000, "turtle", {}),
        ("encoding", b"\xff\xfe", "turtle", {}),
        ("encoding", b"\xff\xfe", "jsonld", {}),
        ("encoding", b"\xff\xfe", "realfagstermer", {}),
        ("too_large", b" " * 11, "turtle", {"bytes": 10}),
        ("too_large", b" " * 11, "realfagstermer", {"bytes": 10}),
        ("triples", b"<http://x.test/a> <http://x.test/b> 1, 2, 3 .", "turtle", {"triples": 2}),
        ("blank_nodes", b"[] <http://x.test/b> [], [] .", "turtle", {"blank_nodes": 2}),
        ("nesting", b"<a>" * 101, "rdfxml", {}),
        ("nesting", b'{"a":' * 101 + b"1" + b"}" * 101, "jsonld", {}),
        ("nesting", b"[" * 200_000, "jsonld", {}),
        ("doctype", b'<?xml version="1.0"?><!DOCTYPE a><a/>', "rdfxml", {}),
        ("doctype", HIDDEN_DOCTYPE, "rdfxml", {}),
        ("context", CONTEXT_IN_A_LIST, "jsonld", {}),
        ("context", CONTEXT_IN_A_TERM, "jsonld", {}),
        ("context", b'{"@context": {"@version": 1.1, "@import": "file:///etc/hostname"}}', "jsonld", {}),
        ("no_concepts", b"<http://x.test/a> <http://x.test/b> 1 .", "turtle", {}),
        ("no_concepts", b"", "turtle", {}),
        ("no_concepts", b"{}", "jsonld", {}),
        ("no_concepts", b"", "realfagstermer", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_ends_with_a_code(code, data, form, limits):
    start = time.process_time()
    assert code_of(data, form, **limits) == code
    assert time.process_time() - start < 5


def test_a_scheme_that_is_not_there_is_said():
    with pytest.raises(Unreadable) as caught:
        read(":a a skos:Concept .", scheme="https://x.test/other")
    assert caught.value.code == "no_scheme"


def test_a_hierarchy_of_more_than_a_hundred_levels_is_refused():
    chain = "".join(f":c{n} a skos:Concept ; skos:broader :c{n + 1} ." for n in range(99)) + ":c99 a skos:Concept ."
    assert len(read(chain).vocabulary.concepts) == 100
    assert code_of((HEAD + chain + ":c99 skos:broader :d . :d a skos:Concept .").encode()) == "levels"


def test_a_literal_of_xml_is_not_looked_into():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]><a>&c;</a>'
    text = f":a a skos:Concept ; dct:source '{bomb}'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral> ."
    assert "<!ENTITY b" in only(text).extra


RDFXML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://x.test/" {}>'
    '<rdf:Description rdf:about="http://x.test/a"><p:x rdf:parseType="Literal">{}</p:x></rdf:Description></rdf:RDF>'
)
MANY = 50_000


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        ("turtle", HEAD + "".join(f"@prefix p{n}: <http://x.test/{n}/> .\n" for n in range(MANY)), "no_concepts"),
        (
            "jsonld",
            json.dumps({"@context": {f"t{n}": f"http://x.test/{n}/" for n in range(MANY)}, "@id": "http://x.test/a"}),
            "no_concepts",
        ),
        ("rdfxml", RDFXML.format(" ".join(f'xmlns:p{n}="http://x.test/{n}/"' for n in range(MANY)), ""), "nesting"),
        ("rdfxml", RDFXML.format("", "<b/>" * MANY), "nesting"),
        ("rdfxml", RDFXML.format("", '<b xmlns="u:u"/>' * 5000), "no_concepts"),
        ("ntriples", '<http://x.test/a> <http://x.test/p> "' + "\\u0041" * MANY + '" .', "broken"),
        ("turtle", f'{HEAD} :a :p "{"9" * 100_000}"^^xsd:integer, 1e999999999, {"9" * 100_000} .', "broken"),
        ("turtle", f"{HEAD} :a :p " + "(" * MANY, "nesting"),
        ("turtle", f"{HEAD} :a :p '{'<b>' * 5000}'^^<{terms.RDF}HTML> .", "no_concepts"),
    ],
    ids=["prefixes", "terms", "namespaces", "markup", "little markup", "escapes", "digits", "lists", "html"],
)
def test_what_takes_rdflib_minutes_takes_us_seconds(form, text, code):
    start = time.process_time()
    assert code_of(text.encode(), form) == code
    assert time.process_time() - start < 5


def test_thousands_of_addresses_that_end_alike_are_named_in_seconds():
    start = time.process_time()
    found = read("".join(f"<https://x.test/{n}/a/b> a skos:Concept .\n" for n in range(10_000)))
    assert len({concept.id for concept in found.vocabulary.concepts}) == 10_000
    assert time.process_time() - start < 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["http://x.test/a", "_:b", "@id", "a:b", "", "@none"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@id", "@type", "@graph", "@value", "@language", "@list", "@set", "@reverse", "@index", "@context",
                 "@container", "@nest", "@included", "@vocab", "@base", "http://x.test/p", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_ends_as_a_vocabulary_or_unreadable(document):
    with suppress(Unreadable):
        read_any(json.dumps(document).encode(), "jsonld")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["turtle", "rdfxml", "ntriples", "jsonld", "realfagstermer"]), st.data())
def test_a_broken_file_ends_as_a_vocabulary_or_unreadable(form, data):
    whole = WHOLE[form]
    at, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 20))
    with suppress(Unreadable):
        read_any(whole[:at] + data.draw(st.binary(max_size=5)) + whole[at + length :], form)


if HOSTILE.is_dir():
    ENDS = {
        "jsonld_deep_open.jsonld": "nesting",
        "jsonld_file_context_open.jsonld": "context",
        "jsonld_remote_context_open.jsonld": "context",
        "rdf_laughs_open.rdf": "doctype",
        "rdf_xxe_open.rdf": "doctype",
        "skos_cycle_open.ttl": "levels",
        "trig_bad_iri_open.ttl": "no_concepts",
        "ttl_1m_triples_open.ttl.gz": "broken",
    }
    FORMS = {
        ".ttl": "turtle",
        ".rdf": "rdfxml",
        ".jsonld": "jsonld",
        ".nt": "ntriples",
        ".xml": "rdfxml",
        ".gz": "turtle",
    }

    def hostile():
        return sorted(path.name for path in HOSTILE.iterdir() if path.suffix in FORMS and path.name != "svg")

    def test_every_hostile_file_of_rdf_has_an_end_that_we_know():
        assert set(hostile()) == {*ENDS, "skos_bad_labels_open.ttl"}

    @pytest.mark.parametrize("name", sorted(ENDS))
    def test_a_hostile_file_ends_with_a_code_in_time(name):
        start = time.process_time()
        data = (HOSTILE / name).read_bytes()
        form = FORMS[Path(name).suffix]
        code = "encoding" if name.endswith(".gz") else ENDS[name]
        assert code_of(data, form) == code
        assert time.process_time() - start < 5

    @pytest.mark.slow
    def test_a_million_triples_are_too_many_before_they_take_the_memory():
        import gzip

        data = gzip.decompress((HOSTILE / "ttl_1m_triples_open.ttl.gz").read_bytes())
        start = time.process_time()
        assert code_of(data) == "too_large"
        assert code_of(data, bytes=100_000_000) == "triples"
        assert time.process_time() - start < 60

    def test_bad_labels_are_repaired_and_refused_one_by_one():
        found = read_any((HOSTILE / "skos_bad_labels_open.ttl").read_bytes(), "turtle")
        assert [each.code for each in found.refused] == ["address_dangerous", "address_dangerous", "label_empty"]
        assert [(each.code, each.values) for each in found.repairs] == [("S14", ("nb", "to prefLabel"))]
        assert len(found.vocabulary.concepts) == 3


if REAL.is_dir():

    def real(name, form="turtle"):
        found = read_any((REAL / name).read_bytes(), form)
        return found, Counter(each.code for each in found.repairs)

    def test_los_comes_with_15_repeated_labels_and_12_relations_that_lead_nowhere():
        found, repairs = real("los.rdf", "rdfxml")
        assert (len(found.vocabulary.concepts), found.refused) == (526, ())
        assert repairs == {"S13": 15, "outside": 12}

    def test_mrtermer_comes_with_1136_relations_that_led_one_way():
        found, repairs = real("mrtermer.ttl")
        assert (len(found.vocabulary.concepts), found.refused, repairs) == (1325, (), {"related": 1136})

    def test_realfagstermer_comes_with_what_was_moved_and_what_was_ended():
        found, _ = real("idtermer-2022-05-18.txt", "realfagstermer")
        concepts = found.vocabulary.concepts
        assert len(concepts) == 13597
        assert sum(bool(concept.replaced_by) for concept in concepts) == 1856
        assert sum(concept.deprecated for concept in concepts) == 3750
        assert [sum(language in concept.labels for concept in concepts) for language in ("nb", "nn", "en")] == [
            13597,
            9790,
            9280,
        ]

    def test_realfagstermer_says_what_was_not_taken():
        found, _ = real("idtermer-2022-05-18.txt", "realfagstermer")
        assert [(each.code, each.values) for each in found.refused] == [
            ("value", ("so", "REAL030611")),
            ("key", ("ba", "15460")),
            ("key", ("dw", "215")),
            ("key", ("ms", "156")),
            ("key", ("st", "14845")),
        ]

    @pytest.mark.parametrize(
        ("name", "concepts"),
        [
            ("audience-type.ttl", 2),
            ("languages.ttl", 5),
            ("licences-sparql-result.ttl", 173),
            ("msc-ubo.ttl", 191),
            ("rights-statements.ttl", 12),
        ],
    )
    def test_other_public_vocabularies_come_as_they_are(name, concepts):
        found, repairs = real(name)
        assert (len(found.vocabulary.concepts), repairs, found.refused) == (concepts, {}, ())
