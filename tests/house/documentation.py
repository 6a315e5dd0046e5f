"""The documents that are made from tables: `python -m tests.house.documentation` writes them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediabank import settings
from tests.house.tree import ROOT

MADE = "Made by `make docs`; what stands here is changed there."

OF_THE_MACHINE = {"sandbox": "`strict` on Linux, `weak` elsewhere", "sandbox_workers": "one per core"}
"""Defaults that are not the same everywhere, in words."""


def settings_page() -> str:
    """Every setting, as a person who runs a bank reads them."""
    rows = [
        f"| `MEDIABANK_{row.name.upper()}` | {_default(row.name, row.default)} | {_cell(row.help)} |"
        for row in settings.TABLE
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            f"{MADE} Each is an environment variable, or a line of the TOML file that `MEDIABANK_CONFIG` names, by its",
            "lower-case name without `MEDIABANK_`. What is set in both is taken from the environment.",
            "",
            "| setting | default | |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def routes_page() -> str:
    """Every address, its methods, and who may ask."""
    rows = sorted({f"| `{path}` | {methods} | {guard} |" for path, methods, guard in _routes()})
    return "\n".join(
        [
            "# Addresses",
            "",
            f"{MADE} *sees* and *takes*: the asset or campaign was loaded through the access rule",
            "(`mediabank/access.py`); what the viewer may not see answers 404, like what does not exist. A name with a",
            "colon is a permission, held for that very object where there is one. *open*: for everyone; what it shows",
            "comes through the rule too.",
            "",
            "| address | methods | who |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


PAGES = {"docs/settings.md": settings_page, "docs/routes.md": routes_page}


def _routes() -> Iterator[tuple[str, str, str]]:
    from mediabank.web.routes import API, STATIC
    from mediabank.web.routes import PAGES as ADDRESSES

    yield f"{STATIC.path}/…", "GET", "open"
    for route in (*ADDRESSES, *API):
        methods = ", ".join(sorted(set(route.methods or ()) - {"HEAD"}))
        yield route.path, methods, _guard(route)


def _guard(route: Any) -> str:
    if route.on is None:
        return route.may or f"{route.guard.value}"
    seen = f"{'sees' if route.right == 'see' else 'takes'} the {route.on.__name__.lower()}"
    return f"{seen}, {route.may}" if route.may else seen


def _default(name: str, value: Any) -> str:
    if name in OF_THE_MACHINE:
        return OF_THE_MACHINE[name]
    return "" if value is None or value == "" else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write() -> list[Path]:
    """Write the pages that are not as they should be."""
    written = []
    for name, page in PAGES.items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            path.write_text(page(), encoding="utf-8")
            written.append(path)
    return written


if __name__ == "__main__":
    for each in write():
        print(each.relative_to(ROOT))
