"""What every store promises, shown on a real folder and on a real Ceph Object Gateway over TLS."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import BadKey, Blob, Mismatch, Missing, ScratchFull, Store, Unavailable, open_store

MB = 1_000_000
SCRATCH_BYTES = 3 * MB
KEY = "originals/0193a1b2-0000-7000-8000-000000000001"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def kind(request):
    return request.param


@pytest.fixture
def options(kind, request, tmp_path):
    """How to open the same store again, from this process or another one."""
    if kind == "folder":
        given = {"url": f"file:{tmp_path}/store"}
    else:
        service = request.getfixturevalue("s3_service")
        given = {
            "url": request.getfixturevalue("s3_store_url"),
            "access_key": service.access_key,
            "secret_key": service.secret_key,
            "ca_file": str(service.ca_file),
        }
    return given | {"scratch": str(tmp_path / "scratch"), "scratch_bytes": SCRATCH_BYTES}


@pytest.fixture
def store(options):
    opened = opened_from(options)
    opened.prepare()
    yield opened
    opened.close()


def opened_from(options) -> Store:
    return open_store(
        options["url"],
        scratch=Path(options["scratch"]),
        scratch_bytes=options["scratch_bytes"],
        access_key=options.get("access_key"),
        secret_key=options.get("secret_key"),
        ca_file=Path(options["ca_file"]) if "ca_file" in options else None,
    )


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def put(store: Store, key: str, data: bytes, step: int = MB) -> Blob:
    with store.writer(key) as writer:
        for start in range(0, len(data), step):
            writer.write(data[start : start + step])
        return writer.commit()


def content(store: Store, key: str) -> bytes:
    with store.range(key) as chunks:
        return b"".join(chunks)


def keys(store: Store, prefix: str = "") -> list[str]:
    return [found.key for found in store.list(prefix)]


# writing


def test_a_stream_of_unknown_length_comes_back_with_its_size_and_digests(store):
    data = some_bytes(2 * MB + 17)
    blob = put(store, KEY, data, step=4097)
    assert blob == Blob(KEY, len(data), hashlib.sha256(data).hexdigest(), zlib.crc32(data))
    assert content(store, KEY) == data


def test_an_empty_object_is_an_object(store):
    blob = put(store, KEY, b"")
    assert (blob.size_bytes, blob.crc32, content(store, KEY)) == (0, 0, b"")
    assert store.stat(KEY).size_bytes == 0


def test_one_byte_past_a_part_is_kept(store):
    data = some_bytes(16 * 2**20 + 1)
    put(store, KEY, data)
    assert content(store, KEY) == data


def test_a_large_object_comes_back_whole(store):
    data = some_bytes(41 * MB + 3)
    blob = put(store, KEY, data, step=3 * MB + 1)
    assert blob.sha256 == hashlib.sha256(data).hexdigest()
    assert hashlib.sha256(content(store, KEY)).hexdigest() == blob.sha256


def test_one_write_larger_than_many_parts_is_taken(store):
    data = some_bytes(40 * MB)
    put(store, KEY, data, step=len(data))
    assert content(store, KEY) == data


def test_the_buffer_given_to_write_may_be_used_again_at_once(store):
    buffer = bytearray(b"a" * 1000)
    with store.writer(KEY) as writer:
        writer.write(memoryview(buffer))
        buffer[:] = b"b" * 1000
        writer.write(buffer)
        writer.commit()
    assert content(store, KEY) == b"a" * 1000 + b"b" * 1000


def test_promises_that_are_kept_are_accepted(store):
    data = some_bytes(1000)
    with store.writer(KEY, size_bytes=1000, sha256=hashlib.sha256(data).hexdigest()) as writer:
        writer.write(data)
        assert writer.commit().size_bytes == 1000


@pytest.mark.parametrize("size", [1000, 20 * MB])
@pytest.mark.parametrize("promise", [{"size_bytes": 999}, {"sha256": "0" * 64}])
def test_a_broken_promise_leaves_nothing(store, promise, size):
    with store.writer(KEY, **promise) as writer:
        writer.write(some_bytes(size))
        with pytest.raises(Mismatch) as refused:
            writer.commit()
    assert refused.value.values["what"] == next(iter(promise)).removesuffix("_bytes")
    assert keys(store) == []


def test_a_broken_promise_leaves_what_was_there_before(store):
    put(store, KEY, b"before")
    with store.writer(KEY, size_bytes=99) as writer, pytest.raises(Mismatch):
        writer.write(b"after")
        writer.commit()
    assert content(store, KEY) == b"before"


@pytest.mark.parametrize("size", [10, 20 * MB])
def test_nothing_is_visible_before_commit(store, size):
    with store.writer(KEY) as writer:
        writer.write(some_bytes(size))
        assert keys(store) == []
        with pytest.raises(Missing):
            store.stat(KEY)
        writer.commit()
    assert keys(store) == [KEY]


@pytest.mark.parametrize("size", [10, 20 * MB])
def test_leaving_without_commit_leaves_nothing(store, size):
    with store.writer(KEY) as writer:
        writer.write(some_bytes(size))
    assert keys(store) == []
    assert store.tidy(older_than=datetime.now(UTC) + timedelta(hours=1)) == 0


def test_an_error_in_the_block_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.writer(KEY) as writer:
        writer.write(b"half")
        raise ZeroDivisionError
    assert keys(store) == []


def test_aborting_after_commit_takes_nothing_away(store):
    with store.writer(KEY) as writer:
        writer.write(b"kept")
        writer.commit()
        writer.abort()
        writer.abort()
    assert content(store, KEY) == b"kept"


def test_writing_a_key_again_replaces_it_whole_at_commit(store):
    put(store, KEY, b"a long first text")
    with store.writer(KEY) as writer:
        writer.write(b"second")
        assert content(store, KEY) == b"a long first text"
        writer.commit()
    assert content(store, KEY) == b"second"


def test_ten_writers_at_once_on_their_own_keys_do_not_mix(store):
    wanted = {f"renditions/{n}/card-1.webp": some_bytes(9 * MB + n, seed=n) for n in range(10)}
    with ThreadPoolExecutor(10) as pool:
        blobs = list(pool.map(lambda item: put(store, *item), wanted.items()))
    assert {blob.key: blob.sha256 for blob in blobs} == {k: hashlib.sha256(d).hexdigest() for k, d in wanted.items()}
    assert all(content(store, key) == data for key, data in wanted.items())


def test_ten_writers_at_once_on_one_key_leave_one_whole_object(store):
    texts = [some_bytes(200_000 + n, seed=n) for n in range(10)]
    start = threading.Barrier(10)

    def write(data: bytes) -> None:
        with store.writer(KEY) as writer:
            writer.write(data)
            start.wait()
            writer.commit()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(write, texts))
    assert content(store, KEY) in texts
    assert keys(store) == [KEY]


def test_writing_beside_deleting_in_one_folder_never_fails(store, kind):
    rounds = 200 if kind == "folder" else 10

    def come_and_go(name: str) -> None:
        for _ in range(rounds):
            put(store, f"renditions/x/{name}", b"x")
            store.delete(f"renditions/x/{name}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come_and_go, "abcd"))
    assert keys(store) == []


# a killed writer

HALF_WRITER = """
import json, signal, sys, time
from pathlib import Path
from storage import open_store
o = json.loads(sys.argv[1])
o["scratch"] = Path(o["scratch"])
o["ca_file"] = Path(o["ca_file"]) if "ca_file" in o else None
writer = open_store(o.pop("url"), **o).writer(sys.argv[2])
writer.write(b"x" * 20_000_000)
print("half", flush=True)
signal.pause()
"""


def killed_half_way(options) -> None:
    import json

    child = subprocess.Popen(
        [sys.executable, "-c", HALF_WRITER, json.dumps(options), KEY], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def test_a_killed_writer_leaves_nothing_visible(store, options):
    killed_half_way(options)
    assert keys(store) == []
    with pytest.raises(Missing):
        store.stat(KEY)


def test_tidy_removes_what_a_killed_writer_left(store, options):
    killed_half_way(options)
    later = datetime.now(UTC) + timedelta(hours=1)
    assert store.tidy(older_than=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.tidy(older_than=later) == 1
    assert store.tidy(older_than=later) == 0


def test_the_key_of_a_killed_writer_can_be_written(store, options):
    killed_half_way(options)
    put(store, KEY, b"whole")
    assert content(store, KEY) == b"whole"


# reading


@pytest.fixture(scope="module")
def long_text() -> bytes:
    return some_bytes(5 * MB)


def test_any_range_is_the_slice_of_the_bytes(store, long_text):
    put(store, KEY, long_text)
    dice = random.Random(7)
    ends = [0, 1, len(long_text) - 1, len(long_text), len(long_text) + 1, 2 * len(long_text)]
    pairs = [(a, b) for a in ends for b in [*ends, None]]
    pairs += [(dice.randrange(len(long_text)), dice.randrange(len(long_text))) for _ in range(60)]
    for start, stop in pairs:
        with store.range(KEY, start, stop) as chunks:
            assert b"".join(chunks) == long_text[start:stop], (start, stop)


def test_every_range_of_an_empty_object_is_empty(store):
    put(store, KEY, b"")
    for start, stop in [(0, None), (0, 0), (0, 5), (3, None)]:
        with store.range(KEY, start, stop) as chunks:
            assert list(chunks) == []


def test_negative_ranges_are_a_mistake_of_the_caller(store):
    put(store, KEY, b"abc")
    for start, stop in [(-1, None), (0, -1)]:
        with pytest.raises(ValueError, match="-1"):
            store.range(KEY, start, stop)


def test_chunks_are_at_most_one_mebibyte(store, long_text):
    put(store, KEY, long_text)
    with store.range(KEY) as chunks:
        assert max(map(len, chunks)) <= 2**20


def test_a_range_may_be_left_half_read(store, long_text):
    put(store, KEY, long_text)
    for _ in range(30):
        with store.range(KEY) as chunks:
            next(chunks)
        assert list(chunks) == []


def test_an_open_object_can_be_read_and_sought_like_a_file(store, long_text):
    put(store, KEY, long_text)
    with store.open(KEY) as file:
        assert file.read(10) == long_text[:10]
        assert file.seek(-5, os.SEEK_END) == len(long_text) - 5
        assert file.read() == long_text[-5:]
        file.seek(1_234_567)
        assert file.read(2 * MB) == long_text[1_234_567 : 1_234_567 + 2 * MB]
        file.seek(len(long_text) + 10)
        assert file.read(1) == b""


def test_open_reads_all_though_single_reads_may_be_short(store, long_text):
    put(store, KEY, long_text)
    with store.open(KEY) as file:
        assert file.read() == long_text


def test_an_open_object_serves_a_zip_reader(store):
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as kit:
        kit.writestr("plakat.txt", "Les mer i sommer")
    put(store, KEY, packed.getvalue())
    with store.open(KEY) as file, zipfile.ZipFile(file) as kit:
        assert kit.read("plakat.txt") == b"Les mer i sommer"


def test_stat_tells_size_and_a_time_in_utc(store):
    put(store, KEY, b"12345")
    found = store.stat(KEY)
    assert (found.key, found.size_bytes) == (KEY, 5)
    assert found.modified.tzinfo is UTC
    assert abs(found.modified - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_missing_object_is_missing_on_every_road(store):
    roads = [store.stat, store.open, store.range, lambda key: store.local_copy(key).__enter__()]
    for road in roads:
        with pytest.raises(Missing) as refused:
            road(KEY)
        assert refused.value.values == {"key": KEY}


def test_the_folder_of_an_object_is_no_object(store):
    put(store, KEY, b"x")
    for road in [store.stat, store.open, store.range]:
        with pytest.raises(Missing):
            road("originals")
    store.delete("originals")
    assert keys(store) == [KEY]


# keys

HOSTILE = [
    "",
    "/etc/passwd",
    "../x",
    "a/../b",
    "a/..",
    "a//b",
    "a/",
    "/a",
    ".",
    "..",
    "./a",
    ".incoming/x",
    "a/.hidden",
    "a\\b",
    "a\x00b",
    "a\nb",
    "a\n",
    "a b",
    "A",
    "bilder/sommer-på-biblioteket",
    "a?versionid=1",
    "a%2e%2e",
    "-rf",
    "x" * 129,
    "a/" * 300 + "b",
]


@pytest.mark.parametrize("key", HOSTILE, ids=[ascii(key[:20]) for key in HOSTILE])
def test_a_hostile_key_is_refused_on_every_road(store, key):
    roads = [
        store.writer,
        store.open,
        store.range,
        store.stat,
        store.delete,
        store.local_path,
        lambda key: store.local_copy(key).__enter__(),
    ]
    for road in roads:
        with pytest.raises(BadKey):
            road(key)


def test_the_keys_of_the_bank_are_good(store):
    names = [
        KEY,
        "renditions/0193a1b2-0000-7000-8000-000000000001/card-1.webp",
        "renditions/0193a1b2-0000-7000-8000-000000000001/web-3-0123456789ab.jpg",
        "assets/23456789bc/17.jsonld",
        "versions/0193a1b2-0000-7000-8000-000000000001.json",
        "uploads/0193a1b2-0000-7000-8000-000000000001/16777216",
    ]
    for name in names:
        put(store, name, name.encode())
    assert keys(store) == sorted(names)


# listing and deleting


def test_a_list_is_sorted_by_key_whatever_the_folders(store):
    names = ["a/b", "a-b", "a.b", "a/b-c/d", "a/b.c", "a0", "b", "a/c/d/e"]
    for name in names:
        if name != "a/b":
            put(store, name, b"x")
    assert keys(store) == sorted(set(names) - {"a/b"})


def test_a_prefix_is_any_beginning_of_a_key(store):
    names = ["renditions/ab/card", "renditions/ab/thumb", "renditions/abc/card", "originals/ab"]
    for name in names:
        put(store, name, b"x")
    for prefix in ["", "r", "renditions/", "renditions/ab", "renditions/ab/", "renditions/ab/c", "x", "originals/ab/"]:
        assert keys(store, prefix) == sorted(name for name in names if name.startswith(prefix)), prefix


def test_a_list_gives_the_same_facts_as_stat(store):
    put(store, KEY, b"12345")
    assert list(store.list()) == [store.stat(KEY)]


def test_a_list_longer_than_one_page_is_complete(store, kind):
    names = [f"originals/{n:05}" for n in range(1100 if kind == "s3" else 300)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: put(store, name, b"x"), names))
    assert keys(store) == names


def test_deleting_is_idempotent_and_touches_nothing_else(store):
    put(store, KEY, b"x")
    put(store, f"{KEY}2", b"y")
    store.delete(KEY)
    store.delete(KEY)
    assert keys(store) == [f"{KEY}2"]


# local copies


def test_a_local_copy_has_the_bytes(store):
    data = some_bytes(2 * MB)
    put(store, KEY, data)
    with store.local_copy(KEY) as path:
        assert path.read_bytes() == data


def test_a_local_copy_beyond_the_scratch_is_refused_or_needs_none(store, kind):
    put(store, KEY, some_bytes(SCRATCH_BYTES + 1))
    if kind == "folder":
        with store.local_copy(KEY) as path:
            assert path.stat().st_size == SCRATCH_BYTES + 1
        return
    with pytest.raises(ScratchFull) as refused, store.local_copy(KEY):
        pass
    assert refused.value.values == {"key": KEY, "size_bytes": SCRATCH_BYTES + 1, "limit_bytes": SCRATCH_BYTES}


def test_many_local_copies_at_once_stay_within_the_scratch(store, options):
    scratch, seen = Path(options["scratch"]), []
    for n in range(8):
        put(store, f"originals/{n}", some_bytes(MB, seed=n))

    def use(n: int) -> bool:
        with store.local_copy(f"originals/{n}") as path:
            seen.append(sum(file.stat().st_size for file in scratch.glob("*")))
            return path.read_bytes() == some_bytes(MB, seed=n)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(8)))
    assert max(seen) <= SCRATCH_BYTES
    assert list(scratch.glob("*")) == []


def test_a_local_copy_is_gone_or_untouched_after_an_error(store, options):
    put(store, KEY, b"x")
    with pytest.raises(ZeroDivisionError), store.local_copy(KEY):
        raise ZeroDivisionError
    assert list(Path(options["scratch"]).glob("*")) == []
    assert content(store, KEY) == b"x"


def test_only_a_folder_has_paths_of_its_own(store, kind):
    put(store, KEY, b"x")
    path = store.local_path(KEY)
    assert path is None if kind == "s3" else path.read_bytes() == b"x"


# the place


def test_check_names_the_place_and_leaves_nothing(store, kind):
    place = store.check()
    assert place.kind == kind
    assert (place.free_bytes is None) == (kind == "s3")
    assert keys(store) == []


def test_preparing_twice_keeps_everything(store):
    put(store, KEY, b"kept")
    store.prepare()
    assert content(store, KEY) == b"kept"


def test_a_place_that_was_never_prepared_is_unavailable_on_every_road(options):
    elsewhere = opened_from(options | {"url": options["url"].replace("/store", "/away").replace("s3://", "s3://not-")})
    try:
        roads = [
            elsewhere.check,
            lambda: list(elsewhere.list()),
            lambda: put(elsewhere, KEY, b"x"),
            lambda: elsewhere.stat(KEY),
            lambda: elsewhere.open(KEY),
            lambda: elsewhere.range(KEY),
            lambda: elsewhere.delete(KEY),
            lambda: elsewhere.tidy(older_than=datetime.now(UTC)),
        ]
        for road in roads:
            with pytest.raises(Unavailable):
                road()
    finally:
        elsewhere.close()


def test_two_openings_are_one_store(store, options):
    put(store, KEY, b"seen by both")
    other = opened_from(options)
    try:
        assert content(other, KEY) == b"seen by both"
    finally:
        other.close()
