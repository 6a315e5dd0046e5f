"""Every page with sample values: accessible, never wider than the window, quiet in the console, with script or not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from mediabank import language
from mediabank.web import render
from tests.browser import gallery
from tests.browser.samples import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not gallery.AXE.exists(), reason="the front end's packages are not here; run: make frontend"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with gallery.chromium() as started:
        yield started


@pytest.fixture(scope="module", params=PAGES)
def sheet(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with gallery.opened(browser, request.param, 1280) as page:
        yield page


def test_a_page_obeys_the_content_security_policy(sheet: Page) -> None:
    said: list[str] = []
    page = sheet.context.new_page()
    page.route("**/*", gallery.answer)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(sheet.url)
    page.close()
    assert said == []


@pytest.mark.parametrize("width_px", gallery.SIZES)
def test_axe_finds_nothing_on_a_page(sheet: Page, width_px: int) -> None:
    sheet.set_viewport_size({"width": width_px, "height": 900})
    assert gallery.violations(sheet) == []


def test_a_page_is_never_wider_than_its_window(sheet: Page) -> None:
    for width_px in (320, 360, 640, 900, 1280):
        sheet.set_viewport_size({"width": width_px, "height": 800})
        assert (width_px, gallery.overflow(sheet)) == (width_px, [])


def test_text_of_twice_the_size_still_fits(sheet: Page) -> None:
    sheet.evaluate("document.documentElement.style.fontSize = '200%'")
    try:
        for width_px in (360, 1280):
            sheet.set_viewport_size({"width": width_px, "height": 800})
            assert (width_px, gallery.overflow(sheet)) == (width_px, [])
    finally:
        sheet.evaluate("document.documentElement.style.fontSize = ''")


@pytest.mark.parametrize("lang", ["nn", "en", "se"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_no_bare_key(name: str, lang: str) -> None:
    html = gallery.rendered(PAGES[name], lang)
    assert [key for key in language.catalogue("nb") if f">{key}<" in html or f'"{key}"' in html] == []


def test_a_facet_swaps_the_hits_and_keeps_the_focus(browser: Browser) -> None:
    with gallery.opened(browser, "search", 1280) as page:
        page.locator("#language-2").focus()
        with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
            page.keyboard.press("Space")
        expect(page.locator("#said")).to_have_text("60 treff")
        expect(page.locator("#language-2")).to_be_focused()
        assert "language=1" in page.url


def test_a_search_word_swaps_the_hits_and_keeps_the_focus(browser: Browser) -> None:
    with gallery.opened(browser, "search", 1280) as page:
        page.locator("#q").fill("plakat lesing")
        with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
            page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("60 treff")
        expect(page.locator("#q")).to_be_focused()
        assert "q=plakat+lesing" in page.url


def test_more_hits_are_put_below_and_the_first_new_one_has_the_focus(browser: Browser) -> None:
    with gallery.opened(browser, "search", 1280) as page:
        before = page.locator("#results .object").count()
        page.locator("#more a[rel=next]").click()
        expect(page.locator("#results .object")).to_have_count(2 * before)
        expect(page.locator("#results .object-link").nth(before)).to_be_focused()


def test_pictures_of_a_row_stand_on_one_line_in_their_own_shapes(browser: Browser) -> None:
    with gallery.opened(browser, "search", 1280) as page:
        boxes = [page.locator("#results .stand img").nth(i).bounding_box() for i in range(3)]
        assert len({round(box["y"] + box["height"]) for box in boxes}) == 1
        shapes = [round(box["width"] / box["height"], 2) for box in boxes]
        assert shapes == pytest.approx([452 / 640, 640 / 427, 640 / 360], abs=0.02)


def test_the_size_of_the_pictures_is_remembered_and_searches_nothing(browser: Browser) -> None:
    with gallery.opened(browser, "search", 1280) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
        page.locator("#height-large").check()
        page.reload()
        expect(page.locator("#height-large")).to_be_checked()
        assert asked == []


def test_the_credit_line_is_copied_with_a_word_about_it(browser: Browser) -> None:
    with gallery.opened(browser, "asset", 1280) as page:
        page.get_by_role("button", name="Kopier").click()
        expect(
            page.get_by_role("button", name="Kopiert").or_(page.get_by_role("button", name="Ctrl+C"))
        ).to_be_visible()


def test_without_script_nothing_that_needs_it_is_shown(browser: Browser) -> None:
    with gallery.opened(browser, "asset", 1280, scripted=False) as page:
        assert not page.get_by_role("button", name="Kopier").is_visible()
    with gallery.opened(browser, "search", 1280, scripted=False) as page:
        assert page.get_by_role("button", name="Vis treff", exact=True).is_visible()
    with gallery.opened(browser, "upload", 1280, scripted=False) as page:
        assert page.get_by_role("button", name="Send inn").is_visible()


def test_each_file_is_sent_alone_and_a_refused_one_says_why(browser: Browser) -> None:
    with gallery.opened(browser, "upload", 1280) as page:
        answers = iter([(201, '{"href": "/asset"}'), (415, '{"title": "Denne filtypen tar vi ikke imot."}')])

        def receive(route) -> None:
            status, body = next(answers)
            route.fulfill(status=status, body=body, content_type="application/json")

        page.route("**/upload", lambda route: receive(route) if route.request.method == "POST" else route.fallback())
        files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": b"x" * 2000} for n in ("en", "to")]
        page.locator("#files").set_input_files(files)
        expect(page.locator("[data-sentence]")).to_have_text("Ferdig: 1 av 2 lagt inn.")
        expect(page.locator(".upload-file .state").nth(1)).to_have_text("Denne filtypen tar vi ikke imot.")
        expect(page.locator(".upload-file a[href='/asset']")).to_be_visible()


def test_the_built_files_are_asked_for_with_their_hash() -> None:
    assert "?v=" in render.static("app.css")
