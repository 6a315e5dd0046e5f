"""Jobs for a sealed child process that reads and writes RDF: a file in, a file out, descriptors already open.

| job | in | out | arguments | answer |
|---|---|---|---|---|
| read | the file | wire.lines | form, slug, scheme, known, limits (of parsing.Limits) | concepts, repairs, refused |
| write | wire.copy_head, copy_line | the vocabulary in a form, or as marcxml | form, agency (of marc.Source) | bytes |
| convert | N-Triples that writing.written wrote | the same in another form | form, base | bytes |

A file that cannot be read answers {"unreadable": a key of reading.CODES, "values": [...]}.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from vocabularies import marc, terms, wire, writing
from vocabularies.parsing import Limits
from vocabularies.reading import Format, read_any
from vocabularies.turtle import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(
    inputs: list[int],
    outputs: list[int],
    *,
    form: Format,
    slug: str = "",
    scheme: str = "",
    known: Mapping[str, str] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Mapping[str, Any]:
    """Read a file of any RDF and write what was found as lines of JSON."""
    bounds = replace(Limits(), **(limits or {}))
    try:
        found = read_any(
            _content(inputs[0], bounds.bytes + 1), form, limits=bounds, slug=slug, scheme=scheme, known=known
        )
    except Unreadable as fault:
        return {"unreadable": fault.code, "values": list(fault.values)}
    with os.fdopen(os.dup(outputs[0]), "w", encoding="utf-8") as out:
        out.writelines(wire.lines(found))
    return {
        "concepts": len(found.vocabulary.concepts),
        "repairs": len(found.repairs),
        "refused": len(found.refused),
    }


def write(
    inputs: list[int],
    outputs: list[int],
    *,
    form: writing.Format | Literal["marcxml"],
    agency: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """Write a whole vocabulary in one form; as library records by `agency`."""
    with os.fdopen(os.dup(inputs[0]), encoding="utf-8") as lines:
        lines.seek(0)
        said = wire.copied(lines)
    if form == "marcxml":
        made = {slug: marc.Moments(*moments) for slug, moments in said.moments.items()}
        named = {address: writing.Named(address, labels) for address, labels in said.named.items()}
        content = marc.collection(said.vocabulary, marc.Source(**(agency or {})), moments=made, mapped=named)
    else:
        modified = {slug: last for slug, (_, last) in said.moments.items() if last}
        content = writing.written(said.vocabulary, form, modified=modified)
    return _given(content, outputs[0])


def convert(inputs: list[int], outputs: list[int], *, form: writing.Format, base: str = "") -> Mapping[str, Any]:
    """Write N-Triples of our own in another form."""
    said = terms.triples(_content(inputs[0], -1).decode("utf-8"))
    return _given(writing.graph(said, form, base), outputs[0])


def _given(content: bytes, descriptor: int) -> Mapping[str, Any]:
    with os.fdopen(os.dup(descriptor), "wb") as out:
        out.write(content)
    return {"bytes": len(content)}


def _content(descriptor: int, most_bytes: int) -> bytes:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        return file.read(most_bytes)


def _wake() -> None:
    """Read one concept in each form: rdflib finds its parsers at first use, when a sealed child can open no file."""
    form: writing.Format
    for form in writing.MEDIA_TYPES:
        content = writing.graph(terms.triples(_CONCEPT), form)
        read_any(content, form)


_CONCEPT = f"<https://x.example/a> <{terms.RDF}type> <{terms.SKOS}Concept> .\n"
_wake()

JOBS = {"read": read, "write": write, "convert": convert}
