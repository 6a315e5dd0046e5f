"""Tasks for these tests alone, and how many times each was worked."""

import pytest

from mediabank.jobs import registry, task


class Works:
    """What the test's tasks were called with, in order; `break_with` makes the next calls fail."""

    def __init__(self):
        self.calls = []
        self.break_with = []

    async def one(self, **arguments):
        self.calls.append(arguments)
        if self.break_with:
            raise self.break_with.pop(0)

    async def batch(self, rows):
        await self.one(batch=[dict(row) for row in rows])


@pytest.fixture
def works(monkeypatch):
    monkeypatch.setattr(registry, "_registered", {})
    made = Works()
    task("test.one")(made.one)
    task("test.batch", batch=3)(made.batch)
    return made
