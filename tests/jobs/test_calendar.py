"""Periodic work is owed once a period, however many look and however the clock moves."""

import asyncio
from datetime import UTC, datetime

import pytest

from mediabank import clock, jobs
from mediabank.jobs import calendar
from mediabank.models import Task


@pytest.fixture
def daily(works, monkeypatch):
    """A calendar of one row: every day from three in the night, in Oslo."""
    monkeypatch.setattr(calendar, "TABLE", (calendar.Row("test.one", calendar._daily_from(3), "every day at 03:00"),))
    return works


@pytest.fixture
def at(shift_clock):
    """A function that sets the bank's clock to a moment."""

    def set_to(*moment):
        shift_clock((datetime(*moment, tzinfo=clock.OSLO) - datetime.now(UTC)).total_seconds())

    return set_to


async def owed():
    return [task.key for task in await Task.all().order_by("id")]


async def test_a_period_is_owed_once(bank, daily, at):
    at(2026, 11, 23, 12)
    for _ in range(3):
        await calendar.defer_due()
    assert await owed() == ["test.one@2026-11-23"]


async def test_a_period_that_was_worked_is_not_owed_again(bank, daily, at):
    at(2026, 11, 23, 12)
    await calendar.defer_due()
    await jobs.work_all()
    await calendar.defer_due()
    assert await owed() == ["test.one@2026-11-23"]


async def test_before_its_hour_the_day_is_still_yesterday(bank, daily, at):
    at(2026, 11, 23, 2, 59)
    await calendar.defer_due()
    assert await owed() == ["test.one@2026-11-22"]


async def test_the_next_day_is_owed_too(bank, daily, at):
    for day in (23, 24):
        at(2026, 11, day, 4)
        await calendar.defer_due()
    assert await owed() == ["test.one@2026-11-23", "test.one@2026-11-24"]


async def test_a_clock_that_goes_back_owes_nothing_twice(bank, daily, at):
    for day, hour in ((23, 4), (22, 23), (23, 4), (23, 5)):
        at(2026, 11, day, hour)
        await calendar.defer_due()
    assert sorted(await owed()) == ["test.one@2026-11-22", "test.one@2026-11-23"]


async def test_the_night_that_has_three_o_clock_once_and_two_twice_is_one_day(bank, daily, at):
    """25 October 2026: at three summer time it becomes two again."""
    for hour in (1, 2, 3, 4):
        at(2026, 10, 25, hour)
        await calendar.defer_due()
    assert await owed() == ["test.one@2026-10-24", "test.one@2026-10-25"]


async def test_two_that_look_at_once_owe_one_task(bank, daily, at):
    at(2026, 11, 23, 12)
    await asyncio.gather(calendar.defer_due(), calendar.defer_due())
    assert await owed() == ["test.one@2026-11-23"]


def test_the_two_hours_at_two_o_clock_are_two_periods():
    night = datetime(2026, 10, 25, 2, 30, tzinfo=clock.OSLO)
    assert calendar._hourly(night) != calendar._hourly(night.replace(fold=1))


@pytest.mark.parametrize("row", calendar.TABLE, ids=lambda row: row.task)
def test_every_row_of_the_calendar_says_when_in_words(row):
    assert row.when
