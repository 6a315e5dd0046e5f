"""Pages over HTTP in a bank of 10,000 assets: queries, CPU, time to answer, weight; and how soon what is new is found.

`python -m tests.bench.pages HOME PORT` is the yardstick: 24 cards as an ORM invites to write them.
"""

import asyncio
import contextlib
import json
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import uvloop

from tests.bench import many
from tests.bench.bank import Bank, founded, served
from tests.bench.machine import Line, Server, quantile, serving
from tests.bench.table import Row

SEARCHES, PAGES, WARM, PUBLISHED = 150, 100, 10, 8
OVER_HTTP = "search page over HTTP, 10,000 assets"
PEER = "ResourceSpace: p50 50 ms, p95 126 ms, 2,269 KB (measured earlier)"


def rows() -> list[Row]:
    """The rows of pages and of search over HTTP."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        bank = founded(Path(folder) / "bank", _fill)
        home = str(bank.settings.home)
        queries = asyncio.run(_queries(bank))
        with served(bank) as server, serving("tests.bench.pages", home) as naive:
            return [
                *page_rows(bank, server, naive, queries),
                *search_rows(server),
                *found_rows(bank, server),
            ]


async def _fill(owner) -> None:
    from mediabank import search

    await many.fill(owner)
    await search.reindex()


def page_rows(bank: Bank, server: Server, naive: Server, queries: dict[str, int]) -> list[Row]:
    """A page with 24 cards, for a stranger and for the signed-in, and what has not changed."""
    asks = {
        "naive": (naive, "/", {}),
        "stranger": (server, "/search", {}),
        "signed in": (server, "/search", bank.signed_in),
    }
    spent = [{name: cpu_ms(asked, path, headers) for name, (asked, path, headers) in asks.items()} for _ in range(2)]
    cost = {name: min(each[name] for each in spent) for name in asks}
    with Line(server.port) as line:
        _, said, body = line.get("/search")
    assert body.count(b"/renditions/card?v=") >= 24, body[:2000]
    tag = said.get("etag", "")
    unchanged = cpu_ms(server, "/search", {"If-None-Match": tag}, 304) if tag else cost["stranger"]
    return [
        Row("page with 24 cards, queries", queries["stranger"], "≤ 8", "", f"signed in {queries['signed in']}"),
        Row(
            "page with 24 cards, CPU-ms", cost["stranger"], "≤ 2", f"naive ORM page {cost['naive']:.1f}",
            f"the search page with its facets; signed in {cost['signed in']:.1f}",
        ),
        Row("page with 24 cards, naive ORM page / ours", cost["naive"] / cost["stranger"]),
        Row("page with 24 cards, 304 by ETag, CPU-ms", unchanged, "≤ 0.3", "", "" if tag else "pages carry no ETag"),
    ]  # fmt: skip


def cpu_ms(server: Server, path: str, headers: dict[str, str] | None = None, status: int = 200) -> float:
    """CPU milliseconds of the server per answer, asked again and again over one line."""
    with Line(server.port, headers) as line:
        for _ in range(WARM):
            line.get(path)
        before = server.cpu_s()
        for _ in range(PAGES):
            answer = line.get(path)
            assert answer[0] == status, answer
        return (server.cpu_s() - before) * 1000 / PAGES


def search_rows(server: Server) -> list[Row]:
    """Searches of none to two words and a facet, none asked twice; completions of one to six letters."""
    chance, vocabulary = random.Random(3), many.made_words(3_000)[:200]
    asked = []
    for number in range(SEARCHES):
        words = " ".join(chance.choices(vocabulary, k=number % 3))
        chosen = {"language": chance.choice(["nb", "nn", "en"])} if chance.random() < 0.5 else {}
        asked.append(f"/search?{urlencode({'q': words, 'sort': 'newest', 'page': 1 + number % 2, **chosen})}")
    typed = [
        f"/search/suggestions?{urlencode({'q': vocabulary[number % 200][: 1 + number % 6]})}"
        for number in range(SEARCHES)
    ]
    pages, weights, page_cpu = answered(server, asked)
    completions, _, completion_cpu = answered(server, typed)
    return [
        Row(f"{OVER_HTTP}, p50 ms", statistics.median(pages), "≤ 50", PEER, f"CPU {page_cpu:.1f} ms"),
        Row(f"{OVER_HTTP}, p95 ms", quantile(pages, 0.95), "≤ 126", PEER),
        Row("search page, heaviest, KB without pictures", max(weights) / 1000, "≤ 150", PEER),
        Row(
            "typeahead over HTTP, 10,000 assets, p95 ms", quantile(completions, 0.95), "≤ 5", "",
            f"p50 {statistics.median(completions):.1f}, CPU {completion_cpu:.1f} ms",
        ),
    ]  # fmt: skip


def answered(
    server: Server, paths: Sequence[str], headers: Mapping[str, str] | None = None
) -> tuple[list[float], list[int], float]:
    """Milliseconds and bytes of each answer, one after the other, and the server's CPU milliseconds for one."""
    taken, weights, spent = each_answered(server, paths, headers)
    return taken, weights, statistics.mean(spent)


