"""The field in which concepts are picked: by keyboard alone, by pointer, heard, and without script."""

import pytest
from playwright.sync_api import Page, expect

from mediabank.language import text
from tests.browser import gallery
from tests.browser.served import EDITOR, SUPERUSER
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
DESCRIBE = "/assets/{}/describe"


@pytest.fixture(params=["nb", "en"])
def walk(request, window, demonstration):
    """Communications staff at the form of a draft, the field of subjects before them."""
    page = window(EDITOR, lang=request.param)
    page.goto(DESCRIBE.format(demonstration.asset("bilde-hyller", page)))
    return Walk(page, request.param)


def labels(page: Page) -> list[str]:
    return page.locator("#field-subject .picked-label").all_text_contents()


def active(page: Page) -> str:
    """The option that a screen reader stands at: that the field names, and that says it is selected."""
    id_ = page.locator("#subject").get_attribute("aria-activedescendant")
    option = page.locator(f"#{id_}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.locator(".combobox-label").inner_text()


def typed(page: Page, letters: str) -> None:
    page.locator("#subject").focus()
    page.keyboard.type(letters)
    expect(page.locator("#subject")).to_have_attribute("aria-expanded", "true")


def test_a_concept_is_picked_by_keyboard_alone_under_its_name_in_any_language(walk):
    page = walk.page
    before = labels(page)
    typed(page, "reading pro")
    page.keyboard.press("ArrowDown")
    name = active(page)
    page.keyboard.press("Enter")
    assert labels(page) == [*before, name]
    expect(page.locator("#subject-said")).to_have_text(f"{walk.words('picking.added')} {name}")
    expect(page.locator("#subject")).to_be_focused()
    expect(page.locator("#subject")).to_have_value("")


def test_arrows_home_and_end_walk_the_list_round(walk):
    page = walk.page
    page.locator("#subject").focus()
    page.keyboard.press("ArrowDown")
    options = page.locator("#subject-list [role=option] .combobox-label")
    expect(options.first).to_be_visible()
    every = options.all_inner_texts()
    at = [active(page)]
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "End", "Home"):
        page.keyboard.press(key)
        at.append(active(page))
    assert at == [every[0], every[-1], every[0], every[1], every[-1], every[0]]


def test_alt_with_the_arrows_opens_and_closes_and_points_at_nothing(walk):
    page, field = walk.page, walk.page.locator("#subject")
    field.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Alt+ArrowUp")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_a_letter_more_points_at_nothing_so_that_enter_takes_nothing_else_than_was_read(walk):
    page, before = walk.page, labels(walk.page)
    typed(page, "les")
    page.keyboard.press("ArrowDown")
    assert active(page)
    page.keyboard.type("x")
    assert page.locator("#subject").get_attribute("aria-activedescendant") is None
    page.keyboard.press("Enter")
    expect(page.locator("#subject-list .combobox-new")).to_have_count(1)
    assert labels(page) == before


def test_enter_takes_what_is_called_just_so_also_before_the_list_has_come(walk):
    page, before = walk.page, labels(walk.page)
    page.locator("#subject").focus()
    page.keyboard.type("reading")
    page.keyboard.press("Enter")
    expect(page.locator("#field-subject .picked-label")).to_have_count(len(before) + 1)
    assert labels(page)[-1] == {"nb": "Lesing", "en": "Reading"}[walk.lang]


def test_the_name_that_was_met_stands_beside_the_name_that_is_read(walk):
    typed(walk.page, "reading dif" if walk.lang == "nb" else "lesevanske")
    other = walk.page.locator("#subject-list .combobox-other [lang]")
    expect(other).to_have_text({"nb": "reading difficulties", "en": "lesevansker"}[walk.lang])
    expect(other).to_have_attribute("lang", {"nb": "en", "en": "nb"}[walk.lang])


