"""A vocabulary of 15,000 concepts: only what is opened is made."""

import re
import time

import pytest

from tests.web.many_words import BRANCHES, LEAVES, TOPS, planted

pytestmark = pytest.mark.slow


@pytest.fixture
async def many(web):
    """One who tends words, in a bank that has large vocabularies."""
    await planted()
    return await web.signed_in("vocabulary_editor")


def items(answer):
    return re.findall(r'class="tree-link" href="/concepts/\w+/([\w-]+)"', answer.text)


async def timed(asks, path):
    began = time.perf_counter()
    answer = await asks.get(path)
    print(path, f"{(time.perf_counter() - began) * 1000:.0f} ms", len(answer.content))  # for whoever looks: pytest -s
    return answer


async def test_the_page_holds_the_way_to_what_is_open_and_nothing_else(many):
    await timed(many, "/concepts/tre")
    page = await timed(many, "/concepts/tre/blad-3-4-5")
    assert len(items(page)) == TOPS + BRANCHES + LEAVES
    assert len(items(await timed(many, "/concepts/tre/branch?under=top-7"))) == BRANCHES
    await timed(many, "/concepts/tre/branch?under=top-8")
    await timed(many, "/concepts/tre/branch?q=blad-9")
    await timed(many, "/concepts")


async def test_a_long_level_comes_in_pieces_and_the_open_one_is_always_there(many):
    page = await timed(many, "/concepts/flat/ord-599")
    assert len(items(page)) == 201
    assert "ord-599" in items(page)
    more = re.search(r'tree-more" href="([^"]+)"', page.text).group(1).replace("&amp;", "&")
    piece = await timed(many, more)
    assert (items(piece)[0], len(items(piece))) == ("ord-200", 200)
