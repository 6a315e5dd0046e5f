"""Files of RDF from anywhere, read only in a sealed child that ends with its file; large ones of ours written so.

Ours are written there for room and time, not for safety.
"""

import asyncio
import codecs
import re
from pathlib import Path
from typing import Any, Literal, get_args

from mediabank.media import running
from mediabank.media.sandbox import Bounds, Died, JobFailed, NotSealed, Sandbox

Form = Literal["turtle", "rdfxml", "jsonld", "ntriples", "realfagstermer"]
FORMS: tuple[Form, ...] = get_args(Form)
BOUNDS = Bounds(resident_bytes=600 << 20, data_bytes=800 << 20, readable=("vocabularies",))
"""20,000 concepts are 240,000 triples, for which rdflib takes some 400 MB."""
READ_SECONDS = 240
HEAD_BYTES = 4096
LIMIT_BYTES = 40_000_000
SUFFIXES: dict[str, Form] = {
    "ttl": "turtle",
    "turtle": "turtle",
    "rdf": "rdfxml",
    "xml": "rdfxml",
    "owl": "rdfxml",
    "jsonld": "jsonld",
    "json": "jsonld",
    "nt": "ntriples",
}
_RECORD = re.compile(rb"(?:id|te)= ")
_JSON = re.compile(rb"\{|\[\s*[\[{]")
_XML = re.compile(rb"<(?:\?xml|!DOCTYPE|!--|rdf:RDF|\w+:?\w*\s+xmlns)", re.IGNORECASE)
_BEGINNINGS: tuple[tuple[re.Pattern[bytes], Form], ...] = (
    (_RECORD, "realfagstermer"),
    (_JSON, "jsonld"),
    (_XML, "rdfxml"),
)
_TRIPLE = re.compile(rb"(?:#[^\n]*\s+)*(?:<[^>\s]+>|_:\S+)\s+<[^>\s]+>\s+[^\n]+\.\s*(?:#[^\n]*)?(?:\r?\n|$)")
_TURTLE = re.compile(rb"(?:#[^\n]*\s+)*(?:@?(?:prefix|base)\b|<|\[|_:|[\w-]*:)", re.IGNORECASE)


class Unread(Exception):  # noqa: N818 - an outcome, said plainly
    """The file cannot be read: a code (vocabularies.reading.CODES, memory, timeout or crash) and its values."""

    def __init__(self, code: str, *values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


def form_of(head: bytes, file_name: str) -> Form | None:
    """Which form of RDF a file has, by its first bytes, and by its name where those do not tell; None: it is none."""
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    named = SUFFIXES.get(file_name.rpartition(".")[2].lower())
    if b"\0" in head:
        return named if named == "rdfxml" else None  # XML may come in UTF-16
    for known, form in _BEGINNINGS:
        if known.match(bare):
            return form
    if _TRIPLE.match(bare) and named != "turtle":
        return "ntriples"
    return named or ("turtle" if _TURTLE.match(bare) else None)


async def read(source: Path, into: Path, form: Form, *, slug: str = "", scheme: str = "") -> dict[str, Any]:
    """Read a file in a sealed child, and write what was found as `vocabularies.wire.lines`; gives how much it was.

    Errors: Unread.
    """
    with source.open("rb") as file, into.open("wb") as out:
        try:
            box = await asyncio.to_thread(_sealed)
            try:
                answer = await box.run(
                    "read", [file], [out], timeout_s=READ_SECONDS, form=form, slug=slug, scheme=scheme
                )
            finally:
                await asyncio.to_thread(box.close)
        except Died as died:
            raise Unread(died.reason) from died
        except JobFailed as failed:
            raise Unread("memory" if failed.code == "memory" else "crash") from failed
    if "unreadable" in answer:
        raise Unread(str(answer["unreadable"]), *map(str, answer["values"]))
    return answer


async def write(source: Path, into: Path, job: Literal["write", "convert"], **given: Any) -> None:
    """Write what is ours in such a child, by a job of `vocabularies.inside`. Errors: Died, JobFailed."""
    with source.open("rb") as file, into.open("wb") as out:
        box = await asyncio.to_thread(_sealed)
        try:
            await box.run(job, [file], [out], timeout_s=READ_SECONDS, **given)
        finally:
            await asyncio.to_thread(box.close)


def _sealed() -> Sandbox:
    """One child with the policy of the bank's own; an import is rare, so none is kept waiting. Errors: NotSealed."""
    return Sandbox(1, running.sandbox().policy, jobs="vocabularies.inside", bounds=BOUNDS)


__all__ = ["LIMIT_BYTES", "Form", "NotSealed", "Unread", "form_of", "read", "write"]
