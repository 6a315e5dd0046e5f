"""The way of an import: bytes first, then looked at, shown as a diff, and applied once somebody has approved."""

import logging
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, clock, jobs, store
from mediabank.concepts import decoding
from mediabank.concepts.importing import applying, claims, lines
from mediabank.concepts.importing.plan import Plan, planned
from mediabank.concepts.importing.report import Report
from mediabank.errors import Conflict, EmptyFile, Fault, TooLarge, Unfit
from mediabank.jobs import queue
from mediabank.models import Import, Task, new_id
from vocabularies import wire

if TYPE_CHECKING:
    import storage

READING, READ, APPLYING, APPLIED, REFUSED, FAILED = "reading", "read", "applying", "applied", "refused", "failed"
NAME_LENGTH = 200
COPY_BYTES = 1 << 20
_LINE = re.compile(r"\bline (\d{1,9})\b|:(\d{1,9}):\d+:")
"""Where a file is broken, as the readers of Turtle and JSON, and those of XML, say it."""
log = logging.getLogger(__name__)


class Arriving:
    """A file of words on its way into the store, chunk by chunk; nothing of it is kept unless `finish` returns.

    Used as `async with Arriving(...)`: leaving early leaves nothing.
    """

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name[-NAME_LENGTH:]
        self.id = new_id()
        self._head, self._size_bytes = b"", 0
        self._writer: storage.Writer | None = None

    async def __aenter__(self) -> Self:
        self._writer = await store.run(store.current().writer, key_of(self.id))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer is not None:
            await store.run(self._writer.abort)

    async def write(self, chunk: bytes) -> None:
        """Take a chunk. Errors: TooLarge, Away."""
        assert self._writer is not None
        self._size_bytes += len(chunk)
        if self._size_bytes > decoding.LIMIT_BYTES:
            raise TooLarge(limit_bytes=decoding.LIMIT_BYTES)
        self._head += chunk[: max(0, decoding.HEAD_BYTES - len(self._head))]
        await store.run(self._writer.write, chunk)

    async def finish(
        self, *, slug: str = "", form: decoding.Form | None = None, by: UUID | None, later: bool = True
    ) -> Import:
        """Commit the bytes, then record the import and owe its reading, unless the caller reads it (not `later`).

        Errors: Unfit for what is no form of RDF and for a slug that cannot be one, EmptyFile, Away.
        """
        assert self._writer is not None
        if slug:
            claims.demand_slug(slug)
        if not self._size_bytes:
            raise EmptyFile
        chosen = form or decoding.form_of(self._head, self.file_name)
        if chosen is None:
            raise Unfit(faults=[Fault("import.no_form", field="file")])
        await store.run(self._writer.commit)
        async with in_transaction():
            made = await Import.create(
                id=self.id, slug=slug, format=chosen, file_name=self.file_name, state=READING, by_id=by,
                created_at=clock.now(),
            )  # fmt: skip
            if later:
                await jobs.defer("concepts.read", key=f"import:{self.id}", import_=str(self.id))
        return made


@jobs.task("concepts.read")
async def read_task(import_: str) -> None:
    """Read a file that has arrived; what cannot be read is told, not tried again."""
    await look(import_)


async def look(import_: Any) -> Import:
    """Read the file in a sealed child and keep what it would change; running it twice changes nothing."""
    row = await Import.get(id=import_)
    if row.state != READING:
        return row
    try:
        report = await _looked(row)
    except decoding.Unread as fault:
        log.info("import %s cannot be read: %s", row.id, fault)
        await _failed(row, [_unread(fault)])
    except Unfit as problem:
        await _failed(row, [{"key": each.key, "facts": dict(each.facts)} for each in problem.faults])
    else:
        row.state, row.report, row.total = READ, report, report["counts"]["concepts"]
        await row.save(update_fields=["state", "report", "total", "slug", "vocabulary_id"])
    return row


async def approve(import_: Any, *, by: UUID | None) -> None:
    """Owe the change that was shown. Errors: Conflict where it is not waiting for that."""
    async with in_transaction():
        row = await Import.filter(id=import_).select_for_update().get()
        if row.state != READ:
            raise Conflict
        row.state, row.done = APPLYING, 0
        await row.save(update_fields=["state", "done"])
        await jobs.defer("concepts.apply", key=f"import:{row.id}", import_=str(row.id))
        await audit.record("import.approved", subject=f"import:{row.id}", by=by, slug=row.slug)


async def refuse(import_: Any, *, by: UUID | None) -> None:
    """Leave everything as it is. Errors: Conflict."""
    async with in_transaction():
        row = await Import.filter(id=import_).select_for_update().get()
        if row.state != READ:
            raise Conflict
        row.state, row.finished_at = REFUSED, clock.now()
        await row.save(update_fields=["state", "finished_at"])
        await audit.record("import.refused", subject=f"import:{row.id}", by=by, slug=row.slug)


