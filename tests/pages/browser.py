"""Debian's chromium, showing one rendered page with the compiled files, without network."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.pages.rendering import STATIC

HOST = "http://survey.test"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self';"
    " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
NO_SCRIPTS = POLICY.replace("script-src 'self'", "script-src 'none'")
"""A page's own scripts are blocked; what a test asks still runs (else axe would hang)."""
BRAND_STYLES = ":root{--brand:#0b4a52;--brand-strong:#06343a}"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".html": "text/html; charset=utf-8",
}


def answer(route: Route, html: str, policy: str = POLICY) -> None:
    """Serve one request of a page from the compiled files; anything else is not found."""
    path = route.request.url.removeprefix(HOST).split("?")[0]
    if path == "/page":
        route.fulfill(
            body=html, content_type=TYPES[".html"], headers={"Content-Security-Policy": policy}
        )
    elif path == "/brand.css":
        route.fulfill(body=BRAND_STYLES, content_type=TYPES[".css"])
    elif path.startswith("/static/") and (file := STATIC / path[len("/static/") :]).is_file():
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
    else:
        route.fulfill(status=404, body="not here")


PROGRAM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Debian's chromium, quiet and without network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        yield browser
        browser.close()


def show(page: Page, html: str, policy: str = POLICY) -> None:
    """Load one page of the gallery into a browser page."""
    page.unroute_all()
    page.route("**/*", lambda route: answer(route, html, policy))
    page.goto(f"{HOST}/page")
