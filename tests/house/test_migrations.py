"""The tables that migrations make are the tables that the models describe."""

from tests.house.migration import changes


async def test_no_migration_is_missing():
    """If one is: make migrations NAME=what_changed."""
    assert [operation for writer in await changes() for operation in writer.operations] == []
