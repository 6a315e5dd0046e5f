"""The description of the API: valid OpenAPI 3.1, whole, and held by what is really answered."""

import json

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from mediabank.web.routes import API
from tests.web.asking import bring
from tests.web.material import DESCRIBED

ADDRESS = "/api/v1/openapi.json"


async def document(asks):
    return (await asks.get(ADDRESS)).json()


async def test_it_is_a_valid_document_of_openapi_3_1(stranger):
    found = await document(stranger)
    assert found["openapi"].startswith("3.1.")
    validate(found, cls=OpenAPIV31SpecValidator)


async def test_every_route_of_the_api_is_in_it_and_nothing_else(stranger):
    told = {
        (path, method.upper()) for path, methods in (await document(stranger))["paths"].items() for method in methods
    }
    assert told == {(route.path, method) for route in API for method in route.methods - {"HEAD"}}


async def test_every_operation_has_a_name_of_its_own(stranger):
    names = [
        each["operationId"] for methods in (await document(stranger))["paths"].values() for each in methods.values()
    ]
    assert len(names) == len(set(names))


async def test_every_operation_says_what_it_does(stranger):
    for methods in (await document(stranger))["paths"].values():
        for each in methods.values():
            assert each["summary"].endswith((".", "}", "address.")), each


async def test_every_parameter_of_a_search_is_told(stranger):
    told = {each["name"] for each in (await document(stranger))["paths"]["/api/v1/assets"]["get"]["parameters"]}
    assert {"q", "sort", "page", "size", "drafts", "campaign", "not-campaign", "material-type", "surface", "language",
            "audience", "owner", "published-from", "published-to"} <= told  # fmt: skip


async def test_a_stranger_may_read_it_in_every_language_alike(stranger):
    nb, en = [await stranger.get(ADDRESS, headers={"Accept-Language": language}) for language in ("nb", "en")]
    assert nb.content == en.content


async def test_every_operation_was_asked_and_answered_as_told(web, editor, stranger):
    """The other tests of the API check each answer too; here each operation answers well once and badly once."""
    id_ = (await bring(editor, description=DESCRIBED)).json()["id"]
    await web.settle()
    one = f"/api/v1/assets/{id_}"
    for address in (
        one,
        f"{one}/original",
        f"{one}/renditions/thumb",
        "/api/v1/assets?drafts=1",
        "/api/v1/campaigns",
        ADDRESS,
    ):
        await editor.get(address)
        await stranger.get(address, headers={"Authorization": "Bearer x"})
    await editor.patch(one, content=json.dumps({"creditLine": "ny"}))
    for step in ("publish", "withdraw", "restore"):
        await editor.post(f"{one}/{step}", json={"reason": "feil" if step != "withdraw" else await reason()})
        await stranger.post(f"{one}/{step}")
    await editor.delete(one)
    await stranger.delete(one)
    await stranger.patch(one)
    await bring(stranger)
    answered = {}
    for method, path, status in web.conforming.seen:
        answered.setdefault((path, method), set()).add(status[0])
    every = {(route.path, method) for route in API for method in route.methods - {"HEAD"}}
    assert answered.keys() == every
    assert {operation for operation, kinds in answered.items() if kinds != {"2", "4"}} == set()


async def reason():
    from mediabank.concepts.words import words

    return (await words()).vocabularies["withdrawal-reason"][0].slug
