"""What the search page is given."""

from dataclasses import dataclass

from mediabank.web.shown.pieces import Card, HiddenValue


@dataclass(frozen=True, kw_only=True)
class FacetOption:
    """One value of a facet: with its hits under the other choices; 0 stays, greyed, so the order never jumps."""

    value: str
    label: str
    count: int
    chosen: bool = False
    excluded: bool = False
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of checkboxes. `name` is the query parameter, `exclude_name` the one for "not these"."""

    name: str
    label: str
    options: tuple[FacetOption, ...]
    exclude_name: str = ""
    shown_first: int = 5

    @property
    def excluded(self) -> bool:
        """Whether anything is taken out by this facet."""
        return any(option.excluded for option in self.options)

    @property
    def has_hidden_choice(self) -> bool:
        """Whether a choice lies among the folded options."""
        return any(option.chosen for option in self.options[self.shown_first :])


@dataclass(frozen=True, kw_only=True)
class DateRange:
    """Two days, both included; values are ISO dates or empty."""

    label: str
    from_name: str
    to_name: str
    from_value: str = ""
    to_value: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A choice in force, and the address of the same search without it."""

    label: str
    href: str
    excluded: bool = False


@dataclass(frozen=True, kw_only=True)
class SortOption:
    """One order of the hits."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class NearBy:
    """What exists near a search without hits: "2 på bokmål"."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """One search and a page of its hits."""

    query: str
    action_href: str
    suggest_href: str = ""
    """Typeahead: GET ?q=… answers JSON, a list of strings."""
    total: int = 0
    hits: tuple[Card, ...] = ()
    facets: tuple[Facet, ...] = ()
    dates: DateRange | None = None
    chips: tuple[Chip, ...] = ()
    reset_href: str = ""
    sorts: tuple[SortOption, ...] = ()
    more_href: str = ""
    """The next page; it is also what "Vis 24 til" loads below the hits."""
    more_count: int = 0
    previous_href: str = ""
    did_you_mean: str = ""
    did_you_mean_href: str = ""
    near_by: tuple[NearBy, ...] = ()
    drafts_name: str = ""
    """Query parameter of "also drafts"; empty for those who keep nothing."""
    drafts_chosen: bool = False
    hidden: tuple[HiddenValue, ...] = ()
    problem: str = ""
    """A sentence where the search itself could not be run (too long, too many words)."""
    first_number: int = 1

    @property
    def choices(self) -> int:
        """How many choices are in force; the number on the Filter button."""
        return len(self.chips)
