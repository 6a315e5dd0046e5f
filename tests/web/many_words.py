"""Vocabularies too large to be shown at once: `tre`, a tree of 15,000 concepts, and `flat`, 600 side by side."""

from tortoise.transactions import in_transaction

from mediabank import clock
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.language import fold
from mediabank.models import Concept, Label, Relation, Vocabulary, new_id

TOPS, BRANCHES, LEAVES = 25, 20, 30
FLAT = 600


async def planted():
    """Make both."""
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
