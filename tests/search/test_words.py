"""Words are found however people write them."""

import pytest


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Bøkene våre", "bøkene"),
        ("Bøkene våre", "bokene"),
        ("Bøkene våre", "bok"),
        ("Bøkene våre", "bøker"),
        ("Høst på Ås", "hoest"),
        ("Høst på Ås", "aas"),
        ("Høst på Ås", "as"),
        ("Lesing for ærfugl", "aerfugl"),
        ("HØST", "høst"),
        ("Ho\u0308st", "hoest"),
        ("Blåbær på ba\u030allen", "ballen"),
        ("Čáhppes beaivi", "cahppes"),
        ("Čáhppes beaivi", "čáhppes"),
        ("Čáhppes beaivi", "ČÁHPPES"),
        ("Girjerádju ođđa", "odda"),
        ("Eŋgel šaddá žžž ŧ", "engel sadda"),
        ("e-bok i 16:9", "16:9"),
        ("plakat_A3_nb.jpg", "a3"),
    ],
)
async def test_a_word_is_found_however_it_is_written(bank, title, typed):
    made = await bank.indexed(title)
    assert await bank.found(typed) == [made]


async def test_what_is_written_exactly_so_comes_first(bank):
    plain = await bank.indexed("Hoste og mer")
    exact = await bank.indexed("Høste og mer")
    assert await bank.found("høste") == [exact, plain]
    assert await bank.found("hoste") == [plain, exact]


async def test_a_title_weighs_more_than_a_description(bank):
    told = await bank.indexed("Plakat", description="Om lesing, lesing og lesing")
    named = await bank.indexed("Lesing", description="Plakat")
    assert await bank.found("lesing") == [named, told]


async def test_english_text_is_not_stemmed_as_norwegian(bank):
    await bank.indexed("Planer", language="en")
    assert await bank.found("plan") == []


async def test_stop_words_need_not_be_in_the_text(bank):
    made = await bank.indexed("Mat, drikke")
    assert await bank.found("mat og drikke") == [made]


async def test_stop_words_alone_are_looked_for(bank):
    made = await bank.indexed("Til og fra")
    await bank.indexed("Sommer")
    assert await bank.found("og") == [made]


async def test_every_word_must_be_found(bank):
    await bank.indexed("Sommer")
    assert await bank.found("sommer vinter") == []


async def test_a_minus_takes_away_what_holds_the_word(bank):
    kept = await bank.indexed("Sommer ute")
    await bank.indexed("Sommer inne")
    assert await bank.found("sommer -inne") == [kept]


async def test_words_in_quotes_must_follow_each_other(bank):
    kept = await bank.indexed("Vi skal lese mer i år")
    await bank.indexed("Mer å lese")
    assert await bank.found('"lese mer"') == [kept]


async def test_a_phrase_may_be_taken_away(bank):
    await bank.indexed("Vi skal lese mer i år")
    kept = await bank.indexed("Mer å lese")
    assert await bank.found('lese -"lese mer"') == [kept]


async def test_a_phrase_does_not_run_from_one_text_into_the_next(bank):
    await bank.indexed("Slutt på lese", description="mer kommer")
    assert await bank.found('"lese mer"') == []


async def test_the_name_of_a_creator_finds(bank):
    made = await bank.indexed("Sommer", values={"creator": [{"name": "Kåre Ødegård", "role": "x"}]})
    assert await bank.found("ødegård") == [made]


async def test_the_file_name_finds(bank):
    made = await bank.indexed("Sommer", file_name="IMG_4711-rev2.png")
    assert await bank.found("4711") == [made]


async def test_the_name_of_the_owner_finds(bank):
    made = await bank.indexed("Sommer", owner="Tromsø bibliotek")
    await bank.indexed("Sommer", owner="Oslo")
    assert await bank.found("tromso") == [made]
