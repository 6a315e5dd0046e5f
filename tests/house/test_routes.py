"""Guards cannot be forgotten: every address says who may, and pages have no other way to an asset."""

import ast

import pytest
from starlette.routing import BaseRoute

from mediabank import models
from mediabank.access import ACTIONS
from mediabank.web.routing import OPEN, Route, Unguarded
from tests.house.tree import dotted, files

QUERIES = {"all", "filter", "exclude", "get", "get_or_none", "first", "raw", "in_bulk", "fetch_for_list"}
GUARDED_MODELS = {"Asset", "Version", "Revision", "Rendition", "AssetConcept", "AssetText", "AssetReach"}


@pytest.fixture(scope="module")
def routes() -> list[BaseRoute]:
    """Every address but the built front end, which is the same for everyone."""
    from mediabank.web.routes import ROUTES, STATIC

    return [route for route in ROUTES if route is not STATIC]


def test_a_route_without_a_guard_does_not_start():
    async def endpoint(request): ...

    with pytest.raises(Unguarded):
        Route("/nobody-thought-of-it", endpoint)


def test_a_route_with_an_unknown_permission_does_not_start():
    async def endpoint(request): ...

    with pytest.raises(Unguarded):
        Route("/x", endpoint, may="asset:everything")


def test_every_route_is_of_the_kind_that_asks_for_a_guard(routes):
    assert [route for route in routes if type(route) is not Route] == []


def test_an_address_with_an_id_loads_its_object_through_the_rule(routes):
    """The permanent name leads on to the asset's page, whether or not there is one, and that page asks the rule."""
    bare = {route.path for route in routes if "{id}" in route.path and route.on is None}
    assert bare == {"/id/asset/{id}"}


def test_what_changes_something_is_not_open_to_everyone(routes):
    """Signing in is what a stranger may do, and signing out changes only their own cookie."""
    allowed = {"/sign-in", "/sign-out"}
    changing = {
        route.path for route in routes if route.guard is OPEN and set(route.methods or ()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert changing <= allowed


def test_every_permission_of_a_route_is_one_that_a_role_can_give(routes):
    assert {route.may for route in routes if route.may} <= set(ACTIONS)


def test_the_web_never_asks_the_tables_for_an_asset():
    """It is handed the asset that the router loaded, or a list that came through access."""
    assert set(models.__all__) > GUARDED_MODELS
    asked = [
        f"{file}:{node.lineno}"
        for file in files()
        if file.path.startswith("mediabank/web/")
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and node.attr in QUERIES
        if dotted(node.value).rpartition(".")[2] in GUARDED_MODELS
    ]
    assert asked == []
