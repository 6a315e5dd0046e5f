"""Banks that serve while their words are changed from another process."""

import pytest

import mediabank.app  # noqa: F401 - the names of all tasks: a changed word owes some
from tests.kills.conftest import beyond, founded

__all__ = ["bank", "beyond", "founded"]


PAIRS = ("sqlite+folder", "postgres+s3")


@pytest.fixture(params=[pytest.param(pair, marks=pytest.mark.engines(pair)) for pair in PAIRS])
def bank(request, tmp_path):
    """A bank on the pair of engines that the run was asked for: one process writes to one kind of database only."""
    if request.param == "postgres+s3":
        return request.getfixturevalue("beyond")
    return request.getfixturevalue("founded").copied(tmp_path / "bank")
