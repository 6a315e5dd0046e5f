"""Work that is owed: deferred inside a transaction, worked inside this process, retried with growing pauses."""

import asyncio
import logging
import os
import socket
import traceback
import weakref
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.errors import Away
from mediabank.jobs.registry import Registered, registered
from mediabank.models import Task, faults

WAITING, DOING, DONE, FAILED = "waiting", "doing", "done", "failed"
ATTEMPTS = 5
PAUSES_SECONDS = (2, 15, 60, 300)
"""Before the second, third … attempt."""
POLL_SECONDS = 0.25
ERROR_LENGTH = 4_000
STOP_SECONDS = 8
"""How long a task that is being worked may still take when the process is told to stop."""
AWAY_PAUSE_SECONDS = 15
"""Before a task is tried again whose store or database was away; it is tried until they are back."""
AWAY_SECONDS = 5
"""How long to leave a database alone that did not answer."""
log = logging.getLogger(__name__)
_workers: "weakref.WeakSet[Workers]" = weakref.WeakSet()


async def defer(name: str, *, key: str | None = None, not_before: datetime | None = None, **arguments: Any) -> None:
    """Owe a task from the moment the surrounding transaction commits.

    With a key the same work is owed once: a waiting row with that key is enough. It is looked up, never caught as a
    violation, because a violation would end the caller's transaction on PostgreSQL. A row being worked does not count:
    what it has already read may be older than what is owed now. A waiting row is held until the caller's transaction
    ends, so that nobody begins to work it before what it must see is there.
    """
    assert name in registered(), f"no task is registered as {name}"
    if key is not None and await Task.filter(key=key, state=WAITING).select_for_update().first() is not None:
        return
    moment = clock.now()
    await Task.create(
        name=name,
        arguments=arguments,
        key=key,
        state=WAITING,
        not_before=not_before or moment,
        created_at=moment,
    )
    _wake()


class Workers:
    """Works the queue inside this process, `count` tasks at a time; one process works, holding the working lock."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._running: dict[asyncio.Task[None], list[Any]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._stranded = False
        self._ending = False
        self._awake = asyncio.Event()

    async def start(self) -> None:
        """Take over what a dead process left half done, then work."""
        await Task.filter(state=DOING).update(state=WAITING, worker=None)
        _workers.add(self)
        self._loop = asyncio.create_task(self._work(), name="workers")

    async def stop(self) -> None:
        """Stop claiming, and let what is being worked finish; what takes too long is left to the next start."""
        _workers.discard(self)
        self._ending = True
        self.wake()
        if self._loop is not None:
            await asyncio.wait([self._loop], timeout=STOP_SECONDS)  # cancelled, it could have claimed what nobody does
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for job in late:
                job.cancel()
            if late:
                await asyncio.wait(late)

    def wake(self) -> None:
        """Look at once."""
        self._awake.set()

    async def _work(self) -> None:
        while not self._ending:
            try:
                claimed = await self._next()
            except Exception as fault:  # noqa: BLE001 - the database may be away for a while; this loop must outlast it
                log.warning("the queue cannot be read: %s", fault)
                await self._rest(AWAY_SECONDS)
                continue
            for kind, rows in claimed:
                job = asyncio.create_task(work(kind, rows), name=kind.name)
                self._running[job] = [row.id for row in rows]
                job.add_done_callback(self._finished)
            if not claimed:
                await self._rest(POLL_SECONDS)

    async def _rest(self, seconds: float) -> None:
        """Until there is something to look at, or this time is over."""
        with suppress(TimeoutError):  # not wait_for: until Python 3.12 it can swallow the end of this loop
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        self._awake.clear()

    def _finished(self, job: asyncio.Task[None]) -> None:
        del self._running[job]
        if not job.cancelled() and job.exception() is not None:
            log.warning("the end of a task could not be recorded: %s", job.exception())
            self._stranded = True
        self._awake.set()

    async def _next(self) -> list[tuple[Registered, list[Task]]]:
        if self._stranded:
            busy = [id_ for ids in self._running.values() for id_ in ids]
            await Task.filter(state=DOING, worker=self._name, id__not_in=busy).update(state=WAITING, worker=None)
            self._stranded = False
        return await self._claim() if len(self._running) < self._count else []

    async def _claim(self) -> list[tuple[Registered, list[Task]]]:
        """One batch of one kind of task, marked as being done by this process."""
        busy = [job.get_name() for job in self._running if registered()[job.get_name()].batch > 1]
        rows = await due(limit=1, but=busy)
        if not rows:
            return []
        async with in_transaction():
            kind = registered()[rows[0].name]
            rows = await due(limit=kind.batch, name=kind.name)
            ids = [row.id for row in rows]
            await Task.filter(id__in=ids).update(state=DOING, worker=self._name)
        return [(kind, rows)] if rows else []


async def due(*, limit: int, name: str | None = None, but: Sequence[str] = ()) -> list[Task]:
    """The oldest waiting rows whose time has come; rows of tasks that this program does not know stay."""
    names = [name] if name else sorted(set(registered()) - set(but))
    waiting = Task.filter(state=WAITING, not_before__lte=clock.now(), name__in=names)
    return await waiting.order_by("not_before", "id").limit(limit)


async def work(kind: Registered, rows: Sequence[Task]) -> None:
    """Work claimed rows and record how it went; a fault is the task's, never the loop's."""
    try:
        if kind.batch > 1:
            await kind.function([row.arguments for row in rows])
        else:
            await kind.function(**rows[0].arguments)
    except asyncio.CancelledError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a task raises is recorded, retried and shown
        log.warning("task %s failed: %s", kind.name, fault)
        error = "".join(traceback.format_exception(fault))[-ERROR_LENGTH:]
        if isinstance(fault, Away) or faults.is_away(fault):
            await _postponed(rows, error)
        else:
            await _failed(rows, error)
    else:
        ids = [row.id for row in rows]
        await Task.filter(id__in=ids).update(state=DONE, finished_at=clock.now(), last_error=None)


async def work_all() -> int:
    """Work everything that is due, here and now, until nothing is; gives how many rows. For commands and tests."""
    worked = 0
    while rows := await due(limit=1):
        kind = registered()[rows[0].name]
        rows = await due(limit=kind.batch, name=kind.name)
        await Task.filter(id__in=[row.id for row in rows]).update(state=DOING, worker="command")
        await work(kind, rows)
        worked += len(rows)
    return worked


async def retry(task: Task) -> None:
    """Owe a failed task again, from the first attempt."""
    await Task.filter(id=task.id, state=FAILED).update(
        state=WAITING, attempts=0, not_before=clock.now(), worker=None, finished_at=None
    )
    _wake()


def _wake() -> None:
    for each in _workers:
        each.wake()


async def _postponed(rows: Sequence[Task], error: str) -> None:
    """What the task needs is away or full: that is no fault of the task and none of its tries."""
    later = clock.now() + timedelta(seconds=AWAY_PAUSE_SECONDS)
    ids = [row.id for row in rows]
    await Task.filter(id__in=ids).update(state=WAITING, worker=None, last_error=error, not_before=later)


async def _failed(rows: Sequence[Task], error: str) -> None:
    moment = clock.now()
    for row in rows:
        row.attempts += 1
        row.last_error, row.worker = error, None
        if row.attempts >= ATTEMPTS:
            row.state, row.finished_at = FAILED, moment
        else:
            row.state = WAITING
            row.not_before = moment + timedelta(seconds=PAUSES_SECONDS[row.attempts - 1])
        await row.save(update_fields=["attempts", "last_error", "worker", "state", "finished_at", "not_before"])
