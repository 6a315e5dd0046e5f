"""One sandbox for all tests of this folder, and pictures that the tests draw themselves."""

from pathlib import Path

import pytest
import pyvips

from mediabank.media.sandbox import Sandbox

FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox(1) as made:
        yield made


@pytest.fixture
def captured():
    """A sandbox whose child serves attacks."""
    with Sandbox(1, jobs="attacks", search=[str(FOLDER)]) as made:
        yield made


@pytest.fixture(scope="session")
def scene():
    """A picture of this size whose four quarters are told apart: red, green / blue, white, with some grain."""

    def drawn(width_px=600, height_px=400):
        quarters = {(0, 0): (200, 30, 30), (1, 0): (30, 160, 40), (0, 1): (40, 50, 190), (1, 1): (245, 245, 245)}
        picture = pyvips.Image.black(width_px, height_px, bands=3)
        for (right, low), colour in quarters.items():
            picture = picture.draw_rect(
                list(colour), right * width_px // 2, low * height_px // 2, width_px // 2, height_px // 2, fill=True
            )
        grain = pyvips.Image.gaussnoise(width_px, height_px, mean=0, sigma=4, seed=7)
        return (picture + grain).cast("uchar").copy(interpretation="srgb")

    return drawn


@pytest.fixture
def saved(tmp_path):
    """Save a picture under a name; the path."""

    def save(picture, name, **options):
        path = tmp_path / name
        picture.write_to_file(str(path), **options)
        return path

    return save
