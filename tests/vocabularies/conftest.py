"""The shipped scheme and vocabularies, a description that may be published, and the facts around it."""

from datetime import UTC, datetime

import pytest

from vocabularies import skos
from vocabularies.scheme import Facts, check, concept_facts, finder, normalise, shipped_scheme

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def scheme():
    return shipped_scheme()


@pytest.fixture(scope="session")
def vocabularies():
    return skos.shipped()


@pytest.fixture(scope="session")
def find(vocabularies):
    return finder(vocabularies)


@pytest.fixture(scope="session")
def concepts(vocabularies):
    return concept_facts(vocabularies)


@pytest.fixture(scope="session")
def facts(concepts):
    def made(kind="image", **more):
        return Facts(kind, concepts, NOW, **more)

    return made


@pytest.fixture
def whole():
    """A photograph-like poster from outside that passes the publish gate with nothing left to recommend."""
    return {
        "identifier": "https://mediebanken.example/id/asset/23456789bc",
        "title": {"nb": "Les mer i sommer", "nn": "Les meir i sommar"},
        "description": {"nb": "Plakat til bibliotekveggen."},
        "altText": {"nb": "To barn leser i en hengekøye."},
        "extendedDescription": {"nb": "Les mer i sommer. 1. juni–31. august."},
        "campaign": "sommerles",
        "message": "m1",
        "surface": "poster-a3",
        "materialType": "plakat",
        "subject": ["lesing"],
        "keyword": {"nb": ["sommer"]},
        "audience": ["barn"],
        "language": ["nb"],
        "creator": [{"name": "Kari Nordmann", "role": "fotograf", "isni": "https://isni.org/isni/000000012150090X"}],
        "ownerLibrary": "konsortiet",
        "rightsHolder": [{"name": "Konsortiet"}],
        "copyrightNotice": {"nb": "© Konsortiet"},
        "creditLine": "Foto: Kari Nordmann",
        "license": "cc-by",
        "usageTerms": {"nb": "Bruk fritt, og nevn fotografen."},
        "permittedUse": ["trykkeri"],
        "alteration": ["fri"],
        "dataMining": "DMI-UNSPECIFIED",
        "modelRelease": "MR-NAP",
        "digitalSourceType": "fotografert",
        "status": "utkast",
        "dateCreated": "2026-05",
        "availableFrom": "2026-06-01T08:00:00+02:00",
        "expires": "2026-08-31T22:00:00Z",
        "visibility": "medlem",
        "mediaType": "image/jpeg",
        "renditionRole": "original",
        "pixelSize": {"width": 3508, "height": 4961},
        "colour": {"space": "sRGB"},
        "byteSize": 12345,
        "checksum": "0" * 64,
    }


@pytest.fixture
def judged(scheme, find, facts):
    """The codes and places that the publish gate (or another) finds in a description from outside."""

    def judge(raw, kind="image", gate="publish", previous=None, **more):
        values, faults = normalise(scheme, raw, find)
        before = normalise(scheme, previous, find)[0] if previous else None
        found = faults + check(scheme, values, facts(kind, **({"message_campaign": "sommerles"} | more)), before, gate)
        return [(finding.code, finding.field, *finding.path) for finding in found]

    return judge
