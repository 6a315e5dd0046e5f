"""Sizes to look at and sizes to take: who gets them, how often they are made, what they carry."""

import asyncio
import io
import json
import shutil
import subprocess

import pytest
from PIL import Image

import mediabank.search  # noqa: F401 - what a made rendition owes is registered there
from mediabank import clock, store
from mediabank.access import NOBODY
from mediabank.assets import filed, renditions
from mediabank.delivery import download, packet
from mediabank.errors import NotFound
from mediabank.media import recipes, running
from mediabank.models import Rendition, Task, Usage, Version
from tests.delivery.asking import client, signed_in
from tests.delivery.rows import describe, new_version, organisation, public_asset

pytestmark = pytest.mark.slow

SERIAL = "SN-4711-0815"
exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="needs exiftool: apt install libimage-exiftool-perl")


def photograph(width=1600, height=1200, kind="JPEG"):
    """A picture with a position and the camera's serial number in its EXIF."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 40.0), 3: "E", 4: (10.0, 45.0, 10.0)})
    exif.get_ifd(0x8769)[0xA431] = SERIAL
    out = io.BytesIO()
    picture.save(out, kind, exif=exif.tobytes()) if kind in {"JPEG", "AVIF"} else picture.save(out, kind)
    return out.getvalue()


@pytest.fixture
def sandbox(bank_settings):
    running.start(bank_settings)
    yield
    running.stop()


@pytest.fixture
async def asset(bank, sandbox):
    return await public_asset("7k2m9p4x3z", photograph(), width_px=1600, height_px=1200, preview="yes")


@pytest.fixture
async def stranger(bank):
    async with client(bank) as asks:
        yield asks


def opened(data):
    return Image.open(io.BytesIO(data))


async def test_a_size_to_take_is_made_at_the_first_request(asset, stranger):
    got = await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    assert opened(got.content).size == (1200, 900)
    assert got.headers["Content-Type"] == "image/webp"


async def test_its_name_tells_title_and_recipe(asset, stranger):
    got = await stranger.get("/assets/7k2m9p4x3z/renditions/web-jpeg")
    assert 'filename="les-mer-i-sommer-web-jpeg.jpg"' in got.headers["Content-Disposition"]


async def test_twenty_requests_at_once_make_it_once(asset, stranger):
    answers = await asyncio.gather(*(stranger.get("/assets/7k2m9p4x3z/renditions/web") for _ in range(20)))
    objects = [stat.key for stat in store.current().list(f"renditions/{asset.version}/")]
    assert len({answer.content for answer in answers}) == 1
    assert objects == [(await Rendition.get()).key]


async def test_another_description_is_another_object_and_the_old_one_stays(asset, stranger):
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    await describe(asset, {"title": {"nb": "Les enda mer"}})
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    keys = [stat.key for stat in store.current().list(f"renditions/{asset.version}/")]
    assert len(keys) == 2
    assert sorted(await Rendition.all().values_list("key", flat=True)) == keys


async def test_a_delivery_that_a_newer_description_took_the_place_of_is_let_go(asset, stranger):
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    await describe(asset, {"title": {"nb": "Les enda mer"}})
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    newest = await Rendition.all().order_by("-made_at").first()
    assert await renditions.let_go_superseded(clock.now()) == 1
    assert [row.id for row in await Rendition.all()] == [newest.id]


async def test_a_delivery_that_may_still_be_on_its_way_is_kept(asset, stranger):
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    before = clock.now()
    await describe(asset, {"title": {"nb": "Les enda mer"}})
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    await Rendition.all().update(made_at=before)
    assert await renditions.let_go_superseded(before) == 0


async def test_what_is_taken_is_counted_by_its_recipe(asset, stranger):
    await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    assert (await Usage.get()).rendition == "web"


async def test_what_is_looked_at_is_not_counted(asset, stranger):
    await renditions.make_renditions(str(asset.version))
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/card")).status_code == 200
    assert await Usage.all().count() == 0


async def test_a_missing_card_is_owed_again(asset, stranger):
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/card")).status_code == 404
    assert await Task.filter(name="assets.make_renditions", state="waiting").count() == 1


async def test_a_card_whose_object_is_lost_is_made_again(asset, stranger):
    await renditions.make_renditions(str(asset.version))
    card = await Rendition.get(recipe="card")
    store.current().delete(card.key)
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/card")).status_code == 503
    await renditions.make_renditions(str(asset.version))
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/card")).status_code == 200


async def test_what_strangers_may_take_may_be_kept_by_caches_for_a_minute(asset, stranger):
    got = await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    assert got.headers["Cache-Control"] == "public, max-age=60"


async def test_what_members_see_is_kept_by_their_own_browser_only(bank, sandbox):
    await public_asset("7k2m9p4x3z", photograph(), reach=["members"], width_px=1600, height_px=1200, preview="yes")
    async with client(bank, session=await signed_in(await organisation())) as asks:
        got = await asks.get("/assets/7k2m9p4x3z/renditions/web")
    assert got.headers["Cache-Control"] == "private, max-age=3600"


async def test_a_keepers_draft_is_kept_by_no_cache_between(bank, sandbox):
    await public_asset("7k2m9p4x3z", photograph(), state="utkast", width_px=1600, height_px=1200, preview="yes")
    session = await signed_in(await organisation("eier"), role="editor")
    async with client(bank, session=session) as asks:
        got = await asks.get("/assets/7k2m9p4x3z/renditions/web")
    assert got.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("recipe", ["thumb", "web", "base", "nonsense"])
async def test_a_hidden_asset_has_no_sizes(bank, sandbox, stranger, recipe):
    asset = await public_asset("7k2m9p4x3z", photograph(), reach=["members"], preview="yes", width_px=1600)
    await renditions.make_renditions(str(asset.version))
    assert (await stranger.get(f"/assets/7k2m9p4x3z/renditions/{recipe}")).status_code == 404


async def test_who_may_only_see_takes_nothing(bank, sandbox, stranger):
    from mediabank.models import AssetReach

    asset = await public_asset("7k2m9p4x3z", photograph(), reach=[], preview="yes", width_px=1600, height_px=1200)
    await AssetReach.create(asset=asset, right="see", token="public")
    await renditions.make_renditions(str(asset.version))
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/card")).status_code == 200
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/web")).status_code == 404
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).status_code == 404


@pytest.mark.parametrize("address", ["original", "renditions/thumb", "renditions/preview", "renditions/web"])
async def test_blocked_bytes_go_to_nobody_not_even_the_keeper(bank, asset, address):
    await renditions.make_renditions(str(asset.version))
    asset.bytes_blocked = True
    await asset.save()
    session = await signed_in(await organisation("eier"), role="editor")
    async with client(bank, session=session) as asks:
        assert (await asks.get(f"/assets/7k2m9p4x3z/{address}")).status_code == 404


async def test_the_base_is_nobodys(asset, stranger):
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/base")).status_code == 404


async def test_a_size_larger_than_the_picture_is_not_there(bank, sandbox, stranger):
    await public_asset("7k2m9p4x3z", photograph(800, 600), width_px=800, height_px=600, preview="yes")
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/screen-16-9")).status_code == 404


async def test_the_offer_is_what_fits_and_how_large_it_becomes(asset):
    offers = {offer.recipe: offer for offer in await download.offered(await Version.get(id=asset.version))}
    assert (offers["web"].width_px, offers["web"].height_px) == (1200, 900)
    assert offers["web"].size_bytes is None
    assert set(offers) <= {recipe.id for recipe in recipes.DELIVERY}


async def test_the_offer_knows_the_weight_of_what_was_made(asset, stranger):
    made = await stranger.get("/assets/7k2m9p4x3z/renditions/web")
    offers = {offer.recipe: offer for offer in await download.offered(await Version.get(id=asset.version))}
    assert offers["web"].size_bytes == len(made.content)


async def test_a_file_without_preview_is_offered_as_original_only(bank):
    asset = await public_asset("7k2m9p4x3z", b"x", preview="no_loader")
    assert list(await download.offered(await Version.get(id=asset.version))) == []


async def test_every_offer_has_a_name_and_a_line_in_each_language(bank):
    from mediabank.language import has

    for recipe in recipes.DELIVERY:
        for language in ("nb", "nn", "en"):
            assert has(f"recipe.{recipe.id}.label", language), recipe.id
            assert has(f"recipe.{recipe.id}.line", language), recipe.id


async def test_what_cannot_be_decoded_is_told_as_a_conflict(bank, sandbox, stranger):
    await public_asset("7k2m9p4x3z", b"\xff\xd8\xff no picture", width_px=1600, height_px=1200, preview="yes")
    assert (await stranger.get("/assets/7k2m9p4x3z/renditions/web")).status_code == 409


@pytest.mark.parametrize(("kind", "media_type"), [("GIF", "image/gif"), ("AVIF", "image/avif")])
async def test_gif_and_avif_can_be_had_in_other_sizes_too(bank, sandbox, stranger, kind, media_type):
    data = photograph(kind=kind)
    await public_asset("7k2m9p4x3z", data, media_type=media_type, width_px=1600, height_px=1200, preview="yes")
    assert opened((await stranger.get("/assets/7k2m9p4x3z/renditions/web")).content).size == (1200, 900)
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).content == data


async def test_a_new_version_is_another_address(asset):
    from mediabank.web.pages.cards import source

    before = source(asset, "card")
    await new_version(asset, b"x")
    assert source(asset, "card") != before


async def test_an_unknown_recipe_is_not_found(asset):
    with pytest.raises(NotFound):
        await download.rendition(asset, "nonsense", NOBODY)


def read_by_exiftool(path):
    told = subprocess.run(["exiftool", "-json", "-a", "-G1", "-struct", path], check=True, capture_output=True)
    return json.loads(told.stdout)[0]


@exiftool
@pytest.mark.parametrize("recipe", ["web", "web-jpeg", "feed"])
async def test_position_and_serial_number_are_gone(asset, stranger, tmp_path, recipe):
    file = tmp_path / "taken"
    file.write_bytes((await stranger.get(f"/assets/7k2m9p4x3z/renditions/{recipe}")).content)
    told = read_by_exiftool(file)
    assert not [name for name in told if "GPS" in name or "Serial" in name]
    assert SERIAL.encode() not in file.read_bytes()


@exiftool
@pytest.mark.parametrize("recipe", ["web", "web-jpeg"])
async def test_another_program_reads_the_words_in_it(asset, stranger, tmp_path, recipe):
    await describe(asset, {"title": {"nb": "Blåbær"}, "altText": {"nb": "En bøtte"}, "creator": [{"name": "Ida Ås"}]})
    file = tmp_path / "taken"
    file.write_bytes((await stranger.get(f"/assets/7k2m9p4x3z/renditions/{recipe}")).content)
    told = read_by_exiftool(file)
    assert told["XMP-dc:Title-nb"] == "Blåbær"
    assert told["XMP-iptcCore:AltTextAccessibility-nb"] == "En bøtte"
    assert told["XMP-dc:Creator"] == ["Ida Ås"]
    assert told["XMP-iptcExt:DigitalImageGUID"] == await filed.address(asset.id)


async def test_the_packet_in_it_is_the_packet_of_the_description(asset, stranger):
    got = await stranger.get("/assets/7k2m9p4x3z/renditions/web-jpeg")
    assert await packet.of(asset) in got.content
