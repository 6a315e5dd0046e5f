"""The store goes away under a serving bank, and comes back: told plainly, and healed within a minute."""

import time
from urllib.parse import urlsplit

import pytest

from mediabank.models import Asset, Rendition, Task
from tests.kills.conftest import on_s3
from tests.kills.line import line
from tests.kills.operated import Operated
from tests.kills.outages import STORE_AWAY, healed, send, title, worked
from tests.kills.truth import kept

PATIENCE_SECONDS = 60
pytestmark = [pytest.mark.slow, pytest.mark.s3]


@pytest.fixture(scope="module")
def far(tmp_path_factory, s3_service):
    """(a bank on SQLite whose originals lie in S3, the line to it)"""
    address = urlsplit(s3_service.endpoint)
    with line(address.port) as made:
        there = f"s3://outage?endpoint=https://127.0.0.1:{made.port}"
        home = tmp_path_factory.mktemp("far") / "bank"
        yield Operated(home, sandbox_workers=1, **on_s3(s3_service, there)).found(), made


def test_without_the_store_uploads_and_originals_are_answered_503_and_the_rest_goes_on(far):
    bank, line_ = far
    with bank.served() as server:
        asks = server.client()
        id_ = send(asks, 1).json["id"]
        line_.cut()
        try:
            assert title(send(asks, 2)) == (503, STORE_AWAY, True)
            assert title(asks.get(f"/api/v1/assets/{id_}/original", lang="en")) == (503, STORE_AWAY, True)
            assert asks.get("/api/v1/assets", drafts=1).status == 200
            assert asks.get("/search").status == 200
        finally:
            line_.mend()
        healed(asks, 3)
        worked(bank)

        async def count():
            return await Asset.all().count(), await Rendition.all().count()

        assets, renditions = bank.ask(count)
        assert (assets, renditions) == (2, 6)


def test_what_is_owed_when_the_store_goes_away_is_done_when_it_is_back(far):
    bank, line_ = far
    with bank.served() as server:
        asks = server.client()
        for colour in range(5):
            assert send(asks, 10 + colour).status == 201
        line_.cut()
        try:
            asks.get("/healthz")
            until_something_was_tried(bank)
        finally:
            line_.mend()
        worked(bank)
    found = kept(bank)
    assert found.needed <= found.objects


def test_a_store_that_hangs_is_told_of_and_healed_from(far):
    bank, line_ = far
    with bank.served() as server:
        asks = server.client()
        line_.mute = True
        began = time.monotonic()
        try:
            assert title(send(asks, 20)) == (503, STORE_AWAY, True)
            assert time.monotonic() - began < PATIENCE_SECONDS
        finally:
            line_.cut()
            line_.mend()
        healed(asks, 21)
        worked(bank)


def test_check_says_that_the_store_is_away(far):
    bank, line_ = far
    line_.cut()
    try:
        done = bank.command("check")
    finally:
        line_.mend()
    assert done.returncode == 1
    assert "FAIL store" in done.stdout


def until_something_was_tried(bank):
    end = time.monotonic() + PATIENCE_SECONDS

    async def tried():
        return await Task.exclude(last_error=None).count()

    while not bank.ask(tried):
        assert time.monotonic() < end
        time.sleep(0.2)
