"""Seal what people wrote, and open it again: AES-GCM, bound to the table, column and row.

A sealed text moved to another row, column or survey does not open. All that reads or writes
sealed columns passes through here; the keys stay in the keyring.
"""

import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from feedback_app.errors import SealError
from feedback_app.master_key import NONCE_BYTES
from feedback_app.services.keyring import keyring_of
from feedback_app.store.keys import Purpose

VERSION = b"\x01"
ID_BYTES = 8
HEAD = len(VERSION) + ID_BYTES
BODY = HEAD + NONCE_BYTES


class Place(NamedTuple):
    """Where a sealed text lies; it opens nowhere else."""

    table: str
    column: str
    row: str


def seal(
    connection: Connection,
    text: str,
    *,
    survey_id: str,
    place: Place,
    purpose: Purpose = Purpose.ANSWERS,
) -> bytes:
    """Return a text sealed with the current key of a survey, for one place."""
    key = keyring_of(connection).current(connection, survey_id, purpose)
    head = VERSION + key.id
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + key.cipher.encrypt(nonce, text.encode(), head + _bound(place))


def unseal(connection: Connection, sealed: bytes, *, place: Place) -> str:
    """Return the text that was sealed for a place.

    Raises:
        SealError: it was altered or sealed for another place, or its key is gone.
    """
    head = sealed[:HEAD]
    key = keyring_of(connection).named(connection, head[len(VERSION) :])
    try:
        opened = key.cipher.decrypt(sealed[HEAD:BODY], sealed[BODY:], head + _bound(place))
    except (InvalidTag, ValueError) as error:
        raise SealError(
            f"A sealed text in {place.table} was altered, or belongs elsewhere.",
            remedy="Find out who changed the database, and restore it from a backup.",
        ) from error
    return opened.decode()


def key_id_of(sealed: bytes) -> str:
    """Return the id of the key a text was sealed with."""
    return sealed[len(VERSION) : HEAD].hex()


def _bound(place: Place) -> bytes:
    return "\0".join(place).encode()
