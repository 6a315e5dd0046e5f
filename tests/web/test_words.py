"""The pages of those who tend words: who may, what they show, and what the form of a concept does."""

import re

import pytest

from mediabank.concepts.words import forget, words
from mediabank.models import Audit, Role
from mediabank.people import sessions
from mediabank.web.pages.words import findings
from tests.web.asking import bring
from tests.web.material import described

pytestmark = pytest.mark.slow

LESING = "/concepts/emne/lesing"


@pytest.fixture
async def superuser(web):
    """One who tends every word."""
    return await web.signed_in("vocabulary_editor")


@pytest.fixture
async def translator(web):
    """One who writes Northern Sámi and nothing else."""
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    await Role.filter(person=person).update(limits={"vocabularies": None, "languages": ["se"]})
    return web.client(session=await sessions.begin(person, days=1))


async def word(slug, vocabulary="emne"):
    forget()
    return (await words()).own_slug[vocabulary, slug]


def typed(page, **changes):
    """What a browser would send of the form of a concept, with some fields written over; None leaves one out."""
    form = page.text[page.text.index('<form id="word-form"') :]
    form = form[: form.index("</form>")]
    sent = []
    for tag in re.findall(r"<input [^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = given.get("type") != "checkbox" or tag.rstrip(">").endswith("checked")
        if "name" in given and ticked:
            sent.append((given["name"], given.get("value", "")))
    sent += re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>([^<]*)<', form)
    kept = [(name, value) for name, value in sent if name.replace("-", "_").replace(".", "_") not in changes]
    data = {}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    return data


async def save(asks, path=LESING, **written):
    """Write some fields of a concept's form and send it; `pref_se="x"` stands for the field `pref.se`."""
    data = typed(await asks.get(path))
    for name, value in written.items():
        part, _, rest = name.partition("_")
        data[f"{part}.{rest}" if rest else part] = value
    return await asks.post(path, data=data, follow_redirects=False)


async def test_only_those_who_tend_words_come_to_the_desk(superuser, editor, stranger):
    assert (await superuser.get("/concepts")).status_code == 200
    assert (await editor.get("/concepts")).status_code == 403
    assert (await stranger.get("/concepts")).status_code == 401


async def test_the_menu_leads_superusers_to_the_desk(superuser, editor):
    assert 'href="/concepts"' in (await superuser.get("/")).text
    assert 'href="/concepts"' not in (await editor.get("/")).text


async def test_the_desk_counts_concepts_and_missing_names(superuser):
    text = (await superuser.get("/concepts")).text
    members = [each for each in (await words()).vocabularies["emne"] if not each.deprecated]
    without = sum(1 for each in members if not each.labels.get("se"))
    row = text[text.index('href="/concepts/emne"') :]
    assert f'data-label="Begreper:">{len(members)}<' in row
    assert f'language=se&amp;vocabulary=emne">{without}<' in row


async def test_a_tree_holds_its_top_and_the_way_to_what_is_open_and_nothing_else(superuser):
    known = await words()
    inner = next(each for each in known.vocabularies["emne"] if each.depth == 2)
    text = (await superuser.get(f"/concepts/emne/{inner.slug}")).text
    shown = set(re.findall(r'class="tree-link" href="/concepts/emne/([^"]+)"', text))
    wanted = {each.slug for each in known.children("emne")}
    for id_ in (*inner.ancestors, inner.id):
        wanted |= {each.slug for each in known.children("emne", id_)}
    assert shown == wanted
    assert len(wanted) < len(known.vocabularies["emne"])


async def test_a_branch_is_fetched_when_it_is_opened(superuser):
    known = await words()
    text = (await superuser.get("/concepts/emne/branch?under=lesing")).text
    below = [each.slug for each in known.children("emne", (await word("lesing")).id)]
    assert re.findall(r'href="/concepts/emne/([^"]+)"', text) == below
    assert "<html" not in text


async def test_typing_finds_a_concept_by_its_name_in_any_language(superuser):
    text = (await superuser.get("/concepts/emne/branch?q=reading")).text
    assert 'href="/concepts/emne/lesing"' in text


async def test_an_unknown_word_is_made_and_opened(superuser):
    answer = await superuser.post("/concepts/emne", data={"word": "strikkekafé"}, follow_redirects=False)
    assert answer.headers["location"].startswith("/concepts/emne/strikkekafe?")
    assert (await word("strikkekafe")).labels == {"nb": "strikkekafé"}


async def test_a_word_that_is_there_is_opened_and_not_made_again(superuser):
    answer = await superuser.post("/concepts/emne", data={"word": "Reading"}, follow_redirects=False)
    assert answer.headers["location"] == LESING


async def test_nothing_typed_is_told_at_the_field(superuser):
    answer = await superuser.post("/concepts/emne", data={"word": "  "})
    assert answer.status_code == 422
    assert 'id="word-error"' in answer.text


async def test_an_untouched_form_changes_nothing(superuser):
    before = await word("barn")
    answer = await save(superuser, "/concepts/emne/barn")
    assert answer.headers["location"].endswith("word=nothing_to_save")
    assert (await word("barn")).changed == before.changed


async def test_names_are_saved_in_every_language_at_once(superuser):
    await save(superuser, pref_nn="lesing og slikt", alt_en="books\nread", pref_sma="prøvetekst")
    labels = (await word("lesing")).labels
    assert labels["nn"] == "lesing og slikt"
    assert (await word("lesing")).alt["en"] == ("books", "read")


async def test_a_language_more_gets_a_column_that_is_saved(superuser):
    data = typed(await superuser.get(LESING)) | {"add-language": "1", "new-language": "sma"}
    page = await superuser.post(LESING, data=data)
    assert 'name="pref.sma"' in page.text
    await superuser.post(LESING, data=typed(page) | {"pref.sma": "prøvetekst"})
    assert (await word("lesing")).labels["sma"] == "prøvetekst"


async def test_a_language_that_is_none_is_told_at_its_field(superuser):
    data = typed(await superuser.get(LESING)) | {"add-language": "1", "new-language": "ikke et språk"}
    page = await superuser.post(LESING, data=data)
    assert page.status_code == 422
    assert 'href="#new-language"' in page.text


async def test_what_breaks_a_condition_is_told_at_its_field_and_everything_typed_stays(superuser):
    data = typed(await superuser.get(LESING)) | {"alt.nb": "lesing", "pref.en": "reading aloud"}
    page = await superuser.post(LESING, data=data)
    assert page.status_code == 422
    assert 'class="errors"' in page.text
    assert 'value="reading aloud"' in page.text
    assert (await word("lesing")).labels["en"] == "reading"


async def test_a_concept_may_not_lie_under_what_lies_under_it(superuser):
    known = await words()
    child = known.children("emne", (await word("lesing")).id)[0]
    answer = await superuser.post(f"{LESING}/move", data={"broader": child.id})
    assert answer.status_code == 422
    assert "«lesing» kan ikke ligge under seg selv" in answer.text
    assert (await word("lesing")).broader == ()


async def test_a_concept_is_moved_by_a_plain_form(superuser):
    target = await word("kultur")
    page = await superuser.get(f"{LESING}/move?q=kultur")
    assert f'value="{target.id}"' in page.text
    await superuser.post(f"{LESING}/move", data={"broader": target.id})
    assert (await word("lesing")).broader == (target.id,)


async def test_a_place_and_a_name_are_saved_together_or_not_at_all(superuser):
    known = await words()
    child = known.children("emne", (await word("lesing")).id)[0]
    answer = await save(superuser, pref_se="prøvetekst", broader=[child.id])
    assert answer.status_code == 422
    assert "se" not in (await word("lesing")).labels


async def test_what_another_changed_meanwhile_is_not_overwritten(superuser, web):
    other = await web.signed_in("vocabulary_editor")
    data = typed(await superuser.get(LESING))
    await save(other, pref_en="the reading of books")
    answer = await superuser.post(LESING, data=data | {"pref.en": "perusal"})
    assert answer.status_code in {409, 422}
    assert "the reading of books" in answer.text
    assert (await word("lesing")).labels["en"] == "the reading of books"


async def test_who_saves_again_after_being_told_what_is_newer_overwrites_that_alone(superuser, web):
    other = await web.signed_in("vocabulary_editor")
    data = typed(await superuser.get(LESING)) | {"pref.en": "perusal"}
    await save(other, pref_en="the reading of books", pref_nn="å lese")
    told = await superuser.post(LESING, data=data)
    again = typed(told)
    assert (again["pref.en"], again["pref.nn"]) == (["perusal"], ["lesing"])
    await superuser.post(LESING, data=again)
    labels = (await word("lesing")).labels
    assert (labels["en"], labels["nn"]) == ("perusal", "å lese")


async def test_a_form_that_leaves_a_concept_where_it_stood_does_not_move_it_back(superuser):
    data, kultur = typed(await superuser.get(LESING)), await word("kultur")
    await superuser.post(f"{LESING}/move", data={"broader": kultur.id})
    answer = await superuser.post(LESING, data=data | {"pref.se": "prøvetekst"}, follow_redirects=False)
    lesing = await word("lesing")
    assert (answer.status_code, lesing.broader, lesing.labels["se"]) == (303, (kultur.id,), "prøvetekst")


async def test_what_another_changed_elsewhere_stays_when_this_is_saved(superuser, web):
    other = await web.signed_in("vocabulary_editor")
    data = typed(await superuser.get(LESING))
    await save(other, pref_en="the reading of books")
    await superuser.post(LESING, data=data | {"pref.nn": "å lese"})
    labels = (await word("lesing")).labels
    assert (labels["en"], labels["nn"]) == ("the reading of books", "å lese")


async def test_a_translator_sees_other_languages_as_text(translator):
    text = (await translator.get(LESING)).text
    assert 'name="pref.se"' in text
    assert 'name="pref.nb"' not in text
    assert "data-move" not in text.split("</head>")[1].replace("data-moves", "")


async def test_a_translator_writes_their_language(translator):
    await save(translator, pref_se="prøvetekst")
    assert (await word("lesing")).labels["se"] == "prøvetekst"


async def test_a_translator_who_changes_nothing_is_told_so(translator):
    assert (await save(translator)).headers["location"].endswith("word=nothing_to_save")


async def test_a_translator_cannot_do_what_they_may_not(translator):
    data = typed(await translator.get(LESING)) | {"language": ["nb", "se"], "pref.nb": "noe annet"}
    await translator.post(LESING, data=data)
    assert (await word("lesing")).labels["nb"] == "lesing"
    for path, sent in (("/move", {"broader": ""}), ("/deprecate", {}), ("/restore", {})):
        assert (await translator.post(LESING + path, data=sent)).status_code == 403, path
    assert (await translator.post("/concepts/emne", data={"word": "nytt"})).status_code == 403


async def test_a_mapping_is_found_in_another_vocabulary_and_added(superuser):
    page = await superuser.post(
        LESING, data=typed(await superuser.get(LESING)) | {"find": "mapping", "find-mapping": "barn"}
    )
    child = await word("barn", "audience")
    assert f'value="closeMatch {child.address}"' in page.text
    data = typed(page) | {"find-mapping": ""}
    data["mapping"] = [*data.get("mapping", []), f"closeMatch {child.address}"]
    await superuser.post(LESING, data=data)
    assert child.address in (await word("lesing")).mappings["closeMatch"]


async def test_a_concept_is_retired_with_what_takes_over_and_comes_back(superuser):
    other = await word("litteratur")
    await superuser.post(f"{LESING}/deprecate", data={"replaced": other.id, "note": "Dobbelt opp"})
    retired = await word("lesing")
    assert (retired.deprecated, retired.replaced_by) == (True, (other.id,))
    assert 'href="/concepts/emne/litteratur"' in (await superuser.get(LESING)).text
    await superuser.post(f"{LESING}/restore")
    assert (await word("lesing")).deprecated is False


async def test_the_page_says_how_many_files_carry_a_concept(web, superuser, editor):
    await bring(editor, description=described(subject=["lesing"]))
    text = (await superuser.get(LESING)).text
    assert "Brukt av 1 fil" in text
    assert "/search?subject=lesing" in text


async def test_a_vocabulary_is_made_and_named(superuser):
    answer = await superuser.post(
        "/concepts/vocabularies/new", data={"titles.nb": "Stemninger"}, follow_redirects=False
    )
    assert answer.headers["location"].startswith("/concepts/stemninger?")
    await superuser.post("/concepts/vocabularies/stemninger", data={"titles.nb": "Stemning", "titles.en": "Moods"})
    forget()
    assert (await words()).titles_of("stemninger") == {"nb": "Stemning", "en": "Moods"}


async def test_an_edition_is_made_at_once_and_lies_where_the_page_says(superuser, stranger):
    text = (await superuser.get("/concepts/emne")).text
    assert "Ingen utgaver ennå." in text
    await superuser.post("/concepts/vocabularies/emne/editions")
    text = (await superuser.get("/concepts/emne")).text
    href = re.search(r'href="(/vocab/emne/version/[0-9-]+)"', text)[1]
    assert (await stranger.get(f"{href}.nt")).status_code == 200
    (row,) = await Audit.filter(action="vocabulary.edition")
    assert (row.subject, str(row.by_id)) == (
        "vocabulary:emne",
        str((await Role.get(role="vocabulary_editor")).person_id),
    )


async def test_who_may_make_an_edition(superuser, translator, editor):
    path = "/concepts/vocabularies/emne/editions"
    assert [(await each.post(path)).status_code for each in (translator, editor)] == [403, 403]
    assert path not in (await translator.get("/concepts/emne")).text
    assert (await superuser.post("/concepts/vocabularies/campaign/editions")).status_code == 404


async def test_a_vocabulary_without_a_name_is_told_so(superuser):
    answer = await superuser.post("/concepts/vocabularies/new", data={"titles.nb": " "})
    assert answer.status_code == 422
    assert 'href="#titles-nb"' in answer.text


async def test_every_change_stands_in_the_history_with_what_it_said_before(superuser):
    await save(superuser, pref_en="the reading of books")
    text = (await superuser.get(f"{LESING}/history")).text
    assert "<del>reading</del>" in text
    assert "<ins>the reading of books</ins>" in text


async def test_an_unknown_concept_is_not_there(superuser):
    assert (await superuser.get("/concepts/emne/finnes-ikke")).status_code == 404
    assert (await superuser.get("/concepts/finnes-ikke")).status_code == 404


async def merged(asks, loser="lesevansker", survivor="lesing"):
    """Let one concept go out into another by the page's own form."""
    page = await asks.get(f"/concepts/emne/{loser}/merge?into={survivor}")
    into = re.search(r'name="into" value="([^"]+)"', page.text).group(1)
    return await asks.post(f"/concepts/emne/{loser}/merge", data={"into": into}, follow_redirects=False)


async def undone(asks, answer):
    change = re.search(r"change=([0-9a-f-]+)", answer.headers["location"]).group(1)
    return await asks.post("/concepts/undo", data={"change": change, "back": "/concepts/emne"}, follow_redirects=False)


async def test_a_merge_says_beforehand_how_many_files_change(web, superuser, editor):
    await bring(editor, description=described(subject=["lesevansker"]))
    await bring(editor, description=described(subject=["lesevansker", "litteratur"]))
    text = (await superuser.get("/concepts/emne/lesevansker/merge?into=litteratur")).text
    assert "Slå sammen, 2 filer endres" in text
    assert "2 filer får nytt begrep. 1 hadde begge." in text
    assert (await word("lesevansker")).current == ""


async def test_what_was_merged_is_counted_with_what_stays_and_its_words_go_along(web, superuser, editor):
    await bring(editor, description=described(subject=["lesevansker"]))
    await merged(superuser, survivor="litteratur")
    stays = await word("litteratur")
    assert (await word("lesevansker")).current == stays.id
    assert "lesevansker" in stays.alt["nb"]
    assert "Brukt av 1 fil" in (await superuser.get("/concepts/emne/litteratur")).text


async def test_a_merge_is_undone_from_the_toast(superuser):
    before = await word("litteratur")
    answer = await merged(superuser, survivor="litteratur")
    assert "Angre" in (await superuser.get(answer.headers["location"])).text
    await undone(superuser, answer)
    after = await word("litteratur")
    assert ((await word("lesevansker")).current, after.alt, after.labels) == ("", before.alt, before.labels)
    assert (await word("lesevansker")).broader == ((await word("lesing")).id,)


async def test_the_page_of_a_merged_concept_leads_to_what_it_became(superuser):
    await merged(superuser, survivor="litteratur")
    text = (await superuser.get("/concepts/emne/lesevansker")).text
    assert 'class="notice"' in text
    assert 'href="/concepts/emne/litteratur"' in text
    assert "data-move" not in text.replace("data-moves", "")


async def test_two_of_one_name_are_listed_as_likely_duplicates(superuser):
    await superuser.post("/concepts/emne", data={"word": "lesesal"})
    await superuser.post("/concepts/emne/lesesal/move", data={"broader": (await word("kultur")).id})
    await superuser.post("/concepts/emne", data={"word": "lesesal to"})
    await save(superuser, "/concepts/emne/lesesal-to", pref_nb="Lesesal")
    text = (await superuser.get("/concepts/duplicates")).text
    assert "De heter begge" in text
    assert "/merge?into=lesesal" in text
    assert 'id="merge"' in (await superuser.get("/concepts/emne/lesesal")).text


async def test_what_cannot_be_one_is_told(superuser):
    answer = await superuser.post(f"{LESING}/merge", data={"into": (await word("lesing")).id})
    assert answer.status_code == 409
    assert 'class="errors"' in answer.text


async def test_a_split_needs_two_and_leaves_the_files_for_somebody_to_choose(web, superuser, editor):
    await bring(editor, description=described(subject=["lesevansker"]))
    one, other = await word("kultur"), await word("litteratur")
    answer = await superuser.post("/concepts/emne/lesevansker/split", data={"into": [one.id]})
    assert answer.status_code == 422
    await superuser.post("/concepts/emne/lesevansker/split", data={"into": [one.id, other.id]})
    gone = await word("lesevansker")
    assert (gone.deprecated, set(gone.replaced_by), gone.current) == (True, {one.id, other.id}, "")


async def test_a_saved_name_is_undone_and_what_changed_since_is_not_lost(superuser):
    answer = await save(superuser, pref_en="perusal")
    await undone(superuser, answer)
    assert (await word("lesing")).labels["en"] == "reading"
    answer = await save(superuser, pref_en="perusal")
    await save(superuser, pref_en="reading books")
    refused = await undone(superuser, answer)
    assert refused.status_code == 409
    assert (await word("lesing")).labels["en"] == "reading books"


async def test_a_translator_undoes_nothing_of_others(superuser, translator):
    answer = await save(superuser, pref_en="perusal")
    assert (await undone(translator, answer)).status_code == 403


async def test_a_stranger_to_history_is_refused(superuser):
    for change in ("", "x", "01a207dc-0000-7000-8000-000000000000"):
        assert (await superuser.post("/concepts/undo", data={"change": change})).status_code == 404


async def test_titles_that_another_wrote_meanwhile_are_told_and_written_over_only_by_saving_again(superuser, web):
    path, other = "/concepts/vocabularies/emne", await web.signed_in("vocabulary_editor")
    seen = re.search(r'name="seen" value="(\d+)"', (await superuser.get(path)).text)[1]
    titles = {f"titles.{tag}": text for tag, text in (await words()).faces["emne"].titles.items()}
    await other.post(path, data=titles | {"titles.en": "Topics"})
    mine = titles | {"titles.en": "Matters", "seen": seen}
    told = await superuser.post(path, data=mine)
    assert (told.status_code, "Nå står det: Topics" in told.text) == (422, True)
    again = re.search(r'name="seen" value="(\d+)"', told.text)[1]
    await superuser.post(path, data=mine | {"seen": again})
    forget()
    assert (await words()).faces["emne"].titles["en"] == "Matters"


async def test_translations_are_saved_from_the_list(translator):
    lesing = await word("lesing")
    page = await translator.get("/concepts/translations?vocabulary=emne")
    assert f'name="name.{lesing.id}"' in page.text
    sent = {f"name.{lesing.id}": "prøvetekst", f"seen.{lesing.id}": str(lesing.changed)}
    await translator.post("/concepts/translations?language=se", data=sent)
    assert (await word("lesing")).labels["se"] == "prøvetekst"


async def test_a_name_that_was_given_while_the_list_was_open_is_told_and_stays(translator, superuser):
    path, lesing = "/concepts/translations?language=se&vocabulary=emne", await word("lesing")
    page = await translator.get(path)
    sent = {f"name.{lesing.id}": "prøvetekst to"} | dict(re.findall(r'name="(seen\.[^"]*)" value="([^"]*)"', page.text))
    await save(superuser, pref_se="prøvetekst")
    answer = await translator.post(path, data=sent)
    assert (answer.status_code, (await word("lesing")).labels["se"]) == (422, "prøvetekst")
    assert "Nå står det: prøvetekst" in answer.text


async def test_a_translator_is_not_given_another_language_to_write(translator):
    lesing = await word("lesing")
    assert (await translator.get("/concepts/translations?language=nb")).status_code == 403
    answer = await translator.post("/concepts/translations?language=nb", data={f"name.{lesing.id}": "noe annet"})
    assert answer.status_code == 403


async def test_a_finding_is_mended_with_one_press_as_its_diff_says(superuser):
    await superuser.post("/concepts/emne", data={"word": "søskenlesing"})
    ids = [(await word(slug)).id for slug in ("lesing", "kultur")]
    await save(superuser, "/concepts/emne/soskenlesing", broader=[(await word("lesevansker")).id, ids[0]])
    text = (await superuser.get("/concepts/findings?vocabulary=emne")).text
    assert "Over to ganger" in text
    assert "<del>«lesing»</del>" in text
    sent = {"vocabulary": "emne", "code": "redundant", "concept": "soskenlesing", "value": "lesing"}
    await superuser.post("/concepts/findings", data=sent)
    assert (await word("soskenlesing")).broader == ((await word("lesevansker")).id,)
    assert (await superuser.post("/concepts/findings", data=sent)).status_code == 409


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rent", "rent"),
        (" to  ord ", "␣to ␣ord␣"),
        ("a\u00a0b", "a␣b"),
        ("usyn\u200blig", "usyn⟨U+200B⟩lig"),
    ],
)
def test_what_is_untidy_in_a_label_can_be_seen(text, shown):
    assert findings.seen(text) == shown


async def test_every_kind_of_finding_has_a_title_and_a_sentence():
    from mediabank import language
    from vocabularies.quality import FINDINGS

    keys = [f"{table}.{code}" for table in ("words_finding", "words_finding_line") for code in FINDINGS]
    assert [key for key in keys if not language.has(key, "nb")] == []
