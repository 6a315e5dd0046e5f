"""One line of the benchmarks: what was measured, what it should be, what it was held against."""

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure; `what` names its unit, `target` begins with ≤ or ≥ and a number, or is empty where there is none."""

    what: str
    measured: float
    target: str = ""
    yardstick: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the figure reaches its target; None where there is none."""
        found = re.match(r"([≤≥=]) ([\d,.]+)", self.target)
        if found is None or math.isnan(self.measured):
            return None
        wanted = float(found[2].replace(",", ""))
        return {"≤": self.measured <= wanted, "≥": self.measured >= wanted, "=": self.measured == wanted}[found[1]]

    @property
    def figure(self) -> str:
        """The figure with three digits that mean something."""
        if math.isnan(self.measured):
            return "–"
        if self.measured >= 100 or self.measured == int(self.measured):
            return f"{self.measured:,.0f}"
        return f"{self.measured:.3g}"

    @property
    def verdict(self) -> str:
        """Yes, no, or nothing."""
        return {True: "yes", False: "no", None: ""}[self.met]
