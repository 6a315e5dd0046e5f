"""Who may see, take and do what: the one rule, as plain values, as a predicate and as a database filter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q, Subquery

from mediabank.models import Asset, AssetReach

PUBLISHED = "publisert"
MEMBERS = "members"
PUBLIC = "public"


class Right(StrEnum):
    """`see` is the record, thumb, card and preview; `take` is every other byte, and means see too."""

    SEE = "see"
    TAKE = "take"


SEE, TAKE = Right.SEE, Right.TAKE


class Reach(StrEnum):
    """How far a permission goes: the person's own uploads, the organisation and those below it, or everything."""

    OWN = "own"
    ORGANISATION = "organisation"
    ALL = "all"


ACTIONS = (
    "asset:add",
    "asset:describe",
    "asset:publish",
    "campaign:edit",
    "people:edit",
    "concept:edit",
    "scheme:edit",
    "bank:administer",
)
"""Every permission that a route may name."""

ROLES: Mapping[str, Mapping[str, Reach]] = {
    "reader": {},
    "contributor": {"asset:add": Reach.ORGANISATION, "asset:describe": Reach.OWN},
    "editor": {
        "asset:add": Reach.ORGANISATION,
        "asset:describe": Reach.ORGANISATION,
        "asset:publish": Reach.ORGANISATION,
        "campaign:edit": Reach.ORGANISATION,
    },
    "vocabulary_editor": {"concept:edit": Reach.ALL, "scheme:edit": Reach.ALL},
    "organisation_admin": {
        "asset:add": Reach.ORGANISATION,
        "asset:describe": Reach.ORGANISATION,
        "asset:publish": Reach.ORGANISATION,
        "campaign:edit": Reach.ORGANISATION,
        "people:edit": Reach.ORGANISATION,
    },
    "bank_admin": dict.fromkeys(ACTIONS, Reach.ALL),
}
"""Role × action → how far. An editor of the consortium reaches everything; `granted` widens it."""

KEEPING_ROLES = frozenset({"contributor", "editor", "organisation_admin", "bank_admin"})
"""The roles whose holders see their organisation's assets in every state."""


@dataclass(frozen=True)
class Everything:
    """Every organisation there is, now and later; for editors of the consortium and the bank's administrator."""

    def __contains__(self, _: object) -> bool:
        return True


EVERYTHING = Everything()
Owners = frozenset[UUID] | Everything


@dataclass(frozen=True)
class Grant:
    """One permission as somebody holds it: for whose assets, and whether only for their own uploads."""

    owners: Owners = frozenset()
    own: Owners = frozenset()
    """Owners for whose assets the permission holds only where the person uploaded them."""


@dataclass(frozen=True)
class Tending:
    """Which words somebody tends: of these vocabularies, in these languages; None for all of them."""

    vocabularies: frozenset[str] | None = None
    languages: frozenset[str] | None = None

    @classmethod
    def of(cls, limits: Mapping[str, Collection[str] | None] | None) -> "Tending":
        """What the limits of a role leave."""
        vocabularies, languages = ((limits or {}).get(each) for each in ("vocabularies", "languages"))
        return cls(
            None if vocabularies is None else frozenset(vocabularies),
            None if languages is None else frozenset(languages),
        )


@dataclass(frozen=True)
class Viewer:
    """Who is asking, as the rule needs to know it: tokens held now, what they keep, and what alone they may see."""

    held: frozenset[str] = frozenset({PUBLIC})
    keeper: Owners = frozenset()
    only: frozenset[str] | None = None
    grants: Mapping[str, Grant] = field(default_factory=dict)
    tends: tuple[Tending, ...] = ()
    person: UUID | None = None
    organisation: UUID | None = None
    """The organisation that a use is counted for."""
    name: str = ""
    organisation_name: str = ""
    session: str = ""
    """What tells visits apart for the statistics, before it is salted and hashed."""

    def reader(self) -> "Viewer":
        """The same viewer on the reader's road only, as readers' pages and searches ask."""
        from dataclasses import replace

        return replace(self, keeper=frozenset())


NOBODY = Viewer()


@dataclass(frozen=True)
class Standing:
    """What the rule needs to know of an asset: the same values stand in the index."""

    asset: str
    owner: UUID
    state: str
    available_from: datetime | None
    expires: datetime | None
    binned: bool
    reach: Collection[tuple[str, str]]
    """(right, token) rows."""


def allows(viewer: Viewer, right: Right, standing: Standing, now: datetime) -> bool:
    """The rule as a predicate; `permitted` and the index filters must agree with it on every case."""
    if viewer.only is not None and standing.asset not in viewer.only:
        return False
    return standing.owner in viewer.keeper or (
        on_road(standing, now) and any(t in viewer.held and _gives(r, right) for r, t in standing.reach)
    )


def on_road(standing: Standing, now: datetime) -> bool:
    """Whether no stop holds on the reader's road."""
    return (
        standing.state == PUBLISHED
        and not standing.binned
        and standing.available_from is not None
        and standing.available_from <= now
        and (standing.expires is None or now < standing.expires)
    )


