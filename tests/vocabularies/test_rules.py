"""Each named rule: a description that passes, changed until it does not."""

from dataclasses import replace

import pytest

from vocabularies.scheme import check, normalise
from vocabularies.scheme.changing import changed as changed_scheme
from vocabularies.scheme.changing import draft_of
from vocabularies.scheme.core import OF_KINDS
from vocabularies.scheme.rules import valid_isni

AI = {"digitalSourceType": "laget-med-ki", "aiSystem": {"name": "Tegnemaskin"}}
LIMITED = {"modelRelease": "MR-LMR", "consent": {"status": "gitt", "channels": ["trykk"]}}


def changed(whole, changes):
    merged = whole | changes
    return {name: value for name, value in merged.items() if value is not None}


def test_the_whole_description_passes_with_nothing_to_say(judged, whole):
    assert judged(whole) == []


PASSING = [
    ("licenceXorStatement", {"license": None, "rightsStatement": "inc"}, {}),
    ("expiryWithinRights", {"expires": None}, {}),
    # the consent lasts through 31 August in Norway, which ends at 22:00 UTC
    ("expiryWithinRights", {"consent": {"status": "gitt", "validUntil": "2026-08-31"}}, {}),
    ("altTextPerLanguage", {"language": ["zxx"], "altText": {"nn": "To born les."}}, {}),
    ("altTextPerLanguage", {"altText": None}, {"kind": "audio"}),
    ("extendedDescriptionForText", {"extendedDescription": None, "language": ["zxx"]}, {}),
    ("extendedDescriptionForText", {"extendedDescription": None, "materialType": "fotografi"}, {}),
    ("aiSystemForAi", AI, {}),
    ("aiSystemForAi", AI | {"digitalSourceType": "compositeWithTrainedAlgorithmicMedia"}, {}),
    ("aiSystemForAi", AI | {"digitalSourceType": None}, {"kind": "document"}),
    ("modelReleaseAllows", {"modelRelease": "MR-UMR", "consent": {"status": "gitt"}}, {}),
    # trykkeri lies below trykk, which the consent covers
    ("modelReleaseAllows", LIMITED, {}),
    (
        "modelReleaseAllows",
        {"modelRelease": "MR-NON", "consent": {"status": "ikke-nodvendig", "reference": "Situasjonsbilde"}},
        {},
    ),
    ("guardianForMinors", {"consent": {"status": "gitt"}}, {}),
    ("noDerivativesMeansNoChange", {"license": "cc-by-nd", "alteration": ["ingen"]}, {}),
    ("zxxAlone", {"language": ["zxx"]}, {}),
    ("isniCheckDigit", {"creator": [{"name": "A", "isni": "https://isni.org/isni/000000012150090X"}]}, {}),
    ("noDeprecatedConcepts", {"digitalSourceType": "humanEdits"}, {}),
    ("campaignEnded", {"campaign": None, "message": None}, {"campaign_ended": True}),
    ("creditWhenLicenceAsks", {"license": "cc0", "creditLine": None}, {}),
    ("creditWhenLicenceAsks", {"license": None, "rightsStatement": "inc", "creditLine": None}, {}),
    ("transcriptWhenSpeech", {"language": ["zxx"]}, {"kind": "video"}),
    ("transcriptWhenSpeech", {"transcript": [{"language": "nb", "text": "Hei."}]}, {"kind": "video"}),
    ("transcriptWhenSpeech", {"transcript": [{"language": "nb", "waiver": "Bare musikk"}]}, {"kind": "audio"}),
    ("reasonWhenWithdrawn", {"status": "trukket", "withdrawalReason": "feil"}, {}),
    ("titleInNorwegian", {"title": {"nn": "Les meir"}}, {}),
    ("messageOfCampaign", {"message": None}, {"message_campaign": None}),
    ("creatorOrReason", {"creator": [{"unknownReason": "Funnet i arkivet"}]}, {}),
    ("visibleToWhenChosen", {"visibility": "utvalgte", "visibleTo": {"counties": ["03"]}}, {}),
    ("visibleToWhenChosen", {"visibility": "utvalgte", "visibleTo": {"organisations": ["NO-0030100"]}}, {}),
]


