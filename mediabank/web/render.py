"""Pages from templates: the environment, what surrounds every page, and the answer with its headers."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context, Macro
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mediabank import access, language
from mediabank.access import NOBODY, Viewer
from mediabank.models import faults
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.shown import LanguageLink, MenuItem, Page, Toast, ViewerShown

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "se": "Davvisámegiella", "en": "English"}
MENU: tuple[tuple[str, str, str | None], ...] = (
    ("menu.campaigns", "/campaigns", None),
    ("menu.search", "/search", None),
    ("menu.workbench", "/workbench", "asset:add"),
    ("menu.concepts", "/concepts", "concept:edit"),
    ("menu.tasks", "/tasks", "bank:administer"),
    ("menu.status", "/status", "bank:administer"),
    ("menu.help", "/help", None),
)
"""Key, address, and the permission without which it is not shown."""


class Format:
    """Dates, sizes and numbers as the page's language writes them."""

    def __init__(self, language_: str) -> None:
        self.language = language_

    def day(self, value: date | datetime) -> str:
        """31. august 2027."""
        return language.day(value, self.language)

    def weekday(self, value: date) -> str:
        """Mandag 7. juni."""
        return language.weekday(value, self.language)

    def moment(self, value: datetime) -> str:
        """31. aug. 2027 12:00."""
        return language.moment(value, self.language)

    def size(self, bytes_: int) -> str:
        """24,1 MB."""
        return language.size(bytes_, self.language)

    def number(self, value: float) -> str:
        """1 204."""
        return language.number(value, self.language)


@cache
def environment() -> Environment:
    """The templates, with undefined names as errors and everything escaped."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = static
    made.globals["kept"] = kept
    return made


KEPT_PIECES = 4_096
_kept: OrderedDict[tuple[object, ...], str] = OrderedDict()


@pass_context
def kept(context: Context, piece: Macro, *values: object) -> str:
    """What a macro makes of frozen values, made once: it depends on nothing but them and the page's language.

    In templates `kept(card, each)` for `card(each)`. Whatever differs between two readers must be among the values.
    """
    key = (piece.name, context["fmt"].language, *values)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = piece(*values)
        if len(_kept) > KEPT_PIECES:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(key)
    return found


def static(name: str) -> str:
    """The address of a built file, with its digest so that browsers may keep it for ever."""
    return f"/static/{_built().get(name, name)}"


@cache
def _built() -> Mapping[str, str]:
    manifest = STATIC / "manifest.json"
    if not manifest.exists():
        return {}
    names: Mapping[str, str] = json.loads(manifest.read_text())
    return names


async def page(
    request: Request,
    template: str,
    view: object,
    *,
    title: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    toast: Toast | None = None,
) -> Response:
    """A page from a template and its view."""
    lang = language_of(request)
    html = (
        environment()
        .get_template(template)
        .render(
            view=view,
            title=title,
            page=await _around(request, lang, toast),
            lang=lang,
            t=lambda key, **values: language.text(key, lang, **values),
            fmt=Format(lang),
        )
    )
    response = HTMLResponse(html, status, headers=dict(headers or {}))
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Vary"] = "Cookie, Accept-Language, HX-Request"
    response.headers["Content-Language"] = lang
    return response


async def fragment(request: Request, template: str, **values: object) -> Response:
    """A piece of a page, for a script that puts it in its place."""
    lang = language_of(request)
    html = (
        environment()
        .get_template(template)
        .render(lang=lang, t=lambda key, **more: language.text(key, lang, **more), fmt=Format(lang), **values)
    )
    return HTMLResponse(html, headers={"Cache-Control": "private, no-cache", "Content-Language": lang})


async def _around(request: Request, lang: str, toast: Toast | None) -> Page:
    viewer = await _known(request)
    path = request.url.path
    menu = tuple(
        MenuItem(key=key, href=href, current=path == href or path.startswith(f"{href}/"))
        for key, href, permission in MENU
        if permission is None or access.may(viewer, permission)
    )
    return Page(
        lang=lang,
        menu=menu,
        languages=tuple(_language_link(request, code, lang) for code in language.LANGUAGES),
        viewer=ViewerShown(name=viewer.name, line=viewer.organisation_name) if viewer.person else None,
        toast=toast or _done(request, lang),
        partial=request.headers.get("hx-request") == "true" and "hx-history-restore-request" not in request.headers,
    )


def _done(request: Request, lang: str) -> Toast | None:
    """What was just done, as the address that was gone on to says; only what there is a text for."""
    key = f"toast.{request.query_params.get('done', '')}"
    return Toast(text=language.text(key, lang)) if language.has(key, "nb") else None


async def _known(request: Request) -> Viewer:
    """The viewer where one could be found out; an error page must not fail over the same fault again."""
    from mediabank.errors import Problem

    try:
        with faults.told():
            return await viewer_of(request)
    except Problem:
        return NOBODY


def _language_link(request: Request, code: str, current: str) -> LanguageLink:
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = back if request.method == "GET" else "/"
    href = f"/language/{code}?{urlencode({'next': target})}"
    return LanguageLink(code=code, lang=code, name=LANGUAGE_NAMES[code], href=href, current=code == current)
