"""An import: new vocabularies, later files beside what was edited here, and whose addresses are whose."""

from dataclasses import replace

import pytest

from mediabank.concepts import edit, importing, rows, snapshot
from mediabank.concepts.turn import touched
from mediabank.errors import Conflict, Unfit
from mediabank.models import Change, Concept, Fact, Import, Label
from tests.concepts.files import (
    ANIMAL_FILE,
    ANIMALS,
    BASE,
    counts,
    imported,
    known,
    looked,
    row_of,
    turtle,
    vocabulary,
)
from tests.concepts.tending import tender
from vocabularies import skos, writing

pytestmark = pytest.mark.usefixtures("web")


async def edited(slug, **columns):
    """A concept, changed by a person here."""
    row = await row_of(slug)
    await Concept.filter(id=row.id).update(**columns)
    await touched([row.id])
    return row


async def renamed(slug, *labels):
    """A concept whose labels a person has changed here: (kind, language, text)."""
    row = await row_of(slug)
    await snapshot.write_labels(row.id, labels)
    await touched([row.id])


async def generation():
    return (await Fact.get(name="words")).value


async def test_a_new_vocabulary_comes_in_whole():
    row = await imported(ANIMAL_FILE)
    assert (row.state, row.done, row.total, counts(row)) == (importing.APPLIED, 3, 3, {"new": 3})
    found = await known()
    assert found["katt"].labels == {"nb": "katt"}
    assert found["katt"].alt == {"nb": ("pus",)}
    assert found["katt"].broader == (found["dyr"].id,)
    assert found["katt"].related == (found["hund"].id,)
    assert found["hund"].address == f"{BASE}/hund"
    assert (await vocabulary()).imported


async def test_before_somebody_approves_nothing_is_changed():
    await looked(ANIMAL_FILE)
    assert not await Concept.exists(vocabulary__slug="dyr")


async def test_the_same_file_again_changes_nothing_and_turns_no_generation():
    await imported(ANIMAL_FILE)
    before = await generation()
    assert counts(await imported(ANIMAL_FILE)) == {}
    assert await generation() == before


async def test_a_name_in_a_language_whose_tag_is_too_long_is_kept_and_given_back():
    tag = "nb-x-sunnm-indre-ytre"
    file = turtle(f'katt skos:prefLabel "katt"@nb ; skos:altLabel "pusemis"@{tag}')
    await imported(file)
    row = await row_of("katt")
    assert counts(await imported(file)) == {}
    assert await Label.filter(concept=row, text="pusemis").count() == 0
    assert f'"pusemis"@{tag}' in row.extra


async def test_what_comes_with_the_bank_is_there_already_and_writes_nothing():
    before = await generation(), await Change.all().count()
    for value in skos.shipped():
        row = await imported(skos.write(value), file_name=f"{value.id}.ttl")
        assert (row.slug, counts(row), importing.changes_anything(row)) == (value.id, {}, False)
    assert (await generation(), await Change.all().count()) == before


async def test_a_common_repair_leaves_room_for_the_names_of_each_other():
    doubled = [f'c{n} skos:prefLabel "ord {n}"@nb ; skos:altLabel "ord {n}"@nb' for n in range(300)]
    row = await looked(turtle(*doubled, 'z skos:prefLabel "z"@nb ; skos:related d:z'))
    assert counts(row) | {"new": 0} == {"new": 0, "repaired": 301, "repaired.S13": 300, "repaired.self": 1}
    assert {code for code, _, _ in row.report["examples"]["repaired"]} == {"S13", "self"}


async def test_an_applied_import_is_not_applied_again():
    row = await imported(ANIMAL_FILE)
    before = await generation()
    await importing.apply(row.id)
    assert await generation() == before
    with pytest.raises(Conflict):
        await importing.approve(row.id, by=None)


async def test_a_refused_import_can_not_be_approved():
    row = await looked(ANIMAL_FILE)
    await importing.refuse(row.id, by=None)
    with pytest.raises(Conflict):
        await importing.approve(row.id, by=None)


