"""What the combobox is given: the field in which concepts are picked while one types."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value to choose; `group` gathers options under a heading."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""
    help: str = ""
    lang: str = ""
    """The label's language where it is not the reader's."""
    mark: str = ""
    """What stands beside it: that it is only proposed, or no longer used."""


@dataclass(frozen=True, kw_only=True)
class Combobox:
    """A text field with the concepts that fit; what is picked stands over it and is sent as `name`.

    In a template: `{% from "parts/combobox.html" import combobox with context %}` and `{{ combobox(it) }}`, under a
    `<label for="{{ it.id }}">`. The script tells `combobox:picked` on its frame whenever the choice changes.
    """

    id: str
    name: str
    label: str
    href: str
    """GET with `q` answers what fits, as /concepts/suggestions does."""
    chosen: tuple[Option, ...] = ()
    several: bool = True
    """Whether more than one may be picked; otherwise the next takes the place of the one before."""
    submits: bool = False
    """Whether picking sends the form at once."""
    typed_name: str = ""
    """The name under which typed letters are sent that nobody picked; empty: they are not sent."""
    typed: str = ""
    placeholder: str = ""
    """What the empty field says, where it is not what all of them say."""
    suggest_name: str = ""
    """The name under which words are sent that no concept has yet; empty: none may be suggested."""
    suggested: tuple[str, ...] = ()
    kind_name: str = ""
    """The field of the same form whose value goes along with what is typed."""
    finds: str = ""
    """The value of the button `find` by which browsers without scripts ask what fits; empty: there is none."""
    found: tuple[Option, ...] = ()
    """What fits, in the answer to that; sent as `name` with ".found", so that one sees what answers the letters."""
    nothing: bool = False
    """Whether that found nothing."""
    plain: tuple[Option, ...] = ()
    """What else may be chosen, for browsers without scripts; empty where it is too much for a list."""
