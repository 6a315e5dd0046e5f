"""The shapes of scheme.ttl and our own check say the same of a description: pyshacl is asked about each."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH

import vocabularies as package
from vocabularies import skos
from vocabularies.scheme import (
    Draft,
    Facts,
    blocks,
    changing,
    check,
    concept_facts,
    finder,
    normalise,
    read_scheme,
    write_scheme,
)
from vocabularies.scheme.shapes import DATATYPES
from vocabularies.scheme.values import Member
from vocabularies.turtle import BASE

FOLDER = Path(package.__file__).parent
MB = Namespace(f"{BASE}ns/")
ASSET = URIRef(f"{BASE}id/asset/23456789bc")


@pytest.fixture(scope="module")
def shapes():
    return Graph().parse(FOLDER / "scheme.ttl")


@pytest.fixture(scope="module")
def known():
    graph = Graph()
    for file in FOLDER.glob("*.ttl"):
        if file.stem != "scheme":
            graph.parse(file)
    return graph


def term(part, value, language=None):
    """One outside value as RDF, faults and all: what is no string of the right form becomes what it looks like."""
    if part.type == "langString":
        return Literal(value, lang=language) if isinstance(value, str) else Literal(value)
    if part.type == "concept" and isinstance(value, str):
        return URIRef(f"{BASE}vocab/{part.vocabulary}/{value}")
    if part.type in ("uri", "organisationRef", "assetRef") and isinstance(value, str) and " " not in value:
        return URIRef(value if ":" in value else f"{BASE}organisations/{value}")
    if part.type in DATATYPES and isinstance(value, str):
        return Literal(value, datatype=DATATYPES[part.type])
    return Literal(value)


def as_rdf(scheme, raw):
    graph = Graph()
    for name, value in raw.items():
        field = scheme.by_id[name]
        if field.type == "langString" and isinstance(value, dict):
            for language, texts in value.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    graph.add((ASSET, MB[name], term(field, text, language)))
            continue
        for item in value if isinstance(value, list) else [value]:
            if field.type == "struct" and isinstance(item, dict):
                node = BNode()
                graph.add((ASSET, MB[name], node))
                for member in field.members:
                    parts = item.get(member.id, [])
                    for part in parts if isinstance(parts, list) else [parts]:
                        graph.add((node, MB[member.id], term(member, part)))
            else:
                graph.add((ASSET, MB[name], term(field, item)))
    return graph


@pytest.fixture(scope="module")
def conforms(scheme, shapes, known):
    gates = {}

    def ask(raw, gate, kind):
        shape = URIRef(f"{BASE}scheme/draft" if gate == "draft" else f"{BASE}scheme/publish/{kind}")
        if shape not in gates:
            # pyshacl's own use_shapes passes over the property shapes of a chosen shape without a word
            gates[shape] = Graph() + shapes
            gates[shape].add((shape, SH.targetNode, ASSET))
        return validate(as_rdf(scheme, raw) + known, shacl_graph=gates[shape], inplace=True)[0]

    return ask


@pytest.fixture
def passes(scheme, find, facts):
    def ask(raw, gate, kind):
        values, faults = normalise(scheme, raw, find)
        world = facts(kind, message_campaign="sommerles")
        found = [finding for finding in check(scheme, values, world, None, gate) if finding.code != "not_assignable"]
        return not blocks(faults + [finding for finding in found if not finding.code.startswith("rule.")])

    return ask


KINDLY = {
    "image": {},
    "document": {"pixelSize": None},
    "audio": {"pixelSize": None, "duration": "PT30S"},
    "video": {"duration": "PT30S", "transcript": [{"language": "nb", "text": "Hei."}]},
}


@pytest.mark.parametrize("kind", KINDLY)
@pytest.mark.parametrize("gate", ["draft", "publish"])
def test_both_pass_the_whole_description(conforms, passes, whole, gate, kind):
    raw = {name: value for name, value in (whole | KINDLY[kind]).items() if value is not None}
    assert (conforms(raw, gate, kind), passes(raw, gate, kind)) == (True, True)


FAULTS = [
    {"title": {"nb": "a" * 201}},
    {"title": {"nb": 1}},
    {"title": {"xx": "a"}},
    {"keyword": {"nb": ["a" * 101]}},
    {"keyword": {"nb": [f"a{n}" for n in range(201)]}},
    {"license": "nosuch"},
    {"license": ["cc-by", "cc0"]},
    {"license": 1},
    {"language": ["nb", "nosuch"]},
    {"subject": ["sommerles"]},
    {"creator": [{"name": 1}]},
    {"creator": [{"name": "A", "role": "nosuch"}]},
    {"creator": [{"name": ["A", "B"]}]},
    {"consent": {"status": "gitt", "channels": ["trykk", "nosuch"]}},
    {"consent": {"status": "gitt", "validUntil": "31. august"}},
    {"visibleTo": {"counties": ["99"]}},
    {"copyrightYear": 99},
    {"copyrightYear": "i fjor"},
    {"byteSize": -1},
    {"byteSize": "stor"},
    {"availableFrom": "2026-06-01T10:00:00"},
    {"availableFrom": "i morgen"},
    {"reviewDate": "2026-02-30"},
    {"checksum": "abc"},
    {"mediaType": "jpeg"},
    {"duration": "1:30"},
    {"identifier": "not an address"},
    {"pixelSize": {"width": "bred", "height": 1}},
    {"creditLine": "a" * 501},
]


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["draft", "publish"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: next(iter(fault)))
def test_both_refuse_a_fault_of_type_language_count_length_or_vocabulary(conforms, passes, whole, fault, gate):
    raw = whole | fault
    assert (conforms(raw, gate, "image"), passes(raw, gate, "image")) == (False, False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDLY)
@pytest.mark.parametrize("gate", ["draft", "publish"])
def test_both_ask_for_the_same_fields(scheme, conforms, passes, whole, gate, kind):
    raw = {name: value for name, value in (whole | KINDLY[kind]).items() if value is not None}
    for field in scheme.fields:
        if field.id in raw:
            less = {name: value for name, value in raw.items() if name != field.id}
            demanded = field.obligation(gate) == "M" and field.asked_of(kind)
            assert (field.id, passes(less, gate, kind)) == (field.id, not demanded)
            assert (field.id, conforms(less, gate, kind)) == (field.id, not demanded)


@pytest.mark.parametrize("gate", ["draft", "publish"])
@pytest.mark.parametrize(
    "half", [{"contributor": [{"role": "fotograf"}]}, {"consent": {"reference": "a"}}, {"aiSystem": {"version": "1"}}]
)
def test_both_let_a_struct_be_half_filled_in_a_draft_only(conforms, passes, whole, half, gate):
    raw = whole | half
    assert (conforms(raw, gate, "image"), passes(raw, gate, "image")) == (gate == "draft", gate == "draft")


# --- the same of a scheme that people have changed

TONE = Draft(label={"nb": "Tone", "nn": "Tone"}, help={}, group="subject")
ROOM = Member("room", {"nb": "Rom", "nn": "Rom"}, "string", required=True, max_length=10)
FOR_WHOM = Member("forWhom", {"nb": "For hvem", "nn": "For kven"}, "concept", "audience", repeatable=True)
MADE = {
    "tone": ("concept", {"vocabulary": "audience", "repeatable": True, "max_count": 2}, ["barn"]),
    "mood": ("langString", {"publish": "M", "max_length": 20}, {"nb": "Stille"}),
    "moods": ("langString", {"repeatable": True, "max_count": 3}, {"nb": ["Stille"]}),
    "shelf": ("string", {"draft": "M", "publish": "M", "max_length": 10}, "A 12"),
    "pages": ("integer", {}, 12),
    "home": ("uri", {}, "https://example.org/"),
    "printed": ("date", {}, "2026-01-01"),
    "shown": ("dateTime", {}, "2026-06-01T10:00:00Z"),
    "from": ("edtf", {}, "2026-05"),
    "partner": ("organisationRef", {}, "konsortiet"),
    "venue": ("struct", {"members": (ROOM, FOR_WHOM)}, {"room": "Salen", "forWhom": ["barn"]}),
    "reel": ("string", {"publish": "M", "applies_to": ("video",)}, "R 1"),
}


@pytest.fixture(scope="module")
def grown(scheme):
    """A scheme with a field of each type added, one field mandatory, one retired, one for several values."""
    new = scheme
    for id_, (type_, more, _) in MADE.items():
        new = changing.added(new, id_, type_, replace(TONE, **more))
    for id_, more in {"subject": {"publish": "M"}, "propertyRelease": {"repeatable": True}}.items():
        new = changing.changed(new, id_, replace(changing.draft_of(new.by_id[id_]), **more))
    return changing.retired(new, "reviewDate")


def asked(scheme, known, gates):
    """A question: what pyshacl says of a description by the scheme's shapes, and what our own check says."""
    concepts, find = concept_facts(skos.shipped()), finder(skos.shipped())

    def ask(raw, gate):
        shape = URIRef(f"{BASE}scheme/draft" if gate == "draft" else f"{BASE}scheme/publish/image")
        if shape not in gates:
            gates[shape] = Graph().parse(data=write_scheme(scheme))
            gates[shape].add((shape, SH.targetNode, ASSET))
        conforms = validate(as_rdf(scheme, raw) + known, shacl_graph=gates[shape], inplace=True)[0]
        values, faults = normalise(scheme, raw, find)
        world = Facts("image", concepts, datetime(2026, 6, 1, 12, tzinfo=UTC), message_campaign="sommerles")
        found = [each for each in check(scheme, values, world, None, gate) if not each.code.startswith("rule.")]
        return conforms, not blocks(faults + [each for each in found if each.code != "not_assignable"])

    return ask


