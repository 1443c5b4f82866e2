"""Sealed answers from a device: stored once, read by nobody else, never dropped in silence."""

import base64
import json
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedback_app.master_key import VARIABLE, new_master_key
from feedback_app.nightly import purge_due
from feedback_app.services import retention, surveys
from feedback_app.services.device_keys import ABOUT
from feedback_app.store import AuditEvent, Concern, DeviceAnswer, Response
from feedback_app.store.staff import Role
from tests.factories import sign_in_as, texts
from tests.journeys.walking import read
from tests.pages.answering import open_a_survey, stored

CANARY = "zoltan-canary-words"


@pytest.fixture
def address(rows):
    return open_a_survey(rows)


def kept_sheet(client, address):
    """Return what the page that a device keeps tells its script."""
    form = read(client.get(f"{address}/all?keep=1")).select_one("form[data-key]")
    return {name.removeprefix("data-"): value for name, value in form.attrs.items()}


def seal(told, answers=None, **changes):
    """Seal answers as the browser does."""
    held = answers or {"0": {"answer": ["yes"]}, "1": {"answer": ["y"]}, "2": {"answer": [CANARY]}}
    whole = {"id": secrets.token_hex(16), "answers": held}
    whole |= {name: told[f"with-{name}"] for name in ("pass", "link", "presentation", "language")}
    server = base64.b64decode(told["key"])
    own = ec.generate_private_key(ec.SECP256R1())
    sender = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(own.curve, server)
    shared = own.exchange(ec.ECDH(), theirs)
    cipher = AESGCM(HKDF(SHA256(), 32, sender + server, ABOUT).derive(shared))
    nonce, key_id = secrets.token_bytes(12), told["key-id"]
    sealed = cipher.encrypt(nonce, json.dumps(whole | changes).encode(), key_id.encode())
    parts = {"from": sender, "iv": nonce, "sealed": sealed}
    coded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps({"key": key_id, **coded}).encode()


def send(client, sealed):
    page = client.post("/kept-answers", data=sealed, content_type="application/json")
    return page.status_code, page.json and page.json["outcome"]


def test_sealed_answers_are_stored_as_any_others(client, rows, address):
    assert send(client, seal(kept_sheet(client, address))) == (201, "stored")
    assert stored(rows) == (0, 1, 1)
    assert texts(rows) == [CANARY]
    assert rows.query(Response).one().presentation == "13-18"
    assert client.get_cookie("draft") is None


def test_however_often_they_are_sent_they_are_stored_once(app, client, rows, address):
    sealed = seal(kept_sheet(client, address))
    with ThreadPoolExecutor(6) as crowd:
        told = list(crowd.map(lambda _: send(app.test_client(), sealed), range(6)))
    assert sorted(told) == [(200, "known")] * 5 + [(201, "stored")]
    assert stored(rows) == (0, 1, 1)


def test_the_same_answers_sealed_anew_are_stored_once(client, rows, address):
    told, once = kept_sheet(client, address), secrets.token_hex(16)
    assert send(client, seal(told, id=once)) == (201, "stored")
    assert send(client, seal(told, id=once)) == (200, "known")
    assert stored(rows) == (0, 1, 1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: sealed[:-20],
        lambda sealed: sealed.replace(b'"sealed": "', b'"sealed": "AAAA'),
        lambda sealed: b"\xff\xfe" + sealed,
        lambda _sealed: b"{}",
        lambda _sealed: b"[" * 5000,
        lambda sealed: json.dumps({**json.loads(sealed), "key": "0" * 16}).encode(),
        lambda sealed: json.dumps({**json.loads(sealed), "from": "AAAA"}).encode(),
        lambda sealed: json.dumps({**json.loads(sealed), "iv": ""}).encode(),
    ],
)
def test_what_is_damaged_is_kept_aside_and_the_respondent_is_told(client, rows, address, damage):
    sealed = damage(seal(kept_sheet(client, address)))
    assert send(client, sealed) == (202, "aside")
    assert send(client, sealed) == (202, "aside")
    assert stored(rows) == (0, 0, 0)
    row = rows.query(DeviceAnswer).one()
    assert (bytes(row.sealed), row.reason) == (sealed, "unreadable")


