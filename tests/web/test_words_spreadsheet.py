"""Names as a spreadsheet: what goes out, what comes back as a difference, and what is never overwritten in silence."""

import csv
import html
import io
import re

import pytest

from mediabank.concepts.words import forget, words
from mediabank.models import Role
from mediabank.people import sessions

pytestmark = pytest.mark.slow
HERE = "/concepts/translations"


@pytest.fixture
async def superuser(web):
    return await web.signed_in("vocabulary_editor")


async def word(slug):
    forget()
    return (await words()).own_slug["emne", slug]


async def fetched(asks):
    """(the bytes, the rows by slug) of the spreadsheet of subjects."""
    data = (await asks.get(f"{HERE}.csv?vocabulary=emne&language=se")).content
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    return data, {row["address"].rpartition("/")[2]: row for row in rows}


def written(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, next(iter(rows.values())).keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(rows.values())
    return out.getvalue().encode("utf-8-sig")


async def brought(asks, data):
    return await asks.post(f"{HERE}/file?language=se", files={"file": ("navn.csv", data)})


def ticked(page):
    return [html.unescape(each) for each in re.findall(r'name="take" value="([^"]*)" checked', page.text)]


async def test_it_begins_with_a_mark_and_is_parted_by_semicolons(superuser):
    data, rows = await fetched(superuser)
    assert data.startswith(b"\xef\xbb\xbfaddress;state;")
    assert rows["lesing"]["en"] == "reading"


async def test_the_untouched_spreadsheet_changes_nothing(superuser):
    data, _ = await fetched(superuser)
    page = await brought(superuser, data)
    assert (page.status_code, ticked(page)) == (200, [])
    assert "Regnearket sier det samme som banken." in page.text


async def test_a_name_that_was_filled_in_is_shown_and_saved_when_approved(superuser):
    _, rows = await fetched(superuser)
    rows["lesing"]["se"] = "prøvetekst"
    page = await brought(superuser, written(rows))
    assert "se" not in (await word("lesing")).labels
    await superuser.post(f"{HERE}/apply?language=se", data={"take": ticked(page)})
    assert (await word("lesing")).labels["se"] == "prøvetekst"


async def test_a_cell_that_nobody_touched_leaves_a_newer_name_alone(superuser):
    data, _ = await fetched(superuser)
    lesing = await word("lesing")
    await superuser.post(f"{HERE}?language=en", data={f"name.{lesing.id}": "perusal"})
    assert ticked(await brought(superuser, data)) == []
    assert (await word("lesing")).labels["en"] == "perusal"


async def test_a_newer_name_is_marked_and_not_taken_unless_ticked(superuser):
    _, rows = await fetched(superuser)
    lesing = await word("lesing")
    await superuser.post(f"{HERE}?language=en", data={f"name.{lesing.id}": "perusal"})
    rows["lesing"]["en"] = "reading books"
    page = await brought(superuser, written(rows))
    assert "Endret i banken etter at regnearket ble hentet" in page.text
    assert ticked(page) == []


async def test_a_change_between_looking_and_saving_is_told_and_stays(superuser):
    _, rows = await fetched(superuser)
    rows["lesing"]["en"] = "reading books"
    page = await brought(superuser, written(rows))
    lesing = await word("lesing")
    await superuser.post(f"{HERE}?language=en", data={f"name.{lesing.id}": "perusal"})
    answer = await superuser.post(f"{HERE}/apply?language=en", data={"take": ticked(page)})
    assert answer.status_code == 422
    assert (await word("lesing")).labels["en"] == "perusal"


async def test_no_cell_is_a_formula_and_what_was_quoted_comes_back_as_it_was(superuser):
    lesing = await word("lesing")
    await superuser.post(f"{HERE}?language=se", data={f"name.{lesing.id}": "=1+1"})
    data, rows = await fetched(superuser)
    assert rows["lesing"]["se"] == "'=1+1"
    assert ticked(await brought(superuser, data)) == []


async def test_who_tends_some_vocabularies_fetches_no_others(web):
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    await Role.filter(person=person).update(limits={"vocabularies": ["emne"], "languages": None})
    asks = web.client(session=await sessions.begin(person, days=1))
    for asked in ("", "&vocabulary=campaign"):
        rows = csv.DictReader((await asks.get(f"{HERE}.csv?language=se{asked}")).text[1:].splitlines(), delimiter=";")
        assert {row["vocabulary"] for row in rows} == {"emne"}


async def test_a_made_up_entry_of_five_thousand_digits_is_no_entry(superuser):
    sent = {"take": f"{(await word('lesing')).id} se {'9' * 5000} prøve"}
    answer = await superuser.post(f"{HERE}/apply?language=se", data=sent, follow_redirects=False)
    assert (answer.status_code, (await word("lesing")).labels.get("se")) == (303, None)


async def test_a_language_of_somebody_else_is_not_taken(web, superuser):
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    await Role.filter(person=person).update(limits={"vocabularies": None, "languages": ["se"]})
    translator = web.client(session=await sessions.begin(person, days=1))
    _, rows = await fetched(superuser)
    rows["lesing"] |= {"se": "prøvetekst", "en": "perusal"}
    page = await brought(translator, written(rows))
    assert [each.split(" ")[1] for each in ticked(page)] == ["se"]
    assert "ikke er din å endre" in page.text
    forced = [each.replace(" se ", " en ") for each in ticked(page)]
    assert (await translator.post(f"{HERE}/apply?language=se", data={"take": forced})).status_code == 403


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Velg regnearket"),
        ("address;nb\nx;blåbær".encode("latin-1"), "ikke lagret som UTF-8"),
        (b"navn;nb\nlesing;les", "mangler kolonnen"),
        (b'address;nb\n"' + b"x" * 200_000, "kan ikke leses"),
        (b"PK\x03\x04", "mangler kolonnen"),
    ],
)
async def test_what_is_no_such_spreadsheet_ends_in_a_sentence(superuser, data, sentence):
    page = await brought(superuser, data)
    assert page.status_code == 422
    assert sentence in page.text
