"""Spreadsheets that are none: each ends in a sentence of the reader's language, and nothing is written."""

import html
import re

import pytest

from mediabank.models import Change, Label
from tests.concepts import hostile

pytestmark = pytest.mark.slow
HERE = "/concepts/translations/file?language=se"
LANGUAGES = ("nb", "nn", "en")


async def told(asks, name, data):
    """What each language is told of the file; fails where that is no sentence of its own."""
    before = await Label.all().count(), await Change.all().count()
    sent = [
        await asks.post(HERE, files={"file": (name, data)}, headers={"Accept-Language": each}) for each in LANGUAGES
    ]
    assert {each.status_code for each in sent} <= {200, 413, 422}, (name, [each.status_code for each in sent])
    assert not any('name="take"' in each.text for each in sent), name
    errors = [html.unescape(re.sub(r"<[^>]*>|\s+", " ", _section(each.text))).strip() for each in sent]
    assert len(set(errors)) == len(LANGUAGES), (name, errors)
    assert not any(re.search(r"\bconcept\.\w|Traceback|Error\b", each) for each in errors), (name, errors)
    assert (await Label.all().count(), await Change.all().count()) == before
    return errors[0]


def _section(page):
    """Where the page says what is wrong, or that no row of it is known: in the form, or as the page itself."""
    inside = page.partition('class="errors"')[2].partition("</section>")[0]
    return inside or page.partition("<main")[2].partition("</main>")[0]


@pytest.fixture
async def superuser(web):
    return await web.signed_in("vocabulary_editor")


async def test_what_is_no_spreadsheet_of_names_ends_in_a_sentence(superuser):
    for name, data in hostile.sheets().items():
        print(name, await told(superuser, name, data))  # for whoever looks: pytest -s


if hostile.corpus():

    async def test_hostile_files_of_the_corpus_are_no_spreadsheets_of_names(superuser):
        with hostile.nobody_called():
            for name, data in hostile.corpus().items():
                print(name, await told(superuser, name, data))
