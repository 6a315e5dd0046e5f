"""The collection beside its originals: JSON-LD of each saved description, JSON of each version, in the store."""

import json
from collections.abc import Mapping
from typing import Any

import storage
from mediabank import jobs, store
from mediabank.assets import describe, references
from mediabank.concepts.words import words
from mediabank.models import Asset, Campaign, Fact, Message, Organisation, Revision, Version
from vocabularies.scheme import Field, Scheme, outward

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


@jobs.task("assets.write_description")
async def write_description(asset: str, revision: int) -> None:
    """Write assets/<id>/<revision>.jsonld from the committed row; again is the same."""
    row = await Revision.get_or_none(asset_id=asset, number=revision)
    if row is None:
        return
    owner = await Asset.get(id=asset)
    await _write(f"assets/{asset}/{revision}.jsonld", await document(owner, row))


@jobs.task("assets.write_version")
async def write_version(version: str) -> None:
    """Write versions/<id>.json from the committed row; again is the same."""
    row = await Version.get_or_none(id=version)
    if row is None:
        return
    await _write(
        f"versions/{version}.json",
        {
            "id": version,
            "asset": row.asset_id,
            "number": row.number,
            "original": f"originals/{version}",
            "sha256": row.digest,
            "crc32": row.crc32,
            "size": row.size,
            "mediaType": row.media_type,
            "fileName": row.file_name,
            "created": row.created_at.isoformat(),
            "facts": row.facts,
        },
    )


async def document(asset: Asset, revision: Revision) -> dict[str, Any]:
    """A saved description as JSON-LD: concepts and organisations by address, no staff, nothing private.

    What it says of version, campaign and message is what the revision meant, however late it is written.
    """
    base = (await Fact.get(name="base")).value
    scheme = (await describe.numbered(asset, revision.number)).scheme
    known = await words()
    named = await references.namer(known, [(scheme, revision.values)])

    def address(kind: str, id_: str) -> Any:
        if kind in references.REFERRING:
            return {"@id": f"{base}id/{kind.lower()}/{named(kind, id_)}"}
        word = known.by_id.get(id_)
        return {"@id": word.address} if word else id_

    version = await Version.filter(asset_id=asset.id, created_at__lte=revision.at).order_by("-number").first()
    values = outward(scheme, revision.values, address)
    return {
        "@context": context(scheme, base),
        "@id": f"{base}id/asset/{asset.id}",
        "@type": "dcterms:BibliographicResource",
        "revision": revision.number,
        "modified": revision.at.isoformat(),
        "scheme": revision.scheme_id,
        "version": str(version.id if version else asset.version),
        **values,
        **await _campaign(revision.values, base),
    }


def context(scheme: Scheme, base: str) -> dict[str, Any]:
    """The JSON-LD context that a scheme makes: a field as its first mapping, all else under the bank's own address."""
    own = f"{base}scheme/field/"
    terms: dict[str, Any] = {**PREFIXES, "mb": own, "@vocab": own}
    for field in scheme.fields:
        term: dict[str, Any] = {"@id": _term(field)}
        if field.type == "langString":
            term["@container"] = "@language"
        terms[field.id] = term
    return terms


async def _campaign(values: Mapping[str, Any], base: str) -> dict[str, Any]:
    """The rows of campaign and message, so that a rebuild finds them again."""
    known = await words()
    named, meant = values.get("campaign"), values.get("message")
    campaign = await Campaign.get_or_none(concept_id=named).select_related("owner") if named else None
    message = await Message.get_or_none(id=meant) if meant else None
    found: dict[str, Any] = {}
    if campaign is not None:
        found["campaignRow"] = {
            "@id": f"{base}campaigns/{campaign.slug}",
            "owner": _organisation(campaign.owner),
            "starts": campaign.starts.isoformat() if campaign.starts else None,
            "ends": campaign.ends.isoformat() if campaign.ends else None,
            "terms": campaign.terms,
            "alteration": [{"@id": known.by_id[each].address} for each in campaign.alteration if each in known.by_id],
        }
    if message is not None:
        found["messageRow"] = {"id": str(message.id), "position": message.position, "titles": message.titles}
    return found


def _organisation(organisation: Organisation) -> str:
    return organisation.isil or organisation.slug


def _term(field: Field) -> str:
    """One mapping where there is exactly one plain term, the bank's own otherwise."""
    mapped = (field.mappings.get("dcterms") or "").strip()
    plain = mapped.startswith(("dcterms:", "dc:")) and mapped.replace(":", "").isalnum()
    return mapped if plain else f"mb:{field.id}"


async def _write(key: str, content: dict[str, Any]) -> None:
    body = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
    await store.run(_put, key, body)


def _put(key: str, body: bytes) -> storage.Blob:
    with store.current().writer(key, size_bytes=len(body)) as writer:
        writer.write(body)
        return writer.commit()
