"""XMP packets read as proposals (ISO 16684-1; IPTC Photo Metadata 2025.1; PLUS; Creative Commons)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # any DOCTYPE is refused before the parser sees a byte

from mediabank.media.embedded import values as v

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
}
_RDF = "{" + NAMESPACES["rdf"] + "}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTAINERS = {_RDF + kind for kind in ("Alt", "Seq", "Bag")}
_ENTRY_LIMIT = 1000  # entries looked at in one list
_LANGUAGE_LIMIT = 20  # languages of one text

Texts = list[tuple[str, str]]  # language (x-default where not said), text


@dataclass(frozen=True)
class _Packet:
    """A packet's top properties by expanded name: the element, or the texts of the short form."""

    properties: dict[str, Texts | ET.Element]

    def texts(self, name: str) -> Texts:
        held = self.properties.get(_name(name), [])
        return _texts(held) if isinstance(held, ET.Element) else held

    def first(self, name: str) -> str:
        return next((v.line(text) for _, text in self.texts(name) if text.strip()), "")

    def listed(self, name: str) -> list[str]:
        return v.distinct([text for _, text in self.texts(name)])

    def by_language(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for tag, text in self.texts(name):
            spoken, cleaned = v.language(tag), v.clean(text)
            if spoken and cleaned and len(found) < _LANGUAGE_LIMIT:
                found.setdefault(spoken, cleaned)
        default = found.get(v.DEFAULT_LANGUAGE)
        if default is not None and list(found.values()).count(default) > 1:
            del found[v.DEFAULT_LANGUAGE]  # the default only repeats one of the named languages
        return found

    def owners(self) -> list[str]:
        """The names in plus:CopyrightOwner, a list of structures, else in xmpRights:Owner, a list of names."""
        held = self.properties.get(_name("plus:CopyrightOwner"))
        if not isinstance(held, ET.Element):
            return self.listed("xmpRights:Owner")
        name = _name("plus:CopyrightOwnerName")
        inside = [part for entry in held.iterfind(f"*/{_RDF}li") for part in entry.iter()][:_ENTRY_LIMIT]
        named = [part.text or "" if part.tag == name else part.get(name, "") for part in inside]
        return v.distinct(named) or self.listed("xmpRights:Owner")


def read(packet: bytes) -> tuple[dict[str, Any], str | None]:
    """The proposals of a packet and our own asset's address in it; nothing where it is damaged or has a DOCTYPE."""
    held = _Packet(_properties(packet))
    keywords = held.listed("dc:subject")
    day = held.first("photoshop:DateCreated") or held.first("exif:DateTimeOriginal") or held.first("xmp:CreateDate")
    found: dict[str, Any] = {
        "title": held.by_language("dc:title") or held.by_language("photoshop:Headline"),
        "description": held.by_language("dc:description"),
        "altText": held.by_language("Iptc4xmpCore:AltTextAccessibility"),
        "extendedDescription": held.by_language("Iptc4xmpCore:ExtDescrAccessibility"),
        "copyrightNotice": held.by_language("dc:rights"),
        "usageTerms": held.by_language("xmpRights:UsageTerms"),
        "keyword": {v.DEFAULT_LANGUAGE: keywords} if keywords else {},
        "creator": [{"name": name} for name in held.listed("dc:creator")],
        "rightsHolder": [{"name": name} for name in held.owners()],
        "creditLine": held.first("photoshop:Credit"),
        "license": v.uri(held.first("cc:license")) or v.uri(held.first("xmpRights:WebStatement")),
        "dataMining": v.code(held.first("plus:DataMining"), v.PLUS_CODES),
        "digitalSourceType": v.code(held.first("Iptc4xmpExt:DigitalSourceType"), v.SOURCE_TYPES),
        "dateCreated": v.edtf(day),
        "supplierId": v.distinct(
            held.listed("plus:ImageSupplierImageID") + held.listed("photoshop:TransmissionReference")
        ),
    }
    address = v.uri(held.first("Iptc4xmpExt:DigImageGUID"))
    return {field: value for field, value in found.items() if value}, address


def _name(short: str) -> str:
    prefix, local = short.split(":")
    return "{" + NAMESPACES[prefix] + "}" + local


def _properties(packet: bytes) -> dict[str, Texts | ET.Element]:
    """The packet's top properties by expanded name; a later one of the same name is dropped."""
    found: dict[str, Texts | ET.Element] = {}
    tree = _tree(packet)
    if tree is None:
        return found
    root = tree if tree.tag == _RDF + "RDF" else tree.find(f"{_RDF}RDF")
    for described in root.findall(f"{_RDF}Description") if root is not None else ():
        for name, text in described.attrib.items():  # the short form: a property as an attribute
            found.setdefault(name, [(v.DEFAULT_LANGUAGE, text)])
        for child in described:
            found.setdefault(child.tag, child)
    return found


def _tree(packet: bytes) -> ET.Element | None:
    """The packet as a tree; None where it is too large, no XML, or has a document type (entities grow without end)."""
    if len(packet) > v.PACKET_LIMIT_BYTES:
        return None
    for encoding in ("utf-8-sig", "utf-16") if packet[:2] not in (b"\xff\xfe", b"\xfe\xff") else ("utf-16",):
        try:
            text = packet.decode(encoding).strip("\x00 \r\n\t")
        except UnicodeDecodeError:
            continue
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return None
        try:
            # our own decoding is the one that counts: a declared encoding could hide a DOCTYPE from the look above
            return ET.fromstring(text.encode(), parser=ET.XMLParser(encoding="utf-8"))  # noqa: S314
        except (ET.ParseError, UnicodeEncodeError):
            continue
    return None


def _texts(held: ET.Element) -> Texts:
    """The texts of a property: of a list's entries, a plain text, or an address."""
    container = next((child for child in held if child.tag in _CONTAINERS), None)
    entries = [held] if container is None else container.findall(f"{_RDF}li")[:_ENTRY_LIMIT]
    return [
        (entry.get(_LANGUAGE, v.DEFAULT_LANGUAGE), entry.text or entry.get(f"{_RDF}resource") or "")
        for entry in entries
    ]
