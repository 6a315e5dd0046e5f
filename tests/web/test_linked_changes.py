"""What has changed in the words, for whoever keeps a copy: since a moment, a page at a time, as JSON and as Atom."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tortoise.transactions import in_transaction

from mediabank import concepts, language
from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import edit, merge
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.models import Label
from mediabank.web.linked import changes

pytestmark = pytest.mark.slow
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
FEED = "/vocab/emne/changes"
ATOM = "{http://www.w3.org/2005/Atom}"


async def word(slug, vocabulary="emne"):
    """The very concept, as it stands now."""
    forget()
    return (await words()).own_slug[vocabulary, slug]


async def feed(asks, address=f"{FEED}.atom", **headers):
    """The feed element of an answer."""
    answer = await asks.get(address, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(answer.content)


@pytest.fixture
async def merged(web):
    """Lesestimulering went out into lesing."""
    gone, stays = await word("lesestimulering"), await word("lesing")
    await merge.merge(gone.id, stays.id, by=SUPERUSER)
    forget()


@pytest.fixture
async def many(web):
    """More changes than a page of the feed holds, the last of them of `kvitveis`."""
    for number in range(7):
        await edit.create("emne", {"nb": f"ord {number}"}, by=SUPERUSER)
    await edit.create("emne", {"nb": "kvitveis"}, by=SUPERUSER)


async def test_changes_since_a_moment_hold_what_came_after_it(stranger, merged):
    said = (await stranger.get("/vocab/emne/changes.json")).json()["changes"]
    assert said[0]["kind"] == "merged"
    later = await stranger.get("/vocab/emne/changes.json?since=2999-01-01T00:00:00Z")
    assert later.json()["changes"] == []
    same = await stranger.get(f"/vocab/emne/changes.json?since={said[0]['at']}")
    assert [each["id"] for each in same.json()["changes"]] == [said[0]["id"]]


async def test_before_a_change_lies_what_is_older(stranger, merged):
    await merge.merge((await word("lesevansker")).id, (await word("lesing")).id, by=SUPERUSER)
    first, *older = (await stranger.get("/vocab/changes.json")).json()["changes"]
    said = await stranger.get(f"/vocab/changes.json?before={first['id'].removeprefix('urn:uuid:')}")
    assert older
    assert said.json()["changes"] == older


@pytest.mark.parametrize("query", ["since=i+fjor", "before=nope"])
async def test_a_moment_or_a_change_that_is_none_is_told(stranger, query):
    answer = await stranger.get(f"/vocab/changes.json?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_the_feed_is_atom(stranger, merged):
    found = await feed(stranger, FEED, Accept="application/atom+xml")
    related = found.find(f"{ATOM}entry/{ATOM}link[@rel='related']")
    assert related.get("href") == (await word("lesestimulering")).address


@pytest.mark.parametrize(
    ("since", "known"),
    [("{day}", True), ("{moment}", True), ("{moment_z}", True), ("{east}", True), ("{later}", False),
     ("2999-01-01", False), ("0001-01-01", True)],
)  # fmt: skip
async def test_a_moment_is_the_same_in_every_zone(stranger, merged, since, known):
    at = datetime.fromisoformat((await stranger.get(f"{FEED}.json")).json()["changes"][0]["at"])
    east = datetime.fromtimestamp(at.timestamp(), ZoneInfo("Asia/Tokyo"))
    moments = {
        "day": at.date().isoformat(),
        "moment": at.isoformat(),
        "moment_z": at.isoformat().replace("+00:00", "Z"),
        "east": east.isoformat(),
        "later": (at + timedelta(microseconds=1)).isoformat(),
    }
    said = await stranger.get(f"{FEED}.json", params={"since": since.format(**moments)})
    assert bool(said.json()["changes"]) is known


@pytest.mark.parametrize("since", ["9999-12-31T23:59:59-14:00", "\0", "1763900000", "2026-13-01", "x" * 900])
async def test_what_is_no_moment_is_told_in_both_forms(stranger, since):
    for suffix in ("json", "atom"):
        answer = await stranger.get(f"{FEED}.{suffix}", params={"since": since})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not_a_moment")


async def test_every_change_is_met_once_on_the_pages_of_a_feed(stranger, many, monkeypatch):
    every = (await stranger.get(f"{FEED}.json")).json()["changes"]
    monkeypatch.setattr(changes, "PAGE", 3)
    pages, address = [], f"{FEED}.json?since=2000-01-01"
    while address:
        pages.append((await stranger.get(address)).json())
        address = pages[-1]["next"]
    assert [len(each["changes"]) for each in pages] == [3, 3, 2]
    assert [change for each in pages for change in each["changes"]] == every


async def test_a_feed_says_what_atom_demands(stranger, many):
    """RFC 4287, 4.1.1 and 4.1.2."""
    found = await feed(stranger)
    entries = found.findall(f"{ATOM}entry")
    for element in (found, *entries):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo == UTC
    assert found.findtext(f"{ATOM}author/{ATOM}name")
    assert found.findtext(f"{ATOM}updated") == max(each.findtext(f"{ATOM}updated") for each in entries)
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == len(entries) == 8


async def test_a_feed_is_the_same_feed_whatever_it_was_reached_by(stranger, many, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 3)
    first = await feed(stranger)
    following = first.find(f"{ATOM}link[@rel='next']").get("href")
    second = await feed(stranger, following, Host="annen.example")
    base = (await words()).faces["emne"].address.removesuffix("vocab/emne")
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id") == f"{base}vocab/emne/changes"
    assert second.find(f"{ATOM}link[@rel='self']").get("href") == following.replace("bank.test", "annen.example")


async def test_a_feed_without_changes_is_a_feed(stranger):
    found = await feed(stranger, "/vocab/visibility/changes.atom")
    assert found.findall(f"{ATOM}entry") == []
    assert datetime.fromisoformat(found.findtext(f"{ATOM}updated"))


async def test_no_sign_in_a_name_breaks_a_feed(stranger):
    made = await edit.create("emne", {"nb": 'a < b & "c" ]]>'}, by=SUPERUSER)
    # as no form lets in, but a file might
    await Label.filter(concept_id=made.id).update(text='a < b \x0b\x1b& "c" ]]>')
    async with in_transaction():
        await touched([made.id])
    forget()
    assert (await feed(stranger)).findtext(f"{ATOM}entry/{ATOM}title").startswith('a < b & "c" ]]>: ')
    for suffix in ("rdf", "marcxml"):
        ET.fromstring((await stranger.get(f"/vocab/emne.{suffix}")).content)


async def test_a_feed_is_in_the_language_of_who_reads_and_says_so(stranger, many):
    address = f"{FEED}.atom"
    answer = await stranger.get(address, headers={"Accept-Language": "en"})
    assert 'xml:lang="en"' in answer.text
    assert answer.headers["vary"] == "Accept-Language, Cookie"
    assert (await stranger.get(FEED, headers={"Accept": "application/atom+xml"})).headers["vary"].startswith("Accept, ")


async def test_every_kind_of_change_has_a_name():
    source = "".join(each.read_text(encoding="utf-8") for each in Path(concepts.__file__).parent.rglob("*.py"))
    kinds = {"imported", *re.findall(r'(?:\.done\(|_remember\(row, )"(\w+)"', source)} - {*changes.AMONG_US, "accepted"}
    assert {"created", "edited", "merged", "split"} <= kinds
    for kind in kinds:
        for tag in ("nb", "nn", "en"):
            assert language.has(f"vocab.kind_{kind}", tag), (kind, tag)
