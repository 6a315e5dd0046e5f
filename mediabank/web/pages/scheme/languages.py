"""The languages that texts are written in: those there are, and a form for one more."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediabank.concepts import tongues
from mediabank.concepts.scheme import SchemeMoved
from mediabank.errors import Unfit
from mediabank.web import incoming, render
from mediabank.web.incoming import Form
from mediabank.web.pages.scheme import deciding
from mediabank.web.pages.scheme.controls import LANGUAGES as NAMED_IN
from mediabank.web.pages.scheme.controls import input_of, language_name
from mediabank.web.pages.scheme.deciding import HERE, Desk, Told
from mediabank.web.pages.scheme.written import LONGEST_WRITTEN
from mediabank.web.shown import Change, Crumb
from mediabank.web.shown import Field as FormField
from mediabank.web.shown.scheme import SchemeLanguagesView

LANGUAGES = f"{HERE}/languages"
LONGEST_TAG = 40


async def languages_page(request: Request) -> Response:
    """The languages there are."""
    return await _page(await deciding.desk_of(request), Form(), Told())


async def languages_now(request: Request) -> Response:
    """Add a language."""
    form, desk = await incoming.form(request), await deciding.desk_of(request)
    labels = {each: form.get(f"label.{each}").strip()[:LONGEST_WRITTEN] for each in NAMED_IN}
    try:
        seen = deciding.number(form.get("seen"))
        await tongues.speak(form.get("tag").strip()[:LONGEST_TAG], labels, seen=seen, by=desk.viewer)
    except SchemeMoved:
        desk = await deciding.desk_of(request)
        return await _page(desk, form, await deciding.newer(desk, seen))
    except Unfit as unfit:
        return await _page(desk, form, Told(unfit.status, unfit.faults))
    return RedirectResponse(f"{LANGUAGES}?done=scheme_language", 303)


async def _page(desk: Desk, form: Form, told: Told) -> Response:
    title = desk.text("scheme_page.languages_title")
    tag = input_of(desk, "tag", "text", desk.text("scheme_form.tag"), told.faults, value=form.get("tag"))
    labels = tuple(
        input_of(
            desk,
            f"label.{each}",
            "text",
            language_name(desk, each),
            told.faults,
            value=form.get(f"label.{each}"),
            lang=each,
        )
        for each in NAMED_IN
    )
    view = SchemeLanguagesView(
        languages=tuple(Change(label=each, after=language_name(desk, each)) for each in desk.now.scheme.languages),
        fields=(
            FormField(
                id="part-tag", label=tag.label, help=desk.text("scheme_form.tag_help"), obligation="must", inputs=(tag,)
            ),
            FormField(
                id="part-label",
                label=desk.text("scheme_form.label"),
                help=desk.text("scheme_form.label_help"),
                obligation="must",
                inputs=labels,
                layout="languages",
            ),
        ),
        action_href=LANGUAGES,
        back_href=HERE,
        words_href=f"/concepts/{tongues.VOCABULARY}",
        crumbs=desk.crumbs(Crumb(label=title)),
        hidden=(desk.seen(),),
        problems=deciding.problems(desk, told),
        newer=told.newer,
        is_unsaved=told != Told(),
    )
    return await render.page(desk.request, "scheme_languages.html", view, status=told.status)
