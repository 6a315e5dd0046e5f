"""The texts: every one in bokmål, nynorsk and English, with the same things to fill in; none asked for in vain."""

import ast
import re
from itertools import pairwise
from string import Formatter

import pytest

from mediabank import language
from tests.house.tree import ROOT, calls, files

KEY = re.compile(r"[a-z_]+(\.\w+)+")
OF_ANSWERS = ("error.", "finding.", "menu.", "rule.")
"""Beginnings that only keys have; others are names of tasks and of events too."""


def forms(text):
    return [text] if isinstance(text, str) else list(text.values())


def blanks(text):
    return {name for form in forms(text) for _, name, _, _ in Formatter().parse(form) if name}


@pytest.mark.parametrize(("one", "other"), list(pairwise(["nb", "nn", "en", "nb"])))
def test_what_one_language_says_the_other_says_too(one, other):
    assert sorted(set(language.catalogue(one)) - set(language.catalogue(other))) == []


def test_sami_holds_nothing_that_bokmal_has_not():
    assert set(language.catalogue("se")) - set(language.catalogue("nb")) == set()


@pytest.mark.parametrize("other", ["nn", "en", "se"])
def test_a_text_asks_for_the_same_values_in_every_language(other):
    unlike = [
        key
        for key, text in language.catalogue(other).items()
        if key in language.catalogue("nb") and blanks(text) != blanks(language.catalogue("nb")[key])
    ]
    assert unlike == []


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_a_text_with_a_plural_has_every_form_of_its_language(tongue):
    for key, text in language.catalogue(tongue).items():
        if not isinstance(text, str):
            assert {"other"} <= set(text) <= set(language._locale(tongue).plural_form.tags | {"other"}), key


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_no_text_is_empty(tongue):
    assert [key for key, text in language.catalogue(tongue).items() if not all(forms(text))] == []


def keys_in_code():
    for file in files():
        for call in calls(file, "Fault", "text"):
            if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                yield call.args[0].value, f"{file}:{call.lineno}"
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(OF_ANSWERS):
                yield node.value, f"{file}:{node.lineno}"


def keys_in_templates():
    for path in sorted((ROOT / "mediabank/web/templates").rglob("*.html")):
        for call in re.finditer(r"\bt\(([^()]*)", path.read_text(encoding="utf-8")):
            for string in re.finditer(r"""(["'])([^"']+)\1(?!\s*~)""", call[1]):
                yield string[2], path.name


def test_every_key_in_the_code_has_a_text():
    absent = [f"{where}: {key}" for key, where in keys_in_code() if KEY.fullmatch(key) and not language.has(key, "nb")]
    assert sorted(set(absent)) == []


def test_every_key_in_a_template_has_a_text():
    absent = [
        f"{where}: {key}" for key, where in keys_in_templates() if KEY.fullmatch(key) and not language.has(key, "nb")
    ]
    assert sorted(set(absent)) == []
