"""The packet of a delivered rendition tells the public description, whole, and nothing that is not for others."""

from datetime import UTC, datetime

import pytest
from tortoise.transactions import in_transaction

from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget, words
from mediabank.delivery import packet
from mediabank.models import Concept, Fact
from tests.delivery.rows import describe, public_asset


async def concept(vocabulary, slug):
    return str((await Concept.get(vocabulary__slug=vocabulary, slug=slug)).id)


async def whole():
    """A description in the kept form: concepts by row id."""
    return {
        "title": {"nb": "Les mer i sommer", "nn": "Les meir i sommar"},
        "description": {"nb": "Plakat til sommerkampanjen."},
        "altText": {"nb": "En gutt leser i en hengekøye.", "nn": "Ein gut les i ei hengjekøye."},
        "extendedDescription": {"nb": "Les mer i sommer"},
        "creator": [{"name": "Ida Ås"}, {"isni": "https://isni.org/isni/000000012146438X"}],
        "creditLine": "Foto: Ida Ås / Bibliotek24",
        "rightsHolder": [{"name": "Bibliotek24"}],
        "copyrightNotice": {"nb": "© 2026 Bibliotek24"},
        "usageTerms": {"nb": "Til bruk i bibliotek.", "en": "For use in libraries."},
        "keyword": {"nb": ["sommer"], "nn": ["sommar"]},
        "license": await concept("licence", "cc-by"),
        "dataMining": await concept("data-mining", "DMI-PROHIBITED-GENAIMLTRAINING"),
        "digitalSourceType": await concept("digital-source-type", "fotografert"),
        "language": [await concept("language", "nb"), await concept("language", "nn")],
        "supplierId": ["A-17"],
        "dateCreated": "2026-06",
        "personShown": [{"name": "Ola Hemmelig"}],
    }


@pytest.fixture
async def asset(bank):
    return await public_asset("7k2m9p4x3z", b"x", values=await whole())


async def test_every_text_is_there_in_every_language(asset):
    told, said = await packet.values(asset), await whole()
    assert told.title == said["title"]
    assert told.alt_text == said["altText"]
    assert told.description == said["description"]
    assert told.extended_description == said["extendedDescription"]
    assert told.copyright_notice == said["copyrightNotice"]
    assert told.usage_terms == said["usageTerms"]


async def test_creators_and_owners_are_there_by_name(asset):
    told = await packet.values(asset)
    assert told.creators == ("Ida Ås",)
    assert told.rights_holders == ("Bibliotek24",)
    assert told.credit_line == "Foto: Ida Ås / Bibliotek24"


async def test_a_licence_is_told_by_its_own_address(asset):
    told = await packet.values(asset)
    assert told.license_uri == told.web_statement_uri == "https://creativecommons.org/licenses/by/4.0/"


async def test_a_licence_of_our_own_is_told_by_its_address_here(asset):
    licence = await Concept.get(vocabulary__slug="licence", slug="b24-medlem")
    await describe(asset, {"license": str(licence.id)})
    assert (await packet.values(asset)).license_uri == licence.address


async def test_a_rights_statement_stands_where_there_is_no_licence(asset):
    statement = await Concept.filter(vocabulary__slug="rights-statement").first()
    await describe(asset, {"rightsStatement": str(statement.id)})
    told = await packet.values(asset)
    assert told.license_uri == ""
    assert told.web_statement_uri == statement.properties.get("uri", statement.address)


async def test_data_mining_is_told_by_its_code(asset):
    told = await packet.values(asset)
    assert told.data_mining_uri == "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-GENAIMLTRAINING"


async def test_a_plain_choice_of_source_is_told_by_the_code_it_writes(asset):
    told = await packet.values(asset)
    assert told.digital_source_type_uri == "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


async def test_languages_dates_and_numbers_are_told(asset):
    asset.expires = datetime(2027, 8, 31, 22, tzinfo=UTC)
    told = await packet.values(asset)
    assert told.languages == ("nb", "nn")
    assert told.date_created == "2026-06"
    assert told.supplier_ids == ("A-17",)
    assert told.expires == "2027-09-01T00:00:00+02:00"


async def test_the_address_is_the_one_for_ever(asset):
    base = (await Fact.get(name="base")).value
    assert (await packet.values(asset)).asset_address == f"{base}id/asset/7k2m9p4x3z"


async def test_keywords_are_our_own_words_and_then_the_subjects(asset):
    subject = await Concept.filter(vocabulary__slug="emne").prefetch_related("labels").first()
    await describe(asset, {**await whole(), "subject": [str(subject.id)]})
    told = (await packet.values(asset)).keywords
    assert told[:2] == ("sommer", "sommar")
    assert {label.text for label in subject.labels if label.kind == "pref"} <= set(told)


async def test_neither_persons_shown_nor_private_values_are_told(asset):
    consent = {"consent": {"reference": "Hemmelig-12"}, "descriptionWriter": ["Per Hemmelig"]}
    await describe(asset, await whole(), private=consent)
    assert b"Hemmelig" not in await packet.of(asset)


async def test_the_same_description_gives_the_same_bytes(asset):
    before = await packet.of(asset)
    await describe(asset, await whole())
    assert await packet.of(asset) == before


async def test_an_empty_description_gives_a_packet(asset):
    await describe(asset, {})
    assert b"7k2m9p4x3z" in await packet.of(asset)


async def test_what_was_merged_is_told_as_what_it_was_merged_into_and_what_is_proposed_not_at_all(bank):
    known = await words()
    lost, stays, proposed = [each for each in known.vocabularies["emne"] if each.labels.get("nb")][:3]
    asset = await public_asset("7k2m9p4x3z", b"x", values={"subject": [lost.id, stays.id, proposed.id]})
    await Concept.filter(id=lost.id).update(current_id=stays.id)
    await Concept.filter(id=proposed.id).update(state="proposed")
    async with in_transaction():
        await touched([lost.id, proposed.id])
    forget()
    told = (await packet.values(asset)).keywords
    assert stays.labels["nb"] in told
    assert {lost.labels["nb"], proposed.labels["nb"]}.isdisjoint(told)
