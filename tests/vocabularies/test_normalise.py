import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabularies import skos
from vocabularies.scheme import check, concept_facts, finder, normalise, shipped_scheme
from vocabularies.scheme.facts import Facts

SCHEME, VOCABULARIES = shipped_scheme(), skos.shipped()
FIND = finder(VOCABULARIES)


def kept(field, raw):
    values, found = normalise(SCHEME, {field: raw}, FIND)
    return values.get(field), [(finding.code, *finding.path) for finding in found]


def test_the_whole_description_is_kept_without_a_finding(whole):
    values, found = normalise(SCHEME, whole, FIND)
    assert found == []
    assert values.keys() == whole.keys()


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("title", {"nb": "  Les \u0061\u030a  "}, {"nb": "Les å"}),
        ("title", {"nn": "b", "nb": "a"}, {"nb": "a", "nn": "b"}),
        ("title", {"nb": "a", "se": ""}, {"nb": "a"}),
        ("title", {"nb": " "}, None),
        ("title", None, None),
        ("keyword", {"nb": ["a", "", "a", "b"]}, {"nb": ["a", "b"]}),
        ("license", "cc-by", "cc-by"),
        ("license", "https://mediebanken.example/vocab/licence/cc-by", "cc-by"),
        ("language", ["nb", "nb", "nn"], ["nb", "nn"]),
        ("subject", [], None),
        ("availableFrom", "2026-06-01T10:00:00+02:00", "2026-06-01T08:00:00Z"),
        ("availableFrom", "2026-06-01T08:00Z", "2026-06-01T08:00:00Z"),
        ("reviewDate", "2026-02-28", "2026-02-28"),
        ("dateCreated", "1984?", "1984?"),
        ("dateCreated", "2023-06/2023-09", "2023-06/2023-09"),
        ("dateCreated", "2023-06-14", "2023-06-14"),
        ("copyrightYear", 2026, 2026),
        ("copyrightYear", "2026", 2026),
        ("creator", [{"isni": "0000 0001 2103 2683"}], [{"isni": "https://isni.org/isni/0000000121032683"}]),
        ("creator", [{"isni": "isni.org"}, {}], [{"isni": "isni.org"}]),
        (
            "creator",
            [{"isni": "https://isni.org/000000012150090x"}],
            [{"isni": "https://isni.org/isni/000000012150090X"}],
        ),
        ("pixelSize", {"width": 1, "height": 2}, {"width": 1, "height": 2}),
        ("consent", {"status": "gitt", "channels": ["trykk"]}, {"status": "gitt", "channels": ["trykk"]}),
        ("duration", "PT1M30S", "PT1M30S"),
        ("mediaType", "image/svg+xml", "image/svg+xml"),
    ],
)
def test_a_good_value_is_kept_in_one_form(field, raw, value):
    assert kept(field, raw) == (value, [])


