"""Skosmos' verbs: the shapes that its public description names, and what they may not tell."""

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import merge
from mediabank.concepts.words import forget, words

pytestmark = pytest.mark.slow
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


@pytest.mark.parametrize("query", ["lesi*", "*sing", "*esin*", "LESING"])
async def test_a_star_stands_for_letters(stranger, query):
    answer = await stranger.get("/rest/v1/emne/search", params={"query": query})
    assert "lesing" in [each["localname"] for each in answer.json()["results"]]


@pytest.mark.parametrize("query", ["lesi", "sing", "%", "l_sing"])
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
