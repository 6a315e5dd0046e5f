"""Skosmos' verbs: the shapes that its public description names, and what they may not tell."""

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import merge
from mediabank.concepts.words import forget, words
from mediabank.language import fold

pytestmark = [
    pytest.mark.slow,
    # rdflib's own reader of JSON-LD warns of itself
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))


async def word(slug):
    forget()
    return (await words()).own_slug["emne", slug]


async def test_a_hit_has_the_members_that_skosmos_gives(stranger):
    answer = await stranger.get("/rest/v1/search?query=lesing&lang=nb&vocab=emne")
    (hit,) = answer.json()["results"]
    assert hit == {
        "uri": (await word("lesing")).address, "type": ["skos:Concept"], "localname": "lesing", "prefLabel": "lesing",
        "lang": "nb", "vocab": "emne",
    }  # fmt: skip
    assert answer.headers["content-type"] == "application/json"


async def test_the_names_come_in_the_language_that_is_asked_for(stranger):
    (hit,) = (await stranger.get("/rest/v1/emne/search?query=lesing&lang=nb&labellang=en")).json()["results"]
    assert (hit["prefLabel"], hit["lang"]) == ("reading", "en")


@pytest.mark.parametrize("query", ["lesi*", "*sing", "*esin*", "LESING", "le*ing", "L*s*g*", "*l*e*s*i*n*g*"])
async def test_a_star_stands_for_letters(stranger, query):
    answer = await stranger.get("/rest/v1/emne/search", params={"query": query})
    assert "lesing" in [each["localname"] for each in answer.json()["results"]]


@pytest.mark.parametrize("query", ["lesi", "sing", "%", "l_sing", "ing*les", "lesing*lesing", "les*sing*ing"])
async def test_nothing_but_a_star_stands_for_letters(stranger, query):
    answer = await stranger.get("/rest/v1/emne/search", params={"query": query})
    assert answer.json()["results"] == []


async def test_only_what_lies_below_the_parent_and_is_of_the_type(stranger):
    at = await word("lesing")
    asked = {"query": "les*", "parent": at.address}
    slugs = [each["localname"] for each in (await stranger.get("/rest/v1/search", params=asked)).json()["results"]]
    assert "lesestimulering" in slugs
    assert "lesing" not in slugs
    other = await stranger.get("/rest/v1/search", params=asked | {"type": "skos:Collection"})
    assert other.json()["results"] == []


async def test_a_vocabulary_that_is_not_there_is_missing(stranger):
    for path in ("/rest/v1/nope/search?query=a", "/rest/v1/search?query=a&vocab=nope"):
        assert (await stranger.get(path)).status_code == 404


async def test_the_address_of_a_merged_concept_gives_what_it_was_merged_into(stranger):
    gone, stays = await word("lesestimulering"), await word("lesing")
    await merge.merge(gone.id, stays.id, by=SUPERUSER)
    said = (await stranger.get("/rest/v1/label", params={"uri": gone.address, "lang": "nb"})).json()
    assert (said["uri"], said["prefLabel"]) == (gone.address, "lesing")
    (hit,) = (await stranger.get("/rest/v1/search?query=lesestimulering&lang=nb")).json()["results"]
    assert hit["localname"] == "lesing"


async def test_a_concept_without_a_name_in_the_language_has_no_label_there(stranger):
    said = (await stranger.get("/rest/v1/label", params={"uri": (await word("lesing")).address, "lang": "fi"})).json()
    assert "prefLabel" not in said


async def test_a_star_alone_is_every_concept(stranger):
    said = (await stranger.get("/rest/v1/emne/search?query=*&lang=nb&maxhits=500")).json()["results"]
    known = await words()
    assert {each["localname"] for each in said} == {each.slug for each in known.vocabularies["emne"]}
    assert [each["prefLabel"] for each in said] == sorted((each["prefLabel"] for each in said), key=fold)


async def test_with_a_parent_nothing_need_be_asked_for(stranger):
    at = await word("lesing")
    said = (await stranger.get("/rest/v1/search", params={"parent": at.address})).json()["results"]
    below = (await words()).below(at.id) - {at.id}
    assert {each["uri"] for each in said} == {(await words()).own[each].address for each in below}
    assert len(below) > 2


