"""The public pages of words: tree without script, alphabet, search, what is new, what is out of use, one concept."""

import re

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.campaigns import campaign
from mediabank.concepts import edit, merge
from mediabank.concepts.words import forget, words
from mediabank.models import Asset
from tests.web.many_words import BRANCHES, TOPS, planted

pytestmark = pytest.mark.slow
EMNE, LESING = "/vocab/emne", "/vocab/emne/lesing"
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def page(asks, path):
    answer = await asks.get(path, headers=HTML)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


async def word(slug, vocabulary="emne"):
    forget()
    return (await words()).own_slug[vocabulary, slug]


def content(text):
    return text[text.index("<main") : text.index("</main>")]


def names(text):
    """The concepts that a tree shows."""
    return re.findall(r'class="vocab-name" href="/vocab/[\w-]+/([\w-]+)"', text)


async def test_a_browser_gets_the_page_where_a_program_gets_data(stranger):
    assert "lesing</h1>" in await page(stranger, LESING)
    assert (await stranger.get(LESING, headers={"Accept": "text/turtle"})).text.startswith("@prefix")


async def test_a_page_that_has_other_forms_says_what_it_differs_by(stranger):
    vary = (await stranger.get(LESING, headers=HTML)).headers["vary"]
    assert {"Accept", "Accept-Language", "Cookie"} <= {each.strip() for each in vary.split(",")}


async def test_every_vocabulary_is_listed(stranger):
    text, known = await page(stranger, "/vocab"), await words()
    assert {f"/vocab/{slug}" for slug in known.faces} <= set(re.findall(r'href="([^"?]+)"', text))


async def test_a_tree_shows_its_top_and_opens_by_a_link(stranger):
    at, known = await word("lesing"), await words()
    top = {each.slug for each in known.children("emne")}
    below = {each.slug for each in known.children("emne", at.id)}
    closed = await page(stranger, EMNE)
    assert set(names(closed)) == top
    assert f'href="{EMNE}?open=lesing"' in closed
    assert set(names(await page(stranger, f"{EMNE}?open=lesing"))) == top | below


async def test_a_branch_is_what_lies_right_below(stranger):
    at, known = await word("lesing"), await words()
    fragment = (await stranger.get(f"{EMNE}/branch?under=lesing")).text
    assert names(fragment) == ["lesing", *(each.slug for each in known.children("emne", at.id))]
    assert names((await stranger.get(f"{EMNE}/branch?under=lesing&closed=1")).text) == ["lesing"]
    assert (await stranger.get(f"{EMNE}/branch?under=nope")).status_code == 404


async def test_the_alphabet_ends_with_ae_oe_aa(web, stranger):
    for name in ("Ål", "Ærfugl", "Øl", "Zebra", "Čáhppes", "1984"):
        await edit.create("emne", {"nb": name}, by=SUPERUSER)
    text = await page(stranger, f"{EMNE}?view=list")
    letters = re.findall(r"letter=[^\"]+\"(?: aria-current=\"page\")?>(.)</a>", text)
    assert letters[-5:] == ["Z", "Æ", "Ø", "Å", "#"]
    assert "Čáhppes" in await page(stranger, f"{EMNE}?view=list&letter=C")


@pytest.mark.parametrize("query", ["reading", "READ", "lesin"])
async def test_search_meets_every_language_at_once(stranger, query):
    assert f'href="{LESING}"' in content(await page(stranger, f"{EMNE}?q={query}"))
    assert f'href="{LESING}"' in content(await page(stranger, f"/vocab?q={query}"))


async def test_what_was_met_is_told_where_the_name_does_not_tell_it(stranger):
    text = content(await page(stranger, f"{EMNE}?q=reading"))
    assert re.search(rf'href="{LESING}">lesing</a> <span[^>]*>reading \(English\)', text)
    assert re.search(rf'href="{LESING}">lesing</a></li>', content(await page(stranger, f"{EMNE}?q=LESI")))


async def test_what_was_found_in_all_vocabularies_stands_alone(stranger):
    found = content(await page(stranger, "/vocab?q=lesing"))
    assert "Emner" in found
    assert 'href="/vocab/surface"' not in found
    assert 'href="/vocab">Vis alle ordlistene' in found


async def test_search_takes_signs_as_they_are(stranger):
    for query in ("%25", "_", "%27;--", "%00", "*", "a" * 500):
        assert LESING not in content(await page(stranger, f"{EMNE}?q={query}"))


async def test_what_was_changed_is_new(stranger):
    await edit.create("emne", {"nb": "kvitveis"}, by=SUPERUSER)
    text = content(await page(stranger, f"{EMNE}?view=new"))
    assert "kvitveis" in text
    assert "laget" in text


async def test_a_changed_word_does_not_say_by_whom(web, stranger):
    asks = await web.signed_in("vocabulary_editor")
    assert (await asks.post("/concepts/emne", data={"word": "kvitveis"})).status_code == 303
    for path in (f"{EMNE}?view=new", f"{EMNE}/kvitveis", f"{EMNE}/changes.json", f"{EMNE}/changes.atom"):
        text = (await stranger.get(path, headers=HTML)).text
        assert "kvitveis" in text
        assert "Nordmann" not in text


