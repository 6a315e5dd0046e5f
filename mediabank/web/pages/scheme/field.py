"""One field of the scheme: its form in four languages, a new field, retiring one and putting it back."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import scheme as schemes
from mediabank.concepts import stored
from mediabank.errors import NotFound
from mediabank.language import best
from mediabank.web import incoming, render
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding, telling, written
from mediabank.web.pages.scheme.controls import Making
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.shown import Crumb
from mediabank.web.shown.scheme import SchemeFormView, SchemeReviewView
from vocabularies.scheme import Field, changing
from vocabularies.scheme.core import FIELD, Core, core
from vocabularies.scheme.rebasing import rebased

NEW = "new"
EMPTY = Field(id="", group="text", order=0, label={}, help={}, type="string", max_length=changing.TEXT_LENGTH)


async def field_page(request: Request) -> Response:
    """The form of a field as it is."""
    desk = await deciding.desk_of(request)
    field = _field(desk)
    return await _form(desk, field, Told())


async def field_now(request: Request) -> Response:
    """Save a field, or tell what saving would do."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    field = _field(desk)
    draft = written.draft(form, field)
    before = (await deciding.made_from(desk, form)).by_id.get(field.id, field)
    draft = rebased(changing.draft_of(before), draft, changing.draft_of(field))
    new = changing.changed(desk.now.scheme, field.id, draft)
    if written.is_turned(form):
        return await _form(desk, new.by_id[field.id], Told(), is_unsaved=True)
    found = await deciding.decided(desk, new, form, done="scheme_saved")
    return await _form(desk, new.by_id[field.id], found) if isinstance(found, Told) else found


async def new_page(request: Request) -> Response:
    """The empty form of a new field."""
    return await _form(await deciding.desk_of(request), EMPTY, Told(), is_new=True)


async def new_now(request: Request) -> Response:
    """Add a field, or tell what adding it would do."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    id_, type_ = form.get("id").strip()[:60], form.get("type")[:40]
    draft = written.draft(form, replace(EMPTY, type=type_))
    typed = changing.drafted(id_, type_, draft)
    if written.is_turned(form):
        return await _form(desk, typed, Told(), is_new=True, is_unsaved=True)
    new = changing.added(desk.now.scheme, id_, type_, draft)
    found = await deciding.decided(desk, new, form, done="scheme_added")
    return await _form(desk, typed, found, is_new=True) if isinstance(found, Told) else found


async def retire_page(request: Request) -> Response:
    """What retiring a field means, before it is done."""
    desk = await deciding.desk_of(request)
    return await _retiring(desk, _field(desk), Form())


async def retire_now(request: Request) -> Response:
    """Retire a field."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    return await _retiring(desk, _field(desk), form)


async def restore_now(request: Request) -> Response:
    """Put a retired field back, after it was told what that would do. Errors: NotFound."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    field = (await schemes.ever()).get(request.path_params["field"])
    if field is None or field.id in desk.now.scheme.by_id:
        raise NotFound
    new = changing.put_back(desk.now.scheme, field)
    found = await deciding.decided(desk, new, form, done="scheme_put_back", look_first=True)
    return await _review(desk, field, found, "restore") if isinstance(found, Told) else found


async def _retiring(desk: Desk, field: Field, form: Form) -> Response:
    if not form.values:
        form.values["seen"] = [str(desk.now.number)]
    new = changing.retired(desk.now.scheme, field.id)
    found = await deciding.decided(desk, new, form, done="scheme_retired", look_first=True)
    if not isinstance(found, Told):
        return found
    held = await stored.holding(desk.now.scheme, field.id)
    return await _review(desk, field, found, "retire", more=desk.text("scheme_page.held", n=held) if held else "")


async def _review(desk: Desk, field: Field, told: Told, what: str, *, more: str = "") -> Response:
    name = best(field.label, desk.reader)
    title = desk.text(f"scheme_page.{what}_title", name=name)
    view = SchemeReviewView(
        title=title,
        line=" ".join(filter(None, (more, desk.text(f"scheme_page.{what}_line")))),
        action_href=f"{HERE}/{field.id}/{what}",
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        hidden=(desk.seen(), *told.hidden),
        problems=deciding.problems(desk, told),
        newer=told.newer,
        review=told.review,
    )
    return await render.page(desk.request, "scheme_review.html", view, status=told.status)


def _field(desk: Desk) -> Field:
    field = desk.now.scheme.by_id.get(desk.request.path_params["field"])
    if field is None:
        raise NotFound
    return field


async def _form(desk: Desk, field: Field, told: Told, *, is_new: bool = False, is_unsaved: bool = False) -> Response:
    name = telling.called(desk.now.scheme, field.id, desk.reader)
    title = desk.text("scheme_page.new_title") if is_new else desk.text("scheme_page.field_title", name=name)
    kept = Core("", frozenset()) if is_new else core(desk.now.scheme, desk.now.scheme.by_id[field.id])
    line = "scheme_page.new_line" if is_new else "scheme_page.field_line"
    if is_new and not field.members:
        field = replace(field, members=(written.BLANK, written.BLANK))
    making = Making(desk, field, kept, told, is_new=is_new)
    view = SchemeFormView(
        title=title,
        line=desk.text(line, id=field.id, type=desk.text(f"scheme_type.{field.type}")),
        action_href=f"{HERE}/{NEW if is_new else field.id}",
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        fields=making.fields(),
        members=making.members(),
        members_errors=making.errors_of("members"),
        is_struct=field.type == "struct",
        is_new=is_new,
        is_unsaved=is_unsaved or bool(told.faults or told.review or told.newer),
        takes_members=is_new or (field.type == "struct" and field.filled_by != "machine"),
        hidden=(desk.seen(), *making.asked, *told.hidden),
        problems=deciding.problems(desk, told, field=field.id),
        newer=told.newer,
        review=told.review,
        kept=desk.text(f"scheme.why_{kept.reason}", rules=", ".join(kept.rules)) if kept.reason else "",
        retire_href="" if is_new or FIELD in kept.keeps else f"{HERE}/{field.id}/retire",
    )
    return await render.page(desk.request, "scheme_field.html", view, status=told.status)
