"""What a library person, a stranger and the administrator do, in the languages of the pages."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from mediabank import language
from tests.browser.material import PIECES
from tests.browser.served import ADMINISTRATOR, LIBRARY, problem
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
PUBLIC = {"plakat-les-mer-nb", "bilde-brygga", "bilde-bok"}
CLOSED = {slug: piece for slug, piece in PIECES.items() if slug not in PUBLIC}


@pytest.fixture(params=["nb", "nn", "en"])
def library(request, window):
    """A library person."""
    return Walk(window(LIBRARY, lang=request.param), request.param)


def fetched(page, target):
    """The bytes and the name that a click downloads."""
    with page.expect_download() as coming:
        target.click()
    return coming.value.path().read_bytes(), coming.value.suggested_filename


def test_a_search_finds_posters_about_reading(library):
    page = library.page
    page.goto("/")
    page.locator("#q").fill("plakat lesing")
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).to_have_text(re.compile(r"[1-9]\d* (treff|hits?)"))
    assert "Les meir i sommar" in page.locator("#results").inner_text()


def test_facets_narrow_and_leave_out_and_chips_take_them_back(library):
    page = library.page
    page.goto("/search?q=plakat")
    before = page.locator("#results .object").count()
    page.locator("#facets input[name=language][value=nb]").check()
    expect(page.locator("#results .chip.chosen")).to_have_count(1)
    expect(page.locator("#results .object")).not_to_have_count(before)
    page.goto("/search?q=plakat")
    page.locator(".leave-out summary, summary:has(+ .leave-out), .more-options summary").last.click()
    page.locator("input[name=not-language][value=nn]").check()
    expect(page.locator("#results .chip.excluded")).to_have_count(1)
    expect(page.locator("#results .object", has_text=re.compile(r"\bnn\b"))).to_have_count(0)
    page.locator("#results .chip.excluded").click()
    expect(page.locator("#results .object")).to_have_count(before)


def test_an_asset_says_who_to_credit_on_what_terms_and_until_when(library, demonstration):
    page = library.page
    page.goto(f"/assets/{demonstration.asset('bilde-treet', page)}")
    expect(page.locator("#credit-line")).to_have_text("Illustrasjon: Mediebanken")
    expect(page.locator(".answer h2")).to_have_text(library.words("asset.use_yes"))
    expect(page.locator(".answer")).to_contain_text("CC BY 4.0")
    expect(page.locator(".answer")).to_contain_text(library.words("asset.use_open"))


def test_the_screen_size_and_the_original_are_downloaded(library, demonstration):
    page = library.page
    id_ = demonstration.asset("bilde-treet", page)
    page.goto(f"/assets/{id_}")
    shown, name = fetched(page, page.locator(".download a"))
    assert (shown[:3], name.endswith(".jpg")) == (b"\xff\xd8\xff", True)
    original, name = fetched(page, page.locator(".sizes a[href$='/original']"))
    known = problem(page, f"/api/v1/assets/{id_}")
    assert name == "leser-under-treet.jpg"
    assert hashlib.sha256(original).hexdigest() in str(known)


def test_a_library_sees_no_draft_no_embargo_and_nothing_that_is_over(library):
    page = library.page
    page.goto("/search?size=100")
    seen = page.content()
    hidden = ("bilde-hyller", "story-les-meir-nn", "skjerm-tur-nb-nn")
    assert [PIECES[slug].description["title"]["nb"] for slug in hidden if _title(slug) in seen] == []


def _title(slug: str) -> str:
    return str(PIECES[slug].description["title"]["nb"]) + "<"


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_a_stranger_is_told_what_the_bank_is_for_and_how_a_library_gets_in(window, lang):
    walk = Walk(window(lang=lang), lang)
    walk.page.goto("/")
    for key in ("front.stranger_lead", "front.ways_heading", "front.way_agreement_line"):
        expect(walk.page.locator("main")).to_contain_text(walk.words(key))
    walk.page.locator("main").get_by_role("link", name=walk.words("frame.get_started")).click()
    expect(walk.page.locator("#agreement")).to_contain_text(walk.words("help.agreement"))


def test_a_stranger_sees_what_is_public(window):
    page = window()
    page.goto("/search")
    for slug in PUBLIC:
        expect(page.locator("#results")).to_contain_text(PIECES[slug].description["title"]["nb"])


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=plakat", "/campaigns", "/campaigns/les-mer-i-sommer"])
def test_a_stranger_sees_nothing_else(window, path):
    page = window()
    page.goto(path)
    html = page.content()
    titles = {text for piece in CLOSED.values() for text in piece.description["title"].values()}
    assert sorted(title for title in titles if f">{title}<" in html or f'"{title}"' in html) == []


@pytest.mark.parametrize("slug", ["bilde-treet", "bilde-hyller", "story-les-meir-nn", "skjerm-tur-nb-nn"])
def test_a_strangers_guess_is_answered_as_if_nothing_were_there(window, demonstration, slug):
    page, editor = window(), window("kommunikasjon@example.org")
    id_ = demonstration.asset(slug, editor)
    hidden, nowhere = (page.request.get(f"/assets/{each}") for each in (id_, "bbbbbbbbbb"))
    assert (hidden.status, hidden.text().replace(id_, "bbbbbbbbbb")) == (nowhere.status, nowhere.text())


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_the_administrator_sees_how_every_part_stands_and_what_is_owed(window, lang):
    walk = Walk(window(ADMINISTRATOR, lang=lang), lang)
    walk.page.goto("/")
    walk.click("menu.status", within="header")
    expect(walk.page.locator("tbody .badge[data-tone=yes]")).to_have_count(5)
    walk.click("menu.tasks", within="header")
    expect(walk.page.locator("h1")).to_have_text(walk.words("tasks.title"))


@pytest.mark.parametrize("code", ["nb", "nn", "se", "en"])
def test_the_language_is_chosen_and_kept(window, code):
    page = window(lang="en" if code == "nb" else "nb")
    page.goto("/help")
    page.locator(f".foot a[hreflang={code}]").click()
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("h1")).to_have_text(language.text("frame.get_started", code))
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", code)


def test_every_problem_is_told_where_its_type_points(window):
    page = window()
    told = problem(page, "/api/v1/assets/bbbbbbbbbb")
    page.goto(told["type"])
    expect(page.locator(page.url[page.url.index("#") :])).to_contain_text(str(told["status"]))
