"""The files of a split concept: listed, given what takes over one by one or many at once, and given it back."""

import re

import pytest

from mediabank.concepts.words import forget, words
from mediabank.models import Asset, AssetConcept, Revision
from tests.web.asking import bring
from tests.web.material import described

pytestmark = pytest.mark.slow
SORT = "/concepts/emne/lesevansker/sort"


@pytest.fixture
async def superuser(web):
    return await web.signed_in("vocabulary_editor")


async def split(asks):
    """Split lesevansker into kultur and litteratur: their ids. No file is given the word from then on."""
    ids = (await concept("kultur"), await concept("litteratur"))
    await asks.post("/concepts/emne/lesevansker/split", data={"into": ids})
    return ids


async def concept(slug):
    forget()
    return (await words()).own_slug["emne", slug].id


async def published(web, editor):
    """A published asset that says lesevansker: its id."""
    return await web.published(editor, subject=["lesevansker", "lesing"])


async def subjects(asset):
    """Slugs of what an asset says of its subject."""
    known = await words()
    rows = await AssetConcept.filter(asset_id=asset, field="subject").values_list("concept_id", flat=True)
    return {known.slug(str(each)) for each in rows}


async def given(asks, **chosen):
    """Send the choices of the page: asset → ids."""
    data = {"file": list(chosen)} | {f"for.{asset}": ids for asset, ids in chosen.items()}
    return await asks.post(SORT, data=data, follow_redirects=False)


def sorted_told(answer):
    return re.search(r"sorted=([^&]+)", answer.headers["location"])[1].replace("%2C", ",")


async def test_the_desk_leads_to_the_files_that_wait(web, superuser, editor):
    asset = await published(web, editor)
    await split(superuser)
    text = (await superuser.get("/concepts")).text
    assert re.search(r'href="/concepts/splits"[^>]*>Delte begreper</a><span class="count">1<', text)
    text = (await superuser.get("/concepts/splits")).text
    assert f'href="{SORT}">Fordel 1 fil<' in text
    text = (await superuser.get(SORT)).text
    assert f'name="file" value="{asset}"' in text
    assert "1 fil igjen" in text


async def test_a_file_is_given_what_was_chosen_for_it_and_leaves_the_list(web, superuser, editor):
    one, other = await published(web, editor), await published(web, editor)
    into = await split(superuser)
    answer = await given(superuser, **{one: [into[1]]})
    assert await subjects(one) == {"litteratur", "lesing"}
    assert await subjects(other) == {"lesevansker", "lesing"}
    text = (await superuser.get(answer.headers["location"])).text
    assert "1 fil fordelt." in text
    assert "1 fil igjen" in text


async def test_a_file_may_be_given_all_of_them(web, superuser, editor):
    asset = await published(web, editor)
    into = await split(superuser)
    await given(superuser, **{asset: list(into)})
    assert await subjects(asset) == {"kultur", "litteratur", "lesing"}


async def test_one_press_gives_the_rest_of_the_page_the_same(web, superuser, editor):
    one, other = await published(web, editor), await published(web, editor)
    into = await split(superuser)
    data = {"file": [one, other], f"for.{one}": [into[1]], "all": into[0]}
    await superuser.post(SORT, data=data)
    assert await subjects(one) == {"litteratur", "lesing"}
    assert await subjects(other) == {"kultur", "lesing"}


async def test_no_choice_saves_nothing_and_says_so(web, superuser, editor):
    asset = await published(web, editor)
    await split(superuser)
    answer = await given(superuser, **{asset: []})
    assert answer.status_code == 422
    assert "Velg minst ett begrep" in answer.text
    assert "lesevansker" in await subjects(asset)


async def test_the_last_choice_is_taken_back(web, superuser, editor):
    asset = await published(web, editor)
    into = await split(superuser)
    answer = await given(superuser, **{asset: [into[0]]})
    text = (await superuser.get(answer.headers["location"])).text
    assert 'action="/concepts/emne/lesevansker/unsort"' in text
    await superuser.post("/concepts/emne/lesevansker/unsort", data={"sorted": sorted_told(answer)})
    assert await subjects(asset) == {"lesevansker", "lesing"}


async def test_what_somebody_wrote_since_is_not_taken_back(web, superuser, editor):
    asset = await published(web, editor)
    into = await split(superuser)
    answer = await given(superuser, **{asset: [into[0]]})
    await editor.patch(f"/api/v1/assets/{asset}", json={"title": {"nb": "Ny tittel"}})
    before = (await Asset.get(id=asset)).revision
    await superuser.post("/concepts/emne/lesevansker/unsort", data={"sorted": sorted_told(answer)})
    assert (await Asset.get(id=asset)).revision == before


async def test_another_revision_is_never_taken_back_this_way(web, superuser, editor):
    asset = await published(web, editor)
    number = (await Asset.get(id=asset)).revision
    await superuser.post("/concepts/emne/lesevansker/unsort", data={"sorted": f"{asset}.{number},x.1,{asset}.0,…"})
    assert await Revision.filter(asset_id=asset).count() == number


async def test_files_that_one_does_not_see_are_counted_and_left(web, superuser, editor):
    draft = (await bring(editor, description=described(subject=["lesevansker"]))).json()["id"]
    into = await split(superuser)
    text = (await superuser.get(SORT)).text
    assert draft not in text
    assert "1 fil til har begrepet, men er ikke synlig for deg" in text
    await given(superuser, **{draft: [into[0]]})
    assert await subjects(draft) == {"lesevansker"}


async def test_only_a_split_concept_has_files_to_sort(superuser):
    assert (await superuser.get(SORT)).status_code == 404


async def test_who_tends_other_words_sorts_nothing(superuser, editor, stranger):
    await split(superuser)
    assert (await editor.get(SORT)).status_code == 403
    assert (await stranger.get(SORT)).status_code == 401
