import ast
import inspect
import re
import tomllib
from pathlib import Path

import pytest

import mediabank
from mediabank.language import text
from vocabularies.scheme import check, normalise, shipped_scheme
from vocabularies.scheme.rules import RULES
from vocabularies.scheme.values import PATTERNS

LOCALE = Path(mediabank.__file__).parent / "locale"


def texts(language):
    return tomllib.loads((LOCALE / language / "rules.toml").read_text("utf-8"))


def keys(table, prefix=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def codes():
    """Every code that the two modules write, read from their source."""
    found = {f"wrong_format.{name}" for name in PATTERNS}
    for module in (inspect.getmodule(normalise), inspect.getmodule(check)):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = {"Finding": 0, "Refused": 0, "found": 2}.get(name)
                if place is not None:
                    found |= {part.value for part in ast.walk(node.args[place]) if isinstance(part, ast.Constant)}
    return {code for code in found if isinstance(code, str) and code != "wrong_format."}


def test_the_codes_are_found_in_the_source():
    assert {"required", "too_long", "wrong_type.date", "not_found", "wrong_format.sha-256"} <= codes()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_rule_and_every_code_has_its_sentence_and_no_sentence_is_left_over(language):
    expected = {f"rule.{name}" for name in RULES} | {f"finding.{code}" for code in codes()}
    assert set(keys(texts(language))) == expected


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_sentences_have_the_same_places_for_values(language):
    def places(table):
        return {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in flat(table)}

    def flat(table, prefix=""):
        for name, value in table.items():
            yield from flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]

    assert places(texts(language)) == places(texts("nb"))


def test_no_sentence_uses_a_word_that_we_do_not_use():
    for language in ("nb", "nn", "en"):
        written = (LOCALE / language / "rules.toml").read_text("utf-8").lower()
        for word in ("ugyldig", "ressurs", "entitet", "metadata", "invalid", "please"):
            assert word not in written


def test_a_finding_becomes_a_sentence_of_the_bank():
    found = normalise(shipped_scheme(), {"title": {"xx": "a"}}, lambda kind, given: None)[1][0]
    assert text(f"finding.{found.code}", "nn", **found.values).startswith("Vel eit anna språk enn «xx».")
