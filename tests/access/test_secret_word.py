"""A word that stands in everything that is said of hidden material is looked for on every road: it is on none."""

from datetime import timedelta

import pytest

from mediabank import clock
from mediabank.access import Viewer
from mediabank.campaigns import campaign
from mediabank.concepts import proposals
from mediabank.concepts.words import forget, words
from mediabank.models import Asset, Campaign, Concept, Message
from tests.web.asking import bring
from tests.web.material import described, picture

pytestmark = pytest.mark.slow
SECRET, FINDS = "kvitsild", "brusøy"
"""The word that may not be seen, and a word beside it that one can ask for without saying it."""
CENTRE, SLUG = "Konsortiet", "host-2027"
TITLE = {"nb": f"{FINDS} {SECRET}", "nn": f"{FINDS} {SECRET}"}
SAID = {
    "title": TITLE, "altText": TITLE, "description": TITLE, "keyword": {"nb": [SECRET, FINDS]}, "creditLine": SECRET,
    "creator": [{"name": SECRET}], "rightsHolder": [{"name": SECRET}], "usageTerms": TITLE, "supplierId": [SECRET],
    "copyrightNotice": TITLE,
}  # fmt: skip
HIDDEN = {
    "draft": {}, "review": {}, "embargo": {"availableFrom": "2099-01-01T00:00:00Z"},
    "expired": {"expires": "2026-02-01T00:00:00Z"}, "withdrawn": {}, "binned": {}, "own": {"visibility": "egen"},
    "chosen": {"visibility": "utvalgte", "visibleTo": {"counties": ["55"]}},
}  # fmt: skip
MEMBERS = {"members": {"visibility": "medlem"}}
QUERIES = [
    "", f"q={FINDS}", f"q={FINDS[:3]}", "q=kvits", f"q={FINDS}&drafts=1", "drafts=1", "drafts=1&status=utkast",
    "sort=title", f"campaign={SLUG}", f"not-campaign={SLUG}", f"campaign={SLUG}&drafts=1", "owner=konsortiet",
    "status=trukket", "v=1", "page=2",
    "size=100", "material-type=fotografi", "lang=en", "published-from=2026-01-01", "next=/", "done=saved",
    "name=campaign&q=" + FINDS, f"query={FINDS}*", f"uri=https://bank.test/vocab/campaign/{SLUG}", "view=list",
    "view=new", f"under={SLUG}",
]  # fmt: skip


@pytest.fixture
async def centre(web):
    await web.organisation(CENTRE, kind="konsortium")
    return await web.signed_in("editor", CENTRE)


@pytest.fixture
async def hidden_campaign(web, centre):
    """A campaign and a message named by the word, at an address that does not say it; the message's id."""
    draft = campaign.Draft(titles=TITLE, definitions=TITLE, terms=TITLE, messages=[TITLE])
    made = await campaign.make(draft, owner=await web.organisation(CENTRE), by=None)
    await Concept.filter(id=made.concept_id).update(slug=SLUG, address=f"https://bank.test/vocab/campaign/{SLUG}")
    await Campaign.filter(id=made.id).update(slug=SLUG)
    forget()
    return str((await Message.get(campaign_id=made.id)).id)


async def hide(web, centre, kind, changes, message):
    """An asset of this kind, said to be all that the word stands for; its id."""
    said = described(**SAID, **changes, campaign=SLUG, message=message)
    answer = await bring(centre, picture(), file_name=f"{SECRET}.jpg", description=said)
    assert answer.status_code == 201, answer.text
    id_ = answer.json()["id"]
    if kind == "expired":  # who would publish what is over is told so: it was published before
        await Asset.filter(id=id_).update(state="publisert", expires=clock.now() - timedelta(days=1))
    elif kind == "review":
        await centre.post(f"/assets/{id_}/submit")
    elif kind != "draft":
        assert (await centre.post(f"/api/v1/assets/{id_}/publish")).status_code == 200
    if kind == "withdrawn":
        reason = (await words()).vocabularies["withdrawal-reason"][0].slug
        assert (await centre.post(f"/api/v1/assets/{id_}/withdraw", json={"reason": reason})).status_code == 200
    if kind == "binned":
        assert (await centre.delete(f"/api/v1/assets/{id_}")).status_code == 204
    return id_


def named(path):
    """The public addresses of words, asked for the vocabulary of campaigns and the hidden one in it."""
    if not path.startswith(("/vocab", "/rest", "/catalog")):
        return path
    for blank, value in {"vocabulary": "campaign", "concept": SLUG, "suffix": "atom", "day": "2026-11-23"}.items():
        path = path.replace(f"{{{blank}}}", value)
    return path


def addresses(ids):
    """Every address of the bank that answers to GET, for each asset and the campaign, with every query."""
    from mediabank.web.routes import API, PAGES

    for route in (*PAGES, *API):
        if "GET" in route.methods:
            filled = [route.path]
            if "{id}" in route.path:
                filled = [route.path.replace("{id}", each) for each in (*ids, SLUG)]
            for path in filled:
                for recipe in ("thumb", "web") if "{recipe}" in path else ("",):
                    for query in QUERIES if "{" not in named(route.path) else QUERIES[:1]:
                        address = named(path).replace("{recipe}", recipe).replace("{code}", "nb")
                        yield f"{address}?{query}" if query else address


async def said_to(asks, ids):
    """The addresses whose answers say the word, in headers or body."""
    telling = []
    for address in addresses(ids):
        answer = await asks.get(address)
        everything = answer.text + repr(list(answer.headers.items()))
        if SECRET in everything.casefold():
            telling.append(address)
    return telling


