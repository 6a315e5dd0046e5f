"""The order in which concepts are found by what is typed, and what is taken for the same letters."""

import pytest

from mediabank.concepts import picking
from mediabank.concepts.picking import Shelf, Wish
from mediabank.concepts.word import PROPOSED, Word


def word(slug: str, nb: str, **more: object) -> Word:
    given = {"labels": {"nb": nb}} | more
    return Word(
        id=slug, vocabulary="emne", slug=slug, address="", definitions={}, ancestors=(), depth=0, deprecated=False,
        properties={}, position=0, notation="", **given,
    )  # fmt: skip


def shelf(*members: Word) -> Shelf:
    return picking._filled(members, {})


def order(typed: str, *members: Word) -> list[str]:
    """The slugs by the kind of their match, as they stand on the shelf."""
    made = shelf(*members)
    lines = [line for kind in made.kinds(picking.shape(typed).split()) for line in kind]
    return list(dict.fromkeys(said.concept for line in lines for said in made.said[line]))


def test_a_label_that_begins_so_comes_before_one_with_a_word_that_does_and_one_with_it_within():
    members = word("a", "storbok"), word("b", "god bok"), word("c", "bokhylle")
    assert order("bok", *members) == ["c", "b", "a"]


def test_two_letters_are_looked_for_only_where_a_word_begins():
    assert order("ok", word("a", "bok"), word("b", "okse")) == ["b"]


def test_a_word_that_begins_so_is_found_behind_any_number_that_hold_it_within():
    many = [word(f"a{number:03}", f"a{number:03}bok") for number in range(picking.LOOKED_AT + 1)]
    assert order("bok", *many, word("z", "zz bok"))[0] == "z"


def test_typing_letter_by_letter_finds_what_typing_at_once_finds():
    members = [word(f"a{number}", f"{number} storbokhylle") for number in range(picking.LOOKED_AT - 1)]
    members += [word("b", "god bokhylle"), word("c", "bokhold"), word("d", "storbok")]
    typed = "bokhylle"
    slowly, letters = shelf(*members), [typed[:length] for length in range(1, len(typed) + 1)]
    assert [[list(kind) for kind in slowly.kinds([each])] for each in letters] == [
        [list(kind) for kind in shelf(*members).kinds([each])] for each in letters
    ]


def test_words_may_stand_in_any_order():
    assert order("barn les", word("a", "lesing for barn"), word("b", "lesing for voksne")) == ["a"]


@pytest.mark.parametrize(("typed", "written"), [("CAFE", "café"), ("sápmi", "sapmi"), ("BØKER", "bøker")])
def test_case_and_diacritics_make_no_difference(typed, written):
    assert order(typed, word("a", written)) == ["a"]


def test_a_concept_is_found_by_each_of_its_names():
    one = word("a", "lesing", alt={"nb": ("bokglede",)}, hidden={"en": ("readin",)})
    assert (order("bokgl", one), order("readin", one)) == (["a"], ["a"])


def test_what_is_only_proposed_is_offered_only_where_it_may_be():
    waiting = word("a", "lesing", state=PROPOSED)
    wish = Wish(typed="les", reader="nb", vocabularies=("emne",))
    assert wish.offers(waiting)
    assert not Wish(typed="les", reader="nb", vocabularies=("emne",), proposed=False).offers(waiting)
