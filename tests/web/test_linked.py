"""Words as data over HTTP: the form that is asked for, what is merged or secret, what has changed, Skosmos' verbs."""

import re
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCTERMS, OWL, SKOS
from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.campaigns import campaign
from mediabank.concepts import merge, proposals
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.models import Concept
from mediabank.web.routes import API, PAGES
from vocabularies import skos, turtle

pytestmark = [
    pytest.mark.slow,
    # rdflib's own reader of JSON-LD warns of itself
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
NAMES = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
EMNE, LESING = "/vocab/emne", "/vocab/emne/lesing"
SECRET, BEGINS = "kvitsild", "brusøy"
SMALL = "visibility"


def graph(answer, suffix):
    """What an answer says."""
    return Graph().parse(data=answer.content, format=NAMES[suffix], publicID="http://relative.invalid/")


def kind(answer):
    """The media type of an answer, without parameters."""
    return answer.headers["content-type"].partition(";")[0]


async def word(slug, vocabulary="emne"):
    """The very concept, as it stands now."""
    forget()
    return (await words()).own_slug[vocabulary, slug]


@pytest.fixture
async def merged(web):
    """Lesestimulering went out into lesing."""
    gone, stays = await word("lesestimulering"), await word("lesing")
    await merge.merge(gone.id, stays.id, by=SUPERUSER)
    forget()


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        *((media_type, media_type) for media_type in TYPES.values()),
        ("text/turtle;q=0.4, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/*;q=0.5, application/n-triples", "application/n-triples"),
        ("application/json", "application/ld+json"),
    ],
)
async def test_accept_chooses_the_form(stranger, accept, wanted):
    for address in (EMNE, LESING):
        assert kind(await stranger.get(address, headers={"Accept": accept})) == wanted


@pytest.mark.parametrize("suffix", TYPES)
async def test_a_suffix_outdoes_accept(stranger, suffix):
    for address in (EMNE, LESING):
        answer = await stranger.get(f"{address}.{suffix}", headers={"Accept": "text/html"})
        assert kind(answer) == TYPES[suffix]


