"""Bytes on their way out: ranges, conditions, names and headers, without and with a store."""

import asyncio
import contextlib
import threading
from email.message import Message
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage
from mediabank.delivery.download import Delivery
from mediabank.web import sending
from tests.delivery.asking import client
from tests.delivery.rows import describe, public_asset

DATA = bytes(range(256)) * 41
TAG = '"' + "0" * 64 + '"'


def delivery(**changes):
    given_ = {
        "key": "originals/x",
        "size_bytes": len(DATA),
        "media_type": "image/jpeg",
        "file_name": "bilde.jpg",
        "etag": TAG,
        "inline": True,
        "public": False,
        "counted": True,
        "rendition": "original",
        "asset": "b3nchmark2",
        "version": UUID(int=1),
    }
    return Delivery(**given_ | changes)


def decided(method="GET", **headers):
    return sending.decide(method, {name.replace("_", "-"): value for name, value in headers.items()}, delivery())


@given(st.integers(0, 12_000), st.integers(0, 12_000))
def test_a_range_is_a_slice(first, last):
    got = decided(range=f"bytes={first}-{last}")
    if last < first:
        assert (got.status, got.start, got.stop) == (200, 0, len(DATA))
    elif first >= len(DATA):
        assert got.status == 416
    else:
        assert got.status == 206
        assert DATA[got.start : got.stop] == DATA[first : last + 1]


@given(st.integers(0, 12_000))
def test_a_range_without_an_end_goes_to_the_end(first):
    got = decided(range=f"bytes={first}-")
    assert got.status == (206 if first < len(DATA) else 416)
    assert DATA[got.start : got.stop] == DATA[first:]


@given(st.integers(0, 12_000))
def test_a_range_without_a_beginning_is_the_last_bytes(count):
    got = decided(range=f"bytes=-{count}")
    assert got.status == (206 if count else 416)
    assert DATA[got.start : got.stop] == (DATA[-count:] if count else b"")


@given(st.text(max_size=40))
def test_what_is_no_range_is_as_if_nobody_had_asked(text):
    got = decided(range=f"items={text}")
    assert (got.status, got.start, got.stop) == (200, 0, len(DATA))


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-9", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", f"bytes=0-{'9' * 5000}"]
)
def test_several_or_unreadable_ranges_are_answered_whole(header):
    assert decided(range=header).status == 200


def test_a_head_has_no_range():
    assert decided("HEAD", range="bytes=1-2").status == 200


@pytest.mark.parametrize("header", [TAG, f"W/{TAG}", f'"other", {TAG}', "*"])
def test_what_is_held_already_is_not_sent_again(header):
    assert decided(if_none_match=header).status == 304


@pytest.mark.parametrize("header", ['"other"', TAG.strip('"'), ""])
def test_what_is_not_held_is_sent(header):
    assert decided(if_none_match=header).status == 200


def test_a_resumption_of_the_same_bytes_goes_on():
    assert decided(range="bytes=5-", if_range=TAG).status == 206


@pytest.mark.parametrize("header", ['"other"', f"W/{TAG}", "Mon, 23 Nov 2026 10:00:00 GMT"])
def test_a_resumption_of_other_bytes_begins_anew(header):
    assert decided(range="bytes=5-", if_range=header).status == 200


NAMES = ["blåbær på ærlig øy.jpg", 'si "hei" \\ %41.jpg', "Čáhppes loga eanet.pdf", "plakat;a=b.png", "日本.webp"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_in_utf_8(name):
    header = sending.disposition(name, inline=False)
    assert unquote(header.rpartition("UTF-8''")[2]) == name


@pytest.mark.parametrize("name", NAMES)
def test_the_old_form_of_a_name_is_plain_ascii_in_one_pair_of_quotes(name):
    header = sending.disposition(name, inline=True)
    assert header.isascii()
    assert header.count('"') == 2


@given(st.text(max_size=60))
def test_no_name_breaks_out_of_its_header(name):
    header = sending.disposition(name, inline=False)
    message = Message()
    message["Content-Disposition"] = header
    assert header.isascii()
    assert header.isprintable()
    assert message.get_content_disposition() == "attachment"


@pytest.fixture
async def stranger(bank):
    async with client(bank) as asks:
        yield asks


async def test_the_original_comes_back_byte_for_byte(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).content == DATA


async def test_more_than_one_piece_comes_back_byte_for_byte(bank, stranger):
    data = DATA * 300
    await public_asset("7k2m9p4x3z", data)
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).content == data


