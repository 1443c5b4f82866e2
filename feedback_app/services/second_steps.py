"""The second step at signing in: six figures of an app, or one printed code; each counts once.

Passkeys, which are a password and a second step in one, are in `passkeys`.
"""

import base64
import hashlib
import secrets
from datetime import UTC

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import CursorResult, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from feedback_app.errors import FeedbackError, SignInError
from feedback_app.services import audit, clock
from feedback_app.store import AuthenticatorApp, Passkey, RecoveryCode

STEP_SECONDS = 30
PRINTED = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Thirty-one that are not mistaken for one another: 24 of them are 118 random bits."""
GROUPS, OF = 4, 6


def has_any(session: Session, staff_id: str) -> bool:
    """Whether somebody has a second step: a confirmed app or a passkey."""
    app = exists().where(AuthenticatorApp.staff_id == staff_id, AuthenticatorApp.is_confirmed)
    passkey = exists().where(Passkey.staff_id == staff_id)
    return bool(session.scalar(select(or_(app, passkey))))


def has_app(session: Session, staff_id: str) -> bool:
    """Whether somebody has an authenticator app that was tried and works."""
    app = session.get(AuthenticatorApp, staff_id)
    return app is not None and app.is_confirmed


def start_app(session: Session, staff_id: str, *, secret_key: str) -> None:
    """Make a new secret for somebody's app; it counts once a code of it was entered.

    Raises:
        FeedbackError: they have an app already.
    """
    import pyotp

    if has_app(session, staff_id):
        raise FeedbackError("You have an app already.", remedy="Remove it first.")
    sealed = _seal(pyotp.random_base32(), staff_id, secret_key)
    session.merge(
        AuthenticatorApp(staff_id=staff_id, secret=sealed, last_step=0, is_confirmed=False)
    )


def app_in_the_making(
    session: Session, staff_id: str, *, name: str, service: str, secret_key: str
) -> tuple[str, str] | None:
    """Return the secret and the address that an app scans, while it is being set up."""
    import pyotp

    app = session.get(AuthenticatorApp, staff_id)
    if app is None or app.is_confirmed:
        return None
    secret = _open(app.secret, staff_id, secret_key)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=service)


def confirm_app(session: Session, staff_id: str, code: str, *, secret_key: str) -> None:
    """Take an app into use, by a first code of it.

    Raises:
        SignInError: the code is not the app's.
    """
    if not _accept(session, staff_id, _bare(code), secret_key=secret_key):
        raise SignInError(
            "That is not the code the app shows now.", remedy="Wait for the next one and enter it."
        )
    session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.staff_id == staff_id)
        .values(is_confirmed=True)
    )
    audit.record(session, staff_id, "added-authenticator-app", subject=staff_id)


def print_codes(session: Session, staff_id: str) -> list[str]:
    """Return new printed codes, which take the place of all earlier ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [_print_code() for _ in range(PRINTED)]
    session.add_all(RecoveryCode(id=_hash(code), staff_id=staff_id) for code in codes)
    audit.record(session, staff_id, "printed-codes", subject=staff_id)
    return codes


def count_codes(session: Session, staff_id: str) -> int:
    """Return how many printed codes somebody has left."""
    return session.scalar(select(func.count()).where(RecoveryCode.staff_id == staff_id)) or 0


def use_code(session: Session, staff_id: str, code: str, *, secret_key: str) -> None:
    """Use up a code of the app or a printed one.

    Raises:
        SignInError: it is neither, or was used before.
    """
    bare = _bare(code)
    if bare.isdecimal():
        is_right = _accept(session, staff_id, bare, secret_key=secret_key, must_be_confirmed=True)
    else:
        is_right = _use_printed(session, staff_id, bare)
    if not is_right:
        raise SignInError(
            "That code does not match, or was used before.",
            remedy="Enter the code the app shows now.",
        )


def remove_app(session: Session, staff_id: str, *, by: str) -> None:
    """Remove somebody's app; the printed codes go with the last second step."""
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.staff_id == staff_id))
    drop_codes_without_step(session, staff_id)
    audit.record(session, by, "removed-authenticator-app", subject=staff_id)


def remove_all(session: Session, staff_id: str, *, by: str) -> None:
    """Remove every second step of somebody who lost them."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.staff_id == staff_id))
    audit.record(session, by, "removed-second-steps", subject=staff_id)


def drop_codes_without_step(session: Session, staff_id: str) -> None:
    """Delete printed codes that stand in for nothing."""
    session.flush()
    if not has_any(session, staff_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def _accept(
    session: Session,
    staff_id: str,
    code: str,
    *,
    secret_key: str,
    must_be_confirmed: bool = False,
) -> bool:
    """Whether a code is the app's now or half a minute ago or hence, and was not used before."""
    app = session.get(AuthenticatorApp, staff_id, populate_existing=True)
    if app is None or (must_be_confirmed and not app.is_confirmed):
        return False
    step = _step_of(_open(app.secret, staff_id, secret_key), code)
    if step is None:
        return False
    # One statement decides, so that of two requests with one code a single one succeeds.
    done: CursorResult[object] = session.connection().execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.staff_id == staff_id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
    )
    return done.rowcount == 1


def _step_of(secret: str, code: str) -> int | None:
    import pyotp

    app = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = int(clock.now().replace(tzinfo=UTC).timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(app.at(step * STEP_SECONDS).encode(), code.encode()):
            return step
    return None


def _use_printed(session: Session, staff_id: str, code: str) -> bool:
    done: CursorResult[object] = session.connection().execute(
        delete(RecoveryCode).where(
            RecoveryCode.id == _hash(code), RecoveryCode.staff_id == staff_id
        )
    )
    if done.rowcount:
        audit.record(session, staff_id, "used-printed-code", subject=staff_id)
    return done.rowcount == 1


def _print_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(OF)) for _ in range(GROUPS))
    return "-".join(groups)


def _bare(code: str) -> str:
    """Return a code without what people type between its parts."""
    return "".join(code.lower().replace("-", " ").split())[:64]


def _hash(code: str) -> str:
    return hashlib.sha256(_bare(code).encode()).hexdigest()


def _seal(secret: str, staff_id: str, secret_key: str) -> str:
    nonce = secrets.token_bytes(12)
    sealed = _cipher(secret_key).encrypt(nonce, secret.encode(), staff_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def _open(sealed: str, staff_id: str, secret_key: str) -> str:
    raw = base64.b64decode(sealed)
    try:
        return _cipher(secret_key).decrypt(raw[:12], raw[12:], staff_id.encode()).decode()
    except InvalidTag as error:
        raise FeedbackError(
            "The secret of this app cannot be read: the key of this service has changed.",
            remedy="Ask an administrator to remove your second steps, then set them up again.",
        ) from error


def _cipher(secret_key: str) -> AESGCM:
    """Return a cipher under a key made from the one that lies outside the database."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"authenticator apps").derive(secret_key.encode())
    return AESGCM(derived)
