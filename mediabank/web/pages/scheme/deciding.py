"""From a changed scheme to a saved version: what stops it, what it would do, who saved meanwhile; the same for all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import language
from mediabank.access import Viewer
from mediabank.assets import foretelling
from mediabank.assets.foretelling import Failing, Foretold
from mediabank.concepts import scheme as schemes
from mediabank.concepts.scheme import SchemeMoved, Version
from mediabank.concepts.words import Words, words
from mediabank.errors import Fault, Unfit
from mediabank.language import text
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import telling
from mediabank.web.shown import Change, Crumb, HiddenValue, Problem
from mediabank.web.shown.scheme import Newer, Review
from vocabularies.scheme import Scheme, differences, to_json

HERE = "/scheme/edit"
THEN, SAVE, LOOK, GO_ON = "then", "save", "look", "on"
HARMLESS = frozenset({"label", "help", "mappings", "facet", "group", "moved", "retired"})
"""Parts that no gate looks at: what differs in these alone is saved without asking the assets."""
COUNT_LENGTH = 100_000


@dataclass(frozen=True)
class Desk:
    """Who changes the scheme, in which language, and the version in force."""

    request: Request
    viewer: Viewer
    reader: str
    known: Words
    now: Version

    def text(self, key: str, **values: Any) -> str:
        """A sentence in the reader's language."""
        return text(key, self.reader, **values)

    def crumbs(self, *last: Crumb) -> tuple[Crumb, ...]:
        """The way here, from the desk of words."""
        return (
            Crumb(label=self.text("menu.concepts"), href="/concepts"),
            Crumb(label=self.text("scheme_page.desk"), href=HERE if last else ""),
            *last,
        )

    def seen(self) -> HiddenValue:
        """The version that a form is made from."""
        return HiddenValue(name="seen", value=str(self.now.number))


@dataclass(frozen=True)
class Told:
    """What a page says of a change that is not saved: what stops it, what is newer, what it would do."""

    status: int = 200
    faults: Sequence[Fault] = ()
    newer: Newer | None = None
    review: Review | None = None
    hidden: tuple[HiddenValue, ...] = ()


async def desk_of(request: Request) -> Desk:
    """The desk of this request; the scheme as the tables have it now."""
    return Desk(request, await viewer_of(request), language_of(request), await words(), await schemes.current())


async def made_from(desk: Desk, form: Form) -> Scheme:
    """The scheme that a form was made from; the present one where the form does not say which, or it is no more."""
    started = number(form.get("seen"))
    return (await schemes.numbered(started)).scheme if 0 < started < desk.now.number else desk.now.scheme


async def decided(desk: Desk, new: Scheme, form: Form, *, done: str, look_first: bool = False) -> Response | Told:
    """Save what a form asks for and go back to the desk, or say why not yet.

    What some gate looks at is saved only after it was told what it would do; `look_first` shows every change.
    """
    started = number(form.get("seen"))
    if started != desk.now.number:
        return await newer(desk, started)
    found = differences(desk.now.scheme, new)
    try:
        await schemes.demand(desk.now.scheme, new)
    except Unfit as unfit:
        return Told(unfit.status, unfit.faults)
    asked = any(each.part.partition(".")[0] not in HARMLESS for each in found)
    told = form.get("told") == _mark(new)
    if form.get(THEN) != SAVE or (not told and (asked or look_first)):
        return await _looked(desk, new, form, done=done, ask=asked, look_first=look_first)
    try:
        await schemes.save(new, seen=desk.now.number, by=desk.viewer.person, note=form.get("note"))
    except SchemeMoved:
        return await newer(await desk_of(desk.request), started)
    except Unfit as unfit:
        return Told(unfit.status, unfit.faults)
    return RedirectResponse(f"{HERE}?done={done}", 303)


def problems(desk: Desk, told: Told, *, field: str = "") -> tuple[Problem, ...]:
    """The faults of what was told, as lines."""
    return telling.problems(told.faults, desk.now.scheme, desk.reader, field=field)


async def _looked(desk: Desk, new: Scheme, form: Form, *, done: str, ask: bool, look_first: bool) -> Response | Told:
    """What would be saved and what it would do; where nobody is concerned and nobody asked to look, it is saved."""
    so_far = _so_far(form.get("so_far")) if form.get(THEN) == GO_ON else None
    found = await foretelling.foretold(new, so_far) if ask else None
    concerned = found is not None and bool(found.failing or found.drafts or found.after)
    if form.get(THEN) == SAVE and not concerned and not look_first:
        form.values["told"] = [_mark(new)]
        return await decided(desk, new, form, done=done)
    old = desk.now.scheme
    review = Review(
        changes=telling.changes(differences(old, new), old, new, desk.known, desk.reader),
        save_label=desk.text("scheme_page.save_version", number=desk.now.number + 1),
        foretelling=await telling.foretelling(found, new, desk.viewer, desk.reader) if found else None,
        note=form.get("note")[: schemes.NOTE_LENGTH],
    )
    hidden = [HiddenValue(name="told", value=_mark(new))]
    if found and found.after:
        hidden.append(HiddenValue(name="so_far", value=json.dumps(asdict(found))))
    return Told(review=review, hidden=tuple(hidden))


async def newer(desk: Desk, started: int) -> Told:
    """What others have saved since the form was made; nothing is overwritten, and saving again is an informed act."""
    now = desk.now
    line = desk.text("scheme_page.newer", by=now.by or "–", number=now.number, at=language.moment(now.at, desk.reader))
    changed: tuple[Change, ...] = ()
    if 0 < started < now.number:
        old = (await schemes.numbered(started)).scheme
        changed = telling.changes(differences(old, now.scheme), old, now.scheme, desk.known, desk.reader)
    return Told(SchemeMoved.status, newer=Newer(line=line, changes=changed))


def _mark(new: Scheme) -> str:
    """What tells one change from another: what was told of one is not told of the other."""
    return hashlib.sha256(json.dumps(to_json(new), sort_keys=True).encode()).hexdigest()[:16]


def _so_far(written: str) -> Foretold | None:
    """What has been counted, as the page sent it along; anything else begins anew."""
    try:
        said: Mapping[str, Any] = json.loads(written[:COUNT_LENGTH])
        named = tuple(Failing(str(each["asset"]), tuple(map(str, each["fields"]))) for each in said["named"])
        counts = {name: int(said[name]) for name in ("looked", "total", "published", "failing", "already", "drafts")}
        by_field = {str(name): int(n) for name, n in said["by_field"].items()}
        return Foretold(**counts, by_field=by_field, named=named, after=str(said["after"])[:10])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def number(written: str) -> int:
    """The number of a version as a form sends it; 0 for what is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0  # noqa: PLR2004
