"""What people have beside a password: an authenticator app, printed codes, passkeys."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import Base


class AuthenticatorApp(Base):
    """The app that shows a person's codes; its secret is sealed under a key outside the database.

    `last_step` is the half minute of the last code accepted: none at or before it counts again.
    """

    __tablename__ = "authenticator_app"

    staff_id: Mapped[str] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(default=0)
    is_confirmed: Mapped[bool] = mapped_column(default=False)


class RecoveryCode(Base):
    """One printed code for the day the phone is lost: kept as a hash, deleted when used."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)


class Passkey(Base):
    """One passkey: its public key, and how often it has signed, where it counts."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    credential_id: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]


class SpentChallenge(Base):
    """A challenge that a passkey has answered: none is answered twice."""

    __tablename__ = "spent_challenge"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime]
