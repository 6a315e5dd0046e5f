"""Two sweeps remove what no row points at, and nothing else."""

import pytest

from mediabank import store
from mediabank.keeping import sweep
from mediabank.models import Orphan, Rendition, Version, new_id
from tests.web.asking import bring, unaccounted
from tests.web.material import described

HOURS = 3600


def lay(key, data=b"left over"):
    """An object without a row, as a killed process leaves it."""
    with store.current().writer(key) as writer:
        writer.write(data)
        writer.commit()
    return key


def lying():
    return {stat.key for stat in store.current().list()}


@pytest.fixture
async def kept(web):
    """Everything that lies in the store of a bank with one published asset."""
    asks = await web.with_key("editor")
    there = (await bring(asks, description=described())).headers["location"]
    await asks.post(f"{there}/publish")
    await web.settle()
    return lying()


ORPHANS = ["originals/{id}", "versions/{id}.json", "renditions/{id}/thumb-1.webp", "assets/zzzzzzzzzz/1.jsonld",
           "dumps/{id}", "imports/{id}", "imports/{id}.lines"]  # fmt: skip


@pytest.mark.parametrize("pattern", ORPHANS)
async def test_an_old_orphan_is_removed_by_the_second_sweep_that_sees_it(kept, shift_clock, pattern):
    key = lay(pattern.format(id=new_id()))
    assert await sweep.sweep() == (0, 1)
    shift_clock(49 * HOURS)
    assert await sweep.sweep() == (1, 0)
    assert key not in lying()


async def test_nothing_that_a_row_points_at_is_ever_removed(kept, shift_clock):
    for days in range(5):
        shift_clock(days * 49 * HOURS)
        await sweep.sweep()
    assert lying() == kept


async def test_what_is_young_stays_though_both_sweeps_saw_it(kept):
    key = lay(f"originals/{new_id()}")
    await sweep.sweep()
    assert await sweep.sweep() == (0, 1)
    assert key in lying()


async def test_what_is_old_stays_when_a_sweep_sees_it_for_the_first_time(kept, shift_clock):
    key = lay(f"originals/{new_id()}")
    shift_clock(500 * HOURS)
    assert await sweep.sweep() == (0, 1)
    assert key in lying()


async def test_an_orphan_that_got_its_row_is_forgotten(kept, shift_clock):
    version = await Version.all().first()
    id_ = new_id()
    lay(f"originals/{id_}")
    await sweep.sweep()
    version.id, version.number = id_, 2
    await Version.bulk_create([version])
    shift_clock(49 * HOURS)
    assert await sweep.sweep() == (0, 0)
    assert (await Orphan.all().count(), f"originals/{id_}" in lying()) == (0, True)


async def test_an_object_that_was_made_anew_meanwhile_is_young_again(kept, shift_clock):
    """A task that was owed for long writes the same key and then its row; the sweep must not come between."""
    version = await Version.all().first()
    key = lay(f"renditions/{version.id}/web-9.webp")
    await sweep.sweep()
    shift_clock(49 * HOURS)
    stale = store.current().stat(key)
    lay(key, data=b"made anew, and longer")
    assert not await sweep._removed(stale, sweep._renditions)
    assert key in lying()


async def test_an_object_whose_row_comes_at_the_last_moment_stays(kept):
    version = await Version.all().first()
    key = lay(f"renditions/{version.id}/web-9.webp")
    row = await Rendition.all().first()
    row.id, row.key, row.recipe = new_id(), key, "web"
    await Rendition.bulk_create([row])
    assert not await sweep._removed(store.current().stat(key), sweep._renditions)


async def test_more_orphans_than_one_page_are_all_seen(kept, shift_clock):
    for _ in range(sweep.PAGE + 3):
        lay(f"originals/{new_id()}")
    assert await sweep.sweep() == (0, sweep.PAGE + 3)
    shift_clock(49 * HOURS)
    assert await sweep.sweep() == (sweep.PAGE + 3, 0)


async def test_objects_of_other_rooms_are_not_touched(kept, shift_clock):
    key = lay("elsewhere/kept")
    for hours in (0, 49, 98):
        shift_clock(hours * HOURS)
        await sweep.sweep()
    assert key in lying()


@pytest.mark.engines("sqlite+folder")
async def test_what_a_dead_writer_left_is_tidied(kept, shift_clock):
    left = store.current().incoming / "0123.part"
    left.write_bytes(b"half")
    shift_clock(49 * HOURS)
    await sweep.sweep()
    assert not left.exists()


async def test_after_a_cut_upload_and_two_sweeps_everything_is_accounted_for(kept, shift_clock):
    lay(f"originals/{new_id()}")
    await sweep.sweep()
    shift_clock(49 * HOURS)
    await sweep.sweep()
    assert await unaccounted() == (set(), set())
