"""Fixtures of real services, started once for a whole run and only when a test asks for them."""

import os
from uuid import uuid4

import pytest

from tests.services import ceph, postgres


def _need(reason: str | None) -> None:
    """A missing service is skipped with one line that says how to get it; in CI it is a failure."""
    if reason is None:
        return
    if os.environ.get("MEDIABANK_TEST_REQUIRE_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def s3_service():
    """An `S3Service`: endpoint, access_key, secret_key, ca_file."""
    _need(ceph.missing())
    with ceph.ceph_gateway() as service:
        yield service


@pytest.fixture
def s3_store_url(s3_service):
    """A store address in a bucket of its own; the bucket is made by the store's `prepare`."""
    return s3_service.url(f"bank-{uuid4().hex}")


@pytest.fixture(scope="session")
def postgres_server():
    """A `PostgresServer`: `url(database)`, `create(name)`, `database(template=…)`."""
    _need(postgres.missing())
    with postgres.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server):
    """The address of the server's own database."""
    return postgres_server.url()


@pytest.fixture
def postgres_database(postgres_server):
    """The address of a fresh, empty database."""
    with postgres_server.database() as url:
        yield url
