"""Names of concepts find in every language, and a mended name is found at once without touching a document."""

from mediabank import search
from mediabank.access import NOBODY
from mediabank.models import Label
from mediabank.search import _running


async def test_a_label_in_any_language_finds(bank):
    await bank.concept("plakat", nb="plakat", en="poster", se="plakáhta")
    made = await bank.indexed("Sommer", concepts={"materialType": ["plakat"]})
    assert await bank.found("poster") == [made]
    assert await bank.found("plakahta") == [made]
    assert await bank.found("plakatene") == [made]


async def test_alternative_and_hidden_labels_find(bank):
    concept = await bank.concept("plakat", nb="plakat")
    await Label.create(concept=concept, kind="alt", language="nb", text="oppslag", folded="oppslag")
    await Label.create(concept=concept, kind="hidden", language="nb", text="plkat", folded="plkat")
    await bank.turned("plakat")
    made = await bank.indexed("Sommer", concepts={"materialType": ["plakat"]})
    assert await bank.found("oppslag") == [made]
    assert await bank.found("plkat") == [made]


async def test_a_mended_label_finds_and_the_old_one_no_more(bank):
    concept = await bank.concept("plakat", nb="plakt")
    made = await bank.indexed("Sommer", concepts={"materialType": ["plakat"]})
    assert await bank.found("plakt") == [made]
    before = _running().served.shelf.segments
    await Label.filter(concept=concept).update(text="plakat", folded="plakat")
    await bank.turned("plakat")
    assert await bank.found("plakat") == [made]
    assert await bank.found("plakt") == []
    assert _running().served.shelf.segments == before


async def test_a_word_of_a_right_does_not_find(bank):
    """ "offentlig" is how an asset may be seen, not what it is about."""
    await bank.concept("offentlig", nb="offentlig")
    await bank.indexed("Sommer", concepts={"visibility": ["offentlig"]})
    assert await bank.found("offentlig") == []


async def test_words_may_be_found_in_text_and_name_together(bank):
    await bank.concept("plakat", nb="plakat")
    made = await bank.indexed("Lesing", concepts={"materialType": ["plakat"]})
    await bank.indexed("Lesing")
    assert await bank.found("plakat lesing") == [made]


async def texts(typed: str, viewer=NOBODY) -> list[str]:
    return [each.text for each in await search.typeahead(typed, viewer, "nb")]


async def test_titles_are_completed(bank):
    await bank.indexed("Sommerles for alle")
    assert await texts("som") == ["Sommerles for alle"]
    assert await texts("s") == ["Sommerles for alle"]
    assert await texts("alle sommerl") == ["Sommerles for alle"]


async def test_the_middle_of_a_word_completes_after_its_beginning(bank):
    await bank.indexed("Sommerplakat")
    await bank.indexed("Ny plakat")
    await bank.indexed("Plakat")
    assert await texts("plakat") == ["Plakat", "Ny plakat", "Sommerplakat"]


async def test_letters_without_diacritics_complete(bank):
    await bank.indexed("Čáhppes Ærfugl på Ås")
    for typed in ("cahp", "čáh", "aerf", "as", "ås"):
        assert await texts(typed) == ["Čáhppes Ærfugl på Ås"]


async def test_a_title_shared_by_many_assets_is_one_completion(bank):
    for _ in range(3):
        await bank.indexed("Sommerles")
    assert await texts("som") == ["Sommerles"]


async def test_a_hidden_title_is_never_completed(bank):
    await bank.indexed("Hemmelig", reach=(("take", "members"),))
    assert await texts("hem") == []


async def test_a_title_withdrawn_before_the_index_knew_is_not_completed(bank):
    from mediabank.models import Asset

    made = await bank.indexed("Hemmelig")
    await Asset.filter(id=made).update(state="trukket")
    assert await texts("hem") == []


async def test_a_name_completes_only_where_a_visible_asset_has_it(bank):
    await bank.concept("geitost", nb="geitost", en="goat cheese")
    hidden = await bank.indexed("Sommer", concepts={"subject": ["geitost"]}, state="utkast")
    assert await texts("geit") == []
    from mediabank.models import Asset

    await Asset.filter(id=hidden).update(state="publisert")
    await search.index_assets([{"asset": hidden}])
    found = await search.typeahead("goat", NOBODY, "nb")
    assert [(each.text, each.kind, each.facet) for each in found] == [("geitost", "concept", "subject")]


async def test_a_changed_title_completes_by_its_new_words_only(bank):
    from mediabank.models import AssetText

    made = await bank.indexed("Gammel")
    await AssetText.filter(asset_id=made, field="title").update(text="Splitter ny", folded="splitter ny")
    await search.index_assets([{"asset": made}])
    assert await texts("splitter") == ["Splitter ny"]
    assert await texts("gammel") == []


async def test_the_words_that_answered_are_marked(bank):
    made = await bank.indexed("Sommer", description="<b>Alle bøkene</b> du vil lese før høsten & jul")
    found = await search.search(search.Search(words="bok"))
    spans = found.highlights[made].spans
    assert [span.text for span in spans if span.marked] == ["bøkene"]
    assert "".join(span.text for span in spans) == "<b>Alle bøkene</b> du vil lese før høsten & jul"


async def test_a_long_text_is_cut_around_the_first_mark(bank):
    made = await bank.indexed("Sommer", description="ord " * 200 + "geitost " + "ord " * 200)
    spans = (await search.search(search.Search(words="geitost"))).highlights[made].spans
    whole = "".join(span.text for span in spans)
    assert "geitost" in whole
    assert len(whole) < 300
    assert whole.startswith("… ")
    assert whole.endswith(" …")


async def test_an_organisation_named_after_the_start_finds_what_it_owns(bank):
    made = await bank.indexed("Sommer", owner="Vadsø bibliotek")
    assert await bank.found("vadso") == [made]


async def test_a_changed_campaign_is_found_by_its_new_title_and_messages(bank):
    from mediabank import jobs
    from mediabank.campaigns import campaign
    from mediabank.models import Asset, Message

    owner = await bank.organisation()
    made = await campaign.make(
        campaign.Draft(titles={"nb": "Geitost"}, messages=[{"nb": "Smak"}]), owner=owner, by=None
    )
    asset = await bank.asset("Sommer")
    message = await Message.get(campaign_id=made.id)
    await Asset.filter(id=asset).update(campaign_id=made.id, message_id=message.id)
    await search.index_assets([{"asset": asset}])
    assert await bank.found("geitost smak") == [asset]
    await campaign.change(made, campaign.Draft(titles={"nb": "Brunost"}, messages=[{"nb": "Lukt"}]), by=None)
    await jobs.work_all()
    assert await bank.found("brunost lukt") == [asset]
    assert await bank.found("geitost") == []
    assert await bank.found("smak") == []
