"""Every page of the bank with somebody who looks at it: one table for the tests that walk them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.material import newer_subjects
from tests.browser.served import ADMINISTRATOR, EDITOR, LIBRARY, SUPERUSER, Demonstration


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


def _opened_folds(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")


def _refused_concept(page: Page) -> None:
    page.locator("#pref-nb").fill("")
    page.locator("#pref-nn").fill("")
    page.locator("#pref-en").fill("")
    page.locator("button[form=word-form]").click()
    page.locator(".errors").wait_for()


def _choosing_place(page: Page) -> None:
    page.locator("[data-move]").click()


def _moved_field(page: Page) -> None:
    page.locator("#field-description button").first.click()


def _foretold(page: Page) -> None:
    page.locator("#publish").select_option("M")
    page.locator("main button[value=look]").click()


def _refused_field(page: Page) -> None:
    page.locator("#id").fill("Ikke gyldig")
    page.locator("main button[value=look]").click()


def _refused_group(page: Page) -> None:
    page.locator("#new-nb").fill("Lyd")
    page.locator("form.scheme-form > .row button[value=save]").click()
    page.locator(".errors").wait_for()


def _chosen_struct(page: Page) -> None:
    page.locator("#type").select_option("struct")


def _refused_import(page: Page) -> None:
    page.locator("#file").set_input_files({"name": "ord.ttl", "mimeType": "text/turtle", "buffer": b"@prefix a"})
    page.locator("#slug").fill("Ikke gyldig")
    page.locator("form[enctype] button").click()
    page.locator(".errors").wait_for()


def _told_import(page: Page) -> None:
    """A newer file of subjects, told as what it would change; it is left as it is."""
    page.locator("#file").set_input_files({"name": "emne.ttl", "mimeType": "text/turtle", "buffer": newer_subjects()})
    page.locator("form[enctype] button").click()
    page.locator(".piles").wait_for()


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
    "concepts": Place("/concepts", SUPERUSER),
    "concepts-vocabulary": Place("/concepts/emne", SUPERUSER),
    "concepts-empty": Place("/concepts/emne?q=finnesikke", SUPERUSER),
    "concept": Place("/concepts/emne/lesing", SUPERUSER),
    "concepts-import": Place("/concepts/import", SUPERUSER),
    "concepts-import-refused": Place("/concepts/import", SUPERUSER, _refused_import),
    "concepts-import-told": Place("/concepts/import", SUPERUSER, _told_import),
    "concept-open": Place("/concepts/emne/barn", SUPERUSER, _opened_folds),
    "concept-refused": Place("/concepts/emne/barn", SUPERUSER, _refused_concept),
    "concept-move": Place("/concepts/emne/lesing/move?q=kultur", SUPERUSER),
    "concept-choosing": Place("/concepts/emne/barn", SUPERUSER, _choosing_place),
    "concept-deprecate": Place("/concepts/emne/lesing/deprecate?q=litteratur", SUPERUSER),
    "concept-history": Place("/concepts/emne/lesing/history", SUPERUSER),
    "concepts-history": Place("/concepts/history", SUPERUSER),
    "concepts-new-vocabulary": Place("/concepts/vocabularies/new", SUPERUSER),
    "concept-merge": Place("/concepts/emne/lesestimulering/merge?into=lesing", SUPERUSER),
    "concept-same-as": Place("/concepts/emne/lesevansker/merge?q=lesing", SUPERUSER),
    "concept-split": Place("/concepts/emne/lesing/split?q=litteratur", SUPERUSER),
    "concepts-proposals": Place("/concepts/proposals", SUPERUSER),
    "concepts-splits": Place("/concepts/splits", SUPERUSER),
    "concepts-duplicates": Place("/concepts/duplicates", SUPERUSER),
    "concepts-findings": Place("/concepts/findings?vocabulary=surface", SUPERUSER),
    "concepts-translations": Place("/concepts/translations?language=se&vocabulary=emne", SUPERUSER),
    "scheme": Place("/scheme"),
    "scheme-edit": Place("/scheme/edit", SUPERUSER),
    "scheme-moved": Place("/scheme/edit", SUPERUSER, _moved_field),
    "scheme-field": Place("/scheme/edit/subject", SUPERUSER),
    "scheme-kept": Place("/scheme/edit/visibility", SUPERUSER),
    "scheme-foretold": Place("/scheme/edit/reviewDate", SUPERUSER, _foretold),
    "scheme-new": Place("/scheme/edit/new", SUPERUSER),
    "scheme-refused": Place("/scheme/edit/new", SUPERUSER, _refused_field),
    "scheme-retire": Place("/scheme/edit/reviewDate/retire", SUPERUSER),
    "scheme-groups": Place("/scheme/edit/groups", SUPERUSER),
    "scheme-groups-refused": Place("/scheme/edit/groups", SUPERUSER, _refused_group),
    "scheme-parts": Place("/scheme/edit/placeShown", SUPERUSER),
    "scheme-new-struct": Place("/scheme/edit/new", SUPERUSER, _chosen_struct),
    "scheme-languages": Place("/scheme/edit/languages", SUPERUSER),
    "scheme-versions": Place("/scheme/edit/versions", SUPERUSER),
    "scheme-upload": Place("/scheme/edit/upload", SUPERUSER),
    "vocabularies": Place("/vocab"),
    "vocabularies-found": Place("/vocab?q=les"),
    "catalog": Place("/catalog"),
    "vocabulary": Place("/vocab/emne?open=lesing", LIBRARY),
    "vocabulary-list": Place("/vocab/emne?view=list&letter=L"),
    "vocabulary-new": Place("/vocab/emne?view=new"),
    "vocabulary-retired": Place("/vocab/digital-source-type?view=retired"),
    "vocabulary-found": Place("/vocab/emne?q=read"),
    "vocabulary-found-nothing": Place("/vocab?q=zzz"),
    "vocabulary-concept": Place("/vocab/emne/lesestimulering", SUPERUSER),
    "vocabulary-concept-retired": Place("/vocab/digital-source-type/digitalArt"),
    "status": Place("/status", ADMINISTRATOR),
    "tasks": Place("/tasks", ADMINISTRATOR),
    "components": Place("/components", EDITOR),
    "not-found": Place("/assets/bbbbbbbbbb", LIBRARY),
}