@pytest.fixture
async def everything_hidden(web, centre, hidden_campaign):
    """The ids of an asset in each state that hides it; one of them only from those who are no members."""
    ids = {kind: await hide(web, centre, kind, changes, hidden_campaign) for kind, changes in HIDDEN.items()}
    await web.published(centre, title={"nb": "Synlig"})
    await web.settle()
    return ids


async def test_a_stranger_meets_it_nowhere(web, centre, hidden_campaign, everything_hidden):
    members = await hide(web, centre, "members", MEMBERS["members"], hidden_campaign)
    await web.settle()
    assert await said_to(web.client(), [*everything_hidden.values(), members]) == []


async def test_staff_of_a_library_with_an_agreement_meet_it_nowhere(web, everything_hidden):
    asks = await web.signed_in("reader", "Bergen bibliotek")
    assert await said_to(asks, everything_hidden.values()) == []


async def test_who_tends_the_words_meets_it_only_as_a_word_to_tend(web, everything_hidden):
    """The titles of campaigns are words too, and are translated before anybody else may know of them."""
    asks = await web.signed_in("vocabulary_editor", "Bergen bibliotek")
    told = await said_to(asks, everything_hidden.values())
    assert told != []
    assert [each for each in told if not each.startswith("/concepts")] == []


async def test_those_who_edit_for_another_library_meet_it_nowhere(web, everything_hidden):
    asks = await web.signed_in("editor", "Bergen bibliotek")
    assert await said_to(asks, everything_hidden.values()) == []


@pytest.mark.parametrize("scope", ["read", "write"])
async def test_a_key_of_another_library_meets_it_nowhere(web, everything_hidden, scope):
    asks = await web.with_key("editor", "Bergen bibliotek", scopes=[scope])
    assert await said_to(asks, everything_hidden.values()) == []


async def test_a_read_key_of_an_editor_who_keeps_it_meets_only_what_is_for_their_own(web, everything_hidden):
    asks = await web.with_key("editor", CENTRE, scopes=["read"])
    hidden = {kind: id_ for kind, id_ in everything_hidden.items() if kind != "own"}
    roads = ("/assets/{}", "/api/v1/assets/{}", "/api/v1/assets/{}/original")
    answers = [(await asks.get(road.format(id_))).status_code for road in roads for id_ in hidden.values()]
    assert set(answers) == {404}


async def test_those_who_keep_it_meet_it_on_many_roads(web, centre, everything_hidden):
    """So that the others' silence means something."""
    telling = await said_to(centre, everything_hidden.values())
    for kind, id_ in everything_hidden.items():
        assert f"/assets/{id_}" in telling, kind
        assert f"/api/v1/assets/{id_}/original" in telling, kind
    assert {f"/search?q={FINDS}&drafts=1", f"/search?campaign={SLUG}", f"/campaigns/{SLUG}", "/api/v1/campaigns",
            "/workbench", "/bin", f"/api/v1/assets?q={FINDS}&drafts=1"} <= set(telling)  # fmt: skip


async def test_a_message_of_a_campaign_one_sees_is_not_told_while_its_assets_are_hidden(web, centre):
    draft = campaign.Draft(titles={"nb": "Sommer"}, messages=[{"nb": "Synlig"}, TITLE])
    made = await campaign.make(draft, owner=await web.organisation(CENTRE), by=None)
    shown, secret = [str(each.id) for each in await Message.filter(campaign=made).order_by("position")]
    await web.published(centre, campaign=made.slug, message=shown)
    await bring(centre, description=described(campaign=made.slug, message=secret))
    await web.settle()
    for asks in (web.client(), await web.signed_in("reader", "Bergen bibliotek")):
        for address in ("/", "/campaigns", f"/campaigns/{made.slug}", "/api/v1/campaigns", f"/search?q={FINDS}",
                        f"/search?campaign={made.slug}", f"/search/suggestions?q={FINDS}"):  # fmt: skip
            assert SECRET not in (await asks.get(address)).text.casefold(), address
    assert SECRET in (await centre.get("/api/v1/campaigns")).text


async def test_a_word_that_nobody_accepted_is_met_by_nobody_who_only_reads(web, centre):
    """Neither on the pages, in facets, addresses and searches, nor in the bytes of what is downloaded."""
    by = Viewer(person=(await web.person("contributor", CENTRE)).id)
    slug = (await proposals.propose("emne", f"{FINDS} {SECRET}", "nb", by=by)).slug
    asset = await web.published(centre, subject=["lesing", slug])
    await web.settle()
    for asks in (web.client(), await web.signed_in("reader", "Bergen bibliotek")):
        assert await said_to(asks, [asset]) == []
        for address in (f"/vocab/emne/{slug}", f"/search?subject={slug}"):
            assert FINDS not in (await asks.get(address)).text.replace(slug, ""), address
        assert (await asks.get(f"/api/v1/assets?q={FINDS}")).json()["total"] == 0
    assert {f"/assets/{asset}", f"/assets/{asset}/describe"} <= set(await said_to(centre, [asset]))


async def test_when_the_embargo_ends_everybody_meets_it(web, everything_hidden, shift_clock):
    stranger = web.client()
    embargo = everything_hidden["embargo"]
    assert (await stranger.get(f"/api/v1/assets?q={FINDS}")).json()["total"] == 0
    shift_clock(74 * 365 * 86_400)
    found = (await stranger.get(f"/api/v1/assets?q={FINDS}")).json()
    assert [each["id"] for each in found["items"]] == [embargo]
