"""No vocabulary or concept can be called what an address has another meaning for: told by the routes themselves."""

import re

import pytest
from starlette.routing import Match

from vocabularies import reserved

KINDS = {"vocabulary": reserved.VOCABULARIES, "concept": reserved.CONCEPTS}
OTHERS = {"vocabulary": "emne", "concept": "lesing"}


@pytest.fixture(scope="module")
def routes():
    """Every address, in the order in which they are asked."""
    from mediabank.web.routes import API, PAGES

    return [*PAGES, *API]


def shadowed(routes, kind):
    """The words that, as the slug of a vocabulary or concept, lead to another address than its own."""
    words = {word for route in routes for word in re.split(r"[/.]", re.sub(r"\{\w+\}", "", route.path)) if word}
    found = set()
    for route in routes:
        if f"{{{kind}}}" in route.path:
            for word in (*words, *(f"{word}.x" for word in words)):
                filled = OTHERS | {kind: word}
                path = re.sub(r"\{(\w+)\}", lambda name, filled=filled: filled.get(name[1], "x"), route.path)
                method = min(route.methods)
                if next(each for each in routes if leads(each, path, method)) is not route:
                    found.add(word.partition(".")[0])
    return found


def leads(route, path, method):
    return route.matches({"type": "http", "path": path, "method": method, "root_path": ""})[0] is Match.FULL


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_that_an_address_has_another_meaning_for_is_reserved(routes, kind):
    found = shadowed(routes, kind)
    assert "changes" in found
    assert found <= KINDS[kind]


def test_a_route_that_takes_a_name_would_be_noticed(routes):
    from mediabank.web.routing import OPEN, Route

    async def endpoint(request): ...

    assert "lately" in shadowed([Route("/vocab/lately", endpoint, guard=OPEN), *routes], "vocabulary")
    assert "lately" in shadowed([Route("/vocab/{vocabulary}/lately.{form}", endpoint, guard=OPEN), *routes], "concept")


def test_a_slug_with_the_suffix_of_a_form_is_taken_too():
    assert reserved.is_taken("changes.atom", reserved.CONCEPTS)
    assert not reserved.is_taken("changes-2", reserved.CONCEPTS)
