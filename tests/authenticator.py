"""A passkey made of software: it signs what a browser would hand it, rightly or wrongly."""

import base64
import hashlib
import json
import secrets
import struct

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(value):
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


class SoftPasskey:
    """One key pair at one site; `counts` says whether it counts its signatures."""

    def __init__(self, *, origin, host, counts=True):
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 1 if counts else 0
        self.counts = counts

    def make(self, options):
        """Return a browser's answer to being asked to make a passkey."""
        asked = json.loads(options)
        self.user = raw(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        data = self._data(PRESENT | VERIFIED | ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": text(said), "attestationObject": text(attestation)})

    def sign(self, options, *, flags=PRESENT | VERIFIED, origin=""):
        """Return a browser's answer to being asked to sign in."""
        asked = json.loads(options)
        self.count += self.counts
        data = self._data(flags)
        said = self._said("webauthn.get", asked["challenge"], origin)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(said),
                "authenticatorData": text(data),
                "signature": text(signed),
                "userHandle": text(self.user),
            }
        )

    def _data(self, flags):
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind, challenge, origin=""):
        said = {"type": kind, "challenge": challenge, "origin": origin or self.origin}
        return json.dumps({**said, "crossOrigin": False}).encode()

    def _answer(self, response):
        named = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**named, "response": response, "clientExtensionResults": {}})