@pytest.mark.parametrize("name", ["maxhits", "limit", "offset"])
@pytest.mark.parametrize("value", ["-1", "many", "1.5", "٣", "9999999999"])
async def test_a_number_that_is_none_is_told(stranger, name, value):
    answer = await stranger.get("/rest/v1/search", params={"query": "les*", name: value})
    assert answer.status_code == 400
    assert (answer.json()["errors"][0]["field"], value in answer.json()["errors"][0]["detail"]) == (name, True)


async def test_as_many_as_there_are_from_one_on(stranger):
    every = (await stranger.get("/rest/v1/search?query=*les*&offset=0")).json()["results"]
    assert (await stranger.get("/rest/v1/search?query=*les*&maxhits=0")).status_code == 400
    assert (await stranger.get(f"/rest/v1/search?query=*les*&offset={len(every)}")).json()["results"] == []


async def test_a_name_that_is_the_same_in_two_languages_is_in_the_one_that_was_asked_for(stranger):
    (hit,) = (await stranger.get("/rest/v1/emne/search?query=lesing&lang=nn")).json()["results"]
    assert (hit["prefLabel"], hit["lang"]) == ("lesing", "nn")


@pytest.mark.parametrize("verb", ["broader", "narrower"])
async def test_no_neighbour_is_named_in_a_language_that_its_name_is_not_in(stranger, verb):
    at = await word("lesing" if verb == "narrower" else "lesevansker")
    said = (await stranger.get(f"/rest/v1/{verb}", params={"uri": at.address, "lang": "fi"})).json()
    assert said["@context"]["@language"] == "fi"
    assert said[verb]
    assert all(list(each) == ["uri"] for each in said[verb])


async def test_what_a_verb_says_is_skos(stranger):
    at, known = await word("lesing"), await words()
    said = Graph().parse(
        data=(await stranger.get("/rest/v1/narrower", params={"uri": at.address, "lang": "en"})).content,
        format="json-ld",
    )
    below = {URIRef(each.address): each.labels["en"] for each in known.children("emne", at.id)}
    assert set(said.objects(URIRef(at.address), SKOS.narrower)) == set(below)
    assert {each: str(said.value(each, SKOS.prefLabel)) for each in below} == below
    assert {said.value(each, SKOS.prefLabel).language for each in below} == {"en"}


async def test_search_finds_by_any_language_and_a_star_stands_for_letters(stranger):
    hits = (await stranger.get("/rest/v1/search?query=read*&lang=en&vocab=emne")).json()["results"]
    assert "lesing" in [each["localname"] for each in hits]
    assert {each["vocab"] for each in hits} == {"emne"}
    assert (await stranger.get("/rest/v1/search?query=lesin")).json()["results"] == []
    assert (await stranger.get("/rest/v1/emne/search?query=lesing")).json()["results"][0]["localname"] == "lesing"


async def test_search_gives_as_many_as_are_asked_for(stranger):
    every = (await stranger.get("/rest/v1/emne/search?query=*e*&maxhits=50")).json()["results"]
    some = (await stranger.get("/rest/v1/emne/search?query=*e*&limit=3&offset=2")).json()["results"]
    assert some == every[2:5]


async def test_a_label_is_told_in_the_language_asked_for(stranger):
    at = await word("lesing")
    for tongue in ("nb", "en"):
        said = (await stranger.get(f"/rest/v1/label?uri={at.address}&lang={tongue}")).json()
        assert said["prefLabel"] == at.labels[tongue]


async def test_broader_and_narrower_are_each_others_way_back(stranger):
    at, known = await word("lesing"), await words()
    below = (await stranger.get(f"/rest/v1/narrower?uri={at.address}&lang=nb")).json()["narrower"]
    assert [each["uri"] for each in below] == [each.address for each in known.children("emne", at.id)]
    above = (await stranger.get(f"/rest/v1/emne/broader?uri={below[0]['uri']}")).json()["broader"]
    assert at.address in [each["uri"] for each in above]


async def test_a_verb_without_what_it_needs_says_so(stranger):
    answer = await stranger.get("/rest/v1/search")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "query")
