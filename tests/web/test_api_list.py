"""The list: words, facets with several values and without, date ranges, order, pages, and what is counted."""

import pytest

from mediabank.models import Asset, Campaign, Concept, Label, Vocabulary
from tests.web.asking import bring, codes
from tests.web.material import described

ALL = {
    "plakat": {"materialType": "plakat", "language": ["nb"], "license": "cc-by", "audience": ["barn"]},
    "skjerm": {"materialType": "infoskjerm", "language": ["nb", "nn"], "license": "cc0", "audience": ["barn", "voksne"]},  # noqa: E501
    "foto": {"materialType": "fotografi", "language": ["zxx"], "license": "cc-by", "audience": ["voksne"]},
}  # fmt: skip


@pytest.fixture
async def ids(web, editor):
    """Name → id of three published assets, in the index."""
    made = {}
    for name, fields in ALL.items():
        texts = {"altText": {"nb": "a", "nn": "a"}, "extendedDescription": {"nb": "b", "nn": "b"}}
        made[name] = await web.published(editor, title={"nb": f"Sommer {name}"}, **texts, **fields)
    await web.settle()
    return made


async def asked(asks, ids, query):
    """The names of what is found, in order."""
    answer = await asks.get(f"/api/v1/assets?{query}")
    assert answer.status_code == 200, answer.text
    names = {id_: name for name, id_ in ids.items()}
    return [names[each["id"]] for each in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"plakat", "skjerm", "foto"}),
        ("q=sommer", {"plakat", "skjerm", "foto"}),
        ("q=sommer+-foto", {"plakat", "skjerm"}),
        ("q=vinter", set()),
        ("material-type=plakat", {"plakat"}),
        ("material-type=plakat&material-type=fotografi", {"plakat", "foto"}),
        ("not-material-type=plakat", {"skjerm", "foto"}),
        ("material-type=plakat&not-material-type=plakat", set()),
        ("language=nb&audience=voksne", {"skjerm"}),
        ("language=nb&not-audience=voksne", {"plakat"}),
        ("licence=cc-by&audience=voksne", {"foto"}),
        ("owner=lunde-bibliotek", {"plakat", "skjerm", "foto"}),
        ("not-owner=lunde-bibliotek", set()),
        ("material-type=", {"plakat", "skjerm", "foto"}),
        ("published-from=2000-01-01&published-to=8999-12-31", {"plakat", "skjerm", "foto"}),
        ("published-to=2000-01-01", set()),
    ],
)
async def test_a_search_finds(stranger, ids, query, found):
    assert set(await asked(stranger, ids, query)) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", ["foto", "skjerm", "plakat"]), ("oldest", ["plakat", "skjerm", "foto"]),
     ("title", ["foto", "plakat", "skjerm"])],
)  # fmt: skip
async def test_it_comes_in_the_order_asked_for(stranger, ids, sort, order):
    assert await asked(stranger, ids, f"sort={sort}") == order


async def test_pages_hold_everything_once(stranger, ids):
    pages = [await asked(stranger, ids, f"size=1&page={page}&sort=title") for page in (1, 2, 3, 4)]
    assert pages == [["foto"], ["plakat"], ["skjerm"], []]


async def test_the_total_is_of_all_pages(stranger, ids):
    assert (await stranger.get("/api/v1/assets?size=1")).json()["total"] == 3


async def test_facets_count_what_each_further_choice_would_give(stranger, ids):
    facets = (await stranger.get("/api/v1/assets?material-type=plakat")).json()["facets"]
    counted = {each["value"]: each["count"] for each in facets["material-type"]}
    narrow = {"plakat": 1, "infoskjerm": 1, "fotografi": 1}
    assert counted == narrow | {"trykksak": 1, "skjermflate": 1, "bilde": 1}, "the broader ones are counted too"
    assert facets["audience"] == [{"value": "barn", "count": 1}]
    assert facets["owner"] == [{"value": "lunde-bibliotek", "count": 1}]


