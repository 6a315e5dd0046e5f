"""Which address opens which store."""

from pathlib import Path

import pytest

from storage import open_store
from storage.local import LocalStore

ROOM = {"scratch": Path("/nowhere"), "scratch_bytes": 1}


def test_a_file_address_is_a_folder():
    store = open_store("file:/srv/bank/store%20one", **ROOM)
    assert isinstance(store, LocalStore)
    assert store.root == Path("/srv/bank/store one")


def test_an_s3_address_names_bucket_endpoint_region_and_prefix():
    store = open_store("s3://bank?endpoint=https://s3.example.org:8443&region=oslo&prefix=media/", **ROOM)
    try:
        bucket = store.bucket
        assert (bucket.title, bucket.prefix, bucket.service.region) == ("bank", "media/", "oslo")
        assert bucket.client.meta.endpoint_url == "https://s3.example.org:8443"
    finally:
        store.close()


@pytest.mark.parametrize(
    "address",
    ["", "store", "file:store", "file://host/store", "s3://", "s3://bank/key", "s3://bank?secret=x", "ftp://x/y"],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(ValueError, match="not the address of a store"):
        open_store(address, **ROOM)


def test_opening_touches_nothing(tmp_path):
    open_store(f"file:{tmp_path}/store", **ROOM)
    assert list(tmp_path.iterdir()) == []
