"""Pages about the bank itself: how its parts stand, what is owed, and the sheet of components."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

import mediabank
from mediabank import clock, jobs
from mediabank.errors import NotFound
from mediabank.keeping import condition
from mediabank.keeping.condition import Part
from mediabank.language import text
from mediabank.models import Task
from mediabank.web import incoming, problems, render
from mediabank.web.asking import language_of
from mediabank.web.shown import Action, Badge, CheckShown, HiddenValue, StatusView, TaskShown, TasksView

SHOWN = 200
TONES = {"waiting": "waiting", "doing": "info", "failed": "no"}


async def healthz(_request: Request) -> Response:
    """The process answers; nothing more is told to strangers."""
    return PlainTextResponse("ok")


async def status_page(request: Request) -> Response:
    """How every part stands."""
    reader = language_of(request)
    checks = tuple(
        CheckShown(
            label=text(f"part.{each.part}", reader),
            state=Badge(text=text("part.well" if each.well else "part.ill", reader), tone="yes" if each.well else "no"),
            line=_figures(each, reader),
        )
        for each in await condition.look()
    )
    view = StatusView(checks=checks, at=clock.now(), version=mediabank.__version__, tasks_href="/tasks")
    return await render.page(request, "status.html", view)


async def tasks_page(request: Request) -> Response:
    """What failed, then what is owed."""
    reader = language_of(request)
    rows = await Task.filter(state__in=["failed", "doing", "waiting"]).order_by("state", "not_before").limit(SHOWN)
    rows.sort(key=lambda row: row.state != "failed")
    counts = {state: await Task.filter(state=state).count() for state in ("waiting", "doing", "failed")}
    retry_all = Action(href="/tasks/retry", label=text("action.retry_all", reader)) if counts["failed"] else None
    view = TasksView(
        tasks=tuple(_task(row, reader) for row in rows),
        owed=counts["waiting"],
        running=counts["doing"],
        failed=counts["failed"],
        retry_all=retry_all,
    )
    return await render.page(request, "tasks.html", view)


async def retry_now(request: Request) -> Response:
    """Owe one failed task again, or all of them."""
    chosen = (await incoming.form(request)).get("task")
    rows = await Task.filter(state="failed")
    wanted = [row for row in rows if not chosen or str(row.id) == chosen]
    if chosen and not wanted:
        raise NotFound
    for row in wanted:
        await jobs.retry(row)
    return RedirectResponse("/tasks?done=retried", 303)


async def components_page(request: Request) -> Response:
    """Every component in every state, for those who build."""
    return await render.page(request, "components.html", None)


def _figures(part: Part, reader: str) -> str:
    """How a part stands, in the reader's words; what only a fault can tell stands as it was said."""
    if not part.facts:
        return part.line
    if part.part == "sandbox":
        return _guards(part.facts, reader)
    if part.facts.get("free_bytes") is not None:
        return text("part.store_line_free", reader, **problems.shown_facts(part.facts, reader))
    return text(f"part.{part.part}_line", reader, **part.facts)


def _guards(guards: Mapping[str, Any], reader: str) -> str:
    """Which locks of the sandbox hold on this machine, and which do not."""
    locks = [name for name in guards if name != "policy"]
    held = ", ".join(text(f"part.guard_{name}", reader) for name in locks if guards[name])
    lacks = ", ".join(text(f"part.guard_{name}", reader) for name in locks if not guards[name])
    return text("part.sandbox_line_lacks" if lacks else "part.sandbox_line", reader, held=held, lacks=lacks)


def _task(row: Task, reader: str) -> TaskShown:
    failed = row.state == "failed"
    return TaskShown(
        name=row.name,
        key=row.key or "",
        state=Badge(text=text(f"task.{row.state}", reader), tone=TONES[row.state]),  # type: ignore[arg-type]
        tries=row.attempts,
        not_before=row.not_before if row.state == "waiting" else None,
        changed=row.finished_at or row.created_at,
        last_error=(row.last_error or "").strip().splitlines()[-1] if row.last_error else "",
        retry=Action(
            href="/tasks/retry",
            label=text("action.retry", reader),
            values=(HiddenValue(name="task", value=str(row.id)),),
        )
        if failed
        else None,
    )
