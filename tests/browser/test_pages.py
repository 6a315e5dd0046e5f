"""Every page of the real bank, in two languages: accessible, never wider than its window, and as a picture to look at.

The pictures are tests/pictures/NAME-LANGUAGE-WIDTH.png.
"""

from pathlib import Path

import pytest
from PIL import Image

from mediabank import language
from tests.browser import gallery
from tests.browser.places import PLACES
from tests.browser.served import Windows, keys

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines("sqlite+folder"),  # how a page looks does not hang on where its rows lie; the stories walk both
]
WIDTHS_PX = (1280, 360)
PICTURES = Path(__file__).parents[1] / "pictures"
THROUGH = """async () => {
    for (const each of document.querySelectorAll("img")) each.loading = "eager";
    await Promise.all([...document.images].map((each) => each.decode().catch(() => null)));
}"""
BROKEN = "() => [...document.images].filter((each) => !each.naturalWidth).map((each) => each.src)"
TWICE = "document.documentElement.style.fontSize = '200%'"
ONCE = "document.documentElement.style.fontSize = ''"


@pytest.fixture(scope="module", params=[(name, lang) for name in PLACES for lang in ("nb", "en")], ids="-".join)
def sheet(request, chromium, demonstration):
    name, lang = request.param
    windows = Windows(chromium, demonstration)
    page = windows(PLACES[name].who, lang=lang)
    PLACES[name].go(page, demonstration)
    yield page
    windows.close()
    assert windows.complaints == []


def test_axe_finds_nothing(sheet):
    for width_px in WIDTHS_PX:
        sheet.set_viewport_size({"width": width_px, "height": 900})
        assert (width_px, gallery.violations(sheet)) == (width_px, [])


def test_a_page_fits_its_window_at_every_width_also_with_text_of_twice_the_size(sheet):
    for width_px in (320, *WIDTHS_PX):
        sheet.set_viewport_size({"width": width_px, "height": 900})
        assert (width_px, gallery.overflow(sheet)) == (width_px, [])
    sheet.evaluate(TWICE)
    for width_px in WIDTHS_PX:
        sheet.set_viewport_size({"width": width_px, "height": 900})
        assert (width_px, "200 %", gallery.overflow(sheet)) == (width_px, "200 %", [])
    sheet.evaluate(ONCE)


def test_a_page_is_written_as_a_picture_with_all_its_images(sheet, request):
    sheet.evaluate(THROUGH)
    assert sheet.evaluate(BROKEN) == []
    PICTURES.mkdir(exist_ok=True)
    name = request.node.callspec.id
    for width_px in WIDTHS_PX:
        sheet.set_viewport_size({"width": width_px, "height": 900})
        file = PICTURES / f"{name}-{width_px}.png"
        sheet.screenshot(path=file, full_page=True)
        with Image.open(file) as picture:
            assert picture.width == width_px


def test_a_page_says_its_language_and_shows_no_bare_key(sheet):
    html = sheet.content()
    assert sheet.locator("html").get_attribute("lang") in {"nb", "en"}
    assert keys(language.catalogue("nb"), html) == []
