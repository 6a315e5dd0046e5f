"""A vocabulary of 15,000 concepts: only what is opened is made."""

import re
import time

import pytest
from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.language import fold
from mediabank.models import Concept, Label, Relation, Vocabulary, new_id

pytestmark = pytest.mark.slow
TOPS, BRANCHES, LEAVES = 25, 20, 30
FLAT = 600


@pytest.fixture
async def many(web):
    """A tree of 25 × 20 × 30 concepts, and a flat one of 600."""
    for slug in ("tre", "flat"):
        await Vocabulary.create(
            slug=slug, address=f"http://bank.test/vocab/{slug}", labels={"nb": slug}, definitions={}, imported=True
        )
    rows, labels, links = [], [], []

    def add(vocabulary, name, parent=None):
        row = Concept(
            id=new_id(), vocabulary_id=vocabulary.id, slug=name, address=f"{vocabulary.address}/{name}",
            position=len(rows), definitions={}, properties={}, modified_at=clock.now(),
        )  # fmt: skip
        rows.append(row)
        labels.append(Label(id=new_id(), concept_id=row.id, kind="pref", language="nb", text=name, folded=fold(name)))
        if parent:
            link = Relation(id=new_id(), concept_id=row.id, kind="broader", target_id=parent.id, address=parent.address)
            links.append(link)
        return row

    tree, flat = await Vocabulary.get(slug="tre"), await Vocabulary.get(slug="flat")
    for top in range(TOPS):
        above = add(tree, f"top-{top}")
        for branch in range(BRANCHES):
            beside = add(tree, f"gren-{top}-{branch}", above)
            for leaf in range(LEAVES):
                add(tree, f"blad-{top}-{branch}-{leaf}", beside)
    for number in range(FLAT):
        add(flat, f"ord-{number}")
    for pile, model in ((rows, Concept), (labels, Label), (links, Relation)):
        await model.bulk_create(pile, batch_size=500)
    async with in_transaction():
        await touched([row.id for row in rows])
    forget()
    await words()
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
