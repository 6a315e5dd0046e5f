"""What the index holds of one asset: a row of columns and the words it is found by, as plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """What the columns hold of an asset: the values of the access rule, of the facets and of the orders.

    Moments are whole microseconds since 1970 in UTC, so that they compare exactly as the database does.
    """

    asset: str
    owner: str
    state: str
    available_from: int | None
    expires: int | None
    binned: bool
    reach: tuple[tuple[str, str], ...]
    created: int
    published: int | None
    sort_title: str
    values: tuple[tuple[str, str], ...]
    """(facet, value) as chosen; what lies above a concept is known to `meaning`."""
    titles: tuple[tuple[str, str], ...]
    """(language, title), for the completions of what is typed."""


@dataclass
class Terms:
    """What is looked up for one document; `spelled` keeps positions for phrases."""

    exact: dict[str, int] = field(default_factory=dict)
    spelled: dict[str, list[int]] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    title: dict[str, int] = field(default_factory=dict)
    position: int = 0


@dataclass(frozen=True)
class Document:
    """A row and the words."""

    row: Row
    terms: Terms
