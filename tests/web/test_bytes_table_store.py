"""Bytes in while the store is full or does not answer: 503, nothing half done, and fine again afterwards."""

import os
import shutil
import subprocess
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from mediabank import app, store
from mediabank.media import running
from tests.services.relay import relay
from tests.web.asking import Web, bring, counted, unaccounted
from tests.web.files import photograph
from tests.web.material import picture

pytestmark = pytest.mark.engines("sqlite+folder")
ROOM = "700k"


@pytest.fixture
def small_disk(bank_settings):
    """The store's folder on a disk of its own with room for one photograph."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk needs mount, as root")
    folder = bank_settings.home / "store"
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    store.start(bank_settings)
    store.current().prepare()
    store.stop()
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


async def test_a_full_disk_is_told_and_what_fits_still_comes_in(small_disk, web):
    editor = await web.signed_in("editor")
    answers = [await bring(editor, photograph(side), file_name="stor.jpg") for side in (900, 901, 902)]
    full = [answer for answer in answers if answer.status_code == 503]
    assert full
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in full)
    assert (await bring(editor, picture())).status_code == 201
    assets, versions, originals = await counted()
    assert assets == versions == originals == len(answers) - len(full) + 1
    assert await unaccounted() == (set(), set())


@pytest.fixture
async def by_line(bank_settings, s3_service, web_sandbox, monkeypatch):
    """A bank whose bucket is reached through a line that can be broken: (web, line)."""
    monkeypatch.setattr(running, "_sandbox", web_sandbox)
    with relay(urlsplit(s3_service.endpoint).port) as line:
        settings = replace(
            bank_settings,
            store_url=f"s3://bank-{uuid4().hex}?endpoint=https://127.0.0.1:{line.port}",
            store_access_key=s3_service.access_key,
            store_secret_key=s3_service.secret_key,
            store_ca_file=str(s3_service.ca_file),
        )
        async with app.opened(settings, decoding=False):
            await store.run(store.current().prepare)
            asked = Web(settings)
            yield asked, line
            await asked.close()


@pytest.mark.s3
@pytest.mark.slow
async def test_a_bucket_that_does_not_answer_is_told_and_nothing_is_half_done(by_line):
    web, line = by_line
    editor = await web.signed_in("editor")
    kept = (await bring(editor, photograph())).json()["id"]
    line.cuts.extend([0] * 10_000)
    answers = [await bring(editor, photograph(side)) for side in (700, 701)]
    original = await editor.get(f"/assets/{kept}/original")
    line.cuts.clear()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert original.status_code == 503
    assert (await counted())[:2] == (1, 1)
    assert (await editor.get(f"/assets/{kept}/original")).content == photograph()
    assert (await bring(editor, picture())).status_code == 201
    assert (await unaccounted())[1] == set()