def each_answered(
    server: Server, paths: Sequence[str], headers: Mapping[str, str] | None = None
) -> tuple[list[float], list[int], list[float]]:
    """Milliseconds, bytes and the server's CPU milliseconds of each answer, one after the other."""
    taken, weights, spent = [], [], []
    with Line(server.port, headers) as line:
        line.get(paths[0])
        for path in paths:
            before, began = server.cpu_s(), time.perf_counter()
            status, _, body = line.get(path)
            taken.append((time.perf_counter() - began) * 1000)
            spent.append((server.cpu_s() - before) * 1000)
            weights.append(len(body))
            assert status == 200, body
    return taken, weights, spent


def found_rows(bank: Bank, server: Server) -> list[Row]:
    """From the answer to publishing until a search finds it, with the workers of the one process."""
    import httpx2

    from tests.web.material import described, picture

    taken, vocabulary = [], [f"nyord{number}" for number in range(PUBLISHED)]
    headers = {"Authorization": f"Bearer {bank.key}"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", headers=headers) as asks:
        for word in vocabulary:
            said = json.dumps(described(title={"nb": word, "nn": word}))
            files = {"file": ("bilde.jpg", picture(width=1200, height=800))}
            made = asks.post("/api/v1/assets", data={"description": said}, files=files)
            assert made.status_code == 201, made.text
            id_ = made.json()["id"]
            assert asks.post(f"/api/v1/assets/{id_}/publish").status_code == 200
            began = time.perf_counter()
            while asks.get("/api/v1/assets", params={"q": word}).json()["total"] == 0:
                assert time.perf_counter() - began < 30, "never found"
            taken.append(time.perf_counter() - began)
            thumb = asks.get(f"/api/v1/assets/{id_}")
        deadline = time.perf_counter() + 10
        while "card" not in thumb.json()["links"]["renditions"]:
            assert time.perf_counter() < deadline
            thumb = asks.get(f"/api/v1/assets/{id_}")
    address = f"/assets/{id_}/renditions/card"
    with Line(server.port) as line:
        tag = line.get(address)[1]["etag"]
    unchanged = cpu_ms(server, address, {"If-None-Match": tag}, 304)
    return [
        Row(
            "searchable after publishing, slowest of 8, s",
            max(taken),
            "≤ 1",
            "",
            f"median {statistics.median(taken):.2f}",
        ),
        Row("picture of a card, 304 by ETag, CPU-ms", unchanged, "≤ 0.3", "", "access rule asked each time"),
    ]


async def _queries(bank: Bank) -> dict[str, int]:
    """How many queries one warm page asks."""
    import httpx2

    from mediabank import app

    async with app.opened(bank.settings, decoding=False):
        transport = httpx2.ASGITransport(app=app.create_app(bank.settings))
        counts = {}
        for name, headers in {"stranger": {}, "signed in": bank.signed_in}.items():
            async with httpx2.AsyncClient(transport=transport, base_url="http://bank", headers=headers) as asks:
                await asks.get("/search")
                with _counted() as asked:
                    assert (await asks.get("/search")).status_code == 200
                counts[name] = len(asked)
        return counts


@contextlib.contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that go to the database within the block, as its client logs them."""
    asked: list[str] = []
    handler, logger = logging.Handler(), logging.getLogger("tortoise.db_client")
    handler.emit = lambda record: asked.append(record.getMessage())
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        yield asked
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


async def _serve_naive(home: str, port: int) -> None:
    import uvicorn
    from jinja2 import Environment
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    from mediabank import settings
    from mediabank.models import Asset, Concept, Label, Rendition, connect

    card = Environment(autoescape=True).from_string(
        "<ul>{% for a in cards %}<li><a href='/assets/{{ a.id }}'><img src='{{ a.src }}' alt='{{ a.alt }}'>"
        "<h3>{{ a.title }}</h3><p>{{ a.owner }}, {{ a.kind }}, {{ a.language }}</p></a>{% endfor %}</ul>"
    )

    async def page(_request):
        cards = []
        for asset in await Asset.filter(state="publisert").order_by("-published_at").limit(24):
            texts = {(each.field, each.language): each.text for each in await asset.texts.all()}
            owner = await asset.owner
            kind = await Label.get(concept_id=asset.material_type_id, kind="pref", language="nb")
            spoken = await asset.concepts.filter(field="language").first()
            language = await Concept.get(id=spoken.concept_id)
            made = await Rendition.get(version_id=asset.version, recipe="card")
            cards.append(
                {"id": asset.id, "src": made.key, "alt": texts["altText", "nb"], "title": texts["title", "nb"],
                 "owner": owner.name, "kind": kind.text, "language": language.slug}
            )  # fmt: skip
        return HTMLResponse(card.render(cards=cards))

    async with connect(settings.load({}, home=Path(home)), everywhere=True):
        app = Starlette(routes=[Route("/", page)])
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning")).serve()


if __name__ == "__main__":
    uvloop.run(_serve_naive(sys.argv[1], int(sys.argv[2])))
