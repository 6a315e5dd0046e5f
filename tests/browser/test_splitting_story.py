"""A concept becomes two, and its files are given one or both of them: by keyboard alone, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import gallery
from tests.browser.served import EDITOR, SUPERUSER
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
FILES = ("plakat-les-mer-nb", "skjerm-les-mer-nb")


def made(page: Page, word: str) -> None:
    """A concept at the top of the subjects."""
    page.goto("/concepts/emne")
    page.locator("#word").fill(word)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(word)


@pytest.fixture(params=["nb", "en"])
def walk(request, window, demonstration):
    """A superuser at a concept that two published files carry; the files say what they said before, afterwards."""
    lang = request.param
    page, keeper = window(SUPERUSER, lang=lang), window(EDITOR)
    for word in (f"vinterbok {lang}", f"skibok {lang}", f"isbok {lang}"):
        made(page, word)
    before = {}
    for id_ in (demonstration.asset(each, keeper) for each in FILES):
        before[id_] = keeper.request.get(f"/api/v1/assets/{id_}").json()["description"]["subject"]
        carry(keeper, id_, [*before[id_], f"vinterbok-{lang}"])
    page.goto(f"/concepts/emne/vinterbok-{lang}")
    yield Walk(page, lang)
    for id_, subjects in before.items():
        carry(keeper, id_, subjects)


def carry(page: Page, asset: str, subjects: list[str]) -> None:
    answer = page.request.patch(f"/api/v1/assets/{asset}", data={"subject": subjects})
    assert answer.ok, answer.text()


def split(walk: Walk) -> None:
    """From the concept's page: the two that take over are picked, and it is split."""
    page = walk.page
    walk.reach(page.get_by_role("link", name=walk.words("words.split")))
    page.keyboard.press("Enter")
    expect(page.locator("#choose")).to_be_visible()
    walk.reach(page.locator("#choose"))
    for word in (f"skibok {walk.lang}", f"isbok {walk.lang}"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
        expect(page.locator(".picked-label", has_text=word)).to_be_visible()
    walk.reach(page.locator("form.choose button[type=submit]"))
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(walk.words("words_done.split", n=2))


def fits(page: Page) -> None:
    """Accessible, and never wider than its window."""
    for width_px in (360, 1280):
        page.set_viewport_size({"width": width_px, "height": 900})
        assert (gallery.violations(page), gallery.overflow(page)) == ([], [])


def test_a_concept_is_split_and_its_files_are_sorted_by_keyboard_alone(walk):
    page = walk.page
    split(walk)
    page.goto("/concepts")
    walk.reach(page.locator("main a[href='/concepts/splits']"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(walk.words("words.pile_splits"))
    fits(page)
    walk.reach(page.locator(f"a.ds-button[href='/concepts/emne/vinterbok-{walk.lang}/sort']"))
    page.keyboard.press("Enter")
    expect(page.locator(".sort-left")).to_contain_text(walk.words("words.sort_left", n=2))
    fits(page)
    walk.reach(page.locator(".sort-list li").first.locator("input[type=checkbox]").first)
    page.keyboard.press("Space")
    walk.reach(page.locator(".save-bar button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(walk.words("words_done.sorted", n=1))
    expect(page.locator(".sort-left")).to_contain_text(walk.words("words.sort_left", n=1))
    walk.reach(page.locator(".save-bar button[name=all]").last)
    page.keyboard.press("Enter")
    expect(page.locator(".empty-state h2")).to_have_text(walk.words("words.sort_done"))
    walk.reach(page.locator(".toast form button"))
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(walk.words("words_done.unsorted"))
    expect(page.locator(".sort-left")).to_contain_text(walk.words("words.sort_left", n=1))
