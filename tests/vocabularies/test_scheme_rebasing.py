"""Two drafts of one version: what each of two people changed stands, and nothing is taken back by not being touched."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabularies.scheme import shipped_scheme
from vocabularies.scheme.changing import draft_of
from vocabularies.scheme.rebasing import order, rebased, texts

SCHEME = shipped_scheme()
BASE = draft_of(SCHEME.by_id["placeShown"])
TEXTS = st.dictionaries(st.sampled_from(["nb", "nn", "en"]), st.sampled_from(["a", "b", "c"]))
NAMES = st.lists(st.sampled_from("abcdef"), unique=True)
OTHER = {
    "label": {"nb": "Sted", "nn": "Stad"}, "help": {}, "group": "text", "draft": "M", "publish": "M",
    "vocabulary": "county", "repeatable": False, "facet": False, "max_length": 7, "max_count": 7,
    "mappings": {"xmp": "a:b"}, "applies_to": ("image",), "members": BASE.members[::-1],
}  # fmt: skip


def test_every_part_of_a_draft_is_tried():
    assert {each.name for each in fields(BASE)} == OTHER.keys()


@pytest.mark.parametrize("part", OTHER)
def test_what_only_they_changed_is_theirs_and_what_only_i_changed_is_mine(part):
    other = replace(BASE, **{part: OTHER[part]})
    assert rebased(BASE, BASE, other) == other
    assert rebased(BASE, other, BASE) == other


@given(TEXTS, TEXTS, TEXTS)
def test_each_text_is_mine_where_i_changed_it_and_theirs_elsewhere(base, mine, now):
    found = texts(base, mine, now)
    for language in {*base, *mine, *now}:
        was, said, is_ = (each.get(language) for each in (base, mine, now))
        assert found.get(language) == (is_ if said == was else said)


@given(NAMES, NAMES, NAMES)
def test_no_name_that_somebody_added_is_lost_and_none_stands_twice(base, mine, now):
    found = order(base, mine, now)
    assert len(found) == len(set(found))
    assert set(found) >= (set(mine) - set(base)) | (set(now) - set(base))
    assert set(found) <= {*mine, *now}


def test_a_part_renamed_by_me_and_one_added_by_them_both_stand():
    county, name = BASE.members
    mine = replace(BASE, members=(county, replace(name, label=name.label | {"nb": "Stedet"})))
    theirs = replace(BASE, members=(county, replace(name, required=True), replace(name, id="farm")))
    found = rebased(BASE, mine, theirs).members
    assert [(each.id, each.label["nb"], each.required) for each in found] == [
        ("county", "Fylke", False), ("name", "Stedet", True), ("farm", "Sted", False),
    ]  # fmt: skip
