"""The headings that fields stand under: their names, their order, one more, an empty one taken away."""

from collections import Counter
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mediabank.language import best
from mediabank.web import incoming, render
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding
from mediabank.web.pages.scheme.controls import LANGUAGES, input_of, language_name
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.pages.scheme.written import LONGEST_WRITTEN, MOST_WRITTEN, stepped
from mediabank.web.shown import Crumb, Input, Option
from mediabank.web.shown.scheme import SchemeGroupShown, SchemeGroupsView
from vocabularies.scheme import Scheme, rebasing
from vocabularies.scheme.changing import group_id, regrouped
from vocabularies.scheme.sound import IDENTIFIER

GROUPS = f"{HERE}/groups"
Labels = Mapping[str, dict[str, str]]


async def groups_page(request: Request) -> Response:
    """The headings as they are."""
    desk = await deciding.desk_of(request)
    return await _page(desk, _labels(desk.now.scheme), Told())


async def groups_now(request: Request) -> Response:
    """Save the headings as they are written, or move one within the order that is shown."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    labels = _rebased(await deciding.made_from(desk, form), _written(form, desk.now.scheme), desk.now.scheme)
    if form.get("move"):
        ids = stepped(list(labels), list(labels), form.get("move"))
        return await _page(desk, {id_: labels[id_] for id_ in ids}, Told(), is_unsaved=True)
    gone = set(form.all("remove"))
    kept = {id_: label for id_, label in labels.items() if id_ not in gone}
    found = await deciding.decided(desk, regrouped(desk.now.scheme, kept), form, done="scheme_saved")
    return await _page(desk, labels, found, gone=gone) if isinstance(found, Told) else found


def _labels(scheme: Scheme) -> Labels:
    return {group.id: dict(group.label) for group in sorted(scheme.groups, key=lambda group: group.order)}


def _written(form: Form, scheme: Scheme) -> Labels:
    """The headings in the order of the form, with what is written of each; those it does not name come last."""
    before = _labels(scheme)
    named = [each for each in dict.fromkeys(form.all("order")[:MOST_WRITTEN]) if IDENTIFIER.fullmatch(each)]
    found = {id_: before.get(id_, {}) | _texts(form, f"group.{id_}", before.get(id_, {})) for id_ in named}
    found |= {id_: label for id_, label in before.items() if id_ not in found}
    new = {language: text for language, text in _texts(form, "new", {}).items() if text}
    if new:
        found[group_id(best(new, "nb"), found)] = new
    return found


def _rebased(before: Scheme, mine: Labels, now: Scheme) -> Labels:
    """My headings as a change of what there is now: what others did stands where I changed nothing."""
    was, is_ = _labels(before), _labels(now)
    names = rebasing.order(list(was), list(mine), list(is_))
    return {
        id_: rebasing.texts(was[id_], mine[id_], is_[id_]) if id_ in was and id_ in is_ else mine.get(id_) or is_[id_]
        for id_ in names
    }


def _texts(form: Form, name: str, was: Mapping[str, str]) -> dict[str, str]:
    asked = [each for each in dict.fromkeys((*LANGUAGES, *was)) if f"{name}.{each}" in form.values]
    return {each: form.get(f"{name}.{each}").strip()[:LONGEST_WRITTEN] for each in asked}


async def _page(
    desk: Desk, labels: Labels, told: Told, *, gone: frozenset[str] | set[str] = frozenset(), is_unsaved: bool = False
) -> Response:
    standing = Counter(field.group for field in desk.now.scheme.fields)
    title = desk.text("scheme_page.groups_title")
    view = SchemeGroupsView(
        groups=tuple(_group(desk, id_, label, told, standing[id_], gone) for id_, label in labels.items()),
        new=_inputs(desk, "new", {}, told),
        action_href=GROUPS,
        back_href=HERE,
        crumbs=desk.crumbs(Crumb(label=title)),
        hidden=(desk.seen(), *told.hidden),
        problems=deciding.problems(desk, told),
        newer=told.newer,
        review=told.review,
        is_unsaved=is_unsaved or told != Told(),
    )
    return await render.page(desk.request, "scheme_groups.html", view, status=told.status)


def _group(
    desk: Desk, id_: str, label: Mapping[str, str], told: Told, standing: int, gone: frozenset[str] | set[str]
) -> SchemeGroupShown:
    tick = Option(value=id_, label=desk.text("scheme_page.group_remove"), chosen=id_ in gone)
    return SchemeGroupShown(
        id=id_,
        heading=best(label, desk.reader) or id_,
        labels=_inputs(desk, f"group.{id_}", label, told),
        line=desk.text("scheme_page.group_fields", n=standing),
        remove=None
        if standing
        else Input(id=f"remove-{id_}", name="remove", kind="checkboxes", label=tick.label, options=(tick,)),
    )


def _inputs(desk: Desk, name: str, label: Mapping[str, str], told: Told) -> tuple[Input, ...]:
    return tuple(
        input_of(
            desk, f"{name}.{each}", "text", language_name(desk, each), told.faults, value=label.get(each, ""), lang=each
        )
        for each in dict.fromkeys((*LANGUAGES, *label))
    )
