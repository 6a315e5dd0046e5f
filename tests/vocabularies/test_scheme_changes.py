"""The scheme changed: what each edit gives, what differs afterwards, and what may not follow."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabularies.scheme import aside, carried, differences, read_scheme, refusals, shipped_scheme, write_scheme
from vocabularies.scheme.changing import (
    Draft,
    added,
    bumped,
    changed,
    draft_of,
    group_id,
    in_order,
    moved,
    ordered,
    put_back,
    regrouped,
    retired,
)
from vocabularies.scheme.core import CORE
from vocabularies.scheme.rules import RULES
from vocabularies.scheme.sound import countable
from vocabularies.scheme.values import KINDS, TYPES, Member
from vocabularies.turtle import Unreadable

SCHEME = shipped_scheme()
VOCABULARIES = {field.vocabulary for field in SCHEME.fields} | {"audience", "agent-role", "county"}
TONE = Draft(label={"nb": "Tone", "nn": "Tone"}, help={}, group="subject")

NAME = Member("name", {"nb": "Navn", "nn": "Namn"}, "string", required=True)
ROLE = Member("role", {"nb": "Rolle", "nn": "Rolle"}, "concept", "agent-role", repeatable=True)


def codes(new, *, old=SCHEME, ever=None):
    found = refusals(old, new, ever=ever or {**old.by_id, **new.by_id}, vocabularies=VOCABULARIES)
    return [(each.code, each.field, each.part) for each in found]


def edited(id_, **parts):
    return changed(SCHEME, id_, replace(draft_of(SCHEME.by_id[id_]), **parts))


def parts(old, new):
    return [(each.field, each.part) for each in differences(old, new)]


def test_a_field_drafted_as_it_is_leaves_the_scheme_as_it_is():
    assert [field.id for field in SCHEME.fields if changed(SCHEME, field.id, draft_of(field)) != SCHEME] == []


def test_a_label_is_changed_and_nothing_else():
    assert parts(SCHEME, edited("audience", label={"nb": "Hvem", "nn": "Kven"})) == [
        ("audience", "label.nb"), ("audience", "label.nn"), ("audience", "label.en"),
    ]  # fmt: skip


def test_a_field_that_changes_group_stands_last_there():
    new = edited("audience", group="text")
    assert [field.id for field in new.fields if field.group == "text"][-1] == "audience"


def test_a_field_that_is_moved_is_the_only_one_said_to_be_moved():
    assert parts(SCHEME, moved(SCHEME, "title", 3)) == [("title", "moved")]


def test_a_field_is_not_moved_out_of_its_group():
    assert moved(SCHEME, "campaign", -1) == SCHEME


def test_fields_are_numbered_from_one_whatever_was_done():
    new = retired(moved(added(SCHEME, "tone", "string", TONE), "tone", -2), "reviewDate")
    assert [field.order for field in new.fields] == list(range(1, 55))


@given(st.permutations([field.id for field in SCHEME.fields]))
@settings(max_examples=30, deadline=None)
def test_any_order_of_the_fields_keeps_every_field_in_its_group(ids):
    new = in_order(SCHEME, ids)
    assert {field.id: field.group for field in new.fields} == {field.id: field.group for field in SCHEME.fields}
    assert {each.part for each in differences(SCHEME, new)} <= {"moved"}


@pytest.mark.parametrize("repeatable", [False, True])
@pytest.mark.parametrize("type_", TYPES)
def test_an_added_field_of_each_type_leaves_as_shacl_and_returns_equal(type_, repeatable):
    vocabulary = "audience" if type_ == "concept" else ""
    members = (NAME, ROLE) if type_ == "struct" else ()
    new = added(SCHEME, "tone", type_, replace(TONE, vocabulary=vocabulary, repeatable=repeatable, members=members))
    assert codes(new, ever=SCHEME.by_id) == []
    assert read_scheme(write_scheme(new, "https://bank.test/")) == new


def test_every_edit_leaves_as_shacl_and_returns_equal():
    new = edited("subject", label={"nb": "Tema", "nn": "Tema", "en": "Topic"}, publish="M", facet=False, max_count=5)
    new = put_back(retired(new, "reviewDate"), SCHEME.by_id["reviewDate"])
    assert read_scheme(write_scheme(new, "https://bank.test/")) == new


@pytest.mark.parametrize("id_", ["Tone", "tone med hull", "t", "tøne", "1tone", "a" * 41, "id", "q", "title"])
def test_a_name_that_cannot_be_an_identifier_is_refused(id_):
    found = codes(added(SCHEME, id_, "string", TONE), ever=SCHEME.by_id)
    assert ("id_form", id_, "id") in found or ("id_taken", id_, "id") in found


def test_the_identifier_of_a_retired_field_is_not_given_to_another():
    without = retired(SCHEME, "reviewDate")
    new = added(without, "reviewDate", "string", TONE)
    assert codes(new, old=without, ever=SCHEME.by_id) == [("id_used_before", "reviewDate", "id")]


def test_a_retired_field_is_put_back_as_it_was():
    without = retired(SCHEME, "reviewDate")
    new = put_back(without, SCHEME.by_id["reviewDate"])
    assert codes(new, old=without, ever=SCHEME.by_id) == []
    assert replace(new.by_id["reviewDate"], order=0) == replace(SCHEME.by_id["reviewDate"], order=0)


@pytest.mark.parametrize("id_", [name for name, kept in CORE.items() if "field" in kept.keeps])
def test_what_the_code_hangs_on_is_not_retired(id_):
    assert ("core_field", id_, "") in codes(retired(SCHEME, id_))


def test_what_a_rule_asks_for_is_not_retired():
    asked = {id_ for rule in SCHEME.rules for id_ in rule.needs} - {"*"}
    assert [id_ for id_ in asked if not codes(retired(SCHEME, id_))] == []


def test_every_entry_of_the_table_is_a_field_that_ships():
    assert set(CORE) <= set(SCHEME.by_id)


@pytest.mark.parametrize(
    ("id_", "change", "part"),
    [
        ("title", {"draft": "O"}, "draft"),
        ("visibility", {"publish": "R"}, "publish"),
        ("availableFrom", {"publish": "O"}, "publish"),
        ("language", {"repeatable": False}, "repeatable"),
        ("license", {"vocabulary": "audience"}, "vocabulary"),
        ("pixelSize", {"publish": "O"}, "publish"),
        ("subject", {"repeatable": False}, "repeatable"),
    ],
)
def test_what_the_code_hangs_on_is_not_loosened(id_, change, part):
    assert ("core_part", id_, part) in codes(edited(id_, **change))


@pytest.mark.parametrize("id_", ["title", "visibility", "status", "pixelSize", "withdrawalReason"])
def test_what_the_code_hangs_on_is_relabelled_helped_and_moved(id_):
    label = {"nb": "Nytt navn", "nn": "Nytt namn", "en": "New name"}
    assert codes(moved(edited(id_, label=label, help=label), id_, 1)) == []


def test_a_title_may_be_asked_for_in_both_gates_and_a_subject_be_made_mandatory():
    assert codes(edited("subject", publish="M")) == []


def test_the_type_of_a_field_never_changes():
    field = replace(SCHEME.by_id["reviewDate"], type="string", max_length=100)
    fields = tuple(field if each.id == "reviewDate" else each for each in SCHEME.fields)
    assert ("type_fixed", "reviewDate", "type") in codes(replace(SCHEME, fields=fields))


def test_what_was_private_is_not_made_public():
    field = replace(SCHEME.by_id["consent"], public=True)
    fields = tuple(field if each.id == "consent" else each for each in SCHEME.fields)
    assert ("part_fixed", "consent", "public") in codes(replace(SCHEME, fields=fields))


def test_rules_languages_and_derived_fields_are_not_changed_by_a_scheme():
    rule = replace(SCHEME.rules[0], severity="info")
    new = replace(SCHEME, rules=(rule, *SCHEME.rules[1:]), languages=("nb",), derived=())
    assert {code for code, _, _ in codes(new)} >= {"rules_fixed", "languages_fixed", "derived_fixed"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": {"nb": "Tone"}}, "label_missing"),
        ({"label": {"nb": "a" * 101, "nn": "a"}}, "text_too_long"),
        ({"label": {"nb": "a\0", "nn": "a"}}, "bad_characters"),
        ({"label": {"nb": "a", "nn": "a", "xx": "a"}}, "unknown_language"),
        ({"help": {"nb": "a" * 1001}}, "text_too_long"),
        ({"group": "nosuch"}, "group_unknown"),
        ({"publish": "X"}, "obligation_unknown"),
        ({"draft": "M", "publish": "O"}, "draft_asks_more"),
        ({"max_length": 100_001}, "out_of_range"),
        ({"repeatable": True, "max_count": 1001}, "out_of_range"),
        ({"facet": True}, "facet_of_concepts"),
    ],
)
def test_a_field_that_cannot_work_is_refused_with_the_reason(change, code):
    assert code in [found for found, _, _ in codes(added(SCHEME, "tone", "string", replace(TONE, **change)))]


@pytest.mark.parametrize("type_", [each for each in TYPES if each not in ("concept", "struct")])
def test_only_concepts_are_counted_in_a_new_facet(type_):
    new = added(SCHEME, "tone", type_, replace(TONE, facet=True))
    assert ("facet_of_concepts", "tone", "facet") in codes(new, ever=SCHEME.by_id)


@pytest.mark.parametrize(
    ("members", "counted"),
    [
        ((NAME, ROLE), "agent-role"),
        ((NAME,), ""),
        ((ROLE, replace(ROLE, id="whom", vocabulary="audience")), ""),
        ((replace(ROLE, public=False),), ""),
    ],
)
def test_a_struct_is_counted_by_its_only_public_vocabulary(members, counted):
    field = added(SCHEME, "tone", "struct", replace(TONE, facet=True, members=members)).by_id["tone"]
    assert (field.counted, countable(field)) == (counted, bool(counted))


def test_every_facet_that_ships_is_renamed_and_stays_one():
    for field in SCHEME.fields:
        if field.facet:
            assert codes(edited(field.id, label=field.label | {"nb": "Nytt navn"})) == []


def test_a_group_that_fields_stand_in_does_not_go():
    assert ("group_unknown", "title", "group") in codes(replace(SCHEME, groups=SCHEME.groups[1:]))


def test_a_group_may_come_and_be_renamed():
    first = replace(SCHEME.groups[0], label={"nb": "Tekster", "nn": "Tekstar"})
    more = replace(first, id="more", order=7)
    new = ordered(replace(SCHEME, groups=(first, *SCHEME.groups[1:], more)))
    assert codes(new) == []
    assert ("", "group.more.added") in parts(SCHEME, new)


def test_a_label_beyond_the_limit_is_refused_also_of_a_group():
    group = replace(SCHEME.groups[0], label={"nb": "a" * 101, "nn": "a"})
    assert ("text_too_long", "", f"group.{group.id}.nb") in codes(replace(SCHEME, groups=(group, *SCHEME.groups[1:])))


def labels(scheme=SCHEME):
    return {group.id: group.label for group in scheme.groups}


def test_groups_written_as_they_are_leave_the_scheme_as_it_is():
    assert regrouped(SCHEME, labels()) == SCHEME


def test_a_group_that_is_moved_takes_its_fields_along_and_is_the_only_one_said_to_be_moved():
    first, *others = labels()
    new = regrouped(SCHEME, {each: labels()[each] for each in (*others, first)})
    assert parts(SCHEME, new) == [("", f"group.{first}.moved")]
    assert new.fields[-1].group == first
    assert read_scheme(write_scheme(new, "https://bank.test/")) == new


@pytest.mark.parametrize(
    "label", [{}, {"nb": "Lyd"}, {"nb": "Lyd", "nn": "Lyd", "xx": "Lyd"}, {"nb": "a\0", "nn": "a"}]
)
def test_a_group_is_named_in_bokmal_and_nynorsk_and_in_languages_that_there_are(label):
    assert {part for _, _, part in codes(regrouped(SCHEME, labels() | {"sound": label}))} & {
        "group.sound", "group.sound.nb", "group.sound.nn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "id_"),
    [("Lyd og bilde", "lydOgBilde"), ("Språk", "sprak"), ("Øre", "ore"), ("3D", "gruppe3d"), ("", "gruppe"),
     ("語", "gruppe"), ("Sámi", "sami"), ("Text", "text2")],
)  # fmt: skip
def test_the_identifier_of_a_group_is_made_of_its_name(name, id_):
    assert group_id(name, labels()) == id_
    assert codes(regrouped(SCHEME, labels() | {id_: {"nb": "a", "nn": "a"}})) == []


# --- the kinds of files that are asked


@pytest.mark.parametrize("id_", ["audience", "altText", "extendedDescription", "modelRelease", "digitalSourceType"])
def test_a_field_is_asked_of_some_kinds_of_files_only(id_):
    new = edited(id_, applies_to=("video", "audio"))
    assert (new.by_id[id_].applies_to, codes(new)) == (("audio", "video"), [])
    assert read_scheme(write_scheme(new, "https://bank.test/")) == new


def test_every_kind_is_no_limit():
    assert edited("altText", applies_to=KINDS).by_id["altText"].applies_to == ()


@pytest.mark.parametrize("id_", ["title", "visibility", "license", "transcript", "pixelSize", "aiSystem"])
def test_what_the_code_hangs_on_is_asked_of_the_kinds_it_was(id_):
    assert ("core_part", id_, "applies_to") in codes(edited(id_, applies_to=("audio",)))


# --- the members of a struct


def with_members(id_, *members):
    return edited(id_, members=members)


def test_a_member_is_renamed_moved_demanded_and_added():
    county, name = SCHEME.by_id["placeShown"].members
    called = replace(name, label=name.label | {"nb": "Hva det heter", "nn": "Kva det heiter"}, required=True)
    new = with_members("placeShown", called, county, replace(NAME, id="farm"))
    assert codes(new) == []
    assert parts(SCHEME, new) == [
        ("placeShown", "members.name.label.nb"), ("placeShown", "members.name.label.nn"),
        ("placeShown", "members.name.required"),
        ("placeShown", "members.county.moved"), ("placeShown", "members.farm.added"),
    ]  # fmt: skip
    assert read_scheme(write_scheme(new, "https://bank.test/")) == new


def test_no_member_goes():
    assert ("member_gone", "placeShown", "members") in codes(
        with_members("placeShown", *SCHEME.by_id["placeShown"].members[1:])
    )


@pytest.mark.parametrize(
    "change", [{"type": "integer"}, {"vocabulary": "audience"}, {"repeatable": True}, {"public": False}]
)
def test_a_member_keeps_its_shape(change):
    first, *others = SCHEME.by_id["placeShown"].members
    assert ("part_fixed", "placeShown", "members") in codes(
        with_members("placeShown", replace(first, **change), *others)
    )


def test_what_the_code_reads_in_a_struct_stays_demanded():
    members = [replace(each, required=False) for each in SCHEME.by_id["rightsHolder"].members]
    assert ("core_part", "rightsHolder", "members") in codes(with_members("rightsHolder", *members))


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        ({"id": "Med hull"}, "member_id_form", "id"),
        ({"id": "county"}, "member_taken", "id"),
        ({"type": "struct"}, "type_unknown", "type"),
        ({"type": "langString"}, "type_unknown", "type"),
        ({"type": "concept"}, "vocabulary_missing", "vocabulary"),
        ({"type": "concept", "vocabulary": "nosuch"}, "vocabulary_unknown", "vocabulary"),
        ({"label": {"nb": "Navn"}}, "label_missing", "label.nn"),
        ({"label": {"nb": "a" * 101, "nn": "a"}}, "text_too_long", "label.nb"),
    ],
)
def test_a_new_member_that_cannot_work_is_refused_at_its_place(change, code, part):
    member = replace(NAME, **{"id": "farm", "required": False, **change})
    new = with_members("placeShown", *SCHEME.by_id["placeShown"].members, member)
    assert (code, "placeShown", f"members.2.{part}") in codes(new)


def test_a_struct_has_members_and_nothing_else_has():
    assert ("members_missing", "tone", "members") in codes(added(SCHEME, "tone", "struct", TONE), ever=SCHEME.by_id)
    assert added(SCHEME, "tone", "string", replace(TONE, members=(NAME,))).by_id["tone"].members == ()


def test_a_struct_has_not_more_members_than_a_person_can_fill_in():
    many = tuple(replace(NAME, id=f"n{at}") for at in range(21))
    new = added(SCHEME, "tone", "struct", replace(TONE, members=many))
    assert ("too_many_members", "tone", "members") in codes(new, ever=SCHEME.by_id)


@pytest.mark.parametrize(("vocabulary", "code"), [("", "vocabulary_missing"), ("nosuch", "vocabulary_unknown")])
def test_a_concept_field_names_a_vocabulary_of_the_bank(vocabulary, code):
    new = added(SCHEME, "tone", "concept", replace(TONE, vocabulary=vocabulary))
    assert codes(new) == [(code, "tone", "vocabulary")]


def test_versions_are_counted_on():
    assert [bumped(each) for each in ("0.3", "1.9", "2026", "utkast")] == ["0.4", "1.10", "2027", "utkast.1"]


def test_one_value_becomes_a_list_where_a_field_takes_several():
    new = edited("propertyRelease", repeatable=True)
    assert carried(new, {"propertyRelease": "a", "title": {"nb": "b"}}) == {
        "propertyRelease": ["a"], "title": {"nb": "b"},
    }  # fmt: skip


def test_a_list_of_one_becomes_one_value_again():
    assert carried(edited("replacedBy", repeatable=False), {"replacedBy": ["a"]}) == {"replacedBy": "a"}


def test_each_language_of_a_text_is_carried_for_itself():
    new = added(SCHEME, "tone", "langString", replace(TONE, repeatable=True))
    assert carried(new, {"tone": {"nb": "a", "nn": "b"}}) == {"tone": {"nb": ["a"], "nn": ["b"]}}


def test_values_of_a_retired_field_are_set_aside_and_not_lost():
    new = retired(SCHEME, "reviewDate")
    values = carried(new, {"reviewDate": "2027-01-01", "title": {"nb": "a"}})
    assert aside(new, values) == {"reviewDate": "2027-01-01"}
    assert carried(SCHEME, values) == {"reviewDate": "2027-01-01", "title": {"nb": "a"}}


HOSTILE = [
    "",
    "nonsense",
    "<a> <b> <c> .",
    "@prefix : <x#> . [",
    "((((((((((" * 2_000,
    write_scheme(SCHEME).replace("sh:order 1 ;", 'sh:order "one" ;', 1),
    write_scheme(SCHEME).replace("sh:order 1 ;", "sh:order 1, 2 ;", 1),
    write_scheme(SCHEME).replace('owl:versionInfo "0.3"', "owl:versionInfo <http://a b>"),
    write_scheme(SCHEME).replace("sh:datatype xsd:date ;", "sh:datatype xsd:gMonth ;"),
    write_scheme(SCHEME) + '<https://mediebanken.example/scheme> mb:languages ( "nb" ) .',
    write_scheme(SCHEME) + '<https://mediebanken.example/scheme/field/title> sh:name "To"@nb .',
    write_scheme(SCHEME) + "<https://mediebanken.example/scheme/rule/zxxAlone> mb:needs _:l . _:l rdf:rest _:l .",
    write_scheme(SCHEME).replace(
        'mb:languages ( "nb"', 'mb:languages _:l . _:l rdf:rest _:l . _:x mb:languages ( "nb"'
    ),
    "x" * 2_000_001,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_turtle_ends_in_one_error(text):
    with pytest.raises(Unreadable):
        read_scheme(text)


def test_a_scheme_with_less_in_it_is_read_and_then_refused():
    lines = write_scheme(SCHEME).replace("mb:facet true ;", "").replace('mb:draft "M" ;', "")
    assert codes(ordered(read_scheme(lines)))


def test_the_table_of_rules_is_what_the_scheme_names():
    assert {rule.name for rule in SCHEME.rules} == set(RULES)


CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "hostile"
if CORPUS.is_dir():

    @pytest.mark.parametrize(
        "file", [each for each in sorted(CORPUS.iterdir()) if {".ttl", ".rdf", ".jsonld"} & set(each.suffixes)], ids=str
    )
    def test_hostile_rdf_of_the_corpus_is_no_scheme(file):
        with pytest.raises(Unreadable):
            read_scheme(file.read_bytes()[:3_000_000].decode("utf-8", "replace"))
