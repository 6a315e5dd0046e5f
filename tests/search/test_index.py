"""The index outlives kills, damage and its own rebuilding."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mediabank import jobs, search
from mediabank.models import Asset, AssetText, Task

WRITING = Path(__file__).with_name("writing.py")
SEED = random.SystemRandom().randrange(10**6)


async def again(bank) -> None:
    """Stop and start, as a process would."""
    await search.stop()
    await search.start(bank.settings)


async def test_what_was_indexed_is_there_after_a_restart(bank):
    made = await bank.indexed("Sommer")
    await again(bank)
    assert await bank.found("sommer") == [made]
    assert (await search.status()).usable


async def test_an_asset_that_is_gone_is_taken_out(bank):
    made = await bank.indexed("Sommer")
    await Asset.filter(id=made).delete()
    await search.index_assets([{"asset": made}])
    assert (await search.status()).documents == 0
    await again(bank)
    assert (await search.status()).documents == 0


async def test_a_missing_index_is_built_by_a_task(bank):
    made = await bank.indexed("Sommer")
    await search.stop()
    (bank.settings.index_folder / "current").unlink()
    await search.start(bank.settings)
    assert not (await search.status()).usable
    await jobs.work_all()
    assert await bank.found("sommer") == [made]
    assert (await search.status()).usable


@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "toc", "pointer"])
async def test_a_damaged_index_is_built_anew(bank, damage):
    made = await bank.indexed("Sommer")
    folder = bank.settings.index_folder / (await search.status()).version
    await search.stop()
    segment, contents = next(folder.glob("*.seg")), next(folder.glob("*.toc"))
    whole = segment.read_bytes()
    if damage == "flip":
        segment.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    elif damage == "cut":
        segment.write_bytes(whole[: len(whole) // 2])
    elif damage == "remove":
        segment.unlink()
    elif damage == "toc":
        contents.write_bytes(contents.read_bytes()[:50])
    else:
        (bank.settings.index_folder / "current").write_text("../../etc")
    await search.start(bank.settings)
    await jobs.work_all()
    assert await bank.found("sommer") == [made]


async def test_the_pointer_names_only_complete_volumes(bank):
    await search.stop()
    (bank.settings.index_folder / "current").unlink()
    await search.start(bank.settings)
    await bank.indexed("Sommer")
    assert not (bank.settings.index_folder / "current").exists()


async def test_old_volumes_are_removed_after_the_swap(bank):
    before = (await search.status()).version
    await search.reindex()
    folders = [each.name for each in bank.settings.index_folder.iterdir() if each.is_dir()]
    assert folders == [(await search.status()).version]
    assert before not in folders


async def test_nothing_changed_during_a_rebuilding_is_lost(bank):
    made = [await bank.asset(f"Sommer {number}") for number in range(40)]
    await search.index_assets([{"asset": each} for each in made])
    building = asyncio.create_task(search.reindex())
    searched = 0
    for number, each in enumerate(made):
        if number % 4 == 0:
            await AssetText.filter(asset_id=each, field="title").update(text="Vinter")
            await search.index_assets([{"asset": each}])
        elif number % 4 == 1:
            await Asset.filter(id=each).delete()
            await search.index_assets([{"asset": each}])
        if not building.done():
            searched += bool(await bank.found("sommer"))
    late = await bank.indexed("Vinter")
    await building
    assert searched, "the old volume serves while the new one is built"
    assert set(await bank.found("vinter", size=100)) == {*made[::4], late}
    assert (await search.status()).documents == 31
    await again(bank)
    assert set(await bank.found("vinter", size=100)) == {*made[::4], late}


async def test_a_rebuilding_that_fails_leaves_the_old_index_serving(bank, monkeypatch):
    made = await bank.indexed("Sommer")
    before = (await search.status()).version
    building = asyncio.create_task(search.reindex())
    await asyncio.sleep(0)
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await building
    assert (await search.status()).version == before
    assert await bank.found("sommer") == [made]
    await search.reindex()


async def test_many_small_commits_leave_few_segments(bank):
    made = [await bank.asset(f"Sommer {number}") for number in range(60)]
    for each in made:
        await search.index_assets([{"asset": each}])
    assert (await search.status()).segments <= 12
    assert len(await bank.found("sommer", size=100)) == 60


async def test_an_asset_indexed_again_and_again_is_one_document(bank):
    made = await bank.asset("Sommer")
    for _ in range(30):
        await search.index_assets([{"asset": made}])
    assert (await search.status()).documents == 1
    assert await bank.found("sommer") == [made]


async def test_published_material_is_found_within_a_second(bank):
    workers = jobs.Workers(4)
    await workers.start()
    try:
        made = await bank.asset("Sommer")
        began = time.monotonic()
        await jobs.defer("search.index", key=f"index:{made}", asset=made)
        while not await bank.found("sommer"):
            assert time.monotonic() - began < 10, "never found"
            await asyncio.sleep(0.01)
        assert time.monotonic() - began < 1
    finally:
        await workers.stop()


async def test_a_batch_of_tasks_is_one_commit(bank):
    made = [await bank.asset(f"Sommer {number}") for number in range(50)]
    for each in made:
        await jobs.defer("search.index", key=f"index:{each}", asset=each)
    assert await jobs.work_all() == 50
    assert (await search.status()).segments == 1
    assert await Task.filter(state="done").count() == 50


@pytest.mark.engines("sqlite+folder")
async def test_a_second_process_cannot_write(bank):
    await bank.indexed("Sommer")
    with writing(bank) as writer:
        _, errors = await asyncio.to_thread(writer.communicate, timeout=60)
    assert "Locked: another process writes" in errors


def writing(bank) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", WRITING, bank.settings.home],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(WRITING.parents[2])},
    )


async def killed_while_writing(bank, seconds: float) -> set[str]:
    """Let another process write, kill it; gives what it had said was durable."""
    with writing(bank) as writer:
        first = await asyncio.to_thread(writer.stdout.readline)
        await asyncio.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        rest, errors = await asyncio.to_thread(writer.communicate)
    assert first, errors
    return {first.strip(), *rest.split()}


async def survives(bank, kills: int) -> None:
    chance = random.Random(SEED)
    for number in range(30):
        await bank.asset(f"Sommer {number}")
    await search.stop()
    for _ in range(kills):
        said = await killed_while_writing(bank, chance.random() * 0.6)
        await search.start(bank.settings)
        assert (await search.status()).usable
        assert said <= set(await bank.found("sommer", size=100)), f"seed {SEED}"
        await bank.indexed("Sommer til")
        await search.stop()
    await search.start(bank.settings)


@pytest.mark.engines("sqlite+folder")
async def test_an_index_whose_writer_was_killed_is_usable_and_holds_what_was_durable(bank):
    await survives(bank, 2)


@pytest.mark.slow
@pytest.mark.engines("sqlite+folder")
async def test_an_index_survives_many_kills(bank):
    await survives(bank, 20)
