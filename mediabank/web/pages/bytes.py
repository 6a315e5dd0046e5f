"""The addresses of bytes: the original and the renditions of an asset, for pages and programs alike."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.delivery import download
from mediabank.models import Asset
from mediabank.web.asking import viewer_of
from mediabank.web.sending import respond


async def original(request: Request, asset: Asset) -> Response:
    """The bytes as uploaded; `?v=<version id>` an older version, for those who keep the asset. The route asks TAKE."""
    viewer = await viewer_of(request)
    version = await download.version_for(asset, request.query_params.get("v", ""), viewer)
    return await respond(request, await download.original(asset, version))


async def rendition(request: Request, asset: Asset) -> Response:
    """A recipe's bytes. The route asks SEE; what the recipe asks beyond that, `download` demands.

    `?v=` only makes the address another one when the version is another one.
    """
    viewer = await viewer_of(request)
    return await respond(request, await download.rendition(asset, request.path_params["recipe"], viewer))
