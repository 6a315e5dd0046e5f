"""Assets for programs: brought in, listed, read, changed and moved between states."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediabank import access, search
from mediabank.assets import describe, lookup, publish, renditions
from mediabank.assets.once import receive_once
from mediabank.assets.receive import receive
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import words
from mediabank.errors import BadRequest, Fault, NotAllowed, Unfit
from mediabank.models import Asset, Organisation, Version
from mediabank.organisations import register
from mediabank.search import Highlight
from mediabank.web import intake, searching
from mediabank.web.asking import language_of, viewer_of
from mediabank.web.routing import demand


async def create(request: Request) -> Response:
    """Take in a file with its description: multipart parts `description` (JSON) and `file`; 201 and its address."""
    viewer = await viewer_of(request)
    assert viewer.person is not None
    async with intake.taken(request, single=True) as brought:
        arrived, given = brought.only(), _json(brought.form.get("description", "{}").encode())
        into = await owner_for(viewer, given.pop("ownerLibrary", None))
        await campaigns.demand_known(given, viewer)
        language, key = language_of(request), request.headers.get("idempotency-key", "")
        if key:
            said = json.dumps(given, sort_keys=True) + arrived.blob.sha256 + arrived.file_name + str(into.id)
            digest = hashlib.sha256(said.encode()).hexdigest()
            asset = await receive_once(
                key, digest, arrived, into=into, by=viewer.person, given=given, language=language
            )
        else:
            asset = await receive(arrived, into=into, by=viewer.person, given=given, language=language)
    return JSONResponse(
        await shown(asset, viewer),
        201,
        headers={"Location": f"/api/v1/assets/{asset.id}", "ETag": f'"{asset.revision}"'},
    )


async def listing(request: Request) -> Response:
    """Search: total, a page of items and the counts of each facet."""
    viewer, known = await viewer_of(request), await words()
    fields = searching.facets_of(known.scheme)
    asked = await searching.search_of(
        request.query_params,
        viewer,
        known,
        language=language_of(request),
        facets=fields.values(),
        strict=True,
    )
    found = await search.search(asked)
    organisations = await _names(found.facets.get("ownerLibrary", ()))
    facets = {
        name: [
            {"value": organisations.get(value) or known.slug(value), "count": count}
            for value, count in found.facets.get(field, ())
        ]
        for name, field in fields.items()
    }
    items = [
        item | _highlighted(found.highlights.get(asset.id))
        for asset, item in zip(found.assets, await shown_all(found.assets, viewer), strict=True)
    ]
    return JSONResponse({"total": found.total, "items": items, "facets": facets})


async def one(request: Request, asset: Asset) -> Response:
    """One asset."""
    return _answer(await shown(asset, await viewer_of(request)), asset)


async def change(request: Request, asset: Asset) -> Response:
    """Change the description by a JSON merge patch, under If-Match where it is given."""
    viewer, changes = await viewer_of(request), await _object(request)
    await campaigns.demand_known(changes, viewer)
    await describe.save(asset, changes, by=viewer.person, expected=expected(request))
    return await _now(asset, request)


async def publish_it(request: Request, asset: Asset) -> Response:
    """Publish through the gate."""
    viewer = await viewer_of(request)
    await publish.publish(asset, by=viewer.person, expected=expected(request))
    return await _now(asset, request)


async def withdraw(request: Request, asset: Asset) -> Response:
    """Withdraw: {"reason": a slug of the vocabulary withdrawal-reason}."""
    viewer = await viewer_of(request)
    reason = (await _object(request)).get("reason")
    await publish.withdraw(
        asset, reason=reason if isinstance(reason, str) else "", by=viewer.person, expected=expected(request)
    )
    return await _now(asset, request)


async def restore(request: Request, asset: Asset) -> Response:
    """Bring back from the bin or from withdrawal, as a draft."""
    viewer = await viewer_of(request)
    await publish.restore(asset, by=viewer.person, expected=expected(request))
    return await _now(asset, request)


async def remove(request: Request, asset: Asset) -> Response:
    """Put in the bin."""
    viewer = await viewer_of(request)
    demand(viewer, publish.permission_to_bin(asset), asset)
    await publish.put_in_bin(asset, by=viewer.person, expected=expected(request))
    return Response(status_code=204)


async def shown(asset: Asset, viewer: access.Viewer) -> dict[str, Any]:
    """An asset as programs are given it; private members only to those who keep it."""
    return (await shown_all([asset], viewer))[0]


async def shown_all(assets: Sequence[Asset], viewer: access.Viewer) -> list[dict[str, Any]]:
    """Many assets as programs are given them, with few queries, however many."""
    owners = {row.id: row for row in await Organisation.filter(id__in=list({asset.owner_id for asset in assets}))}
    versions = {row.asset_id: row for row in await lookup.versions_of(assets)}
    made = await renditions.browsing([version.id for version in versions.values()])
    kept = {asset.id for asset in assets if asset.owner_id in viewer.keeper}
    described = await describe.outside_all(await describe.latest_of(assets), private=kept)
    shown_: list[dict[str, Any]] = []
    for asset in assets:
        version = versions[asset.id]
        item = _item(asset, owners[asset.owner_id], version, made[version.id])
        shown_.append(item | {"description": described[asset.id]})
    return shown_


def _item(asset: Asset, owner: Organisation, version: Version, made: Iterable[str]) -> dict[str, Any]:
    here = f"/api/v1/assets/{asset.id}"
    return {
        "id": asset.id,
        "state": asset.state,
        "revision": asset.revision,
        "owner": owner.isil or owner.slug,
        "created": asset.created_at.isoformat(),
        "modified": asset.modified_at.isoformat(),
        "binned": asset.binned_at.isoformat() if asset.binned_at else None,
        "version": _version(version),
        "links": {
            "self": here,
            "page": f"/assets/{asset.id}",
            "original": f"{here}/original",
            "renditions": {recipe: f"{here}/renditions/{recipe}" for recipe in sorted(made) if recipe != "base"},
        },
    }


async def owner_for(viewer: access.Viewer, named: Any) -> Organisation:
    """The organisation that material is brought in for: the one named, else the viewer's own.

    Errors: NotAllowed, Unfit where there is none of that name.
    """
    if named:
        known = await register.named_any([str(named)])
        if not known:
            raise Unfit(faults=[Fault("finding.not_found", field="ownerLibrary", facts={"value": str(named)[:80]})])
        owner = known[0]
    elif viewer.organisation is not None:
        owner = await Organisation.get(id=viewer.organisation)
    else:
        raise NotAllowed
    if not access.may(viewer, "asset:add", owner=owner.id):
        raise NotAllowed
    return owner


def expected(request: Request) -> int | None:
    """The revision that If-Match names; None where it is absent or *. Errors: BadRequest."""
    given = request.headers.get("if-match", "*").strip()
    if given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004 - more than any revision
        raise BadRequest(faults=[Fault("error.if_match")])
    return int(number)


async def _object(request: Request) -> dict[str, Any]:
    return _json(await request.body() or b"{}")


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest(faults=[Fault("error.not_json")]) from error
    if not isinstance(value, dict):
        raise BadRequest(faults=[Fault("error.not_json")])
    return value


async def _now(asset: Asset, request: Request) -> Response:
    fresh = await lookup.again(asset)
    return _answer(await shown(fresh, await viewer_of(request)), fresh)


def _answer(body: Mapping[str, Any], asset: Asset) -> Response:
    return JSONResponse(
        body,
        headers={"ETag": f'"{asset.revision}"', "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"},
    )


def _highlighted(highlight: Highlight | None) -> dict[str, Any]:
    """The stretch of a hit's description that answers the words, in pieces; plain text, for the caller to escape."""
    if highlight is None:
        return {}
    spans = [{"text": span.text, "marked": span.marked} for span in highlight.spans]
    return {"highlight": {"field": highlight.field, "language": highlight.language, "spans": spans}}


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": str(version.id),
        "number": version.number,
        "fileName": version.file_name,
        "mediaType": version.media_type,
        "size": version.size,
        "sha256": version.digest,
        "width": version.width_px,
        "height": version.height_px,
        "preview": version.preview,
        "damaged": bool(version.facts.get("damaged")),
    }


async def _names(counted: Any) -> Mapping[str, str]:
    rows = await Organisation.filter(id__in=[value for value, _ in counted]) if counted else []
    return {str(row.id): row.isil or row.slug for row in rows}
