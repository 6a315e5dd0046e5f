"""The desk of the scheme: its fields in order, moved by button or by hand, retired ones, and the rules."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import scheme as schemes
from mediabank.language import best
from mediabank.web import incoming, render
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding, telling, written
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.shown import Action
from mediabank.web.shown.scheme import RetiredField, SchemeDeskView
from vocabularies.scheme import Scheme
from vocabularies.scheme.changing import in_order

MOST_NAMED = 500


async def edit_page(request: Request) -> Response:
    """The scheme as it is."""
    desk = await deciding.desk_of(request)
    return await _page(desk, desk.now.scheme, Told())


async def edit_now(request: Request) -> Response:
    """Move a field within the order that is shown, or save that order."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    shown = in_order(desk.now.scheme, form.all("order")[:MOST_NAMED])
    if form.get("move"):
        return await _page(desk, _moved(shown, form), Told())
    found = await deciding.decided(desk, shown, form, done="scheme_saved")
    return await _page(desk, shown, found) if isinstance(found, Told) else found


def _moved(shown: Scheme, form: Form) -> Scheme:
    field = shown.by_id.get(form.get("move").partition(":")[0])
    ids = [each.id for each in shown.fields if field and each.group == field.group]
    return in_order(shown, written.stepped(ids, ids, form.get("move")))


async def _page(desk: Desk, shown: Scheme, told: Told) -> Response:
    now = desk.now
    view = SchemeDeskView(
        line=desk.text("scheme_page.desk_line", n=len(shown.fields), name=now.scheme.version, number=now.number),
        groups=telling.groups_of(shown, desk.known, desk.reader, edit=HERE),
        rules=telling.rules_of(shown, desk.reader),
        retired=tuple(
            RetiredField(
                id=each.id,
                label=best(each.label, desk.reader),
                type=desk.text(f"scheme_type.{each.type}"),
                put_back=Action(
                    href=f"{HERE}/{each.id}/restore",
                    label=desk.text("scheme_page.put_back"),
                    values=(desk.seen(),),
                    icon="undo",
                ),
            )
            for each in await schemes.retired()
        ),
        action_href=HERE,
        hidden=(desk.seen(),),
        crumbs=desk.crumbs(),
        problems=deciding.problems(desk, told),
        newer=told.newer,
        is_moved=shown.fields != now.scheme.fields,
        new_href=f"{HERE}/new",
        versions_href=f"{HERE}/versions",
        upload_href=f"{HERE}/upload",
        public_href="/scheme",
        turtle_href="/scheme.ttl",
        groups_href=f"{HERE}/groups",
        languages_href=f"{HERE}/languages",
    )
    return await render.page(desk.request, "scheme_desk.html", view, status=told.status)
