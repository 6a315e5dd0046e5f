"""Vocabularies of others as they really are, from where they lie: each comes in with its repairs named, and once."""

from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from mediabank import language
from mediabank.concepts import exporting, importing
from mediabank.concepts.words import forget, words
from mediabank.models import Change, Concept, Fact, Label, Relation, Vocabulary
from tests.concepts.files import counts, imported, looked

FOLDER = Path(__file__).parents[3] / "shared" / "domain" / "vocabularies"
LOS, MRTERMER, REALFAG = "los.rdf", "mrtermer.ttl", "idtermer-2022-05-18.txt"
OURS = {SKOS.narrower, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.inScheme, DCTERMS.title, SKOS.prefLabel}
"""What we say besides, for readers without reasoning."""
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("web")]


def data(name):
    return (FOLDER / name).read_bytes()


async def brought(name, slug):
    """The import of a real file under this slug."""
    return await imported(data(name), file_name=name, slug=slug)


async def exported(slug):
    forget()
    known = await words()
    return Graph().parse(data=await exporting.written(known.faces[slug], "nt"), format="nt")


async def stored(slug):
    """Every row of a vocabulary and of the history, the last without when they were read; and the generation."""
    of = {"concept__vocabulary__slug": slug}
    return (
        sorted(await Concept.filter(vocabulary__slug=slug).values_list()),
        sorted(await Label.filter(**of).values_list("id", "concept_id", "kind", "language", "text")),
        sorted(await Relation.filter(**of).values_list("id", "concept_id", "kind", "target_id", "address")),
        await Vocabulary.filter(slug=slug).values(),
        await Change.all().count(),
        (await Fact.get(name="words")).value,
    )


if FOLDER.is_dir():

    async def test_los_comes_in_with_its_repairs_named():
        row = await brought(LOS, "los")
        assert (row.state, counts(row)) == (
            importing.APPLIED,
            {"new": 526, "repaired": 27, "repaired.S13": 15, "repaired.outside": 12},
        )
        forget()
        known = await words()
        assert known.by_address["https://psi.norge.no/los/tema/folkehelse"].labels["nb"] == "Folkehelse"
        assert len(known.vocabularies["los"]) == 526

    async def test_mrtermer_comes_in_with_its_repairs_named():
        row = await brought(MRTERMER, "mrtermer")
        assert counts(row) == {"new": 1325, "repaired": 1136, "repaired.related": 1136}

    async def test_realfagstermer_comes_in_with_what_moved_and_what_ended():
        row = await brought(REALFAG, "realfagstermer")
        told = counts(row)
        assert (told["new"], row.done) == (13_597, 13_597)
        moved = Relation.filter(kind="replacedBy", concept__vocabulary__slug="realfagstermer")
        assert await moved.count() == 1_856
        ended = Concept.filter(vocabulary__slug="realfagstermer", extra__contains="invalidatedAtTime")
        assert await ended.count() == 3_750
        assert await Concept.filter(vocabulary__slug="realfagstermer", deprecated=True).count() >= 3_750

    @pytest.mark.parametrize(("name", "slug"), [(LOS, "los"), (MRTERMER, "mrtermer"), (REALFAG, "realfagstermer")])
    async def test_the_same_file_again_changes_nothing_even_when_it_is_applied(name, slug):
        await brought(name, slug)
        before = await stored(slug)
        row = await looked(data(name), file_name=name)
        assert (importing.problems_of(row), row.slug) == ([], slug)
        assert not importing.changes_anything(row)
        assert row.report["counts"]["same"] == row.report["counts"]["concepts"]
        await importing.approve(row.id, by=None)
        assert (await importing.apply(row.id)).state == importing.APPLIED
        assert await stored(slug) == before

    @pytest.mark.parametrize(("name", "slug"), [(LOS, "los"), (MRTERMER, "mrtermer"), (REALFAG, "realfagstermer")])
    async def test_each_repair_has_its_place_its_code_and_its_sentence(name, slug):
        row = await looked(data(name), file_name=name, slug=slug)
        told = row.report["counts"]
        codes = {each.removeprefix("repaired."): n for each, n in told.items() if each.startswith("repaired.")}
        assert sum(codes.values()) == told["repaired"]
        assert {code for code, _, _ in row.report["examples"].get("repaired", ())} == codes.keys()
        assert all(about for _, about, _ in row.report["examples"].get("repaired", ()))
        assert all(language.has(f"import_repair.{code}", each) for code in codes for each in ("nb", "nn", "en"))

    @pytest.mark.parametrize(("name", "form"), [(LOS, "xml"), (MRTERMER, "turtle")])
    async def test_what_comes_out_is_what_came_in_and_what_the_repairs_say(name, form):
        """Everything of the file comes out but what was repaired, and nothing else than that and the inverses."""
        row = await brought(name, "ord")
        source = Graph().parse(data=data(name), format=form)
        out = await exported("ord")
        lost = {(s, p, o) for s, p, o in source if (s, p, _bare(o)) not in out}
        added = {(s, p, o) for s, p, o in out if (s, p, o) not in source and p not in OURS}
        repairs = row.report["counts"]
        assert len(lost) == repairs.get("repaired.S13", 0)
        assert len(added) == repairs.get("repaired.related", 0)
        assert {p for _, p, _ in added} <= {SKOS.related}
        assert {p for _, p, _ in lost} <= {SKOS.altLabel, SKOS.hiddenLabel}

    def _bare(term):
        """A text typed as xsd:string is a bare one in RDF 1.1."""
        if isinstance(term, Literal) and term.datatype == URIRef("http://www.w3.org/2001/XMLSchema#string"):
            return Literal(str(term))
        return term
