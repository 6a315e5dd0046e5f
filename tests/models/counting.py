"""Counts in the database: `counting.py HOME DATABASE_URL TIMES` reads a number and writes the next, TIMES times."""

import asyncio
import sys
from pathlib import Path

from tortoise.transactions import in_transaction

from mediabank import settings
from mediabank.models import Fact, connect


async def count(home: str, address: str, times: int) -> None:
    async with connect(settings.load({}, home=Path(home), database_url=address)):
        for _ in range(times):
            async with in_transaction():
                fact = await Fact.select_for_update().get(name="counted")
                await Fact.filter(name="counted").update(value=str(int(fact.value) + 1))


asyncio.run(count(sys.argv[1], sys.argv[2], int(sys.argv[3])))
