"""Describing an asset: the form, saving it with every fault at once, and moving the asset between its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank import access, language
from mediabank.access import PUBLISHED, Viewer
from mediabank.assets import describe, lookup, publish, suggesting, weighing
from mediabank.assets.glance import Glance, glance
from mediabank.campaigns import lookup as campaigns
from mediabank.errors import BadRequest, Fault, NotAllowed, Stale, Unfit
from mediabank.language import text
from mediabank.models import Asset, Version
from mediabank.web import forms, incoming, render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.forms import Choices, Marks
from mediabank.web.incoming import Form
from mediabank.web.pages import cards
from mediabank.web.problems import fault_text
from mediabank.web.routing import demand
from mediabank.web.shown import (
    Action,
    Crumb,
    DescribeView,
    FormGroup,
    GateView,
    HiddenValue,
    PublishBar,
)
from mediabank.web.shown import Problem as Told
from vocabularies.scheme import Scheme

THEN, PUBLISH = "then", "publish"
ADD, REMOVE = "add", "remove"


@dataclass(frozen=True)
class Desk:
    """What is needed to show one asset's form: who asks, what can be chosen, the scheme and the file."""

    request: Request
    viewer: Viewer
    reader: str
    choices: Choices
    asset: Asset
    version: Version

    @property
    def scheme(self) -> Scheme:
        """The scheme in force."""
        return self.choices.words.scheme

    def groups(self, values: Mapping[str, Any], marks: Marks | None = None) -> tuple[FormGroup, ...]:
        """The form for a description in the outside form."""
        return forms.groups_of(self.scheme, self.asset.media_kind, values, self.choices, marks or Marks())


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a save, as the form tells it when it is shown again."""

    faults: Sequence[Fault] = ()
    status: int = 200
    saved: bool = False
    """The description was saved; what the faults stop is publishing."""
    conflict: bool = False
    unsaved: bool = False
    suggested: forms.Suggested = field(default_factory=dict)
    fitting: forms.Fitting = field(default_factory=dict)


async def describe_page(request: Request, asset: Asset) -> Response:
    """The form for the description as it stands."""
    desk = await _desk(request, asset)
    return await _form(desk, await _now(asset), Outcome())


async def describe_now(request: Request, asset: Asset) -> Response:
    """Save what was changed on the form; what cannot be saved is shown again as it was typed, with every fault."""
    form, desk = await incoming.form(request), await _desk(request, asset)
    fields = forms.asked(desk.scheme, asset.media_kind)
    suggested = forms.suggested(form, fields, desk.choices)
    fitting = await forms.found(form, fields, desk.choices)
    started_at = _revision(form)
    if started_at is None:
        started_at = asset.revision
    started = await describe.outside(await describe.numbered(asset, started_at), private=True)
    saves_nothing = any(form.get(each) for each in (ADD, REMOVE, forms.FIND))
    untouched = forms.untouched(desk.groups(started))
    changes = forms.changes_of(form, fields, untouched, keep_blank=saves_nothing)
    again = Outcome(unsaved=True, suggested=suggested, fitting=fitting)
    if saves_nothing:
        values = describe.patched(started, changes)
        values = values if form.get(forms.FIND) else _rows_moved(values, form, desk)
        return await _form(desk, values, again, revision=started_at)
    try:
        await campaigns.demand_known(changes, desk.viewer)
        await suggesting.save(asset, changes, suggested, by=desk.viewer, language=desk.reader, expected=started_at)
    except Stale as stale:
        await asset.refresh_from_db()
        outcome = replace(again, status=stale.status, conflict=True)
        return await _form(desk, describe.patched(await _now(asset), changes), outcome)
    except Unfit as unfit:
        outcome = replace(again, faults=unfit.faults, status=unfit.status)
        return await _form(desk, describe.patched(started, changes), outcome)
    await asset.refresh_from_db()
    return await _published(desk) if form.get(THEN) == PUBLISH else _on(asset, "saved")


async def publish_now(request: Request, asset: Asset) -> Response:
    """Publish through the gate; what should be looked over first is shown once."""
    form, desk = await incoming.form(request), await _desk(request, asset)
    try:
        return await _through_the_gate(desk, expected=_revision(form), confirmed=form.get("confirmed") == "1")
    except Unfit as unfit:
        problems = _told(unfit.faults, desk, at=f"/assets/{asset.id}/describe#")
        return await _gate(desk, problems=problems, status=unfit.status)


async def withdraw_now(request: Request, asset: Asset) -> Response:
    """Withdraw with a reason."""
    form, viewer = await incoming.form(request), await viewer_of(request)
    await publish.withdraw(asset, reason=form.get("reason"), by=viewer.person, expected=_revision(form))
    return _on(asset, "withdrawn")


async def submit_now(request: Request, asset: Asset) -> Response:
    """Hand a draft over to those who publish."""
    await publish.submit(asset, by=(await viewer_of(request)).person)
    return _on(asset, "submitted")


async def bin_now(request: Request, asset: Asset) -> Response:
    """Put the asset in the bin."""
    viewer = await viewer_of(request)
    demand(viewer, publish.permission_to_bin(asset), asset)
    form = await incoming.form(request)
    await publish.put_in_bin(asset, by=viewer.person, expected=_revision(form))
    return _on(asset, "binned")


async def restore_now(request: Request, asset: Asset) -> Response:
    """Bring the asset back from the bin or from withdrawal, as a draft."""
    form, viewer = await incoming.form(request), await viewer_of(request)
    await publish.restore(asset, by=viewer.person, expected=_revision(form))
    return _on(asset, "restored")


async def undo_now(request: Request, asset: Asset) -> Response:
    """Go back to an earlier description."""
    form, viewer = await incoming.form(request), await viewer_of(request)
    number = _number(form.get("to"))
    if number is None:
        raise BadRequest
    await describe.undo(asset, number, by=viewer.person, expected=_revision(form))
    return RedirectResponse(f"/assets/{asset.id}/history?done=reverted", 303)


async def suggestions(request: Request) -> Response:
    """What a picker finds for what is typed: a fragment of options to tick."""
    reader, query = language_of(request), language.fold(request.query_params.get("q", "").strip()[:100])
    name = request.query_params.get("name", "")[:100]
    choices = await forms.choices_for(await viewer_of(request), reader)
    parts = {f"{each.id}": each for each in choices.words.scheme.fields}
    field, _, member = name.partition(".")
    part: Any = parts.get(field)
    if part is not None and member:
        part = next((each for each in part.members if each.id == member), None)
    if part is None:
        raise BadRequest
    options = choices.organisations if part.ref == "Organisation" else choices.options(part.vocabulary, ())
    found = [each for each in options if query and query in language.fold(f"{each.label} {each.value}")]
    return await render.fragment(request, "parts/suggestions.html", name=name, options=found[:SUGGESTED])


SUGGESTED = 20


async def _published(desk: Desk) -> Response:
    """After a save: publish, or the form again with what stops it."""
    asset = desk.asset
    if not access.may(desk.viewer, "asset:publish", owner=asset.owner_id, uploader=asset.uploaded_by_id):
        raise NotAllowed
    try:
        return await _through_the_gate(desk, expected=asset.revision, confirmed=False)
    except Unfit as unfit:
        outcome = Outcome(faults=unfit.faults, status=unfit.status, saved=True)
        return await _form(desk, await _now(asset), outcome)


async def _through_the_gate(desk: Desk, *, expected: int | None, confirmed: bool) -> Response:
    """Publish; where only warnings stand they are shown first. Errors: Unfit."""
    found = await describe.gate(desk.asset)
    stopped = any(each.severity == "error" for each in found)
    warnings = () if confirmed or stopped else _warnings(desk, found)
    if warnings:
        return await _gate(desk, warnings=warnings)
    await publish.publish(desk.asset, by=desk.viewer.person, expected=expected)
    return _on(desk.asset, "published")


def _warnings(desk: Desk, found: Sequence[Any]) -> tuple[Told, ...]:
    """What to look over before publishing: findings that warn, a damaged file, a file that cannot be shown."""
    facts = [fault for fault in describe.faults(list(found)) if fault.severity == "warning"]
    told = list(_told(facts, desk, at=f"/assets/{desk.asset.id}/describe#"))
    if desk.version.facts.get("damaged") or desk.version.preview == "damaged":
        told.append(Told(text=text("gate.damaged", desk.reader)))
    elif desk.version.preview != "yes":
        told.append(Told(text=text(f"gate.{desk.version.preview}", desk.reader)))
    return tuple(told)


async def _gate(
    desk: Desk, *, problems: tuple[Told, ...] = (), warnings: tuple[Told, ...] = (), status: int = 200
) -> Response:
    here = f"/assets/{desk.asset.id}"
    title, lang = await _title(desk, await _now(desk.asset))
    hidden = (
        HiddenValue(name="confirmed", value="1"),
        HiddenValue(name="revision", value=str(desk.asset.revision)),
    )
    action = Action(href=f"{here}/publish", label=text("action.publish_anyway", desk.reader), values=hidden)
    view = GateView(
        title=title,
        lang=lang,
        back_href=here,
        describe_href=f"{here}/describe",
        problems=problems,
        warnings=warnings,
        publish=action if warnings and not problems else None,
        crumbs=_crumbs(desk, title),
    )
    return await render.page(desk.request, "publish.html", view, status=status)


async def _desk(request: Request, asset: Asset) -> Desk:
    viewer, reader = await viewer_of(request), language_of(request)
    version = await lookup.version_of(asset)
    return Desk(request, viewer, reader, await forms.choices_for(viewer, reader), asset, version)


async def _form(desk: Desk, values: Mapping[str, Any], outcome: Outcome, *, revision: int | None = None) -> Response:
    asset = desk.asset
    stops = [each for each in await weighing.weighed(asset, values) if each.severity == "error"]
    faults = [fault for fault in outcome.faults if fault.severity == "error"]
    marks = Marks(
        faults=tuple((fault.field, fault.path, fault_text(fault, desk.reader)) for fault in faults),
        missing=frozenset(each.field for each in stops),
        proposed=await weighing.from_file(asset, desk.version),
        suggested=outcome.suggested,
        fitting=outcome.fitting,
    )
    groups = desk.groups(values, marks)
    fields = [each for group in groups for each in group.fields]
    title, lang = await _title(desk, values)
    told = await glance([asset])
    view = DescribeView(
        action_href=f"/assets/{asset.id}/describe",
        back_href=f"/assets/{asset.id}",
        title=title,
        lang=lang,
        groups=groups,
        bar=_bar(desk, fields, describe.faults(stops), told),
        crumbs=_crumbs(desk, title),
        picture=cards.picture(asset, told, desk.reader),
        kind=cards.ICONS.get(asset.media_kind, "file"),
        is_coming=desk.version.preview == "yes",
        file_line=_file_line(desk.version, desk.reader),
        problems=_told(faults, desk, fields=fields),
        hidden=(
            HiddenValue(name="revision", value=str(revision or asset.revision)),
            *(HiddenValue(name=forms.MARKER, value=each.id.removeprefix("field-")) for each in fields),
        ),
        conflict_href=f"/assets/{asset.id}/history" if outcome.conflict else "",
        proposals=sum(_is_proposed(each) for each in fields),
        is_saved=outcome.saved,
        is_unsaved=outcome.unsaved,
    )
    return await render.page(desk.request, "describe.html", view, status=outcome.status)


def _bar(desk: Desk, fields: Sequence[Any], stops: Sequence[Fault], told: Glance) -> PublishBar:
    asset = desk.asset
    publishes = access.may(desk.viewer, "asset:publish", owner=asset.owner_id, uploader=asset.uploaded_by_id)
    live = asset.state == PUBLISHED
    once = {fault.field: fault for fault in reversed(stops)}
    in_order = [fault for fault in stops if once.get(fault.field) is fault]
    return PublishBar(
        missing=() if live else _told(in_order, desk, fields=fields),
        can_publish=publishes and not live and asset.binned_at is None,
        publish_name=THEN,
        publish_value=PUBLISH,
        state=cards.state_badge(asset, told, desk.reader),
        is_live=live,
    )


def _told(
    faults: Sequence[Fault], desk: Desk, *, fields: Sequence[Any] | None = None, at: str = ""
) -> tuple[Told, ...]:
    """Faults as lines that lead to their controls: on this page, or at an address."""
    known = desk.scheme.by_id
    return tuple(
        Told(
            text=fault_text(fault, desk.reader),
            anchor=f"{at}field-{fault.field}" if fields is None else forms.anchor(fields, fault.field, fault.path),
            label=language.best(known[fault.field].label, desk.reader) if fault.field in known else "",
        )
        for fault in faults
    )


def _rows_moved(values: dict[str, Any], form: Form, desk: Desk) -> dict[str, Any]:
    """The values with one more row, or one row less, of a field that has rows."""
    name, _, number = (form.get(ADD) or form.get(REMOVE)).partition(".")
    known = desk.scheme.by_id.get(name)
    if known is None or known.type != "struct" or not known.repeatable:
        raise BadRequest
    rows = list(values.get(name) or [])
    index = _number(number)
    if form.get(ADD):
        rows.append({})
    elif index is not None and index < len(rows):
        del rows[index]
    return values | {name: rows}


async def _now(asset: Asset) -> dict[str, Any]:
    return await describe.outside(await describe.latest(asset), private=True)


async def _title(desk: Desk, values: Mapping[str, Any]) -> tuple[str, str]:
    """The title in the reader's language, and its own language where that is another."""
    titles = {name: value for name, value in (values.get("title") or {}).items() if value}
    spoken = language.best_language(titles, desk.reader)
    return language.best(titles, desk.reader) or desk.asset.id, spoken if spoken != desk.reader else ""


def _crumbs(desk: Desk, title: str) -> tuple[Crumb, ...]:
    return (
        Crumb(label=text("menu.workbench", desk.reader), href="/workbench"),
        Crumb(label=title, href=f"/assets/{desk.asset.id}"),
    )


def _file_line(version: Version, reader: str) -> str:
    kind = version.media_type.partition("/")[2].upper()
    return f"{version.file_name}, {kind}, {language.size(version.size, reader)}"


def _is_proposed(field: Any) -> bool:
    return any(each.proposed for each in (*field.inputs, *(each for row in field.rows or () for each in row.inputs)))


def _on(asset: Asset, done: str) -> Response:
    return RedirectResponse(f"/assets/{asset.id}?done={done}", 303)


def _revision(form: Form) -> int | None:
    return _number(form.get("revision"))


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None  # noqa: PLR2004
