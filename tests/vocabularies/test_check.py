import time

import pytest

from vocabularies.scheme import blocks, check, normalise

UPLOADED = {
    "identifier": "https://mediebanken.example/id/asset/23456789bc",
    "title": {"nb": "IMG 1"},
    "ownerLibrary": "konsortiet",
    "status": "utkast",
    "mediaType": "image/jpeg",
    "renditionRole": "original",
    "byteSize": 1,
    "checksum": "0" * 64,
}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "other"])
def test_an_untouched_upload_passes_the_draft_gate(judged, kind):
    assert judged(UPLOADED, kind=kind, gate="draft") == []


def test_all_that_publishing_needs_is_told_at_once(judged):
    missing = {found[1] for found in judged(UPLOADED) if found[0] == "required"}
    assert missing == {
        *("description", "materialType", "language", "creator", "rightsHolder", "alteration", "dataMining"),
        *("modelRelease", "digitalSourceType", "availableFrom", "visibility", "pixelSize"),
    }


def test_what_is_asked_of_other_kinds_is_not_asked(judged):
    missing = {found[1] for found in judged(UPLOADED, kind="audio") if found[0] == "required"}
    assert missing & {"pixelSize", "modelRelease", "digitalSourceType", "duration"} == {"duration"}


def test_a_recommended_field_never_blocks(scheme, find, facts, whole):
    del whole["subject"]
    found = check(scheme, normalise(scheme, whole, find)[0], facts(message_campaign="sommerles"), None, "publish")
    assert [(finding.code, finding.field, finding.severity) for finding in found] == [
        ("recommended", "subject", "info")
    ]
    assert not blocks(found)


def test_what_the_machine_could_not_read_warns_and_does_not_block(scheme, find, facts, whole):
    del whole["pixelSize"]
    world = facts(message_campaign="sommerles", unread=frozenset({"pixelSize"}))
    found = check(scheme, normalise(scheme, whole, find)[0], world, None, "publish")
    assert [(finding.code, finding.field, finding.severity) for finding in found] == [
        ("unread", "pixelSize", "warning")
    ]
    assert not blocks(found)


def test_what_the_machine_could_read_and_is_not_there_blocks(judged, whole):
    del whole["pixelSize"]
    assert judged(whole) == [("required", "pixelSize")]


def test_a_campaign_that_is_over_warns_only(scheme, find, facts, whole):
    world = facts(message_campaign="sommerles", campaign_ended=True)
    found = check(scheme, normalise(scheme, whole, find)[0], world, None, "publish")
    assert [finding.severity for finding in found] == ["warning"]


def test_a_struct_may_be_half_filled_in_a_draft(judged, whole):
    whole["contributor"] = [{"name": "Ola"}, {"role": "fotograf"}]
    assert judged(whole, gate="draft") == []
    assert judged(whole) == [("required", "contributor", 1, "name")]


def test_a_required_member_of_a_single_struct_is_asked_for(judged, whole):
    whole["consent"] = {"reference": "Mappe 3"}
    assert judged(whole) == [("required", "consent", "status")]


def test_a_heading_of_the_surfaces_cannot_be_chosen(judged, whole):
    whole["surface"] = "print"
    assert judged(whole) == [("not_assignable", "surface")]


def test_a_concept_that_the_facts_do_not_know_is_found(scheme, facts, find, whole):
    values, _ = normalise(scheme, whole, find)
    values["license"] = "gone"
    found = check(scheme, values, facts(message_campaign="sommerles"), None, "publish")
    assert [(finding.code, finding.field) for finding in found] == [("not_in_vocabulary", "license")]


def test_findings_stand_in_the_order_of_the_form(scheme, judged):
    order = [field.id for field in scheme.fields]
    places = [order.index(found[1]) for found in judged(UPLOADED)]
    assert places == sorted(places)


def test_a_check_takes_about_a_millisecond(scheme, find, facts, whole):
    values, _ = normalise(scheme, whole, find)
    world = facts(message_campaign="sommerles")
    start = time.process_time()
    for _ in range(200):
        check(scheme, values, world, values, "publish")
    assert (time.process_time() - start) / 200 < 0.005
