"""Files of words that mean harm: some make whoever reads them call out, some are far more than they look like."""

import json
import socket
import time
from contextlib import contextmanager
from pathlib import Path

from tests.web.corpus import listening

FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "hostile"
FORMS = {".ttl", ".rdf", ".jsonld", ".json", ".csv", ".gz"}
RDF, SKOS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2004/02/skos/core#"
LABEL = {"@id": "http://x.test/a", "@type": f"{SKOS}Concept"}
PATIENCE_S = 10


def calling(there):
    """Name → a file that leads to this address in one of the ways that its form knows."""
    concept = (
        f'<s:Concept rdf:about="{there}/a"><s:prefLabel xml:lang="nb">a</s:prefLabel>'
        f'<s:exactMatch rdf:resource="{there}/m"/></s:Concept>'
    )
    head = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:s="{SKOS}" xmlns:o="http://www.w3.org/2002/07/owl#"'
    whole = f"{head}>{concept}</rdf:RDF>"
    label = LABEL | {"@id": f"{there}/a"}
    files = {
        "entity.rdf": f'<!DOCTYPE r [<!ENTITY x SYSTEM "{there}/x">]>{head}>&x;</rdf:RDF>',
        "parameter.rdf": f'<!DOCTYPE r [<!ENTITY % x SYSTEM "{there}/x"> %x;]>{whole}',
        "dtd.rdf": f'<!DOCTYPE r SYSTEM "{there}/x.dtd">{whole}',
        "public.rdf": f'<!DOCTYPE r PUBLIC "-//x//y" "{there}/x.dtd">{whole}',
        "stylesheet.rdf": f'<?xml-stylesheet type="text/xsl" href="{there}/x.xsl"?>{whole}',
        "schema.rdf": f'{head} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
        f'i:schemaLocation="{there}/ {there}/x.xsd">{concept}</rdf:RDF>',
        "include.rdf": f'{head} xmlns:xi="http://www.w3.org/2001/XInclude">{concept}'
        f'<rdf:Description rdf:about="{there}/b"><s:note rdf:parseType="Literal"><xi:include href="{there}/x"/>'
        f"</s:note></rdf:Description></rdf:RDF>",
        "imports.rdf": f'{head}><o:Ontology rdf:about="{there}/o"><o:imports rdf:resource="{there}/i"/></o:Ontology>'
        f"{concept}</rdf:RDF>",
        "profile.rdf": f'{head} xml:base="{there}/" profile="{there}/p">{concept}</rdf:RDF>',
        "imports.ttl": f"@base <{there}/> . <> <http://www.w3.org/2002/07/owl#imports> <o> ; "
        f"<http://www.w3.org/2000/01/rdf-schema#seeAlso> <s> . <a> a <{SKOS}Concept> ; <{SKOS}inScheme> <v> .",
        "sparql.ttl": f"PREFIX s: <{SKOS}>\nBASE <{there}/>\nLOAD <x>\n<a> a s:Concept .",
        "imports.nt": f"<{there}/v> <http://www.w3.org/2002/07/owl#imports> <{there}/o> .\n"
        f"<{there}/a> <{RDF}type> <{SKOS}Concept> .\n",
        "context.jsonld": json.dumps({"@context": f"{there}/c", **label}),
        "listed.jsonld": json.dumps({"@context": [{"a": "http://x.test/"}, f"{there}/c"], **label}),
        "import.jsonld": json.dumps({"@context": {"@version": 1.1, "@import": f"{there}/c"}, **label}),
        "scoped.jsonld": json.dumps({"@context": {"a": {"@id": f"{SKOS}note", "@context": f"{there}/c"}}, **label}),
        "within.jsonld": json.dumps({**label, f"{SKOS}related": {"@context": f"{there}/c", "@id": f"{there}/b"}}),
        "relative.jsonld": json.dumps({"@context": [{"@base": f"{there}/"}, "c"], **label}),
    }
    return {name: text.encode() for name, text in files.items()}


