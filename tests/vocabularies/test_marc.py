from xml.etree import ElementTree as ET

import pytest

from vocabularies.marc import NAMESPACE, Moments, Source, collection, single
from vocabularies.skos import ConceptValue, Note
from vocabularies.writing import Named

HERE = Source("NO-BIBLIOTEK24", "mbemne", replaced="Erstattet av", ended="Ute av bruk")
NAMED = {slug: Named(f"https://b.test/vocab/v/{slug}", {"nb": slug.title()}) for slug in ("dyr", "valp", "bånd", "ulv")}


def concept(**more):
    return ConceptValue(id="hund", address="https://b.test/vocab/v/hund", **({"labels": {"nb": "Hund"}} | more))


def record(one, source=HERE, **more):
    """Leader, control fields by tag, and each data field as one line."""
    root = ET.fromstring(single(one, NAMED, source, **more))
    assert root.tag == f"{{{NAMESPACE}}}record"
    leader = root.findtext(f"{{{NAMESPACE}}}leader")
    controls = {each.get("tag"): each.text for each in root.iter(f"{{{NAMESPACE}}}controlfield")}
    lines = [
        f"{each.get('tag')} {each.get('ind1')}{each.get('ind2')}"
        + "".join(f" ${sub.get('code')} {sub.text}" for sub in each)
        for each in root.iter(f"{{{NAMESPACE}}}datafield")
    ]
    return leader, controls, lines


def test_a_concept_is_a_whole_record():
    one = concept(
        labels={"nb": "Hund", "en": "Dog", "nn": "Hund"},
        alt={"nb": ("Bikkje",)},
        hidden={"nb": ("hudn",)},
        definition={"en": "A pet.", "nb": "Et husdyr."},
        notes=(Note("editorial", "nb", "Sjekk"), Note("scope", "nb", "Ikke ulv"), Note("history", "", "Delt 2020")),
        broader=("dyr",),
        related=("bånd",),
        mappings={"exact": ("http://www.wikidata.org/entity/Q144",)},
        notation="599.77",
    )
    assert record(one, narrower=["valp"])[2] == [
        "024 7  $a https://b.test/vocab/v/hund $2 uri",
        "040    $a NO-BIBLIOTEK24 $b nob $c NO-BIBLIOTEK24 $f mbemne",
        "065    $a 599.77 $2 mbemne",
        "150    $a Hund",
        "450    $a Dog",
        "450    $a Bikkje",
        "550    $w g $a Dyr $0 https://b.test/vocab/v/dyr",
        "550    $w h $a Valp $0 https://b.test/vocab/v/valp",
        "550    $a Bånd $0 https://b.test/vocab/v/bånd",
        "667    $a Sjekk",
        "677    $a Et husdyr.",
        "680    $i Ikke ulv",
        "688    $a Delt 2020",
        "750  4 $0 http://www.wikidata.org/entity/Q144 $4 http://www.w3.org/2004/02/skos/core#exactMatch",
    ]


def test_what_it_is_mapped_to_is_named_where_the_name_is_known():
    one = concept(mappings={"close": ("http://other.test/wolf",)})
    named = {"http://other.test/wolf": Named("http://other.test/wolf", {"nb": "Ulv", "en": "Wolf"})}
    root = ET.fromstring(single(one, NAMED | named, HERE))
    (field,) = (each for each in root if each.get("tag") == "750")
    assert [(each.get("code"), each.text) for each in field][:2] == [("a", "Ulv"), ("0", "http://other.test/wolf")]


@pytest.mark.parametrize(("heading", "tag"), [("topic", "150"), ("genre", "155"), ("place", "151"), ("time", "148")])
def test_the_tag_of_the_heading_follows_what_the_vocabulary_names(heading, tag):
    _, _, lines = record(concept(alt={"nb": ("x",)}), Source("NO-1", "v", heading=heading))
    assert [line[:3] for line in lines[2:]] == [tag, "4" + tag[1:]]


@pytest.mark.parametrize(
    ("more", "status", "note"),
    [
        ({}, "n", []),
        ({"deprecated": True}, "d", ["682    $i Ute av bruk"]),
        (
            {"deprecated": True, "replaced_by": ("ulv",)},
            "x",
            ["682    $i Erstattet av $a Ulv $0 https://b.test/vocab/v/ulv"],
        ),
        (
            {"deprecated": True, "replaced_by": ("dyr", "ulv")},
            "s",
            [
                "682    $i Erstattet av $a Dyr $0 https://b.test/vocab/v/dyr",
                "682    $i Erstattet av $a Ulv $0 https://b.test/vocab/v/ulv",
            ],
        ),
    ],
)
def test_what_is_out_of_use_says_so_and_points_on(more, status, note):
    leader, _, lines = record(concept(**more))
    assert leader[5] == status
    assert [line for line in lines if line.startswith("682")] == note
    assert "150    $a Hund" in lines


def test_the_fixed_fields_have_the_lengths_and_places_of_the_format():
    moments = Moments("2020-01-02T03:04:05Z", "2026-11-23T09:10:11.123Z")
    leader, controls, _ = record(concept(), moments=moments)
    assert (len(leader), leader[5:7], leader[9], leader[10:12], leader[17], leader[20:]) == (
        24,
        "cz",
        "a",
        "22",
        "n",
        "4500",
    )
    fixed = controls["008"]
    assert (len(fixed), fixed[:6], fixed[9:12], fixed[14:17], fixed[31:34], fixed[39]) == (
        40,
        "200102",
        "anz",
        "bab",
        "ana",
        "d",
    )
    assert (controls["001"], controls["003"], controls["005"]) == ("hund", "NO-BIBLIOTEK24", "20261123091011.0")


def test_without_known_moments_the_lengths_still_hold():
    leader, controls, _ = record(concept(labels={}))
    assert (len(leader), leader[17], len(controls["008"]), "005" in controls) == (24, "o", 40, False)


def test_signs_of_xml_are_text_and_nothing_more():
    text = '<a> & "b" ]]>\x01\ud800'
    assert record(concept(labels={"nb": text}))[2][2] == '150    $a <a> & "b" ]]>'


def test_a_collection_holds_every_concept_with_its_narrower_ones(vocabularies):
    surface = next(value for value in vocabularies if value.id == "surface")
    root = ET.fromstring(collection(surface, HERE))
    records = {each.findtext(f"{{{NAMESPACE}}}controlfield"): each for each in root}
    assert set(records) == {one.id for one in surface.concepts}
    brand = [sub.text for sub in records["brand"].iter(f"{{{NAMESPACE}}}subfield") if sub.get("code") == "w"]
    assert brand == ["h", "h", "h"]


def test_tags_stand_in_rising_order(vocabularies):
    for value in vocabularies:
        for each in ET.fromstring(collection(value, HERE)):
            tags = [field.get("tag") for field in each if field.get("tag")]
            assert tags == sorted(tags)
