"""The version stands in three places, and says the same in all."""

import re
import tomllib

import mediabank
from tests.house.tree import ROOT


def test_the_newest_entry_of_the_changelog_is_this_version():
    found = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    assert found[1] == mediabank.__version__


def test_the_package_has_the_version_of_the_code():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == mediabank.__version__
