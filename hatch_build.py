"""Refuses to build a wheel without the built front end; an editable install may do without it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndPresent(BuildHookInterface):  # type: ignore[type-arg]
    """The pages' CSS and JavaScript are made by `make frontend` before a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raise where app.css is absent and the wheel is meant for others."""
        built = Path(self.root) / "mediabank" / "web" / "static" / "app.css"
        if version != "editable" and not built.exists():
            raise RuntimeError("the front end is not built; run: make frontend")
