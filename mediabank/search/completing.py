"""What completes the typed letters: names of values first, then titles, all of them of what the viewer may see."""

from datetime import datetime

from mediabank.access import SEE, Viewer
from mediabank.search.columns import Columns
from mediabank.search.index import Served
from mediabank.search.query import Suggestion
from mediabank.search.typeahead import Grams

SUGGESTIONS = 8
NAMES = 4
"""How many of them may be names."""


def completed(
    served: Served, completions: Grams[str], typed: str, viewer: Viewer, language: str, now: datetime
) -> list[Suggestion]:
    """At most eight completions; an asset that fell out of sight just now may still be among them."""
    columns = served.shelf.columns
    visible = columns.allowed(viewer, SEE, now)
    if not visible:
        return []
    bits = visible.to_bytes(len(columns.rows) // 8 + 1, "little")
    suggestions = []
    for value, _ in completions.find(typed, lambda value: bool(_facet(columns, value, visible)), NAMES):
        named = served.shelf.names.entries.get(value)
        if named is not None and named.kind != "message":
            own, text = named.title(language)
            suggestions.append(Suggestion(text, named.kind, value, _facet(columns, value, visible), own))
    titles = served.titles.find(
        typed,
        lambda slot: slot < len(columns.rows) and bool(bits[slot >> 3] >> (slot & 7) & 1),
        SUGGESTIONS - len(suggestions),
    )
    return suggestions + [Suggestion(text, "asset", columns.asset(slot)) for slot, text in titles]


def _facet(columns: Columns, value: str, visible: int) -> str:
    """The facet in which a visible asset has this value, or nothing; nobody is led to what is only proposed."""
    if value in columns.meaning.proposed:
        return ""
    return next((f for f in columns.meaning.named if columns.facets.get(f, {}).get(value, 0) & visible), "")
