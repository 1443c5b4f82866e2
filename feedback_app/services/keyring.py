"""The keys of surveys as one process holds them: unwrapped once, then at hand.

Every engine carries its keyring, so that a service needs only the session it was given.
"""

import secrets
from time import monotonic
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, RootTransaction, bindparam, select

from feedback_app.errors import SealError
from feedback_app.master_key import KEY_BYTES, MasterKeys
from feedback_app.services import clock
from feedback_app.store.keys import Purpose, SurveyKey
from feedback_app.store.new_rows import insert_new
from feedback_app.store.statement import Row, Statement

OPTION = "keyring"
SECONDS_AT_HAND = 60
"""After so long a process asks which key is current: one that was rotated is soon left."""
Use = tuple[str, Purpose]
KEPT = select(
    SurveyKey.id, SurveyKey.survey_id, SurveyKey.purpose, SurveyKey.master_id, SurveyKey.wrapped
)
NAMED = Statement(KEPT.where(SurveyKey.id == bindparam("key")))
NEWEST = Statement(
    KEPT.where(SurveyKey.survey_id == bindparam("survey"), SurveyKey.purpose == bindparam("use"))
    .order_by(SurveyKey.number.desc())
    .limit(1)
)


class Key(NamedTuple):
    """A key ready for use, with the id that stands before all it seals."""

    id: bytes
    cipher: AESGCM


class Keyring:
    """The unwrapped keys of one database."""

    def __init__(self, masters: MasterKeys) -> None:
        self.masters = masters
        self._by_id: dict[bytes, Key] = {}
        self._current: dict[Use, tuple[Key, float]] = {}
        # A key that its transaction might still undo serves that transaction alone.
        self._fresh: WeakKeyDictionary[RootTransaction, dict[Use, Key]] = WeakKeyDictionary()

    def current(self, connection: Connection, survey_id: str, purpose: Purpose) -> Key:
        """Return the key that seals for a survey now; the first is made when it is needed."""
        use = (survey_id, purpose)
        found = self._current.get(use)
        if found and monotonic() < found[1]:
            return found[0]
        transaction = connection.get_transaction()
        fresh = self._fresh.get(transaction, {}) if transaction else {}
        return fresh.get(use) or self._look_up(connection, use)

    def named(self, connection: Connection, key_id: bytes) -> Key:
        """Return a key by its id.

        Raises:
            SealError: the database has no such key, or the master key is missing.
        """
        found = self._by_id.get(key_id)
        if found is None:
            row = NAMED.one(connection, key=key_id.hex())
            if row is None:
                raise SealError(
                    "The key of this text is gone, and the text with it.",
                    remedy="If it was not purged, restore the database from a backup.",
                )
            found = self._by_id[key_id] = self._unwrap(row)
        return found

    def forget(self) -> None:
        """Drop every key from memory, so that each is looked up again."""
        self._by_id.clear()
        self._current.clear()
        self._fresh.clear()

    def _look_up(self, connection: Connection, use: Use) -> Key:
        row = NEWEST.one(connection, survey=use[0], use=use[1].value)
        if row is None:
            return self._make_first(connection, use)
        key = self._unwrap(row)
        self._current[use] = (key, monotonic() + SECONDS_AT_HAND)
        return key

    def _make_first(self, connection: Connection, use: Use) -> Key:
        """Make a survey's first key; of two that do so at once, both use the one that is kept."""
        insert = insert_new(connection, SurveyKey)
        made = connection.execute(insert, self.new_row(use, number=1)).rowcount
        row = NEWEST.one(connection, survey=use[0], use=use[1].value)
        if row is None:
            raise SealError("The key of a survey was not kept.", remedy="Try again.")
        key = self._unwrap(row)
        transaction = connection.get_transaction()
        if made and transaction:
            self._fresh.setdefault(transaction, {})[use] = key
        return key

    def new_row(self, use: Use, *, number: int) -> dict[str, object]:
        """Return the row of a new random key, wrapped with the current master key."""
        key_id, master = secrets.token_hex(8), self.masters.current()
        secret = secrets.token_bytes(KEY_BYTES)
        return {
            "id": key_id,
            "survey_id": use[0],
            "purpose": use[1],
            "number": number,
            "wrapped": master.wrap(secret, about=about(key_id, *use)),
            "master_id": master.id,
            "made_on": clock.today(),
            "retired_at": None,
        }

    def _unwrap(self, row: Row) -> Key:
        key_id, survey_id, purpose, master_id, wrapped = row
        bound_to = about(key_id, survey_id, Purpose(purpose))
        secret = self.masters.named(master_id).unwrap(wrapped, about=bound_to)
        return Key(bytes.fromhex(key_id), AESGCM(secret))


def about(key_id: str, survey_id: str, purpose: Purpose) -> bytes:
    """Return what a wrapped key is bound to, so that it serves no other survey or purpose."""
    return "\0".join(("survey_key", key_id, survey_id, purpose)).encode()


def keyring_of(connection: Connection) -> Keyring:
    """Return the keyring of the database a connection leads to.

    Raises:
        SealError: the engine was opened without one.
    """
    found: Keyring | None = connection.get_execution_options().get(OPTION)
    if found is None:
        raise SealError(
            "This database was opened without its keys.",
            remedy="Open it with `open_database`, as every command does.",
        )
    return found
