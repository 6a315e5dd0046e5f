"""What a vocabulary superuser does from end to end: a new word in its place, two that are one, translating, undoing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import gallery
from tests.browser.served import SUPERUSER
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
LANGUAGES = ("nb", "en")
SAMI = "prøvetekst, ikke samisk"
"""Stands where a translator's approved word would: the bank makes up no Sámi."""


@pytest.fixture(params=LANGUAGES)
def walk(request, window):
    """A superuser at the tree of subjects."""
    here = Walk(window(SUPERUSER, lang=request.param), request.param)
    here.page.goto("/concepts/emne")
    return here


def type_and_make(walk: Walk, word: str) -> None:
    """Type a word into the field above the tree and press Enter: one step each."""
    walk.reach(walk.page.locator("#word"))
    walk.type(word)
    walk.press()
    expect(walk.page.locator("h1")).to_have_text(word)


def made(page: Page, word: str) -> None:
    """A concept at the top, however many steps it takes."""
    page.goto("/concepts/emne")
    page.locator("#word").fill(word)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(word)


def drag(page: Page, source: Locator, target: Locator) -> None:
    """By hand: held, pulled a little, so that it hangs at the pointer before the page scrolls, and let go."""
    source.hover(position={"x": 40, "y": 10})
    page.mouse.down()
    source.hover(position={"x": 50, "y": 16})
    target.hover(position={"x": 40, "y": 10})
    target.hover(position={"x": 50, "y": 16})
    page.mouse.up()


def arrow_to(page: Page, slug: str) -> None:
    """Go by arrow in the tree until the concept has the focus."""
    page.keyboard.press("Home")
    for _ in range(60):
        if page.evaluate("slug => document.activeElement.dataset.slug === slug", slug):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never come to {slug}")


def test_a_new_word_with_a_sami_name_takes_four_steps(walk):
    page = walk.page
    type_and_make(walk, f"hyttebok {walk.lang}")
    page.locator("#pref-se").fill(SAMI)
    walk.steps += 1
    drag(page, page.locator(".tree-link[aria-current]"), page.locator(".tree-link[data-slug=lesing]"))
    expect(page.locator("#pending")).to_be_visible()
    walk.step(page.locator("button[form=word-form]"))
    walk.told("words_done.saved")
    assert walk.steps == 4  # J8: type, Enter, drag, save
    expect(page.locator(".words-main .crumbs")).to_contain_text("lesing" if walk.lang == "nb" else "reading")
    expect(page.locator("#pref-se")).to_have_value(SAMI)
    assert gallery.violations(page) == []


def test_a_new_word_with_a_sami_name_by_keyboard_alone(walk):
    page = walk.page
    type_and_make(walk, f"loftsbok {walk.lang}")
    walk.reach(page.locator("#pref-se"))
    page.keyboard.type(SAMI)
    walk.reach(page.locator("[data-move]"), back=True)
    walk.press()
    arrow_to(page, "lesing")
    page.keyboard.press("Enter")
    expect(page.locator("button[form=word-form]")).to_be_focused()
    assert gallery.violations(page) == []
    walk.press()
    walk.told("words_done.saved")
    assert walk.steps == 4  # J8: type, Enter, choose the place, save
    expect(page.locator(".words-main .crumbs")).to_contain_text("lesing" if walk.lang == "nb" else "reading")
    expect(page.locator("#pref-se")).to_have_value(SAMI)


def test_a_place_that_was_chosen_is_left_by_escape(walk):
    page = walk.page
    type_and_make(walk, f"angrebok {walk.lang}")
    walk.reach(page.locator("[data-move]"))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#pending")).to_have_text(walk.words("words.left_as_it_was"))
    expect(page.locator("[data-move]")).to_be_focused()


def test_the_tree_is_walked_with_arrows_and_opens_what_lies_below(walk):
    page = walk.page
    walk.reach(page.locator("#word"))
    page.keyboard.press("ArrowDown")
    arrow_to(page, "lesing")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tree-link[data-slug=lesing]")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".tree-link[data-slug=lesestimulering]")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tree-level .tree-link:focus")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tree-link[data-slug=lesing]")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/concepts/emne/lesing$"))


