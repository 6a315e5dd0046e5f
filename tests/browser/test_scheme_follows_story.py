"""A field of each type from the superuser's form to a library's download, and what becomes of it when it is retired."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import gallery
from tests.browser.served import EDITOR, SUPERUSER
from tests.browser.test_staff_story import bring_in, fill_what_is_missing
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser

WRITTEN = {
    "string": ("A 12", "A 12"),
    "langString": ("Stille morgen", {"nb": "Stille morgen"}),
    "integer": ("12", 12),
    "uri": ("https://example.org/", "https://example.org/"),
    "date": ("2026-06-01", "2026-06-01"),
    "dateTime": ("2026-06-01T12:00", "2026-06-01T10:00:00Z"),
    "edtf": ("2026-05", "2026-05"),
    "concept": ("barn", ["barn"]),
    "organisationRef": ("", ""),
    "assetRef": ("", ""),
    "struct": ("Salen", {"room": "Salen"}),
}
"""Type → what a describer writes, and what the API gives back; references are found in the bank."""


@pytest.fixture
def desk(window):
    """The scheme's desk; the version that was in force is put in force again at the end."""
    page = window(SUPERUSER, lang="nb")
    before = newest(page)
    page.goto("/scheme/edit")
    yield page
    if newest(page) != before:
        page.locator(f"form[action$='/versions/{before}'] button").click()
        page.locator("#review button[value=save]").click()
        page.wait_for_url(re.compile("done=scheme_again"))


def newest(page: Page) -> int:
    page.goto("/scheme/edit/versions")
    return int((page.locator(".timeline h2 a").first.get_attribute("href") or "").rpartition("/")[2])


def add(page: Page, id_: str, type_: str) -> None:
    """One more field of a type, named by its identifier."""
    page.goto("/scheme/edit")
    page.get_by_role("link", name="Legg til felt").click()
    page.locator("#id").fill(id_)
    page.locator("#type").select_option(type_)
    expect(page.locator("#part-vocabulary")).to_be_visible(visible=type_ == "concept")
    expect(page.locator("#members")).to_be_visible(visible=type_ == "struct")
    for code in ("nb", "nn"):
        page.locator(f"#label-{code}").fill(f"Felt {id_}")
    if type_ == "concept":
        page.locator("#vocabulary").select_option("audience")
        page.locator("#repeatable").check()
        page.locator("#facet").check()
    if type_ == "string":
        page.locator("#mappings-xmp").fill("photoshop:Instructions")
    if type_ == "struct":
        page.locator("#members-0-id").fill("room")
        page.locator("#members-0-label-nb").fill("Rom")
        page.locator("#members-0-label-nn").fill("Rom")
    page.locator("form.scheme-form > .row button[value=save]").click()
    page.wait_for_url(re.compile("done=scheme_added"))


def fill(page: Page, type_: str) -> object:
    """Write in the field of this type on the describing form; what the API will say of it."""
    control, (written, told) = page.locator(f"#my{type_}"), WRITTEN[type_]
    if type_ == "langString":
        page.locator("#mylangString-nb").fill(written)
    elif type_ == "struct":
        page.locator("#mystruct-room").fill(written)
    elif type_ == "concept":
        page.locator(f"input[name=myconcept][value={written}]").check()
    elif type_ == "organisationRef":
        control.select_option(index=1)
        return control.input_value()
    elif type_ == "assetRef":
        found = page.request.get("/api/v1/assets?size=1").json()["items"][0]["id"]
        control.fill(found)
        return found
    else:
        control.fill(written)
    return told


