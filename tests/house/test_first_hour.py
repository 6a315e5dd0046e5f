"""What the README says a person can do, done in a clean clone with an empty home."""

import os
import re
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing

import pytest

from tests.house.tree import ROOT

OF_THE_MACHINE = re.compile(
    r"PIP_\w+|NPM_CONFIG_\w+|\w+_PROXY|SSL_CERT_\w+|\w+_CA_BUNDLE|NODE_EXTRA_CA_CERTS", re.IGNORECASE
)
"""Settings of registries, certificates and proxies; nothing else of this environment goes along."""
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def shell_lines(path):
    for block in re.findall(r"```sh\n(.+?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        yield from block.splitlines()


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md", "docker/Dockerfile", ".ci/run"])
def test_every_make_target_that_is_named_is_there(name):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    named = set(re.findall(r"(?:^|`|RUN )make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_the_readme_has_the_two_commands():
    assert list(shell_lines(ROOT / "README.md")) == ["make demo", "make test"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A function that runs a command in a clean clone of what is committed."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "clone"], check=True)
    kept = {name: value for name, value in os.environ.items() if OF_THE_MACHINE.fullmatch(name)}
    environment = kept | {"PATH": os.environ["PATH"], "HOME": str(folder / "home")}

    def run(*command):
        return subprocess.run(
            command, cwd=folder / "clone", env=environment, capture_output=True, text=True, check=False, timeout=900
        )

    run.folder = folder / "clone"
    yield run
    shutil.rmtree(folder)


def number_of_assets(folder):
    with closing(sqlite3.connect(folder / "bank" / "bank.db")) as bank:
        return bank.execute("SELECT count(*) FROM asset").fetchone()[0]


@pytest.mark.slow
def test_the_demonstration_is_made_by_one_command_and_kept_by_the_next(clone):
    first = clone("make", "demo", "ARGS=--no-serve")
    assert first.returncode == 0, first.stderr
    made = number_of_assets(clone.folder)
    second = clone("make", "demo", "ARGS=--no-serve")
    assert second.returncode == 0, second.stderr
    assert number_of_assets(clone.folder) == made > 0


@pytest.mark.slow
def test_what_the_dockerfile_does_gives_a_whole_wheel(clone):
    """The image runs the same target; what it keeps must have pages, words, vocabularies and the front end inside."""
    steps = "make frontend && .venv/bin/pip wheel --quiet --no-deps --wheel-dir wheels ."
    assert steps.replace("--quiet ", "").replace("wheels .", "/wheels .") in (ROOT / "docker/Dockerfile").read_text()
    built = clone("sh", "-c", steps)
    assert built.returncode == 0, built.stderr
    (wheel,) = (clone.folder / "wheels").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "mediabank/web/static/app.css",
        "mediabank/web/templates/base.html",
        "mediabank/locale/nb/bank.toml",
        "mediabank/demo.toml",
        "vocabularies/scheme.ttl",
    }
    assert wanted <= names


def test_without_venv_one_line_says_what_to_install(tmp_path):
    """A Python that lacks it, as Debian's does until python3-venv is there."""
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    made = subprocess.run(
        ["make", "--no-print-directory", f"PYTHON={python}", "test"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in made.stderr.splitlines() if not line.startswith("make")]
    assert (made.returncode, said) == (2, ["Python's venv is missing: apt-get install python3-venv"])
