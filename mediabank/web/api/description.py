"""The API described to programs: OpenAPI 3.1, made from the table of routes."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import mediabank
from mediabank.web.routing import Guard, Route

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
RECIPE = {"name": "recipe", "in": "path", "required": True, "schema": {"type": "string"}}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Revision the change is for.",
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "The same key with the same request is carried out once, for 48 hours; with another request: 422.",
}
QUERY: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("q", {"type": "string", "maxLength": 500}, 'Words; "phrases" and -exclusions are understood.'),
    ("sort", {"enum": ["relevance", "newest", "oldest", "title"]}, "Order; by relevance where there are words."),
    ("page", {"type": "integer", "minimum": 1}, "Page, from 1."),
    ("size", {"type": "integer", "minimum": 1, "maximum": 100}, "Items on a page."),
    ("drafts", {"enum": ["1"]}, "Also what the caller keeps, in every state."),
    ("published-from", {"type": "string", "format": "date"}, "First day of publishing."),
    ("published-to", {"type": "string", "format": "date"}, "Last day of publishing."),
)
PROBLEMS: Mapping[str, str] = {
    "400": "The request cannot be read, or the file is empty.",
    "401": "A key or a signed-in person is needed.",
    "403": "The caller may not do this.",
    "404": "Not there, or hidden: the two answer alike.",
    "409": "It does not fit the state of the asset.",
    "412": "Somebody saved in between: If-Match names an older revision.",
    "413": "Larger than the setting allows.",
    "415": "The bytes are of no kind the bank keeps.",
    "422": "The description breaks the scheme, all faults at once; or the file is over a limit.",
    "500": "A fault of the bank; `instance` names it in the log.",
    "503": "The store or the database is full or out of reach; try again.",
}
PROBLEMS_OF: Mapping[str, tuple[str, ...]] = {
    "create": ("400", "403", "413", "415", "422"),
    "listing": ("400", "422"),
    "change": ("400", "403", "404", "412", "413", "422"),
    "publish_it": ("400", "403", "404", "409", "412", "413", "422"),
    "withdraw": ("400", "403", "404", "409", "412", "413", "422"),
    "restore": ("400", "403", "404", "409", "412", "413"),
    "remove": ("400", "403", "404", "412", "413"),
    "original": ("404",),
    "rendition": ("404", "409"),
}
EVERYWHERE = {"401", "500", "503"}
"""A key that opens nothing, a bug, and a database or store out of reach."""
BYTES_TOO: Mapping[str, str] = {
    "206": "The range asked for.",
    "304": "What the caller holds is still right.",
    "416": "There is no such range.",
}


async def openapi(request: Request) -> Response:
    """The description."""
    routes = [each for each in request.app.routes if isinstance(each, Route) and each.path.startswith("/api/")]
    return JSONResponse(described(routes))


def described(routes: list[Route]) -> dict[str, Any]:
    """OpenAPI 3.1 of some routes."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mediebanken",
            "version": mediabank.__version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM, "Asset": ASSET, "AssetList": ASSET_LIST},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    name = route.called.__name__
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": (route.called.__doc__ or "").strip().split("\n")[0],
        "parameters": _parameters(route, name),
        "responses": _responses(route, name),
        "security": [{}] if route.guard is Guard.OPEN else [{"key": []}],
    }
    if name in BODIES:
        operation["requestBody"] = BODIES[name]
    return operation


def _parameters(route: Route, name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = [each for each in (ID, RECIPE) if f"{{{each['name']}}}" in route.path]
    if name in {"change", "publish_it", "withdraw", "restore", "remove"}:
        found.append(IF_MATCH)
    if name == "create":
        found.append(ONCE)
    if route.name == "listing":
        from mediabank.web.searching import FACETS, NOT

        found += [_query(*each) for each in QUERY]
        several = {"type": "array", "items": {"type": "string"}}
        for facet in FACETS:
            found.append(_query(facet, several, "Any of these."))
            found.append(_query(f"{NOT}{facet}", several, "None of these."))
    return found


def _query(name: str, schema: Mapping[str, Any], description: str) -> Mapping[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _responses(route: Route, name: str) -> dict[str, Any]:
    good = {"create": "201", "remove": "204"}.get(name, "200")
    content = {
        "original": {"application/octet-stream": {}},
        "rendition": {"image/*": {}},
        "listing": {"application/json": {"schema": {"$ref": "#/components/schemas/AssetList"}}},
    }.get(name, {"application/json": {"schema": {"$ref": "#/components/schemas/Asset"}}})
    if route.name in {"api_campaigns", "openapi"}:
        content = {"application/json": {}}
    done: dict[str, Any] = (
        {"description": "Done."} if name == "remove" else {"description": "Done.", "content": content}
    )
    responses = {good: done}
    if name in {"original", "rendition"}:
        responses["206"] = {"description": BYTES_TOO["206"], "content": content}
        responses |= {status: {"description": BYTES_TOO[status]} for status in ("304", "416")}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted({*EVERYWHERE, *PROBLEMS_OF.get(name, ("404",) if route.on else ())}):
        responses[status] = {"description": PROBLEMS[status], "content": problem}
    return responses


def _json_body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


TEXT = {"type": "string"}
OBJECT = {"type": "object"}
DESCRIPTION = {
    "type": "object",
    "description": 'Fields by scheme id; texts as {"nb": …}; concepts by slug or address; organisations by ISIL.',
}
BODIES: Mapping[str, Any] = {
    "create": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"description": DESCRIPTION, "file": {"type": "string", "format": "binary"}},
                },
                "encoding": {"description": {"contentType": "application/json"}},
            }
        },
    },
    "change": {
        "required": True,
        "content": {
            "application/merge-patch+json": {"schema": DESCRIPTION},
            "application/json": {"schema": DESCRIPTION},
        },
    },
    "withdraw": _json_body({"type": "object", "required": ["reason"], "properties": {"reason": TEXT}}),
}
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": TEXT,
                    "path": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "code": TEXT,
                    "severity": {"enum": ["error", "warning", "info"]},
                    "detail": TEXT,
                },
            },
        },
    },
}
ASSET: Mapping[str, Any] = {
    "type": "object",
    "required": ["id", "state", "revision", "owner", "description", "version", "links"],
    "properties": {
        "id": {"type": "string", "pattern": "^[23456789bcdfghjkmnpqrstvwxz]{10}$"},
        "state": {"enum": ["utkast", "til-vurdering", "publisert", "trukket", "arkivert"]},
        "revision": {"type": "integer"},
        "owner": TEXT,
        "created": {"type": "string", "format": "date-time"},
        "modified": {"type": "string", "format": "date-time"},
        "binned": {"type": ["string", "null"], "format": "date-time"},
        "description": DESCRIPTION,
        "version": OBJECT,
        "links": OBJECT,
    },
}
ASSET_LIST: Mapping[str, Any] = {
    "type": "object",
    "required": ["total", "items", "facets"],
    "properties": {
        "total": {"type": "integer"},
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Asset"}},
        "facets": OBJECT,
    },
}
