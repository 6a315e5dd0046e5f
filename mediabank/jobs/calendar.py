"""Periodic work, one table: a due row becomes a task with the key name@period, so several processes make one."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mediabank import clock
from mediabank.jobs.queue import WAITING
from mediabank.models import Task, faults


@dataclass(frozen=True)
class Row:
    """One piece of periodic work; `period` names the period that a moment in Oslo falls in."""

    task: str
    period: Callable[[datetime], str]
    when: str


def _daily_from(hour: int) -> Callable[[datetime], str]:
    """Days that begin at this hour: before it, the period is still yesterday's."""
    from datetime import timedelta

    return lambda moment: (moment - timedelta(hours=hour)).date().isoformat()


def _hourly(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H%z")


TABLE: tuple[Row, ...] = (
    Row("keeping.sweep", _daily_from(3), "every day at 03:00"),
    Row("concepts.editions", _daily_from(2), "every day at 02:00"),
    Row("keeping.forget", _hourly, "every hour"),
)
LOOK_SECONDS = 20
log = logging.getLogger(__name__)


async def defer_due() -> None:
    """Owe each row's task once for the period that has begun.

    The task's id is made of its name and period, so that of several processes that look at once only one owes it.
    """
    moment = clock.now()
    keys = {f"{row.task}@{row.period(moment.astimezone(clock.OSLO))}": row.task for row in TABLE}
    known: set[Any] = set(await Task.filter(key__in=sorted(keys)).values_list("key", flat=True))
    due = [_task(name, key, moment) for key, name in keys.items() if key not in known]
    if due:
        await Task.bulk_create(due, ignore_conflicts=True)


def _task(name: str, key: str, moment: datetime) -> Task:
    id_ = uuid5(NAMESPACE_URL, f"calendar:{key}")
    return Task(id=id_, name=name, arguments={}, key=key, state=WAITING, not_before=moment, created_at=moment)


async def keep_looking() -> None:
    """Look at the table for as long as the process lives; a database that is away for a while does not end it."""
    while True:
        try:
            with faults.told():
                await defer_due()
        except faults.DatabaseAway as fault:
            log.warning("the calendar cannot be looked at: %s", fault.__cause__)
        await asyncio.sleep(LOOK_SECONDS)
