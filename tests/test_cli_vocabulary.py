"""The commands about vocabularies as an operator types them: what they print, and how they end."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf

from tests.concepts import hostile
from tests.concepts.files import ANIMAL_FILE, ANIMALS, turtle
from tests.kills.operated import Operated

pytestmark = pytest.mark.slow
"""Each command is a process."""
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


def test_what_goes_out_of_one_command_may_come_in_by_another(founded):
    out = founded.told("vocabulary", "export", "dyr")
    said = founded.told("vocabulary", "import", "-", given=out)
    assert said.startswith("standard input → dyr ")
    assert said.endswith("Nothing to change.\n")


def test_a_vocabulary_is_written_to_a_file(founded, tmp_path):
    file = tmp_path / "ut.nt"
    assert founded.told("vocabulary", "export", "dyr", "--format", "nt", "--output", str(file)) == ""
    assert file.read_text() == founded.told("vocabulary", "export", "dyr", "--format", "nt")


@pytest.mark.parametrize("output", ["/nowhere/ut.ttl", "/dev/full"])
def test_a_place_that_takes_no_file_is_told_of_by_its_name(founded, output):
    done = founded.command("vocabulary", "export", "dyr", "--output", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{output}: ")
    assert done.stderr.count("\n") == 1


def test_who_has_read_enough_is_no_fault(founded):
    with founded.begun("vocabulary", "export", "county", "--format", "marcxml") as command:
        command.stdout.close()
        assert (command.wait(60), command.stderr.read()) == (0, "")


@pytest.mark.parametrize("form", ["ttl", "turtle"])
def test_a_form_is_called_at_an_import_as_it_is_at_an_export(founded, written, form):
    assert founded.told("vocabulary", "import", written(ANIMAL_FILE, "x"), "--format", form).endswith(
        "Nothing to change.\n"
    )


def test_a_form_that_is_none_is_told_with_those_there_are(founded, written):
    done = founded.command("vocabulary", "import", written(ANIMAL_FILE), "--format", "docx")
    assert done.returncode == 2
    assert "docx is none of ttl, jsonld, rdf, nt, realfagstermer" in done.stderr


@pytest.mark.parametrize("command", ["list", "import", "export", "check"])
def test_help_says_how_a_command_ends(founded, command):
    assert "Ends with 0" in " ".join(founded.told("vocabulary", command, "--help").split())


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


def told(bank, file):
    """What an operator is told of a hostile file: that it was read, or one sentence; anything else fails."""
    done = bank.command("vocabulary", "import", file, "--dry-run")
    assert (done.returncode, bool(done.stdout), bool(done.stderr)) in {(0, True, False), (2, False, True)}, done
    assert not re.search("Traceback|rdflib|import[.]", done.stderr), (file, done.stderr)
    return done.stderr


def rows(bank):
    """How many rows of words there are."""
    with closing(sqlite3.connect(bank.settings.sqlite_path)) as tables:
        return [
            tables.execute(f"SELECT count(*) FROM {each}").fetchone() for each in ("vocabulary", "concept", "label")
        ]


def test_no_file_makes_anybody_call(founded, written):
    before = rows(founded)
    with hostile.nobody_called() as there:
        for name, data in hostile.calling(there).items():
            said = told(founded, written(data, name))
            assert not name.endswith(".jsonld") or "fetches nothing from outside" in said, name
    assert rows(founded) == before


def test_what_is_too_much_ends_in_a_sentence(founded, written):
    files = hostile.heavy()
    for name in ("laughs.rdf", "deep.ttl", "deep.jsonld", "literal.nt", "ring.ttl", "archive.ttl"):
        assert told(founded, written(files[name], name)), name


if hostile.corpus():

    def test_hostile_files_of_the_corpus_end_in_a_sentence(founded, written):
        before = rows(founded)
        with hostile.nobody_called() as there:
            port = there.rpartition(":")[2].encode()
            for name, data in hostile.corpus().items():
                told(founded, written(data.replace(b"127.0.0.1:9/", b"127.0.0.1:" + port + b"/"), name))
        assert rows(founded) == before