@pytest.mark.parametrize(
    ("rule", "changes", "world"), PASSING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_is_content(judged, whole, rule, changes, world):
    assert [found for found in judged(changed(whole, changes), **world) if found[0] == f"rule.{rule}"] == []


FAILING = [
    ("licenceXorStatement", {"license": None}, {}, [("license",)]),
    ("licenceXorStatement", {"rightsStatement": "inc"}, {}, [("license",)]),
    ("expiryWithinRights", {"expires": "2026-06-01T06:00:00Z"}, {}, [("expires",)]),
    (
        "expiryWithinRights",
        {"expires": "2026-08-31T22:00:01Z", "consent": {"status": "gitt", "validUntil": "2026-08-31"}},
        {},
        [("expires",)],
    ),
    (
        "expiryWithinRights",
        {"expires": None, "consent": {"status": "gitt", "validUntil": "2026-08-31"}},
        {},
        [("expires",)],
    ),
    ("altTextPerLanguage", {"language": ["nb", "nn", "en"]}, {}, [("altText", "nn"), ("altText", "en")]),
    ("altTextPerLanguage", {"language": ["zxx"], "altText": {"en": "Two children."}}, {}, [("altText", "nb")]),
    ("altTextPerLanguage", {"altText": None}, {"kind": "document"}, [("altText", "nb")]),
    ("extendedDescriptionForText", {"extendedDescription": None}, {}, [("extendedDescription",)]),
    ("aiSystemForAi", AI | {"aiSystem": None}, {}, [("aiSystem",)]),
    ("aiSystemForAi", AI | {"digitalSourceType": "fotografert"}, {}, [("aiSystem",)]),
    ("modelReleaseAllows", {"modelRelease": "MR-NON"}, {}, [("modelRelease",)]),
    (
        "modelReleaseAllows",
        {"modelRelease": "MR-NON", "consent": {"status": "ikke-nodvendig"}},
        {},
        [("modelRelease",)],
    ),
    (
        "modelReleaseAllows",
        {"modelRelease": "MR-NON", "consent": {"status": "gitt", "reference": "x"}},
        {},
        [("modelRelease",)],
    ),
    ("modelReleaseAllows", {"modelRelease": "MR-UMR"}, {}, [("consent", "status")]),
    ("modelReleaseAllows", {"modelRelease": "MR-UMR", "consent": {"status": "utlopt"}}, {}, [("consent", "status")]),
    ("modelReleaseAllows", LIMITED | {"permittedUse": None}, {}, [("permittedUse",)]),
    ("modelReleaseAllows", LIMITED | {"permittedUse": ["trykkeri", "some"]}, {}, [("permittedUse", 1)]),
    ("modelReleaseAllows", LIMITED | {"consent": {"status": "gitt"}}, {}, [("permittedUse", 0)]),
    ("guardianForMinors", {"consent": {"status": "venter-pa-foresatt"}}, {}, [("consent", "status")]),
    ("noDerivativesMeansNoChange", {"license": "cc-by-nd"}, {}, [("alteration",)]),
    (
        "noDerivativesMeansNoChange",
        {"license": "cc-by-nd", "alteration": ["ingen", "beskjaering"]},
        {},
        [("alteration",)],
    ),
    ("zxxAlone", {"language": ["nb", "zxx"]}, {}, [("language", 1)]),
    ("isniCheckDigit", {"creator": [{"name": "A", "isni": "0000 0001 2150 0901"}]}, {}, [("creator", 0, "isni")]),
    ("isniCheckDigit", {"rightsHolder": [{"name": "A", "isni": "tull"}]}, {}, [("rightsHolder", 0, "isni")]),
    ("noDeprecatedConcepts", {"digitalSourceType": "digitalArt"}, {}, [("digitalSourceType",)]),
    ("campaignEnded", {}, {"campaign_ended": True}, [("campaign",)]),
    ("creditWhenLicenceAsks", {"creditLine": None}, {}, [("creditLine",)]),
    ("transcriptWhenSpeech", {}, {"kind": "video"}, [("transcript",)]),
    ("transcriptWhenSpeech", {"transcript": [{"language": "nb"}]}, {"kind": "audio"}, [("transcript",)]),
    ("reasonWhenWithdrawn", {"status": "trukket"}, {}, [("withdrawalReason",)]),
    ("titleInNorwegian", {"title": {"en": "Read more"}}, {}, [("title", "nb")]),
    ("messageOfCampaign", {}, {"message_campaign": "bibliotek24-bilder"}, [("message",)]),
    ("messageOfCampaign", {"campaign": None}, {"message_campaign": None}, [("message",)]),
    ("creatorOrReason", {"creator": [{"name": "A"}, {"role": "fotograf"}]}, {}, [("creator", 1, "name")]),
    ("visibleToWhenChosen", {"visibility": "utvalgte"}, {}, [("visibleTo",)]),
]


@pytest.mark.parametrize(
    ("rule", "changes", "world", "places"), FAILING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_finds_its_fault_and_no_other_rule_does(judged, whole, rule, changes, world, places):
    found = [finding for finding in judged(changed(whole, changes), **world) if finding[0].startswith("rule.")]
    assert [finding for finding in found if finding[0] == f"rule.{rule}"] == [
        (f"rule.{rule}", *place) for place in places
    ]
    if world.get("kind", "image") == "image":
        assert {finding[0] for finding in found} == {f"rule.{rule}"}


def test_every_rule_of_the_scheme_passes_and_fails_here(scheme):
    names = {rule.name for rule in scheme.rules}
    assert {case[0] for case in PASSING} == names
    assert {case[0] for case in FAILING} == names


DRAFT_RULES = {"isniCheckDigit", "noDeprecatedConcepts", "reasonWhenWithdrawn", "messageOfCampaign"}


@pytest.mark.parametrize(
    ("rule", "changes", "world", "places"), FAILING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_draft_gate_runs_four_rules_only(judged, whole, rule, changes, world, places):
    codes = {finding[0] for finding in judged(changed(whole, changes), gate="draft", **world)}
    assert codes == ({f"rule.{rule}"} if rule in DRAFT_RULES else set())


def test_a_concept_out_of_use_may_stay_where_it_stood(judged, whole):
    old = whole | {"digitalSourceType": "digitalArt"}
    assert judged(old, previous=old) == []


def test_a_rule_that_names_a_concept_holds_for_those_below_it(scheme, find, facts, concepts, whole):
    from vocabularies.scheme import ConceptFact, Facts, check, normalise

    below = concepts | {("material-type", "vinterplakat"): ConceptFact("vinterplakat", frozenset({"plakat"}))}
    values, _ = normalise(scheme, whole, find)
    del values["extendedDescription"]
    values["materialType"] = "vinterplakat"
    world = Facts("image", below, facts().now, message_campaign="sommerles")
    found = check(scheme, values, world, None, "publish")
    assert [finding.code for finding in found] == ["rule.extendedDescriptionForText"]


@pytest.mark.parametrize(
    ("isni", "valid"),
    [
        ("https://isni.org/isni/0000000121032683", True),
        ("https://isni.org/isni/000000012150090X", True),
        ("https://isni.org/isni/0000000121032684", False),
        ("https://isni.org/isni/0000000121500900", False),
        ("0000000121032683", False),
    ],
)
def test_the_check_character_of_an_isni_is_worked_out(isni, valid):
    assert valid_isni(isni) is valid


@pytest.mark.parametrize("id_", sorted(OF_KINDS))
def test_a_kind_that_is_not_asked_for_a_field_is_not_stopped_for_want_of_it(scheme, find, facts, whole, id_):
    new = changed_scheme(scheme, id_, replace(draft_of(scheme.by_id[id_]), applies_to=("audio",)))
    values, faults = normalise(new, changed(whole, {id_: None}), find)
    found = faults + check(new, values, facts("image", message_campaign="sommerles"), None, "publish")
    assert [each for each in found if each.severity == "error"] == []
