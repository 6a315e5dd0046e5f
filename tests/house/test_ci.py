"""What CI says at its end is what its tests said."""

import os
import subprocess

import pytest

from tests.house.tree import ROOT


@pytest.fixture
def closing(tmp_path):
    """A function that runs CI with a make that prints these lines and ends so; gives the exit code and last line."""

    def run(*lines, code=0):
        make = tmp_path / "make"
        make.write_text("#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in lines) + f"exit {code}\n")
        make.chmod(0o755)
        (tmp_path / "dpkg-query").write_text("#!/bin/sh\necho install ok installed\n")
        (tmp_path / "dpkg-query").chmod(0o755)
        path = f"{tmp_path}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", ROOT / ".ci/run"], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout.splitlines()[-1]

    return run


def test_both_runs_are_counted(closing):
    assert closing("100 passed in 9.0s", "40 passed, 1 deselected in 5.0s") == (0, "140 passed, 0 failed, 0 skipped")


def test_a_skip_is_a_fault_where_everything_is_installed(closing):
    assert closing("100 passed, 2 skipped in 9.0s") == (1, "100 passed, 0 failed, 2 skipped")


def test_a_fault_in_either_is_a_fault_of_all(closing):
    assert closing("1 failed, 99 passed, 1 error in 9.0s", code=2) == (2, "99 passed, 2 failed, 0 skipped")


def test_a_make_that_stops_before_its_tests_is_a_fault(closing):
    assert closing("building the front end", code=2) == (2, "0 passed, 1 failed, 0 skipped")


def test_no_test_at_all_is_a_fault(closing):
    assert closing("no tests ran in 0.1s")[0] == 1
