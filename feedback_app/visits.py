"""The signed cookie of a visit, with the signer and its key made once.

Flask makes a new signer, and derives its key anew, twice on every page.
"""

from hashlib import sha256
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


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
    """Flask's own signed cookies, with the signer kept."""

    _kept: _Serializer | None = None

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
