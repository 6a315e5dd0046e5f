"""The workbench of those who tend material: what they tend, the bin, and the history of an asset."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from mediabank import access, notices
from mediabank.access import Everything, Viewer
from mediabank.assets import history, lookup, weighing
from mediabank.assets.glance import glance
from mediabank.concepts.words import Words, words
from mediabank.errors import BadRequest
from mediabank.language import best, best_language, text
from mediabank.models import Asset, Version
from mediabank.web import incoming, render
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.forms.choices import capital
from mediabank.web.forms.words import changes, names_in
from mediabank.web.pages import cards
from mediabank.web.shown import (
    Action,
    BinnedAsset,
    BinView,
    CountedLink,
    Crumb,
    HiddenValue,
    HistoryView,
    NoticeLine,
    RevisionShown,
    VersionShown,
    WorkbenchView,
    WorkRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE_ROWS = 50
BIN_ROWS = 200


async def workbench_page(request: Request) -> Response:
    """What the viewer tends, newest first, narrowed to a state or to what they brought in themselves."""
    viewer, reader, known = await viewer_of(request), language_of(request), await words()
    state, mine, page = _asked(request, known)
    tended = _tended(viewer).filter(binned_at__isnull=True)
    own = tended.filter(uploaded_by_id=viewer.person)
    chosen = own if mine else tended
    chosen = chosen.filter(state=state) if state else chosen
    total = await chosen.count()
    assets = await chosen.order_by("-modified_at", "-id").offset((page - 1) * PAGE_ROWS).limit(PAGE_ROWS)
    view = WorkbenchView(
        rows=await _rows(assets, reader),
        total=total,
        filters=await _filters(tended, own, known, reader, state=state, mine=mine),
        notices=await _notices(viewer, reader),
        upload_href="/upload",
        new_campaign_href="/campaigns/new" if access.may(viewer, "campaign:edit") else "",
        bin_href="/bin",
        more_href=_address(state, page + 1, mine=mine) if page * PAGE_ROWS < total else "",
        previous_href=_address(state, page - 1, mine=mine) if page > 1 else "",
    )
    return await render.page(request, "workbench.html", view)


async def notice_read_now(request: Request) -> Response:
    """Put a line away that has been read; somebody else's stays."""
    form, viewer = await incoming.form(request), await viewer_of(request)
    try:
        notice = UUID(form.get("notice"))
    except ValueError:
        raise BadRequest from None
    await notices.put_away(notice, viewer.person)
    return RedirectResponse("/workbench", 303)


async def bin_page(request: Request) -> Response:
    """The bin of those organisations that the viewer tends."""
    viewer, reader = await viewer_of(request), language_of(request)
    assets = await _tended(viewer).filter(binned_at__not_isnull=True).order_by("-binned_at").limit(BIN_ROWS)
    by, told = await history.binned_by(assets), await glance(assets)
    rows = tuple(
        BinnedAsset(
            card=cards.card(asset, told, reader),
            binned=asset.binned_at,
            by=by.get(asset.id, ""),
            restore=_restore(asset, viewer, reader),
        )
        for asset in assets
        if asset.binned_at is not None
    )
    return await render.page(request, "bin.html", BinView(assets=rows, workbench_href="/workbench"))


async def history_page(request: Request, asset: Asset) -> Response:
    """Every saved state with what changed in it, and every file."""
    reader, known = language_of(request), await words()
    saved = await history.saved(asset)
    names = await names_in([(each.scheme, each.values) for each in saved], reader)
    before: list[Mapping[str, Any]] = [*(each.values for each in saved[1:]), {}]
    titles = saved[0].values.get("title", {})
    spoken = best_language(titles, reader)
    title = best(titles, reader) or asset.id
    view = HistoryView(
        title=title,
        lang=spoken if spoken != reader else "",
        back_href=f"/assets/{asset.id}",
        revisions=tuple(
            RevisionShown(
                number=each.number,
                at=each.at,
                by=each.by,
                changes=changes(each.scheme, old, each.values, known, names, reader),
                current=each.number == asset.revision,
                go_back=None if each.number == asset.revision else _go_back(asset, each.number, reader),
            )
            for each, old in zip(saved, before, strict=True)
        ),
        versions=tuple(_version(asset, each) for each in await history.versions(asset)),
        crumbs=(
            Crumb(label=text("menu.workbench", reader), href="/workbench"),
            Crumb(label=title, href=f"/assets/{asset.id}"),
            Crumb(label=text("history.over", reader)),
        ),
    )
    return await render.page(request, "history.html", view)