def unfolded(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")


def test_a_field_of_each_type_is_described_published_found_and_delivered_without_a_restart(window, desk, tmp_path):
    for type_ in WRITTEN:
        add(desk, f"my{type_}", type_)
    walk = Walk(window(EDITOR, lang="nb"))
    page = walk.page
    address = bring_in(walk, tmp_path, "Felt av alle slag")
    fill_what_is_missing(page, "Felt av alle slag")
    unfolded(page)
    told = {f"my{type_}": fill(page, type_) for type_ in WRITTEN}
    assert gallery.violations(page) == []
    walk.click("describe.save_and_publish")
    walk.told("toast.published")
    id_ = address.rpartition("/")[2]
    description = page.request.get(f"/api/v1/assets/{id_}").json()["description"]
    assert {name: description[name] for name in told} == told
    expect(page.locator("main")).to_contain_text("Felt mystring")
    expect(page.locator("main")).to_contain_text("Salen")
    walk.until_found("&myconcept=barn", "Felt av alle slag")
    expect(page.locator("main")).to_contain_text("Felt myconcept")
    delivered = page.request.get(f"/assets/{id_}/renditions/web-jpeg").body()
    assert b"<photoshop:Instructions>A 12</photoshop:Instructions>" in delivered


def lacking(page: Page, field: str) -> int:
    """Published assets without a value in a field, by the API; of no more than a hundred."""
    found = page.request.get("/api/v1/assets?drafts=1&size=100").json()
    assert found["total"] <= 100
    return sum(each["state"] == "publisert" and field not in each["description"] for each in found["items"])


def test_a_field_is_demanded_in_four_steps_and_the_number_that_would_fail_is_right(window, desk, tmp_path):
    add(desk, "shelf", "string")
    editor = Walk(window(EDITOR, lang="nb"))
    address = bring_in(editor, tmp_path, "Uten hylle")
    n = lacking(editor.page, "shelf")
    desk.goto("/scheme/edit")
    walk = Walk(desk)
    walk.step(desk.locator("#field-shelf a"))
    walk.steps += 1
    desk.locator("#publish").select_option("M")
    walk.step(desk.locator("form.scheme-form > .row button[value=save]"))
    expect(desk.locator(".scheme-foretelling p").first).to_have_text(f"{n} publiserte filer ville ikke bestått.")
    walk.step(desk.locator("#review button[value=save]"))
    desk.wait_for_url(re.compile("done=scheme_saved"))
    assert walk.steps == 4
    editor.page.goto(f"{address}/describe")
    fill_what_is_missing(editor.page, "Uten hylle")
    editor.click("describe.save_and_publish")
    expect(editor.page.locator(".errors a[href='#shelf']")).to_be_visible()
    editor.page.locator("#shelf").fill("B 7")
    editor.click("describe.save_and_publish")
    editor.told("toast.published")


def test_what_stands_in_a_retired_field_is_set_aside_and_comes_back_with_it(window, desk, tmp_path):
    add(desk, "drawer", "string")
    editor = Walk(window(EDITOR, lang="nb"))
    address = bring_in(editor, tmp_path, "I skuffen")
    unfolded(editor.page)
    editor.page.locator("#drawer").fill("Skuff 3")
    editor.click("describe.save")
    walk = Walk(desk)
    walk.step(desk.locator("#field-drawer a"))
    walk.click("scheme_page.retire")
    expect(desk.locator(".lead")).to_contain_text("Én fil har en verdi i feltet.")
    walk.step(desk.locator("#review button[value=save]"))
    desk.wait_for_url(re.compile("done=scheme_retired"))
    assert walk.steps == 3
    editor.page.goto(f"{address}/describe")
    expect(editor.page.locator("#field-drawer")).to_have_count(0)
    editor.page.locator("#title-nb").fill("I skuffen, lagret uten feltet")
    editor.click("describe.save")
    desk.locator("form[action$='/drawer/restore'] button").click()
    desk.locator("#review button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_put_back"))
    editor.page.goto(f"{address}/describe")
    unfolded(editor.page)
    expect(editor.page.locator("#drawer")).to_have_value("Skuff 3")


def test_of_two_superusers_the_later_is_told_and_both_changes_stand(window, desk):
    other = window(SUPERUSER, lang="nn")
    for page in (desk, other):
        page.goto("/scheme/edit/audience")
    desk.locator("#label-nb").fill("Hvem det er til")
    desk.locator("form.scheme-form > .row button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_saved"))
    other.locator("#help-nn").fill("Kven det er laga for.")
    other.locator("form.scheme-form > .row button[value=save]").click()
    expect(other.locator("#newer-heading")).to_contain_text("Ingenting er overskrive")
    expect(other.locator(".scheme-newer")).to_contain_text("Hvem det er til")
    expect(other.locator("#help-nn")).to_have_value("Kven det er laga for.")
    assert gallery.violations(other) == []
    other.locator("form.scheme-form > .row button[value=save]").click()
    other.wait_for_url(re.compile("done=scheme_saved"))
    other.goto("/scheme/edit/audience")
    expect(other.locator("#label-nb")).to_have_value("Hvem det er til")
    expect(other.locator("#help-nn")).to_have_value("Kven det er laga for.")


def test_a_heading_is_added_and_moved_by_keyboard_and_a_part_of_a_struct_by_button(window, desk):
    walk = Walk(desk)
    walk.click("scheme_page.groups_title")
    desk.locator("#new-nb").fill("Lyd og rom")
    desk.locator("#new-nn").fill("Lyd og rom")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("done=scheme_saved"))
    desk.goto("/scheme/edit/groups")
    assert gallery.violations(desk) == []
    button = desk.get_by_role("button", name="Flytt Lyd og rom opp")
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#said")).to_contain_text("Lyd og rom")
    expect(button).to_be_focused()
    desk.locator("form.scheme-form > .row button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_saved"))
    assert desk.locator("form h2").all_inner_texts()[-2] == "Lyd og rom"
    desk.goto("/scheme/edit/placeShown")
    desk.get_by_role("button", name="Legg til del").click()
    expect(desk.locator("#members-2-id")).to_be_visible()
    expect(desk.locator("#members-2-vocabulary")).to_be_hidden()
    assert gallery.violations(desk) == []
    desk.locator("#members-2-id").fill("farm")
    desk.locator("#members-2-label-nb").fill("Gård")
    desk.locator("#members-2-label-nn").fill("Gard")
    desk.locator("#member-2 button[value='2:up']").click()
    desk.locator("form.scheme-form > .row button[value=save]").click()
    desk.wait_for_url(re.compile("done=scheme_saved"))
    desk.goto("/scheme#field-placeShown")
    expect(desk.locator("#field-placeShown")).to_contain_text("Fylke, Gård, Sted")


def test_headings_and_parts_are_changed_without_a_script(window, desk):
    page = window(SUPERUSER, scripted=False)
    page.goto("/scheme/edit/new")
    page.locator("#id").fill("venue")
    page.locator("#type").select_option("struct")
    page.locator("#label-nb").fill("Sted i huset")
    page.locator("#label-nn").fill("Stad i huset")
    page.locator("form.scheme-form > .row button[value=save]").click()
    expect(page.locator(".errors")).to_contain_text("minst én del")
    page.locator("#members-0-id").fill("room")
    page.locator("#members-0-label-nb").fill("Rom")
    page.locator("#members-0-label-nn").fill("Rom")
    page.locator("form.scheme-form > .row button[value=save]").click()
    page.wait_for_url(re.compile("done=scheme_added"))
