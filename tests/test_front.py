"""The service as a server loads it: staff's pages stay out until staff come."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import Client

from feedback_app.config import load_settings
from feedback_app.front import Front
from feedback_app.presenting import STAFF_PATHS

ROOT = Path(__file__).resolve().parent.parent
ASKED = """
import json, sys
from werkzeug.test import Client
from feedback_app.config import load_settings
from feedback_app.front import Front
client = Client(Front(load_settings()))
STAFF = ("manage", "report", "safeguard", "accounts")
loaded = lambda: [name for name in STAFF if f"feedback_app.{name}" in sys.modules]
pages = [client.get("/").status_code, client.get("/help").status_code]
before = loaded()
pages.append(client.get("/staff/sign-in").status_code)
print(json.dumps([pages, before, sorted(loaded())]))
"""


def test_staff_pages_are_loaded_when_staff_come(app, tmp_path, database_url):
    ended = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={
            "FEEDBACK_INSTANCE": str(tmp_path),
            "FEEDBACK_DATABASE_URL": database_url,
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    pages, before, after = json.loads(ended.stdout)
    assert pages == [200, 200, 200]
    assert before == []
    assert after == ["accounts", "manage", "report", "safeguard"]


def test_every_staff_page_lies_behind_the_door_of_staff(app):
    packages = {"accounts", "manage", "report", "safeguard"}
    for rule in app.url_map.iter_rules():
        is_of_staff = rule.endpoint.partition(".")[0] in packages
        assert rule.rule.startswith(STAFF_PATHS) == is_of_staff, rule.rule


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_compiled_templates_are_kept_between_starts(app, tmp_path):
    front = Front(load_settings(tmp_path))
    assert Client(front).get("/help").status_code == 200
    front.database.close()
    assert list((tmp_path / "templates").iterdir())
    assert (tmp_path / "templates").stat().st_mode & 0o077 == 0
