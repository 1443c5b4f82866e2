"""Headers on every page: nothing from elsewhere, nothing kept, nothing told to other sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT = "max-age=31536000; includeSubDomains"
A_YEAR = "public, max-age=31536000, immutable"


def init_app(app: Flask, *, is_secure: bool, proxies: int) -> None:
    """Put the headers on every page of an application, whatever its status.

    Of the addresses that so many proxies in front have added, the right one is believed.
    """
    inner: WSGIApplication = app.wsgi_app
    if proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        inner = ProxyFix(inner, x_for=proxies, x_proto=proxies, x_host=0)
    vars(app)["wsgi_app"] = Headers(inner, is_secure=is_secure)


class Headers:
    """Adds the headers on the way out: after everything else, so nothing can leave without."""

    def __init__(self, inner: WSGIApplication, *, is_secure: bool) -> None:
        self.inner = inner
        self.fixed = list(HEADERS.items())
        if is_secure:
            self.fixed.append(("Strict-Transport-Security", STRICT))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request as the inner application does, with the headers added."""
        is_static = environ.get("PATH_INFO", "").startswith("/static/")

        def start_with_headers(
            status: str, headers: list[tuple[str, str]], fault: Any = None
        ) -> Callable[[bytes], object]:
            if is_static and status.startswith(("200", "304")):
                headers = [pair for pair in headers if pair[0] != "Cache-Control"]
                headers.append(("Cache-Control", A_YEAR))
            elif not any(name == "Cache-Control" for name, _ in headers):
                headers.append(("Cache-Control", "no-store"))
            headers.extend(self.fixed)
            return start(status, headers, fault)

        return self.inner(environ, start_with_headers)
