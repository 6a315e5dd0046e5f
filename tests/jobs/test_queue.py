"""What is owed is done: once, not too early, again after a fault, at most five times, and after a death."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from mediabank import clock, jobs
from mediabank.jobs import queue
from mediabank.jobs.queue import PAUSES_SECONDS
from mediabank.models import Task

LATER_SECONDS = 400


class AbandonedError(Exception): ...


async def only():
    (task,) = await Task.all()
    return task


async def test_a_task_is_worked_with_what_was_deferred(bank, works):
    await jobs.defer("test.one", asset="b2c3d4f5g6")
    await jobs.work_all()
    assert works.calls == [{"asset": "b2c3d4f5g6"}]


async def test_a_task_that_was_done_is_not_done_again(bank, works):
    await jobs.defer("test.one")
    await jobs.work_all()
    await jobs.work_all()
    assert len(works.calls) == 1


async def test_a_task_of_a_transaction_that_failed_is_not_owed(bank, works):
    with pytest.raises(AbandonedError):
        async with in_transaction():
            await jobs.defer("test.one")
            raise AbandonedError
    assert await Task.all().count() == 0


async def test_a_name_that_nobody_registered_is_refused(bank, works):
    with pytest.raises(AssertionError):
        await jobs.defer("test.nobody")


async def test_the_same_key_is_owed_once(bank, works):
    await jobs.defer("test.one", key="a")
    await jobs.defer("test.one", key="a")
    await jobs.work_all()
    assert len(works.calls) == 1


async def test_a_key_is_owed_again_when_it_was_done(bank, works):
    for _ in range(2):
        await jobs.defer("test.one", key="a")
        await jobs.work_all()
    assert len(works.calls) == 2


async def test_a_key_is_owed_again_while_it_is_being_done(bank, works):
    await jobs.defer("test.one", key="a")
    await Task.all().update(state="doing")
    await jobs.defer("test.one", key="a")
    assert await Task.filter(state="waiting").count() == 1


async def test_what_is_owed_again_is_not_begun_before_it_is_committed(bank, works):
    await jobs.defer("test.one", key="a")
    owed = asyncio.Event()

    async def worked():
        await owed.wait()
        await jobs.work_all()

    working = asyncio.create_task(worked())
    async with in_transaction():
        await jobs.defer("test.one", key="a")
        owed.set()
        done, _ = await asyncio.wait([working], timeout=0.5)
        assert not done
    await working
    assert len(works.calls) == 1


async def test_a_task_is_not_worked_before_its_time(bank, works):
    await jobs.defer("test.one", not_before=clock.now() + timedelta(hours=1))
    assert await jobs.work_all() == 0


async def test_a_task_is_worked_when_its_time_has_come(bank, works, shift_clock):
    await jobs.defer("test.one", not_before=clock.now() + timedelta(hours=1))
    shift_clock(3_601)
    assert await jobs.work_all() == 1


async def test_a_fault_is_kept_and_shown(bank, works):
    works.break_with = [ValueError("the disk is full")]
    await jobs.defer("test.one")
    await jobs.work_all()
    assert "ValueError: the disk is full" in (await only()).last_error


async def test_a_task_that_failed_is_tried_again(bank, works, shift_clock):
    works.break_with = [ValueError()]
    await jobs.defer("test.one")
    await jobs.work_all()
    shift_clock(LATER_SECONDS)
    await jobs.work_all()
    assert ((await only()).state, len(works.calls)) == ("done", 2)


async def test_the_pauses_between_tries_grow(bank, works, shift_clock):
    works.break_with = [ValueError()] * 5
    await jobs.defer("test.one")
    pauses, ahead = [], 0
    for _ in PAUSES_SECONDS:
        await jobs.work_all()
        pauses.append(round(((await only()).not_before - clock.now()).total_seconds()))
        ahead += pauses[-1] + 1
        shift_clock(ahead)
    assert pauses == sorted(set(pauses))


async def test_after_five_tries_a_task_is_left_as_failed(bank, works, shift_clock):
    works.break_with = [ValueError()] * 10
    await jobs.defer("test.one")
    for tries in range(8):
        shift_clock(tries * LATER_SECONDS)
        await jobs.work_all()
    assert ((await only()).state, len(works.calls)) == ("failed", 5)


async def test_a_failed_task_can_be_owed_again(bank, works, shift_clock):
    works.break_with = [ValueError()] * 5
    await jobs.defer("test.one")
    for tries in range(5):
        shift_clock(tries * LATER_SECONDS)
        await jobs.work_all()
    await jobs.retry(await only())
    await jobs.work_all()
    assert (await only()).state == "done"


async def test_a_batch_is_worked_in_one_call(bank, works):
    for n in range(3):
        await jobs.defer("test.batch", n=n)
    await jobs.work_all()
    assert works.calls == [{"batch": [{"n": 0}, {"n": 1}, {"n": 2}]}]


async def test_a_batch_is_no_larger_than_it_says(bank, works):
    for n in range(7):
        await jobs.defer("test.batch", n=n)
    await jobs.work_all()
    assert [len(call["batch"]) for call in works.calls] == [3, 3, 1]


async def test_the_oldest_is_worked_first(bank, works):
    now = clock.now()
    await jobs.defer("test.one", n="younger", not_before=now - timedelta(seconds=1))
    await jobs.defer("test.one", n="older", not_before=now - timedelta(seconds=2))
    await jobs.work_all()
    assert [call["n"] for call in works.calls] == ["older", "younger"]


async def test_a_task_that_this_program_does_not_know_waits(bank, works):
    now = clock.now()
    await Task.create(name="of.tomorrow", arguments={}, state="waiting", not_before=now, created_at=now)
    assert (await jobs.work_all(), (await only()).state) == (0, "waiting")


class Working:
    """Workers as the web process has them, for the length of a block."""

    def __init__(self, count=2):
        self.workers = jobs.Workers(count)

    async def __aenter__(self):
        await self.workers.start()

    async def __aexit__(self, *exc):
        await self.workers.stop()


async def until_done(count):
    """Look until that many are done, or give up."""
    async with asyncio.timeout(20):
        while await Task.filter(state="done").count() < count:  # noqa: ASYNC110 - what is waited for is a row
            await asyncio.sleep(0.01)


async def test_workers_take_over_what_a_dead_process_had_begun(bank, works):
    await jobs.defer("test.one")
    await Task.all().update(state="doing", worker="somewhere:1")
    async with Working():
        await until_done(1)
    assert len(works.calls) == 1


async def test_workers_do_each_task_once(bank, works):
    async with Working(count=4):
        for n in range(40):
            await jobs.defer("test.one", n=n)
        await until_done(40)
    assert sorted(call["n"] for call in works.calls) == list(range(40))


async def test_workers_that_stop_let_what_they_began_finish(bank, works):
    begun, finished = asyncio.Event(), []

    async def slow():
        begun.set()
        await asyncio.sleep(0.05)
        finished.append(True)

    jobs.task("test.slow")(slow)
    async with Working():
        await jobs.defer("test.slow")
        await begun.wait()
    assert finished == [True]


async def test_a_batch_is_not_worked_beside_another_of_its_kind(bank, works):
    at_once = []

    async def write(rows):
        at_once.append(+1)
        await asyncio.sleep(0.01)
        at_once.append(-1)

    jobs.task("test.write", batch=2)(write)
    for _ in range(6):
        await jobs.defer("test.write")
    async with Working(count=4):
        await until_done(6)
    assert at_once == [+1, -1] * 3


@pytest.mark.engines("sqlite+folder")
async def test_workers_outlast_a_database_that_is_away(bank, works, monkeypatch):
    monkeypatch.setattr(queue, "AWAY_SECONDS", 0.01)
    connection = get_connection("default")
    async with Working():
        await connection.execute_script("ALTER TABLE task RENAME TO hidden")
        await asyncio.sleep(2 * queue.POLL_SECONDS)
        await connection.execute_script("ALTER TABLE hidden RENAME TO task")
        await jobs.defer("test.one")
        await until_done(1)


@pytest.mark.engines("sqlite+folder")
async def test_a_task_whose_end_could_not_be_recorded_is_done_again(bank, works, monkeypatch):
    monkeypatch.setattr(queue, "AWAY_SECONDS", 0.01)
    connection, tries = get_connection("default"), []

    async def hide_the_tasks_once():
        tries.append(True)
        if len(tries) == 1:
            await connection.execute_script("ALTER TABLE task RENAME TO hidden")

    jobs.task("test.hide")(hide_the_tasks_once)
    async with Working():
        await jobs.defer("test.hide")
        async with asyncio.timeout(20):
            while not await _there(connection, "hidden"):  # noqa: ASYNC110 - what is waited for is a table
                await asyncio.sleep(0.01)
        await asyncio.sleep(2 * queue.POLL_SECONDS)
        await connection.execute_script("ALTER TABLE hidden RENAME TO task")
        await until_done(1)
    assert len(tries) == 2


async def _there(connection, table):
    return bool(await connection.execute_query_dict("SELECT 1 FROM sqlite_master WHERE name = ?", [table]))
