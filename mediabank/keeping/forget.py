"""Throws away what the bank has no business keeping: ended sessions, old salts, given answers, finished tasks."""

from datetime import timedelta

from mediabank import clock, jobs, usage
from mediabank.assets.once import ANSWERS_KEPT
from mediabank.models import Answer, Attempt, Session, Task

TASKS_KEPT = timedelta(days=2)
ATTEMPTS_KEPT = timedelta(minutes=15)


@jobs.task("keeping.forget")
async def forget() -> None:
    """Delete every row whose time is over."""
    moment = clock.now()
    await Session.filter(expires_at__lt=moment).delete()
    await Attempt.filter(at__lt=moment - ATTEMPTS_KEPT).delete()
    await Answer.filter(created_at__lt=moment - ANSWERS_KEPT).delete()
    await usage.forget_salts()
    await Task.filter(state="done", finished_at__lt=moment - TASKS_KEPT).delete()
