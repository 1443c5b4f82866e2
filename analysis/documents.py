"""The file that lies beside every release: each published figure once, and the rules in force.

It holds nothing that is not published, so that anybody may check, or attack, a release with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.dimensions import Cell
from analysis.populations import Population
from analysis.publication import HIDDEN, PublishableTable, Published, Release

FORMAT = "release/1"


class DocumentError(ValueError):
    """A release document that is of another format or has been altered."""


def release_document(release: Release) -> dict[str, Any]:
    """Return the release as plain values, with the SHA-256 of all the rest under `sha256`.

    The same release gives the same bytes through `document_bytes`. Each figure has an id, the table
    and answer it was first printed under, its population (`survey`, `where`), kind (count, base,
    missing, percentage), value (None: hidden) and the step it was rounded to.
    """
    figures, shares = _figures(release)
    document: dict[str, Any] = {
        "format": FORMAT,
        "release": release.name,
        "audience": release.audience.value,
        "rules": release.rule.as_json(),
        "symbols": {HIDDEN: "too few to show, or hidden to protect others"},
        "surveys": _surveys(release),
        "figures": [*figures.values(), *shares],
        "not_released": [str(refusal) for refusal in release.refusals],
    }
    return document | {"sha256": digest_of(document)}


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """Return the bytes to write: sorted keys, two-space indents, UTF-8, a newline at the end."""
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document without its own `sha256`."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    return hashlib.sha256(document_bytes(rest)).hexdigest()


def read_release(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a release document after checking that it is one, and unaltered.

    Raises:
        DocumentError: when it is of another format, or its hash does not fit.
    """
    if document.get("format") != FORMAT:
        raise DocumentError(
            f'This file has the format {document.get("format")!r}, not "{FORMAT}". '
            "Give the release.json that was written beside a report."
        )
    if document.get("sha256") != digest_of(document):
        raise DocumentError(
            f'Release "{document.get("release")}" has been altered since it was written: its hash '
            "does not fit. Take the file from the release itself."
        )
    return dict(document)


def _surveys(release: Release) -> dict[str, Any]:
    return {
        survey: {
            "dimensions": {name: sorted(atoms) for name, atoms in sorted(dimensions.items())},
            "wider": [
                {
                    "wide": _where(each.wide),
                    "parts": [_where(part) for part in each.parts],
                    "most": each.most,
                }
                for each in release.wider
                if each.wide.survey == survey
            ],
        }
        for survey, dimensions in sorted(release.universe.items())
    }


def _figures(release: Release) -> tuple[dict[Population, dict[str, Any]], list[dict[str, Any]]]:
    """Return the counts by population, each once, and the percentages that point at them."""
    figures: dict[Population, dict[str, Any]] = {}
    shares: dict[tuple[str, str], dict[str, Any]] = {}
    for table in release.tables:
        for population, plain in _table_figures(table):
            figures.setdefault(population, {"id": f"n{len(figures) + 1}", **plain})
        for cell, share in _percentages(table):
            of = [
                figures[table.design.population(each)]["id"] for each in (cell, Cell(cell.groups))
            ]
            plain = {"id": f"p{len(shares) + 1}", "kind": "percentage", "of": of, "value": share}
            shares.setdefault((of[0], of[1]), plain | _labels(table, cell) | {"rounded_to": 1})
    return figures, list(shares.values())


def _table_figures(table: PublishableTable) -> Iterator[tuple[Population, dict[str, Any]]]:
    for cell, shown in table.cells.items():
        kind = "base" if cell.answer is None else "count"
        population = table.design.population(cell)
        yield population, _plain(population, shown) | _labels(table, cell) | {"kind": kind}
    for state, shown in table.missing.items():
        population = table.design.missing_population(state)
        labels = {"table": table.title, "groups": {}, "answer": state}
        yield population, _plain(population, shown) | labels | {"kind": "missing"}


def _plain(population: Population, shown: Published) -> dict[str, Any]:
    return {
        "survey": population.survey,
        "where": _where(population),
        "value": shown.value,
        "rounded_to": shown.rounded_to,
    }


def _where(population: Population) -> dict[str, list[str]]:
    return {name: list(atoms) for name, atoms in population.where}


def _labels(table: PublishableTable, cell: Cell) -> dict[str, Any]:
    names = (dimension.name for dimension in table.dimensions)
    groups = dict(zip(names, cell.groups, strict=True))
    return {"table": table.title, "groups": groups, "answer": cell.answer}


def _percentages(table: PublishableTable) -> Iterator[tuple[Cell, int]]:
    for cell in table.cells:
        share = table.percentage(cell) if cell.answer is not None else None
        if share is not None:
            yield cell, share
