"""What only a bucket can meet: broken lines, lost answers, wrong keys, another one's objects."""

import random
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectionClosedError

from storage import Mismatch, Missing, Unavailable
from storage.s3 import Bucket, S3Store, Scratch, Service
from tests.services.relay import closed_port, relay, silence

pytestmark = pytest.mark.s3
KEY = "originals/one"
DATA = random.Random(3).randbytes(20_000_000)


@pytest.fixture
def made(s3_service, tmp_path):
    """Makes a store on the gateway (or on a line to it), with what the test wants otherwise."""
    opened = []

    def make(title: str = "", prefix: str = "", **different) -> S3Store:
        known = {
            "endpoint": s3_service.endpoint,
            "access_key": s3_service.access_key,
            "secret_key": s3_service.secret_key,
            "ca_file": s3_service.ca_file,
        }
        bucket = Bucket(Service(**(known | different)), title or f"bank-{uuid4().hex}", prefix)
        store = S3Store(bucket, Scratch(tmp_path / "scratch", 50_000_000))
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(made):
    store = made()
    store.prepare()
    return store


@pytest.fixture
def line(s3_service):
    with relay(urlsplit(s3_service.endpoint).port) as passing:
        yield passing


def put(store: S3Store, key: str, data: bytes):
    with store.writer(key) as writer:
        writer.write(data)
        return writer.commit()


def content(store: S3Store, key: str) -> bytes:
    with store.range(key) as chunks:
        return b"".join(chunks)


def over(line) -> str:
    return f"https://127.0.0.1:{line.port}"


def test_a_body_that_breaks_off_is_taken_up_where_it_broke(store, made, line):
    put(store, KEY, DATA)
    shaky = made(store.bucket.title, endpoint=over(line))
    line.cuts = [5_000_000, 3_000_000, 7_000_000]
    assert content(shaky, KEY) == DATA
    assert line.cuts == []


def test_a_body_that_keeps_breaking_off_is_an_error_and_never_a_short_answer(store, made, line):
    put(store, KEY, DATA)
    shaky = made(store.bucket.title, endpoint=over(line))
    line.cuts = [1_000_000] * 20
    with pytest.raises(Unavailable):
        content(shaky, KEY)


def test_a_body_whose_object_was_replaced_meanwhile_is_not_mixed(store, made, line):
    put(store, KEY, DATA)
    shaky = made(store.bucket.title, endpoint=over(line))
    line.cuts = [5_000_000]
    with shaky.range(KEY) as chunks:
        next(chunks)
        put(store, KEY, DATA[::-1])
        with pytest.raises(Unavailable):
            list(chunks)


def test_a_local_copy_over_a_breaking_line_is_whole(store, made, line):
    put(store, KEY, DATA)
    shaky = made(store.bucket.title, endpoint=over(line))
    line.cuts = [5_000_000]
    with shaky.local_copy(KEY) as path:
        assert path.read_bytes() == DATA


def test_a_service_that_is_not_there_is_unavailable_soon(made):
    started = time.monotonic()
    with pytest.raises(Unavailable):
        made(endpoint=f"https://127.0.0.1:{closed_port()}").stat(KEY)
    assert time.monotonic() - started < 10


def test_a_service_that_says_nothing_is_unavailable_soon(made):
    started = time.monotonic()
    with silence() as port, pytest.raises(Unavailable):
        made(endpoint=f"https://127.0.0.1:{port}", connect_seconds=0.5, read_seconds=0.5).stat(KEY)
    assert time.monotonic() - started < 10


def test_a_service_with_an_unknown_certificate_is_unavailable(made):
    with pytest.raises(Unavailable):
        made(ca_file=None).check()


def test_a_wrong_secret_is_unavailable_and_never_missing(made, store):
    stranger = made(store.bucket.title, secret_key="wrong")
    for road in (stranger.check, lambda: stranger.stat(KEY), lambda: stranger.range(KEY)):
        with pytest.raises(Unavailable):
            road()


@pytest.mark.parametrize("size", [1000, 20_000_000])
def test_an_object_that_reads_back_differently_is_refused_and_removed(store, size):
    event = f"after-call.s3.{'PutObject' if size == 1000 else 'CompleteMultipartUpload'}"

    # the service itself is made to hold other bytes under the writer's own mark, right after completion
    def spoil(http_response, parsed, **_):
        mark = store.bucket.head(KEY)["Metadata"]
        store.bucket.client.meta.events.unregister(event, spoil)
        store.bucket.client.put_object(**store.bucket.at(KEY), Body=DATA[::-1][:size], Metadata=mark)

    with store.writer(KEY) as writer:
        writer.write(DATA[: size - 1])
        writer.write(b"!")
        store.bucket.client.meta.events.register(event, spoil)
        with pytest.raises(Mismatch) as refused:
            writer.commit()
    assert refused.value.values["what"] == "read_back"
    with pytest.raises(Missing):
        store.stat(KEY)


def test_a_completion_whose_answer_was_lost_is_a_completion(store):
    def lose(**_):
        raise ConnectionClosedError(endpoint_url="lost")

    with store.writer(KEY) as writer:
        writer.write(DATA)
        store.bucket.client.meta.events.register("after-call.s3.CompleteMultipartUpload", lose)
        assert writer.commit().size_bytes == len(DATA)
    assert content(store, KEY) == DATA


def test_two_prefixes_of_one_bucket_do_not_see_each_other(made):
    title = f"bank-{uuid4().hex}"
    one, two = made(title, "one"), made(title, "two/deep/")
    one.prepare()
    put(one, KEY, b"1")
    put(two, KEY, b"2")
    assert (content(one, KEY), content(two, KEY)) == (b"1", b"2")
    assert [found.key for found in one.list()] == [KEY]
    one.delete(KEY)
    assert content(two, KEY) == b"2"


def test_tidy_of_one_prefix_leaves_the_uploads_of_another(made):
    title = f"bank-{uuid4().hex}"
    one, two = made(title, "one"), made(title, "two")
    one.prepare()
    later = datetime.now(UTC) + timedelta(hours=1)
    with two.writer(KEY) as writer:
        writer.write(DATA)
        assert one.tidy(older_than=later) == 0
        writer.commit()
    assert content(two, KEY) == DATA


def test_an_upload_that_was_tidied_away_is_refused_at_commit(store):
    with store.writer(KEY) as writer:
        writer.write(DATA)
        assert store.tidy(older_than=datetime.now(UTC) + timedelta(hours=1)) == 1
        with pytest.raises(Unavailable):
            writer.commit()
    assert list(store.list()) == []