@pytest.fixture(scope="module")
def both(grown, known):
    """The question under the changed scheme."""
    return asked(grown, known, {})


@pytest.fixture
def grown_whole(whole):
    return whole | {id_: value for id_, (_, _, value) in MADE.items()}


@pytest.mark.parametrize("gate", ["draft", "publish"])
def test_both_pass_a_whole_description_under_a_changed_scheme(both, grown_whole, gate):
    assert both(grown_whole, gate) == (True, True)


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["draft", "publish"])
@pytest.mark.parametrize(
    "fault",
    [
        {"tone": ["nosuch"]},
        {"tone": ["barn", "voksne", "eldre"]},
        {"mood": {"nb": "a" * 21}},
        {"mood": {"xx": "a"}},
        {"moods": {"nb": ["a", "b", "c", "d"]}},
        {"shelf": "a" * 11},
        {"shelf": ["a", "b"]},
        {"pages": -1},
        {"pages": "mange"},
        {"home": "ingen adresse"},
        {"printed": "i fjor"},
        {"shown": "2026-06-01T10:00:00"},
        {"propertyRelease": ["nosuch"]},
        {"venue": {"room": "a" * 11}},
        {"venue": {"room": ["a", "b"]}},
        {"venue": {"room": "a", "forWhom": ["nosuch"]}},
        {"venue": [{"room": "a"}, {"room": "b"}]},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_both_refuse_a_fault_in_a_field_that_was_added(both, grown_whole, fault, gate):
    assert both(grown_whole | fault, gate) == (False, False)


@pytest.mark.slow
def test_both_ask_for_what_was_made_mandatory(both, grown_whole):
    for id_, gate, demanded in [
        ("mood", "publish", True), ("mood", "draft", False), ("shelf", "draft", True), ("shelf", "publish", True),
        ("subject", "publish", True), ("subject", "draft", False), ("tone", "publish", False),
        ("reel", "publish", False),
    ]:  # fmt: skip
        less = {name: value for name, value in grown_whole.items() if name != id_}
        assert (id_, gate, both(less, gate)) == (id_, gate, (not demanded, not demanded))


@pytest.mark.slow
def test_both_ask_for_the_parts_that_must_stand_where_a_field_is_used(both, grown_whole):
    half = grown_whole | {"venue": {"forWhom": ["barn"]}}
    assert (both(half, "draft"), both(half, "publish")) == ((True, True), (False, False))


VALUES = {
    "string": (["A 12", "a"], ["a" * 41, 5]),
    "langString": ([{"nb": "Stille"}, {"nb": "a", "se": "b"}], [{"xx": "a"}, {"nb": "a" * 41}]),
    "integer": ([0, 12], [-1, "mange"]),
    "uri": (["https://example.org/", "urn:isbn:9788200000000"], ["ingen adresse"]),
    "date": (["2026-01-01"], ["i fjor", "2026-02-30"]),
    "dateTime": (["2026-06-01T10:00:00Z"], ["2026-06-01T10:00:00", "nå"]),
    "concept": (["barn", "ungdom"], ["nosuch"]),
    "organisationRef": (["konsortiet"], ["nosuch here"]),
    "struct": (
        [{"room": "Salen"}, {"room": "a", "forWhom": ["barn", "ungdom"]}],
        [{"room": "a" * 11}, {"room": "a", "forWhom": ["nosuch"]}],
    ),
}
"""Type → values that are right, and values that are wrong."""


@st.composite
def fields_of(draw, name):
    """A field that a person might have made: its identifier, its type, its draft."""
    type_ = draw(st.sampled_from(list(VALUES)))
    several = draw(st.booleans())
    publish = draw(st.sampled_from("MRO"))
    return (
        name,
        type_,
        replace(
            TONE,
            repeatable=several,
            max_count=draw(st.sampled_from([2, 5])) if several else 0,
            max_length=40,
            publish=publish,
            draft=draw(st.sampled_from("MO")) if publish == "M" else "O",
            applies_to=draw(st.sampled_from([(), ("image",), ("video", "audio")])),
            vocabulary="audience" if type_ == "concept" else "",
            members=(ROOM, FOR_WHOM) if type_ == "struct" else (),
        ),
    )


@st.composite
def cases(draw):
    """Three fields, and a value, right or wrong or none, for each."""
    made = [draw(fields_of(name)) for name in ("mine", "yours", "theirs")]
    said = {}
    for name, type_, draft in made:
        right, wrong = VALUES[type_]
        value = draw(st.sampled_from([None, *right, *right, *wrong]))
        if value is not None and draft.repeatable:
            value = {tag: [text] for tag, text in value.items()} if type_ == "langString" else [value]
        said[name] = value
    return made, {name: value for name, value in said.items() if value is not None}


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases(), gate=st.sampled_from(["draft", "publish"]))
def test_both_say_the_same_of_any_scheme_and_any_value(scheme, known, whole, case, gate):
    made, said = case
    new = scheme
    for id_, type_, draft in made:
        new = changing.added(new, id_, type_, draft)
    assert read_scheme(write_scheme(new)) == new
    conforms, passes = asked(new, known, {})(whole | said, gate)
    assert (conforms, made, said) == (passes, made, said)


def test_the_shapes_of_a_changed_scheme_are_shapes(grown):
    assert validate(Graph(), shacl_graph=Graph().parse(data=write_scheme(grown)), meta_shacl=True)[0]


def test_the_shapes_are_shapes(shapes):
    assert validate(Graph(), shacl_graph=shapes, meta_shacl=True)[0]


def test_a_date_is_a_literal_of_its_own_type(scheme):
    graph = as_rdf(scheme, {"reviewDate": "2026-01-01"})
    assert next(graph.objects()).datatype == XSD.date
