"""What a file says about itself becomes proposals, in the right letters and from the right source."""

import struct
from pathlib import Path

import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from mediabank.media import embedded
from mediabank.media.embedded import exif, iim, values, xmp

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in xmp.NAMESPACES.items())


def packet(body, *, before="", attributes=""):
    return (
        f"{before}<x:xmpmeta {NAMES}><rdf:RDF><rdf:Description rdf:about='' {attributes}>"
        f"{body}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def dataset(record, number, data):
    return struct.pack(">BBBH", 0x1C, record, number, len(data)) + data


def in_photoshop(records):
    return b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records


def exif_block(tags, order="<"):
    """An EXIF block with ASCII or byte tags in its first folder."""
    at = 8 + 2 + 12 * len(tags) + 4
    folder, heap = struct.pack(order + "H", len(tags)), b""
    for tag, (kind, data) in sorted(tags.items()):
        padded = data + b"\x00" * (5 - len(data) if len(data) < 5 else 0)
        folder += struct.pack(order + "HHII", tag, kind, len(padded), at + len(heap))
        heap += padded
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    return b"Exif\x00\x00" + head + folder + b"\x00" * 4 + heap


def jpeg(**blocks):
    picture = (pyvips.Image.black(16, 16, bands=3) + 90).cast("uchar").copy(interpretation="srgb")
    for name, data in blocks.items():
        picture.set_type(pyvips.GValue.blob_type, f"{name}-data", data)
    return picture.jpegsave_buffer(keep="xmp,iptc,exif")


def test_texts_in_languages_are_proposed_by_language():
    body = (
        "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>På tur</rdf:li><rdf:li xml:lang='nb-NO'>På tur</rdf:li>"
        "<rdf:li xml:lang='nn'>Ut på tur</rdf:li></rdf:Alt></dc:title>"
    )
    assert embedded.read(jpeg(xmp=packet(body)), "image/jpeg").values == {"title": {"nb": "På tur", "nn": "Ut på tur"}}


def test_a_default_that_says_something_of_its_own_is_kept_for_the_caller():
    body = "<dc:title><rdf:Alt><rdf:li>A</rdf:li><rdf:li xml:lang='nn'>B</rdf:li></rdf:Alt></dc:title>"
    assert xmp.read(packet(body))[0]["title"] == {"x-default": "A", "nn": "B"}


def test_the_strongest_source_wins_and_the_others_are_kept():
    said = embedded.read(
        jpeg(
            xmp=packet("<dc:creator><rdf:Seq><rdf:li>X</rdf:li></rdf:Seq></dc:creator>"),
            iptc=in_photoshop(dataset(2, 80, b"I") + dataset(2, 110, b"Credit")),
            exif=exif_block({315: (2, b"E")}),
        ),
        "image/jpeg",
    )
    assert said.values == {"creator": [{"name": "X"}], "creditLine": "Credit"}
    assert said.sources == {"creator": "xmp", "creditLine": "iim"}
    assert said.others == {"creator": {"iim": [{"name": "I"}], "exif": [{"name": "E"}]}}


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        (b"\x1b%G", "Blåbær på Åsgårdstrand".encode()),
        (b"", "Blåbær på Åsgårdstrand".encode()),
        (b"", "Blåbær på Åsgårdstrand".encode("cp1252")),
    ],
)
def test_letters_of_iim_are_right_however_they_were_written(said, raw):
    records = dataset(1, 90, said) + dataset(2, 120, raw)
    assert iim.read(in_photoshop(records))["description"] == {"x-default": "Blåbær på Åsgårdstrand"}


def test_raw_iim_is_read_too():
    assert iim.read(dataset(2, 55, b"20260607"))["dateCreated"] == "2026-06-07"


def test_exif_strings_are_utf8_or_windows_letters():
    for raw in ("Bjørn".encode(), "Bjørn".encode("cp1252")):
        assert exif.read(exif_block({315: (2, raw + b"\x00")}))["creator"] == [{"name": "Bjørn"}]


def test_exif_is_read_in_both_byte_orders():
    for order in "<>":
        assert exif.read(exif_block({40091: (1, "Påske".encode("utf-16-le"))}, order))["title"] == {
            "x-default": "Påske"
        }


def test_what_a_camera_writes_by_itself_is_no_description():
    assert exif.read(exif_block({270: (2, b"OLYMPUS DIGITAL CAMERA\x00")})) == {}


