"""The master key of a deployment: it lies outside the database and wraps every survey's keys.

It is FEEDBACK_MASTER_KEY where that is set, else the file `master.key` of the instance folder,
made on first use and readable by this account alone. Older keys may stand behind the newest,
because a backup made under one can be read with no other.
"""

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedback_app.errors import SealError

VARIABLE = "FEEDBACK_MASTER_KEY"
FILE = "master.key"
KEY_BYTES, NONCE_BYTES = 32, 12


@dataclass(frozen=True)
class MasterKey:
    """One master key; its id is a hash that tells nothing of it."""

    id: str
    secret: bytes = field(repr=False)

    def wrap(self, key: bytes, *, about: bytes) -> bytes:
        """Return another key sealed under this one, for one use only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, key, about)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """Return the key that `wrap` sealed for the same use.

        Raises:
            SealError: it was altered, or was sealed for another use.
        """
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(self.secret).decrypt(nonce, sealed, about)
        except (InvalidTag, ValueError) as error:
            raise SealError(
                "A survey's key cannot be opened: it was altered or moved.",
                remedy="Restore the database from a backup.",
            ) from error


class MasterKeys:
    """The master keys of one deployment, read when one is first needed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._keys: list[MasterKey] = []

    @property
    def is_in_a_file(self) -> bool:
        """Whether the keys lie in the instance folder, not in the environment."""
        return not os.environ.get(VARIABLE)

    def current(self) -> MasterKey:
        """Return the key that new keys are wrapped with."""
        return (self._keys or self.read())[0]

    def named(self, key_id: str) -> MasterKey:
        """Return a key by its id, reading again in case it was added meanwhile.

        Raises:
            SealError: it is not there.
        """
        known = next((key for key in self._keys if key.id == key_id), None)
        found = known or next((key for key in self._written() if key.id == key_id), None)
        if found:
            return found
        raise SealError(
            f"The master key {key_id} is missing, and what it sealed cannot be read.",
            remedy=f"Put it back: into {self.path}, on a line of its own, or into {VARIABLE}.",
        )

    def read(self) -> list[MasterKey]:
        """Return every key, the newest first; the first is made where there is none."""
        if self.is_in_a_file and not self.path.exists():
            _write_first(self.path)
        self._keys = self._written()
        if not self._keys:
            raise SealError(f"{self.path} holds no key.", remedy="Put the key back that was in it.")
        return self._keys

    def _written(self) -> list[MasterKey]:
        """Return every key that lies where keys lie; none is made."""
        given = os.environ.get(VARIABLE, "")
        if not given and self.path.exists():
            given = self.path.read_text(encoding="latin-1")
        return [_parse(word) for word in given.replace(",", " ").split()]

    def keep(self, keys: list[MasterKey]) -> None:
        """Write the keys to the file, the newest first, in one step."""
        _write(self.path.with_suffix(".new"), keys).replace(self.path)
        self._keys = keys


def new_master_key() -> MasterKey:
    """Return a new random master key."""
    return _named(secrets.token_bytes(KEY_BYTES))


def _named(secret: bytes) -> MasterKey:
    return MasterKey(hashlib.sha256(b"feedback master key" + secret).hexdigest()[:16], secret)


def _parse(word: str) -> MasterKey:
    try:
        secret = base64.urlsafe_b64decode(word)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise SealError(
            "A master key is not 32 bytes in base64.",
            remedy=f"Mend {VARIABLE} or {FILE}; without the right key nothing can be read.",
        )
    return _named(secret)


def _write_first(path: Path) -> None:
    """Make the first key; of two processes that do so at once, both use the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = _write(path.with_suffix(f".{os.getpid()}"), [new_master_key()])
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def _write(path: Path, keys: list[MasterKey]) -> Path:
    lines = "".join(f"{base64.urlsafe_b64encode(key.secret).decode()}\n" for key in keys)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    return path
