"""Every address of the bank, its object and its guard: one table."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from mediabank.access import SEE, TAKE
from mediabank.models import Asset, Campaign
from mediabank.web import render
from mediabank.web.api import assets as api
from mediabank.web.api import campaigns as campaigns_api
from mediabank.web.api import description as openapi
from mediabank.web.linked import routes as linked
from mediabank.web.pages import (
    asset,
    bank,
    bytes,  # noqa: A004 - the noun of the pages that answer with bytes
    campaigns,
    describing,
    front,
    picking,
    searching,
    signing,
    upload,
    workbench,
)
from mediabank.web.pages.scheme import routes as scheme
from mediabank.web.pages.vocab import routes as vocab
from mediabank.web.pages.words import routes as words
from mediabank.web.routing import OPEN, SIGNED_IN, Route

POST, PATCH, DELETE = ("POST",), ("PATCH",), ("DELETE",)
FILES = None
"""No limit on the body here: the file itself is limited while it is read."""

PAGES: Sequence[Route] = (
    Route("/", front.front_page, guard=OPEN),
    Route("/help", front.help_page, guard=OPEN),
    Route("/help/problems", front.problems_page, guard=OPEN),
    Route("/search", searching.search_page, guard=OPEN),
    Route("/search/suggestions", searching.suggestions, guard=OPEN),
    Route("/language/{code}", signing.choose_language, guard=OPEN),
    Route("/sign-in", signing.sign_in_page, guard=OPEN),
    Route("/sign-in", signing.sign_in_now, guard=OPEN, methods=POST),
    Route("/sign-out", signing.sign_out, guard=OPEN, methods=POST),
    Route("/upload", upload.upload_page, may="asset:add"),
    Route("/upload", upload.upload_now, may="asset:add", methods=POST, body_limit_bytes=FILES),
    Route("/workbench", workbench.workbench_page, may="asset:add"),
    Route("/workbench/notices", workbench.notice_read_now, may="asset:add", methods=POST),
    Route("/bin", workbench.bin_page, may="asset:add"),
    Route("/campaigns", campaigns.campaigns_page, guard=OPEN),
    Route("/campaigns/new", campaigns.campaign_new_page, may="campaign:edit"),
    Route("/campaigns/new", campaigns.campaign_new_now, may="campaign:edit", methods=POST),
    Route("/campaigns/{id}", campaigns.campaign_page, on=Campaign, right=SEE),
    Route("/campaigns/{id}/edit", campaigns.campaign_edit_page, on=Campaign, may="campaign:edit"),
    Route("/campaigns/{id}/edit", campaigns.campaign_edit_now, on=Campaign, may="campaign:edit", methods=POST),
    Route("/id/asset/{id}", asset.permanent, guard=OPEN),
    Route("/assets/{id}", asset.asset_page, on=Asset, right=SEE),
    Route("/assets/{id}/original", bytes.original, on=Asset, right=TAKE),
    Route("/assets/{id}/renditions/{recipe}", bytes.rendition, on=Asset, right=SEE),
    Route("/describe/suggestions", describing.suggestions, may="asset:describe"),
    Route("/assets/{id}/describe", describing.describe_page, on=Asset, may="asset:describe"),
    Route("/assets/{id}/describe", describing.describe_now, on=Asset, may="asset:describe", methods=POST),
    Route("/assets/{id}/publish", describing.publish_now, on=Asset, may="asset:publish", methods=POST),
    Route("/assets/{id}/withdraw", describing.withdraw_now, on=Asset, may="asset:publish", methods=POST),
    Route("/assets/{id}/submit", describing.submit_now, on=Asset, may="asset:describe", methods=POST),
    Route("/assets/{id}/bin", describing.bin_now, on=Asset, may="asset:describe", methods=POST),
    Route("/assets/{id}/restore", describing.restore_now, on=Asset, may="asset:describe", methods=POST),
    Route("/assets/{id}/undo", describing.undo_now, on=Asset, may="asset:describe", methods=POST),
    Route("/assets/{id}/history", workbench.history_page, on=Asset, may="asset:describe"),
    Route("/assets/{id}/versions/new", upload.version_page, on=Asset, may="asset:describe"),
    Route(
        "/assets/{id}/versions",
        upload.version_now,
        on=Asset,
        may="asset:describe",
        methods=POST,
        body_limit_bytes=FILES,
    ),
    Route("/concepts/suggestions", picking.concept_suggestions, may="asset:describe"),
    *words.ROUTES,
    *scheme.ROUTES,
    *linked.ROUTES,
    *vocab.ROUTES,
    Route("/healthz", bank.healthz, guard=OPEN),
    Route("/status", bank.status_page, may="bank:administer"),
    Route("/tasks", bank.tasks_page, may="bank:administer"),
    Route("/tasks/retry", bank.retry_now, may="bank:administer", methods=POST),
    Route("/components", bank.components_page, guard=SIGNED_IN),
)

API: Sequence[Route] = (
    Route("/api/v1/openapi.json", openapi.openapi, guard=OPEN),
    Route("/api/v1/assets", api.listing, guard=OPEN),
    Route("/api/v1/assets", api.create, may="asset:add", methods=POST, body_limit_bytes=FILES),
    Route("/api/v1/assets/{id}", api.one, on=Asset, right=SEE),
    Route("/api/v1/assets/{id}", api.change, on=Asset, may="asset:describe", methods=PATCH),
    Route("/api/v1/assets/{id}", api.remove, on=Asset, may="asset:describe", methods=DELETE),
    Route("/api/v1/assets/{id}/publish", api.publish_it, on=Asset, may="asset:publish", methods=POST),
    Route("/api/v1/assets/{id}/withdraw", api.withdraw, on=Asset, may="asset:publish", methods=POST),
    Route("/api/v1/assets/{id}/restore", api.restore, on=Asset, may="asset:describe", methods=POST),
    Route("/api/v1/assets/{id}/original", bytes.original, on=Asset, right=TAKE, name="api_original"),
    Route("/api/v1/assets/{id}/renditions/{recipe}", bytes.rendition, on=Asset, right=SEE, name="api_rendition"),
    Route("/api/v1/campaigns", campaigns_api.listing, guard=OPEN, name="api_campaigns"),
)

STATIC = Mount("/static", StaticFiles(directory=render.STATIC, check_dir=False), name="static")
ROUTES: Sequence[BaseRoute] = (*PAGES, *API, STATIC)
