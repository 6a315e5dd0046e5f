"""A word that is changed beside a serving bank is followed everywhere within seconds, with four tasks at work."""

import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest
from tortoise.transactions import in_transaction

from mediabank import jobs
from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import history, merge
from mediabank.concepts.edit.draft import Draft
from mediabank.concepts.edit.writing import change
from mediabank.concepts.words import words
from mediabank.models import Rendition, Task, Version
from tests.kills.operated import EDITOR, PASSWORD
from tests.web.material import described, picture

SECONDS, AT_WORK, LARGE = 5, 4, 40
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
pytestmark = pytest.mark.slow


@pytest.fixture
def served(bank):
    """The bank, serving, with one published picture of a subject called "gammeltord"."""
    bank.slugs = bank.ask(lambda: called(bank, "gammeltord"))
    with bank.served() as server:
        bank.asks = server.client()
        said = described(subject=[bank.slugs[0]])
        made = bank.asks.send("/api/v1/assets", "a.jpg", picture(width=1600, height=1200), description=said)
        assert made.status == 201, made.body
        bank.asset = made.json["id"]
        assert bank.asks.post(f"/api/v1/assets/{bank.asset}/publish").status == 200
        seen_within(60, lambda: bank.asset in found(bank, q="gammeltord"))
        yield server


@pytest.fixture
def busy(bank, served):
    """Four tasks are at work and others wait: many large pictures, each decoded whole, are to be made smaller again."""
    for n in range(LARGE):
        data = picture("PNG", width=6000, height=4000, colour=(n % 3, 0, 0))
        assert bank.asks.send("/api/v1/assets", "stor.png", data).status == 201
    seen_within(120, lambda: not owed(bank))
    bank.ask(made_again)
    seen_within(60, lambda: owed(bank)["doing"] == AT_WORK and owed(bank)["waiting"])


async def made_again() -> None:
    large = await Version.filter(media_type="image/png").values_list("id", flat=True)
    async with in_transaction():
        await Rendition.filter(version_id__in=large).delete()
        for version in large:
            await jobs.defer("assets.make_renditions", key=f"again:{version}", version=str(version))


def owed(bank) -> Counter:
    """How many tasks are being done, and how many wait."""
    return Counter(bank.ask(lambda: Task.filter(state__in=["doing", "waiting"]).values_list("state", flat=True)))


async def called(bank, text: str) -> list[str]:
    """Call a subject so; its slug and that of another."""
    known = await words()
    one, other = [each for each in known.vocabularies["emne"] if not each.deprecated][:2]
    await change(one.id, Draft(seen=one.changed, labels={"nb": text, "nn": text, "en": text}), by=SUPERUSER)
    return [one.slug, other.slug]


def found(bank, **query) -> list[str]:
    answer = bank.asks.get("/api/v1/assets", **query)
    assert answer.status in (200, 422), answer.body
    return [each["id"] for each in answer.json.get("items", ())]


def seen_within(seconds: float, seen) -> float:
    """Look again and again until it is seen; how long that took."""
    began = time.monotonic()
    while not seen():
        assert time.monotonic() - began < seconds, "never seen"
        threading.Event().wait(0.02)
    return time.monotonic() - began


def page(bank, path: str, cookie: str = "") -> str:
    answer = bank.asks.ask("GET", path, **{"Accept-Language": "nb"}, **({"Cookie": cookie} if cookie else {}))
    assert answer.status == 200, (path, answer.status)
    return answer.body.decode().casefold()


def session(bank) -> str:
    form = urlencode({"email": EDITOR, "password": PASSWORD, "next": "/"})
    answer = bank.asks.ask("POST", "/sign-in", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    return answer.headers["set-cookie"].partition(";")[0]


def places(bank) -> dict:
    """Where a word is met → whether a word is there."""
    cookie, file = session(bank), f"/api/v1/assets/{bank.asset}/renditions/web-jpeg"
    return {
        "search": lambda word: bank.asset in found(bank, q=word),
        "facets": lambda word: word in page(bank, f"/search?subject={bank.slugs[0]}"),
        "asset page": lambda word: word in page(bank, f"/assets/{bank.asset}"),
        "form": lambda word: word in page(bank, f"/assets/{bank.asset}/describe", cookie),
        "file": lambda word: word.encode() in bank.asks.get(file).body,
    }


def test_a_mended_label_is_met_everywhere_within_five_seconds(bank, served, busy):
    shown = places(bank)
    assert all(seen("gammeltord") for seen in shown.values())
    began, taken = time.monotonic(), {}
    bank.ask(lambda: called(bank, "splitternytt"))
    while len(taken) < len(shown):
        for name in shown.keys() - taken.keys():
            if shown[name]("splitternytt") and not shown[name]("gammeltord"):
                taken[name] = time.monotonic() - began
        assert time.monotonic() - began < SECONDS * 4, taken
    assert sum(owed(bank).values()) >= AT_WORK, "the workers were not busy any more"
    print("seconds", taken)
    assert max(taken.values()) <= SECONDS, taken


def test_a_merge_is_counted_and_found_within_five_seconds_and_so_is_its_undoing(bank, served, busy):
    lost, stays = bank.slugs
    assert found(bank, subject=stays) == []

    async def merged():
        known = await words()
        both = (known.by_slug["emne", slug].id for slug in (lost, stays))
        return str((await merge.merge(*both, by=SUPERUSER)).id)

    began = time.monotonic()
    done = bank.ask(merged)
    seen_within(
        SECONDS * 4, lambda: bank.asset in found(bank, subject=stays) and bank.asset in found(bank, q="gammeltord")
    )
    taken = [time.monotonic() - began]
    assert found(bank, subject=lost) == [bank.asset], "the old name means the survivor"
    began = time.monotonic()
    bank.ask(lambda: history.undo(done, by=SUPERUSER))
    seen_within(SECONDS * 4, lambda: found(bank, subject=stays) == [] and found(bank, subject=lost) == [bank.asset])
    taken.append(time.monotonic() - began)
    assert sum(owed(bank).values()) >= AT_WORK, "the workers were not busy any more"
    print("seconds", taken)
    assert max(taken) <= SECONDS, taken
