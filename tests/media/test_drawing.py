"""Our own artwork: every letter is there, every file is what it says, the campaign has the shapes that it should."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import pyvips

from mediabank.media import drawing, embedded
from mediabank.media.drawing import lettering
from mediabank.media.drawing.bright_library import bright_library
from mediabank.media.drawing.canvas import Canvas
from mediabank.media.drawing.jetty import jetty
from mediabank.media.drawing.open_book import open_book
from mediabank.media.drawing.tree import under_the_tree
from vocabularies import scheme, skos

PIECES = {piece.slug: piece for piece in drawing.pieces()}


@pytest.fixture(scope="module")
def font():
    try:
        return lettering.face("latin", 40, 800)
    except drawing.FontMissing:
        pytest.skip("the font of the pages is not here: build the front end (make)")


def test_the_font_has_norwegian_and_sami_letters(font):
    letters = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789áčđŋšŧžÁČĐŊŠŦŽ«»–,.:©"
    assert [letter for letter in letters if not lettering.has_letter(letter)] == []


def test_a_missing_letter_is_noticed(font):
    assert not lettering.has_letter("漢")


def test_the_pieces_need_no_letter_that_the_font_has_not(font):
    texts = [text for piece in PIECES.values() if piece.words for text in (*piece.words.lines, piece.words.foot)]
    assert [letter for text in texts for letter in text.replace(" ", "") if not lettering.has_letter(letter)] == []


def test_words_keep_within_the_width_that_they_were_given(font):
    lines = ("Ti bøker", "før skulestart")
    size = lettering.fitting(lines, width=800, height=10_000)
    assert max(lettering.measure(line, size) for line in lines) == pytest.approx(800, rel=0.02)


def test_there_are_twelve_pieces_each_with_its_own_file():
    assert len(PIECES) == len({piece.file_name for piece in PIECES.values()}) == 12


def test_one_is_a_draft_one_comes_later_and_one_is_over():
    assert [slug for slug, piece in PIECES.items() if piece.draft] == ["bilde-hyller"]
    later = [slug for slug, piece in PIECES.items() if (piece.available_from_days or 0) > 0]
    over = [slug for slug, piece in PIECES.items() if (piece.expires_days or 1) < 0]
    assert (later, over) == (["story-les-meir-nn"], ["skjerm-tur-nb-nn"])


def test_all_that_is_published_has_texts_in_both_norwegian_languages():
    for piece in PIECES.values():
        fields = ["title"] if piece.draft else ["title", "description", "altText"]
        fields += ["extendedDescription"] if piece.words else []
        assert {field: set(piece.description[field]) for field in fields} == {field: {"nb", "nn"} for field in fields}


def test_extended_descriptions_hold_every_word_that_stands_in_the_picture():
    for piece in PIECES.values():
        if piece.words:
            words = [" ".join(piece.words.lines), piece.words.foot]
            assert [
                (piece.slug, word)
                for word in words
                for text in piece.description["extendedDescription"].values()
                if word not in text
            ] == []


def test_pieces_have_the_size_of_their_surface():
    for piece in PIECES.values():
        known = {"screen-16-9": (1920, 1080), "story": (1080, 1920), "feed": (1080, 1080), "banner": (1600, 400)}
        if piece.surface in known:
            assert (piece.width_px, piece.height_px) == known[piece.surface]
        elif piece.paper:
            bleed = {"poster-a3": 3, "poster-a3-print-yourself": 0}[piece.surface]
            assert (piece.paper.width_mm, piece.paper.height_mm, piece.paper.bleed_mm) == (297, 420, bleed)


def test_messages_belong_to_the_campaign():
    assert {piece.message for piece in PIECES.values() if piece.message} == {1, 2, 3}
    assert len(drawing.campaign()["messages"]) == 3


def test_the_same_piece_is_drawn_the_same_twice(font):
    first, second = (drawing.drawn(PIECES["banner-ti-boker-nn"]).tobytes() for _ in range(2))
    assert first == second


def test_no_picture_has_a_flat_edge_left_undrawn():
    canvas = Canvas(300, 200, seed=1)
    for draw in (jetty, under_the_tree, open_book, bright_library):
        draw(canvas)
        corners = [canvas.picture.getpixel((x, y)) for x in (0, canvas.width - 1) for y in (0, canvas.height - 1)]
        assert (0, 0, 0) not in corners


def test_a_rendered_picture_proposes_its_description(font, tmp_path):
    piece = PIECES["banner-ti-boker-nn"]
    path = drawing.render(piece, tmp_path)
    said = embedded.read(path.read_bytes(), piece.media_type).values
    assert said["title"] == piece.description["title"]
    assert said["creditLine"] == "Illustrasjon: Mediebanken"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["digitalSourceType"].endswith("/digitalCreation")
    assert (pyvips.Image.new_from_file(str(path)).width, path.suffix) == (1600, ".webp")


def test_the_printers_poster_is_cmyk_with_a_profile_and_its_resolution(font, tmp_path):
    path = drawing.render(PIECES["plakat-tur-nb"], tmp_path)
    picture = pyvips.Image.new_from_file(str(path))
    assert (picture.interpretation, picture.bands) == ("cmyk", 4)
    assert picture.get_typeof("icc-profile-data") != 0
    assert (picture.width, round(picture.xres * 25.4)) == (1789, 150)


def test_the_pdf_poster_has_its_trim_and_proposes_its_description(font, tmp_path):
    piece = PIECES["plakat-les-mer-nb"]
    path = drawing.render(piece, tmp_path)
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        left, bottom, right, top = page.get_trimbox()
        in_mm = [round(side / 72 * 25.4, 1) for side in (right - left, top - bottom, left, bottom)]
        page.close()
    assert in_mm == [297, 420, 3, 3]
    said = embedded.read(path.read_bytes(), "application/pdf")
    assert said.values["altText"] == piece.description["altText"]
    assert json.dumps(said.values)


def test_the_table_is_where_the_wheel_takes_it_along():
    from mediabank.media.drawing.pieces import TABLE

    assert TABLE.relative_to(Path(__file__).parents[2]) == Path("mediabank/demo.toml")


def test_every_description_passes_its_gate_of_the_shipped_scheme():
    vocabularies, shipped = skos.shipped(), scheme.shipped_scheme()
    facts = scheme.Facts("image", scheme.concept_facts(vocabularies), datetime(2026, 6, 1, tzinfo=UTC))
    by_hand = {field.id for field in shipped.fields if field.filled_by == "person"}
    for piece in PIECES.values():
        said = {**piece.description, "availableFrom": "2026-05-01T00:00:00+02:00"}
        said.pop("campaign", None)  # the bank makes that one when it is filled
        values, refused = scheme.normalise(shipped, said, scheme.finder(vocabularies))
        gate = "draft" if piece.draft else "publish"
        found = [*refused, *scheme.check(shipped, values, facts, None, gate)]
        assert [one for one in found if one.severity == "error" and one.field in by_hand] == []