@pytest.mark.parametrize(
    "changes",
    [
        {"pass": "2026-01-01.00"},
        {"pass": "nonsense"},
        {"link": "nowhere"},
        {"id": "short"},
        {"answers": ["no", "answers"]},
        {"answers": {"1": {"answer": ["y"]}}},
        {"answers": {"0": {"answer": ["no"]}, "1": {"answer": ["y"]}}},
        {"presentation": "6-7"},
    ],
)
def test_what_cannot_be_taken_is_kept_aside(client, rows, address, changes):
    assert send(client, seal(kept_sheet(client, address), **changes)) == (202, "aside")
    assert stored(rows) == (0, 0, 0)
    assert rows.query(DeviceAnswer).one().reason == "not-taken"


def test_answers_come_in_after_the_survey_closed_but_not_for_ever(client, rows, later, address):
    told = kept_sheet(client, address)
    surveys.close_survey(rows, "spring")
    rows.commit()
    later(days=14)
    assert send(client, seal(told)) == (201, "stored")
    later(days=15)
    assert send(client, seal(told)) == (202, "aside")


def test_a_concern_is_raised_as_from_any_other_answer(client, rows, address):
    held = {"0": {"answer": ["yes"]}, "2": {"answer": ["My uncle hits me every night"]}}
    send(client, seal(kept_sheet(client, address), held))
    assert rows.query(Concern).count() == 1


def test_nothing_of_it_is_readable_in_what_waits(client, address):
    sealed = seal(kept_sheet(client, address))
    assert CANARY.encode() not in sealed
    assert address.removeprefix("/s/").encode() not in sealed


def test_a_broken_device_does_not_fill_the_disk(client, rows, address):
    told = [send(client, b"broken %d" % number)[0] for number in range(41)]
    assert told == [202] * 40 + [429]
    assert client.post("/kept-answers", data=b"").status_code == 413
    assert client.post("/kept-answers", data=b"x" * 140_000).status_code == 413
    assert send(client, seal(kept_sheet(client, address))) == (201, "stored")


def test_an_administrator_tries_again_when_the_key_is_back(client, rows, address, monkeypatch):
    from base64 import b64encode
    from os import environ

    from feedback_app.services.keyring import keyring_of

    sealed = seal(kept_sheet(client, address))
    old = environ[VARIABLE]
    masters = keyring_of(rows.connection()).masters
    monkeypatch.setenv(VARIABLE, b64encode(new_master_key().secret).decode())
    masters.read()
    assert send(client, sealed) == (202, "aside")
    sign_in_as(client, rows, Role.ADMINISTRATOR)
    assert press(client, "again") == "not-stored"
    monkeypatch.setenv(VARIABLE, f"{environ[VARIABLE]},{old}")
    assert press(client, "again") == "stored"
    assert stored(rows) == (0, 1, 1)
    assert "Nothing waits." in client.get("/manage/set-aside").text
    acts = {event.action for event in rows.query(AuditEvent)}
    assert "tried-set-aside" in acts


def press(client, what):
    sheet = read(client.get("/manage/set-aside"))
    form = sheet.select_one(f"form[action$='/{what}']")
    token = form.select_one("input[name=csrf_token]")["value"]
    return client.post(form["action"], data={"csrf_token": token}).location.rpartition("=")[2]


def test_what_was_set_aside_is_deleted_by_hand_or_after_thirty_days(
    app, client, rows, later, address
):
    send(client, b"broken one")
    sign_in_as(client, rows, Role.ADMINISTRATOR)
    assert press(client, "delete") == "deleted"
    assert rows.query(DeviceAnswer).count() == 0
    send(client, b"broken two")
    send(client, seal(kept_sheet(client, address)))
    settings, database = app.extensions["settings"], app.extensions["database"]
    later(days=30)
    purge_due(settings, database)
    assert rows.query(DeviceAnswer).count() == 2
    later(days=31)
    purge_due(settings, database)
    assert [row.survey_id for row in rows.query(DeviceAnswer)] == ["spring"]


def test_a_purge_of_the_survey_leaves_no_row(client, rows, tmp_path, address):
    send(client, seal(kept_sheet(client, address)))
    retention.purge(rows, surveys.find_survey(rows, "spring"), instance=tmp_path)
    assert rows.query(DeviceAnswer).count() == 0


def test_nothing_is_kept_before_a_yes(client, address):
    page = read(client.get(f"{address}/keep"))
    assert page.select_one("button[data-keep-here]").has_attr("hidden")
    assert page.select_one("a[href*='/all?as=']")
    usual = client.get(f"{address}/all").text
    assert "data-key" not in usual
    assert "keep.js" not in usual


def test_the_worker_is_served_for_the_whole_service(client):
    with client.get("/device-worker.js") as page:
        assert page.mimetype == "text/javascript"
        assert page.headers["Cache-Control"] == "no-cache"
        assert "unsafe" not in page.headers["Content-Security-Policy"]
