"""The packet of a delivered file: whole in every format, read back by another program and by us, never too much."""

import json
import shutil
import subprocess
from dataclasses import fields

import pytest
import pyvips

from mediabank.media import embedded
from mediabank.media.embedded import values as v

LETTERS = "æøå ÆØÅ áčđŋšŧž «&<>\"'»"
FULL = v.XmpValues(
    title={"nn": "Les meir i sommar", "nb": "Les mer i sommer", "se": LETTERS},
    description={"nb": f"Plakat {LETTERS}"},
    alt_text={"nb": "En seilbåt", "nn": "Ein seglbåt"},
    extended_description={"nb": "Les mer i sommer"},
    keywords=("lesing", "sommerlesing"),
    languages=("nb",),
    creators=("Mediebanken",),
    credit_line="Illustrasjon: Mediebanken",
    copyright_notice={"nb": "© Mediebanken"},
    rights_holders=("Mediebanken",),
    license_uri="https://creativecommons.org/licenses/by/4.0/",
    usage_terms={"nb": "Fri bruk med kreditering"},
    data_mining_uri=v.PLUS_CODES + "DMI-PROHIBITED",
    digital_source_type_uri=v.SOURCE_TYPES + "digitalCreation",
    alteration_uris=(v.PLUS_CODES + "AL-CRP",),
    supplier_ids=("A-17",),
    date_created="2026-06-01",
    available_from="2026-06-01T00:00:00+02:00",
    expires="2027-08-31T00:00:00+02:00",
    asset_address="https://bank.example/id/asset/bcdfgh2345",
)
FORMATS = {"jpg": "image/jpeg", "webp": "image/webp", "png": "image/png", "tif": "image/tiff", "avif": "image/avif"}
exiftool = shutil.which("exiftool")


def written(path, packet):
    picture = (pyvips.Image.black(64, 64, bands=3) + 90).cast("uchar").copy(interpretation="srgb")
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", packet)
    picture.write_to_file(str(path), keep="xmp")
    return path


@pytest.mark.skipif(exiftool is None, reason="exiftool is not here: apt-get install libimage-exiftool-perl")
@pytest.mark.parametrize("suffix", FORMATS)
def test_another_program_reads_the_whole_packet(tmp_path, suffix):
    path = written(tmp_path / f"delivered.{suffix}", embedded.packet(FULL))
    command = [exiftool, "-j", "-G1", "-a", "-struct", "-charset", "utf8", str(path)]
    tags = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)[0]
    assert {name: tags.get(name) for name in EXPECTED} == EXPECTED
    assert not [name for name in tags if "GPS" in name]


