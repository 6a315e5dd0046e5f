"""What leads to hidden words, notes for those who tend them, and who changed what stay inside, in every form."""

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.campaigns import campaign
from mediabank.concepts import dumps, edit, exporting, proposals
from mediabank.concepts.words import forget, words
from mediabank.models import Asset, Concept, Vocabulary
from vocabularies.skos import Note

pytestmark = pytest.mark.slow
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
SUFFIXES = ("ttl", "jsonld", "rdf", "nt", "marcxml")
INSIDE = "Hald dette for oss sjølve"
TOLD = "Dette må alle vite"
NAME = "Torbjørg Brusøy"
PLACES = (
    "/vocab/emne", "/vocab/emne?view=new", "/vocab/emne?view=list", "/vocab/emne?q=lesing", "/vocab/emne/lesing",
    "/vocab/changes", "/vocab/emne/changes", "/catalog", "/rest/v1/emne/search?query=*", "/vocab/changes.json",
    "/vocab/emne/changes.json", "/vocab/emne/changes.atom",
)  # fmt: skip


@pytest.fixture
async def secret(web):
    """Words that nobody outside may meet, as addresses: of a campaign that is not out, and of a word only suggested."""
    home = await web.organisation("Konsortiet", kind="konsortium")
    made = await campaign.make(campaign.Draft(titles={"nb": "Kvitsild", "nn": "Kvitsild"}), owner=home, by=None)
    person = await web.person("contributor", "Lunde bibliotek")
    suggested = await proposals.propose("emne", "Tangsprell", "nb", by=Viewer(person=person.id))
    return (await Concept.get(id=made.concept_id)).address, suggested.address


@pytest.fixture
async def leading(web, secret):
    """The concept lesing leads to them, and has a note for those inside and one for all; a person has written it."""
    person = await web.person("vocabulary_editor", "Lunde bibliotek")
    person.name = NAME
    await person.save()
    forget()
    at = (await words()).own_slug["emne", "lesing"]
    by = Viewer(person=person.id, grants=SUPERUSER.grants, tends=SUPERUSER.tends)
    notes = (Note("editorial", "nb", INSIDE), Note("scope", "nb", TOLD))
    draft = edit.Draft(seen=at.changed, mappings={"closeMatch": secret}, see_also=secret, notes=notes)
    await edit.change(at.id, draft, by=by)
    row = await Vocabulary.get(slug="emne")
    row.notes = [{"kind": each.kind, "language": each.language, "text": each.text} for each in notes]
    await row.save()
    forget()
    return at


async def said(asks, path):
    """Everything that is answered at an address, in every form."""
    texts = [(await asks.get(path, headers={"Accept": accept})).text for accept in ("text/html", "text/turtle, */*")]
    if path.startswith("/vocab/emne") and "?" not in path and "changes" not in path:
        texts += [(await asks.get(f"{path}.{suffix}")).text for suffix in SUFFIXES]
    return "".join(texts)


@pytest.mark.parametrize("path", PLACES)
async def test_nothing_leads_to_what_is_hidden_or_says_what_is_for_those_inside(stranger, leading, secret, path):
    text = await said(stranger, path)
    assert "lesing" in text.casefold() or path == "/catalog"
    for hidden in (*secret, INSIDE, NAME, "Tangsprell", "Kvitsild"):
        assert hidden not in text


async def test_what_is_for_all_is_said_in_each_form(stranger, leading):
    for suffix in SUFFIXES:
        assert TOLD.encode() in (await stranger.get(f"/vocab/emne/lesing.{suffix}")).content


async def test_editions_and_dumps_hold_nothing_that_is_hidden(web, stranger, leading, secret, monkeypatch):
    monkeypatch.setattr(dumps, "AT_ONCE", 3)
    day = await dumps.edition("emne")
    for suffix in SUFFIXES:
        for path in (f"/vocab/emne.{suffix}", f"/vocab/emne/version/{day}.{suffix}"):
            await stranger.get(path)
            await web.settle()
            answer = await stranger.get(path)
            assert answer.status_code == (404 if "version" in path and suffix == "marcxml" else 200), path
            for hidden in (*secret, INSIDE, NAME, "Tangsprell"):
                assert hidden not in answer.text, path


async def test_a_campaign_that_is_out_is_led_to(web, editor, stranger, leading, secret):
    id_ = await web.published(editor)
    made = await campaign.Campaign.get(concept__address=secret[0])
    await Asset.filter(id=id_).update(campaign_id=made.id)
    assert secret[0] in (await stranger.get("/vocab/emne/lesing.ttl")).text


async def test_those_who_tend_words_take_out_all_of_it(leading, secret):
    text = (await exporting.written((await words()).faces["emne"], "ttl")).decode()
    assert INSIDE in text
    assert secret[1] in text
    assert NAME not in text
