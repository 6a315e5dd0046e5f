"""Holds answers of the API against its own description: the status is told of, and the body is of the shape told."""

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from starlette.routing import Match

from mediabank.web.api.description import described
from mediabank.web.routes import API


class Conforming:
    """What an answer must look like, by the description."""

    def __init__(self):
        self.document = described(list(API))
        self.seen = set()
        assert validator_for({"$schema": Draft202012Validator.META_SCHEMA["$schema"]}) is Draft202012Validator

    async def __call__(self, response):
        """Fail where the answer to a request of the API is not as described."""
        request = response.request
        route = _route(request)
        if route is None or request.method not in route.methods - {"HEAD"}:
            return
        told = self.document["paths"][route.path][request.method.lower()]["responses"]
        status = str(response.status_code)
        assert status in told, f"{request.method} {route.path} answered {status}, of which nothing is told"
        self.seen.add((request.method, route.path, status))
        for kind, content in told[status].get("content", {}).items():
            if "schema" in content:
                assert response.headers["Content-Type"] == kind
                await response.aread()
                self._validate(response.json(), content["schema"])

    def _validate(self, body, schema):
        whole = schema | {"components": self.document["components"]}
        Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)


def _route(request):
    scope = {"type": "http", "path": request.url.path, "method": request.method, "root_path": ""}
    return next((route for route in API if route.matches(scope)[0] is Match.FULL), None)
