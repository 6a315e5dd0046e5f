"""A demonstration bank in a process of its own, filled by the command that everybody uses, and windows into it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB", "se": "se-NO"}
LIBRARY, EDITOR, ADMINISTRATOR = "bibliotek@example.org", "kommunikasjon@example.org", "styrer@example.org"
CONTRIBUTOR = "bidrag@example.org"
SUPERUSER = "begreper@example.org"


@dataclass
class Demonstration:
    """A served bank: its address, the password of everybody in it, and what it is filled with."""

    address: str
    home: Path
    _cookies: dict[str, list[Any]] = field(default_factory=dict)
    _assets: dict[str, str] = field(default_factory=dict)

    @property
    def password(self) -> str:
        """The one password of the demonstration."""
        return (self.home / "demo-password.txt").read_text()

    def signed_in(self, context: BrowserContext, email: str) -> None:
        """Give a context the session of a person; each signs in once in a run."""
        if email not in self._cookies:
            form = {"email": email, "password": self.password, "next": "/healthz"}
            answer = context.request.post(f"{self.address}/sign-in", form=form)
            assert answer.ok, answer.status
            self._cookies[email] = [each for each in context.cookies() if each["name"] == "mediabank_session"]
        context.add_cookies(self._cookies[email])

    def asset(self, slug: str, page: Page) -> str:
        """The id of a piece of the demonstration, by its name there; the page's viewer must see it."""
        if slug not in self._assets:
            answer = page.request.get(f"{self.address}/api/v1/assets?drafts=1&size=100").json()
            named = {name: each["id"] for each in answer["items"] for name in each["description"].get("supplierId", [])}
            self._assets |= named
        return self._assets[slug]


@contextmanager
def served(home: Path, environment: Mapping[str, str]) -> Iterator[Demonstration]:
    """The demonstration bank in `home`, filled, serving at a free port until the block ends."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("MEDIABANK_")}
    around |= {"MEDIABANK_HOME": str(home), "MEDIABANK_LOG_LEVEL": "warning", **environment}
    subprocess.run([*COMMAND, "demo", "--no-serve"], cwd=ROOT, env=around, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    log = home / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=around, stdout=out, stderr=out
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process, log)
            yield Demonstration(address, home)
        finally:
            process.terminate()
            process.wait(30)


COMMAND = (sys.executable, "-m", "mediabank.cli")


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)  # the process gives no other sign than that it answers
        else:
            return
    raise AssertionError(log.read_text())


class Windows:
    """Windows into the bank; what any of them complains of is kept."""

    def __init__(self, browser: Browser, bank: Demonstration) -> None:
        self._browser, self._bank = browser, bank
        self._open: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self, who: str = "", *, lang: str = "nb", width_px: int = 1280, scripted: bool = True, **more: Any
    ) -> Page:
        """A new window of a person (nobody: a stranger), in a language."""
        context = self._browser.new_context(
            base_url=self._bank.address,
            viewport={"width": width_px, "height": 900 if width_px > 500 else 740},
            locale=LOCALES[lang],
            java_script_enabled=scripted,
            **{"reduced_motion": "reduce"} | more,
        )
        self._open.append(context)
        context.set_default_timeout(15_000)
        if who:
            self._bank.signed_in(context, who)
        context.add_cookies([{"name": "mediabank_language", "value": lang, "url": self._bank.address}])
        page = context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _said(self, message: ConsoleMessage) -> None:
        # that a page was refused is what some tests ask for; everything else on the console is a fault of ours
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close every window."""
        for each in self._open:
            each.close()


def keys(catalogue: Mapping[str, Any], html: str) -> list[str]:
    """Keys of texts that stand bare in a page."""
    words = set(re.findall(r"(?<=[>\"\s])[a-z_]+(?:\.[a-z_]+)+(?=[<\"\s])", html))
    return sorted(words & set(catalogue))


def problem(page: Page, path: str) -> dict[str, Any]:
    """What the API answers at a path."""
    return json.loads(page.request.get(path).body())