def permitted(viewer: Viewer, right: Right, now: datetime, *, among: Collection[str] | None = None) -> Q:
    """The rule as a filter on Asset; with `among`, on these assets only.

    Whoever knows the ids gives them: without, the database first collects every asset that the tokens reach.
    """
    rights = [Right.SEE, Right.TAKE] if right is SEE else [Right.TAKE]
    reached = AssetReach.filter(right__in=rights, token__in=sorted(viewer.held))
    if among is not None:
        reached = reached.filter(asset_id__in=list(among))
    rule = (
        Q(state=PUBLISHED, binned_at__isnull=True, available_from__lte=now)
        & Q(Q(expires__isnull=True), Q(expires__gt=now), join_type=Q.OR)
        & Q(id__in=Subquery(reached.values("asset_id")))
    )
    if isinstance(viewer.keeper, Everything):
        rule = Q(id__not="")
    elif viewer.keeper:
        rule |= Q(owner_id__in=sorted(viewer.keeper))
    if among is not None:
        rule &= Q(id__in=list(among))
    return rule if viewer.only is None else rule & Q(id__in=sorted(viewer.only) or [""])


def may(viewer: Viewer, action: str, *, owner: UUID | None = None, uploader: UUID | None = None) -> bool:
    """Whether the viewer may do this with what `owner` keeps; without an owner: whether they may do it at all."""
    grant = viewer.grants.get(action)
    if grant is None:
        return False
    if owner is None:
        return True
    return owner in grant.owners or (owner in grant.own and viewer.person is not None and uploader == viewer.person)


def may_tend(viewer: Viewer, vocabulary: str, language: str | None = None) -> bool:
    """Whether the viewer may change words of a vocabulary: those in one language, or without one all that it is."""
    return may(viewer, "concept:edit") and any(
        (each.vocabularies is None or vocabulary in each.vocabularies)
        and (each.languages is None or language in each.languages)
        for each in viewer.tends
    )


def granted(roles: Collection[tuple[str, Owners, bool]]) -> tuple[Owners, dict[str, Grant]]:
    """What roles give together: whose assets the holder keeps, and each action with its reach.

    A role comes as (name, its organisation and those below, whether that organisation is the consortium).
    """
    keeper: Owners = frozenset()
    grants: dict[str, Grant] = {}
    for role, below, consortium in roles:
        wide: Owners = EVERYTHING if _is_everywhere(role, consortium=consortium) else below
        if role in KEEPING_ROLES:
            keeper = joined(keeper, wide)
        for action, reach in ROLES[role].items():
            grants[action] = _widened(grants.get(action, Grant()), reach, wide)
    return keeper, grants


def reaches_below(role: str, *, consortium: bool) -> bool:
    """Whether what a role gives depends on what lies below its organisation."""
    return role in KEEPING_ROLES and not _is_everywhere(role, consortium=consortium)


def joined(one: Owners, other: Owners) -> Owners:
    """The union of two sets of owners."""
    if isinstance(one, Everything) or isinstance(other, Everything):
        return EVERYTHING
    return one | other


def reach_of(visibility: str | None, *, owner: UUID, chosen: Collection[str] = ()) -> set[tuple[str, str]]:
    """The (right, token) rows that the field `visibility` gives; `chosen` holds the tokens of `visibleTo`."""
    tokens: Mapping[str, Collection[str]] = {
        "offentlig": [PUBLIC],
        "medlem": [MEMBERS],
        "utvalgte": chosen,
        "egen": [organisation_token(owner)],
    }
    return {(TAKE.value, token) for token in tokens.get(visibility or "", ())}


def organisation_token(organisation: UUID) -> str:
    """The token that stands for one organisation."""
    return f"org:{organisation}"


def county_token(county: str) -> str:
    """The token that stands for one county."""
    return f"county:{county}"


async def standing_of(asset: Asset) -> Standing:
    """The values of the rule for a row."""
    rows = await AssetReach.filter(asset_id=asset.id).values_list("right", "token")
    return Standing(
        asset=asset.id,
        owner=asset.owner_id,
        state=asset.state,
        available_from=asset.available_from,
        expires=asset.expires,
        binned=asset.binned_at is not None,
        reach=[(str(right), str(token)) for right, token in rows],
    )


def _is_everywhere(role: str, *, consortium: bool) -> bool:
    return role == "bank_admin" or (consortium and role in {"editor", "organisation_admin"})


def _gives(right: str, wanted: Right) -> bool:
    return right == Right.TAKE or wanted is SEE


def _widened(grant: Grant, reach: Reach, owners: Owners) -> Grant:
    if reach is Reach.OWN:
        return Grant(grant.owners, joined(grant.own, owners))
    return Grant(joined(grant.owners, EVERYTHING if reach is Reach.ALL else owners), grant.own)
