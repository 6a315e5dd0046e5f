"""A whole vocabulary written by a sealed child says, byte for byte, what is written here."""

import pytest

from mediabank.access import EVERYTHING, Tending, Viewer, granted
from mediabank.concepts import copies, edit, merge, proposals, publishing
from mediabank.concepts.words import forget, words
from mediabank.models import Concept
from tests.concepts.files import ANIMAL_FILE, imported
from vocabularies.skos import Note

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("web")]
SUPERUSER = Viewer(grants=granted([("vocabulary_editor", EVERYTHING, True)])[1], tends=(Tending(),))


@pytest.fixture
async def tended(web):
    """Some of what may befall words: merged, retired, suggested, mapped to what is here, with notes for all and few."""
    known = await words()
    emne = {each.slug: each for each in known.vocabularies["emne"]}
    lesing, licence = emne["lesing"], known.vocabularies["licence"][0]
    notes = (Note("editorial", "nb", "for oss"), Note("scope", "nn", "for alle"))
    mappings = {"closeMatch": (licence.address, "http://other.example/a")}
    draft = edit.Draft(seen=lesing.changed, alt={"nb": ["å lese", "bok"]}, mappings=mappings, notes=notes)
    await edit.change(lesing.id, draft, by=SUPERUSER)
    await merge.merge(emne["lesestimulering"].id, lesing.id, by=SUPERUSER)
    await edit.deprecate(emne["lesevansker"].id, replaced_by=(lesing.id,), by=SUPERUSER)
    person = await web.person("contributor", "Lunde bibliotek")
    await proposals.propose("emne", "Tangsprell", "nb", by=Viewer(person=person.id))
    await imported(ANIMAL_FILE)
    await Concept.filter(slug="katt").update(extra="<https://words.example/dyr/katt> <http://x.test/p> _:b .\n")
    forget()


@pytest.mark.parametrize("suffix", [*publishing.FORMATS, publishing.MARC])
async def test_it_says_what_is_written_here(tended, tmp_path, suffix):
    known = await words()
    for slug in ("emne", "dyr", "surface"):
        face, path = known.faces[slug], tmp_path / slug
        await copies.write(face, suffix, path)
        assert path.read_bytes() == await publishing.written(face, suffix)


async def test_what_is_hidden_does_not_go_to_it(tended, tmp_path):
    known = await words()
    at = known.own_slug["emne", "lesing"]
    await copies.write(known.faces["emne"], "nt", tmp_path / "emne", secret=known.same(at.id), version="2026-11-23")
    text = (tmp_path / "emne").read_text()
    assert at.address not in text
    assert '"2026-11-23"' in text
