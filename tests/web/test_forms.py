"""The form of the scheme: what is shown comes back as it was, and what is changed comes back changed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediabank.concepts.words import Word, Words
from mediabank.web.forms import MARKER, Choices, Marks, anchor, asked, changes_of, groups_of, untouched
from mediabank.web.forms.values import local, utc
from mediabank.web.incoming import Form
from mediabank.web.shown import Option
from vocabularies import skos
from vocabularies.scheme import finder, normalise, outward, shipped_scheme

pytestmark = pytest.mark.slow

SCHEME = shipped_scheme()
VOCABULARIES = skos.shipped()
FIND = finder(VOCABULARIES)
ORGANISATIONS = tuple(Option(value=f"NO-{number:07}", label=f"Bibliotek {number}") for number in range(70))
MESSAGES = tuple(Option(value=f"m{number}", label=f"Budskap {number}", group="Sommerles") for number in range(3))


def word(vocabulary: skos.VocabularyValue, concept: skos.ConceptValue) -> Word:
    by_slug = {each.id: each for each in vocabulary.concepts}
    above, here = [], concept
    while here.broader:
        here = by_slug[here.broader[0]]
        above.append(f"{vocabulary.id}/{here.id}")
    return Word(
        id=f"{vocabulary.id}/{concept.id}",
        vocabulary=vocabulary.id,
        slug=concept.id,
        address=concept.address,
        labels=concept.labels,
        definitions=concept.definition,
        ancestors=tuple(above),
        depth=len(above),
        deprecated=concept.deprecated,
        properties=concept.properties,
        position=concept.order or 0,
        notation=concept.notation,
    )


def known() -> Words:
    made = {each.id: tuple(word(each, concept) for concept in each.concepts) for each in VOCABULARIES}
    every = [each for words in made.values() for each in words]
    return Words(
        generation="",
        by_id={each.id: each for each in every},
        by_slug={(each.vocabulary, each.slug): each for each in every},
        by_address={},
        by_code={},
        own={each.id: each for each in every},
        own_slug={(each.vocabulary, each.slug): each for each in every},
        vocabularies=made,
        faces={},
        tree={},
        merged={},
        facts={},
        scheme_number=1,
        scheme=SCHEME,
    )


CHOICES = Choices(
    known(), "nb", frozenset(each.slug for each in known().vocabularies["campaign"]), MESSAGES, ORGANISATIONS
)


def shown(values: Mapping, kind: str = "image", marks: Marks | None = None, choices: Choices = CHOICES):
    return groups_of(SCHEME, kind, values, choices, marks or Marks())


def fields(values: Mapping, kind: str = "image", marks: Marks | None = None):
    return {each.id.removeprefix("field-"): each for group in shown(values, kind, marks) for each in group.fields}


def sent(values: Mapping, kind: str = "image") -> Form:
    """What a browser sends of an untouched form, as `incoming` reads it."""
    form = Form()
    for name, pairs in untouched(shown(values, kind)).items():
        form.values.setdefault(MARKER, []).append(name)
        form.values |= pairs
    return form


def read(form: Form, before: Mapping | None = None, kind: str = "image", **more):
    """The changes against what was shown; against an empty form where nothing is given."""
    return changes_of(form, asked(SCHEME, kind), untouched(shown(before or {}, kind)), **more)


LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
MOMENT = st.integers(-2_000_000_000, 30_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def leaf(part, *, one_line: bool = False):
    """Any value that the scheme allows at this place, in the outside form."""
    if part.type == "concept":
        return st.sampled_from([each.value for each in CHOICES.options(part.vocabulary, ())])
    if part.type == "organisationRef":
        return st.sampled_from([each.value for each in ORGANISATIONS])
    if getattr(part, "ref", "") == "Message":
        return st.sampled_from([each.value for each in MESSAGES])
    kinds = {
        "integer": st.integers(1000, 9999),
        "date": st.dates(date(1900, 1, 1), date(2999, 1, 1)).map(lambda day: day.isoformat()),
        "dateTime": MOMENT.filter(unambiguous).map(stored),
        "edtf": st.sampled_from(["2026", "2026-08", "2026-08-31", "2026?"]),
        "uri": st.sampled_from(["https://isni.org/isni/000000012150090X", "https://example.no/x"]),
        "assetRef": st.sampled_from(["23456789bc", "zxwvtsrqpn"]),
    }
    return kinds.get(part.type, LINE if one_line else TEXT)


def stored(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def unambiguous(moment: datetime) -> bool:
    """Twice an hour a year is there twice in Norway; only an untouched control keeps which of the two it was."""
    return utc(local(stored(moment))) == stored(moment)


def some(part):
    return st.lists(leaf(part, one_line=True), min_size=1, max_size=3, unique=True)


def value_of(field):
    if field.type == "langString":
        one = some(field) if field.repeatable else leaf(field)
        return st.dictionaries(st.sampled_from(SCHEME.languages), one, min_size=1)
    if field.type != "struct":
        return some(field) if field.repeatable else leaf(field)
    members = {each.id: some(each) if each.repeatable else leaf(each) for each in field.members}
    row = st.fixed_dictionaries({}, optional=members).filter(bool)
    return st.lists(row, min_size=1, max_size=3, unique_by=repr) if field.repeatable else row


def unordered(values):
    """Ticked boxes come in the order of the vocabulary; the scheme keeps no other."""
    if isinstance(values, dict):
        return {name: unordered(value) for name, value in values.items()}
    if isinstance(values, list) and all(isinstance(each, str) for each in values):
        return sorted(values)
    return [unordered(each) for each in values] if isinstance(values, list) else values


def descriptions(kind: str):
    return st.fixed_dictionaries({}, optional={each.id: value_of(each) for each in asked(SCHEME, kind)})


@pytest.mark.parametrize("kind", ["image", "document", "video"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_what_the_form_shows_is_what_it_gives_back(kind, data):
    kept, findings = normalise(SCHEME, data.draw(descriptions(kind)), FIND)
    assert findings == []
    values = outward(SCHEME, kept, lambda _, id_: id_)
    changed = read(sent(values, kind), {}, kind)
    again, _ = normalise(SCHEME, {name: value for name, value in changed.items() if value is not None}, FIND)
    assert unordered(again) == unordered(kept)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values=descriptions("image"))
def test_an_untouched_form_changes_nothing(values):
    assert read(sent(values), values) == {}


def test_every_field_that_people_fill_in_has_a_control():
    bare = [name for name, each in fields({}).items() if not each.inputs and each.rows is None]
    assert bare == []


def test_what_the_machine_fills_in_is_not_asked():
    assert {"checksum", "status", "ownerLibrary", "withdrawalReason"} & set(fields({})) == set()


def test_a_field_that_is_not_on_the_form_is_unchanged():
    assert read(Form({"title.nb": ["Ny"]}), {"title": {"nb": "Gammel"}, "subject": ["lesing"]}) == {
        "title": {"nb": "Ny"}
    }


def test_boxes_that_are_all_unticked_empty_the_field():
    form = sent({"subject": ["lesing"]})
    del form.values["subject"]
    assert read(form, {"subject": ["lesing"]}) == {"subject": None}


def test_an_emptied_text_is_removed_in_its_language_only():
    form = sent({"title": {"nb": "Bok", "nn": "Bok"}})
    form.values["title.nn"] = [" "]
    assert read(form, {"title": {"nb": "Bok", "nn": "Bok"}})["title"]["nn"] is None


def test_an_emptied_member_is_removed_from_its_struct():
    before = {"consent": {"status": "gitt", "reference": "Perm 4"}}
    form = sent(before)
    form.values["consent.reference"] = [""]
    assert read(form, before)["consent"] == {
        "status": "gitt", "validUntil": None, "channels": None, "reference": None
    }  # fmt: skip


def test_a_row_without_a_word_falls_away():
    form = Form({"creator.0.name": [""], "creator.1.name": ["Kari"]})
    assert read(form)["creator"] == [{"name": "Kari"}]


def test_rows_come_in_the_order_of_their_numbers():
    form = Form({f"creator.{number}.name": [str(number)] for number in (10, 2, 1)})
    assert [row["name"] for row in read(form)["creator"]] == ["1", "2", "10"]


def test_a_time_is_written_in_norwegian_time_and_kept_in_utc():
    assert read(Form({"availableFrom": ["2026-08-31T12:00"]})) == {"availableFrom": "2026-08-31T10:00:00Z"}
    assert fields({"availableFrom": "2026-08-31T10:00:00Z"})["availableFrom"].inputs[0].value == "2026-08-31T12:00"


def test_the_hour_that_is_there_twice_stays_as_it_was_when_untouched():
    before = {"availableFrom": "2026-10-25T01:30:00Z"}
    assert local(before["availableFrom"]) == local("2026-10-25T00:30:00Z")
    assert read(sent(before), before) == {}


@pytest.mark.parametrize(
    ("name", "written"), [("copyrightYear", "i fjor"), ("availableFrom", "i morgen"), ("reviewDate", "31.8.2026")]
)
def test_what_cannot_be_read_is_shown_again_as_it_was_typed(name, written):
    changes = read(Form({name: [written]}))
    assert changes == {name: written}
    assert (fields(changes)[name].inputs[0].kind, fields(changes)[name].inputs[0].value) == ("text", written)


def test_a_heading_cannot_be_chosen():
    assert "print" not in {option.value for option in fields({})["surface"].inputs[0].options}


def test_a_concept_out_of_use_is_offered_only_where_it_stands():
    def offered(values):
        return {option.value for option in fields(values)["digitalSourceType"].inputs[0].options}

    assert "minorHumanEdits" not in offered({})
    assert "minorHumanEdits" in offered({"digitalSourceType": "minorHumanEdits"})


def test_the_plain_ways_to_make_a_picture_come_first():
    options = fields({})["digitalSourceType"].inputs[0].options
    assert [option.value for option in options[1:7]] == [
        "fotografert", "skannet", "tegnet", "satt-sammen", "retusjert-med-ki", "laget-med-ki"
    ]  # fmt: skip


def test_finer_concepts_stand_under_the_name_of_their_top():
    options = {option.value: option.group for option in fields({})["materialType"].inputs[0].options}
    assert (options["plakat"], options["trykksak"]) == ("Trykksak", "Trykksak")


def test_few_answers_are_all_seen_and_can_be_taken_back():
    visibility = fields({"visibility": "medlem"})["visibility"].inputs[0]
    assert visibility.kind == "radio"
    assert visibility.options[-1].value == ""


def test_a_campaign_that_the_viewer_does_not_know_is_not_offered():
    hidden = Choices(CHOICES.words, "nb")
    (campaign,) = [each for group in shown({}, choices=hidden) for each in group.fields if each.id == "field-campaign"]
    assert [option.value for option in campaign.inputs[0].options] == [""]


def test_the_many_libraries_are_found_by_typing():
    organisations = fields({"visibleTo": {"organisations": ["NO-0000003"]}})["visibleTo"].inputs[0]
    assert (organisations.kind, [each.value for each in organisations.options if each.chosen]) == (
        "picker", ["NO-0000003"]
    )  # fmt: skip


def test_a_text_in_a_language_beyond_the_four_has_its_own_control():
    assert [each.lang for each in fields({"title": {"uk": "Книга"}})["title"].inputs] == ["nb", "nn", "se", "en", "uk"]


def test_what_the_file_proposed_is_marked_until_it_is_changed():
    marks = Marks(proposed=({"creator": [{"name": "Kari"}]},))
    same = fields({"creator": [{"name": "Kari"}]}, marks=marks)["creator"].rows[0].inputs[0]
    other = fields({"creator": [{"name": "Ola"}]}, marks=marks)["creator"].rows[0].inputs[0]
    assert (same.proposed, other.proposed) == (True, False)


@pytest.mark.parametrize(
    ("field", "path", "control"),
    [
        ("title", ("nn",), "title-nn"),
        ("title", (), "title-nb"),
        ("creator", (1, "isni"), "creator-1-isni"),
        ("creator", (1,), "creator-1-name"),
        ("subject", (2,), "subject"),
        ("consent", ("channels", 0), "consent-channels"),
        ("consent", (), "field-consent"),
        ("keyword", ("en", 3), "keyword-en"),
        ("personShown", (), "field-personShown"),
    ],
)
def test_a_fault_leads_to_the_control_it_is_about(field, path, control):
    made = fields({"creator": [{"name": "A"}, {"name": "B"}]})
    assert anchor(made.values(), field, path) == control


def test_a_fault_is_told_beside_its_control():
    marks = Marks(faults=(("consent", ("status",), "Velg."), ("consent", (), "Se over.")))
    consent = fields({}, marks=marks)["consent"]
    assert ({each.name: each.error for each in consent.inputs}["consent.status"], consent.errors) == (
        "Velg.", ("Se over.",)
    )  # fmt: skip


def test_every_control_has_an_id_of_its_own():
    whole = {"creator": [{"name": "A"}, {"name": "B"}], "placeShown": [{"name": "Bergen"}]}
    ids = [
        control.id
        for each in fields(whole).values()
        for control in (*each.inputs, *(control for row in each.rows or () for control in row.inputs))
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("field", "obligation"), [("title", "must"), ("audience", "should"), ("reviewDate", "may"), ("creator", "must")]
)
def test_the_form_says_what_publishing_asks_for(field, obligation):
    assert fields({})[field].obligation == obligation


def test_what_is_asked_only_now_and_then_is_a_must_when_the_gate_misses_it():
    assert fields({}, marks=Marks(missing=frozenset({"altText"})))["altText"].obligation == "must"
