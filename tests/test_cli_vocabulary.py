"""The commands about vocabularies as an operator types them: what they print, and how they end."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf

from tests.concepts.files import ANIMAL_FILE, ANIMALS, turtle
from tests.kills.operated import Operated
from tests.web.corpus import listening

pytestmark = pytest.mark.slow
"""Each command is a process."""
HOSTILE = Path(__file__).parents[2] / "shared" / "corpus" / "hostile"
FORMS = {".ttl", ".rdf", ".jsonld", ".json", ".csv", ".gz"}
RDF = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A bank with the animals; only to be copied and looked at."""
    bank = Operated(tmp_path_factory.mktemp("cli") / "bank", sandbox_workers=1)
    bank.told("init", "--base", "https://bank.example/")
    file = bank.home.parent / "dyr.ttl"
    file.write_text(ANIMAL_FILE)
    bank.told("vocabulary", "import", str(file))
    return bank


@pytest.fixture
def bank(founded, tmp_path):
    """A copy of it, for one test."""
    return founded.copied(tmp_path / "bank")


@pytest.fixture
def written(tmp_path):
    """A function that lays a file and gives its path."""

    def lay(text, name="dyr.ttl"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return lay


def test_what_was_imported_is_listed(founded):
    (line,) = [each for each in founded.told("vocabulary", "list").splitlines() if each.startswith("dyr ")]
    assert line.split() == ["dyr", "3", "imported", "Dyr", "https://words.example/dyr"]


def test_a_dry_run_tells_what_would_change_and_changes_nothing(bank, written):
    file = written(ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb'))
    said = bank.told("vocabulary", "import", file, "--dry-run")
    assert "0 new, 1 changed, 0 gone, 0 kept, 0 repaired, 0 refused" in said
    assert "bikkje" in said
    assert said.endswith("Nothing was changed.\n")
    assert "bikkje" not in bank.told("vocabulary", "export", "dyr")


def test_an_import_says_what_it_does_and_does_it(bank, written):
    said = bank.told("vocabulary", "import", written(ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb')))
    assert said.endswith("dyr: 3 concepts are in place.\n")
    assert "bikkje" in bank.told("vocabulary", "export", "dyr")


def test_the_same_file_again_has_nothing_to_change(founded, written):
    assert founded.told("vocabulary", "import", written(ANIMAL_FILE)).endswith("Nothing to change.\n")


def test_a_vocabulary_is_called_as_was_asked(bank, written):
    file = written(turtle(*ANIMALS, base="https://other.example/dyr"))
    done = bank.command("vocabulary", "import", file)
    assert (done.returncode, "taken by another vocabulary" in done.stderr) == (2, True)
    assert bank.told("vocabulary", "import", file, "--as", "kjaeledyr").endswith(
        "kjaeledyr: 3 concepts are in place.\n"
    )


@pytest.mark.parametrize("form", RDF)
def test_a_vocabulary_leaves_and_comes_back_the_same_in_each_form(founded, written, form):
    out = founded.told("vocabulary", "export", "dyr", "--format", form)
    whole = Graph().parse(data=founded.told("vocabulary", "export", "dyr", "--format", "nt"), format="nt")
    again = to_rdf(json.loads(out), Graph()) if form == "jsonld" else Graph().parse(data=out, format=RDF[form])
    assert isomorphic(again, whole)
    assert founded.told("vocabulary", "import", written(out, f"dyr.{form}")).endswith("Nothing to change.\n")


@pytest.mark.parametrize("slug", ["emne", "surface", "licence"])
def test_what_comes_with_the_bank_leaves_and_comes_back_the_same(founded, written, slug):
    out = founded.told("vocabulary", "export", slug)
    assert founded.told("vocabulary", "import", written(out)).endswith("Nothing to change.\n")


def test_a_spreadsheet_has_a_mark_a_path_and_no_formula(bank, written):
    bank.told("vocabulary", "import", written(ANIMAL_FILE.replace('"hund"@nb', '"=1+1"@nb')))
    data = bank.told("vocabulary", "export", "dyr", "--format", "csv")
    assert data.startswith("\ufeffaddress;notation;path;nb;en\n")
    rows = {each["address"].rpartition("/")[2]: each for each in csv.DictReader(io.StringIO(data[1:]), delimiter=";")}
    assert rows["katt"] | {"address": ""} == {
        "address": "",
        "notation": "",
        "path": "dyr / katt",
        "nb": "katt",
        "en": "",
    }
    assert rows["hund"]["nb"] == "'=1+1"


def test_library_records_are_written(founded):
    said = founded.told("vocabulary", "export", "dyr", "--format", "marcxml")
    assert said.count("<record>") == 3
    assert '<datafield tag="150"' in said


def test_a_vocabulary_that_is_not_there_is_told_of(founded):
    done = founded.command("vocabulary", "export", "ingen")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No vocabulary is called ingen" in done.stderr


def test_check_ends_with_0_where_nothing_is_broken_and_tells_what_is_worth_a_look(founded):
    said = founded.told("vocabulary", "check", "dyr")
    assert "look   undocumented" in said
    assert said.splitlines()[-1].startswith("0 breaches, ")


def test_check_ends_with_1_where_a_rule_is_broken(bank):
    with closing(sqlite3.connect(bank.settings.sqlite_path)) as tables:
        tables.execute("UPDATE label SET kind = 'pref', language = 'en' WHERE text = 'pus'")
        tables.execute("UPDATE label SET kind = 'alt', language = 'en', text = 'pus' WHERE text = 'katt'")
        tables.commit()
    done = bank.command("vocabulary", "check", "dyr")
    assert done.returncode == 1
    assert "BREACH S13" in done.stdout


def test_beside_a_serving_bank_it_is_that_one_that_changes_the_words(bank, written):
    with bank.served():
        said = bank.told("vocabulary", "import", written(ANIMAL_FILE.replace('"hund"@nb', '"bikkje"@nb')))
    assert said.endswith("dyr: 3 concepts are in place.\n")
    assert "bikkje" in bank.told("vocabulary", "export", "dyr")


def test_a_file_that_calls_out_is_refused_and_nobody_is_called(founded, written):
    with listening() as (port, called):
        file = written(f'{{"@context": "http://127.0.0.1:{port}/c.jsonld", "@id": "a"}}', "a.jsonld")
        done = founded.command("vocabulary", "import", file)
        assert done.returncode == 2
        assert "fetches nothing from outside" in done.stderr
        assert called == []


def hostile():
    return sorted(each for each in HOSTILE.glob("*") if each.suffix in FORMS) if HOSTILE.is_dir() else []


if hostile():

    @pytest.mark.parametrize("path", hostile(), ids=lambda path: path.name)
    def test_a_hostile_file_ends_in_a_sentence(founded, path):
        done = founded.command("vocabulary", "import", str(path), "--dry-run")
        assert "Traceback" not in done.stderr
        assert (done.returncode, bool(done.stdout), bool(done.stderr)) in {(0, True, False), (2, False, True)}
