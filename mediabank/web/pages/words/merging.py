"""Two concepts that become one."""

from mediabank.concepts.words import Word
from mediabank.web.pages.words.place import Place
from mediabank.web.shown.words import MergePanel


async def likely(at: Place, word: Word) -> MergePanel | None:
    return None
