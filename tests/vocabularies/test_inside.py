import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from vocabularies import inside, skos, wire
from vocabularies.reading import read_any
from vocabularies.writing import written

MESSY = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://x.test/t> a skos:ConceptScheme ; dct:title "Ting"@nb ; skos:note "n" ; dct:creator [ dct:title "x" ] .
<https://x.test/t/a> a skos:Concept ; skos:prefLabel "a"@nb, "b"@nb ; skos:note "n"@nb ; skos:exactMatch <file:///x> .
<https://x.test/t/b> a skos:Concept ; skos:broader <https://x.test/t/a> ; skos:altLabel "\\u2028" ; dct:creator [] ."""


@pytest.fixture
def run():
    """A function that runs a job on these bytes; gives its answer and what it wrote."""

    def made(job, data, **args):
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            source.write(data)
            source.flush()
            answer = inside.JOBS[job]([source.fileno()], [target.fileno()], **args)
            target.seek(0)
            return answer, target.read()

    return made


def test_what_was_found_survives_the_way_through_json(run):
    answer, lines = run("read", MESSY, form="turtle", slug="ting", known={"https://x.test/t/b": "bb"})
    found = read_any(MESSY, "turtle", slug="ting", known={"https://x.test/t/b": "bb"})
    assert wire.found_from(lines.decode().removesuffix("\n").split("\n")) == found
    assert answer == {"concepts": 2, "repairs": len(found.repairs), "refused": len(found.refused)}
    assert found.repairs
    assert found.refused


def test_every_shipped_concept_survives_json(vocabularies):
    for value in vocabularies:
        concepts = [wire.concept_from_json(json.loads(json.dumps(wire.concept_to_json(c)))) for c in value.concepts]
        assert wire.vocabulary_from_json(json.loads(json.dumps(wire.vocabulary_to_json(value))), concepts) == value


def test_an_unreadable_file_answers_with_its_code(run):
    answer, lines = run("read", b'{"@context": "http://127.0.0.1:9/"}', form="jsonld")
    assert (answer, lines) == ({"unreadable": "context", "values": ["http://127.0.0.1:9/"]}, b"")


def test_a_file_above_the_limit_is_not_even_read_whole(run):
    answer, _ = run("read", MESSY, form="turtle", limits={"bytes": 10})
    assert answer == {"unreadable": "too_large", "values": ["10"]}


@pytest.mark.parametrize("form", ["turtle", "jsonld", "rdfxml", "ntriples"])
def test_conversion_gives_the_bytes_that_writing_gives(run, vocabularies, form):
    surface = next(value for value in vocabularies if value.id == "surface")
    answer, content = run("convert", written(surface, "ntriples"), form=form, base=surface.base)
    assert (answer, content) == ({"bytes": len(content)}, written(surface, form))


@pytest.mark.parametrize("broken", [[], ['{"concepts":1}'], ['{"vocabulary":{},"concepts":0}', "{}"], ["[]", "[]"]])
def test_lines_that_are_cut_are_told(broken):
    with pytest.raises(ValueError):
        wire.found_from(broken)


def test_reading_opens_no_file_and_no_socket_once_the_jobs_are_loaded():
    program = f"""
import sys
sys.path[:0] = [{str(Path(skos.__file__).parents[1])!r}]
from vocabularies import inside
source, target = open("/dev/stdin", "rb"), open("/dev/stdout", "wb")
def heard(event, args):
    if event in ("open", "import") or event.startswith(("socket.", "urllib.", "subprocess.", "os.")):
        if not (event == "import" and args[0] in sys.modules) and not (event == "open" and isinstance(args[0], int)):
            sys.stderr.write(f"{{event}} {{args}}\\n")
sys.addaudithook(heard)
import tempfile
"""
    program = program.replace("import tempfile\n", "")
    program += "print(inside.read([int(sys.argv[1])], [int(sys.argv[2])], form=sys.argv[3]))\n"
    for form in ("turtle", "jsonld", "rdfxml", "ntriples"):
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            source.write(written(skos.shipped()[0], form))
            source.flush()
            numbers = source.fileno(), target.fileno()
            done = subprocess.run(
                [sys.executable, "-c", program, *map(str, numbers), form],
                pass_fds=numbers, capture_output=True, text=True, check=True, input="",
            )  # fmt: skip
        assert done.stderr == ""
        assert "'concepts': 7" in done.stdout
