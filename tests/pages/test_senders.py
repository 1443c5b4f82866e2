"""Who is believed to send a request, what is recorded of signing in, and what it costs others."""

import json
import stat
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import event

from feedback_app import create_app
from feedback_app.config import ROOT, load_settings
from feedback_app.services import accounts, limits
from feedback_app.store import AuditEvent
from feedback_app.store.staff import Role
from tests.factories import sign_in_as
from tests.journeys.walking import begin
from tests.pages.answering import address
from tests.reading import send

__all__ = ["address"]

LOADED_BY_ACCOUNTS_ALONE = ("webauthn", "pyotp", "zxcvbn", "segno", "cbor2")
SIGN_IN = "/staff/sign-in"


@pytest.mark.parametrize(
    ("proxies", "believed"),
    [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "203.0.113.8")],
)
def test_a_sender_is_believed_only_from_a_trusted_proxy(
    app, tmp_path, monkeypatch, proxies, believed
):
    made = create_app(replace(load_settings(tmp_path), trusted_proxies=proxies))
    heard = []
    real = limits.take

    def take(session, limit, who, *, secret_key):
        heard.append((limit.name, who))
        return real(session, limit, who, secret_key=secret_key)

    monkeypatch.setattr(limits, "take", take)
    client = made.test_client()
    forged = {"X-Forwarded-For": "203.0.113.7, 203.0.113.8, 203.0.113.9"}
    shown = client.get(SIGN_IN)
    token = shown.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    given = {"csrf_token": token, "email": "ada@example.org", "password": "wrong words"}
    client.post(SIGN_IN, data=given, headers=forged)
    assert ("sender", believed) in heard
    made.extensions["database"].engine.dispose()
    made.extensions["database"].statements.dispose()


def test_many_failures_from_one_sender_are_refused_whatever_the_account(app, client, monkeypatch):
    monkeypatch.setattr(limits, "SENDER", limits.Limit("sender", 3))
    shown = client.get(SIGN_IN)
    statuses = [
        send(client, shown, SIGN_IN, email=f"person{n}@example.org", password="wrong").status_code
        for n in range(5)
    ]
    assert statuses == [401, 401, 401, 429, 429]


def test_signing_in_is_recorded_failed_too(client, rows):
    ada = accounts.add_staff(
        rows, "ada@example.org", name="Ada", role=Role.CODER, password="four quiet words here"
    )
    shown = client.get(SIGN_IN)
    for email, password in (
        ("ada@example.org", "wrong words"),
        ("nobody@example.org", "wrong words"),
        ("ada@example.org", "four quiet words here"),
    ):
        send(client, shown, SIGN_IN, email=email, password=password)
    found = [(each.action, each.staff_id) for each in rows.query(AuditEvent)]
    assert found == [
        ("failed-to-sign-in", ada.id),
        ("failed-to-sign-in", "nobody"),
        ("signed-in", ada.id),
    ]


def test_the_key_is_readable_by_one_account_alone(app, tmp_path):
    kept = tmp_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text()) == 64


def test_trace_is_not_answered(client, address):
    for path in ("/", address, SIGN_IN):
        assert client.open(path, method="TRACE").status_code == 405


def test_pages_of_respondents_read_no_session_of_staff(app, client, rows, address):
    said = []
    for engine in (app.extensions["database"].engine, app.extensions["database"].statements):
        event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    sign_in_as(client, rows, Role.CODER)
    said.clear()
    first = begin(client, address)
    client.get(first)
    client.get("/help")
    assert said, "nothing was heard"
    assert [each for each in said if "staff" in each.lower()] == []


def test_pages_of_respondents_load_nothing_that_signing_in_needs(tmp_path):
    code = (
        "import json, sys\n"
        "from feedback_app import create_app\n"
        "client = create_app().test_client()\n"
        "client.get('/'), client.get('/help'), client.get('/staff/sign-in')\n"
        f"print(json.dumps(sorted(set({LOADED_BY_ACCOUNTS_ALONE}) & set(sys.modules))))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"FEEDBACK_INSTANCE": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ended.stdout) == []