def test_licence_codes_and_our_own_address_are_read():
    body = (
        "<cc:license rdf:resource='https://creativecommons.org/licenses/by/4.0/'/>"
        "<plus:DataMining>DMI-PROHIBITED</plus:DataMining>"
        "<plus:CopyrightOwner><rdf:Seq><rdf:li rdf:parseType='Resource'>"
        "<plus:CopyrightOwnerName>Eier</plus:CopyrightOwnerName></rdf:li></rdf:Seq></plus:CopyrightOwner>"
    )
    short = (
        "Iptc4xmpExt:DigitalSourceType='https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture' "
        "Iptc4xmpExt:DigImageGUID='https://bank.example/id/asset/bcdfgh2345'"
    )
    found, address = xmp.read(packet(body, attributes=short))
    assert found == {
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "dataMining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
        "rightsHolder": [{"name": "Eier"}],
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    assert address == "https://bank.example/id/asset/bcdfgh2345"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_packet_with_a_document_type_is_refused(encoding):
    entities = "<!DOCTYPE x [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]>"
    body = "<dc:format>&b;</dc:format><photoshop:Credit>C</photoshop:Credit>"
    assert xmp.read(packet(body).decode().encode(encoding))[0] == {}  # &b; is undefined here
    assert xmp.read(packet(body, before=entities).decode().encode(encoding))[0] == {}
    assert xmp.read(packet("<photoshop:Credit>C</photoshop:Credit>").decode().encode(encoding))[0] == {
        "creditLine": "C"
    }


def test_persons_shown_and_positions_are_never_read():
    body = (
        "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kari</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>"
        "<exif:GPSLatitude>68,47.9N</exif:GPSLatitude>"
    )
    assert embedded.read(jpeg(xmp=packet(body)), "image/jpeg") == embedded.Embedded()


def test_lists_and_texts_are_cut():
    many = "".join(f"<rdf:li>ord {n}</rdf:li>" for n in range(3000))
    found, _ = xmp.read(
        packet(f"<dc:subject><rdf:Bag>{many}</rdf:Bag></dc:subject><dc:description>{'å' * 20_000}</dc:description>")
    )
    assert len(found["keyword"]["x-default"]) == 200
    assert len(found["description"]["x-default"]) == 10_000


def test_a_block_over_a_megabyte_is_left_alone():
    assert xmp.read(packet("<photoshop:Credit>C</photoshop:Credit>" + " " * 1_000_000))[0] == {}


def test_control_characters_and_turned_writing_are_taken_out():
    assert values.clean("a\x00b\u202egpj.exe\r\nc") == "abgpj.exe\nc"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021:06:21 10:00:00", "2021-06-21"),
        ("2021-06-21T10:00:00+02:00", "2021-06-21"),
        ("20210621", "2021-06-21"),
        ("2021-06", "2021-06"),
        ("2021", "2021"),
        ("2021:00:00 00:00:00", "2021"),
        ("0000:00:00 00:00:00", None),
        ("2021-02-30", None),
        ("i fjor", None),
    ],
)
def test_written_dates_become_edtf(written, day):
    assert values.edtf(written) == day


def test_a_pdf_is_read_by_its_own_packet_not_by_that_of_a_picture_in_it():
    own = packet("<dc:format>application/pdf</dc:format><photoshop:Credit>Plakat</photoshop:Credit>")
    other = packet("<dc:format>image/jpeg</dc:format><photoshop:Credit>Bilde</photoshop:Credit>")
    data = b"%PDF-1.7\n" + own + b"\n" + other
    assert embedded.read(data, "application/pdf").values == {"creditLine": "Plakat"}


def test_what_is_read_can_be_written_as_json():
    import dataclasses
    import json

    said = embedded.read(jpeg(xmp=packet("<photoshop:Credit>C</photoshop:Credit>")), "image/jpeg")
    assert json.loads(json.dumps(dataclasses.asdict(said)))["values"] == {"creditLine": "C"}