async def test_a_later_file_changes_what_nobody_touched_here():
    await imported(ANIMAL_FILE)
    row = await imported(ANIMAL_FILE.replace('"pus"@nb', '"pusekatt"@nb'))
    assert counts(row) == {"changed": 1}
    assert (await known())["katt"].alt == {"nb": ("pusekatt",)}


async def test_what_was_edited_here_is_kept_and_told_of():
    await imported(ANIMAL_FILE)
    await renamed("katt", ("pref", "nb", "huskatt"), ("alt", "nb", "pus"), ("alt", "nb", "mons"))
    row = await imported(ANIMAL_FILE.replace('"pus"@nb', '"pusekatt"@nb'))
    assert counts(row) == {"changed": 1, "kept": 1}
    found = (await known())["katt"]
    assert found.labels == {"nb": "huskatt"}
    assert set(found.alt["nb"]) == {"mons", "pusekatt"}
    (kept,) = row.report["examples"]["kept"]
    assert {"part": "labels", "before": [["nb", "katt"]], "after": [["nb", "huskatt"]]} in kept["parts"]


async def test_a_language_that_was_added_here_stays():
    await imported(ANIMAL_FILE)
    await renamed("dyr", ("pref", "nb", "dyr"), ("pref", "en", "animals"), ("pref", "nn", "dyr"))
    await imported(ANIMAL_FILE.replace('"animals"@en', '"fauna"@en'))
    assert (await known())["dyr"].labels == {"nb": "dyr", "nn": "dyr", "en": "fauna"}


async def test_what_was_moved_here_stays_where_it_was_moved():
    await imported(ANIMAL_FILE)
    hund, katt = await row_of("hund"), await row_of("katt")
    await snapshot.write_relations(hund.id, [["broader", str(katt.id), katt.address]])
    await touched([hund.id])
    await imported(ANIMAL_FILE.replace('"dyr"@nb', '"krek"@nb'))
    found = await known()
    assert found["hund"].broader == (found["katt"].id,)


async def test_two_moves_never_make_a_circle():
    await imported(ANIMAL_FILE)
    hund, katt = await row_of("hund"), await row_of("katt")
    await snapshot.write_relations(hund.id, [["broader", str(katt.id), katt.address]])
    await touched([hund.id])
    await imported(turtle(ANIMALS[0], 'katt skos:prefLabel "katt"@nb ; skos:broader d:hund', ANIMALS[2]))
    value = await rows.value_of(await vocabulary())
    ways = {each.id: each.broader for each in value.concepts}
    assert ways["katt"] == ("hund",)
    assert ways["hund"] == ("dyr",)


async def test_a_concept_that_the_file_has_no_longer_goes_out_of_use_with_a_note_and_comes_back_with_it():
    await imported(ANIMAL_FILE)
    row = await imported(turtle(*ANIMALS[:1], ANIMALS[1].replace(" ; skos:related d:hund", "")))
    assert counts(row) == {"changed": 1, "gone": 1}
    gone = await row_of("hund")
    assert gone.deprecated
    assert [note["kind"] for note in gone.notes] == ["change"] * 3
    assert counts(await imported(turtle(*ANIMALS[:1], ANIMALS[1].replace(" ; skos:related d:hund", "")))) == {}
    await imported(ANIMAL_FILE)
    back = await row_of("hund")
    assert (back.deprecated, back.notes) == (False, None)


async def test_a_concept_that_was_made_here_is_never_gone():
    await imported(ANIMAL_FILE)
    own = rows.concept(skos.ConceptValue("rev", f"{BASE}/rev", {"nb": "rev"}), (await vocabulary()).id)
    await own.save(force_create=True)
    await touched([own.id])
    assert counts(await imported(ANIMAL_FILE)) == {}
    assert not (await row_of("rev")).deprecated


async def test_each_changed_concept_has_a_line_in_its_history_with_before_and_after():
    await imported(ANIMAL_FILE)
    await imported(ANIMAL_FILE.replace('"pus"@nb', '"pusekatt"@nb'))
    katt = await row_of("katt")
    change = await Change.get(concept_id=katt.id)
    assert change.kind == "imported"
    assert ["alt", "nb", "pus"] in change.before[str(katt.id)]["labels"]
    assert ["alt", "nb", "pusekatt"] in change.after[str(katt.id)]["labels"]


