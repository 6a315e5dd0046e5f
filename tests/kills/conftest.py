"""Banks to be worked, stopped, cut off and killed."""

import pytest

from tests.kills.operated import Operated


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A bank on SQLite and a folder with one library, its editor and that one's key; for a whole module."""
    return Operated(tmp_path_factory.mktemp("founded") / "bank", sandbox_workers=1).found()


@pytest.fixture
def bank(founded, tmp_path):
    """A copy of it as it lies, for one test."""
    return founded.copied(tmp_path / "bank")


@pytest.fixture
def beyond(tmp_path, s3_service, s3_store_url, postgres_database):
    """A bank on PostgreSQL and S3 over TLS."""
    return Operated(
        tmp_path / "bank", sandbox_workers=1, database_url=postgres_database, **on_s3(s3_service, s3_store_url)
    ).found()


def on_s3(service, store_url):
    """The settings of a store in this service."""
    return {
        "store_url": store_url,
        "store_access_key": service.access_key,
        "store_secret_key": service.secret_key,
        "store_ca_file": service.ca_file,
    }
