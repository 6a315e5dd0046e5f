from dataclasses import replace

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID

from vocabularies.catalogue import Catalogue, Contact, Distribution, Entry, Publisher, written

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
HERE = Catalogue(
    "https://b.test/catalog",
    {"nb": "Ordene i Mediebanken", "en": "The words of the media bank"},
    {"nb": "Alle vokabularer."},
    Publisher("https://b.test/", {"nb": "Konsortiet"}, "999999999"),
    Contact({"nb": "Redaksjonen"}, email="post@b.test"),
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
)
ENTRY = Entry(
    "emne",
    "https://b.test/vocab/emne",
    {"nb": "Emner"},
    {},
    (
        Distribution("https://b.test/vocab/emne.ttl", "text/turtle", 1234),
        Distribution("https://b.test/vocab/emne.marcxml", "application/marcxml+xml"),
    ),
    languages=("nb", "se", "tlh"),
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    version="0.2",
    modified="2026-11-23T09:00:00Z",
    concepts=19,
    triples=300,
    example="https://b.test/vocab/emne/lesing",
)
#: what DCAT-AP-NO 3 demands of each class
DEMANDED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn,),
}


def graph(*entries, catalogue=HERE):
    return Graph().parse(data=written(catalogue, entries or [ENTRY], "turtle"), format="turtle")


@pytest.mark.parametrize("kind", DEMANDED)
def test_everything_that_the_national_profile_demands_is_said(kind):
    found = graph(ENTRY, replace(ENTRY, slug="x", address="https://b.test/vocab/x", distributions=()))
    nodes = list(found.subjects(RDF.type, kind))
    assert nodes
    for node in nodes:
        assert [term for term in DEMANDED[kind] if (node, term, None) not in found] == []


def test_titles_and_descriptions_always_have_a_language():
    found = graph(replace(ENTRY, titles={"": "Emner"}))
    texts = [text for term in (DCTERMS.title, DCTERMS.description, FOAF.name) for text in found.objects(None, term)]
    assert all(isinstance(text, Literal) and text.language for text in texts)


def test_there_is_one_publisher_and_one_way_to_ask():
    found = graph()
    assert {str(each) for each in found.objects(None, DCTERMS.publisher)} == {"https://b.test/"}
    (contact,) = set(found.objects(None, DCAT.contactPoint))
    assert list(found.objects(contact, VCARD.hasEmail)) == [URIRef("mailto:post@b.test")]


def test_without_an_address_of_mail_the_contact_has_a_page():
    found = graph(catalogue=replace(HERE, contact=Contact({"nb": "x"})))
    assert list(found.objects(None, VCARD.hasURL)) == [URIRef("https://b.test/catalog")]


def test_a_data_set_says_in_void_how_much_it_is_and_where_it_lies():
    found, node = graph(), URIRef("https://b.test/catalog#emne")
    assert (node, RDF.type, VOID.Dataset) in found
    assert (found.value(node, VOID.triples).toPython(), found.value(node, VOID.entities).toPython()) == (300, 19)
    assert [str(each) for each in found.objects(node, VOID.dataDump)] == ["https://b.test/vocab/emne.ttl"]
    assert found.value(node, VOID.rootResource) == URIRef("https://b.test/vocab/emne")


def test_each_form_is_a_distribution_with_its_types():
    found = graph()
    forms = {
        str(found.value(each, DCAT.downloadURL)): (
            str(found.value(each, DCAT.mediaType)).partition("media-types/")[2],
            str(found.value(each, DCTERMS.format)).rpartition("/")[2],
        )
        for each in found.objects(None, DCAT.distribution)
    }
    assert forms == {
        "https://b.test/vocab/emne.ttl": ("text/turtle", "RDF_TURTLE"),
        "https://b.test/vocab/emne.marcxml": ("application/marcxml+xml", "XML"),
    }


def test_languages_without_a_code_are_left_out():
    languages = graph().objects(URIRef("https://b.test/catalog#emne"), DCTERMS.language)
    assert {str(each).rpartition("/")[2] for each in languages} == {"NOB", "SME"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("form", "name"), [("jsonld", "json-ld"), ("rdfxml", "xml"), ("ntriples", "nt")])
def test_all_forms_say_the_same(form, name):
    assert set(Graph().parse(data=written(HERE, [ENTRY], form), format=name)) == set(graph())
