"""Turning the generation of words, so that every picture of them follows."""

import secrets
from collections.abc import Collection
from typing import Any

from mediabank import clock
from mediabank.concepts.word import numbered
from mediabank.models import Concept, Fact, Vocabulary

PIECE = 500
"""Rows stamped by one statement."""
BARE, WRITTEN = -2, -1
"""In place of a generation: rows that an import has made and not come to the words of, or written and not shown yet.

No picture takes up what is below 0, so a vocabulary of thousands of concepts is seen once it is whole.
"""


async def number() -> int:
    """The generation that words are in."""
    known = await Fact.get_or_none(name="words")
    return numbered(known.value) if known else 0


async def held() -> None:
    """Let nobody else change words until the caller's transaction ends: what is read from now on still holds then."""
    await Fact.filter(name="words").select_for_update().get_or_none()


async def touched(concepts: Collection[Any] = (), vocabularies: Collection[Any] = ()) -> int:
    """Tell every process that these words, or the scheme, have changed; inside the caller's transaction.

    Gives the new generation, which the rows now carry. The row of the generation is held until the transaction ends,
    so generations become visible in their order; its random part tells a change that was taken back from the next one.
    Pictures read the rows of the generation before once more: after very many rows it goes on by one that has none.
    """
    await Fact.get_or_create(name="words", defaults={"value": "0:"})
    known = await Fact.filter(name="words").select_for_update().get()
    turned = numbered(known.value) + 1
    latest = turned + 1 if len(concepts) > PIECE else turned
    known.value = f"{latest}:{secrets.token_hex(4)}"
    await known.save(update_fields=["value"])
    ids, moment = [str(each) for each in concepts], clock.now()
    for first in range(0, len(ids), PIECE):
        await Concept.filter(id__in=ids[first : first + PIECE]).update(changed=turned, modified_at=moment)
    if vocabularies:
        named = [str(each) for each in vocabularies]
        await Vocabulary.filter(id__in=named).update(changed=turned, modified_at=moment)
    return turned
