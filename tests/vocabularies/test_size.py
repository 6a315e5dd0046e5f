"""How long 20,000 concepts take, in a process of their own whose memory is counted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vocabularies import skos

PROGRAM = """
import json, resource, sys, time
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
took, at = {}, time.process_time()
value = read_any(data, "turtle").vocabulary
took["read"] = time.process_time() - at
for form in ("ntriples", "turtle", "jsonld", "rdfxml"):
    at = time.process_time()
    written(value, form)
    took[form] = time.process_time() - at
took["concepts"] = len(value.concepts)
took["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
print(json.dumps(took))
"""


@pytest.mark.slow
def test_twenty_thousand_concepts_are_read_and_written_within_a_minute_and_600_mb():
    root = Path(skos.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", PROGRAM, root], capture_output=True, text=True, check=True)
    took = json.loads(done.stdout)
    print(took)
    assert took["concepts"] == 20_000
    assert took["read"] < 30
    assert max(took[form] for form in ("ntriples", "turtle", "jsonld", "rdfxml")) < 15
    assert took["peak_mb"] < 600