async def test_what_was_edited_between_looking_and_approving_is_kept():
    await imported(ANIMAL_FILE)
    row = await looked(ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb'))
    await renamed("hund", ("pref", "nb", "vovvov"))
    await importing.approve(row.id, by=None)
    await importing.apply(row.id)
    assert (await known())["hund"].labels == {"nb": "vovvov"}


async def test_what_is_edited_while_the_file_is_applied_is_kept(monkeypatch):
    from mediabank.concepts.importing.plan import Plan

    await imported(ANIMAL_FILE)
    row = await looked(turtle(*(each.replace('"pus"', '"pusekatt"') for each in ANIMALS)))
    await importing.approve(row.id, by=None)
    beside, calls = Plan.beside, []

    async def edited_behind(plan, values):
        items = await beside(plan, values)
        if not calls:
            calls.append(1)
            await renamed("katt", ("pref", "nb", "katt"), ("pref", "nn", "katten"), ("alt", "nb", "pus"))
        return items

    monkeypatch.setattr(Plan, "beside", edited_behind)
    await importing.apply(row.id)
    katt = (await known())["katt"]
    assert (katt.labels, katt.alt) == ({"nb": "katt", "nn": "katten"}, {"nb": ("pusekatt",)})


async def test_what_is_moved_while_the_file_is_applied_stays_where_it_was_moved(monkeypatch):
    from mediabank.concepts.importing import applying

    await imported(ANIMAL_FILE)
    row = await looked(turtle(*(each.replace('"pus"', '"pusekatt"') for each in ANIMALS)))
    await importing.approve(row.id, by=None)
    found, rows_of_all = await known(), applying._rows_of_all

    async def moved_first(*given):
        row = await row_of("katt")
        hund = found["hund"]
        await snapshot.write_relations(row.id, [["broader", hund.id, hund.address]])
        await touched([row.id])
        return await rows_of_all(*given)

    monkeypatch.setattr(applying, "_rows_of_all", moved_first)
    await importing.apply(row.id)
    katt = (await known())["katt"]
    assert (katt.broader, katt.alt) == ((found["hund"].id,), {"nb": ("pusekatt",)})


async def test_a_form_from_before_an_import_overwrites_nothing_of_it():
    kari = await tender()
    await imported(ANIMAL_FILE)
    form = await edit.draft_of((await known())["katt"].id)
    await imported(turtle(*(each.replace('"pus"', '"pusekatt"') for each in ANIMALS)))
    await edit.change((await known())["katt"].id, replace(form, labels={"nb": "katten"}), by=kari)
    katt = (await known())["katt"]
    assert (katt.labels, katt.alt) == ({"nb": "katten"}, {"nb": ("pusekatt",)})


async def test_what_is_kept_and_what_comes_never_stand_twice():
    await imported(ANIMAL_FILE)
    await renamed("katt", ("pref", "nb", "mons"), ("alt", "nb", "pus"))
    await imported(ANIMAL_FILE.replace('"pus"@nb', '"mons"@nb'))
    found = (await known())["katt"]
    assert (found.labels, dict(found.alt)) == ({"nb": "mons"}, {})


async def test_a_round_trip_gives_the_same_graph_also_what_has_no_column():
    from rdflib import Graph
    from rdflib.compare import isomorphic

    more = ' ; foaf:page [ foaf:name "side"@nb ; foaf:depiction [ foaf:name "to" ] ]'
    source = turtle(ANIMALS[0] + more, *ANIMALS[1:])
    await imported(source)
    value = await rows.value_of(await vocabulary())
    out = Graph().parse(data=writing.written(value, "turtle"), format="turtle")
    wanted = Graph().parse(data=source, format="turtle")
    own = {*out} - {*wanted}
    assert {str(p).rpartition("#")[2].rpartition("/")[2] for _, p, _ in own} <= {
        "narrower", "topConceptOf", "hasTopConcept", "title", "page", "name", "depiction",
    }  # fmt: skip
    for triple in [
        each for each in out if str(each[1]).endswith(("narrower", "opConceptOf", "hasTopConcept", "title"))
    ]:
        out.remove(triple)
    assert isomorphic(out, wanted)


# whose addresses


async def test_a_slug_that_another_vocabulary_has_is_not_taken_over():
    await imported(ANIMAL_FILE)
    row = await looked(turtle(*ANIMALS, base="https://other.example/dyr"))
    assert row.state == importing.FAILED
    assert [each.key for each in importing.problems_of(row)] == ["import.slug_taken"]


async def test_a_vocabulary_of_the_bank_is_brought_up_to_date_only_as_itself():
    text = skos.write(skos.rebased([each for each in skos.shipped() if each.id == "channel"], await base())[0])
    row = await looked(text, slug="kanaler")
    assert [each.key for each in importing.problems_of(row)] == ["import.other_slug"]


async def base():
    return (await Fact.get(name="base")).value


async def test_a_newer_file_of_the_program_arrives_as_a_diff_under_the_banks_own_address():
    value = next(each for each in skos.shipped() if each.id == "channel")
    text = skos.write(value).replace("@nb", "@nb", 1)
    assert counts(await imported(text, file_name="channel.ttl")) == {}
    first = value.concepts[0]
    row = await imported(text.replace(f'"{first.labels["en"]}"@en', '"Something else"@en'))
    assert counts(row) == {"changed": 1}
    assert (await known("channel"))[first.id].labels["en"] == "Something else"


async def test_what_the_bank_leans_on_is_never_gone():
    value = next(each for each in skos.shipped() if each.id == "workflow-status")
    shorter = replace(value, concepts=value.concepts[:2])
    assert counts(await looked(skos.write(shorter))) == {}


async def test_a_word_of_the_program_that_a_newer_file_has_no_longer_goes_out_of_use():
    value = next(each for each in skos.shipped() if each.id == "emne")
    named = {slug for each in value.concepts for slug in (*each.broader, *each.related)}
    gone = next(each.id for each in value.concepts if each.id not in named and not each.related)
    shorter = replace(value, concepts=tuple(each for each in value.concepts if each.id != gone))
    assert counts(await imported(skos.write(shorter))) == {"gone": 1}
    assert (await known("emne"))[gone].deprecated


async def test_an_address_of_the_banks_own_that_is_not_there_is_not_given_away():
    row = await looked(turtle(*ANIMALS, base=f"{await base()}vocab/dyr"))
    assert [each.key for each in importing.problems_of(row)] == ["import.own_address"]


async def test_concepts_with_another_vocabularys_addresses_stay_out_and_are_named():
    await imported(ANIMAL_FILE)
    stolen = turtle('fisk skos:prefLabel "fisk"@nb', base="https://other.example/fisk")
    stolen += f'<{BASE}/katt> a skos:Concept ; skos:prefLabel "tyv"@nb ; skos:inScheme <https://other.example/fisk> .\n'
    stolen += f'<{BASE}/ny> a skos:Concept ; skos:prefLabel "ny"@nb ; skos:inScheme <https://other.example/fisk> .\n'
    row = await imported(stolen)
    assert counts(row) == {"new": 1, "refused": 2, "refused.of_other": 2}
    assert set(await known("fisk")) == {"fisk"}
    assert (await known())["katt"].labels == {"nb": "katt"}


async def test_concepts_with_the_banks_addresses_stay_out():
    theirs = turtle('fisk skos:prefLabel "fisk"@nb', base="https://other.example/fisk")
    theirs += f"<{await base()}vocab/channel/ny> a skos:Concept ; skos:inScheme <https://other.example/fisk> .\n"
    assert counts(await imported(theirs))["refused.of_other"] == 1


async def test_no_file_makes_campaigns():
    text = skos.write(skos.rebased([each for each in skos.shipped() if each.id == "campaign"], await base())[0])
    address = f"{await base()}vocab/campaign"
    text += (
        f"<{address}/ny-kampanje> a <{skos.SKOS}Concept> ; <{skos.SKOS}inScheme> <{address}> ; "
        f'<{skos.SKOS}prefLabel> "Ny"@nb .\n'
    )
    row = await imported(text)
    assert row.report["counts"]["refused.campaign"] == 1
    assert not await Concept.exists(slug="ny-kampanje")


@pytest.mark.parametrize("slug", ["changes", "import", "new", "suggestions"])
async def test_a_slug_that_means_something_else_in_addresses_is_told_of(slug):
    with pytest.raises(Unfit) as refused:
        await looked(ANIMAL_FILE, slug=slug)
    assert [each.key for each in refused.value.faults] == ["import.slug_reserved"]


@pytest.mark.parametrize("slug", ["Å", "a" * 61, "a/b", "-a"])
async def test_a_slug_that_cannot_stand_in_an_address_is_told_of(slug):
    with pytest.raises(Unfit) as refused:
        await looked(ANIMAL_FILE, slug=slug)
    assert [each.key for each in refused.value.faults] == ["import.slug_shape"]
    assert not await Import.exists()


@pytest.mark.parametrize(
    ("base", "slug"),
    [("https://x.test", "x-test"), ("https://x.test/Dyr_og-Planter/1.2", "1-2"), ("https://x.test/new", "c-new"),
     ("https://x.test/čáhci", "cahci"), (f"https://x.test/{'a' * 70}", "a" * 60)],
)  # fmt: skip
async def test_a_name_that_a_file_gives_itself_is_made_to_fit_in_an_address(base, slug):
    row = await looked(turtle('katt skos:prefLabel "katt"@nb', base=base))
    assert (importing.problems_of(row), row.slug) == ([], slug)


@pytest.mark.parametrize(
    ("text", "key", "facts"),
    [
        (f"{ANIMAL_FILE}\n\nkatt", "broken_line", {"line": ANIMAL_FILE.count("\n") + 3}),
        ('{"@id": "http://x.test/a",\n "b"}', "broken_line", {"line": 2}),
        ("<rdf:RDF xmlns:rdf='x'>\n\n<a></b>", "broken_line", {"line": 3}),
        ("<http://x.test/a> <http://x.test/b> <http://x.test/c> .\nx .\n", "broken", None),
        ("<a>" * 200, "nesting", {"values": 100}),
    ],
)
async def test_a_broken_file_is_told_of_by_its_line_where_that_is_known(text, key, facts):
    name = "dyr.jsonld" if text.startswith("{") else "dyr.rdf" if text.startswith(("<rdf", "<a>")) else "dyr"
    (fault,) = importing.problems_of(await looked(text, file_name=name))
    assert fault.key == f"import.unread.{key}"
    assert facts is None or fault.facts == facts


# falls


async def test_a_fall_in_the_middle_is_made_good_by_running_it_again(monkeypatch):
    from mediabank.concepts.importing import applying, lines

    monkeypatch.setattr(lines, "PIECE", 2)
    text = turtle(
        *(f'c{n} skos:prefLabel "ord {n}"@nb ; skos:related d:c{(n + 1) % 10}, d:c{(n - 1) % 10}' for n in range(10))
    )
    row = await looked(text)
    await importing.approve(row.id, by=None)
    written, calls = applying._written, []

    async def falling(*given):
        if len(calls) == 3:
            raise ConnectionError("the power went")
        calls.append(1)
        await written(*given)

    monkeypatch.setattr(applying, "_written", falling)
    with pytest.raises(ConnectionError):
        await importing.apply(row.id)
    half = await Import.get(id=row.id)
    assert (half.state, half.done) == (importing.APPLYING, 6)
    monkeypatch.setattr(applying, "_written", written)
    assert (await importing.apply(row.id)).state == importing.APPLIED
    found = await known()
    assert {each.labels["nb"] for each in found.values()} == {f"ord {n}" for n in range(10)}
    assert all(len(each.related) == 2 for each in found.values())
    assert await Label.filter(concept__vocabulary__slug="dyr").count() == 10
    assert counts(await looked(text)) == {}