WHOLE = {
    "image/jpeg": jpeg(
        xmp=packet("<dc:creator><rdf:Seq><rdf:li>X</rdf:li></rdf:Seq></dc:creator>"),
        iptc=in_photoshop(dataset(1, 90, b"\x1b%G") + dataset(2, 80, b"I" * 40)),
        exif=exif_block({315: (2, b"Ellen\x00"), 40091: (1, "Påske".encode("utf-16-le"))}),
    ),
}
BLOCKS = {
    xmp.read: packet(
        "<dc:title><rdf:Alt><rdf:li xml:lang='nb'>T</rdf:li></rdf:Alt></dc:title>", attributes="photoshop:Credit='C'"
    ),
    iim.read: in_photoshop(dataset(1, 90, b"\x1b%G") + dataset(2, 25, b"ord") + dataset(2, 55, b"20200101")),
    exif.read: exif_block({315: (2, b"Ellen\x00"), 33432: (2, b"A\x00B\x00"), 40091: (1, "Påske".encode("utf-16-le"))}),
}
changes = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8)


def changed(whole, edits, cut):
    data = bytearray(whole)
    for place, new in edits:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    return bytes(data[: int(cut * len(data))])


@given(st.sampled_from(list(BLOCKS)), changes, st.floats(0.2, 1))
@settings(max_examples=400, deadline=None)
def test_changed_blocks_never_raise(reader, edits, cut):
    reader(changed(BLOCKS[reader], edits, cut))


@given(st.sampled_from(list(BLOCKS)), st.binary(max_size=300))
def test_random_blocks_never_raise(reader, data):
    for start in (b"", b"II*\x00\x08\x00\x00\x00", b"\x1c\x02", b"Photoshop 3.0\x008BIM\x04\x04"):
        reader(start + data)


@given(changes, st.floats(0.2, 1))
@settings(max_examples=150, deadline=None)
def test_changed_files_never_raise(edits, cut):
    for media_type, whole in WHOLE.items():
        embedded.read(changed(whole, edits, cut), media_type)


@given(
    st.sampled_from(["image/jpeg", "image/png", "image/webp", "image/tiff", "application/pdf", "video/mp4", "x/y"]),
    st.binary(max_size=500),
)
@settings(max_examples=200, deadline=None)
def test_random_bytes_propose_nothing(media_type, data):
    assert embedded.read(data, media_type).asset_address is None


if (CORPUS / "real").is_dir():

    def from_corpus(name, media_type="image/jpeg"):
        return embedded.read((CORPUS / "real" / name).read_bytes(), media_type)

    def test_corpus_norwegian_and_sami_letters_come_through():
        said = from_corpus("nb_iptc_utf8_open.jpg").values
        assert said["title"]["nn"] == "Sommarles i Bodø"
        assert said["title"]["se"] == "Geasselohkan Bádáddjos: čálli, ŋ, đ, ŧ, ž, š"
        assert said["keyword"]["x-default"] == ["Sommerles", "Folkehelse", "Bokjæger"]

    def test_corpus_latin1_without_a_word_about_it_comes_through():
        assert from_corpus("nb_iptc_latin1_open.jpg").values["title"] == {"x-default": "Blåbærtur på Sørøya"}

    def test_corpus_exif_alone_comes_through():
        assert from_corpus("nb_exif_utf8_open.jpg").values == {
            "title": {"x-default": "Påske"},
            "description": {"x-default": "Høstferie på Nærøy"},
            "creator": [{"name": "Bjørn Ånestad"}],
        }

    def test_corpus_conflict_is_settled_by_the_order_of_sources():
        said = from_corpus("nb_conflict_open.jpg")
        assert said.values == {"creator": [{"name": "Fra XMP"}], "dateCreated": "2021-06-21"}
        assert said.others["dateCreated"] == {"iim": "2020-02-29", "exif": "2019-01-01"}

    def test_corpus_positions_and_owners_of_cameras_stay_out():
        assert from_corpus("gps_private_open.jpg") == embedded.Embedded()

    def test_corpus_iim_keywords_are_read():
        assert from_corpus("pil_iptc.jpg").values["keyword"]["x-default"][-1] == "Budapest"

    def test_corpus_long_iim_captions_are_read():
        said = from_corpus("mei_Nikon_E995_(iptc).jpg")
        assert said.values["description"]["x-default"].startswith("Dateiname : DSCN1767.JPG\nDateigröße")

    def test_corpus_pdf_title_is_read():
        said = from_corpus("multipage_open.pdf", "application/pdf")
        assert (said.values["title"], said.sources["title"]) == ({"x-default": "Årsmelding – Sommerles"}, "pdf")
