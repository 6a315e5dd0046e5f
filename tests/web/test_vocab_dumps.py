"""Large vocabularies as dumps and dated editions: made by a task, sent with their own tag, kept by the sweep."""

import pytest
from rdflib import Graph
from rdflib.compare import to_isomorphic

from mediabank import store
from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import dumps, edit
from mediabank.concepts.words import forget, words
from mediabank.keeping import sweep
from mediabank.models import Dump
from tests.web.many_words import FLAT, planted

pytestmark = [
    pytest.mark.slow,
    # rdflib's own reader of JSON-LD warns of itself
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))
FLAT_NT = "/vocab/flat.nt"
HOURS, DAY = 3600, 86_400


def kept():
    return {stat.key for stat in store.current().list("dumps/")}


@pytest.fixture
async def large(web, stranger):
    """A stranger in a bank whose vocabulary `flat` is too large to be written while they wait."""
    await planted()
    return stranger


@pytest.fixture
async def dumped(web, large):
    """The same, with a dump."""
    await large.get(FLAT_NT)
    await web.settle()
    return large


async def test_before_the_first_dump_the_asker_is_told_when_to_come_back(large):
    answer = await large.get(FLAT_NT)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "ordlista" in answer.json()["title"]


async def test_then_the_whole_vocabulary_is_sent_under_its_tag(dumped):
    answer = await dumped.get(FLAT_NT)
    assert answer.status_code == 200
    assert answer.text.count("#inScheme>") == FLAT
    assert (await dumped.get(FLAT_NT, headers={"If-None-Match": answer.headers["etag"]})).status_code == 304
    head = await dumped.head(FLAT_NT)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(answer.content)))


async def test_a_dump_that_is_older_than_the_words_is_sent_till_the_next_is_made(web, dumped):
    before = await dumped.get(FLAT_NT)
    await edit.create("flat", {"nb": "kvitveis"}, by=SUPERUSER)
    meanwhile = await dumped.get(FLAT_NT)
    await web.settle()
    after = await dumped.get(FLAT_NT)
    assert meanwhile.headers["etag"] == before.headers["etag"] != after.headers["etag"]
    assert "kvitveis" in after.text


async def test_library_records_of_a_large_vocabulary_are_a_dump_too(web, large):
    assert (await large.get("/vocab/flat.marcxml")).status_code == 503
    await web.settle()
    answer = await large.get("/vocab/flat.marcxml")
    assert answer.text.count("<record>") == FLAT


async def test_the_sweep_keeps_the_last_dump_and_removes_the_one_before(web, dumped, shift_clock):
    await edit.create("flat", {"nb": "kvitveis"}, by=SUPERUSER)
    await dumped.get(FLAT_NT)
    await web.settle()
    assert len(kept()) == 2
    for days in (0, 3):
        shift_clock(days * DAY)
        await sweep.sweep()
    assert kept() == {dumps.object_key(await Dump.get())}
    assert (await dumped.get(FLAT_NT)).status_code == 200


async def test_an_edition_stays_as_it_was_in_every_form(web, stranger):
    day = await dumps.edition("emne")
    before = (await stranger.get("/vocab/emne.nt")).text
    await edit.create("emne", {"nb": "kvitveis"}, by=SUPERUSER)
    said = []
    for suffix, name in {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}.items():
        path = f"/vocab/emne/version/{day}.{suffix}"
        await stranger.get(path)
        await web.settle()
        answer = await stranger.get(path)
        assert "kvitveis" not in answer.text
        said.append(to_isomorphic(Graph().parse(data=answer.content, format=name)))
    assert said[0] == said[1] == said[2] == said[3]
    assert len(said[0]) == len(Graph().parse(data=before, format="nt"))


async def test_an_edition_says_its_day(web, stranger):
    day = await dumps.edition("emne")
    text = (await stranger.get(f"/vocab/emne/version/{day}.nt")).text
    assert f'#versionInfo> "{day}"' in text
    assert f"/vocab/emne/version/{day}" in (await stranger.get("/vocab/emne", headers={"Accept": "text/html"})).text


async def test_the_daily_round_keeps_what_has_changed_and_nothing_else(web, shift_clock):
    await dumps.keep_editions()
    first = await Dump.all().count()
    shift_clock(DAY)
    await dumps.keep_editions()
    assert await Dump.all().count() == first
    await edit.create("emne", {"nb": "kvitveis"}, by=SUPERUSER)
    await dumps.keep_editions()
    assert await Dump.all().count() == first + 1
    forget()
    assert len(await dumps.editions((await words()).faces["emne"])) == 2


async def test_campaigns_have_no_editions_since_who_may_know_them_changes(web, stranger):
    await dumps.keep_editions()
    assert await dumps.editions((await words()).faces["campaign"]) == []
    with pytest.raises(ValueError, match="campaign"):
        await dumps.edition("campaign")


async def test_a_dump_is_never_of_campaigns(web, stranger):
    await dumps.make("campaign", "nt")
    assert await Dump.all().count() == 0
