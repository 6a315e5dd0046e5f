"""The commands about vocabularies: list, import, export, check."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
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
STANDARD = "-"
ENDS = "Ends with 0; with 2, and a sentence on standard error, where it cannot do what was asked."
IMPORT_MORE = f"The same file again changes nothing, and what was edited in the bank stays as it was edited. {ENDS}"
EXPORT_MORE = f"What is exported as ttl, jsonld, rdf or nt can be imported again; nothing is lost on the way. {ENDS}"
CHECK_MORE = f"Ends with 1 where a rule is broken. {ENDS}"
IMPORTED: Mapping[str, decoding.Form] = {
    "ttl": "turtle",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "nt": "ntriples",
    "realfagstermer": "realfagstermer",
}
"""What --format may say at an import → how the readers call it; by that name it may be said too."""
KINDS = ("new", "changed", "gone", "kept", "repaired", "refused")


def add_to(commands: Any) -> None:
    """The commands of `mediabank vocabulary` with their arguments."""
    whole = "vocabularies: list, import, export, check"
    made = commands.add_parser("vocabulary", help=whole, description=whole, epilog=ENDS).add_subparsers(
        required=True, metavar="COMMAND"
    )

    def add(name: str, run: Any, help_: str, more: str = "") -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = made.add_parser(name, help=help_, description=help_, epilog=more or ENDS)
        one.set_defaults(run=run)
        return one

    add("list", list_all, "list every vocabulary: its name in addresses, how many concepts, title, address")
    new = add("import", import_file, "make a vocabulary of a file, or bring one up to date", IMPORT_MORE)
    new.add_argument(
        "file", help="a file of Turtle, RDF/XML, JSON-LD, N-Triples or Realfagstermer; - is standard input"
    )
    new.add_argument(
        "--as", metavar="NAME", dest="slug", default="", help="how it is called in addresses; default: as its own ends"
    )
    new.add_argument("--dry-run", action="store_true", help="only tell what would change")
    forms = ", ".join(IMPORTED)
    new.add_argument("--format", type=_form, metavar="FORM", help=f"one of {forms}; default: as the file looks")
    out = add("export", export, "write a vocabulary to a file or to standard output", EXPORT_MORE)
    out.add_argument("vocabulary", help="its name in addresses, as `list` tells it")
    out.add_argument("--format", choices=exporting.FORMATS, default="ttl", help="default: ttl")
    out.add_argument("--output", metavar="FILE", default=STANDARD, help="default: -, which is standard output")
    looked = add("check", check, "tell what breaks the rules of SKOS, and what is worth a look", CHECK_MORE)
    looked.add_argument("vocabulary", help="its name in addresses, as `list` tells it")


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
    """Write a vocabulary to a file or to standard output."""
    async with opened(loaded):
        data = await exporting.written(exporting.face_of(await words(), given.vocabulary), given.format)
    try:
        await asyncio.to_thread(_given_out, data, given.output)
    except BrokenPipeError:  # who reads has seen enough, as `head` does; nothing more is flushed at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # told here: outside it would be the database's
        print(f"{'standard output' if given.output == STANDARD else given.output}: {error.strerror}", file=sys.stderr)
        return 2
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


def _given_out(data: bytes, output: str) -> None:
    if output == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        Path(output).write_bytes(data)


def _form(said: str) -> decoding.Form:
    if said in IMPORTED:
        return IMPORTED[said]
    if said not in decoding.FORMS:
        raise argparse.ArgumentTypeError(f"{said} is none of {', '.join(IMPORTED)}")
    return said


async def _arrived(given: argparse.Namespace) -> Import:
    source = sys.stdin.buffer if given.file == STANDARD else await asyncio.to_thread(Path(given.file).open, "rb")
    name = "standard input" if given.file == STANDARD else Path(given.file).name
    with source as file:
        async with importing.Arriving(name) as arriving:
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
