"""Every template with sample values, opened in Chromium under the bank's own headers; run it to write pictures.

.venv/bin/python -m tests.browser.gallery [FOLDER] [NAME…]
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from mediabank import language
from mediabank.web import render
from tests.browser.samples import PAGES, Sample, page_around

HOST = "http://gallery.test"
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SIZES = {1280: 900, 360: 740}


def rendered(sample: Sample, lang: str = "nb", *, partial: bool = False) -> str:
    """The HTML of a sample as the bank would answer it."""
    template = render.environment().get_template(sample.template)
    return template.render(
        view=sample.view,
        title="",
        page=page_around(sample, lang, partial=partial),
        lang=lang,
        t=lambda key, **values: language.text(key, lang, **values),
        fmt=render.Format(lang),
    )


def picture(width_px: int, height_px: int, hue: int) -> str:
    """A stand-in for a picture: sky, sun and sea in any shape."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}">'
        f'<defs><linearGradient id="a" x2="0" y2="1"><stop stop-color="hsl({hue} 80% 88%)"/>'
        f'<stop offset="1" stop-color="hsl({hue} 75% 68%)"/></linearGradient></defs>'
        f'<path fill="url(#a)" d="M0 0h{width_px}v{height_px}H0z"/>'
        f'<circle cx="{width_px * 0.6}" cy="{height_px * 0.6}" r="{min(width_px, height_px) * 0.28}"'
        f' fill="hsl({(hue + 340) % 360} 85% 60%)"/>'
        f'<path fill="hsl({(hue + 160) % 360} 60% 26%)" d="M0 {height_px * 0.72}q{width_px / 4} {-height_px * 0.06}'
        f' {width_px / 2} 0t{width_px / 2} 0V{height_px}H0z"/></svg>'
    )


def answer(route: Route) -> None:
    """Pages from samples, built files from disk, pictures drawn; nothing leaves the machine."""
    url = urlsplit(route.request.url)
    parts = url.path.strip("/").split("/")
    asked = parse_qs(url.query)
    if parts[0] == "static":
        file = render.STATIC / parts[1]
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "text/plain"))
    elif parts[0] == "picture":
        route.fulfill(body=picture(*map(int, parts[1:4])), content_type="image/svg+xml")
    elif parts[0] in PAGES:
        partial = route.request.headers.get("hx-request") == "true"
        html = rendered(PAGES[parts[0]], asked.get("lang", ["nb"])[0], partial=partial)
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CSP})
    else:
        route.fulfill(status=404, body="")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a word to the outside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, name: str, width_px: int, *, lang: str = "nb", scripted: bool = True) -> Iterator[Page]:
    """One sample in a window of its own, settled."""
    size = {"width": width_px, "height": SIZES.get(width_px, 900)}
    context = browser.new_context(viewport=size, java_script_enabled=scripted, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(f"{HOST}/{name}?lang={lang}", wait_until="load")
        yield page
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each node."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: Mapping[str, list] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('any') and node['any'][0]['message']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """What sticks out of the page to the right; empty when nothing can be scrolled sideways."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const past = [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > width + 1 && each.clientWidth > 0)
                .map((each) => `${each.tagName}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`)
                .slice(0, 8);
            return [`the page is ${document.documentElement.scrollWidth} wide`, ...past];
        }"""
    )


def show(folder: Path, names: list[str]) -> None:
    """Write every page at both widths as a picture, and tell what is wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in names or PAGES:
            for width_px in SIZES:
                with opened(browser, name, width_px) as page:
                    for line in [*violations(page), *overflow(page)]:
                        print(name, width_px, line)
                    page.screenshot(path=folder / f"{name}-{width_px}.png", full_page=True)


if __name__ == "__main__":
    show(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/pictures"), sys.argv[2:])
