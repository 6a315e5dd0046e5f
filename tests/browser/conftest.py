"""One demonstration bank for all browser tests of a run, Chromium for each module of them, and windows for a test."""

import os
from uuid import uuid4

import pytest

from tests.browser import gallery
from tests.browser.served import Windows, served
from tests.fixtures.bank import EMBEDDED

CHROMIUM = "/usr/bin/chromium"


def _need(path: str, how: str) -> None:
    """What is missing is skipped with one line that says how to get it; in CI it is a failure."""
    if os.path.exists(path):  # noqa: PTH110 - a plain question
        return
    if os.environ.get("MEDIABANK_TEST_REQUIRE_SERVICES") == "1":
        pytest.fail(how, pytrace=False)
    pytest.skip(how)


@pytest.fixture(scope="session")
def demonstration(request, engines, tmp_path_factory):
    """A `Demonstration` on the chosen pair of engines."""
    _need(CHROMIUM, "no Chromium here: apt-get install chromium")
    _need(str(gallery.AXE), "the front end's packages are not here: make frontend")
    environment = {}
    if engines != EMBEDDED:
        server, store = request.getfixturevalue("postgres_server"), request.getfixturevalue("s3_service")
        server.create("demonstration")
        environment = {
            "MEDIABANK_DATABASE_URL": server.url("demonstration"),
            "MEDIABANK_STORE_URL": store.url(f"demonstration-{uuid4().hex}"),
            "MEDIABANK_STORE_ACCESS_KEY": store.access_key,
            "MEDIABANK_STORE_SECRET_KEY": store.secret_key,
            "MEDIABANK_STORE_CA_FILE": str(store.ca_file),
        }
    home = tmp_path_factory.mktemp("demonstration")
    with served(home, environment) as bank:
        yield bank


@pytest.fixture(scope="module")
def chromium(demonstration):
    """The system's Chromium. Not for a whole run: while it is here, no other test's event loop can run."""
    with gallery.chromium() as started:
        yield started


@pytest.fixture
def window(chromium, demonstration):
    """A function that opens a window: `window(who, lang=, width_px=, scripted=)`. None may have complained."""
    windows = Windows(chromium, demonstration)
    yield windows
    windows.close()
    assert windows.complaints == []
