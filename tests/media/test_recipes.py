"""Which sizes a picture is offered in: whole, never enlarged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediabank.media.recipes import BROWSING, DELIVERY, RECIPES, fitted, offered

SIDES = st.integers(min_value=1, max_value=60_000)


def ids(width_px, height_px, **options):
    return {recipe.id for recipe in offered(width_px, height_px, **options)}


@given(SIDES, SIDES)
def test_a_rendition_lies_inside_its_box_and_is_never_enlarged(width, height):
    for recipe in RECIPES.values():
        across, down = fitted(recipe, width, height)
        box = sorted((recipe.width_px, recipe.height_px))
        assert (1, 1) <= (min(across, width), min(down, height)) == (across, down)
        assert [min(across, down), max(across, down)] == [min(across, down, box[0]), min(max(across, down), box[1])]


@given(st.integers(400, 20_000), st.integers(400, 20_000))
def test_a_rendition_keeps_the_shape(width, height):
    across, down = fitted(RECIPES["preview"], width, height)
    assert abs(across - down * width / height) <= max(1, width / height)


def test_a_wide_photograph_is_offered_for_the_lying_screen_and_not_for_the_story():
    found = ids(6000, 4000)
    assert "screen-16-9" in found
    assert "story" not in found


def test_a_standing_poster_is_offered_for_standing_surfaces_and_not_for_the_lying_screen():
    found = ids(2480, 3508)
    assert {"screen-9-16", "story", "feed-portrait", "print-yourself"} <= found
    assert "screen-16-9" not in found


def test_a_small_picture_is_not_offered_for_print():
    assert ids(800, 600) == {"web", "web-jpeg"}


def test_a_page_has_no_smallest_size():
    assert "print-yourself" in ids(210, 297, scalable=True)


def test_a_lying_page_is_printed_lying():
    assert fitted(RECIPES["print-yourself"], 5000, 3000) == (3508, 2105)


@pytest.mark.parametrize("recipe", BROWSING, ids=lambda recipe: recipe.id)
def test_browsing_needs_only_the_right_to_see_and_carries_no_metadata(recipe):
    assert (recipe.right, recipe.xmp, recipe.format) == ("see", False, "webp")


@pytest.mark.parametrize("recipe", DELIVERY, ids=lambda recipe: recipe.id)
def test_delivery_needs_the_right_to_take_and_carries_xmp(recipe):
    assert (recipe.right, recipe.xmp) == ("take", True)
