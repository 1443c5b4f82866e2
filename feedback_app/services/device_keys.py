"""The key that answers are sealed to on a device: the private half never leaves the server.

It is worked out from the master key, so nothing more has to be kept, and what was sealed under an
older master key still opens while that key is kept. Curves load when a device first needs one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback_app.errors import SealError
from feedback_app.master_key import MasterKey, MasterKeys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

ABOUT = b"feedback device answers 1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class DeviceKey:
    """What a browser is given: the public key, as base64 of its point, and its id."""

    id: str
    point: str


def device_key(masters: MasterKeys) -> DeviceKey:
    """Return the key that browsers seal to now."""
    master = masters.current()
    return DeviceKey(master.id, base64.b64encode(_point(_private(master))).decode())


def open_sealed(masters: MasterKeys, sealed: bytes) -> Mapping[str, object]:
    """Return what a browser sealed.

    Raises:
        SealError: it is damaged, altered or sealed to a key that is gone.
    """
    try:
        envelope = json.loads(sealed)
        sender, nonce, text = (base64.b64decode(envelope[n]) for n in ("from", "iv", "sealed"))
        master = masters.named(str(envelope["key"]))
        cipher = _cipher(_private(master), sender)
        opened = json.loads(cipher.decrypt(nonce, text, master.id.encode()))
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SealError("Answers from a device cannot be read.") from error
    if not isinstance(opened, dict):
        raise SealError("Answers from a device cannot be read.")
    return opened


@lru_cache(maxsize=8)
def _private(master: MasterKey) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    seed = HKDF(SHA256(), 48, None, ABOUT).derive(master.secret)
    number = int.from_bytes(seed, "big") % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _cipher(key: ec.EllipticCurvePrivateKey, sender: bytes) -> AESGCM:
    """Return the cipher that both sides work out; it is bound to both public keys."""
    from cryptography.hazmat.primitives.asymmetric import ec

    public = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, sender)
    shared = key.exchange(ec.ECDH(), public)
    return AESGCM(HKDF(SHA256(), 32, sender + _point(key), ABOUT).derive(shared))
