"""Every page written as a picture, to be looked at: tests/pictures/NAME-WIDTH.png."""

from pathlib import Path

import pytest
from PIL import Image

from tests.browser.places import PLACES

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).parents[1] / "pictures"
THROUGH = """async () => {
    for (const each of document.querySelectorAll("img")) each.loading = "eager";
    await Promise.all([...document.images].map((each) => each.decode().catch(() => null)));
}"""
BROKEN = "() => [...document.images].filter((each) => !each.naturalWidth).map((each) => each.src)"


@pytest.mark.parametrize("width_px", [1280, 360])
@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_written_as_a_picture_with_all_its_images(window, demonstration, name, width_px):
    page = window(PLACES[name].who, width_px=width_px)
    PLACES[name].go(page, demonstration)
    page.evaluate(THROUGH)
    assert page.evaluate(BROKEN) == []
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / f"{name}-{width_px}.png"
    page.screenshot(path=file, full_page=True)
    with Image.open(file) as picture:
        assert picture.width == width_px
