"""A superuser changes the scheme: by mouse and by keyboard alone, and the form of an asset follows without restart."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.served import EDITOR, SUPERUSER

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(window):
    page = window(SUPERUSER, lang="nb")
    page.goto("/scheme/edit")
    return page


def order(page):
    return (
        page.locator("#field-title")
        .locator("xpath=..")
        .locator("input[name=order]")
        .evaluate_all("all => all.map((each) => each.value)")
    )


def test_a_field_is_moved_by_keyboard_told_aloud_and_saved_when_asked(desk):
    before = order(desk)
    button = desk.locator("#field-description button").first
    button.focus()
    desk.keyboard.press("Enter")
    assert order(desk).index("description") == before.index("description") - 1
    expect(desk.locator("#said")).to_contain_text("Beskrivelse")
    expect(button).to_be_focused()
    desk.get_by_role("button", name="Lagre rekkefølgen").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("done=scheme_saved"))
    assert order(desk).index("description") == before.index("description") - 1


def test_a_field_is_moved_without_a_script(window):
    page = window(SUPERUSER, scripted=False)
    page.goto("/scheme/edit")
    before = order(page)
    page.locator(f"#field-{before[1]} button").first.click()
    assert order(page)[:2] == [before[1], before[0]]
    page.get_by_role("button", name="Lagre rekkefølgen").click()
    page.wait_for_url(re.compile("done=scheme_saved"))
    assert order(page)[:2] == [before[1], before[0]]


def test_a_scheme_goes_out_and_comes_in_as_a_file(desk, tmp_path):
    file = tmp_path / "skjema.ttl"
    text = desk.request.get("/scheme.ttl").text()
    file.write_text(text.replace('"Målgruppe"@nb', '"Hvem det er til"@nb'), "utf-8")
    desk.get_by_role("link", name="Les inn fra fil").click()
    desk.locator("#file").set_input_files(file)
    desk.get_by_role("button", name="Se hva som blir endret").click()
    expect(desk.locator("#review")).to_contain_text("Hvem det er til")
    desk.locator("#note").fill("Fra fil")
    desk.locator("#review button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_saved"))
    desk.get_by_role("link", name="Versjoner").click()
    expect(desk.locator(".timeline > li").first).to_contain_text("Fra fil")


def test_a_field_is_dragged_to_its_place(desk):
    before = order(desk)
    last, first = desk.locator(f"#field-{before[3]}"), desk.locator(f"#field-{before[0]}")
    last.drag_to(first, target_position={"x": 200, "y": 4})
    assert order(desk)[0] == before[3]
    expect(desk.get_by_role("button", name="Lagre rekkefølgen")).to_be_visible()


def test_a_new_field_is_in_the_form_of_an_asset_at_once(window, desk, demonstration):
    desk.get_by_role("link", name="Legg til felt").click()
    desk.locator("#id").fill("stemning")
    desk.locator("#type").select_option("concept")
    desk.locator("#label-nb").fill("Stemning")
    desk.locator("#label-nn").fill("Stemning")
    desk.locator("#group").select_option("subject")
    desk.locator("#vocabulary").select_option("audience")
    desk.locator("form.scheme-form > .row button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_added"))
    editor = window(EDITOR, lang="nb")
    editor.goto(f"/assets/{demonstration.asset('bilde-hyller', editor)}/describe")
    expect(editor.locator("#field-stemning")).to_have_count(1)
