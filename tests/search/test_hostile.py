"""Whatever is typed is answered, at once."""

import time

import pytest

from mediabank import search
from mediabank.errors import BadRequest
from mediabank.search.query import Part, Search, parsed

HOSTILE = [
    "(" * 500,
    "NOT " * 40,
    "-" * 500,
    '"' * 499,
    '-"' * 200,
    "a* *a ?a a~2 a^1e9 [a TO z] {z TO a}",
    "field:word AND OR NOT",
    "\x00\x01\x1f\x7f",
    "\ud800 a \udfff",
    "\u202e\u200b\ufeff",
    "̈" * 500,
    "å" * 500,
    "%00%27 OR 1=1 --",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("typed", HOSTILE)
async def test_hostile_words_are_answered_in_a_tenth_of_a_cpu_second(bank, typed):
    began = time.process_time()
    await bank.found(typed)
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize("typed", ["a" * 501, "a " * 100_000, "(" * 3_000, "NOT " * 5_000])
def test_too_long_a_query_is_refused(typed):
    with pytest.raises(BadRequest) as told:
        Search(words=typed)
    assert told.value.facts["reason"] == "search.too_long"


def test_too_many_words_are_refused():
    with pytest.raises(BadRequest) as told:
        parsed("a " * 51)
    assert told.value.facts["reason"] == "search.too_many_words"


def test_fifty_words_are_read():
    assert len(parsed(" ".join(f"ord{number}" for number in range(50)))) == 50


def test_too_many_values_are_refused():
    with pytest.raises(BadRequest):
        Search(filters={"subject": ["x"] * 201})


@pytest.mark.parametrize("page", [{"page": 0}, {"size": 0}, {"size": 101}])
def test_a_page_beyond_measure_is_refused(page):
    with pytest.raises(BadRequest):
        Search(**page)


async def test_values_that_nothing_has_find_nothing(bank):
    await bank.indexed("Sommer")
    assert await bank.found(filters={"subject": ["\ud800", "x"], "nothing": ["y"]}) == []


async def test_letters_typed_ahead_may_be_anything(bank):
    from mediabank.access import NOBODY

    for typed in HOSTILE:
        assert await search.typeahead(typed, NOBODY, "nb") == []


def test_words_phrases_and_exclusions_are_read():
    assert parsed('les «mer nå» -vinter -"på is" e-bok "åpen') == (
        Part(("les",)),
        Part(("mer", "nå")),
        Part(("vinter",), excluded=True),
        Part(("på", "is"), excluded=True),
        Part(("e", "bok")),
        Part(("åpen",)),
    )
