"""The table "bytes in, answer out", with files that the tests make themselves."""

import io
import struct
import zlib

import pypdfium2
import pytest
import pyvips
from PIL import Image

from mediabank import errors
from mediabank.media.kinds import Limits
from mediabank.media.probe import probe


def pdf(*, pages=1, width=595, height=842, trim=None):
    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        page = made.new_page(width, height)
        if trim:
            page.set_trimbox(*trim)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def png_claiming(width, height):
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


@pytest.fixture
def probed(sandbox, tmp_path):
    async def look(data, **options):
        path = tmp_path / "upload"
        path.write_bytes(data)
        return await probe(sandbox, path, **options)

    return look


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        (".jpg", "image/jpeg"),
        (".png", "image/png"),
        (".webp", "image/webp"),
        (".tif", "image/tiff"),
        (".gif", "image/gif"),
    ],
)
async def test_a_readable_picture_gets_a_preview(sandbox, scene, saved, ending, media_type):
    facts = await probe(sandbox, saved(scene(), "a" + ending))
    assert (facts.media_type, facts.preview, facts.damaged) == (media_type, "yes", False)
    assert (facts.width_px, facts.height_px, facts.colour_space) == (600, 400, "RGB")


async def test_an_avif_gets_a_preview(sandbox, scene, saved):
    facts = await probe(sandbox, saved(scene(), "a.avif", effort=0))
    assert (facts.media_type, facts.preview, facts.width_px) == ("image/avif", "yes", 600)


async def test_a_pdf_tells_pages_and_millimetres(probed):
    facts = await probed(pdf(pages=3))
    assert (facts.media_kind, facts.preview, facts.pages) == ("document", "yes", 3)
    assert (facts.width_mm, facts.height_mm, facts.bleed_mm) == (209.9, 297.0, 0.0)


async def test_a_pdf_for_the_printer_tells_its_trimmed_size_and_bleed(probed):
    bleed = 3 / 25.4 * 72
    facts = await probed(
        pdf(width=842 + 2 * bleed, height=1191 + 2 * bleed, trim=(bleed, bleed, 842 + bleed, 1191 + bleed))
    )
    assert (facts.width_mm, facts.height_mm, facts.bleed_mm) == (297.0, 420.2, 3.0)


async def test_the_true_type_counts_not_the_name(sandbox, scene, saved, tmp_path):
    saved(scene(), "picture.png").rename(tmp_path / "picture.jpg")
    assert (await probe(sandbox, tmp_path / "picture.jpg")).media_type == "image/png"


async def test_a_descriptor_will_do(sandbox, scene, saved):
    with saved(scene(), "a.png").open("rb") as file:
        assert (await probe(sandbox, file.fileno())).preview == "yes"


async def test_a_cmyk_file_says_so_with_its_profile(sandbox, scene, saved):
    cmyk = scene().icc_transform("cmyk", input_profile="srgb")
    facts = await probe(sandbox, saved(cmyk, "a.tif", compression="lzw"))
    assert facts.colour_space == "CMYK"
    assert facts.profile


async def test_depth_alpha_and_resolution_are_told(sandbox, scene, saved):
    deep = scene().colourspace("rgb16").bandjoin(65_535).copy(xres=300 / 25.4, yres=300 / 25.4)
    facts = await probe(sandbox, saved(deep, "a.tif"))
    assert (facts.bits, facts.has_alpha, facts.dpi) == (16, True, 300)


async def test_an_animation_tells_its_frames(probed):
    data = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), (value, 0, 0)) for value in (0, 120, 240)]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    facts = await probed(data.getvalue())
    assert (facts.frames, facts.width_px, facts.height_px) == (3, 40, 30)


