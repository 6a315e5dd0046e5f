"""Every page of the bank with somebody who looks at it: one table for the tests that walk them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.served import ADMINISTRATOR, EDITOR, LIBRARY, Demonstration


@dataclass(frozen=True)
class Place:
    """An address, who looks, and what is done there first. `{slug}` in the address becomes the id of that piece."""

    path: str
    who: str = ""
    act: Callable[[Page], None] | None = None

    def go(self, page: Page, bank: Demonstration) -> None:
        """Come to the place."""
        before, opened, rest = self.path.partition("{")
        slug, _, after = rest.partition("}")
        page.goto(before + bank.asset(slug, page) + after if opened else self.path)
        if self.act is not None:
            self.act(page)
        page.wait_for_load_state("load")


def _refused_sign_in(page: Page) -> None:
    page.locator("#email").fill("ingen@example.org")
    page.locator("#password").fill("feil-passord-123")
    page.locator("main button[type=submit]").click()


def _refused_description(page: Page) -> None:
    page.locator("#dateCreated").fill("i fjor")
    page.locator("#title-nb").fill("")
    page.locator(".save-bar button").first.click()


def _not_published(page: Page) -> None:
    page.locator(".save-bar button[value=publish]").click()


def _refused_campaign(page: Page) -> None:
    page.locator("form[novalidate] .row > button.ds-button").click()


PLACES: Mapping[str, Place] = {
    "front-stranger": Place("/"),
    "front-library": Place("/", LIBRARY),
    "front-editor": Place("/", EDITOR),
    "help": Place("/help"),
    "problems": Place("/help/problems"),
    "sign-in": Place("/sign-in"),
    "sign-in-refused": Place("/sign-in", act=_refused_sign_in),
    "search-stranger": Place("/search"),
    "search": Place("/search?q=plakat+lesing&language=nb&not-language=nn", LIBRARY),
    "search-drafts": Place("/search?drafts=1&sort=newest", EDITOR),
    "search-nothing": Place("/search?q=plakat&language=sma", LIBRARY),
    "asset-stranger": Place("/assets/{bilde-brygga}"),
    "asset": Place("/assets/{plakat-les-mer-nb}", LIBRARY),
    "asset-draft": Place("/assets/{bilde-hyller}", EDITOR),
    "asset-embargo": Place("/assets/{story-les-meir-nn}", EDITOR),
    "asset-expired": Place("/assets/{skjerm-tur-nb-nn}", EDITOR),
    "describe": Place("/assets/{bilde-hyller}/describe", EDITOR),
    "describe-refused": Place("/assets/{bilde-treet}/describe", EDITOR, _refused_description),
    "describe-not-published": Place("/assets/{bilde-hyller}/describe", EDITOR, _not_published),
    "history": Place("/assets/{plakat-les-mer-nb}/history", EDITOR),
    "upload": Place("/upload", EDITOR),
    "new-version": Place("/assets/{bilde-treet}/versions/new", EDITOR),
    "workbench": Place("/workbench", EDITOR),
    "bin": Place("/bin", EDITOR),
    "campaigns": Place("/campaigns", EDITOR),
    "campaign": Place("/campaigns/les-mer-i-sommer", LIBRARY),
    "campaign-new": Place("/campaigns/new", EDITOR),
    "campaign-refused": Place("/campaigns/new", EDITOR, _refused_campaign),
    "campaign-edit": Place("/campaigns/les-mer-i-sommer/edit", EDITOR),
    "status": Place("/status", ADMINISTRATOR),
    "tasks": Place("/tasks", ADMINISTRATOR),
    "components": Place("/components", EDITOR),
    "not-found": Place("/assets/bbbbbbbbbb", LIBRARY),
}
