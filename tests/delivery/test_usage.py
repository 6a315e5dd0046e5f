"""Each download is counted once, for an organisation, without a person."""

import asyncio
import json

import pytest

from mediabank import clock, usage
from mediabank.access import NOBODY, Viewer
from mediabank.models import Salt, Taken, Usage
from tests.delivery.asking import client, signed_in
from tests.delivery.rows import organisation, public_asset

DATA = b"a picture" * 1000
HERE = "/assets/7k2m9p4x3z/original"


@pytest.fixture
async def asset(bank):
    return await public_asset("7k2m9p4x3z", DATA, reach=["public", "members"])


async def taken_by(asset, *, session="s", organisation_id=None):
    viewer = Viewer(organisation=organisation_id)
    await usage.record(
        "download", viewer=viewer, visit=session, asset=asset.id, version=asset.version, rendition="original"
    )


async def test_a_download_is_one_row(bank, asset):
    library = await organisation()
    async with client(bank, session=await signed_in(library)) as asks:
        await asks.get(HERE)
    row = await Usage.get()
    seen = (row.organisation_id, row.asset, row.version, row.rendition, row.kind)
    assert seen == (library.id, "7k2m9p4x3z", asset.version, "original", "download")


async def test_the_second_of_a_use_is_whole_and_in_utc(asset):
    await taken_by(asset)
    second = (await Usage.get()).second
    assert second.microsecond == 0
    assert second.utcoffset().total_seconds() == 0


async def test_a_resumed_download_is_the_same_download(bank, asset):
    async with client(bank) as asks:
        await asks.get(HERE, headers={"Range": "bytes=0-99"})
        await asks.get(HERE, headers={"Range": "bytes=100-"})
    assert await Usage.all().count() == 1


async def test_only_the_end_of_a_file_is_no_download(bank, asset):
    async with client(bank) as asks:
        await asks.get(HERE, headers={"Range": "bytes=100-"})
    assert await Usage.all().count() == 0


@pytest.mark.parametrize("headers", [{"If-None-Match": "*"}, {"Range": "bytes=999999-"}])
async def test_what_sends_no_byte_is_no_download(bank, asset, headers):
    async with client(bank) as asks:
        await asks.get(HERE, headers=headers)
    assert await Usage.all().count() == 0


async def test_a_head_is_no_download(bank, asset):
    async with client(bank) as asks:
        await asks.head(HERE)
    assert await Usage.all().count() == 0


async def test_a_refused_request_is_no_download(bank):
    await public_asset("7k2m9p4x3z", DATA, reach=["members"])
    async with client(bank) as asks:
        assert (await asks.get(HERE)).status_code == 404
    assert await Usage.all().count() + await Taken.all().count() == 0


async def test_blocked_bytes_are_no_download(bank, asset):
    asset.bytes_blocked = True
    await asset.save()
    async with client(bank) as asks:
        assert (await asks.get(HERE)).status_code == 404
    assert await Usage.all().count() == 0


@pytest.mark.engines("sqlite+folder")
async def test_a_download_that_nginx_sends_counts_the_same(bank, asset):
    from dataclasses import replace

    async with client(replace(bank, accel_prefix="/internal")) as asks:
        await asks.get(HERE)
        await asks.get(HERE, headers={"Range": "bytes=100-"})
    assert await Usage.all().count() == 1


async def test_a_double_click_is_one_download(asset):
    await taken_by(asset)
    await taken_by(asset)
    assert await Usage.all().count() == 1


async def test_half_a_minute_later_it_is_another_download(asset, shift_clock):
    await taken_by(asset)
    shift_clock(31)
    await taken_by(asset)
    assert await Usage.all().count() == 2


async def test_two_visits_are_two_downloads(asset):
    await taken_by(asset, session="one")
    await taken_by(asset, session="two")
    assert await Usage.all().count() == 2


async def test_strangers_at_two_addresses_are_two_visits(bank, asset):
    for address in ("192.0.2.1", "192.0.2.2"):
        async with client(bank, address=address) as asks:
            await asks.get(HERE)
    assert len(set(await Usage.all().values_list("session", flat=True))) == 2


async def test_taken_holds_the_first_and_the_last_time(asset, shift_clock):
    library = await organisation()
    await taken_by(asset, organisation_id=library.id)
    first = (await Taken.get()).first_at
    shift_clock(3600)
    await taken_by(asset, organisation_id=library.id)
    row = await Taken.get()
    assert row.first_at == first
    assert (row.last_at - first).total_seconds() >= 3600


async def test_a_stranger_leaves_nothing_in_taken(asset):
    await taken_by(asset)
    assert await Taken.all().count() == 0


async def test_twenty_first_downloads_at_once_are_one_row_in_taken(asset):
    library = await organisation()
    await asyncio.gather(*(taken_by(asset, session=str(n), organisation_id=library.id) for n in range(20)))
    assert await Taken.all().count() == 1


async def test_a_view_is_no_taking(asset):
    viewer = Viewer(organisation=(await organisation()).id)
    await usage.record("view", viewer=viewer, visit="s", asset=asset.id, version=asset.version, rendition="page")
    assert (await Usage.get()).kind == "view"
    assert await Taken.all().count() == 0


async def test_no_person_is_in_what_is_kept(bank, asset):
    secret = await signed_in(await organisation(), email="kari@lunde.no")
    async with client(bank, address="192.0.2.99", agent="Netscape 4", session=secret) as asks:
        await asks.get(HERE)
    async with client(bank, address="192.0.2.99", agent="Netscape 4") as asks:
        await asks.get(HERE)
    kept = json.dumps(
        [*await Usage.all().values(), *await Taken.all().values(), *await Salt.all().values()], default=str
    )
    for personal in ("kari", "Nordmann", "192.0.2", "Netscape", secret):
        assert personal not in kept


async def test_the_same_visit_is_unknown_the_next_day(asset, shift_clock):
    await taken_by(asset)
    shift_clock(86_400)
    await taken_by(asset)
    assert len(set(await Usage.all().values_list("session", flat=True))) == 2


async def test_yesterdays_salt_is_thrown_away(asset, shift_clock):
    await taken_by(asset)
    shift_clock(86_400)
    await taken_by(asset)
    assert [salt.day for salt in await Salt.all()] == [clock.today_in_oslo()]


async def test_salts_are_forgotten_though_nobody_comes(asset, shift_clock):
    await taken_by(asset)
    shift_clock(86_400)
    assert await usage.forget_salts() == 1


async def test_nobody_is_counted_for_no_organisation(asset):
    await usage.record(
        "download", viewer=NOBODY, visit="s", asset=asset.id, version=asset.version, rendition="original"
    )
    assert (await Usage.get()).organisation_id is None
