"""Without JavaScript: signing in, searching with facets, an asset, downloading, uploading, describing, publishing."""

import pytest
from playwright.sync_api import expect

from tests.browser.material import drawn
from tests.browser.served import EDITOR, LIBRARY
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(params=["nb", "en"])
def walk(request, window):
    """Communications staff whose browser runs no scripts."""
    return Walk(window(EDITOR, lang=request.param, scripted=False), request.param)


def test_signing_in_and_out(window, demonstration):
    walk = Walk(window(scripted=False))
    walk.sign_in(LIBRARY, demonstration.password)
    walk.page.locator(".head .fold").first.locator("summary").click()
    walk.page.locator("form[action='/sign-out'] button").click()
    walk.told("toast.signed_out")


def test_a_wrong_password_is_told_and_the_address_stays(window):
    page = window(scripted=False)
    page.goto("/sign-in?next=/help")
    page.locator("#email").fill(LIBRARY)
    page.locator("#password").fill("ikke-dette-passordet")
    page.locator("main button[type=submit]").click()
    expect(page.locator("#sign-in-problem")).to_be_visible()
    expect(page.locator("#email")).to_have_value(LIBRARY)


def test_words_facets_and_sorting_are_sent_together(window):
    page = window(LIBRARY, scripted=False)
    page.goto("/search")
    page.locator("#q").fill("plakat")
    page.locator("#facets input[name=language][value=nn]").check()
    page.locator("#facets noscript button, #facets button[type=submit]").first.click()
    assert "language=nn" in page.url
    expect(page.locator("#results .object")).to_have_count(1)
    page.locator("#results .chip").click()
    assert page.locator("#results .object").count() > 1


def test_an_asset_is_opened_and_its_original_fetched(window, demonstration):
    page = window(LIBRARY, scripted=False)
    page.goto("/search?q=brygga")
    page.locator(".object-link", has_text="Leser på brygga").first.click()
    with page.expect_download() as coming:
        page.locator(".sizes a[href$='/original']").click()
    assert coming.value.suggested_filename == "leser-pa-brygga.jpg"


def test_files_are_uploaded_by_the_plain_form_described_and_published(walk, tmp_path):
    page = walk.page
    title = f"Uten skript {walk.lang}"
    page.goto("/upload")
    name = f"enkel-{walk.lang}.jpg"
    page.locator("#files").set_input_files([drawn(tmp_path, "bilde-bok", name, seed=5 + ord(walk.lang[0]))])
    page.locator("form[data-upload] button[type=submit]").click()
    page.locator(".upload-file a").click()
    for code in ("nb", "nn"):
        page.locator(f"#title-{code}").fill(title)
    page.locator("#materialType").select_option("illustrasjon")
    page.locator("input[name=language][value=zxx]").check()
    page.locator("input[name=alteration][value=beskjaering]").check()
    page.locator("input[name=modelRelease][value=MR-NAP]").check()
    page.locator("input[name=visibility][value=medlem]").check()
    walk.click("describe.save_and_publish")
    walk.told("toast.published")
    expect(page.locator("h1")).to_have_text(title)


def test_rows_are_added_and_taken_away_and_nothing_typed_is_lost(walk, tmp_path):
    page = walk.page
    page.goto("/upload")
    name = f"rader-{walk.lang}.jpg"
    page.locator("#files").set_input_files([drawn(tmp_path, "bilde-treet", name, seed=9 + ord(walk.lang[0]))])
    page.locator("form[data-upload] button[type=submit]").click()
    page.locator(".upload-file a").click()
    page.locator("#title-nb").fill("Står her")
    page.locator("#field-creator button[name=add]").click()
    page.locator("#creator-1-name").fill("Anne Vik")
    page.locator("#field-creator button[name=add]").click()
    expect(page.locator("#title-nb")).to_have_value("Står her")
    expect(page.locator("#creator-1-name")).to_have_value("Anne Vik")
    page.locator("#field-creator button[name=remove]").nth(2).click()
    page.locator("#field-creator button[name=remove]").nth(0).click()
    expect(page.locator("#field-creator .field-row")).to_have_count(1)
    expect(page.locator("#creator-0-name")).to_have_value("Anne Vik")
    walk.click("describe.save")
    expect(page.locator(".facts")).to_contain_text("Anne Vik")


def test_nothing_that_needs_script_is_offered(window):
    page = window(LIBRARY, scripted=False)
    for path in ("/", "/search", "/help"):
        page.goto(path)
        assert page.locator(".only-scripted").filter(visible=True).count() == 0