async def test_a_range_comes_back_with_its_place(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    got = await stranger.get("/assets/7k2m9p4x3z/original", headers={"Range": "bytes=300-4999"})
    assert got.status_code == 206
    assert got.content == DATA[300:5000]
    assert got.headers["Content-Range"] == f"bytes 300-4999/{len(DATA)}"
    assert got.headers["Content-Length"] == "4700"


async def test_a_range_beyond_the_end_says_how_long_the_file_is(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    got = await stranger.get("/assets/7k2m9p4x3z/original", headers={"Range": "bytes=99999-"})
    assert got.status_code == 416
    assert got.headers["Content-Range"] == f"bytes */{len(DATA)}"


async def test_a_head_tells_the_length_and_sends_nothing(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    got = await stranger.head("/assets/7k2m9p4x3z/original")
    assert got.headers["Content-Length"] == str(len(DATA))
    assert got.content == b""


async def test_the_tag_of_an_answer_makes_the_next_one_short(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    tag = (await stranger.get("/assets/7k2m9p4x3z/original")).headers["ETag"]
    again = await stranger.get("/assets/7k2m9p4x3z/original", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""


INLINE = ["image/jpeg", "image/png", "image/webp", "image/avif", "application/pdf", "video/mp4", "video/webm"]
ATTACHED = ["image/svg+xml", "image/gif", "image/tiff", "application/postscript", "video/quicktime", "image/heic"]


@pytest.mark.parametrize(("media_type", "how"), [(t, "inline") for t in INLINE] + [(t, "attachment") for t in ATTACHED])
async def test_only_harmless_kinds_open_in_the_browser(bank, stranger, media_type, how):
    await public_asset("7k2m9p4x3z", DATA, media_type=media_type)
    got = await stranger.get("/assets/7k2m9p4x3z/original")
    assert got.headers["Content-Disposition"].startswith(how)
    assert got.headers["Content-Type"] == media_type


async def test_uploaded_bytes_run_nothing(bank, stranger):
    await public_asset("7k2m9p4x3z", b"<svg onload='alert(1)'/>", media_type="image/svg+xml")
    got = await stranger.get("/assets/7k2m9p4x3z/original")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


async def test_an_original_is_asked_for_each_time(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA)
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).headers["Cache-Control"] == "private, no-cache"


async def test_a_file_named_as_something_else_is_named_by_its_true_type(bank, stranger):
    await public_asset("7k2m9p4x3z", DATA, media_type="application/pdf", file_name="plakat på vegg.exe")
    got = await stranger.get("/assets/7k2m9p4x3z/original")
    assert unquote(got.headers["Content-Disposition"].rpartition("''")[2]) == "plakat på vegg.pdf"


async def test_a_lost_original_is_a_fault_of_the_service_before_any_byte(bank, stranger):
    from mediabank import store
    from mediabank.assets.receive import original_key

    asset = await public_asset("7k2m9p4x3z", DATA)
    store.current().delete(original_key(asset.version))
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).status_code == 503


@pytest.mark.engines("sqlite+folder")
async def test_nginx_is_told_where_the_file_lies(bank):
    from dataclasses import replace

    asset = await public_asset("7k2m9p4x3z", DATA)
    async with client(replace(bank, accel_prefix="/internal/")) as asks:
        got = await asks.get("/assets/7k2m9p4x3z/original", headers={"Range": "bytes=5-"})
    assert got.headers["X-Accel-Redirect"] == f"/internal/originals/{asset.version}"
    assert got.content == b""


@pytest.mark.engines("sqlite+folder")
async def test_a_conditional_resumption_is_sent_by_the_bank_itself(bank):
    from dataclasses import replace

    await public_asset("7k2m9p4x3z", DATA)
    async with client(replace(bank, accel_prefix="/internal/")) as asks:
        tag = (await asks.get("/assets/7k2m9p4x3z/original")).headers["ETag"]
        got = await asks.get("/assets/7k2m9p4x3z/original", headers={"Range": "bytes=5-", "If-Range": tag})
    assert got.content == DATA[5:]


@pytest.mark.engines("postgres+s3")
async def test_a_bucket_is_never_handed_to_nginx(bank):
    from dataclasses import replace

    await public_asset("7k2m9p4x3z", DATA)
    async with client(replace(bank, accel_prefix="/internal/")) as asks:
        assert (await asks.get("/assets/7k2m9p4x3z/original")).content == DATA


async def test_an_older_version_is_for_those_who_keep_the_asset(bank, stranger):
    from tests.delivery.rows import new_version

    asset = await public_asset("7k2m9p4x3z", DATA)
    first = asset.version
    await new_version(asset, b"new" * 100)
    got = await stranger.get(f"/assets/7k2m9p4x3z/original?v={first}")
    assert got.status_code == 404


async def test_a_keeper_gets_an_older_version(bank):
    from tests.delivery.asking import signed_in
    from tests.delivery.rows import new_version, organisation

    asset = await public_asset("7k2m9p4x3z", DATA)
    first = asset.version
    await new_version(asset, b"new" * 100)
    session = await signed_in(await organisation("eier"), role="editor")
    async with client(bank, session=session) as asks:
        assert (await asks.get(f"/assets/7k2m9p4x3z/original?v={first}")).content == DATA


async def test_a_reader_who_leaves_closes_the_source(bank):
    from mediabank import store

    asset = await public_asset("7k2m9p4x3z", DATA * 300)
    parts = store.current().range(f"originals/{asset.version}", 0, None)
    pieces = sending._pieces(parts)
    assert await anext(pieces)
    await pieces.aclose()
    assert parts.left_bytes == 0


async def test_the_description_does_not_change_an_original(bank, stranger):
    asset = await public_asset("7k2m9p4x3z", DATA)
    await describe(asset, {"title": {"nb": "Noe annet"}})
    assert (await stranger.get("/assets/7k2m9p4x3z/original")).content == DATA


async def test_who_leaves_while_a_thread_reads_leaves_nothing_open(bank):
    begun, let_go, closed = threading.Event(), threading.Event(), threading.Event()

    def read(size):
        begun.set()
        let_go.wait(10)
        assert not closed.is_set()
        return bytes(size)

    pieces = sending._pieces(storage.Chunks(read, closed.set, size_bytes=10))
    taking = asyncio.create_task(anext(pieces))
    await asyncio.to_thread(begun.wait, 10)
    taking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await taking
    let_go.set()
    assert await asyncio.to_thread(closed.wait, 10)
