"""Passkeys: made on a person's own device, unlocked there, and of no use on another site.

`webauthn` is imported here and this module only by the pages that need it, when they need it.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from feedback_app.errors import FeedbackError, SignInError
from feedback_app.services import audit, clock, second_steps
from feedback_app.store import Passkey, SpentChallenge, Staff

ANSWERED_WITHIN = timedelta(minutes=5)
MOST = 10
LONGEST_LABEL = 60
LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Site:
    """The one address at which passkeys are made and used."""

    origin: str
    host: str
    name: str

    @property
    def can_have_passkeys(self) -> bool:
        """Whether browsers make passkeys here: a name, reached over https or on this machine."""
        if self.host == "localhost":
            return True
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://")
        return False


@dataclass(frozen=True)
class Challenge:
    """What a passkey has to sign, and when it was asked; kept in the visit's signed cookie."""

    value: str
    asked_at: int

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be answered."""
        return abs(_now() - self.asked_at) <= ANSWERED_WITHIN.total_seconds()


def site_at(public_url: str, name: str) -> Site:
    """Return the site that a public address names."""
    parts = urlsplit(public_url)
    return Site(f"{parts.scheme}://{parts.netloc}", parts.hostname or "", name)


def new_challenge() -> Challenge:
    """Return 256 random bits to sign."""
    return Challenge(secrets.token_urlsafe(32), _now())


def registration_options(session: Session, staff_id: str, site: Site, challenge: Challenge) -> str:
    """Return what a browser needs to make a passkey, as JSON."""
    staff = session.get_one(Staff, staff_id)
    known = [base64url_to_bytes(each.credential_id) for each in list_passkeys(session, staff_id)]
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=bytes.fromhex(staff_id),
        user_name=staff.email,
        user_display_name=staff.name,
        challenge=challenge.value.encode(),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def sign_in_options(site: Site, challenge: Challenge) -> str:
    """Return what a browser needs to sign in with any passkey of this site, as JSON."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=challenge.value.encode(),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def add_passkey(
    session: Session,
    staff_id: str,
    *,
    answer: str,
    challenge: Challenge,
    site: Site,
    label: str,
) -> None:
    """Keep the public half of a passkey that a browser has made.

    Raises:
        FeedbackError: the answer does not fit the challenge, the site or the person, or there
            are too many already.
    """
    if len(list_passkeys(session, staff_id)) >= MOST:
        raise FeedbackError(f"You have {MOST} passkeys.", remedy="Remove one first.")
    _spend(session, challenge)
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge.value.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise _unfit() from error
    credential_id = bytes_to_base64url(made.credential_id)
    if session.get(Passkey, _key(credential_id)):
        raise _unfit()
    session.add(
        Passkey(
            id=_key(credential_id),
            credential_id=credential_id,
            staff_id=staff_id,
            public_key=base64.b64encode(made.credential_public_key).decode(),
            sign_count=made.sign_count,
            label=(label.strip() or "Passkey")[:LONGEST_LABEL],
            added_at=clock.now(),
        )
    )
    session.flush()
    audit.record(session, staff_id, "added-passkey", subject=staff_id)


def who_signed(session: Session, *, answer: str, challenge: Challenge, site: Site) -> str:
    """Return who signed a challenge with their passkey, by the id of the account.

    Raises:
        SignInError: no passkey of an account in use signed this challenge, here and just now.
    """
    _spend(session, challenge)
    try:
        given = webauthn.helpers.parse_authentication_credential_json(answer[:LONGEST_ANSWER])
        passkey = session.get(Passkey, _key(bytes_to_base64url(given.raw_id)))
        staff = session.get(Staff, passkey.staff_id) if passkey else None
        if passkey is None or staff is None or not staff.is_active:
            raise _unfit()
        signed = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge.value.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64.b64decode(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise _unfit() from error
    passkey.sign_count = signed.new_sign_count
    session.flush()
    return staff.id


def list_passkeys(session: Session, staff_id: str) -> list[Passkey]:
    """Return somebody's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.staff_id == staff_id)
    return list(session.scalars(query.order_by(Passkey.added_at, Passkey.id)))


def remove_passkey(session: Session, staff_id: str, passkey_id: str) -> None:
    """Remove one passkey of a person; none of anybody else's."""
    session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.staff_id == staff_id))
    second_steps.drop_codes_without_step(session, staff_id)
    audit.record(session, staff_id, "removed-passkey", subject=staff_id)


def _spend(session: Session, challenge: Challenge) -> None:
    """Use a challenge up: two requests with the same one cannot both go on."""
    moment = clock.now()
    session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at < moment))
    if not challenge.is_fresh:
        raise _unfit()
    spent = SpentChallenge(id=_key(challenge.value), expires_at=moment + 2 * ANSWERED_WITHIN)
    try:
        session.add(spent)
        session.flush()
    except IntegrityError as error:
        raise _unfit() from error


def _unfit() -> SignInError:
    return SignInError("That passkey does not fit.", remedy="Try again, or use your password.")


def _key(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _now() -> int:
    moment: datetime = clock.now().replace(tzinfo=UTC)
    return int(moment.timestamp())