@pytest.mark.parametrize(
    ("field", "raw", "codes"),
    [
        ("nosuch", 1, [("unknown_field",)]),
        ("title", "a", [("wrong_type.languages",)]),
        ("title", {"xx": "a"}, [("unknown_language", "xx")]),
        ("title", {"nb": 1}, [("wrong_type.text", "nb")]),
        ("title", {"nb": "a" * 201}, [("too_long", "nb")]),
        ("title", {"nb": "a\0b"}, [("bad_characters", "nb")]),
        ("title", {"nb": "a\ud800"}, [("bad_characters", "nb")]),
        ("keyword", {"nb": "a"}, [("wrong_type.list", "nb")]),
        ("keyword", {"nb": [str(n) for n in range(150)], "nn": [str(n) for n in range(60)]}, [("too_many",)]),
        ("subject", ["lesing"] * 201, [("too_many",)]),
        ("subject", "lesing", [("wrong_type.list",)]),
        ("subject", ["lesing", "nosuch"], [("not_in_vocabulary", 1)]),
        ("license", "nosuch", [("not_in_vocabulary",)]),
        ("license", ["cc-by"], [("wrong_type.text",)]),
        ("license", "https://mediebanken.example/vocab/channel/trykk", [("not_in_vocabulary",)]),
        ("availableFrom", "2026-06-01T10:00:00", [("no_zone",)]),
        ("availableFrom", "2026-06-01", [("wrong_type.date_time",)]),
        ("availableFrom", "2026-06-31T10:00:00Z", [("wrong_type.date_time",)]),
        ("availableFrom", "9999-12-31T23:59:59-12:00", [("out_of_range",)]),
        ("reviewDate", "20260228", [("wrong_type.date",)]),
        ("reviewDate", "2026-02-30", [("wrong_type.date",)]),
        ("dateCreated", "en gang", [("wrong_type.edtf",)]),
        ("dateCreated", "2023-13", [("wrong_type.edtf",)]),
        ("dateCreated", "2023-02-30", [("wrong_type.date",)]),
        ("copyrightYear", True, [("wrong_type.integer",)]),
        ("copyrightYear", 2026.0, [("wrong_type.integer",)]),
        ("copyrightYear", 99, [("out_of_range",)]),
        ("byteSize", -1, [("out_of_range",)]),
        ("byteSize", 10**40, [("out_of_range",)]),
        ("identifier", "javascript:alert(1)", [("wrong_type.uri",)]),
        ("identifier", "https://a b", [("wrong_type.uri",)]),
        ("creator", [1], [("wrong_type.members", 0)]),
        ("creator", [{"nosuch": 1}], [("unknown_field", 0, "nosuch")]),
        ("creator", [{"role": "nosuch"}], [("not_in_vocabulary", 0, "role")]),
        ("consent", {"channels": ["trykk", "nosuch"]}, [("not_in_vocabulary", "channels", 1)]),
        ("checksum", "ABC", [("wrong_format.sha-256",)]),
        ("mediaType", "jpeg", [("wrong_format.media-type",)]),
        ("duration", "1:30", [("wrong_format.duration",)]),
    ],
)
def test_a_bad_value_is_found(field, raw, codes):
    assert kept(field, raw)[1] == codes


@pytest.mark.parametrize("raw", [None, 1, "a", [], [{}]])
def test_a_description_that_is_no_object_is_one_finding(raw):
    values, found = normalise(SCHEME, raw, FIND)
    assert (values, [finding.code for finding in found]) == ({}, ["wrong_type.description"])


def test_a_reference_that_is_not_found_is_told_apart_from_a_concept():
    _, found = normalise(SCHEME, {"ownerLibrary": "NO-1"}, lambda kind, given: None)
    assert [finding.code for finding in found] == ["not_found"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["nb", "cc-by", "2026-06-01", "0001-01-01T00:00:00+14:00", "[1667,1668]", "zxx"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["nb", "name", "role", "status", "isni", "width"]) | st.text(max_size=5), inner
        )
    ),
    max_leaves=12,
)
RAW = st.dictionaries(st.sampled_from([field.id for field in SCHEME.fields]) | st.text(max_size=5), JSON, max_size=8)
CONCEPTS = concept_facts(VOCABULARIES)


@given(raw=RAW | JSON)
@settings(max_examples=150, deadline=None)
def test_nothing_that_json_can_say_makes_it_raise(raw):
    from datetime import UTC, datetime

    values, _ = normalise(SCHEME, raw, FIND)
    facts = Facts("video", CONCEPTS, datetime(2026, 6, 1, tzinfo=UTC))
    check(SCHEME, values, facts, values, "publish")


@given(raw=RAW)
@settings(max_examples=80, deadline=None)
def test_what_was_kept_is_kept_again_unchanged(raw):
    values, _ = normalise(SCHEME, raw, FIND)
    assert normalise(SCHEME, values, FIND) == (values, [])


@given(text=st.text(alphabet=string.digits + "-/~?%XxTZ[]{}.,:+ ESYu", max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_date_makes_the_grammar_of_edtf_raise(text):
    value, found = kept("dateCreated", text)
    assert value is None or not found