@jobs.task("concepts.apply")
async def apply_task(import_: str) -> None:
    """Do what was approved, in pieces; what was done before a fall is found done."""
    await apply(import_)


async def apply(import_: Any) -> Import:
    """The change itself. What was edited since it was shown is weighed anew, so nothing newer is lost."""
    row = await Import.get(id=import_)
    if row.state != APPLYING:
        return row
    try:
        async with store.local_copy(lines_key(row.id)) as path:
            face, total, _ = lines.ends(path)
            await applying.applied(row, face, await planned(path, await claims.claimed(face, row.slug), total))
    except Unfit as problem:  # somebody took the slug since it was shown
        await _failed(row, [{"key": each.key, "facts": dict(each.facts)} for each in problem.faults])
    await row.refresh_from_db()
    return row


async def given_up(rows: Sequence[Import]) -> frozenset[UUID]:
    """Those of these imports whose work was given up after every try; tried again, it goes on where it fell."""
    working = {f"import:{row.id}": row.id for row in rows if row.state in {READING, APPLYING}}
    tasks = await Task.filter(key__in=list(working)).order_by("created_at").values_list("key", "state")
    return frozenset(working[key] for key, state in dict(tasks).items() if state == queue.FAILED)


def changes_anything(row: Import) -> bool:
    """Whether there is anything to apply: a word, or that the file now agrees with what was changed here."""
    report = row.report or {}
    counts = report.get("counts", {})
    return bool(report.get("face_changed")) or any(counts.get(kind) for kind in ("new", "changed", "gone", "agreed"))


def problems_of(row: Import) -> list[Fault]:
    """Why an import failed, as the sentences' keys and facts."""
    said = (row.report or {}).get("problems", ())
    return [Fault(each["key"], facts=each["facts"]) for each in said]


def key_of(import_: Any) -> str:
    """Where the bytes lie as they came."""
    return f"imports/{import_}"


def lines_key(import_: Any) -> str:
    """Where lies what was found in them, for applying it."""
    return f"imports/{import_}.lines"


async def _looked(row: Import) -> dict[str, Any]:
    async with _found(row) as path:
        face, total, tail = lines.ends(path)
        claim = await claims.claimed(face, row.slug)
        row.slug, row.vocabulary_id = claim.slug, claim.row.id if claim.row else None
        plan = await planned(path, claim, total)
        report = await _weighed(plan)
        report.told("repaired", tail["repairs"])
        report.told("refused", [*tail["refused"], *plan.refused])
    told = report.as_json()
    return told | {
        "counts": told["counts"] | {"concepts": total},
        "face": wire.vocabulary_to_json(face),
        "address": claim.address,
        "new_vocabulary": claim.row is None,
        "face_changed": claim.row is None or await applying.face_differs(claim.row, face),
        "schemes": [{"address": a, "labels": b, "concepts": c} for a, b, c in tail["schemes"]],
    }


async def _weighed(plan: Plan) -> Report:
    report = Report()
    async for items in plan.items():
        for each in items:
            report.take(each)
    if plan.claim.row is not None:
        async for row, labels in applying.gone(plan):
            report.gone(row.slug, labels)
    return report


@asynccontextmanager
async def _found(row: Import) -> AsyncIterator[Path]:
    """A file with what the sealed child found, which then lies in the store too."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "lines"
        async with store.local_copy(key_of(row.id)) as source:
            await decoding.read(source, path, cast("decoding.Form", row.format))
        await store.run(_kept, path, lines_key(row.id))
        yield path


def _kept(path: Path, key: str) -> None:
    with path.open("rb") as file, store.current().writer(key) as writer:
        while chunk := file.read(COPY_BYTES):
            writer.write(chunk)
        writer.commit()


def _unread(fault: decoding.Unread) -> dict[str, Any]:
    """Why a file could not be read, as a sentence's key and facts; what the reader of its form says is in the log."""
    said = ", ".join(fault.values)
    line = _LINE.search(said)
    match fault.code:
        case "broken" if line:
            return {"key": "import.unread.broken_line", "facts": {"line": int(line[1] or line[2])}}
        case "too_large":
            return {"key": "import.unread.too_large", "facts": {"limit_bytes": int(said)}}
    return {"key": f"import.unread.{fault.code}", "facts": {"values": int(said) if said.isdecimal() else said}}


async def _failed(row: Import, problems: list[dict[str, Any]]) -> None:
    row.state, row.finished_at, row.report = FAILED, clock.now(), {"problems": problems}
    await row.save(update_fields=["state", "finished_at", "report"])
