"""A person's way through the pages, step by step and counted; words by key, so that a story holds in every language."""

import base64
import mimetypes
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from mediabank import language

PATIENCE_SECONDS = 20
MOST_STOPS = 400
"""Of the Tab key on one page."""
DROP = """([files, selector]) => {
    const carried = new DataTransfer();
    for (const { name, type, body } of files) {
        const bytes = Uint8Array.from(atob(body), (each) => each.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
    }
    for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector(selector).dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true }));
}"""


@dataclass
class Walk:
    """A window, the language it is in, and how many steps were taken."""

    page: Page
    lang: str = "nb"
    steps: int = 0

    def words(self, key: str, **values: object) -> str:
        """The words of a text, as they stand on the page."""
        return language.text(key, self.lang, **values)

    def click(self, key: str, *, within: str = "main", **values: object) -> None:
        """Press the button, link or summary that has these words."""
        said = re.compile(rf"^\s*{re.escape(self.words(key, **values))}\s*$")
        clickable = (
            self.page.locator(within)
            .locator("a, button:not(.hidden-words), summary, label.ds-button")
            .filter(visible=True)
        )
        self.step(clickable.filter(has_text=said).first)

    def step(self, target: Locator) -> None:
        """Press something."""
        self.steps += 1
        target.click()

    def reach(self, target: Locator, *, back: bool = False) -> None:
        """Press Tab until something has the focus; `back`: Shift and Tab."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if target.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError(f"Tab never comes to {target}")

    def type(self, words: str) -> None:
        """Type where the focus is: one step."""
        self.steps += 1
        self.page.keyboard.type(words)

    def press(self, key: str = "Enter") -> None:
        """Press a key that does something: one step."""
        self.steps += 1
        self.page.keyboard.press(key)

    def drop(self, files: Sequence[Path]) -> None:
        """Let files fall on the page as from another window."""
        self.steps += 1
        carried = [
            {
                "name": file.name,
                "type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
                "body": base64.b64encode(file.read_bytes()).decode(),
            }
            for file in files
        ]
        self.page.evaluate(DROP, [carried, ".drop"])

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.page.goto("/sign-in")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(password)
        self.page.locator("main button[type=submit]").click()
        expect(self.page.locator(".viewer")).to_be_visible()

    def told(self, key: str) -> None:
        """The bank says in a toast what was done."""
        expect(self.page.locator(".toast")).to_contain_text(self.words(key))

    def until_found(self, query: str, title: str, *, found: bool = True) -> None:
        """Search until the index has caught up; what is published or taken away is so within seconds."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self.page.goto(f"/search?q={query}")
            if bool(self.page.locator(".object-link", has_text=title).count()) is found:
                return
        raise AssertionError(f"{title!r} {'not found' if found else 'still found'} for {query!r}")
