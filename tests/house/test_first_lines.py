"""The first line of each module says what it is."""

import ast

from tests.house.tree import files


def test_every_module_says_what_it_is_in_one_sentence():
    silent = [
        file.path
        for file in files()
        if file.tree.body and not (ast.get_docstring(file.tree) or "").partition("\n")[0].endswith((".", ":"))
    ]
    assert silent == []
