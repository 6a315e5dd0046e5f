"""The description of all data, held against shapes of what DCAT-AP-NO 3 demands, in each form that it comes in."""

import pytest
from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, RDF, SKOS, VOID

from mediabank.concepts.words import forget, words
from mediabank.models import Vocabulary

pytestmark = [
    pytest.mark.slow,
    # rdflib's own reader of JSON-LD warns of itself
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix x: <https://shapes.test/> .

x:Title sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true .
x:Description sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true .
x:Publisher sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:class foaf:Agent .
x:Contact sh:path dcat:contactPoint ; sh:minCount 1 ;
    sh:or ( [ sh:class vcard:Organization ] [ sh:class vcard:Group ] [ sh:class vcard:Individual ] ) .
x:Modified sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime .
x:Licence sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
x:Language sh:path dct:language ; sh:nodeKind sh:IRI .
x:Catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ;
    sh:property x:Title, x:Description, x:Publisher, x:Contact, x:Modified, x:Licence, x:Language,
        [ sh:path dcat:dataset ; sh:minCount 1 ; sh:nodeKind sh:IRI ; sh:class dcat:Dataset ] .
x:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property x:Title, x:Description, x:Publisher, x:Contact, x:Modified, x:Licence, x:Language,
        [ sh:path dcat:theme ; sh:minCount 1 ; sh:nodeKind sh:IRI ;
          sh:pattern "^http://publications.europa.eu/resource/authority/data-theme/[A-Z]{4}$" ],
        [ sh:path dct:accessRights ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dct:identifier ; sh:maxCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path dcat:version ; sh:maxCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path dcat:landingPage ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
x:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property x:Modified, x:Licence,
        [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ],
        [ sh:path dct:format ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] .
x:Agent a sh:NodeShape ; sh:targetClass foaf:Agent ;
    sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
x:Kind a sh:NodeShape ; sh:targetClass vcard:Organization, vcard:Group, vcard:Individual, vcard:Kind ;
    sh:property [ sh:path vcard:fn ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path [ sh:alternativePath ( vcard:hasEmail vcard:hasURL ) ] ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
"""
"""The properties that the profile makes mandatory, and how often and as what the others may stand that we say."""


async def described(asks, suffix="ttl"):
    answer = await asks.get(f"/catalog.{suffix}")
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=FORMS[suffix])


@pytest.mark.parametrize("suffix", FORMS)
async def test_what_the_national_profile_demands_is_said_in_each_form(stranger, suffix):
    conforms, _, said = validate(await described(stranger, suffix), shacl_graph=Graph().parse(data=SHAPES))
    assert conforms, said


async def test_the_shapes_can_be_broken(stranger):
    found = await described(stranger)
    found.remove((None, DCAT.theme, None))
    assert not validate(found, shacl_graph=Graph().parse(data=SHAPES))[0]


async def test_each_vocabulary_is_a_data_set_whose_files_are_there(stranger):
    found, known = await described(stranger), await words()
    (catalogue,) = found.subjects(RDF.type, DCAT.Catalog)
    places = {str(each) for each in found.objects(catalogue, DCAT.dataset / VOID.rootResource)}
    assert places == {each.address for each in known.faces.values()}
    for file in found.objects(URIRef(f"{catalogue}#emne"), DCAT.distribution / DCAT.downloadURL):
        assert (await stranger.get(str(file))).status_code == 200


async def test_void_counts_the_concepts_that_a_dump_has(stranger):
    found, known = await described(stranger), await words()
    (catalogue,) = found.subjects(RDF.type, DCAT.Catalog)
    said = Graph().parse(data=(await stranger.get("/vocab/emne.nt")).content, format="nt")
    entities = found.value(URIRef(f"{catalogue}#emne"), VOID.entities).toPython()
    assert entities == len(set(said.subjects(RDF.type, SKOS.Concept))) == len(known.vocabularies["emne"])


async def test_a_vocabulary_without_texts_or_licence_still_stands_in_the_description(stranger):
    for slug in ("bar", "contact"):
        address = f"https://other.example/{slug}"
        await Vocabulary.create(slug=slug, address=address, labels={}, definitions={}, imported=True)
    forget()
    found = await described(stranger)
    conforms, _, said = validate(found, shacl_graph=Graph().parse(data=SHAPES))
    assert conforms, said
