"""20,000 concepts taken in by a serving bank of 10,000 assets: how long, in how much memory, and how pages answer."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from mediabank import clock
from mediabank.models import Import, Organisation, Person, Role, connect
from mediabank.people import sessions
from mediabank.web.asking import SESSION_COOKIE
from tests.bench import many, vocabulary
from tests.bench.bank import Bank, founded, served
from tests.bench.machine import ROOT, Line, Server, quantile, rested
from tests.bench.pages import answered
from tests.bench.table import Row

HERE = "/concepts/import"
SLUG = vocabulary.SLUG
PATIENCE_S, LOOK_S, PAUSE_S = 300, 0.05, 0.05
PAGES = ("/search", "/", "/vocab", "/vocab/emne")
LEVELS, WORDS = 100, 7
FORMS = ("ntriples", "turtle", "jsonld", "rdfxml")
CODEC = """
import sys, time
from vocabularies.reading import read_any
from vocabularies.writing import written
data, at = sys.stdin.buffer.read(), time.process_time()
value = read_any(data, "turtle").vocabulary
print("read", time.process_time() - at)
for form in sys.argv[1:]:
    at = time.process_time()
    written(value, form)
    print(form, time.process_time() - at)
"""


@dataclass
class Met:
    """What readers met, and what the bank held, while something went on."""

    answers_ms: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    at_peak: dict[int, int] = field(default_factory=dict)


def rows() -> list[Row]:
    """The rows of imports and of large trees."""
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as folder:
        bank = founded(Path(folder) / "bank", _fill)
        session = asyncio.run(_superuser(bank))
        with served(bank) as server, _asking(server, session) as asks:
            return [
                *import_rows(server, asks),
                next_row(server, asks),
                *tree_rows(server, session),
                *codec_rows(),
            ]


def import_rows(server: Server, asks: httpx2.Client) -> list[Row]:
    """From the sent file to the last concept in place, approved as soon as the difference is shown; then again."""
    rested(server)
    with _readers(server) as before:
        time.sleep(5)
    began = time.perf_counter()
    with _readers(server) as met:
        there = _brought(asks, vocabulary.turtle())
        looked = time.perf_counter() - began
        _approved(asks, there)
        taken = time.perf_counter() - began
    again = time.perf_counter()
    _brought(asks, vocabulary.turtle())
    same = time.perf_counter() - again
    idle, busy = quantile(before.answers_ms, 0.95), quantile(met.answers_ms, 0.95)
    held = " + ".join(f"{each >> 20}" for each in sorted(met.at_peak.values(), reverse=True))
    return [
        Row("import of 20,000 concepts, s", taken, "≤ 60", "", f"shown as a difference after {looked:.1f} s"),
        Row(
            "the same, peak of the bank and its children, MB", met.peak_bytes / (1 << 20), "≤ 600", "",
            f"{held}; before it {before.peak_bytes >> 20}",
        ),
        Row(
            "a page meanwhile, p95 ms", busy, "", f"before it {idle:.0f}",
            f"{len(met.answers_ms)} pages, slowest {max(met.answers_ms):.0f}",
        ),
        Row("the same file again, until it is told that nothing changes, s", same, "≤ 60"),
    ]  # fmt: skip


def next_row(server: Server, asks: httpx2.Client) -> Row:
    """One new word in a bank of so many: making it, and the page on which everybody meets it."""
    rested(server)
    spent = []
    for number in range(WORDS):
        before = server.cpu_s()
        assert asks.post("/concepts/emne", data={"word": f"nyord {number}"}).status_code == 303
        assert f"nyord {number}" in asks.get("/vocab/emne").text
        spent.append((server.cpu_s() - before) * 1000)
    note = f"the first after the import {spent[0]:.0f}"
    return Row("a word made and met beside 20,000 others, CPU-ms", statistics.median(spent), "", "", note)


def tree_rows(server: Server, session: str) -> list[Row]:
    """One level of the tree, as everybody and as who tends words meets it."""
    asked = {
        "readers": (f"/vocab/{SLUG}/branch?under=c{{}}", {}),
        "superusers": (f"/concepts/{SLUG}/branch?under=c{{}}", {"Cookie": f"{SESSION_COOKIE}={session}"}),
        "whole page": (f"/vocab/{SLUG}?view=tree", {}),
    }
    p95, cpu_ms = {}, {}
    for who, (path, headers) in asked.items():
        paths = [path.format(number) for number in range(LEVELS)]
        taken, _, cpu_ms[who] = answered(server, paths, headers)
        p95[who] = quantile(taken, 0.95)
    told = ", ".join(f"{who} {p95[who]:.1f} (CPU {cpu_ms[who]:.1f})" for who in asked)
    slowest = max(p95["readers"], p95["superusers"])
    return [Row("a level of the tree of 20,000 concepts, p95 ms", slowest, "≤ 50", "", told)]


def codec_rows() -> list[Row]:
    """The file alone, in a process of its own: read, and written in each form."""
    done = subprocess.run(
        [sys.executable, "-c", CODEC, *FORMS], input=vocabulary.turtle(), capture_output=True, cwd=ROOT, check=True
    )
    spent = {name: float(took) for name, took in (line.split() for line in done.stdout.decode().splitlines())}
    read = spent.pop("read")
    note = ", ".join(f"{form} {took:.1f}" for form, took in spent.items())
    return [
        Row("20,000 concepts read from Turtle, CPU-s", read, "≤ 30"),
        Row("20,000 concepts written, slowest form, CPU-s", max(spent.values()), "≤ 15", "", note),
    ]


def _brought(asks: httpx2.Client, data: bytes) -> str:
    """The address of an import that has been looked through."""
    answer = asks.post(HERE, files={"file": (f"{SLUG}.ttl", data)}, data={"slug": SLUG})
    assert answer.status_code == 303, answer.text
    there = str(answer.headers["location"])
    _until(asks, there, lambda page: "<progress" not in page)
    return there


def _approved(asks: httpx2.Client, there: str) -> None:
    assert asks.post(there, data={"do": "approve"}).status_code == 303
    _until(asks, there, lambda page: f'href="/concepts/{SLUG}"' in page)


def _until(asks: httpx2.Client, address: str, seen) -> None:
    began = time.perf_counter()
    while not seen(asks.get(address).text):
        assert time.perf_counter() - began < PATIENCE_S, "never ready"
        time.sleep(LOOK_S)


@contextmanager
def _asking(server: Server, session: str) -> Iterator[httpx2.Client]:
    headers = {"Cookie": f"{SESSION_COOKIE}={session}", "Accept-Language": "nb"}
    address = f"http://127.0.0.1:{server.port}"
    with httpx2.Client(base_url=address, headers=headers, timeout=PATIENCE_S) as asks:
        yield asks


@contextmanager
def _readers(server: Server) -> Iterator[Met]:
    """A reader who turns pages, and a look at the memory of the bank and all that it started, while the block runs."""
    met, ending = Met(), threading.Event()

    def turn() -> None:
        with Line(server.port) as line:
            number = 0
            while not ending.wait(PAUSE_S):
                began = time.perf_counter()
                status, _, body = line.get(PAGES[number % len(PAGES)])
                met.answers_ms.append((time.perf_counter() - began) * 1000)
                assert status == 200, body
                number += 1

    def look() -> None:
        while not ending.wait(LOOK_S):
            held = {each: _resident_bytes(each) for each in _family(server.pid)}
            if sum(held.values()) > met.peak_bytes:
                met.peak_bytes, met.at_peak = sum(held.values()), held

    threads = [threading.Thread(target=each, daemon=True) for each in (turn, look)]
    for each in threads:
        each.start()
    try:
        yield met
    finally:
        ending.set()
        for each in threads:
            each.join()


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for each in found:  # grows while it is walked
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _resident_bytes(pid: int) -> int:
    """Memory of a process, pages that it shares with others among them; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)


async def _fill(owner: Organisation) -> None:
    from mediabank import search

    await many.fill(owner)
    await search.reindex()


async def _superuser(bank: Bank) -> str:
    """The session of one who tends every word."""
    async with connect(bank.settings):
        person = await Person.create(email="berit@bank.example", name="Berit begrep", created_at=clock.now())
        await Role.create(person=person, organisation=await Organisation.first(), role="vocabulary_editor")
        assert not await Import.exists()
        return await sessions.begin(person, days=1)
