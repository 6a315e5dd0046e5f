"""Routes that cannot forget their guard: each names its object and right, its permission, or that it is for all."""

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any

from starlette import routing
from starlette.requests import Request
from starlette.responses import Response

from mediabank import access
from mediabank.access import SEE, Right, Viewer
from mediabank.assets import lookup as assets
from mediabank.campaigns import lookup as campaigns
from mediabank.concepts.words import newest
from mediabank.errors import NotAllowed, NotFound, NotSignedIn
from mediabank.models import Asset, Campaign, faults
from mediabank.web import incoming
from mediabank.web.asking import viewer_of

Endpoint = Callable[..., Awaitable[Response]]


class Guard(Enum):
    """Guards of routes that have no object."""

    OPEN = "open"
    """For everyone; what it shows comes through the access rule."""
    SIGNED_IN = "signed in"
    """For every person who is signed in."""


OPEN, SIGNED_IN = Guard.OPEN, Guard.SIGNED_IN
LOADERS: Mapping[type, Callable[[str, Viewer, Right], Awaitable[Any]]] = {
    Asset: assets.one,
    Campaign: campaigns.one,
}
"""How an object is loaded through the access rule; the route's path holds its id as `{id}`."""


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Unguarded(Exception):  # noqa: N818 - stops the program at its start
    """A route names no guard."""


class Route(routing.Route):
    """A route with its guard.

    `on` with `right`: the object is loaded through the access rule and handed to the endpoint.
    `on` with `may`: the same, and the viewer must hold the permission for that very object.
    `may` alone: the viewer must hold the permission somewhere. `guard`: OPEN or SIGNED_IN.
    What the viewer may not see answers 404, as if it did not exist.
    """

    def __init__(  # noqa: PLR0913 - each names a part of the guard
        self,
        path: str,
        endpoint: Endpoint,
        *,
        on: type | None = None,
        right: Right = SEE,
        may: str | None = None,
        guard: Guard | None = None,
        methods: tuple[str, ...] = ("GET",),
        name: str | None = None,
        body_limit_bytes: int | None = 1_000_000,
    ) -> None:
        if on is None and may is None and guard is None:
            raise Unguarded(path)
        if may is not None and may not in access.ACTIONS:
            raise Unguarded(f"{path}: no such permission: {may}")
        self.on, self.right, self.may, self.guard, self.called = on, right, may, guard, endpoint
        # Starlette's own limit answers in English words alone, and breaks answers that stream
        self.body_limit_bytes = body_limit_bytes
        super().__init__(
            path,
            self._guarded,
            methods=methods,
            name=name or endpoint.__name__,
        )

    async def _guarded(self, request: Request) -> Response:
        with faults.told():
            answer = await self._answered(incoming.limited(request, self.body_limit_bytes))
            if request.method not in SAFE:
                await newest()  # the page that follows shows what was changed, also while another follows the words
            return answer

    async def _answered(self, request: Request) -> Response:
        viewer = await viewer_of(request)
        if self.on is None:
            self._let_in(viewer)
            return await self.called(request)
        id_ = request.path_params["id"]
        found = None if "\0" in id_ else await LOADERS[self.on](id_, viewer, self.right)  # PostgreSQL takes no NUL
        if found is None:
            raise NotFound
        if self.may is not None and not _may(viewer, self.may, found):
            raise NotAllowed if viewer.person else NotSignedIn
        return await self.called(request, found)

    def _let_in(self, viewer: Viewer) -> None:
        if self.guard is SIGNED_IN and viewer.person is None:
            raise NotSignedIn
        if self.may is not None and not access.may(viewer, self.may):
            raise NotAllowed if viewer.person else NotSignedIn


def demand(viewer: Viewer, action: str, asset: Asset) -> None:
    """For what an asset's state decides: a permission beyond the route's own. Errors: NotAllowed."""
    if not _may(viewer, action, asset):
        raise NotAllowed


def _may(viewer: Viewer, action: str, thing: Any) -> bool:
    return access.may(viewer, action, owner=thing.owner_id, uploader=getattr(thing, "uploaded_by_id", None))