async def _notices(viewer: Viewer, reader: str) -> tuple[NoticeLine, ...]:
    lines = await notices.waiting(viewer.person) if viewer.person else []
    return tuple(
        NoticeLine(id=str(each.id), text=text(f"notice.{each.kind}", reader, **each.values), at=each.at)
        for each in lines
    )


def _tended(viewer: Viewer) -> QuerySet[Asset]:
    """What the viewer keeps, in every state."""
    seen = lookup.visible(viewer)
    return seen if isinstance(viewer.keeper, Everything) else seen.filter(owner_id__in=sorted(viewer.keeper))


def _asked(request: Request, known: Words) -> tuple[str, bool, int]:
    """The state, whether only one's own, and the page; what makes no sense is left out."""
    params = request.query_params
    state, page = params.get("state", ""), params.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1  # noqa: PLR2004
    return state if ("workflow-status", state) in known.by_slug else "", params.get("mine") == "1", max(number, 1)


async def _rows(assets: list[Asset], reader: str) -> tuple[WorkRow, ...]:
    told, tended = await glance(assets), await weighing.tended(assets)
    rows = []
    for asset in assets:
        card, more = cards.card(asset, told, reader), tended[asset.id]
        rows.append(
            WorkRow(
                href=card.href,
                title=card.title,
                lang=card.lang,
                state=cards.state_badge(asset, told, reader),
                picture=cards.picture(asset, told, reader, at="thumb"),
                kind=card.kind,
                file_name=more.file_name,
                missing=more.missing,
                changed=asset.modified_at,
                by=more.by,
            )
        )
    return tuple(rows)


async def _filters(
    tended: QuerySet[Asset], own: QuerySet[Asset], known: Words, reader: str, *, state: str, mine: bool
) -> tuple[CountedLink, ...]:
    """Chips with their counts: everything, one's own, then each state that has something in it."""
    counted = await (own if mine else tended).annotate(n=Count("id")).group_by("state").values("state", "n")
    by_state = {str(row["state"]): int(row["n"]) for row in counted}
    found = [
        CountedLink(
            href=_address("", mine=False),
            label=text("workbench.all", reader),
            count=await tended.count(),
            current=not state and not mine,
        ),
        CountedLink(
            href=_address("", mine=True), label=text("workbench.mine", reader), count=await own.count(), current=mine
        ),
    ]
    for word in known.vocabularies["workflow-status"]:
        if by_state.get(word.slug) or word.slug == state:
            found.append(  # noqa: PERF401 - a plain loop reads better here
                CountedLink(
                    href=_address(word.slug, mine=mine),
                    label=capital(word.label(reader)),
                    count=by_state.get(word.slug, 0),
                    current=word.slug == state,
                )
            )
    return tuple(found)


def _address(state: str, page: int = 1, *, mine: bool) -> str:
    asked = [f"state={state}" if state else "", "mine=1" if mine else "", f"page={page}" if page > 1 else ""]
    query = "&".join(each for each in asked if each)
    return f"/workbench?{query}" if query else "/workbench"


def _restore(asset: Asset, viewer: Viewer, reader: str) -> Action | None:
    if not access.may(viewer, "asset:describe", owner=asset.owner_id, uploader=asset.uploaded_by_id):
        return None
    return Action(href=f"/assets/{asset.id}/restore", label=text("action.restore", reader), icon="undo")


def _go_back(asset: Asset, number: int, reader: str) -> Action:
    values = (HiddenValue(name="to", value=str(number)), HiddenValue(name="revision", value=str(asset.revision)))
    return Action(href=f"/assets/{asset.id}/undo", label=text("action.go_back", reader), values=values, icon="undo")


def _version(asset: Asset, version: Version) -> VersionShown:
    return VersionShown(
        number=version.number,
        at=version.created_at,
        by=version.created_by.name if version.created_by else "",
        file_name=version.file_name,
        size_bytes=version.size,
        href="" if asset.bytes_blocked else f"/assets/{asset.id}/original?v={version.id}",
        current=version.id == asset.version,
    )
