"""Names as a spreadsheet, beneath its page: encodings, columns of people's own, and bytes that are none."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediabank.concepts import edit, merge, translating
from mediabank.errors import Unfit
from tests.concepts.tending import draft, garden, grown, own, tender

CORPUS = Path(__file__).parents[2].parent / "shared/corpus/hostile"


@pytest.fixture
async def kari(bank):
    by = await tender()
    await garden(by)
    return by


async def sheet(**names):
    """The spreadsheet of the garden as text, with its empty cells in Northern Sámi filled in by the names in nb."""
    lines = (await translating.csv_out(["hage"], ["nb", "se"])).decode("utf-8-sig").splitlines()
    filled = [line + names.get(line.split(";")[-2], "") for line in lines[1:]]
    return "\r\n".join([lines[0], *filled])


def said(found):
    return [(each.language, each.before, each.after, each.newer) for each in found.entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
async def test_it_is_read_as_spreadsheets_write_it(kari, encoding, separator):
    await grown(kari, "Eple")
    text = (await sheet(Eple="Áppel")).replace(";", separator)
    assert said(await translating.csv_in(text.encode(encoding), by=kari)) == [("se", "", "Áppel", False)]


async def test_a_column_of_somebodys_own_is_no_language(kari):
    await grown(kari, "Eple")
    head, row = (await sheet(Eple="Áppel")).splitlines()
    text = f"{head};kommentar;note;norsk språk\r\n{row};Se her;x;y"
    assert said(await translating.csv_in(text.encode(), by=kari)) == [("se", "", "Áppel", False)]


async def test_a_row_of_what_was_merged_away_meanwhile_names_nothing(kari):
    a, b = await grown(kari, "Epler", "Eple")
    text = await sheet(Epler="Áppelat")
    await merge.merge(a, b, by=kari)
    found = await translating.csv_in(text.encode(), by=kari)
    assert (found.entries, found.unknown) == ((), 1)


async def test_what_was_approved_is_saved_with_its_history_and_the_rest_is_told(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    found = await translating.csv_in((await sheet(Eple="Áppel", Pære="x" * 401)).encode(), by=kari)
    saved, faults = await translating.apply(found.entries, by=kari)
    assert (saved, [each.key for each in faults]) == (1, ["concept.too_long"])
    assert ((await own(eple)).labels.get("se"), (await own(paere)).labels.get("se")) == ("Áppel", None)


async def test_a_name_that_somebody_gave_between_looking_and_approving_stays(kari):
    (eple,) = await grown(kari, "Eple")
    found = await translating.csv_in((await sheet(Eple="Áppel")).encode(), by=kari)
    await edit.change(eple, await draft(eple, labels={"nb": "Eple", "se": "Ápel"}), by=await tender("Ola"))
    saved, faults = await translating.apply(found.entries, by=kari)
    assert (saved, [each.key for each in faults]) == (0, ["concept.newer"])
    assert (await own(eple)).labels["se"] == "Ápel"


async def test_a_generation_of_five_thousand_digits_is_one_that_nobody_remembers(kari):
    (eple,) = await grown(kari, "Eple")
    word = await own(eple)
    text = f"address;state;nb\n{word.address};{'9' * 5000};Epler"
    assert said(await translating.csv_in(text.encode(), by=kari)) == [("nb", "Eple", "Epler", True)]


async def test_an_entry_that_somebody_made_up_is_not_saved_beyond_what_they_may(kari):
    (eple,) = await grown(kari, "Eple")
    found = await translating.csv_in((await sheet(Eple="Áppel")).encode(), by=kari)
    forged = [replace(each, concept="finnes-ikke") for each in found.entries]
    assert await translating.apply(forged, by=kari) == (0, [])
    assert (await own(eple)).labels == {"nb": "Eple"}


async def test_what_many_rows_were_made_from_is_asked_for_together(kari, caplog):
    names = [f"Eple {n}" for n in range(40)]
    ids = await grown(kari, *names)
    text = await sheet(**{each: f"{each} se" for each in names})
    for id_, name in zip(ids, names, strict=True):
        await edit.change(id_, await draft(id_, labels={"nb": name, "en": f"Apple {name}"}), by=kari)
    with caplog.at_level("DEBUG", logger="tortoise.db_client"):
        found = await translating.csv_in(text.encode(), by=kari)
    assert sorted(said(found)) == sorted(("se", "", f"{each} se", False) for each in names)
    assert len(caplog.records) < 10


@pytest.mark.parametrize("data", [b"\n" * 60_000, b"x;1;y\n" * 60_000], ids=["empty lines", "rows"])
def test_a_spreadsheet_with_too_many_lines_ends_in_a_sentence_before_it_is_held(data):
    assert told(b"address;state;nb\n" + data) == ["concept.csv_too_long"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet='address;,"\n\r\x00\t=+nb-é', max_size=200).map(lambda text: text.encode()),
        st.text(max_size=100).map(lambda text: f"address;state;nb\n{text}".encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_are_rows_or_a_sentence(data):
    assert all(key.startswith("concept.csv_") for key in told(data))


def told(data):
    """The keys of the sentences that bytes end in; none where they are rows."""
    try:
        translating._rows(data)
    except Unfit as problem:
        return [each.key for each in problem.faults]
    return []


if CORPUS.is_dir():

    @pytest.mark.parametrize("path", sorted(CORPUS.glob("csv_*")), ids=lambda path: path.name)
    async def test_a_hostile_spreadsheet_of_the_corpus_ends_in_a_sentence(kari, path):
        with pytest.raises(Unfit) as stopped:
            await translating.csv_in(path.read_bytes(), by=kari)
        assert [each.key.startswith("concept.csv_") for each in stopped.value.faults] == [True]
