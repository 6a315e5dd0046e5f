"""Concepts of the form that are picked while one types: their control, and words that were written and not picked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mediabank.concepts import picking
from mediabank.concepts.proposals import is_open
from mediabank.errors import BadRequest
from mediabank.web.forms.choices import Choices
from mediabank.web.incoming import Form
from mediabank.web.shown.picking import Combobox, Option
from vocabularies.scheme import Field

NEW, TYPED, FOUND = "new", "typed", "found"
"""`subject.new` is a word that somebody suggests for the field `subject`; `subject.typed` one that nobody picked.

`subject.found` was ticked among what fits the typed one: it answers that.
"""
FIND = "find"
"""The button that asks what fits the typed words of the field that it names."""
MOST_TICKS, MOST_LISTED = 24, 500
"""Options that stand as boxes to tick, and concepts that stand in a list where no script runs."""
BETWEEN = ";"
MOST_FITTING = 12
Suggested = Mapping[str, tuple[str, ...]]
"""Field → the words that are suggested for it."""
Fitting = Mapping[str, tuple[Option, ...]]
"""Field → the concepts that fit what was written and is none."""


def is_picked(choices: Choices, vocabulary: str, *, several: bool, most: int) -> bool:
    """Whether a field over the vocabulary is a combobox: where several are chosen of many, or it is another's."""
    face, size = choices.words.faces.get(vocabulary), len(choices.words.vocabularies.get(vocabulary, ()))
    return size > (MOST_TICKS if several else most) or (face is not None and face.imported)


def suggest_name(choices: Choices, vocabulary: str, name: str) -> str:
    """The name under which a lacking word is sent; empty where none may be suggested, as inside rows and members."""
    return f"{name}.{NEW}" if "." not in name and is_open(choices.words, vocabulary) else ""


def box(
    choices: Choices,
    vocabulary: str,
    name: str,
    label: str,
    chosen: Sequence[str],
    *,
    suggested: Sequence[str],
    fitting: Sequence[Option] | None,
) -> Combobox:
    """The combobox of a field; what was chosen and is no concept stands in it as it was written, and what fits below.

    Where no script runs, small vocabularies are a list to choose from, and the words of large ones are searched for.
    """
    known, listed = choices.words, len(choices.words.vocabularies.get(vocabulary, ())) <= MOST_LISTED
    words = {each: known.by_slug.get((vocabulary, each)) for each in chosen}
    options = choices.options(vocabulary, chosen) if listed else ()
    return Combobox(
        id=name.replace(".", "-"),
        name=name,
        label=label,
        href=f"/concepts/suggestions?vocabulary={vocabulary}",
        chosen=tuple(choices.option(word, chosen) for word in words.values() if word is not None),
        typed_name=f"{name}.{TYPED}" if "." not in name else "",
        typed=f"{BETWEEN} ".join(each for each, word in words.items() if word is None),
        suggest_name=suggest_name(choices, vocabulary, name),
        suggested=tuple(suggested),
        plain=tuple(each for each in options if not each.chosen),
        finds="" if listed or "." in name else name,
        found=tuple(each for each in fitting or () if each.value not in chosen),
        nothing=fitting == (),
    )


async def found(form: Form, fields: Iterable[Field], choices: Choices) -> Fitting:
    """Choose on the form what was written and not picked: by its name in any language; else it stays as written.

    Gives what fits the words that stay.
    """
    fitting: dict[str, tuple[Option, ...]] = {}
    for field in _concepts(fields):
        typed, ticked = (form.values.pop(f"{field.id}.{each}", []) for each in (TYPED, FOUND))
        if ticked:
            form.values[field.id] = [*form.values.get(field.id, ()), *ticked] if field.repeatable else ticked[-1:]
        if ticked and form.get(FIND) != field.id:
            continue
        for word in filter(None, (each.strip() for text in typed for each in text.split(BETWEEN))):
            wish = picking.Wish(
                typed=word,
                reader=choices.reader,
                vocabularies=(field.vocabulary,),
                only=choices.campaigns,
                most=MOST_FITTING,
            )
            hits = await picking.exact(choices.words, wish)
            form.values.setdefault(field.id, []).append(hits[0].slug if len(hits) == 1 else word)
            if len(hits) != 1:
                fitting[field.id] = (*fitting.get(field.id, ()), *await _fitting(wish, choices))
    return fitting


async def _fitting(wish: picking.Wish, choices: Choices) -> tuple[Option, ...]:
    return tuple(
        replace(
            choices.option(each.word, ()),
            help=" › ".join(above.label(choices.reader) for above in picking.path(choices.words, each.word)),
        )
        for each in await picking.found(wish)
    )


def suggested(form: Form, fields: Iterable[Field], choices: Choices) -> Suggested:
    """Take the words that the form suggests off it. Errors: BadRequest where none may be suggested."""
    words: dict[str, tuple[str, ...]] = {}
    for field in _concepts(fields):
        typed = tuple(dict.fromkeys(filter(None, map(str.strip, form.values.pop(f"{field.id}.{NEW}", [])))))
        if typed and not is_open(choices.words, field.vocabulary):
            raise BadRequest
        if typed:
            words[field.id] = typed if field.repeatable else typed[-1:]
    return words


def _concepts(fields: Iterable[Field]) -> Iterable[Field]:
    return (each for each in fields if each.type == "concept")