async def test_drafts_are_listed_only_where_they_are_asked_for_and_kept(web, editor, stranger, ids):
    draft = (await bring(editor, description={"title": {"nb": "Sommer utkast"}})).json()["id"]
    await web.settle()
    ids["utkast"] = draft
    assert "utkast" not in await asked(editor, ids, "q=sommer")
    assert "utkast" in await asked(editor, ids, "q=sommer&drafts=1")
    assert "utkast" not in await asked(stranger, ids, "q=sommer&drafts=1")
    assert await asked(editor, ids, "drafts=1&status=utkast") == ["utkast"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("material-type=luftskip", [("materialType", "not_in_vocabulary")]),
        ("not-language=klingon&audience=marsboere",
         [("language", "not_in_vocabulary"), ("audience", "not_in_vocabulary")]),
        ("owner=NO-9999999", [("ownerLibrary", "not_in_vocabulary")]),
        ("published-from=i-fjor", [("published-from", "wrong_type.date")]),
        ("published-to=9999-12-31", [("published-to", "wrong_type.date")]),
        ("published-from=0001-01-01", [("published-from", "wrong_type.date")]),
    ],
)  # fmt: skip
async def test_what_is_unknown_is_told(stranger, query, fields):
    answer = await stranger.get(f"/api/v1/assets?{query}")
    assert answer.status_code == 422
    assert sorted(codes(answer)) == sorted(fields)


@pytest.mark.parametrize("query", ["sort=farge", "size=0", "size=101", "page=0", "q=" + "x" * 501, "q=" + "a+" * 51])
async def test_more_than_may_be_asked_is_refused(stranger, query):
    answer = await stranger.get(f"/api/v1/assets?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


async def test_an_asset_by_a_concept_above_is_found(web, editor, stranger):
    narrow = await Concept.filter(vocabulary__slug="audience", relations__kind="broader").first()
    if narrow is None:
        pytest.skip("the shipped vocabulary audience is flat")
    await narrow.fetch_related("relations__target")
    id_ = await web.published(editor, audience=[narrow.slug])
    await web.settle()
    above = narrow.relations[0].target.slug
    assert [each["id"] for each in (await stranger.get(f"/api/v1/assets?audience={above}")).json()["items"]] == [id_]


# --- campaigns are known to those who see something of them


@pytest.fixture
async def campaign(web):
    """A campaign of the editor's library, by its slug, with nothing on its shelf."""
    owner = await web.organisation("Lunde bibliotek")
    vocabulary = await Vocabulary.get(slug="campaign")
    like = await Concept.filter(vocabulary=vocabulary).first()
    concept = await Concept.create(
        vocabulary=vocabulary, slug="hemmelig-host", address="https://bank.test/vocab/campaign/hemmelig-host",
        position=99, definitions={}, properties={}, modified_at=like.modified_at,
    )  # fmt: skip
    await Label.create(concept=concept, kind="pref", language="nb", text="Hemmelig høst", folded="hemmelig host")
    await Campaign.create(slug=concept.slug, concept=concept, owner=owner, terms={}, created_at=like.modified_at)
    from mediabank.concepts.turn import touched
    from mediabank.concepts.words import forget

    await touched([concept.id])
    forget()
    return concept.slug


@pytest.mark.parametrize("name", ["campaign", "not-campaign"])
async def test_a_campaign_one_may_not_know_of_is_as_one_that_is_not_there(stranger, reader, campaign, name):
    for asks in (stranger, reader):
        hidden = await asks.get(f"/api/v1/assets?{name}={campaign}")
        absent = await asks.get(f"/api/v1/assets?{name}=finnes-ikke")
        assert (hidden.status_code, codes(hidden)) == (422, [("campaign", "not_in_vocabulary")])
        assert hidden.content.replace(campaign.encode(), b"finnes-ikke") == absent.content


async def test_on_the_page_it_is_neither_chosen_nor_named(stranger, campaign):
    page = (await stranger.get(f"/search?campaign={campaign}")).text
    assert "Hemmelig" not in page


async def test_who_may_not_know_of_it_cannot_describe_by_it(web, campaign):
    elsewhere = await web.signed_in("editor", "Bergen bibliotek")
    hidden = await bring(elsewhere, description=described(campaign=campaign))
    absent = await bring(elsewhere, description=described(campaign="finnes-ikke"))
    assert (hidden.status_code, codes(hidden)) == (422, [("campaign", "not_in_vocabulary")])
    assert hidden.content.replace(campaign.encode(), b"finnes-ikke") == absent.content


async def test_who_keeps_an_asset_of_it_may_ask_for_it(web, editor, campaign):
    draft = (await bring(editor, description=described(campaign=campaign))).json()["id"]
    await web.settle()
    answer = await editor.get(f"/api/v1/assets?campaign={campaign}&drafts=1")
    assert [each["id"] for each in answer.json()["items"]] == [draft]
    assert await Asset.all().count() == 1


async def test_once_something_of_it_is_public_everybody_may(web, editor, stranger, campaign):
    id_ = await web.published(editor, campaign=campaign)
    await web.settle()
    answer = await stranger.get(f"/api/v1/assets?campaign={campaign}")
    assert [each["id"] for each in answer.json()["items"]] == [id_]
    assert "Hemmelig høst" in (await stranger.get(f"/search?campaign={campaign}")).text
