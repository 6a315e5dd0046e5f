import json
from pathlib import Path

import pytest

import vocabularies as package
from vocabularies.scheme import (
    field_from_json,
    field_to_json,
    from_json,
    joined,
    normalise,
    outward,
    parted,
    read_scheme,
    to_json,
    write_scheme,
)
from vocabularies.scheme.rules import RULES
from vocabularies.scheme.values import KINDS, TYPES
from vocabularies.turtle import Unreadable

FILE = Path(package.__file__).parent / "scheme.ttl"
DOMAIN = Path(__file__).parents[3] / "shared" / "domain"


def test_the_scheme_has_54_fields_in_six_groups(scheme):
    assert (len(scheme.fields), len(scheme.groups)) == (54, 6)


def test_the_file_is_what_our_writer_writes(scheme):
    assert write_scheme(scheme) == FILE.read_text("utf-8")


def test_the_scheme_is_read_back_equal_under_another_address(scheme):
    assert read_scheme(write_scheme(scheme, "https://bank.test/")) == scheme


def test_the_scheme_goes_through_json_unchanged(scheme):
    assert from_json(json.loads(json.dumps(to_json(scheme)))) == scheme


def test_each_field_goes_through_json_unchanged(scheme):
    for field in scheme.fields:
        assert field_from_json(json.loads(json.dumps(field_to_json(field)))) == field


def test_text_without_a_scheme_is_refused():
    with pytest.raises(Unreadable):
        read_scheme("")


def test_every_rule_has_a_function_and_every_function_a_rule(scheme):
    assert {rule.name for rule in scheme.rules} == RULES.keys()


def test_rules_are_numbered_one_to_nineteen(scheme):
    assert [rule.number for rule in scheme.rules] == list(range(1, 20))


def test_what_fields_name_is_there(scheme, vocabularies):
    groups, rules = {group.id for group in scheme.groups}, {rule.name for rule in scheme.rules}
    known = {vocabulary.id for vocabulary in vocabularies} | {""}
    for field in scheme.fields:
        assert field.group in groups
        assert set(field.rules) <= rules
        assert set(field.applies_to) <= set(KINDS)
        assert field.type in TYPES
        assert {field.vocabulary, *(member.vocabulary for member in field.members)} <= known
        assert {"nb", "nn", "en"} <= field.label.keys() & field.help.keys()


def test_concepts_that_rules_and_defaults_name_are_there(scheme, vocabularies):
    slugs = {concept.id for vocabulary in vocabularies for concept in vocabulary.concepts}
    for name in ("blocks", "needsConsent", "consentStatus", "unlessConsentStatus", "blocksConsentStatus", "status"):
        for rule in scheme.rules:
            assert set(rule.parameters.get(name, [])) <= slugs
    for default in scheme.by_id["dataMining"].defaults:
        assert {default["value"], *default.get("when", {}).get("license", [])} <= slugs


def test_texts_may_be_written_in_every_language_of_the_material(scheme, vocabularies):
    languages = next(v for v in vocabularies if v.id == "language").concepts
    assert set(scheme.languages) == {concept.id for concept in languages} - {"zxx"}


def test_a_description_goes_out_as_it_came_in(scheme, find, whole):
    values, _ = normalise(scheme, whole, find)
    back = outward(scheme, values, lambda kind, id_: id_)
    assert normalise(scheme, back, find) == (values, [])


def test_outward_names_every_concept_and_reference(scheme, find, whole):
    values, _ = normalise(scheme, whole, find)
    out = outward(scheme, values, lambda kind, id_: f"{kind}/{id_}")
    assert out["license"] == "licence/cc-by"
    assert out["creator"][0]["role"] == "agent-role/fotograf"
    assert out["ownerLibrary"] == "Organisation/konsortiet"
    assert out["message"] == "Message/m1"


def test_private_members_part_from_public_ones_and_join_again(scheme):
    values = {
        "title": {"nb": "a"},
        "creator": [{"name": "Kari"}, {"unknownReason": "gammelt"}],
        "consent": {"status": "gitt"},
        "visibleTo": {"counties": ["03"]},
    }
    public, private = parted(scheme, values)
    assert public == {"title": {"nb": "a"}, "creator": [{"name": "Kari"}, {}]}
    assert joined(public, private) == values


if DOMAIN.is_dir():
    FORMATS = {
        None: "",
        "year": "year",
        "IANA media type": "media-type",
        "ISO 8601": "duration",
        "SHA-256, 64 hex digits": "sha-256",
    }

    def test_the_scheme_holds_what_the_draft_of_the_consortium_holds(scheme):
        draft = json.loads((DOMAIN / "scheme.json").read_text("utf-8"))
        ours = {field.id: field for field in scheme.fields if field.id != "visibleTo"}
        assert list(ours) == [field["id"] for field in draft["fields"]]
        for told in draft["fields"]:
            field = ours[told["id"]]
            assert (field.group, field.type, field.repeatable, field.per_language, field.public, field.facet) == tuple(
                told[name] for name in ("group", "type", "repeatable", "perLanguage", "public", "facet")
            )
            assert (field.draft, field.publish, field.filled_by) == (told["draft"], told["publish"], told["filledBy"])
            assert field.vocabulary == (told["vocabulary"] or "")
            assert set(field.applies_to) == set(told.get("appliesTo", ()))
            assert set(field.rules) - {"visibleToWhenChosen"} == set(told["rules"])
            assert field.format == FORMATS[told.get("format")]
            assert field.ref == told.get("ref", "")
            assert list(field.defaults) == told.get("defaults", [])
            assert field.mappings == {name: mapped for name, mapped in told["mappings"].items() if mapped}
            assert field.label == {name: text for name, text in told["label"].items() if text}
            assert field.help == {name: text for name, text in told["help"].items() if text}
            for member, said in zip(field.members, told.get("members", ()), strict=True):
                assert (
                    member.id,
                    member.type,
                    member.vocabulary,
                    member.repeatable,
                    member.required,
                    member.public,
                ) == (
                    said["id"],
                    said["type"],
                    said["vocabulary"] or "",
                    said["repeatable"],
                    said["required"],
                    said["public"],
                )

    def test_the_rules_are_those_of_the_draft(scheme):
        draft = json.loads((DOMAIN / "rules.json").read_text("utf-8"))
        ours = [rule for rule in scheme.rules if rule.number <= 18]
        assert [(r.name, r.number, r.gate, r.severity, list(r.needs), r.parameters) for r in ours] == [
            (r["name"], r["number"], r["gate"], r["severity"], r["needs"], r["parameters"]) for r in draft
        ]
