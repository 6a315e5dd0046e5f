"""The describing form: made from the scheme, read back to the outside form, and values told in words."""

from mediabank.web.forms.choices import Choices, choices_for, organisation_options
from mediabank.web.forms.inputs import Marks, anchor, asked, groups_of, untouched
from mediabank.web.forms.picked import FIND, Fitting, Suggested, found, suggested
from mediabank.web.forms.reading import MARKER, changes_of, day_given

__all__ = [
    "FIND",
    "MARKER",
    "Choices",
    "Fitting",
    "Marks",
    "Suggested",
    "anchor",
    "asked",
    "changes_of",
    "choices_for",
    "day_given",
    "found",
    "groups_of",
    "organisation_options",
    "suggested",
    "untouched",
]
