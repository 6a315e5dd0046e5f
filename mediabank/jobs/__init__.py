"""Tasks: deferred by name inside a transaction, worked by whoever has the time."""

from mediabank.jobs.queue import Workers, defer, retry, work_all
from mediabank.jobs.registry import registered, task

__all__ = ["Workers", "defer", "registered", "retry", "task", "work_all"]