def heavy():
    """Name → a file that is small or plain to look at, and much to read."""
    tens = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    deep = 200_000
    about = f"@prefix s: <{SKOS}> .\n@prefix x: <http://x.test/> .\n"
    files = {
        "laughs.rdf": f'<!DOCTYPE r [<!ENTITY a0 "lol">{tens}]><rdf:RDF xmlns:rdf="{RDF}">&a9;</rdf:RDF>',
        "quadratic.rdf": f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><r>{"&a;" * 50_000}</r>',
        "deep.rdf": f'<rdf:RDF xmlns:rdf="{RDF}">{"<a>" * deep}',
        "deep.jsonld": '{"@id":' + '{"a":' * deep,
        "deep-lists.jsonld": json.dumps({"@id": "http://x.test/a"})[:-1] + ', "http://x.test/p": ' + "[" * deep,
        "deep.ttl": f"{about}x:a s:note {'[ s:note ' * deep}",
        "lists.ttl": f"{about}x:a s:note {'( ' * deep}",
        "literal.ttl": f'{about}x:a a s:Concept ; s:prefLabel "a"@nb ; s:note "{"å" * 9_000_000}"@nb .',
        "literal.nt": f'<http://x.test/a> <{SKOS}note> "{"a" * 30_000_000}" .\n',
        "literal.jsonld": json.dumps({**LABEL, f"{SKOS}note": "a" * 30_000_000}),
        "address.ttl": f"{about}x:a a s:Concept ; s:exactMatch <http://x.test/{'a' * 5_000_000}> .",
        "language.ttl": f'{about}x:a a s:Concept ; s:prefLabel "a"@{"-".join(["nb", *["abcdefgh"] * 100_000])} .',
        "prefixes.ttl": about + "".join(f"@prefix p{n}: <http://x.test/{n}/> .\n" for n in range(100_000)),
        "blank.ttl": f"{about}x:a s:note " + ", ".join(["[]"] * 400_000) + " .",
        "ring.ttl": about + "".join(f"x:c{n} a s:Concept ; s:broader x:c{(n + 1) % 5000} .\n" for n in range(5_000)),
    }  # fmt: skip
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    return {name: text.encode() for name, text in files.items()} | {
        "wide.rdf": wide.encode("utf-16"),
        "nothing.ttl": b"\0" * 1_000_000,
        "archive.ttl": b"PK\x03\x04" + bytes(range(256)) * 100,
        "cut.jsonld": b'{"@id": "http://x.test/\xed\xa0\x80", "\xff',
    }


def sheets():
    """Name → a spreadsheet of names that is none, or far more than one."""
    head = b"address;state;nb\n"
    return {
        "binary.csv": bytes(range(256)) * 1_000,
        "archive.csv": b"PK\x03\x04" + b"[Content_Types].xml",
        "nothing.csv": head + b"\0" * 100_000,
        "latin.csv": head + "https://x.test/a;1;blåbær\n".encode("latin-1"),
        "cell.csv": head + b'https://x.test/a;1;"' + b"x" * 5_000_000,
        "columns.csv": b";".join(b"c%d" % n for n in range(200_000)) + b"\n1\n",
        "rows.csv": head + b"https://x.test/a;1;x\n" * 60_000,
        "quotes.csv": head + b'"' * 1_000_001,
        "page.csv": b"<!DOCTYPE html><script>alert(1)</script>",
        "number.csv": b"state;nb\n" + b"9" * 100_000 + b";x\n",
        "large.csv": head + b"https://x.test/a;1;x\n" * 600_000,
    }


def corpus():
    """Name → a hostile file from beside the project, where such files lie there."""
    paths = sorted(each for each in FOLDER.glob("*") if each.suffix in FORMS) if FOLDER.is_dir() else []
    return {path.name: path.read_bytes() for path in paths}


@contextmanager
def nobody_called():
    """The address of a listener; fails where anybody has called it when the block ends."""
    with listening() as (port, heard):
        yield f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port)) as last:  # who called before is heard before
            name = last.getsockname()
            end = time.monotonic() + PATIENCE_S
            while name not in heard:
                assert time.monotonic() < end, "the listener is deaf"
                time.sleep(0.01)
        assert heard == [name]
