"""The XMP packet that a delivered file carries: who made it, what it shows, what may be done with it, where it lives.

It never holds consent, names of persons shown, positions or notes: `XmpValues` has no place for them.
Syntax: ISO 16684-1; names: IPTC Photo Metadata 2025.1, PLUS, Creative Commons' XMP.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from html import escape
from typing import TYPE_CHECKING, Any

from mediabank.media.embedded import values as v
from mediabank.media.embedded.xmp import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# JPEG holds one packet in one segment of 64 kB; over about 60 kB it is split in a way that other programs cannot read
LIMIT_BYTES = 50_000
_SPOKEN_FIRST = {"nb": 0, "nn": 1, "se": 2, "en": 3}
# what gives way first when a packet is too large: lists lose their last entries, texts their ends
_GIVES_WAY = (
    "more",
    "keywords",
    "extended_description",
    "description",
    "usage_terms",
    "alt_text",
    "copyright_notice",
    "title",
    "creators",
    "rights_holders",
    "supplier_ids",
)
_FEW = ("languages", "alteration_uris")  # never trimmed later
_NAME = re.compile(r"([A-Za-z0-9]+):[A-Za-z][A-Za-z0-9]{0,60}", re.ASCII)
# what the packet writes by itself or never tells, and what makes the packet
_OWN = frozenset(
    [
        "dc:format", "dc:title", "dc:description", "dc:subject", "dc:language", "dc:creator", "dc:rights",
        "photoshop:Credit", "photoshop:DateCreated", "Iptc4xmpCore:AltTextAccessibility",
        "Iptc4xmpCore:ExtDescrAccessibility", "Iptc4xmpExt:DigitalSourceType", "Iptc4xmpExt:DigImageGUID",
        "xmpRights:Marked", "xmpRights:Owner", "xmpRights:UsageTerms", "xmpRights:WebStatement", "cc:license",
        "plus:CopyrightOwner", "plus:CopyrightOwnerName", "plus:DataMining", "plus:ImageAlterationConstraints",
        "plus:ImageSupplierImageID", "plus:LicenseStartDate", "plus:LicenseEndDate", "Iptc4xmpExt:PersonInImage",
        "Iptc4xmpExt:PersonInImageWDetails",
    ]
)  # fmt: skip
_NEVER = ("x:", "rdf:", "exif:GPS")


def packet(values: v.XmpValues) -> bytes:
    """The packet in UTF-8, at most 50 kB; equal values give equal bytes, whose SHA-256 can name the file.

    Too much is trimmed: keywords first, then the long texts.
    """
    kept = _within_reason(values)
    written = _written(kept)
    for field in _GIVES_WAY:
        while len(written) > LIMIT_BYTES and getattr(kept, field):
            half: dict[str, Any] = {field: _halved(getattr(kept, field))}
            kept = replace(kept, **half)
            written = _written(kept)
    return written


def property_named(mapping: str) -> str:
    """The first property in a mapping such as "photoshop:Instructions; xmp:Nickname" that can be written as one more.

    Empty where there is none: an unknown prefix, or a property that the packet tells otherwise or never.
    """
    for match in _NAME.finditer(mapping):
        if match[1] in NAMESPACES and match[0] not in _OWN and not match[0].startswith(_NEVER):
            return match[0]
    return ""


def _within_reason(values: v.XmpValues) -> v.XmpValues:
    """Every part cut to a length that a person could have meant; what is never trimmed later always fits."""
    cut: dict[str, Any] = {}
    for field in fields(values):
        held = getattr(values, field.name)
        if field.name == "more":
            cut[field.name] = tuple(v.More(each.name, _cut(each.value, v.LIST_LIMIT)) for each in held[: v.LIST_LIMIT])
        else:
            cut[field.name] = _cut(held, 20 if field.name in _FEW else v.LIST_LIMIT)
    return replace(values, **cut)


def _cut(held: Any, most: int) -> Any:
    if isinstance(held, str):
        return held[:1000]
    if isinstance(held, tuple):
        return tuple(text[:200] for text in held[:most])
    return {tag[:20]: text[: v.TEXT_LIMIT] for tag, text in list(held.items())[:20]}


def _halved(value: Any) -> Any:
    """Half of a list, or of each text of a text in languages."""
    if isinstance(value, tuple):
        return value[: len(value) // 2]
    return {tag: text[: len(text) // 2].rstrip() + "…" for tag, text in value.items() if len(text) > 2}  # noqa: PLR2004


def _written(values: v.XmpValues) -> bytes:
    declared = "".join(
        f'\n    xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items() if prefix not in ("x", "rdf")
    )
    body = "".join(f"\n   {line}" for line in _properties(values) if line)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="{NAMESPACES["x"]}">\n <rdf:RDF xmlns:rdf="{NAMESPACES["rdf"]}">\n'
        f'  <rdf:Description rdf:about=""{declared}>{body}\n'
        '  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _properties(values: v.XmpValues) -> Iterable[str]:
    """Each property as one element, in a fixed order; "" where there is nothing to say."""
    yield _plain("dc:format", values.media_type)
    yield _spoken("dc:title", values.title)
    yield _spoken("dc:description", values.description)
    yield _listed("dc:subject", "Bag", values.keywords)
    yield _listed("dc:language", "Bag", values.languages)
    yield _listed("dc:creator", "Seq", values.creators)
    yield _spoken("dc:rights", values.copyright_notice)
    yield _plain("photoshop:Credit", values.credit_line)
    yield _plain("photoshop:DateCreated", values.date_created)
    yield _spoken("Iptc4xmpCore:AltTextAccessibility", values.alt_text)
    yield _spoken("Iptc4xmpCore:ExtDescrAccessibility", values.extended_description)
    yield _plain("Iptc4xmpExt:DigitalSourceType", values.digital_source_type_uri)
    yield _plain("Iptc4xmpExt:DigImageGUID", values.asset_address)
    yield _plain("xmpRights:Marked", _marked(values))
    yield _listed("xmpRights:Owner", "Bag", values.rights_holders)
    yield _spoken("xmpRights:UsageTerms", values.usage_terms)
    yield _plain("xmpRights:WebStatement", values.web_statement_uri or values.license_uri)
    yield _resource("cc:license", values.license_uri)
    yield _owners(values.rights_holders)
    yield _plain("plus:DataMining", values.data_mining_uri)
    yield _listed("plus:ImageAlterationConstraints", "Bag", values.alteration_uris)
    yield _plain("plus:ImageSupplierImageID", next(iter(values.supplier_ids), ""))
    yield _plain("plus:LicenseStartDate", values.available_from)
    yield _plain("plus:LicenseEndDate", values.expires)
    yield from map(_more, values.more)


def _more(more: v.More) -> str:
    if more.name != property_named(more.name):
        return ""
    if isinstance(more.value, str):
        return _plain(more.name, more.value)
    return _listed(more.name, "Bag", more.value) if isinstance(more.value, tuple) else _spoken(more.name, more.value)


def _marked(values: v.XmpValues) -> str:
    """Whether rights are reserved at all: not in the public domain, unknown where nothing is said."""
    if "/publicdomain/" in values.license_uri:
        return "False"
    return "True" if values.copyright_notice or values.rights_holders or values.license_uri else ""


def _xml(text: str) -> str:
    return escape(v.clean(text))


def _plain(name: str, text: str) -> str:
    return f"<{name}>{_xml(text)}</{name}>" if text else ""


def _resource(name: str, address: str) -> str:
    return f'<{name} rdf:resource="{_xml(address)}"/>' if address else ""


def _listed(name: str, kind: str, texts: tuple[str, ...]) -> str:
    entries = "".join(f"<rdf:li>{_xml(text)}</rdf:li>" for text in v.distinct(list(texts)))
    return f"<{name}><rdf:{kind}>{entries}</rdf:{kind}></{name}>" if entries else ""


def _owners(names: tuple[str, ...]) -> str:
    owners = "".join(
        f'<rdf:li rdf:parseType="Resource"><plus:CopyrightOwnerName>{_xml(name)}</plus:CopyrightOwnerName></rdf:li>'
        for name in v.distinct(list(names))
    )
    return f"<plus:CopyrightOwner><rdf:Seq>{owners}</rdf:Seq></plus:CopyrightOwner>" if owners else ""


def _spoken(name: str, texts: Mapping[str, str]) -> str:
    """A text in its languages, x-default first, as programs expect that read only the first."""
    held = {tag: text for tag, text in texts.items() if text and tag != v.DEFAULT_LANGUAGE}
    tags = sorted(held, key=lambda tag: (_SPOKEN_FIRST.get(tag, len(_SPOKEN_FIRST)), tag))
    default = texts.get(v.DEFAULT_LANGUAGE) or next((held[tag] for tag in tags), "")
    if not default:
        return ""
    entries = [(v.DEFAULT_LANGUAGE, default), *((tag, held[tag]) for tag in tags)]
    inside = "".join(f'<rdf:li xml:lang="{_xml(tag)}">{_xml(text)}</rdf:li>' for tag, text in entries)
    return f"<{name}><rdf:Alt>{inside}</rdf:Alt></{name}>"
