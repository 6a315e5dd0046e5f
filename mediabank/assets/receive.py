"""Where an upload becomes an asset: bytes first, looked at in the sandbox, then the rows."""

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self
from uuid import UUID

from tortoise.transactions import in_transaction

import storage
from mediabank import audit, clock, errors, jobs, store
from mediabank.assets import describe
from mediabank.media import kinds, probe, running
from mediabank.models import Asset, Organisation, Version, new_id

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels and nothing that looks alike, so that an id is no word and can be read aloud."""
ID_LENGTH = 10
SNIFF_BYTES = kinds.HEAD_BYTES
ZIP = b"PK"
"""What a zip is can only be told from its end; everything else by its beginning."""
NAME_LENGTH = 200
PIECE_BYTES = 1 << 20
"""What is written at once; smaller pieces cost more in handing over than in writing."""


@dataclass(frozen=True)
class Arrived:
    """Bytes that lie in the store, proven, and what was seen in them; no row points at them yet."""

    version: UUID
    blob: storage.Blob
    facts: probe.Facts
    file_name: str


class Arrival:
    """One file on its way in, chunk by chunk; nothing of it is kept unless `finish` returns.

    Used as `async with Arrival(...)`: leaving early leaves nothing.
    """

    def __init__(self, file_name: str, *, limit_bytes: int) -> None:
        self._file_name = safe_name(file_name)
        self._limit_bytes = limit_bytes
        self._version = new_id()
        self._head = b""
        self._size_bytes = 0
        self._gathered: list[bytes] = []
        self._gathered_bytes = 0
        self._on_its_way: asyncio.Task[int] | None = None
        self._writer: storage.Writer | None = None

    async def __aenter__(self) -> Self:
        self._writer = await store.run(store.current().writer, original_key(self._version))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._on_its_way is not None:
            await asyncio.wait([self._on_its_way])
        if self._writer is not None:
            await store.run(self._writer.abort)

    async def write(self, chunk: bytes) -> None:
        """Take a chunk. Errors: TooLarge; NotAKind as soon as the first bytes tell; Away."""
        assert self._writer is not None
        self._size_bytes += len(chunk)
        if self._size_bytes > self._limit_bytes:
            raise errors.TooLarge(limit_bytes=self._limit_bytes)
        if len(self._head) < SNIFF_BYTES:
            self._head += chunk[: SNIFF_BYTES - len(self._head)]
            if len(self._head) == SNIFF_BYTES and not self._head.startswith(ZIP) and kinds.sniff(self._head) is None:
                raise errors.NotAKind(media_type="")
        self._gathered.append(chunk)
        self._gathered_bytes += len(chunk)
        if self._gathered_bytes >= PIECE_BYTES:
            await self._send()

    async def _send(self) -> None:
        """Hand what was gathered to the store's threads; the next piece is received while this one is written."""
        assert self._writer is not None
        await self._settled()
        piece = b"".join(self._gathered)
        self._gathered, self._gathered_bytes = [], 0
        self._on_its_way = asyncio.create_task(store.run(self._writer.write, piece))

    async def _settled(self) -> None:
        if self._on_its_way is not None:
            await self._on_its_way
            self._on_its_way = None

    async def finish(self) -> Arrived:
        """Commit the bytes, then look at them in the sandbox; what may not stay is removed again.

        Errors: EmptyFile, NotAKind, OverLimit, Away.
        """
        assert self._writer is not None
        if self._size_bytes == 0:
            raise errors.EmptyFile
        await self._send()
        await self._settled()
        blob = await store.run(self._writer.commit)
        kept = False
        try:
            facts = await looked_at(blob.key)
            kept = True
        finally:
            if not kept:
                await store.run(store.current().delete, blob.key)
        return Arrived(self._version, blob, facts, self._file_name)


async def looked_at(key: str) -> probe.Facts:
    """What the sandbox sees in an object. Errors: NotAKind, OverLimit."""
    async with store.local_copy(key) as path:
        return await probe.probe(running.sandbox(), path)


