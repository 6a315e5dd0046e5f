"""A process that writes the index without pause until it is killed; it says on a line what is durable."""

import asyncio
import sys
from pathlib import Path

from mediabank import search, settings
from mediabank.models import Asset, connect


async def main(home: Path) -> None:
    loaded = settings.load({}, home=home)
    async with connect(loaded):
        await search.start(loaded)
        try:
            while True:
                for asset in await Asset.all().order_by("id"):
                    await search.index_assets([{"asset": asset.id}])
                    print(asset.id, flush=True)
        finally:
            await search.stop()


asyncio.run(main(Path(sys.argv[1])))
