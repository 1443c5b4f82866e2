"""The signed cookie of a visit, with the signer and its key made once.

Flask makes a new signer, and derives its key anew, twice on every page; and it takes apart and
verifies the same cookies on each page of a visit, where their age alone has changed.
"""

from functools import lru_cache
from hashlib import sha256
from time import time
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from werkzeug.http import parse_cookie

COOKIES_AT_HAND = 200


class _Signer(TimestampSigner):
    """Signs with keys that are derived once."""

    _derived: dict[Any, bytes]

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key derived from a secret."""
        known = vars(self).setdefault("_derived", {})
        if secret_key not in known:
            known[secret_key] = super().derive_key(secret_key)
        return bytes(known[secret_key])


class _Serializer(URLSafeTimedSerializer):
    """Keeps its one signer."""

    _signer: Any = None

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """Return the signer, made at its first use."""
        if self._signer is None:
            self._signer = super().make_signer(salt)
        return self._signer


class SignedVisits(SecureCookieSessionInterface):
    """Flask's own signed cookies, with the signer kept, and what it has found to be signed."""

    _kept: _Serializer | None = None

    def __init__(self) -> None:
        self._verified = lru_cache(COOKIES_AT_HAND)(_verify)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the visit's cookie holds: nothing where it is too old or not ours."""
        serializer = self.get_signing_serializer(app)
        cookies = request.environ.get("HTTP_COOKIE", "")
        if serializer is None or not cookies:
            return self.session_class()
        try:
            held, signed_at = self._verified(serializer, cookies, self.get_cookie_name(app))
            age = int(time()) - signed_at
            # A cookie from the future is ours too: the clock was set back.
            is_young = age <= app.permanent_session_lifetime.total_seconds()
            return self.session_class(held if is_young else None)
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie when it has changed; no page is ever kept, so none varies by it."""
        if session.modified:
            super().save_session(app, session, response)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the application's signer, made at its first use."""
        if self._kept is None:
            self._kept = _Serializer(
                str(app.secret_key),
                salt=self.salt,
                serializer=self.serializer,
                signer=_Signer,
                signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
            )
        return self._kept


def _verify(serializer: _Serializer, cookies: str, name: str) -> tuple[dict[str, Any], float]:
    """Return what was signed, and when; a page that changes it puts in new values.

    Raises:
        BadSignature: none of the cookies is a visit's.
    """
    signer: Any = serializer.make_signer()
    cookie = parse_cookie(cookies).get(name, "")
    payload, signed_at = signer.unsign(cookie, return_timestamp=True)
    return serializer.load_payload(payload), signed_at.timestamp()
