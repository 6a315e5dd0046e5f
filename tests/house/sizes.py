"""What has grown long: `python -m tests.house.sizes` names functions over 50 lines and modules over 400."""

import ast
from collections.abc import Iterator

from tests.house.tree import ROOT, files

FUNCTION_LINES, MODULE_LINES = 50, 400


def long() -> Iterator[str]:
    """One line for each that is perhaps two."""
    for file in files():
        lines = len((ROOT / file.path).read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            yield f"{file}: {lines} lines"
        for node in ast.walk(file.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > FUNCTION_LINES:
                    yield f"{file}:{node.lineno} {node.name}: {count} lines"


if __name__ == "__main__":
    for line in long():
        print("long:", line)
