"""The application on a fresh bank of each test, with one sandbox for all of them."""

import pytest

from mediabank.media import running
from mediabank.media.sandbox import Sandbox


@pytest.fixture(scope="session")
def web_sandbox():
    """Children that outlive a test: starting them takes longer than most tests."""
    with Sandbox(2) as sandbox:
        yield sandbox


@pytest.fixture
async def web(bank_settings, web_sandbox, monkeypatch):
    """A `Web`: the application with all its engines; tasks are worked when the test says so."""
    from mediabank import app
    from tests.web.asking import Web

    monkeypatch.setattr(running, "_sandbox", web_sandbox)
    async with app.opened(bank_settings, decoding=False):
        asked = Web(bank_settings)
        yield asked
        await asked.close()


@pytest.fixture
async def editor(web):
    """An editor of a library with an agreement."""
    return await web.signed_in("editor")


@pytest.fixture
async def stranger(web):
    """Somebody from the street."""
    return web.client()


@pytest.fixture
async def reader(web):
    """Staff of another library with an agreement."""
    return await web.signed_in("reader", "Bergen bibliotek")
