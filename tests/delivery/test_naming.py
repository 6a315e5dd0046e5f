"""Delivered files are called what people recognise them by."""

import pytest

from mediabank.delivery import naming


@pytest.mark.parametrize(
    ("given", "media_type", "name"),
    [
        ("Plakat.pdf", "application/pdf", "Plakat.pdf"),
        ("IMG_001.JPG", "image/jpeg", "IMG_001.JPG"),
        ("bilde.jpeg", "image/jpeg", "bilde.jpeg"),
        ("bilde.png", "image/jpeg", "bilde.jpg"),
        ("blåbær", "image/webp", "blåbær.webp"),
        ("nr. 5 og mer", "image/tiff", "nr. 5 og mer.tif"),
        ("hva.er.dette", "application/unheard-of", "hva.er.dette"),
    ],
)
def test_an_original_ends_as_its_bytes_are(given, media_type, name):
    assert naming.original(given, media_type) == name


def test_a_rendition_is_named_by_title_recipe_and_languages():
    name = naming.rendition({"nb": "Les mer i sommer – plakat A3"}, "web", ["nb"], "webp")
    assert name == "les-mer-i-sommer-plakat-a3-web-nb.webp"


def test_letters_of_every_alphabet_stay():
    assert naming.rendition({"nb": "Blåbær på øya"}, "feed", ["nb", "nn"], "jpg") == "blåbær-på-øya-feed-nb-nn.jpg"


def test_the_title_is_in_the_language_of_the_material():
    assert naming.rendition({"nb": "Bok", "en": "Book"}, "web", ["en"], "webp") == "book-web-en.webp"


def test_material_without_language_names_none():
    assert naming.rendition({"nb": "Hylle"}, "web", ["zxx"], "webp") == "hylle-web.webp"


def test_a_long_title_is_cut_at_the_end_of_a_word():
    name = naming.rendition({"nb": "sommer " * 40}, "web", ["nb"], "webp")
    assert name == "-".join(["sommer"] * 11) + "-web-nb.webp"


def test_a_title_of_signs_alone_leaves_the_rest():
    assert naming.rendition({"nb": "?!"}, "web", [], "webp") == "web.webp"
