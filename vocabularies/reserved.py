"""Words that addresses of the bank have a meaning of their own for, so that no vocabulary or concept is called so.

A test reads every route and fails when one of them takes a name that is not here (docs/routes.md).
"""

from __future__ import annotations

VOCABULARIES = frozenset(
    {
        "changes",
        "duplicates",
        "findings",
        "history",
        "import",
        "new",
        "proposals",
        "splits",
        "suggestions",
        "translations",
        "undo",
        "vocabularies",
    }
)
"""What follows /vocab/ and /concepts/ where no vocabulary is meant."""
CONCEPTS = frozenset({"branch", "changes", "import", "new", "version"})
"""What follows a vocabulary in addresses where no concept is meant."""


def is_taken(slug: str, words: frozenset[str]) -> bool:
    """Whether a slug would be read as one of the words, alone or with the suffix of a form: changes.atom."""
    return slug.partition(".")[0] in words
