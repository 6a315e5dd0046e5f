"""Which form an Accept header asks for (RFC 9110, 12.5.1): those of browsers, curl, rdflib, Jena and Protégé too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from mediabank.errors import NotAcceptable
from mediabank.web.linked.negotiating import HTML, JSONLD, MARCXML, NTRIPLES, RDFXML, TURTLE, accepted, chosen, split

OFFERED = (HTML, TURTLE, JSONLD, RDFXML, NTRIPLES, MARCXML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

CHROME = BROWSER.replace("*/*;q=0.8", "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7")
RDFLIB = (
    ", ".join(f"application/{each}" for each in ("rdf+xml", "n-triples", "ld+json", "n-quads", "trix", "trig"))
    + ", text/n3, text/turtle"
)


def asking(*accept):
    return Request({"type": "http", "headers": [(b"accept", each.encode("latin-1")) for each in accept]})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (BROWSER, HTML),
        ("*/*", HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle;charset=utf-8", TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
        ("application/json", JSONLD),
        ("application/*", JSONLD),
        ("application/xhtml+xml", HTML),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.8", RDFXML),
        ("text/*;q=0.3, text/html;q=0", TURTLE),
        ("*/*;q=0.1, application/n-triples", NTRIPLES),
        ("*/*, text/html;q=0.2, text/turtle;q=0.2, application/ld+json;q=0.2, application/json;q=0.2", RDFXML),
        ("text/turtle;q=nonsense, application/marcxml+xml", MARCXML),
        ("text/turtle;q=0.000, application/n-triples;q=0.001", NTRIPLES),
        (CHROME, HTML),
        ("application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5", HTML),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
        ("application/json, text/plain, */*", JSONLD),
        ("text/turtle, */*", TURTLE),
        ("text/html, text/turtle, application/rdf+xml", TURTLE),
        ("*/*, text/html", HTML),
        ("text/n3, */*;q=0.1", TURTLE),
        (RDFLIB, TURTLE),
        ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1", RDFXML),
        ("text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3",
         TURTLE),
        ("application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09", RDFXML),
        ("TEXT/TURTLE ; Q=1.0", TURTLE),
        (" text/turtle ; q = 0.5 ,  application/ld+json ; q=0.9 ", JSONLD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x;q=0", text/html;q=0.1', JSONLD),
        ("text/turtle;q=2, garbage, ;;;, application/rdf+xml", RDFXML),
        ("text/turtle;q=nan, application/rdf+xml;q=0.1", RDFXML),
        ("garbage", HTML),
        ("", HTML),
    ],
)  # fmt: skip
def test_the_form_that_is_wanted_most_is_chosen(accept, form):
    assert chosen(asking(accept), OFFERED) is form


def test_who_says_nothing_gets_the_first():
    assert chosen(asking(), OFFERED) is HTML


def test_several_headers_are_one():
    assert chosen(asking("text/html;q=0.2", "text/turtle"), OFFERED) is TURTLE


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "application/vnd.ms-excel, image/*"])
def test_what_there_is_not_is_refused_with_what_there_is(accept):
    with pytest.raises(NotAcceptable) as refused:
        chosen(asking(accept), OFFERED)
    assert "text/turtle" in refused.value.facts["forms"]


@given(st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=400))
def test_no_header_is_a_bug(header):
    for each in accepted(header):
        assert 0 <= each.weight <= 1


def test_an_endless_header_is_read_to_its_limit():
    assert len(accepted("text/turtle," * 100_000)) <= 50


@pytest.mark.parametrize(
    ("name", "parts"),
    [("lesing.ttl", ("lesing", TURTLE)), ("lesing", ("lesing", None)), ("a.b.nt", ("a.b", NTRIPLES)),
     ("lesing.docx", ("lesing.docx", None)), (".ttl", (".ttl", None)), ("lesing.", ("lesing.", None))],
)  # fmt: skip
def test_a_suffix_names_a_form_and_any_other_ending_is_of_the_name(name, parts):
    assert split(name, OFFERED) == parts
