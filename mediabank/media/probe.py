"""What an uploaded file really is: its kind and facts, found in the sandbox before anything is recorded."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from mediabank import errors
from mediabank.media.embedded.values import Embedded
from mediabank.media.kinds import HEAD_BYTES, LIMITS, TAIL_BYTES, Kind, Limits, claimed_size, sniff
from mediabank.media.sandbox import Died, JobFailed, Sandbox

Preview = Literal["yes", "no_loader", "damaged", "too_large"]
_HEADER_SECONDS, _TRIAL_SECONDS, _DESCRIBE_SECONDS = 4.0, 7.0, 3.0  # an upload is answered within 15 s
_TEXT_LIMIT = 200


@dataclass(frozen=True)
class Facts:
    """What is known of a file's bytes; None and "" where a fact was not read or does not apply.

    Sizes in px are upright, of the first frame or page; mm are of the trimmed first page of a document.
    `preview`: "yes", or why there is only an icon. `damaged`: kept, but not every byte could be read.
    """

    kind: Kind
    width_px: int | None = None
    height_px: int | None = None
    pages: int | None = None
    frames: int | None = None
    has_alpha: bool = False
    colour_space: str = ""  # RGB, CMYK, Gray, Lab
    profile: str = ""
    bits: int | None = None
    dpi: int | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    bleed_mm: float | None = None
    decoded_bytes: int | None = None
    preview: Preview = "yes"
    damaged: bool = False
    locked: bool = False  # a password is asked for; no damage
    embedded: Embedded = field(default_factory=Embedded)

    @property
    def media_type(self) -> str:
        """The true media type."""
        return self.kind.media_type

    @property
    def media_kind(self) -> str:
        """The scheme's word for it: image, video, audio, document."""
        return self.kind.media_kind


async def probe(sandbox: Sandbox, file: Path | int, *, limits: Limits = LIMITS) -> Facts:
    """The facts of a file, given as a path or an open descriptor that can be read by position.

    Errors: errors.EmptyFile, errors.NotAKind (415), errors.OverLimit (422). Whatever else is wrong with the bytes is a
    fact, not an error: the file is kept, with `damaged` or another `preview` than "yes".
    """
    if isinstance(file, int):
        return await _probed(sandbox, file, limits)
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return await _probed(sandbox, descriptor, limits)
    finally:
        os.close(descriptor)


async def _probed(sandbox: Sandbox, descriptor: int, limits: Limits) -> Facts:
    kind = kind_of(descriptor)
    facts = Facts(kind, preview="no_loader")
    if kind.loader:
        width, height = claimed_size(os.pread(descriptor, HEAD_BYTES, 0), kind.media_type) or (None, None)
        refuse_over(Facts(kind, width, height), limits)
        facts = await _header(sandbox, descriptor, kind)
        refuse_over(facts, limits)
        facts = await _trial(sandbox, descriptor, facts)
    return replace(facts, embedded=await _embedded(sandbox, descriptor, kind))


def kind_of(descriptor: int) -> Kind:
    """The kind of an open file. Errors: errors.EmptyFile, errors.NotAKind."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        raise errors.EmptyFile
    head = os.pread(descriptor, HEAD_BYTES, 0)
    kind = sniff(head, os.pread(descriptor, TAIL_BYTES, max(0, size - TAIL_BYTES)))
    if kind is None:
        raise errors.NotAKind(media_type="")
    return kind


def refuse_over(facts: Facts, limits: Limits = LIMITS) -> None:
    """Errors: errors.OverLimit, for the first limit that the header already breaks."""
    claims = {
        "pixels": (facts.width_px or 0) * (facts.height_px or 0),
        "frames": facts.frames or 0 if facts.kind.media_type != "image/tiff" else 0,
        "pages": facts.pages or 0,
        "decoded_bytes": facts.decoded_bytes or 0,
    }
    for what, value in claims.items():
        limit = getattr(limits, what)
        if value > limit:
            raise errors.OverLimit(what=what, value=value, limit=limit)


async def _header(sandbox: Sandbox, descriptor: int, kind: Kind) -> Facts:
    try:
        answer = await sandbox.run("header", [descriptor], timeout_s=_HEADER_SECONDS, media_type=kind.media_type)
    except Died as death:
        return _after_death(Facts(kind), death)
    except JobFailed as failure:
        return _after_failure(Facts(kind), failure)
    return _believed(kind, answer)


async def _trial(sandbox: Sandbox, descriptor: int, facts: Facts) -> Facts:
    if facts.preview != "yes":
        return facts
    try:
        answer = await sandbox.run("trial", [descriptor], timeout_s=_TRIAL_SECONDS, media_type=facts.media_type)
    except Died as death:
        return _after_death(facts, death)
    except JobFailed as failure:
        return _after_failure(facts, failure)
    return replace(facts, damaged=bool(answer.get("damaged")))


def _after_death(facts: Facts, death: Died) -> Facts:
    if death.reason == "crash":
        return replace(facts, preview="damaged", damaged=True)
    return replace(facts, preview="too_large")


def _after_failure(facts: Facts, failure: JobFailed) -> Facts:
    if failure.code == "memory":
        return replace(facts, preview="too_large")
    if failure.code == "locked":
        return replace(facts, preview="no_loader", locked=True)
    return replace(facts, preview="damaged", damaged=True)


async def _embedded(sandbox: Sandbox, descriptor: int, kind: Kind) -> Embedded:
    try:
        answer = await sandbox.run("describe", [descriptor], timeout_s=_DESCRIBE_SECONDS, media_type=kind.media_type)
    except (Died, JobFailed):
        return Embedded()  # metadata is a proposal: without it a person writes it
    parts = {name: answer.get(name) for name in ("values", "sources", "others")}
    address = answer.get("asset_address")
    if not all(isinstance(part, dict) for part in parts.values()):
        return Embedded()
    return Embedded(**parts, asset_address=address if isinstance(address, str) else None)  # type: ignore[arg-type]


_WHOLE, _MEASURES, _TEXTS = (
    {"width_px", "height_px", "pages", "frames", "bits", "dpi", "decoded_bytes"},
    {"width_mm", "height_mm", "bleed_mm"},
    {"colour_space", "profile"},
)


def _believed(kind: Kind, answer: Mapping[str, Any]) -> Facts:
    """The child's answer is as little to be trusted as the file: only values of the right type and range count."""
    believed: dict[str, Any] = {}
    for name in (each.name for each in fields(Facts)):
        value = answer.get(name)
        whole = name in _WHOLE and type(value) is int and value >= 0
        measure = name in _MEASURES and isinstance(value, int | float) and math.isfinite(value) and value >= 0
        if whole or measure:
            believed[name] = value
        elif name in _TEXTS and isinstance(value, str):
            believed[name] = value[:_TEXT_LIMIT]
        elif name == "has_alpha":
            believed[name] = value is True
    if kind.media_type == "image/tiff":  # a TIFF's further pictures are pages
        believed["pages"], believed["frames"] = believed.get("frames"), None
    return Facts(kind, **believed)