async def test_a_merged_concept_answers_at_its_old_address_and_points_on(stranger):
    await merge.merge((await word("lesestimulering")).id, (await word("lesing")).id, by=SUPERUSER)
    forget()
    text = content(await page(stranger, f"{EMNE}/lesestimulering"))
    assert "lesestimulering</h1>" in text
    assert f'slått sammen med et annet. Bruk <a href="{LESING}">' in text
    assert "lesestimulering" in content(await page(stranger, f"{EMNE}?view=retired"))
    assert "lesestimulering" not in names(await page(stranger, f"{EMNE}?open=lesing"))
    assert "lesestimulering</a>: slått sammen" in content(await page(stranger, LESING))


async def test_a_deprecated_concept_says_what_to_use(stranger):
    text = content(await page(stranger, "/vocab/digital-source-type/digitalArt"))
    assert "brukes ikke lenger. Bruk <a" in text


async def test_a_viewer_is_told_of_as_many_files_as_they_find(web, stranger, editor, reader):
    await web.published(editor, subject=["lesing"])
    await web.published(editor, subject=["lesing"], visibility="medlem")
    await web.settle()
    assert "Brukt av 1 fil du kan se<" in await page(stranger, LESING)
    assert "Brukt av 2 filer du kan se<" in await page(reader, LESING)
    found = (await stranger.get("/api/v1/assets?subject=lesing")).json()
    assert found["total"] == 1


async def test_the_same_elsewhere_is_told_by_kind_and_by_name_where_it_is_here_too(stranger):
    at, other = await word("lesing"), (await words()).vocabularies["licence"][0]
    mappings = {"closeMatch": ("http://a.test/1", "http://a.test/2"), "exactMatch": (other.address,)}
    await edit.change(at.id, edit.Draft(seen=at.changed, mappings=mappings), by=SUPERUSER)
    text = content(await page(stranger, LESING))
    told = re.findall(r"<dt>([^<]+)</dt><dd><ul.*?</ul>", text)
    assert told == ["Det samme", "Nesten det samme"]
    assert f'href="/vocab/licence/{other.slug}"' in text
    assert "Lisenser</span>" in text


async def test_a_language_that_the_bank_does_not_list_has_its_name(stranger):
    at = await word("lesing")
    await edit.change(at.id, edit.Draft(seen=at.changed, labels={**at.labels, "de": "Lesen"}), by=SUPERUSER)
    assert ">Tysk</h3>" in await page(stranger, LESING)


async def test_a_licence_is_told_by_its_name(stranger):
    assert ">CC0 1.0</a>" in await page(stranger, EMNE)


async def test_only_those_who_tend_words_are_led_to_editing(web, stranger, editor):
    superuser = await web.signed_in("vocabulary_editor")
    assert "/concepts/emne/lesing" in await page(superuser, LESING)
    for other in (stranger, editor):
        assert "/concepts/emne" not in await page(other, LESING)


async def test_a_campaign_is_told_to_those_who_may_know_it(web, stranger, editor):
    home = await web.organisation("Lunde bibliotek")
    made = await campaign.make(campaign.Draft(titles={"nb": "Kvitveis", "nn": "Kvitveis"}), owner=home, by=None)
    path = f"/vocab/campaign/{made.slug}"
    assert "Kvitveis" in await page(editor, path)
    assert "Kvitveis" in await page(editor, "/vocab/campaign")
    assert (await stranger.get(path, headers=HTML)).status_code == 404
    assert (await editor.get(f"{path}.ttl")).status_code == 404  # data is for everybody
    id_ = await web.published(editor)
    await Asset.filter(id=id_).update(campaign_id=made.id)
    assert "Kvitveis" in await page(stranger, path)
    assert "Kvitveis" in (await stranger.get(f"{path}.ttl")).text


async def test_no_page_follows_an_address_that_is_none(stranger):
    for path in ("/vocab/nope", f"{EMNE}/nope", f"{EMNE}/version/2026-01-01", "/vocab/emne/lesing/nope"):
        assert (await stranger.get(path, headers=HTML)).status_code == 404


@pytest.fixture
async def many(web, stranger):
    """A stranger in a bank with a vocabulary of 15,000 concepts."""
    await planted()
    return stranger


async def test_a_large_tree_sends_what_is_opened_and_nothing_else(many):
    assert len(names(await page(many, "/vocab/tre"))) == TOPS
    assert len(names(await page(many, "/vocab/tre?open=top-3"))) == TOPS + BRANCHES
    assert len(names((await many.get("/vocab/tre/branch?under=top-3")).text)) == 1 + BRANCHES


async def test_a_long_level_comes_in_pieces_by_links_and_by_script(many):
    text = await page(many, "/vocab/flat")
    assert len(names(text)) == 200
    more, script = re.search(r'vocab-more" href="([^"]+)" hx-get="([^"]+)"', text).groups()
    by_link = names(await page(many, more.replace("&amp;", "&")))
    assert by_link == names((await many.get(script.replace("&amp;", "&"))).text)
    assert by_link[0] == "ord-200"


async def test_an_imported_concept_stands_under_its_own_address(many):
    text = content(await page(many, "/vocab/flat/ord-7"))
    assert "http://bank.test/vocab/flat/ord-7" in text
