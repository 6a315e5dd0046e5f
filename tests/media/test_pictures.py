"""Renditions: upright, in the right colours, in every size, with nothing of the original's metadata."""

import io

import pypdfium2
import pytest
import pyvips
from PIL import Image

from mediabank.media import recipes
from mediabank.media.pictures import deserves_base, make, offers
from mediabank.media.probe import probe
from mediabank.media.recipes import RECIPES
from mediabank.media.sandbox import JobFailed

pytestmark = pytest.mark.slow

THUMB, PREVIEW, WEB, WEB_JPEG = (RECIPES[name] for name in ("thumb", "preview", "web", "web-jpeg"))
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 40), (40, 50, 190), (245, 245, 245)


@pytest.fixture
def made(sandbox, tmp_path):
    out = tmp_path / "out"
    out.mkdir()

    async def cook(path, *wanted, **options):
        media_type = options.pop("media_type", None) or (await probe(sandbox, path)).media_type
        return await make(sandbox, path, wanted, media_type=media_type, out_dir=out, **options)

    return cook


def corners(path):
    """The colours of the four quarters, read row by row."""
    with Image.open(path) as picture:
        flat = picture.convert("RGB")
        return [flat.getpixel((int(flat.width * x), int(flat.height * y))) for y in (0.25, 0.75) for x in (0.25, 0.75)]


def near(found, wanted, by=22):
    return all(
        abs(a - b) <= by for one, other in zip(found, wanted, strict=True) for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".tif", ".gif", ".avif"])
