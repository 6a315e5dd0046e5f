"""The commands about vocabularies: list, import, export, check."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from mediabank import language
from mediabank.cli.opening import LOOK_SECONDS, opened
from mediabank.concepts import decoding, exporting, importing
from mediabank.concepts.words import words
from mediabank.errors import Unfit
from mediabank.models import Import, Task, locks
from mediabank.settings import Settings

CHUNK_BYTES = 1 << 20
SHOWN = 20
"""Of each kind of change; the page shows more."""
KINDS = ("new", "changed", "gone", "kept", "repaired", "refused")


def add_to(commands: Any) -> None:
    """The commands of `mediabank vocabulary` with their arguments."""
    made = commands.add_parser("vocabulary", help="vocabularies").add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Any, help_: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = made.add_parser(name, help=help_, description=help_)
        one.set_defaults(run=run)
        return one

    add("list", list_all, "list every vocabulary")
    new = add("import", import_file, "make a vocabulary of a file, or bring one up to date")
    new.add_argument("file", type=Path)
    new.add_argument(
        "--as", dest="slug", default="", help="how it is called in addresses; default: as its own address ends"
    )
    new.add_argument("--dry-run", action="store_true", help="only tell what would change")
    new.add_argument("--format", choices=decoding.FORMS, help="default: as the file looks")
    out = add("export", export, "write a vocabulary to standard output")
    out.add_argument("vocabulary")
    out.add_argument("--format", choices=exporting.FORMATS, default="ttl")
    add(
        "check", check, "tell what breaks the rules of SKOS (then it ends with 1) and what is worth a look"
    ).add_argument("vocabulary")


async def list_all(loaded: Settings, _given: argparse.Namespace) -> int:
    """Every vocabulary on a line."""
    async with opened(loaded):
        known = await words()
    for slug, face in sorted(known.faces.items()):
        mark = "imported" if face.imported else ""
        print(f"{slug:24} {len(known.vocabularies.get(slug, ())):6} {mark:9} {face.title('en')}  {face.address}")
    return 0


async def import_file(loaded: Settings, given: argparse.Namespace) -> int:
    """Read a file, tell what it would change, and change it; beside a serving bank that one does the changing."""
    async with opened(loaded, decoding=True):
        row = await importing.look((await _arrived(given)).id)
        if row.state == importing.FAILED:
            raise Unfit(faults=importing.problems_of(row))
        _tell(row)
        if given.dry_run or not importing.changes_anything(row):
            await importing.refuse(row.id, by=None)
            print("Nothing was changed." if given.dry_run else "Nothing to change.")
            return 0
        await importing.approve(row.id, by=None)
        done = await _applied(loaded, row)
        if done.state == importing.FAILED:
            raise Unfit(faults=importing.problems_of(done))
    print(f"{done.slug}: {done.done} concepts are in place.")
    return 0


async def export(loaded: Settings, given: argparse.Namespace) -> int:
    """Write a vocabulary to standard output."""
    async with opened(loaded):
        data = await exporting.written(exporting.face_of(await words(), given.vocabulary), given.format)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


async def check(loaded: Settings, given: argparse.Namespace) -> int:
    """Tell what breaks the rules and what is worth a look."""
    async with opened(loaded):
        breaches, findings = await exporting.checked(exporting.face_of(await words(), given.vocabulary))
    broken = {(each.code, each.concept, each.values) for each in breaches}
    for breach in breaches:
        print(f"BREACH {breach.code:18} {breach.concept}  {' '.join(breach.values)}")
    for finding in findings:
        if (finding.code, finding.concept, finding.values) not in broken:
            print(f"look   {finding.code:18} {finding.concept}  {' '.join(finding.values)}")
    print(f"{len(breaches)} breaches, {len(findings) - len(broken & {_key(each) for each in findings})} worth a look.")
    return 1 if breaches else 0


def _key(finding: Any) -> tuple[str, str, tuple[str, ...]]:
    return finding.code, finding.concept, finding.values


async def _arrived(given: argparse.Namespace) -> Import:
    path: Path = given.file
    with await asyncio.to_thread(path.open, "rb") as file:
        async with importing.Arriving(path.name) as arriving:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                await arriving.write(chunk)
            return await arriving.finish(slug=given.slug, form=given.format, by=None, later=False)


async def _applied(loaded: Settings, row: Import) -> Import:
    """Wait for who serves the bank, and do it here once there is none."""
    await row.refresh_from_db()
    while row.state == importing.APPLYING:
        try:
            with locks.serving(loaded):
                done = await importing.apply(row.id)
                await Task.filter(key=f"import:{row.id}", state="waiting").delete()
                return done
        except locks.InUse:
            await asyncio.sleep(LOOK_SECONDS)
        await row.refresh_from_db()
    return row


def _tell(row: Import) -> None:
    """Counts first, then the first of each kind."""
    report = row.report or {}
    counts, examples = report["counts"], report["examples"]
    print(f"{row.file_name} → {row.slug} ({report['address']}): {counts['concepts']} concepts")
    print("  " + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS))
    for kind in KINDS:
        for each in examples.get(kind, ())[:SHOWN]:
            print(f"  {kind:9} {_line(each)}")
        if counts[kind] > SHOWN:
            print(f"  {kind:9} … and {counts[kind] - SHOWN} more")


def _line(example: Any) -> str:
    if isinstance(example, list):
        code, about, values = example
        return f"{code:18} {about}  {' '.join(values)}"
    parts = ", ".join(each["part"] for each in example.get("parts", ()))
    name = language.best(example["labels"], "en")
    return f"{example['slug']:18} {name}" + (f"  ({parts})" if parts else "")
