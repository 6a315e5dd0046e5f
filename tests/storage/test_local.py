"""What only a folder can meet: a full disk, a spoilt file, an unmounted disk, files of the dead and of the living."""

import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import BadKey, Mismatch, Unavailable
from storage.local import LocalStore

KEY = "originals/one"
ROOT = Path(__file__).resolve().parents[2]
LATER = datetime.now(UTC) + timedelta(hours=49)


@pytest.fixture
def store(tmp_path):
    store = LocalStore(tmp_path / "store")
    store.prepare()
    return store


def put(store: LocalStore, key: str, data: bytes):
    with store.writer(key) as writer:
        writer.write(data)
        return writer.commit()


def files(store: LocalStore) -> list[str]:
    return sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())


@pytest.mark.parametrize("at", [0, 1_500_000, 2_999_999])
def test_bytes_spoilt_on_their_way_to_the_disk_are_found_before_the_object_is_seen(store, at):
    with store.writer(KEY) as writer:
        writer.write(b"a" * 3_000_000)
        (unfinished,) = store.incoming.iterdir()
        with unfinished.open("r+b") as file:
            file.seek(at)
            file.write(b"b")
        with pytest.raises(Mismatch) as refused:
            writer.commit()
    assert refused.value.values["what"] == "read_back"
    assert files(store) == []


def test_a_file_cut_on_its_way_to_the_disk_is_found(store):
    with store.writer(KEY) as writer:
        writer.write(b"a" * 3_000_000)
        (unfinished,) = store.incoming.iterdir()
        os.truncate(unfinished, 2_000_000)
        with pytest.raises(Mismatch):
            writer.commit()
    assert files(store) == []


WRITE_MUCH = """
import sys
from pathlib import Path
from storage import Full
from storage.local import LocalStore
store = LocalStore(Path(sys.argv[1]))
store.prepare()
with store.writer("originals/small") as writer:
    writer.write(b"fits")
    writer.commit()
try:
    with store.writer("originals/large") as writer:
        for _ in range(8):
            writer.write(bytes(1_000_000))
        writer.commit()
except Full as full:
    print(full.values["cause"], [found.key for found in store.list()], len(list(store.incoming.iterdir())))
"""


def test_a_file_beyond_the_allowed_size_is_full_and_leaves_nothing(tmp_path):
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)){WRITE_MUCH}"
    said = _said([sys.executable, "-c", limited, tmp_path / "s"])
    assert said.stdout == "EFBIG ['originals/small'] 0\n", said.stderr


def _said(command) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)


def _may_mount() -> bool:
    tried = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return shutil.which("unshare") is not None and _said(tried).returncode == 0


def test_a_full_disk_is_full_and_leaves_nothing(tmp_path):
    if not _may_mount():
        pytest.skip("no small disk can be mounted here: needs Linux with user namespaces")
    mount = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" -c "$3" "$1/store"'
    apart = ["unshare", "--user", "--map-root-user", "--mount"]
    said = _said([*apart, "sh", "-c", mount, "sh", tmp_path, sys.executable, WRITE_MUCH])
    assert said.stdout == "ENOSPC ['originals/small'] 0\n", said.stderr


def test_a_disk_that_is_gone_is_unavailable_and_nothing_is_made_in_its_place(store):
    store.root.rename(store.root.with_name("unmounted"))
    store.root.mkdir()
    for road in (lambda: put(store, KEY, b"x"), lambda: list(store.list()), lambda: store.stat(KEY), store.check):
        with pytest.raises(Unavailable):
            road()
    assert list(store.root.iterdir()) == []


def test_a_disk_that_goes_while_one_writes_is_unavailable_at_commit(store):
    with store.writer(KEY) as writer:
        writer.write(b"x")
        store.root.rename(store.root.with_name("unmounted"))
        with pytest.raises(Unavailable):
            writer.commit()
    assert not store.root.exists()


def test_what_the_system_refuses_is_unavailable_and_never_missing(store):
    put(store, "originals/two", b"x")
    store.local_path(KEY).symlink_to(store.local_path(KEY))
    for road in (store.open, store.range, store.stat):
        with pytest.raises(Unavailable) as refused:
            road(KEY)
        assert refused.value.values == {"cause": "ELOOP"}


def test_tidy_never_takes_a_living_writers_file(store):
    with store.writer(KEY) as writer:
        writer.write(b"slow")
        assert store.tidy(older_than=LATER) == 0
        writer.commit()
    assert files(store) == [KEY]


def test_tidy_leaves_what_is_young(store):
    (store.incoming / "dead.part").write_bytes(b"x")
    assert store.tidy(older_than=datetime.now(UTC) - timedelta(hours=48)) == 0
    assert store.tidy(older_than=LATER) == 1


def test_unfinished_and_hidden_files_are_not_listed(store):
    put(store, KEY, b"x")
    (store.root / "originals" / ".nfs0001").write_bytes(b"x")
    with store.writer("originals/two") as writer:
        writer.write(b"x")
        assert [found.key for found in store.list()] == [KEY]


def test_a_key_that_is_the_folder_of_another_is_refused(store):
    put(store, "a/b", b"x")
    for key in ("a", "a/b/c", "a/b/c/d"):
        with pytest.raises(BadKey):
            put(store, key, b"x")
    assert files(store) == ["a/b"]


def test_deleting_takes_empty_folders_along(store):
    put(store, "renditions/x/card", b"x")
    put(store, "renditions/y/card", b"x")
    store.delete("renditions/x/card")
    assert sorted(path.name for path in (store.root / "renditions").iterdir()) == ["y"]
    store.delete("renditions/y/card")
    assert [path.name for path in store.root.iterdir()] == [".incoming"]


def test_a_file_may_be_read_by_a_web_server_as_the_umask_allows(store):
    before = os.umask(0o022)
    try:
        put(store, KEY, b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.local_path(KEY).stat().st_mode) == 0o644


def test_an_object_cut_while_it_is_read_is_an_error_and_never_a_short_answer(store):
    put(store, KEY, b"x" * 3_000_000)
    with store.range(KEY) as chunks:
        next(chunks)
        os.truncate(store.local_path(KEY), 1_500_000)
        with pytest.raises(Unavailable):
            list(chunks)


def test_writing_after_commit_is_refused(store):
    writer = store.writer(KEY)
    writer.write(b"x")
    writer.commit()
    with pytest.raises(Unavailable):
        writer.write(b"y")
    assert files(store) == [KEY]
