"""What communications staff do from end to end: bring in, describe, publish, replace, withdraw, throw away, undo."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.material import drawn, five_kinds
from tests.browser.served import EDITOR, LIBRARY
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
LANGUAGES = ("nb", "en")


@pytest.fixture(params=LANGUAGES)
def walk(request, window):
    """Communications staff at their desk."""
    return Walk(window(EDITOR, lang=request.param), request.param)


def bring_in(walk: Walk, tmp_path, name: str, slug: str = "bilde-brygga") -> str:
    """One file in by the upload page; its address."""
    walk.page.goto("/upload")
    walk.drop([drawn(tmp_path, slug, f"{name}.jpg", seed=sum(map(ord, name)))])
    walk.step(walk.page.locator("a[data-describe]").filter(visible=True))
    expect(walk.page.locator("form.describe")).to_be_visible()
    return walk.page.url.removesuffix("/describe")


def fill_what_is_missing(page: Page, title: str) -> None:
    for code in ("nb", "nn"):
        page.locator(f"#title-{code}").fill(title)
    page.locator("#materialType").select_option("illustrasjon")
    page.locator("input[name=language][value=zxx]").check()
    page.locator("input[name=alteration][value=beskjaering]").check()
    page.locator("input[name=modelRelease][value=MR-NAP]").check()
    page.locator("input[name=visibility][value=medlem]").check()


def published(walk: Walk, tmp_path, name: str) -> str:
    """A published picture with this name as its title; its address."""
    address = bring_in(walk, tmp_path, name)
    fill_what_is_missing(walk.page, name)
    walk.click("describe.save_and_publish")
    walk.told("toast.published")
    return address


def as_library(window, lang: str) -> Walk:
    return Walk(window(LIBRARY, lang=lang), lang)


def lines(page: Page) -> Locator:
    return page.locator(".upload-file")


def test_five_kinds_of_file_come_in_each_with_its_own_progress(window, demonstration, tmp_path):
    walk = Walk(window(lang="nb"), "nb")
    walk.sign_in(EDITOR, demonstration.password)
    walk.click("menu.workbench", within="header")
    walk.click("workbench.upload")
    held, is_open = [], []
    walk.page.route("**/upload", lambda route: route.continue_() if is_open else held.append(route))
    walk.drop(five_kinds(tmp_path, "fem"))
    expect(lines(walk.page)).to_have_count(5)
    expect(lines(walk.page).locator("progress").filter(visible=True)).to_have_count(2)
    expect(lines(walk.page).locator(".state", has_text=walk.words("upload.js_waiting"))).to_have_count(3)
    is_open.append(True)
    for each in held:
        each.continue_()
    expect(lines(walk.page).locator(".state[data-tone=yes]")).to_have_count(5)
    expect(walk.page.locator("[data-sentence]")).to_have_text("Ferdig: 5 av 5 lagt inn.")


def test_files_may_be_chosen_as_well_as_dropped(window, tmp_path):
    page = window(EDITOR, lang="en")
    page.goto("/upload")
    with page.expect_file_chooser() as choosing:
        page.locator("label.choose-files").click()
    choosing.value.set_files(five_kinds(tmp_path, "five"))
    expect(page.locator("[data-sentence]")).to_have_text("Finished: 5 of 5 added.")


def test_a_file_that_is_no_picture_is_refused_in_its_own_line_and_the_others_come_in(walk, tmp_path):
    page = walk.page
    program = tmp_path / "gave.exe"
    program.write_bytes(b"MZ\x90\0" + bytes(500))
    page.goto("/upload")
    walk.drop([program, drawn(tmp_path, "bilde-bok", f"god-{walk.lang}.webp", seed=41 + len(walk.lang))])
    expect(lines(page).nth(0).locator(".state")).to_have_text(walk.words("error.not_a_kind"))
    expect(lines(page).nth(1).locator(".state")).to_have_attribute("data-tone", "yes")


def test_what_the_file_says_is_proposed_and_marked(walk, tmp_path):
    bring_in(walk, tmp_path, f"foreslag-{walk.lang}")
    page = walk.page
    expect(page.locator("#title-nn")).to_have_value("Lesar på brygga")
    expect(page.locator("label[for=title-nn] .mark-from-file")).to_have_text(walk.words("form.from_file"))
    expect(page.locator("#creditLine")).to_have_value("Illustrasjon: Mediebanken")
    expect(page.locator("#creator-0-name")).to_have_value("Mediebanken")


def test_all_that_stops_publishing_is_told_at_once_each_with_its_way_there(walk, tmp_path):
    bring_in(walk, tmp_path, f"stans-{walk.lang}")
    page = walk.page
    walk.click("describe.save_and_publish")
    told = page.locator(".errors li a")
    expect(page.locator(".errors")).to_be_focused()
    assert told.count() >= 5
    for href in told.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        assert page.locator(href).count() == 1, href


def test_several_faults_are_told_at_once_and_what_was_written_stays(walk, tmp_path):
    bring_in(walk, tmp_path, f"feil-{walk.lang}")
    page = walk.page
    page.locator("#dateCreated").fill("i fjor en gang")
    page.locator("#title-nb").fill("")
    page.locator("#title-nn").fill("")
    walk.click("describe.save")
    assert page.locator(".errors li").count() == 2
    expect(page.locator("#dateCreated")).to_have_value("i fjor en gang")
    expect(page.locator("#dateCreated")).to_have_attribute("aria-invalid", "true")


def test_from_drop_to_published_takes_four_steps_and_the_library_finds_it(walk, window, tmp_path):
    title = f"Fire steg {walk.lang}"
    published(walk, tmp_path, title)
    assert walk.steps <= 4  # J4: drop, open, publish; what is filled in are no steps
    as_library(window, walk.lang).until_found("fire steg", title)


def test_a_new_version_takes_three_steps_and_keeps_the_address(walk, tmp_path):
    address = published(walk, tmp_path, f"Nytt bilde {walk.lang}")
    before = walk.page.locator(".stage img").get_attribute("src")
    walk.steps = 0
    walk.click("asset.new_version")
    walk.drop([drawn(tmp_path, "bilde-treet", f"ny-{walk.lang}.jpg", seed=77 + len(walk.lang) + ord(walk.lang[0]))])
    walk.told("toast.version_added")
    assert walk.steps <= 3  # J6
    assert walk.page.url.split("?")[0] == address
    expect(walk.page.locator(".stage img")).not_to_have_attribute("src", before)


def test_withdrawing_takes_three_steps_and_the_library_has_it_no_longer(walk, window, tmp_path):
    title = f"Trukket {walk.lang}"
    address = published(walk, tmp_path, title)
    library = as_library(window, walk.lang)
    library.until_found("trukket", title)
    walk.steps = 0
    walk.click("asset.withdraw")
    walk.steps += 1
    walk.page.locator("#reason").select_option(index=1)
    walk.click("asset.withdraw_now")
    walk.told("toast.withdrawn")
    assert walk.steps <= 3  # J7
    answer = library.page.goto(address)
    assert answer is not None
    assert answer.status == 404
    library.until_found("trukket", title, found=False)


def test_what_was_withdrawn_comes_back_as_a_draft(walk, tmp_path):
    published(walk, tmp_path, f"Angret {walk.lang}")
    walk.click("asset.withdraw")
    walk.page.locator("#reason").select_option(index=1)
    walk.click("asset.withdraw_now")
    walk.click("action.restore")
    walk.told("toast.restored")
    expect(walk.page.locator(".keeping .badge")).to_have_text({"nb": "Utkast", "en": "Draft"}[walk.lang])


def test_the_bin_gives_back_what_was_put_there(walk, tmp_path):
    title = f"Kastet {walk.lang}"
    bring_in(walk, tmp_path, title)
    page = walk.page
    page.locator("#title-nb").fill(title)
    walk.click("describe.save")
    walk.click("action.bin")
    walk.told("toast.binned")
    page.goto("/bin")
    row = page.locator("tr", has_text=title)
    row.get_by_role("button").click()
    walk.told("toast.restored")


def test_an_earlier_description_is_gone_back_to(walk, tmp_path):
    address = bring_in(walk, tmp_path, f"historie-{walk.lang}")
    page = walk.page
    page.locator("#title-nb").fill("Første")
    walk.click("describe.save")
    walk.click("asset.describe")
    page.locator("#title-nb").fill("Andre")
    walk.click("describe.save")
    walk.click("asset.history")
    expect(page.locator(".timeline > li").first).to_contain_text("Andre")
    walk.step(page.locator(".timeline > li").nth(1).get_by_role("button"))
    walk.told("toast.reverted")
    page.goto(f"{address}/describe")
    expect(page.locator("#title-nb")).to_have_value("Første")


def test_a_campaign_is_made_with_its_messages(walk):
    title = f"Høst {walk.lang}"
    page = walk.page
    page.goto("/workbench")
    walk.click("workbench.new_campaign")
    page.locator("input[name='title.nb'], input[name='titles.nb']").first.fill(title)
    page.locator("input[name='title.nn'], input[name='titles.nn']").first.fill(title)
    walk.click("campaign_form.make")
    walk.told("toast.campaign_made")
    expect(page.locator("h1")).to_have_text(title)
    assert re.search(r"/campaigns/host-", page.url)