async def test_a_tiff_of_many_pages_tells_them(probed):
    data = io.BytesIO()
    sheets = [Image.new("L", (40, 30), value) for value in (0, 120)]
    sheets[0].save(data, "TIFF", save_all=True, append_images=sheets[1:])
    assert (await probed(data.getvalue())).pages == 2


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_sizes_are_upright(sandbox, scene, saved, orientation):
    picture = scene().copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    facts = await probe(sandbox, saved(picture, "a.jpg"))
    assert (facts.width_px, facts.height_px) == ((600, 400) if orientation < 5 else (400, 600))


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".tif"])
async def test_a_cut_picture_is_kept_and_marked_damaged(probed, scene, saved, ending):
    whole = saved(scene(), "a" + ending).read_bytes()
    facts = await probed(whole[: len(whole) * 6 // 10])
    assert facts.damaged
    assert facts.preview in {"yes", "damaged"}


async def test_a_picture_of_nothing_but_a_beginning_gets_an_icon(probed):
    facts = await probed(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    assert (facts.preview, facts.damaged) == ("damaged", True)


async def test_a_broken_pdf_gets_an_icon(probed):
    facts = await probed(b"%PDF-1.7\nnothing more")
    assert (facts.preview, facts.damaged) == ("damaged", True)


async def test_a_kind_without_loader_is_kept_and_unharmed(probed):
    facts = await probed(b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>")
    assert (facts.preview, facts.damaged, facts.width_px) == ("no_loader", False, None)


async def test_more_memory_than_a_child_has_is_too_large_to_preview(sandbox, saved):
    huge = pyvips.Image.black(9600, 12_000, bands=3).copy(interpretation="srgb")  # interlaced: must be held whole
    facts = await probe(sandbox, saved(huge, "a.png", interlace=True, compression=1))
    assert (facts.preview, facts.damaged) == ("too_large", False)
    assert (facts.width_px, facts.height_px) == (9600, 12_000)


async def test_an_a0_poster_at_300_dpi_is_welcome(sandbox, saved):
    poster = pyvips.Image.black(9933, 14_043, bands=3).copy(interpretation="srgb")
    facts = await probe(sandbox, saved(poster, "a0.jpg", Q=50))
    assert facts.preview == "yes"


async def test_too_many_pixels_are_refused_from_the_header(probed):
    with pytest.raises(errors.OverLimit) as refusal:
        await probed(png_claiming(30_000, 20_000))
    assert refusal.value.facts == {"what": "pixels", "value": 600_000_000, "limit": 200_000_000}


async def test_too_many_pages_are_refused(probed):
    with pytest.raises(errors.OverLimit) as refusal:
        await probed(pdf(pages=4), limits=Limits(pages=3))
    assert refusal.value.facts["what"] == "pages"


async def test_too_many_frames_are_refused(probed):
    data = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (value, 0, 0)) for value in range(6)]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(errors.OverLimit) as refusal:
        await probed(data.getvalue(), limits=Limits(frames=5))
    assert refusal.value.facts["what"] == "frames"


async def test_more_than_a_gigabyte_decoded_is_refused(sandbox, saved):
    deep = pyvips.Image.black(14_000, 13_500, bands=3).cast("ushort").copy(interpretation="rgb16")
    with pytest.raises(errors.OverLimit) as refusal:
        await probe(sandbox, saved(deep, "deep.tif", compression="deflate"))
    assert refusal.value.facts["what"] == "decoded_bytes"


@pytest.mark.parametrize("data", [b"<html></html>", b"MZ\x90\0", b"PK\3\4" + bytes(40), b"plain text"])
async def test_what_is_not_in_the_table_is_415(probed, data):
    with pytest.raises(errors.NotAKind):
        await probed(data)


async def test_an_empty_file_is_400(probed):
    with pytest.raises(errors.EmptyFile):
        await probed(b"")


async def test_a_file_locked_by_a_password_is_not_damaged(probed):
    facts = await probed(LOCKED)
    assert (facts.preview, facts.damaged, facts.locked) == ("no_loader", False, True)


# a one-page document whose user password is not empty (standard security handler, revision 2, arbitrary hashes)
LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"61" * 32 + b">/U<" + b"62" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF"
)


async def test_metadata_comes_along_as_proposals(sandbox, scene, saved):
    picture = scene().copy()
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="nb">Bl\xc3\xa5b\xc3\xa6rtur</rdf:li></rdf:Alt></dc:title>'
        b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", packet)
    facts = await probe(sandbox, saved(picture, "a.jpg", keep="xmp"))
    assert facts.embedded.values["title"] == {"nb": "Blåbærtur"}
