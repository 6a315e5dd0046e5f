"""The source as the house tests see it: files, what they import, and what they call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("storage", "vocabularies", "mediabank")


@dataclass(frozen=True)
class File:
    """One module: its path from the root, its dotted name, its syntax tree."""

    path: str
    module: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path


@cache
def files() -> tuple[File, ...]:
    """Every module of the three packages; written-out migrations are not ours to judge."""
    found = []
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" in relative.parts:
                continue
            parts = list(relative.with_suffix("").parts)
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(File(str(relative), module, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


@cache
def modules() -> frozenset[str]:
    return frozenset(file.module for file in files())


def imported(file: File) -> Iterator[tuple[str, int]]:
    """Dotted names of the modules that a file imports anywhere in it, with the line."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = file.module.split(".")
                kept = len(package) - node.level + (1 if file.path.endswith("__init__.py") else 0)
                base = ".".join([*package[:kept], *([base] if base else [])])
            for name in node.names:
                whole = f"{base}.{name.name}"
                yield (whole if whole in modules() else base), node.lineno


def calls(file: File, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method of one of these names."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""
