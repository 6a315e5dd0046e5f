"""What the tables lack against their models, as a migration: `python -m tests.house.migration NAME` writes it."""

import asyncio
import sys
from pathlib import Path

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from mediabank.models.base import configuration


async def changes() -> list[MigrationWriter]:
    """The migration that would have to be written now: one, or none."""
    config = configuration("sqlite://:memory:")
    async with TortoiseContext() as context:
        await context.init(config=config)
        assert context.apps is not None
        return await MigrationAutodetector(context.apps, config["apps"]).changes()


def write(name: str) -> Path | None:
    """Write it under this name; None where models and migrations agree."""
    found = asyncio.run(changes())
    for writer in found:
        writer.name = format_migration_name(int(writer.name[:4]), name)
        return Path(writer.write())
    return None


if __name__ == "__main__":
    if not sys.argv[1:] or not sys.argv[1]:
        sys.exit("what changed? make migrations NAME=what_changed")
    print(write(sys.argv[1]) or "models and migrations agree: nothing to write")