def test_typing_filters_and_says_what_enter_does(walk):
    page = walk.page
    walk.reach(page.locator("#word"))
    page.keyboard.type("barneb")
    expect(page.locator("#word-says")).to_contain_text("barneb")
    expect(page.locator("#tree")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#tree")).to_be_visible()


def test_another_concept_is_dragged_and_the_move_undone(walk):
    page = walk.page
    made(page, f"flyttebok {walk.lang}")
    page.goto("/concepts/emne")
    moved = page.locator(".tree-link", has_text=f"flyttebok {walk.lang}")
    drag(page, moved, page.locator(".tree-link[data-slug=kultur]"))
    walk.told("words_done.moved")
    expect(page.locator(".tree > .tree-item > .tree-link", has_text=f"flyttebok {walk.lang}")).to_have_count(0)
    page.locator(".toast form button").click()
    walk.told("words_done.undone")
    expect(page.locator(".tree > .tree-item > .tree-link", has_text=f"flyttebok {walk.lang}")).to_have_count(1)


def test_a_concept_is_moved_without_a_script(window):
    page = window(SUPERUSER, scripted=False)
    page.goto("/concepts/emne/lesevansker/move?q=kultur")
    page.locator(".options input[type=radio]").first.check()
    page.locator("form.choose button[type=submit]:not([name])").click()
    expect(page.locator(".words-main .crumbs")).to_contain_text("kultur")
    page.locator(".toast form button").click()
    expect(page.locator(".words-main .crumbs")).to_contain_text("lesing")


def twins(page: Page, lang: str) -> tuple[str, str]:
    """Two concepts of the same name in different places, as two people may have made them."""
    one, other = f"bokkveld {lang}", f"bokkveld {lang}"
    made(page, one)
    page.goto(f"{page.url.split('?')[0]}/move?q=kultur")
    page.locator(".options input[type=radio]").first.check()
    page.locator("form.choose button[type=submit]:not([name])").click()
    page.goto("/concepts/emne/lesing")
    page.locator("#word").fill(f"{other} to")
    page.keyboard.press("Enter")
    page.locator(f"#pref-{lang}").fill(other)
    page.locator("button[form=word-form]").click()
    return one, other


def merged_from_the_list(walk: Walk, press) -> None:
    """The list, the pair, the preview, the merge; counted."""
    page = walk.page
    page.goto("/concepts")
    press(page.locator("main a[href='/concepts/duplicates']"))
    press(page.locator("tr", has_text=f"bokkveld {walk.lang}").locator("a.ds-button"))
    expect(page.locator(".merge-side.stays")).to_be_visible()
    expect(page.locator(".merge-lines")).to_contain_text(walk.words("words.can_undo"))
    assert gallery.violations(page) == []
    press(page.get_by_role("link", name=walk.words("words.swap")))
    expect(page).to_have_url(re.compile("into="))
    press(page.locator(".merge form button"))
    expect(page.locator(".toast")).to_contain_text(walk.words("words_done.merged", n=0))
    assert walk.steps == 4  # J9: list, survivor, preview, merge


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_two_that_are_one_are_merged_in_four_steps_and_the_merge_undone(walk, by):
    page = walk.page
    twins(page, walk.lang)
    walk.steps = 0

    def press(target) -> None:
        if by == "mouse":
            walk.step(target)
            return
        walk.reach(target)
        walk.press()

    merged_from_the_list(walk, press)
    press(page.locator(".toast form button"))
    walk.told("words_done.undone")
    page.goto("/concepts/duplicates?vocabulary=emne")
    expect(page.locator("tr", has_text=f"bokkveld {walk.lang}")).to_have_count(1)
    # the next of these tests begins without them
    page.locator("tr", has_text=f"bokkveld {walk.lang}").locator("a.ds-button").click()
    page.locator(".merge form button").click()
    expect(page.locator(".toast")).to_be_visible()
