"""Upward work goes by name only, and every name leads somewhere."""

import ast
import importlib

import pytest

from mediabank.jobs import calendar, registered
from tests.house.tree import calls, files


@pytest.fixture(scope="module")
def names():
    """The tasks of the whole program."""
    importlib.import_module("mediabank.app")
    return set(registered())


def deferred():
    """Where each task is deferred, and the expression that names it."""
    return [
        (f"{file}:{call.lineno}", call.args[0])
        for file in files()
        if not file.path.startswith("mediabank/jobs/")
        for call in calls(file, "defer")
    ]


def test_every_task_that_is_deferred_is_registered(names):
    unknown = [
        f"{where} defers {name.value}"
        for where, name in deferred()
        if isinstance(name, ast.Constant) and name.value not in names
    ]
    assert unknown == []


def test_a_task_is_deferred_by_a_name_that_stands_there():
    assert [where for where, name in deferred() if not isinstance(name, ast.Constant)] == []


def test_every_task_of_the_calendar_is_registered(names):
    assert {row.task for row in calendar.TABLE} <= names


def test_every_task_is_deferred_by_someone(names):
    wanted = {name.value for _, name in deferred()} | {row.task for row in calendar.TABLE}
    assert names <= wanted
