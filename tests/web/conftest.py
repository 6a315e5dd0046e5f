"""Those who ask most: an editor, a stranger, and staff of another library."""

import pytest


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