async def test_what_no_form_fits_is_told_what_there_is(stranger):
    answer = await stranger.get(LESING, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["title"]


@pytest.mark.parametrize("address", [EMNE, LESING, "/vocab", "/catalog", "/vocab/emne/changes", "/vocab/changes"])
async def test_every_address_with_forms_refuses_what_it_has_not(stranger, address):
    answer = await stranger.get(address, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (406, "*")


async def test_an_answer_by_accept_varies_and_one_by_suffix_does_not(stranger):
    assert "Accept" in (await stranger.get(LESING, headers={"Accept": "text/turtle"})).headers["vary"]
    assert "Accept" not in (await stranger.get(f"{LESING}.ttl")).headers.get("vary", "")


async def test_who_holds_it_already_is_sent_nothing(stranger):
    first = await stranger.get(f"{LESING}.ttl")
    again = await stranger.get(f"{LESING}.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("said", "status"),
    [("W/{}", 304), ('"x", {}', 304), ('"x",W/{} , "y"', 304), ("*", 304), (" {} ", 304), ('"x"', 200), ("", 200),
     ("{}x", 304), ("nonsense", 200)],
)  # fmt: skip
async def test_a_tag_is_known_again_weak_in_a_list_or_by_a_star(stranger, said, status):
    tag = (await stranger.get(f"{LESING}.ttl")).headers["etag"]
    answer = await stranger.get(f"{LESING}.ttl", headers={"If-None-Match": said.format(tag)})
    assert answer.status_code == status


async def test_what_is_held_already_is_said_with_what_else_an_answer_says(stranger):
    asked = {"Accept": "text/turtle"}
    first = await stranger.get(LESING, headers=asked)
    again = await stranger.get(LESING, headers=asked | {"If-None-Match": first.headers["etag"]})
    for name in ("etag", "vary", "cache-control", "last-modified", "access-control-allow-origin"):
        assert again.headers[name] == first.headers[name], name
    assert "content-type" not in again.headers


async def test_each_form_has_a_tag_of_its_own(stranger):
    assert len({(await stranger.get(f"{LESING}.{each}")).headers["etag"] for each in TYPES}) == len(TYPES)


async def test_head_says_what_get_says_without_the_body(stranger):
    got, head = await stranger.get(f"{EMNE}.nt"), await stranger.head(f"{EMNE}.nt")
    assert head.content == b""
    assert [head.headers[name] for name in ("etag", "content-length", "content-type")] == [
        got.headers[name] for name in ("etag", "content-length", "content-type")
    ]


@pytest.mark.parametrize(
    "address",
    [LESING, f"{LESING}.ttl", "/vocab", "/catalog", "/catalog.rdf", "/vocab/changes.atom", "/rest/v1/search?query=a*",
     "/vocab/emne/nope", "/vocab/nope.ttl"],
)  # fmt: skip
async def test_head_is_get_without_its_body(stranger, address):
    asked = {"Accept": "text/turtle, application/json"}
    got, head = await stranger.get(address, headers=asked), await stranger.head(address, headers=asked)
    assert head.status_code == got.status_code
    assert set(head.headers.items()) ^ set(got.headers.items()) <= {("content-length", str(len(got.content)))}


async def test_every_site_may_read(stranger):
    for address in (
        EMNE,
        f"{LESING}.jsonld",
        "/vocab/changes.json",
        "/rest/v1/search?query=les*",
        "/vocab/emne/nope.ttl",
    ):
        answer = await stranger.get(address, headers={"Accept": "text/turtle, application/json"})
        assert answer.headers["access-control-allow-origin"] == "*", address
    for address in (LESING, f"{LESING}.ttl", "/vocab", "/catalog", "/vocab/changes", "/rest/v1/search"):
        asked = await stranger.options(address)
        assert asked.status_code == 204, address
        assert "GET" in asked.headers["access-control-allow-methods"]


async def test_who_asks_for_all_vocabularies_as_data_is_sent_to_their_description(stranger):
    answer = await stranger.get("/vocab", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, "/catalog", "Accept")


@pytest.mark.parametrize("address", [EMNE, LESING, f"{EMNE}.ttl", "/vocab", "/catalog"])
async def test_a_slash_too_many_leads_to_what_has_none(stranger, address):
    answer = await stranger.get(f"{address}/", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (307, f"http://bank.test{address}")


async def test_letters_may_be_escaped_in_an_address(stranger):
    assert (await stranger.get("/vocab/emne/les%69ng.ttl")).content == (await stranger.get(f"{LESING}.ttl")).content


@pytest.mark.parametrize("path", ["les%C3%A6", "%00", "lesing%00.ttl", "lesing.TTL", "%FF%FE", "a%2Fb", "%3Cx%3E"])
async def test_what_no_concept_is_called_is_missing(stranger, path):
    assert (await stranger.get(f"{EMNE}/{path}", headers={"Accept": "text/turtle"})).status_code == 404


async def test_a_page_names_its_other_forms_in_its_head(stranger):
    for address, forms in ((EMNE, len(TYPES) + 3), (LESING, len(TYPES) + 1), ("/catalog", len(TYPES))):
        head = (await stranger.get(address, headers={"Accept": "text/html"})).text.partition("</head>")[0]
        named = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', head)
        assert len(named) == forms, address
        for media_type, href in named:
            assert kind(await stranger.get(href)) == media_type


@pytest.mark.parametrize("suffix", TYPES)
async def test_a_shipped_vocabulary_leaves_as_its_file_says(stranger, suffix):
    """But for when each concept was last changed, and the base, nothing is added or lost."""
    said = graph(await stranger.get(f"/vocab/{SMALL}.{suffix}"), suffix)
    said.remove((None, DCTERMS.modified, None))
    known = await words()
    base = known.faces[SMALL].address.removesuffix(f"vocab/{SMALL}")
    text = (Path(skos.__file__).parent / f"{SMALL}.ttl").read_text(encoding="utf-8").replace(turtle.BASE, base)
    assert to_isomorphic(said) == to_isomorphic(Graph().parse(data=text, format="turtle"))


async def test_what_was_merged_keeps_its_address_and_points_on(stranger, merged):
    gone, stays = await word("lesestimulering"), await word("lesing")
    said = graph(await stranger.get("/vocab/emne/lesestimulering.ttl"), "ttl")
    assert said.value(URIRef(gone.address), DCTERMS.isReplacedBy) == URIRef(stays.address)
    assert said.value(URIRef(gone.address), OWL.deprecated).toPython() is True


async def test_the_whole_vocabulary_says_too_what_was_merged(stranger, merged):
    gone, stays = await word("lesestimulering"), await word("lesing")
    said = graph(await stranger.get(f"{EMNE}.nt"), "nt")
    assert (URIRef(gone.address), DCTERMS.isReplacedBy, URIRef(stays.address)) in said


async def test_a_concept_names_its_neighbours(stranger):
    at = await word("lesing")
    said = graph(await stranger.get(f"{LESING}.ttl"), "ttl")
    known = await words()
    for below in known.children("emne", at.id):
        assert (URIRef(at.address), SKOS.narrower, URIRef(below.address)) in said
        assert said.value(URIRef(below.address), SKOS.prefLabel) is not None


async def test_what_is_not_there_is_missing(stranger):
    for address in ("/vocab/nope", "/vocab/emne/nope", "/vocab/emne/version/2026-01-01.ttl", "/vocab/emne.docx"):
        assert (await stranger.get(address)).status_code == 404, address


@pytest.fixture
async def hidden(web):
    """A campaign that nobody may know yet, and a word that was only suggested: both begin alike."""
    home = await web.organisation("Konsortiet", kind="konsortium")
    title = {"nb": f"{BEGINS} {SECRET}", "nn": f"{BEGINS} {SECRET}"}
    draft = campaign.Draft(titles=title, definitions=title, terms=title, messages=[title])
    made = await campaign.make(draft, owner=home, by=None)
    person = await web.person("contributor", "Lunde bibliotek")
    suggested = await proposals.propose("emne", f"{BEGINS} {SECRET}", "nb", by=Viewer(person=person.id))
    ids = [str(made.concept_id), str(suggested.id)]
    for number, id_ in enumerate(ids):  # whoever asks must be able to without saying the word
        slug = f"skjult-{number}"
        await Concept.filter(id=id_).update(slug=slug, address=f"https://bank.test/vocab/x/{slug}")
    async with in_transaction():
        await touched(ids)
    forget()
    known = await words()
    return [known.own[each] for each in ids]


def roads(secret):
    """Every open address of words, in every form, asked for each secret word."""
    places = {"{suffix}": ("json", "atom"), "{day}": (clock.now().date().isoformat(),)}
    for route in (*PAGES, *API):
        if not route.path.startswith(("/vocab", "/rest", "/catalog", "/.well-known")):
            continue
        for each in secret:
            path = route.path.replace("{vocabulary}", each.vocabulary).replace("{concept}", each.slug)
            for name in places.get(path[path.find("{") :] if "{" in path else "", ("",)):
                address = path[: path.find("{")] + name if "{" in path else path
                yield address
                if "{vocabulary}" in route.path and not name and not path.startswith("/rest"):
                    yield from (f"{address}.{suffix}" for suffix in TYPES)
                yield from (
                    f"{address}?{query}"
                    for query in (f"query={BEGINS}*", f"uri={each.address}", f"q={BEGINS}", "view=new", "view=list")
                )


async def test_no_road_tells_of_a_secret_campaign_or_of_what_was_only_suggested(stranger, hidden):
    asked = 0
    for address in roads(hidden):
        for accept in ("text/turtle, application/json", "text/html"):
            answer = await stranger.get(address, headers={"Accept": accept})
            assert SECRET not in answer.text, address
            asked += 1
    assert asked > 100


async def test_who_asks_for_a_secret_concept_gets_what_nobody_gets(stranger, hidden):
    for each in hidden:
        assert (await stranger.get(f"/vocab/{each.vocabulary}/{each.slug}.ttl")).status_code == 404
        assert (await stranger.get(f"/rest/v1/label?uri={each.address}")).status_code == 404
