"""A report as canonical JSON and back: the same report gives the same bytes and the same hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.report_records import BoardReport

SCHEMA = "report/1"


class SnapshotError(ValueError):
    """A stored report that cannot be read, or was altered after it was built."""


@dataclass(frozen=True)
class Snapshot:
    """A report and its drawn charts, addressed by the hash of the report."""

    hash: str
    report: BoardReport
    pictures: Mapping[str, str]


def write_snapshot(report: BoardReport, pictures: Mapping[str, str]) -> tuple[str, str]:
    """Return the hash of a report and the document to keep: the report and its pictures."""
    plain = {"schema": SCHEMA, "report": asdict(report)}
    return digest(plain), canonical({**plain, "pictures": dict(pictures)})


def read_snapshot(document: str, *, hash_: str) -> Snapshot:
    """Return the report that was kept under a hash.

    Raises:
        SnapshotError: the document is of another form, or its hash does not fit.
    """
    import cattrs

    plain = json.loads(document)
    if plain.get("schema") != SCHEMA:
        raise SnapshotError(
            f"This report was kept in form {plain.get('schema')!r}, and only {SCHEMA!r} can be "
            "read here. Read it with the version of the platform that built it."
        )
    pictures = plain.pop("pictures")
    if digest(plain) != hash_:
        raise SnapshotError(
            f"The report {hash_[:12]} was altered after it was built. Restore the database from a "
            "backup."
        )
    return Snapshot(hash_, cattrs.structure(plain["report"], BoardReport), pictures)


def canonical(plain: Mapping[str, Any]) -> str:
    """Return plain values as JSON in one form only."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(plain: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values in canonical form."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()
