"""Whose words a file brings: which vocabulary it makes or brings up to date, and which of its concepts may come in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mediabank.concepts.word import same_address
from mediabank.errors import Fault, Unfit
from mediabank.models import Fact, Vocabulary
from vocabularies import reserved, turtle
from vocabularies.skos import VocabularyValue

SLUG_LENGTH = 60
SLUG = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{SLUG_LENGTH - 1}}}", re.ASCII)
WORDS = "words"
"""What a vocabulary is called in addresses whose file gives it no name that can stand there."""
ADDRESS_LENGTH = 300
GROWN_ELSEWHERE = "campaign"
"""Its concepts come with campaigns alone; a file may change their words."""


@dataclass(frozen=True)
class Claim:
    """The vocabulary that a file is about, as it is called here; `row` is None where it will be made."""

    slug: str
    address: str
    base: tuple[str, str]
    """The address that the file was written under and this bank's, for a vocabulary that comes with the bank."""
    row: Vocabulary | None
    own_base: str
    others: Mapping[str, str]
    """Address → slug of every other vocabulary."""

    def foreign(self, address: str) -> str | None:
        """Why a concept of this address does not belong to it: the slug of whose it is, "" for nobody's; None: it may.

        Another's address space, the bank's own above all, is never taken by accident.
        """
        if address.startswith(self.own_base):
            return None if self._below(address, self.address) else self._owner(address)
        if self.row is not None and not self.row.imported:
            return self._owner(address)  # the bank's own concepts have the bank's own addresses
        return self._owner(address) or None

    def _owner(self, address: str) -> str:
        return next((slug for other, slug in self.others.items() if self._below(address, other)), "")

    @staticmethod
    def _below(address: str, vocabulary: str) -> bool:
        bare = vocabulary.rstrip("/#")
        return address.startswith((f"{bare}/", f"{bare}#"))


async def claimed(face: VocabularyValue, wanted: str) -> Claim:
    """Which vocabulary a file is about; `wanted` is the slug that was chosen for it, or "". Errors: Unfit."""
    rows = await Vocabulary.all()
    own_base = (await Fact.get(name="base")).value
    base, address = ("", ""), face.address
    if address.startswith(f"{turtle.BASE}vocab/") and own_base != turtle.BASE:  # as it comes with the program
        base = (turtle.BASE, own_base)
        address = own_base + address.removeprefix(turtle.BASE)
    row = next((each for each in rows if same_address(each.address) == same_address(address)), None)
    others = {each.address: each.slug for each in rows if each is not row}
    if row is not None:
        if wanted and wanted != row.slug:
            raise _unfit("import.other_slug", slug=row.slug, wanted=wanted)
        return Claim(row.slug, row.address, base, row, own_base, others)
    slug = wanted or _fitting(face.id)
    demand_slug(slug)
    taken = next((each for each in rows if each.slug == slug), None)
    if taken is not None:
        raise _unfit("import.slug_taken", slug=slug, address=taken.address, theirs=address)
    if address.startswith(own_base):
        raise _unfit("import.own_address", address=address)
    if len(address) > ADDRESS_LENGTH:
        raise _unfit("import.address_long", limit=ADDRESS_LENGTH)
    return Claim(slug, address, base, None, own_base, others)


def _fitting(name: str) -> str:
    """The name that a file gives its vocabulary, as it can stand in an address; often that is but a host's name."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:SLUG_LENGTH].rstrip("-") or WORDS


def demand_slug(slug: str) -> None:
    """Refuse what cannot stand in an address of a vocabulary, or means something else there. Errors: Unfit."""
    if not SLUG.fullmatch(slug):
        raise _unfit("import.slug_shape", slug=slug)
    if reserved.is_taken(slug, reserved.VOCABULARIES):
        raise _unfit("import.slug_reserved", slug=slug)


def _unfit(key: str, **facts: str | int) -> Unfit:
    return Unfit(faults=[Fault(key, field="slug", facts=facts)])