EXPECTED = {
    "XMP-dc:Title": "Les mer i sommer",
    "XMP-dc:Title-nn": "Les meir i sommar",
    "XMP-dc:Title-se": LETTERS,
    "XMP-dc:Description-nb": f"Plakat {LETTERS}",
    "XMP-iptcCore:AltTextAccessibility-nn": "Ein seglbåt",
    "XMP-iptcCore:ExtDescrAccessibility": "Les mer i sommer",
    "XMP-dc:Subject": ["lesing", "sommerlesing"],
    "XMP-dc:Language": ["nb"],
    "XMP-dc:Creator": ["Mediebanken"],
    "XMP-photoshop:Credit": "Illustrasjon: Mediebanken",
    "XMP-dc:Rights": "© Mediebanken",
    "XMP-xmpRights:Marked": True,
    "XMP-xmpRights:Owner": ["Mediebanken"],
    "XMP-xmpRights:UsageTerms-nb": "Fri bruk med kreditering",
    "XMP-xmpRights:WebStatement": "https://creativecommons.org/licenses/by/4.0/",
    "XMP-cc:License": "https://creativecommons.org/licenses/by/4.0/",
    "XMP-plus:CopyrightOwner": [{"CopyrightOwnerName": "Mediebanken"}],
    "XMP-plus:DataMining": FULL.data_mining_uri,
    "XMP-plus:ImageAlterationConstraints": ["No Cropping"],
    "XMP-plus:ImageSupplierImageID": "A-17",
    "XMP-plus:LicenseStartDate": "2026:06:01 00:00:00+02:00",
    "XMP-plus:LicenseEndDate": "2027:08:31 00:00:00+02:00",
    "XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
    "XMP-iptcExt:DigitalImageGUID": "https://bank.example/id/asset/bcdfgh2345",
    "XMP-photoshop:DateCreated": "2026:06:01",
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_we_read_our_own_packet(tmp_path, suffix):
    path = written(tmp_path / f"delivered.{suffix}", embedded.packet(FULL))
    said = embedded.read(path.read_bytes(), FORMATS[suffix])
    assert said.asset_address == FULL.asset_address
    assert said.values == {
        "title": FULL.title,
        "description": FULL.description,
        "altText": FULL.alt_text,
        "extendedDescription": FULL.extended_description,
        "keyword": {"x-default": list(FULL.keywords)},
        "creator": [{"name": "Mediebanken"}],
        "creditLine": FULL.credit_line,
        "copyrightNotice": FULL.copyright_notice,
        "rightsHolder": [{"name": "Mediebanken"}],
        "license": FULL.license_uri,
        "usageTerms": FULL.usage_terms,
        "dataMining": FULL.data_mining_uri,
        "digitalSourceType": FULL.digital_source_type_uri,
        "supplierId": ["A-17"],
        "dateCreated": "2026-06-01",
    }


def test_x_default_comes_first_and_is_bokmal_where_there_is_one():
    title = embedded.packet(FULL).decode().split("<dc:title>")[1].split("</dc:title>")[0]
    assert title.startswith('<rdf:Alt><rdf:li xml:lang="x-default">Les mer i sommer</rdf:li><rdf:li xml:lang="nb">')


def test_equal_values_give_equal_bytes():
    turned = v.XmpValues(title={"nb": "B", "nn": "N"})
    assert embedded.packet(turned) == embedded.packet(v.XmpValues(title={"nn": "N", "nb": "B"}))


def test_the_public_domain_is_not_marked_as_reserved():
    values = v.XmpValues(license_uri="https://creativecommons.org/publicdomain/zero/1.0/", rights_holders=("A",))
    assert b"<xmpRights:Marked>False</xmpRights:Marked>" in embedded.packet(values)


def test_an_empty_description_is_a_packet_of_nothing():
    assert embedded.read(b"GIF89a" + embedded.packet(v.XmpValues()), "image/gif") == embedded.Embedded()


def test_too_many_keywords_give_way_before_any_text_does():
    values = v.XmpValues(
        title={"nb": "T"}, description={"nb": "d" * 9000}, keywords=tuple(f"{n} " + "ŧ" * 190 for n in range(200))
    )
    packet = embedded.packet(values)
    assert len(packet) <= 50_000
    assert b"d" * 9000 in packet
    assert "<rdf:li>0 ŧŧŧ".encode() in packet


def test_everything_at_its_longest_still_fits_and_keeps_its_address():
    long = "ŧ" * 20_000
    values = v.XmpValues(
        more=tuple(v.More(f"photoshop:P{n}", {"nb": long, "nn": long}) for n in range(300)),
        **{
            field.name: dict.fromkeys(("nb", "nn", "se", "en"), long)
            if isinstance(getattr(FULL, field.name), dict)
            else tuple(f"{n}{long}" for n in range(300))
            if isinstance(getattr(FULL, field.name), tuple)
            else getattr(FULL, field.name)
            for field in fields(FULL)
            if field.name != "more"
        },
    )
    packet = embedded.packet(values)
    assert len(packet) <= 50_000
    assert FULL.asset_address.encode() in packet


def test_no_place_for_persons_consent_or_positions():
    names = {field.name for field in fields(v.XmpValues)}
    assert not [name for name in names if any(word in name for word in ("person", "consent", "gps", "note", "release"))]


def test_properties_that_somebody_named_are_written_as_text_list_and_languages():
    more = (
        v.More("photoshop:Instructions", "Les <dette>"),
        v.More("xmp:Nickname", ("a", "b")),
        v.More("Iptc4xmpExt:Genre", {"nb": "Stille", "nn": "Still"}),
    )
    packet = embedded.packet(v.XmpValues(more=more)).decode()
    assert "<photoshop:Instructions>Les &lt;dette&gt;</photoshop:Instructions>" in packet
    assert "<xmp:Nickname><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></xmp:Nickname>" in packet
    assert '<rdf:li xml:lang="nn">Still</rdf:li></rdf:Alt></Iptc4xmpExt:Genre>' in packet


@pytest.mark.parametrize(
    ("mapping", "name"),
    [
        ("photoshop:Instructions", "photoshop:Instructions"),
        ("dc:title; xmp:Nickname", "xmp:Nickname"),
        ("mb:tone", ""),
        ("dc:title", ""),
        ("exif:GPSLatitude", ""),
        ("Iptc4xmpExt:PersonInImage", ""),
        ("rdf:about", ""),
        ("", ""),
    ],
)
def test_a_mapping_names_a_property_only_where_it_can_be_written_beside_the_others(mapping, name):
    assert embedded.property_named(mapping) == name


def test_a_name_that_is_none_is_not_written():
    assert b"onload" not in embedded.packet(v.XmpValues(more=(v.More('xmp:a onload="x"', "b"),)))
