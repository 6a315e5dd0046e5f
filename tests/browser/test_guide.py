"""The pictures of the superuser's guide, taken from the pages themselves; a guide that names another is told of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.places import PLACES
from tests.browser.served import SUPERUSER

pytestmark = [pytest.mark.browser, pytest.mark.engines("sqlite+folder")]

GUIDE = Path(__file__).parents[2] / "docs" / "guide-superuser.md"
PICTURES = GUIDE.parent / "pictures"
WIDTH_PX, HEIGHT_PX, HEADER_PX = 1000, 700, 80
LARGEST_BYTES = 60_000


@dataclass(frozen=True)
class Scene:
    """Where a picture is taken, what is done first, what stands at its top (unless said: what comes below the menu)."""

    path: str
    act: Callable[[Page], None] | None = None
    top: str = ""


def _typed(page: Page) -> None:
    page.locator("#word").press_sequentially("høytlesingsst")
    expect(page.locator("#word-says")).to_be_visible()


def _choosing(page: Page) -> None:
    page.locator("[data-move]").click()


def _written_field(page: Page) -> None:
    page.locator("#id").fill("leseniva")
    page.locator("#type").select_option("concept")
    for code, name in {"nb": "Lesenivå", "nn": "Lesenivå", "en": "Reading level"}.items():
        page.locator(f"#label-{code}").fill(name)


def _new_part(page: Page) -> None:
    page.get_by_role("button", name="Legg til del").click()
    new = page.locator(".scheme-part").last  # other stories may have added parts before
    new.locator("input[name$='.id']").fill("gard")
    for code, name in {"nb": "Gård", "nn": "Gard"}.items():
        new.locator(f"input[name$='.label.{code}']").fill(name)


def _file(page: Page) -> None:
    text = page.request.get("/scheme.ttl").text().replace('"Språk"@nb', '"Språk i materialet"@nb')
    file = {"name": "skjema.ttl", "mimeType": "text/turtle", "buffer": text.encode()}
    page.locator("#file").set_input_files(file)
    page.locator("button[value=look]").click()
    page.locator("#review").wait_for()


SCENES: Mapping[str, Scene] = {
    "superuser-desk": Scene("/concepts"),
    "superuser-new": Scene("/concepts/emne", _typed),
    "superuser-concept": Scene("/concepts/emne/lesing"),
    "superuser-move": Scene("/concepts/emne/lesestimulering", _choosing),
    "superuser-merge": Scene("/concepts/emne/lesestimulering/merge?into=lesing"),
    "superuser-proposals": Scene("/concepts/proposals"),
    "superuser-translations": Scene("/concepts/translations?language=se&vocabulary=emne"),
    "superuser-history": Scene("/concepts/history"),
    "superuser-import": Scene("/concepts/import", PLACES["concepts-import-told"].act),
    "scheme-desk": Scene("/scheme/edit"),
    "scheme-foretold": Scene("/scheme/edit/reviewDate", PLACES["scheme-foretold"].act),
    "scheme-new": Scene("/scheme/edit/new", _written_field),
    "scheme-parts": Scene("/scheme/edit/placeShown", _new_part, "#member-1"),
    "scheme-groups": Scene("/scheme/edit/groups"),
    "scheme-languages": Scene("/scheme/edit/languages"),
    "scheme-file": Scene("/scheme/edit/upload", _file),
}
"""Picture of the guide → the scene."""


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_of_the_guide_is_made(window, name):
    page, scene = window(SUPERUSER, width_px=WIDTH_PX), SCENES[name]
    page.goto(scene.path)
    if scene.act:
        scene.act(page)
    top = (page.locator(scene.top).bounding_box() or {})["y"] - 16 if scene.top else HEADER_PX
    scrolled = page.evaluate("window.scrollY") if scene.top else 0
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / f"{name}.png"
    clip = {"x": 0, "y": top + scrolled, "width": WIDTH_PX, "height": HEIGHT_PX}
    page.screenshot(path=file, clip=clip, full_page=True)
    with Image.open(file) as taken:
        small = taken.convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
    small.save(file, optimize=True)
    assert file.stat().st_size < LARGEST_BYTES


def test_the_guide_names_every_picture_that_is_made_and_no_other():
    named = re.findall(r"\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(SCENES)
