"""Pictures for the symbols of questionnaires: those that ship, and a deployment's own set.

A deployment that holds a licence for a set puts its pictures into `instance/symbols`, each named
for the symbol it stands for; they take the place of those that ship and never enter the project.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, abort, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from feedback_app.presenting import STATIC, asset

FOLDER = "symbols"
CREDITS = "credits.txt"
KINDS = (".svg", ".png", ".webp")


@dataclass(frozen=True)
class Picture:
    """A picture with the credit its licence asks for."""

    src: str
    credit: str


def init_app(app: Flask, instance: Path) -> None:
    """Let an application show a deployment's own pictures before those that ship."""
    folder = instance / FOLDER
    own = _own_pictures(folder)
    app.extensions["pictures"] = {**_shipped(), **own}
    app.extensions["credit_of_own_pictures"] = _credit(folder) if own else ""

    @app.get("/symbols/<name>")
    def own_picture(name: str) -> ResponseReturnValue:
        if f"/symbols/{name}" not in {each.src.partition("?")[0] for each in own.values()}:
            abort(404)
        page = send_from_directory(folder, name)
        page.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return page


def picture(symbol: str) -> str:
    """Return the address of the picture a symbol stands for, or nothing."""
    found = _pictures().get(symbol)
    return found.src if found else ""


def credits_of_pictures() -> tuple[list[Picture], str]:
    """Return each shipped picture in use once, by its credit; and the credit of an own set."""
    once = {each.src: each for each in _pictures().values() if each.credit}
    listed = sorted(once.values(), key=lambda each: each.credit)
    return listed, str(current_app.extensions["credit_of_own_pictures"])


def _pictures() -> Mapping[str, Picture]:
    return cast(Mapping[str, Picture], current_app.extensions["pictures"])


@cache
def _shipped() -> Mapping[str, Picture]:
    listed = json.loads((STATIC / "symbols.json").read_text(encoding="utf-8"))
    return {name: Picture(asset(each["file"]), each["credit"]) for name, each in listed.items()}


def _own_pictures(folder: Path) -> dict[str, Picture]:
    """Return the pictures of a folder by the symbol each is named for; credited together."""
    if not folder.is_dir():
        return {}
    files = (file for file in sorted(folder.iterdir()) if file.suffix in KINDS)
    return {file.stem: Picture(f"/symbols/{file.name}?{_mark(file)}", "") for file in files}


def _mark(file: Path) -> str:
    """Return what changes with a file's content, so that browsers may keep it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def _credit(folder: Path) -> str:
    file = folder / CREDITS
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""
