"""What 20,000 concepts take of memory, in a process of their own; how long they take is measured by the bench."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vocabularies import skos

PROGRAM = """
import json, pathlib, resource, sys
sys.path[:0] = [sys.argv[1]]
from vocabularies.reading import read_any
from vocabularies.writing import written

def text(number, count):
    up = f"; skos:broader v:c{(number - 1) // 8}" if number else ""
    across = f"; skos:related v:c{number * 7919 % count}" if number % 5 == 0 else ""
    return (f'v:c{number} a skos:Concept ; skos:inScheme <https://b.test/vocab/big> ; '
            f'skos:prefLabel "begrep {number}"@nb, "omgrep {number}"@nn, "concept {number}"@en ; '
            f'skos:altLabel "ord {number}"@nb ; skos:definition "Forklaring på begrep {number}."@nb {up} {across} .')

head = ("@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix v: <https://b.test/vocab/big/> ."
        "<https://b.test/vocab/big> a skos:ConceptScheme .")
data = "\\n".join([head, *(text(number, 20_000) for number in range(20_000))]).encode()
value = read_any(data, "turtle").vocabulary
sizes = {form: len(written(value, form)) for form in ("ntriples", "turtle", "jsonld", "rdfxml")}
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = next(int(line.split()[1]) << 10 for line in status.open() if line.startswith("VmHWM:"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"concepts": len(value.concepts), "sizes": sizes, "peak_bytes": peak}))
"""


@pytest.mark.slow
def test_twenty_thousand_concepts_are_read_and_written_within_600_mb():
    """The high-water mark of the child's own memory: on Linux ru_maxrss also holds that of whoever started it."""
    root = Path(skos.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", PROGRAM, root], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["concepts"] == 20_000
    assert min(told["sizes"].values()) > 1_000_000
    assert told["peak_bytes"] < 600 << 20
