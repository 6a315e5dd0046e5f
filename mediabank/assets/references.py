"""The rows that a description points at: found by what outsiders call them, and named to outsiders."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from mediabank.concepts.words import Words
from mediabank.models import Asset, Message, Organisation
from mediabank.organisations import register
from vocabularies.scheme import Find, Scheme, leaves

ASSET_ID_LENGTH = 10
REFERRING = ("Organisation", "Asset", "Message")


async def finder(words: Words, raw: Any) -> Find:
    """A `find` for the scheme's reading: concepts from the words, rows from the tables by what `raw` names."""
    known = await _known(set(_strings(raw)))

    def find(kind: str, given: str) -> str | None:
        return known.get((kind, given)) if kind in REFERRING else words.find(kind, given)

    return find


async def namer(words: Words, described: Iterable[tuple[Scheme, Mapping[str, Any]]]) -> "Named":
    """What outsiders call the rows and concepts of descriptions: (scheme, values) each."""
    ids = {
        str(leaf.value)
        for scheme, values in described
        for leaf in leaves(scheme, values)
        if leaf.part.ref == "Organisation"
    }
    rows = await Organisation.filter(id__in=sorted(ids)) if ids else []
    return Named(words, {str(row.id): row.isil or row.slug for row in rows})


class Named:
    """Called as `outward` calls it: (vocabulary or table, id) → slug, ISIL or id."""

    def __init__(self, words: Words, organisations: Mapping[str, str]) -> None:
        self._words, self._organisations = words, organisations

    def __call__(self, kind: str, id_: str) -> str:
        """The outside name; the id itself where there is no other."""
        if kind == "Organisation":
            return self._organisations.get(id_, id_)
        return id_ if kind in REFERRING else self._words.slug(id_)


async def _known(given: set[str]) -> dict[tuple[str, str], str]:
    ids = sorted(text for text in given if _is_uuid(text))
    assets = {text: id_ for text in given if (id_ := _asset_in(text))}
    known: dict[tuple[str, str], str] = {}
    rows = [*await register.named_any(given), *(await Organisation.filter(id__in=ids) if ids else [])]
    for organisation in rows:
        for name in (organisation.isil, organisation.slug, str(organisation.id)):
            if name:
                known["Organisation", name] = str(organisation.id)
    named = sorted(set(assets.values()))
    there = {str(id_) for id_ in await Asset.filter(id__in=named).values_list("id", flat=True)} if named else set()
    known |= {("Asset", text): id_ for text, id_ in assets.items() if id_ in there}
    for message in await Message.filter(id__in=ids).values_list("id", flat=True) if ids else []:
        known["Message", str(message)] = str(message)
    return known


def _asset_in(text: str) -> str:
    """The id that a text is, or that the address of an asset ends in, since people have the address; else ""."""
    last = text.strip().rstrip("/").rpartition("/")[2]
    return last if len(last) == ASSET_ID_LENGTH and last.isalnum() else ""


def _strings(raw: Any) -> Iterable[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping):
        for value in raw.values():
            yield from _strings(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _strings(value)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
