"""The accessibility statement: what was tried in the last test run, when, and what failed."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import render_template

from feedback_app.config import ROOT
from feedback_app.language import gettext as _
from feedback_app.respond.blueprint import bp

RECORD = ROOT / "feedback_app" / "accessibility.json"


@dataclass(frozen=True)
class Check:
    """One thing a machine tried: in words, how often, and how often it failed."""

    words: str
    tried: int
    failed: int


@bp.get("/accessibility")
def accessibility() -> str:
    """Say how these pages can be used, what was tried, and what does not work yet."""
    record = _record()
    words = _words()
    checks = [
        Check(words[each["id"]], each["tried"], len(each["failed"])) for each in record["checks"]
    ]
    tried_on = date.fromisoformat(record["tried_on"])
    return render_template("respond/accessibility.html", checks=checks, tried_on=tried_on)


@cache
def _record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def _words() -> dict[str, str]:
    """Return in words what each check of the record tries."""
    return {
        "faults": _("Pages without a fault against WCAG 2.2 AA that a machine can find"),
        "reflow": _("Pages that fit a small phone, also with text twice as large"),
        "targets": _("Pages on which everything to press is large enough"),
        "keyboard": _("Pages that show where the keyboard is"),
        "colours": _("Questions that show what is chosen without colour"),
        "help": _("Pages with help in sight from the start"),
        "leaving": _("Ways to leave after which Back shows no question"),
        "signal": _("Ways to answer when there is no signal"),
        "journeys": _(
            "Whole surveys by keyboard alone, without scripts, with large text or few colours"
        ),
        "same": _("Questionnaires that keep the same answers in every presentation"),
    }
