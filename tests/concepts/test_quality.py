"""What is worth a look is mended with one press, as it was shown, from the words in memory."""

import pytest

from mediabank.access import NOBODY
from mediabank.concepts import edit, history, quality, snapshot
from mediabank.concepts.turn import touched
from mediabank.errors import Conflict, NotAllowed, NotFound
from tests.concepts.tending import draft, garden, grown, own, tender
from vocabularies.quality import Finding


@pytest.fixture
async def kari(bank):
    by = await tender()
    await garden(by)
    return by


async def found(code):
    return next(each.finding for each in await quality.remarks("hage") if each.finding.code == code)


async def test_a_retired_parent_is_left_for_what_took_over(kari):
    frukt, baer = await grown(kari, "Frukt", "Bær")
    (eple,) = await grown(kari, "Eple", under=frukt)
    await edit.deprecate(frukt, by=kari, replaced_by=[baer])
    await quality.mend("hage", await found("deprecated_above"), by=kari)
    assert (await own(eple)).broader == (baer,)


async def test_a_relation_that_leads_one_way_comes_to_lead_both(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    await snapshot.write_relations(eple, [["related", paere, (await own(paere)).address]])
    await touched([eple])
    await own(eple)
    change = await quality.mend("hage", await found("dangling"), by=kari)
    assert ((await own(eple)).related, (await own(paere)).related) == ((paere,), (eple,))
    await history.undo(str(change.id), by=kari)
    assert ((await own(eple)).related, (await own(paere)).related) == ((paere,), ())


async def test_what_was_mended_meanwhile_is_told_and_changes_nothing(kari):
    eple, paere = await grown(kari, "Eple", "Pære")
    await edit.change(eple, await draft(eple, related=[paere]), by=kari)
    with pytest.raises(Conflict) as stopped:
        await quality.mend("hage", Finding("dangling", "eple", ("paere",)), by=kari)
    assert [each.key for each in stopped.value.faults] == ["concept.nothing_to_mend"]


async def test_nobody_else_mends_and_nothing_is_mended_where_nothing_is(kari):
    with pytest.raises(NotAllowed):
        await quality.mend("hage", Finding("dangling", "eple", ("paere",)), by=NOBODY)
    with pytest.raises(NotFound):
        await quality.mend("finnes-ikke", Finding("dangling", "eple", ("paere",)), by=kari)
