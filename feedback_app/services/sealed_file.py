"""A file sealed piece by piece as it is written: nothing readable of it is ever on disk.

Each piece is AES-GCM under a key of this file alone, bound to the heading and numbered; the last
one is marked, so that a file cut short, or put together anew, does not open.
"""

from __future__ import annotations

import io
import json
import secrets
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback_app.errors import SealError
from feedback_app.master_key import KEY_BYTES, MasterKey, MasterKeys

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

FORMAT = "feedback-backup-1"
PIECE = 1 << 20
LENGTH_BYTES, TAG_BYTES = 4, 16


class SealedWriter(io.RawIOBase):
    """Takes bytes and writes them sealed; `close` writes the last piece."""

    def __init__(self, out: BinaryIO, master: MasterKey, *, made_at: str) -> None:
        self._out, self._number, self._waiting = out, 0, bytearray()
        salt = secrets.token_bytes(16)
        heading = {
            "format": FORMAT,
            "master": master.id,
            "salt": b64encode(salt).decode(),
            "made_at": made_at,
        }
        self._heading = json.dumps(heading).encode() + b"\n"
        self._cipher = _cipher(master, salt)
        out.write(self._heading)

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Take some bytes; whole pieces are sealed and written."""
        given = bytes(memoryview(data))
        self._waiting += given
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(given)

    def close(self) -> None:
        """Write the last piece, marked as such."""
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
        super().close()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, self._heading)
        self._out.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what a SealedWriter wrote."""

    def __init__(self, source: BinaryIO, masters: MasterKeys) -> None:
        self._source, self._number, self._ready, self._is_over = source, 0, b"", False
        self._heading = source.readline(1000)
        heading = read_heading(self._heading)
        self._cipher = _cipher(masters.named(heading["master"]), b64decode(heading["salt"]))

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer; nothing is left when the last piece was read.

        Raises:
            SealError: the file was altered or cut short.
        """
        view = memoryview(buffer)
        while not self._ready and not self._is_over:
            self._ready = self._next_piece()
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next_piece(self) -> bytes:
        size = int.from_bytes(self._source.read(LENGTH_BYTES), "big")
        sealed = self._source.read(size) if TAG_BYTES <= size <= PIECE + TAG_BYTES else b""
        for is_last in (False, True):
            try:
                piece = self._cipher.decrypt(
                    _nonce(self._number, is_last=is_last), sealed, self._heading
                )
            except (InvalidTag, ValueError):
                continue
            self._number, self._is_over = self._number + 1, is_last
            return piece
        raise SealError(
            "This backup was altered or cut short.", remedy="Take another, and check its disk."
        )


def read_heading(line: bytes) -> dict[str, str]:
    """Return what the first line of a sealed file says.

    Raises:
        SealError: it is no such file.
    """
    try:
        heading: dict[str, str] = json.loads(line)
        if heading["format"] == FORMAT:
            return heading
    except (ValueError, KeyError, TypeError):
        pass
    raise SealError("This is not a backup of this service.", remedy="Name a file ending .backup.")


def _cipher(master: MasterKey, salt: bytes) -> AESGCM:
    key = HKDF(SHA256(), KEY_BYTES, salt, FORMAT.encode()).derive(master.secret)
    return AESGCM(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")
