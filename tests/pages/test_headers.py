"""What every page carries, whatever its status: one policy, nothing kept or from elsewhere."""

import re
from dataclasses import replace

import pytest
from flask import abort

from feedback_app import create_app
from feedback_app.config import load_settings
from tests.journeys.walking import begin, read, token_of
from tests.pages.answering import address, answer_all, post

__all__ = ["address"]

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
ELSEWHERE = re.compile(r"""(?:src|srcset|action|formaction|data|poster)=["']?(?:https?:)?//""")


def carries_everything(page):
    for name, value in EXPECTED.items():
        assert page.headers.getlist(name) == [value], (page.status, name)
    assert len(page.headers.getlist("Cache-Control")) == 1
    assert "Server" not in page.headers


def static_file(client):
    """Return the address of the style sheet that pages ask for."""
    return read(client.get("/")).select_one("link[rel=stylesheet]")["href"]


@pytest.fixture
def broken(app):
    """A page that fails, as a fault of ours would."""

    @app.get("/broken")
    def fail():
        raise RuntimeError("words of a child")

    @app.get("/early/<int:status>")
    def stop(status):
        abort(status)

    return app.test_client()


def test_every_status_carries_the_same_headers_and_is_not_kept(broken, address):
    client = broken
    first = begin(client, address)
    token = token_of(read(client.get(first)))
    sent = {"csrf_token": token, "answer": "y"}
    pages = {
        200: client.get(address),
        204: client.post(first, data=sent, headers={"X-Answer-By": "script"}),
        303: client.post(first, data=sent),
        400: client.post("/staff/sign-out"),
        404: client.get("/nowhere"),
        405: client.get("/reader"),
        410: client.get("/s/unknown/1"),
        413: client.post(first, data={**sent, "answer": "x" * 300_000}),
        422: client.post(first, data={"answer": "y"}),
        500: client.get("/broken"),
    }
    for status, page in pages.items():
        assert page.status_code == status
        carries_everything(page)
        assert page.headers["Cache-Control"] == "no-store", status
        assert "Strict-Transport-Security" not in page.headers


def test_a_wrong_method_is_told_which_are_right(client):
    page = client.put("/")
    assert page.status_code == 405
    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_fault_is_told_kindly_and_names_nothing(broken, caplog):
    page = broken.get("/broken")
    assert "This is our fault, not yours." in page.text
    assert "words of a child" not in page.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("status", [400, 401, 403, 408, 429, 503])
def test_any_other_status_is_a_page_of_ours(broken, status):
    page = broken.get(f"/early/{status}")
    assert page.status_code == status
    assert len(read(page).select("h1")) == 1
    assert page.headers["Cache-Control"] == "no-store"


def test_compiled_files_are_kept_for_good_and_what_is_not_there_is_not(client):
    file = client.get(static_file(client), buffered=True)
    assert file.status_code == 200
    carries_everything(file)
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    unchanged = {"If-None-Match": file.headers["ETag"]}
    same = client.get(static_file(client), headers=unchanged, buffered=True)
    assert same.status_code == 304
    assert same.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    missing = client.get("/static/nothing.css")
    assert missing.status_code == 404
    carries_everything(missing)
    assert missing.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/"])
def test_only_compiled_files_are_served(client, path):
    assert client.get(path).status_code in (301, 308, 404)


def test_the_policy_allows_nothing_unsafe_and_nobody_else():
    policy = EXPECTED["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_no_page_asks_anybody_else_for_anything(client, address):
    check = answer_all(client, address)
    pages = [address, f"{address}/1", f"{address}/2", check, "/", "/help", "/privacy", "/credits"]
    pages += ["/accessibility", "/staff/sign-in", "/nowhere"]
    shown = [client.get(path) for path in pages] + [client.get(post(client, check).location)]
    for page in shown:
        assert not ELSEWHERE.search(page.text)
        sheet = read(page)
        assert not [each for each in sheet.select("link[href]") if not each["href"].startswith("/")]
        assert not [each for each in sheet.select("script") if not each.get("src")]
        assert not sheet.select("style, [style], [onclick], iframe, object, embed, base")
    css = client.get(static_file(client), buffered=True).text
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", css)


@pytest.fixture
def secure(app, tmp_path, address):
    """The same service as it is reached over https."""
    settings = replace(load_settings(tmp_path), public_url="https://voice.example.org")
    made = create_app(settings)
    yield made.test_client()
    made.extensions["database"].close()


def test_over_https_the_cookie_insists_on_it(secure, address):
    token = token_of(read(secure.get(address, base_url="https://voice.example.org")))
    page = secure.post(
        address,
        data={"csrf_token": token, "agree": "yes"},
        base_url="https://voice.example.org",
        headers={"Referer": "https://voice.example.org/"},
    )
    assert page.status_code == 303
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-visit=")
    flags = {flag.strip().partition("=")[0] for flag in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path", "SameSite", "Expires"} <= flags
    assert "Domain" not in flags
    assert "Path=/;" in cookie + ";"


def test_over_https_every_page_insists_on_it(secure):
    for path in ("/", "/nowhere", static_file(secure)):
        page = secure.get(path, base_url="https://voice.example.org", buffered=True)
        carries_everything(page)
        assert page.headers.getlist("Strict-Transport-Security") == [
            "max-age=31536000; includeSubDomains"
        ]


def test_a_browser_without_a_cookie_is_given_none_for_reading(client):
    for path in ("/privacy", "/credits", "/accessibility", "/help"):
        cookies = client.get(path).headers.getlist("Set-Cookie")
        assert all("draft" not in cookie for cookie in cookies)
        assert all(cookie.startswith("visit=") for cookie in cookies)
