"""A photograph on its way in: from the first byte to described, shown and found; CPU time with the sandbox's children.

The road is the bank's own: Arrival, receive, and every task that this owes. One picture after the other is the dearest
way; the photographs of one evening share their index writes, so they are a row of their own.
"""

import asyncio
import struct
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pyvips

from mediabank import app, clock, founding, jobs, search, settings
from mediabank.access import Viewer
from mediabank.assets.receive import Arrival, receive
from mediabank.media import embedded, running
from mediabank.models import Asset, AssetText, Organisation, Rendition
from mediabank.organisations import register
from mediabank.search import Search
from tests.bench.machine import cpu_seconds
from tests.bench.pictures import photograph
from tests.bench.table import Row

WARM, ALONE, TOGETHER = 2, 12, 24
LIMIT_BYTES = 100_000_000
TARGET = "≤ 0.17"
YARDSTICK = "ResourceSpace 1.56–1.81, Wagtail without metadata 0.54–0.66 (measured earlier)"
TITLE, CREDIT = "Kveldslys over fjorden", "Foto: Kari Nordmann"
SAID = embedded.XmpValues(
    title={"nb": TITLE, "nn": "Kveldsljos over fjorden"},
    description={"nb": "Lesestund ved vannet en sommerkveld."},
    alt_text={"nb": "Lavt lys over en fjord, en båt ved brygga."},
    creators=("Kari Nordmann",),
    keywords=("sommer", "lesing", "fjord"),
    date_created="2026-06-21",
)


def rows() -> list[Row]:
    """The rows of ingest."""
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        path = picture(Path(folder) / "kveld.jpg")
        alone_s, together_s = asyncio.run(_measured(Path(folder) / "bank", path))
        size = path.stat().st_size / 1e6
    return [
        Row(
            "ingest, 12 MP JPEG, one by one, CPU-s per asset",
            alone_s,
            TARGET,
            YARDSTICK,
            f"{size:.1f} MB in; described from XMP and IIM, three renditions, found, written beside the original",
        ),
        Row(f"ingest, {TOGETHER} such together, CPU-s per asset", together_s, TARGET, YARDSTICK),
    ]


def picture(path: Path) -> Path:
    """A photograph of 12 megapixels that says in XMP and in IIM what it is and who made it."""
    drawn = photograph(4000, 3000).copy()
    credit = struct.pack(">BBBH", 0x1C, 2, 110, len(CREDIT)) + CREDIT.encode()
    iim = struct.pack(">BBBH", 0x1C, 1, 90, 3) + b"\x1b%G" + credit
    resource = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(iim)) + iim + bytes(len(iim) % 2)
    drawn.set_type(pyvips.GValue.blob_type, "xmp-data", embedded.packet(SAID))
    drawn.set_type(pyvips.GValue.blob_type, "iptc-data", resource)
    drawn.write_to_file(str(path), Q=90, keep="xmp,iptc")
    return path


async def _measured(home: Path, path: Path) -> tuple[float, float]:
    """CPU seconds per asset, one by one and together."""
    loaded = settings.load({}, home=home, sandbox_workers=1)
    await founding.init(loaded)
    async with app.opened(loaded):
        until = clock.now() + timedelta(days=1)
        owner = await register.add("Mediebanken-konsortiet", kind=register.CONSORTIUM, agreement_until=until)
        await _brought_in(owner, path, WARM, together=False)
        before = _spent_s()
        await _brought_in(owner, path, ALONE, together=False)
        middle = _spent_s()
        await _brought_in(owner, path, TOGETHER, together=True)
        after = _spent_s()
        await _check(owner, WARM + ALONE + TOGETHER)
    return (middle - before) / ALONE, (after - middle) / TOGETHER


async def _brought_in(owner: Organisation, path: Path, count: int, *, together: bool) -> None:
    for _ in range(count):
        async with Arrival(path.name, limit_bytes=LIMIT_BYTES) as arrival:
            with path.open("rb") as file:
                while chunk := file.read(1 << 16):
                    await arrival.write(chunk)
            arrived = await arrival.finish()
        await receive(arrived, into=owner, by=None)
        if not together:
            await jobs.work_all()
    await jobs.work_all()


async def _check(owner: Organisation, count: int) -> None:
    """What was measured was the whole way: described, three sizes, found by a word of the description."""
    viewer = Viewer(keeper=frozenset({owner.id}))
    found = await search.search(Search(words="kveldslys lesestund", viewer=viewer, drafts=True))
    assert found.total == await Asset.all().count() == count, found.total
    assert await Rendition.filter(packet="").count() == 3 * count
    assert await AssetText.filter(field="creditLine", text=CREDIT).count() == count


def _spent_s() -> float:
    """CPU seconds of this process and of the children it has."""
    return time.process_time() + sum(cpu_seconds(each._process.pid) for each in running.sandbox()._all)
