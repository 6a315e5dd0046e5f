"""Windows that are set up in other ways: less motion, forced colours, four times the size, paper."""

import pytest

from tests.browser import gallery
from tests.browser.places import PLACES
from tests.browser.served import LIBRARY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines("sqlite+folder"),  # how a page looks does not hang on where its rows lie; the stories walk both
]
MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    return style.animationName !== "none" || style.transitionDuration.split(",").some((one) => parseFloat(one) > 0);
}).length"""
COLOURS = """() => {
    const shown = (selector, part) => getComputedStyle(document.querySelector(selector))[part];
    return {
        forced: matchMedia("(forced-colors: active)").matches,
        page: shown("body", "backgroundColor"),
        words: shown("h1", "color"),
        link: shown("main a", "color"),
        line: getComputedStyle(document.querySelector(".stand"), "::after").backgroundColor,
    };
}"""


def test_nothing_moves_where_less_motion_is_wanted(window):
    page = window(LIBRARY)
    for path in ("/", "/search"):
        page.goto(path)
        assert page.evaluate(MOVING) == 0


def test_in_forced_colours_words_links_and_the_shelf_are_seen(window):
    page = window(LIBRARY, forced_colors="active")
    page.goto("/search")
    seen = page.evaluate(COLOURS)
    assert seen.pop("forced")
    ground = seen.pop("page")
    assert [part for part, colour in seen.items() if colour == ground] == []


@pytest.mark.parametrize("name", ["front-library", "search", "asset", "describe"])
def test_four_times_the_size_needs_no_scrolling_sideways(window, demonstration, name):
    page = window(PLACES[name].who, width_px=320)
    page.set_viewport_size({"width": 320, "height": 256})
    PLACES[name].go(page, demonstration)
    assert gallery.overflow(page) == []


def test_on_paper_stands_the_picture_and_its_terms_without_buttons(window, demonstration):
    page = window(PLACES["asset"].who)
    PLACES["asset"].go(page, demonstration)
    page.emulate_media(media="print")
    assert page.locator(".stage img").is_visible()
    assert page.locator(".answer").is_visible()
    assert not page.locator(".download").is_visible()
