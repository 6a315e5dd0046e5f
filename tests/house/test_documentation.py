"""The documents made from tables are as the tables are."""

import pytest

from tests.house.tree import ROOT


@pytest.mark.parametrize("name", ["docs/settings.md", "docs/routes.md"])
def test_a_made_page_is_not_stale(name):
    """If it is: make docs."""
    from tests.house.documentation import PAGES

    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name]()