async def test_every_raster_kind_gets_its_picture(made, scene, saved, ending):
    (thumb,) = await made(saved(scene(), "a" + ending), THUMB)
    assert (thumb.width_px, thumb.height_px, thumb.media_type) == (320, 213, "image/webp")
    assert near(corners(thumb.path), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", [".jpg", ".png", ".tif", ".webp"])
async def test_every_picture_stands_upright(made, scene, saved, orientation, ending):
    upright = scene(880, 400)
    undo = {
        1: lambda picture: picture,
        2: lambda picture: picture.fliphor(),
        3: lambda picture: picture.rot180(),
        4: lambda picture: picture.flipver(),
        5: lambda picture: picture.rot90().fliphor(),
        6: lambda picture: picture.rot270(),
        7: lambda picture: picture.rot270().fliphor(),
        8: lambda picture: picture.rot90(),
    }
    turned = undo[orientation](upright).copy()
    turned.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    (thumb,) = await made(saved(turned, "a" + ending), THUMB)
    assert (thumb.width_px, thumb.height_px) == (320, 145)
    assert near(corners(thumb.path), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("ending", [".jpg", ".tif"])
async def test_cmyk_keeps_its_colours(made, scene, saved, ending):
    cmyk = scene(3000, 2000).icc_transform("cmyk", input_profile="srgb")
    (preview,) = await made(saved(cmyk, "a" + ending), PREVIEW)
    # inks cannot print every screen colour: the yardstick is a transform of the whole picture
    wanted = cmyk.icc_transform("srgb", embedded=True)
    spots = [[round(value) for value in wanted(x, y)[:3]] for y in (500, 1500) for x in (750, 2250)]
    assert near(corners(preview.path), spots, by=12)


async def test_cmyk_without_a_profile_is_no_negative(made, scene, saved):
    bare = scene().icc_transform("cmyk", input_profile="srgb").copy()
    bare.remove("icc-profile-data")
    (thumb,) = await made(saved(bare, "a.tif"), THUMB)
    assert near(corners(thumb.path)[3:], [WHITE], by=30)


async def test_another_rgb_space_becomes_srgb(made, scene, saved):
    wide = scene().icc_transform("p3", input_profile="srgb")
    (thumb,) = await made(saved(wide, "a.png"), THUMB)
    assert near(corners(thumb.path), [RED, GREEN, BLUE, WHITE], by=14)


async def test_sixteen_bits_and_grey_become_eight_and_stay_right(made, scene, saved):
    deep = scene().colourspace("grey16")
    (thumb,) = await made(saved(deep, "a.tif"), THUMB)
    grey = [round(value) for value in scene().colourspace("b-w")(150, 100)] * 3
    assert near(corners(thumb.path)[:1], [grey])


async def test_transparency_stays_in_webp_and_is_white_in_jpeg(made, saved):
    clear = pyvips.Image.black(600, 400, bands=4).copy(interpretation="srgb")
    webp, jpeg = await made(saved(clear, "a.png"), WEB, WEB_JPEG)
    with Image.open(webp.path) as picture:
        assert picture.convert("RGBA").getpixel((10, 10))[3] == 0
    assert near(corners(jpeg.path), [(255, 255, 255)] * 4)


async def test_transparent_pixels_lend_no_colour_to_their_neighbours(made, saved):
    ring = pyvips.Image.black(1200, 1200, bands=4).copy(interpretation="srgb")
    ring = ring.draw_rect([255, 255, 255, 255], 300, 300, 600, 600, fill=True)
    (thumb,) = await made(saved(ring, "a.png"), THUMB)
    with Image.open(thumb.path) as picture:
        seen = [pixel for pixel in picture.convert("RGBA").get_flattened_data() if pixel[3] > 200]
    assert min(min(pixel[:3]) for pixel in seen) > 225


async def test_an_animation_shows_its_first_frame(made, tmp_path):
    frames = [Image.new("RGB", (400, 300), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    (thumb,) = await made(tmp_path / "a.gif", THUMB)
    assert (thumb.width_px, thumb.height_px) == (320, 240)
    assert near(corners(thumb.path), [RED] * 4)


async def test_a_page_is_shown_trimmed(made, tmp_path):
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(620, 880)
    page.set_trimbox(10, 20, 610, 860)
    document.save(tmp_path / "a.pdf")
    (preview,) = await made(tmp_path / "a.pdf", PREVIEW)
    assert (preview.width_px, preview.height_px) == (1143, 1600)


async def test_all_sizes_of_one_decode_are_right(made, scene, saved):
    sizes = {
        each.recipe: (each.width_px, each.height_px)
        for each in await made(saved(scene(6000, 4000), "a.jpg"), *recipes.BROWSING)
    }
    assert sizes == {"thumb": (320, 213), "card": (640, 427), "preview": (1600, 1067)}


async def test_nothing_is_enlarged(made, scene, saved):
    (preview,) = await made(saved(scene(300, 200), "a.png"), PREVIEW)
    assert (preview.width_px, preview.height_px) == (300, 200)


@pytest.fixture
def tell_tale(scene, saved):
    """A JPEG with a position, a serial number, a profile and XMP of its own."""
    picture = scene(1800, 1200).icc_transform("p3", input_profile="srgb").copy()
    exif = Image.Exif()
    exif[0x9003] = "2026:06:21 10:00:00"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (59.0, 54.0, 40.0)
    picture.set_type(pyvips.GValue.blob_type, "exif-data", b"Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0"))
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>SECRET-PERSON</x:xmpmeta>")
    path = saved(picture, "a.jpg")
    assert b"SERIAL-4711" in path.read_bytes()
    assert b"SECRET-PERSON" in path.read_bytes()
    return path


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.id)
async def test_position_serial_number_and_profile_stay_behind(made, tell_tale, recipe):
    (rendition,) = await made(tell_tale, recipe, xmp=b"<x:xmpmeta>OURS</x:xmpmeta>")
    data = rendition.path.read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        assert not picture.getexif()
        assert "icc_profile" not in picture.info
    assert b"SERIAL-4711" not in data
    assert b"SECRET-PERSON" not in data


@pytest.mark.parametrize("recipe", recipes.DELIVERY, ids=lambda recipe: recipe.id)
async def test_a_delivery_carries_our_packet_to_the_byte(made, tell_tale, recipe):
    packet = "<x:xmpmeta>Sámi: čáhppes, norsk: blåbær</x:xmpmeta>".encode()
    (rendition,) = await made(tell_tale, recipe, xmp=packet)
    assert pyvips.Image.new_from_file(str(rendition.path)).get("xmp-data") == packet


async def test_browsing_carries_no_packet(made, tell_tale):
    (thumb,) = await made(tell_tale, THUMB, xmp=b"<x:xmpmeta>OURS</x:xmpmeta>")
    assert b"OURS" not in thumb.path.read_bytes()


async def test_a_packet_that_jpeg_would_lose_is_refused(made, tell_tale):
    with pytest.raises(ValueError, match="50000"):
        await made(tell_tale, WEB_JPEG, xmp=b"x" * 50_001)


async def test_a_damaged_picture_shows_what_could_be_read(made, scene, saved):
    path = saved(scene(), "a.jpg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 8 // 10])
    (thumb,) = await made(path, THUMB)
    assert near(corners(thumb.path)[:2], [RED, GREEN])


async def test_what_cannot_be_read_leaves_no_file(made, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    with pytest.raises(JobFailed):
        await made(tmp_path / "a.jpg", THUMB, PREVIEW, media_type="image/jpeg")
    assert list((tmp_path / "out").iterdir()) == []


async def test_later_sizes_come_from_a_stored_base(made, scene, saved):
    (base,) = await made(saved(scene(3000, 2000), "a.tif", compression="lzw"), recipes.BASE)
    assert (base.width_px, base.media_type) == (1920, "image/jpeg")
    (thumb,) = await made(base.path, THUMB, media_type=base.media_type)
    assert near(corners(thumb.path), [RED, GREEN, BLUE, WHITE])


async def test_a_base_keeps_transparency(made, saved):
    clear = pyvips.Image.black(3000, 2000, bands=4).copy(interpretation="srgb")
    (base,) = await made(saved(clear, "a.png"), recipes.BASE)
    assert (base.media_type, base.path.suffix) == ("image/png", ".png")


async def test_only_slow_originals_deserve_a_base(sandbox, scene, saved):
    big = scene(600, 400).resize(10)
    assert deserves_base(await probe(sandbox, saved(big, "a.tif", compression="lzw")))
    assert not deserves_base(await probe(sandbox, saved(big, "a.jpg")))


async def test_the_mean_colour_is_told(made, saved):
    plain = pyvips.Image.black(400, 300, bands=3).linear(1, [200, 100, 50]).cast("uchar").copy(interpretation="srgb")
    (thumb,) = await made(saved(plain, "a.png"), THUMB)
    assert thumb.dominant == "#c86432"


async def test_offers_follow_the_facts(sandbox, scene, saved):
    facts = await probe(sandbox, saved(scene(1920, 1080), "a.png"))
    assert "screen-16-9" in {recipe.id for recipe in offers(facts)}


async def test_small_sizes_from_the_shared_base_equal_direct_ones(made, scene, saved):
    path = saved(scene(2400, 1600), "a.png")
    thumb, *_ = await made(path, *recipes.BROWSING)
    direct = pyvips.Image.thumbnail(str(path), 320, height=320)
    shared = pyvips.Image.new_from_file(str(thumb.path))
    assert (direct - shared).abs().avg() < 2.0