async def receive(
    arrived: Arrived,
    *,
    into: Organisation,
    by: UUID | None,
    given: Mapping[str, Any] | None = None,
    language: str = "nb",
) -> Asset:
    """Record arrived bytes as an asset with its first version and revision, and owe its renditions.

    `given` is a description in the outside form. Errors: Unfit with all its faults; the bytes are then removed.
    """
    recorded = False
    try:
        async with in_transaction():
            asset = await record(arrived, into=into, by=by, given=given or {}, language=language)
        recorded = True
    finally:
        if not recorded:
            await let_go([arrived])
    return asset


async def record(
    arrived: Arrived, *, into: Organisation, by: UUID | None, given: Mapping[str, Any], language: str
) -> Asset:
    """The rows of `receive`, inside the caller's transaction; the bytes are the caller's to let go. Errors: Unfit."""
    moment = clock.now()
    asset = await Asset.create(
        id=await _free_id(),
        owner=into,
        uploaded_by_id=by,
        created_at=moment,
        modified_at=moment,
        revision=0,
        media_kind=arrived.facts.media_kind,
        state="utkast",
        sort_title="",
    )
    version = await record_version(asset, arrived, number=1, by=by)
    await describe.first(asset, version, given, by=by, language=language)
    await audit.record("asset.received", subject=f"asset:{asset.id}", by=by, file=arrived.file_name)
    return asset


async def let_go(arrived: Collection[Arrived]) -> None:
    """Remove the bytes of those that no row points at; for when the request that brought them has ended."""
    recorded = set(await Version.filter(id__in=[each.version for each in arrived]).values_list("id", flat=True))
    for each in arrived:
        if each.version not in recorded:
            await store.run(store.current().delete, each.blob.key)


async def record_version(asset: Asset, arrived: Arrived, *, number: int, by: UUID | None) -> Version:
    """Put arrived bytes in use as a version, inside the caller's transaction, and owe its renditions and its record."""
    facts = arrived.facts
    version = await Version.create(
        id=arrived.version,
        asset=asset,
        number=number,
        digest=arrived.blob.sha256,
        crc32=arrived.blob.crc32,
        size=arrived.blob.size_bytes,
        media_type=facts.media_type,
        media_kind=facts.media_kind,
        file_name=arrived.file_name,
        width_px=facts.width_px,
        height_px=facts.height_px,
        preview=facts.preview,
        facts=_plain(facts),
        embedded=facts.embedded.values,
        created_at=clock.now(),
        created_by_id=by,
    )
    asset.version, asset.media_kind = version.id, facts.media_kind
    await asset.save(update_fields=["version", "media_kind"])
    await jobs.defer("assets.make_renditions", key=f"renditions:{version.id}", version=str(version.id))
    await jobs.defer("assets.write_version", key=f"version:{version.id}", version=str(version.id))
    return version


def original_key(version: UUID) -> str:
    """Where the bytes of a version lie: one object per version, written once, never shared."""
    return f"originals/{version}"


def safe_name(name: str) -> str:
    """A file's name for people: the last part, without control characters, of bearable length."""
    last = re.split(r"[/\\]", name)[-1]
    readable = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(readable) > NAME_LENGTH:
        stem, dot, extension = readable.rpartition(".")
        readable = f"{stem[: NAME_LENGTH - len(extension) - 1]}{dot}{extension}"[-NAME_LENGTH:]
    return readable or "uten-navn"


async def _free_id() -> str:
    while True:
        candidate = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
        if not await Asset.exists(id=candidate):
            return candidate


def _plain(facts: probe.Facts) -> dict[str, Any]:
    """The probe's facts as JSON, without what has columns of its own."""
    apart = {"kind", "embedded", "width_px", "height_px", "preview"}
    return {each.name: getattr(facts, each.name) for each in fields(facts) if each.name not in apart}
