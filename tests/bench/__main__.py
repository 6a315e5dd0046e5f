"""All benchmarks as one table: `python -m tests.bench [--only NAME]… [--long]`; whole runs write docs/benchmarks.md."""

import argparse
import functools
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tests.bench import delivery, imports, ingest, machine, pages, picking, pictures, search, upload, words
from tests.bench.table import Row

DOCUMENT = machine.ROOT / "docs" / "benchmarks.md"
EXPLANATION = "## What is missed"
"""From this heading on the page is written by people and kept."""
PARTS: dict[str, Callable[[], list[Row]]] = {
    "renditions": pictures.rows,
    "ingest": ingest.rows,
    "upload": upload.rows,
    "download": delivery.rows,
    "pages": pages.rows,
    "search": search.rows,
    "words": words.rows,
    "imports": imports.rows,
    "picking": picking.rows,
}


def main() -> None:
    """Measure what was asked for and print it; a whole run is written down."""
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--only", action="append", choices=PARTS, help="one part; may be given several times")
    asked.add_argument("--long", action="store_true", help="10 GB through the upload instead of 2")
    given = asked.parse_args()
    parts = PARTS | ({"upload": functools.partial(upload.rows, long=True)} if given.long else {})
    began, rows = time.monotonic(), []
    for name in given.only or parts:
        print(f"\n{name}", flush=True)
        for row in parts[name]():
            print(line(row), flush=True)
            rows.append(row)
    missed = [row.what for row in rows if row.met is False]
    print(
        f"\n{len(rows)} figures in {(time.monotonic() - began) / 60:.1f} minutes, {len(missed)} short of their target"
    )
    if not given.only:
        written = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        explained = EXPLANATION + written.partition(EXPLANATION)[2]
        DOCUMENT.write_text(document(rows) + explained.rstrip() + "\n", encoding="utf-8")
        print(f"written to {DOCUMENT.relative_to(machine.ROOT)}")


def line(row: Row) -> str:
    """A row for the terminal."""
    mark = {True: "ok", False: "MISSED", None: ""}[row.met]
    return (
        f"  {row.what:58} {row.figure:>8}  {row.target:8} {mark:7} {'; '.join(filter(None, (row.yardstick, row.note)))}"
    )


def document(rows: Sequence[Row]) -> str:
    """The figures as the upper part of the page."""
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=machine.ROOT, check=False
    ).stdout.strip()
    table = "\n".join(
        f"| {row.what} | {row.figure} | {row.target} | {row.verdict} | {row.yardstick} | {row.note} |" for row in rows
    )
    return f"""# Benchmarks

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d} at revision {revision}, on {machine.described()}.
Load beside the benchmarks: {machine.load()}. A part alone: `make bench ARGS="--only pages"`.

| what | measured | target | met | held against | note |
|---|---|---|---|---|---|
{table}

"""


if __name__ == "__main__":
    main()