def test_a_finger_opens_the_list_and_sees_all_of_it(window, demonstration):
    page = window(EDITOR, width_px=360, has_touch=True)
    page.goto(DESCRIBE.format(demonstration.asset("bilde-hyller", page)))
    page.locator("#subject").tap()
    shown = page.locator("#subject-list")
    expect(shown).to_be_visible()
    seen, bar = shown.bounding_box(), page.locator(".save-bar").bounding_box()
    assert seen is not None
    assert bar is not None
    assert seen["y"] + seen["height"] <= bar["y"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_escape_closes_the_list_and_then_empties_the_field(walk):
    page = walk.page
    typed(page, "les")
    page.keyboard.press("Escape")
    expect(page.locator("#subject-list")).to_be_hidden()
    expect(page.locator("#subject")).to_have_value("les")
    page.keyboard.press("Escape")
    expect(page.locator("#subject")).to_have_value("")


def test_backspace_in_the_empty_field_takes_the_last_one_away(walk):
    page = walk.page
    before = labels(page)
    page.locator("#subject").focus()
    page.keyboard.press("Backspace")
    assert labels(page) == before[:-1]
    expect(page.locator("#subject-said")).to_have_text(f"{walk.words('picking.removed')} {before[-1]}")


def test_what_is_found_is_counted_aloud_and_comes_with_what_stands_above_it(walk):
    page = walk.page
    typed(page, "lesest" if walk.lang == "nb" else "reading pro")
    expect(page.locator("#subject-said")).to_have_text(walk.words("picking.hits", n=1))
    expect(page.locator("#subject-list .combobox-more").first).not_to_be_empty()


def test_what_is_picked_already_is_not_offered_again(walk):
    page = walk.page
    typed(page, labels(page)[0])
    assert labels(page)[0] not in page.locator("#subject-list .combobox-label").all_inner_texts()
    page.locator("#subject").fill("folkebibl" if walk.lang == "nb" else "public lib")
    expect(page.locator("#subject-said")).to_have_text(walk.words("picking.already"))


def test_a_click_picks_and_the_cross_takes_away(walk):
    page = walk.page
    before = labels(page)
    typed(page, "les")
    page.locator("#subject-list [role=option]").first.click()
    assert len(labels(page)) == len(before) + 1
    page.locator("#field-subject .picked-remove").last.click()
    assert labels(page) == before
    expect(page.locator("#subject")).to_be_focused()


def test_every_target_is_large_enough_for_a_finger(walk):
    page = walk.page
    typed(page, "les")
    targets = page.locator("#subject-list [role=option], #field-subject .picked-remove, #subject")
    for box in (each.bounding_box() for each in targets.all()):
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_axe_finds_nothing_in_the_open_list(walk):
    typed(walk.page, "les")
    assert gallery.violations(walk.page) == []


def test_a_lacking_word_is_suggested_saved_and_marked(walk, demonstration):
    page, word = walk.page, f"kvakksalveri {walk.lang}"
    typed(page, word)
    expect(page.locator("#subject-list .combobox-new")).to_have_text(walk.words("picking.suggest", word=word))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#field-subject .picked-mark").last).to_have_text(walk.words("picking.proposed"))
    walk.click("describe.save")
    walk.told("toast.saved")
    expect(page.locator(".facts .picked-mark").first).to_have_text(walk.words("picking.proposed"))


def test_letters_that_nobody_picked_are_told_and_not_lost(walk):
    page = walk.page
    typed(page, "lesi")
    page.locator("#subject").fill("kvikksand")
    walk.click("describe.save")
    expect(page.locator("#subject")).to_have_value("kvikksand")
    expect(page.locator("#subject")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_without_script_a_list_is_chosen_from_and_a_word_suggested(window, demonstration, lang):
    page = window(EDITOR, lang=lang, scripted=False)
    page.goto(DESCRIBE.format(demonstration.asset("bilde-treet", page)))
    expect(page.locator("#subject")).to_be_hidden()
    page.locator("#subject-all").select_option(_first_left(page))
    page.get_by_label(text("picking.lacking", lang)).first.fill(f"uten skript {lang}")
    page.locator(".save-bar button").first.click()
    expect(page.locator(".facts .picked-mark").first).to_have_text(text("picking.proposed", lang))


@pytest.fixture
def tending(window):
    """A superuser at a concept, the fields of its places before them."""
    page = window(SUPERUSER)
    page.goto("/concepts/emne/lesevansker")
    page.locator("#places summary").click()
    return page


def picked(page: Page, id_: str, letters: str) -> None:
    """The first that fits, by keyboard."""
    page.locator(f"#{id_}").focus()
    page.keyboard.type(letters)
    expect(page.locator(f"#{id_}-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_what_means_the_same_elsewhere_is_picked_with_how_alike_it_is(tending):
    tending.locator("#mapping-kind").select_option("exactMatch")
    picked(tending, "find-mapping", "children")
    expect(tending.locator("#find-mapping-picked .picked-label")).to_have_text("Helt det samme: barn (Målgrupper)")


def test_a_parent_is_picked_beside_the_one_there_is_and_axe_finds_nothing(tending):
    picked(tending, "find-broader", "culture")
    expect(tending.locator("#find-broader-picked .picked-label")).to_have_text(["lesing", "kultur"])
    tending.keyboard.type("hel")
    expect(tending.locator("#find-broader")).to_have_attribute("aria-expanded", "true")
    assert gallery.violations(tending) == []


def test_what_a_concept_is_merged_into_is_picked_and_what_follows_is_told_at_once(window):
    page = window(SUPERUSER)
    page.goto("/concepts/emne/lesevansker/merge")
    picked(page, "choose", "culture")
    expect(page.locator("#merge-heading")).to_be_visible()
    assert "into=" in page.url


def test_without_script_what_means_the_same_is_searched_for_ticked_and_saved(window):
    page = window(SUPERUSER, scripted=False)
    page.goto("/concepts/emne/lesevansker")
    page.locator("#places summary").click()
    page.locator("#find-mapping").fill("children")
    page.locator("button[name=find][value=mapping]").click()
    page.get_by_label("Nesten det samme: barn (Målgrupper)").check()
    page.locator(".words-save-below").click()
    expect(page.locator(".toast")).to_contain_text(text("words_done.saved", "nb"))


def _first_left(page: Page) -> str:
    return page.locator("#subject-all option").first.get_attribute("value") or ""
