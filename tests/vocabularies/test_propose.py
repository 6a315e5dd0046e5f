import pytest

from vocabularies.scheme import fitting_surfaces, normalise, propose
from vocabularies.scheme.propose import title_from


@pytest.fixture
def proposed(scheme, facts, find):
    def propose_for(raw, kind="image", **more):
        values, faults = normalise(scheme, raw, find)
        assert faults == []
        return propose(scheme, values, facts(kind), **more)

    return propose_for


def test_an_open_licence_leaves_data_mining_unspecified(proposed):
    assert proposed({"license": "cc-by"})["dataMining"] == "DMI-UNSPECIFIED"


@pytest.mark.parametrize("raw", [{}, {"license": "b24-medlem"}, {"license": "nlod"}])
def test_without_an_open_licence_data_mining_is_closed_but_to_search_engines(proposed, raw):
    assert proposed(raw)["dataMining"] == "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"


def test_it_is_available_from_now(proposed):
    assert proposed({})["availableFrom"] == "2026-06-01T12:00:00Z"


def test_a_size_that_fits_one_surface_proposes_it_and_its_material_type(proposed):
    found = proposed({"pixelSize": {"width": 1080, "height": 1350}})
    assert (found["surface"], found["materialType"]) == ("feed-portrait", "sosiale-medier")


def test_a_whole_multiple_fits_too(proposed):
    assert proposed({"pixelSize": {"width": 3200, "height": 800}})["surface"] == "banner"


def test_a_size_that_fits_several_proposes_none(proposed, facts):
    assert "surface" not in proposed({"pixelSize": {"width": 1920, "height": 1080}})
    fits = fitting_surfaces({"pixelSize": {"width": 1920, "height": 1080}}, facts())
    assert fits == ["screen-16-9", "web-16-9"]


def test_a_film_of_the_same_size_is_a_film(proposed):
    assert proposed({"pixelSize": {"width": 1920, "height": 1080}}, kind="video")["surface"] == "film"


def test_bleed_tells_the_print_shop_from_the_own_printer(proposed):
    size = {"widthMm": 297, "heightMm": 420}
    assert proposed({"physicalSize": size}, kind="document")["surface"] == "poster-a3-print-yourself"
    assert proposed({"physicalSize": size | {"bleedMm": 3}}, kind="document")["surface"] == "poster-a3"


def test_a_chosen_surface_proposes_its_material_type(proposed):
    assert proposed({"surface": "flyer-a5"})["materialType"] == "flygeblad"


def test_nothing_is_proposed_over_a_value(proposed, whole):
    assert proposed(whole, file_name="a.jpg") == {}


def test_the_title_comes_from_the_file_name_in_the_norwegian_of_the_uploader(proposed):
    assert proposed({}, file_name="les_mer-A3.final.jpg")["title"] == {"nb": "les mer A3 final"}
    assert proposed({}, file_name="les meir.jpg", language="nn")["title"] == {"nn": "les meir"}
    assert proposed({}, file_name="read.jpg", language="en")["title"] == {"nb": "read"}


def test_a_file_without_a_name_has_no_title():
    assert title_from("---.jpg") == ""


def test_a_proposal_is_in_the_form_that_is_kept(scheme, find, proposed):
    found = proposed({"pixelSize": {"width": 1080, "height": 1350}}, file_name="a.jpg")
    assert normalise(scheme, found, find) == (found, [])
