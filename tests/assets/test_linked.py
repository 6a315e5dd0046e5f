"""What lies beside the originals: descriptions as linked data, versions in figures, nobody's secrets."""

import json

import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF

from mediabank import store
from mediabank.assets import linked
from mediabank.models import Asset, AssetConcept, Concept, Fact, Person, Revision, Version
from tests.web.asking import bring
from tests.web.material import described, picture

SECRETS = {"consent": {"status": "gitt", "reference": "Skap 7, mappe Sommer"}, "reviewDate": "2027-02-03"}
STAFF = "Ingrid Hemmelig"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's own reader of JSON-LD still uses it."""


@pytest.fixture
async def keeper(web):
    """An editor with a name and an address that nothing else has."""
    asks = await web.with_key("editor")
    await Person.all().update(name=STAFF, email="ingrid.hemmelig@lunde.no")
    return asks


@pytest.fixture
async def told(web, keeper):
    """The id of an asset with four revisions and two versions: brought in, described, published, the file replaced."""
    answer = await bring(keeper, description=described())
    there = answer.headers["location"]
    id_ = answer.json()["id"]
    changed = await keeper.patch(there, json={"title": {"nb": "Les mer i høst"}, **SECRETS})
    assert changed.status_code == 200, changed.text
    assert (await keeper.post(f"{there}/publish")).status_code == 200
    replaced = await keeper.post(f"/assets/{id_}/versions", files={"file": ("ny.png", picture("PNG"))})
    assert replaced.status_code == 303, replaced.text
    await web.settle()
    return id_


def lying(prefix):
    """Every object under a prefix: key → its text."""
    keys = [stat.key for stat in store.current().list(prefix)]
    return {key: b"".join(store.current().range(key)).decode() for key in keys}


def graph(text):
    return rdflib.Graph().parse(data=text, format="json-ld")


async def base():
    return (await Fact.get(name="base")).value


async def test_each_revision_lies_beside_the_originals(told):
    numbers = await Revision.filter(asset_id=told).values_list("number", flat=True)
    assert set(lying("assets/")) == {f"assets/{told}/{number}.jsonld" for number in numbers}
    assert len(numbers) == 4


async def test_each_version_lies_beside_the_originals_in_figures(told):
    versions = await Version.all()
    assert len(versions) == 2
    kept = {key: json.loads(text) for key, text in lying("versions/").items()}
    assert {key: (each["sha256"], each["size"], each["crc32"], each["asset"]) for key, each in kept.items()} == {
        f"versions/{each.id}.json": (each.digest, each.size, each.crc32, told) for each in versions
    }


async def test_each_is_linked_data_about_the_asset(told):
    asset = URIRef(f"{await base()}id/asset/{told}")
    for text in lying("assets/").values():
        assert (asset, RDF.type, DCTERMS.BibliographicResource) in graph(text)


async def test_reading_it_asks_no_other_host(told):
    for text in lying("assets/").values():
        assert isinstance(json.loads(text)["@context"], dict)


async def test_texts_have_their_languages(told):
    asset = URIRef(f"{await base()}id/asset/{told}")
    titles = set(graph(lying("assets/")[f"assets/{told}/2.jsonld"]).objects(asset, DCTERMS.title))
    assert titles == {Literal("Les mer i høst", lang="nb"), Literal("Les meir i sommar", lang="nn")}


async def test_concepts_are_named_by_their_addresses(told):
    used = await AssetConcept.filter(asset_id=told).values_list("concept_id", flat=True)
    addresses = {URIRef(each) for each in await Concept.filter(id__in=used).values_list("address", flat=True)}
    latest = graph(lying("assets/")[f"assets/{told}/4.jsonld"])
    assert len(addresses) > 5
    assert addresses <= set(latest.objects())


async def test_every_address_in_it_is_one(told):
    for text in lying("assets/").values():
        for thing in graph(text).objects():
            assert not isinstance(thing, URIRef) or str(thing).startswith(("http://", "https://")), thing


async def test_nobody_of_the_staff_is_in_it(told):
    person = await Person.get(name=STAFF)
    for text in (lying("assets/") | lying("versions/")).values():
        for secret in (STAFF, person.email, str(person.id)):
            assert secret not in text


async def test_nothing_private_is_in_it(told):
    private = (await Revision.get(asset_id=told, number=2)).private
    assert set(private) >= set(SECRETS)
    for text in lying("assets/").values():
        said = json.loads(text)
        assert not set(private) & set(said)
        for secret in ("Skap 7", "2027-02-03", "consent-status"):
            assert secret not in text


async def test_each_revision_names_the_version_that_it_was_saved_with(told):
    first, second = [str(each.id) for each in await Version.all().order_by("number")]
    kept = lying("assets/")
    named = [json.loads(kept[f"assets/{told}/{number}.jsonld"])["version"] for number in (1, 2, 3, 4)]
    assert named == [first, first, first, second]


async def test_written_again_later_each_is_the_same(told):
    before = lying("assets/") | lying("versions/")
    asset = await Asset.get(id=told)
    for number in range(1, asset.revision + 1):
        await linked.write_description(told, number)
    for version in await Version.all():
        await linked.write_version(str(version.id))
    assert lying("assets/") | lying("versions/") == before
