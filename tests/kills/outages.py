"""What is asked of a bank while something behind it is away, and how long it may take to heal."""

import time

from mediabank.models import Task
from tests.kills.truth import OWED
from tests.web.material import described, picture

HEALED_SECONDS = 60
STORE_AWAY = "The store does not answer just now. Nothing was done. Wait a little and try again."
DATABASE_AWAY = "The bank’s database does not answer just now. Nothing was done. Wait a little and try again."


def title(answer):
    """(status, the sentence, whether it says when to come back)"""
    return answer.status, answer.json["title"], "retry-after" in answer.headers


def send(asks, colour=0):
    return asks.send("/api/v1/assets", "b.jpg", picture(colour=(colour, 9, 9)), description=described(), language="en")


def healed(asks, colour):
    """How many seconds it takes until an upload is taken in again."""
    began = time.monotonic()
    while send(asks, colour).status != 201:
        assert time.monotonic() < began + HEALED_SECONDS
        time.sleep(0.5)
    return time.monotonic() - began


def worked(bank):
    """Until nothing is owed; no task may be given up or have used up a try for what was not its fault."""
    end = time.monotonic() + HEALED_SECONDS

    async def look():
        assert await Task.filter(attempts__gt=0).values_list("name", "last_error") == []
        return await Task.filter(state__in=OWED).count()

    while bank.ask(look):
        assert time.monotonic() < end
        time.sleep(0.2)
