"""With the keyboard alone: every stop is seen, nothing hides it, and the stories can be walked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.material import drawn
from tests.browser.places import PLACES
from tests.browser.served import EDITOR, LIBRARY
from tests.browser.walk import Walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines("sqlite+folder"),  # how a page looks does not hang on where its rows lie; the stories walk both
]
MOST_STOPS = 400
WALKED = (
    "front-stranger",
    "front-editor",
    "search",
    "asset",
    "asset-draft",
    "describe",
    "upload",
    "workbench",
    "sign-in",
    "concepts",
    "concept",
    "concept-merge",
    "concepts-translations",
)
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    // a card's picture, a search field or a label may carry the ring of the control inside it
    const rings = [
        at,
        at.closest(".search-field"),
        at.closest(".heights label"),
        at.closest(".drop")?.querySelector("label"),
        at.closest(".object")?.querySelector(".stand img, .stand .drawn"),
    ].filter(Boolean);
    const ringed = rings.find((each) => {
        const style = getComputedStyle(each);
        const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return outlined || /rgb\\(20, 38, 43\\)|rgb\\(247, 178, 59\\)/.test(style.boxShadow);
    });
    const box = (ringed ?? at).getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 40), 1), innerHeight - 1);
    const bar = [...document.querySelectorAll(".save-bar, .toast")].find((each) => {
        const over = each.getBoundingClientRect();
        const sticky = ["sticky", "fixed"].includes(getComputedStyle(each).position);
        return sticky && !each.contains(at) && y > over.top && y < over.bottom && x > over.left && x < over.right;
    });
    return {
        what: `${at.tagName.toLowerCase()}#${at.id}.${at.className}`.slice(0, 90),
        words: (at.getAttribute("aria-label") || at.textContent || "").trim().slice(0, 60),
        ringed: Boolean(ringed),
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: Boolean(bar),
        last: Boolean(at.closest(".foot")),
    };
}"""


def stops(page: Page) -> list[dict]:
    """Every stop of the Tab key, to the first link of the foot."""
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["last"]:
            break
        found.append(stop)
    return found


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is where it should be."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


@pytest.mark.parametrize("width_px", [1280, 360])
@pytest.mark.parametrize("name", WALKED)
def test_every_stop_is_seen_and_nothing_hides_it(window, demonstration, name, width_px):
    page = window(PLACES[name].who, width_px=width_px)
    PLACES[name].go(page, demonstration)
    found = stops(page)
    assert len(found) > 3
    unseen = [stop for stop in found if not stop["ringed"] or not stop["inside"] or stop["covered"]]
    assert unseen == []


def test_the_first_stop_leads_past_the_menu(window):
    page = window()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_signing_in(window, demonstration):
    page = window()
    page.goto("/sign-in")
    tab_to(page, "#email")
    page.keyboard.type(LIBRARY)
    page.keyboard.press("Tab")
    page.keyboard.type(demonstration.password)
    page.keyboard.press("Enter")
    expect(page.locator(".viewer")).to_be_visible()


def test_a_library_searches_narrows_opens_and_downloads(window):
    page = window(LIBRARY)
    page.goto("/")
    tab_to(page, "#q")
    page.keyboard.type("plakat lesing")
    page.keyboard.press("Enter")
    expect(page.locator("#results .object").first).to_be_visible()
    tab_to(page, "input[name=language][value=nb]")
    page.keyboard.press("Space")
    expect(page.locator("#results .chip")).to_have_count(1)
    expect(page.locator("input[name=language][value=nb]")).to_be_focused()
    tab_to(page, ".object-link")
    page.keyboard.press("Enter")
    expect(page.locator("article.asset")).to_be_visible()
    tab_to(page, ".download a")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".jpg")


def test_suggestions_are_walked_with_arrows_and_left_with_escape(window):
    page = window(LIBRARY)
    page.goto("/search")
    tab_to(page, "#q")
    page.keyboard.type("somm")
    expect(page.locator("#q-words li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q-words li").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#q-words")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("somm")


def test_a_menu_opens_and_closes_and_gives_the_focus_back(window):
    page = window(LIBRARY)
    page.goto("/")
    tab_to(page, ".head .fold > summary")
    page.keyboard.press("Enter")
    expect(page.locator("form[action='/sign-out'] button")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("form[action='/sign-out'] button")).to_be_hidden()
    expect(page.locator(".head .fold > summary").first).to_be_focused()


def test_on_a_small_screen_menu_and_filters_are_opened_and_left(window):
    page = window(LIBRARY, width_px=360)
    page.goto("/search?q=plakat")
    tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    tab_to(page, ".menu a[href='/campaigns']")
    page.keyboard.press("Escape")
    expect(page.locator(".menu a[href='/campaigns']")).to_be_hidden()
    tab_to(page, ".filter-button")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=language][value=nn]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#results h1")).to_have_text(re.compile("1 treff"))


def test_a_file_is_brought_in_and_described(window, tmp_path):
    walk = Walk(window(EDITOR))
    page = walk.page
    page.goto("/upload")
    # Chromium hears of the wish to catch the chooser on another road than of the key: first wish, then walk and press
    with page.expect_file_chooser() as choosing:
        tab_to(page, "#files")
        page.keyboard.press("Enter")
    choosing.value.set_files([drawn(tmp_path, "bilde-brygga", "tastatur.jpg", seed=303)])
    expect(page.locator("a[data-describe]").filter(visible=True)).to_have_count(1)
    tab_to(page, "a[data-describe]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/describe")
    tab_to(page, "#title-nb")
    page.keyboard.press("Control+a")
    page.keyboard.type("Bare med tastatur")
    page.keyboard.press("Enter")
    walk.told("toast.saved")
    expect(page.locator("h1")).to_have_text("Bare med tastatur")
