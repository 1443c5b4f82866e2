"""A survey kept on a device in a real browser: no network, nothing readable, all stored once."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from feedback_app.services import surveys
from feedback_app.store import DeviceAnswer, Response
from tests.factories import a_plan, a_questionnaire, texts
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CANARY = "zoltancanary"
MANY = 100
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def server(deployed, rows, tmp_path, database_url):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    with (tmp_path / "log").open("wb") as log:
        started = Server(tmp_path, database_url, log)
        started.start()
        yield started
        if started.process.poll() is None:
            started.kill()


@pytest.fixture
def address(server, rows):
    links = surveys.links_of(rows, "spring")
    token = next(link.token for link in links if link.mode == "open-link")
    return f"http://127.0.0.1:{server.port}/s/{token}"


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "profile"


@pytest.fixture
def phone(profile):
    """A browser that keeps everything it keeps in a folder, as a child's own phone does."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch_persistent_context(
            profile,
            executable_path="/usr/bin/chromium",
            args=FLAGS,
            viewport={"width": 360, "height": 640},
        )
        yield opened
        opened.close()


def keep(phone, address):
    page = phone.pages[0]
    page.goto(f"{address}/keep")
    page.get_by_role("button", name="Yes, keep the questions here").click()
    page.wait_for_url("**/all?*keep=1")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def answer(page, words):
    page.locator("#q0").check()
    page.locator("#q1").check()
    page.locator("#q2").fill(words)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Nobody can read them on this device.").wait_for()


def remains_of(words, profile):
    """Return the files of a browser in which words stand, in either of its codings."""
    codings = [words.encode(), words.encode("utf-16-le")]
    return [
        path.relative_to(profile).as_posix()
        for path in Path(profile).rglob("*")
        if path.is_file() and not path.is_symlink()
        if any(coding in path.read_bytes() for coding in codings)
    ]


STORES = """async () => {
  const found = {local: {...localStorage}, session: {...sessionStorage}, caches: {}, sealed: []}
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys())
      found.caches[request.url] = await (await cache.match(request)).text()
  }
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open('waiting', 1)
    asked.onsuccess = () => resolve(asked.result)
  })
  found.sealed = await new Promise((resolve) => {
    const asked = database.transaction('sealed').objectStore('sealed').getAll()
    asked.onsuccess = () => resolve(asked.result)
  })
  database.close()
  return JSON.stringify(found)
}"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hundred_sealed_answers_wait_and_are_stored_once(phone, profile, server, rows, address):
    faults = []
    page = keep(phone, address)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    server.kill()
    for number in range(MANY):
        answer(page, f"{CANARY} {number}")
        page.get_by_role("button", name="Clear this for the next person").click()
        page.locator("#q2").wait_for()
        assert page.locator("#q2").input_value() == ""
    told = page.get_by_text("waiting for a signal")
    told.wait_for()
    assert str(MANY) in told.inner_text()
    kept = page.evaluate(STORES)
    assert len(json.loads(kept)["sealed"]) == MANY
    assert CANARY not in kept
    assert CANARY not in page.content()
    assert remains_of(CANARY, profile) == []
    server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("All answers are sent.").wait_for(timeout=60_000)
    assert rows.query(Response).count() == MANY
    assert rows.query(DeviceAnswer).count() == MANY
    assert texts(rows) == sorted(f"{CANARY} {number}" for number in range(MANY))
    assert [each for each in faults if "ERR_" not in each] == []
    phone.close()
    assert remains_of(CANARY, profile) == []
    assert remains_of("Do you feel safe?", profile) != []
    assert CANARY not in (profile.parent / "log").read_text(errors="replace")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_leaving_without_a_signal_takes_the_questions_off(phone, server, address):
    page = keep(phone, address)
    server.kill()
    page.reload()
    page.locator("#q2").fill(CANARY)
    page.get_by_role("button", name="Exit this page").click()
    page.get_by_role("heading", name="No connection").wait_for()
    assert page.evaluate("caches.has('kept')") is False
    for _ in range(2):
        page.go_back()
        assert "Do you feel safe?" not in page.content()
        assert CANARY not in page.content()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_help_is_there_without_a_signal_and_any_page_leads_to_the_kept_one(phone, server, address):
    page = keep(phone, address)
    server.kill()
    page.get_by_role("link", name="Get help now").click()
    page.get_by_text("0800 1111").first.wait_for()
    page.goto(address)
    page.locator("#q2").wait_for()
    page.get_by_role("button", name="Send my answers").click()
    assert page.get_by_text("Choose yes or no.").is_visible()
    page.locator("#q0-2").check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Nothing has been saved.").wait_for()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_readers_controls_work_without_a_signal_and_nothing_typed_is_lost(
    phone, server, address
):
    page = keep(phone, address)
    server.kill()
    page.reload()
    page.locator("#q2").fill(CANARY)
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before, controls = page.evaluate(size), page.locator("#reading")
    controls.locator("summary").click()
    controls.get_by_role("button", name="Largest").click()
    assert page.evaluate(size) > before
    controls.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-contrast") == "dark"
    pressed = controls.locator("[aria-pressed=true]").all_inner_texts()
    assert pressed == ["Largest", "Dark", "Usual", "Usual", "On"]
    assert page.locator("#q2").input_value() == CANARY
    controls.get_by_role("button", name="Put everything back").click()
    assert page.evaluate(size) == before
    assert page.locator("html").get_attribute("data-contrast") is None
    assert CANARY not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert page.locator(".languages, .footer a").count() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_answer_is_told_and_the_questions_can_be_taken_off(phone, rows, address):
    page = keep(phone, address)
    page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open('waiting', 1)
          asked.onsuccess = () => {
            const store = asked.result.transaction('sealed', 'readwrite').objectStore('sealed')
            store.add('broken').onsuccess = () => { asked.result.close(); resolve() }
          }
        })"""
    )
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("We could not read some answers.").wait_for()
    assert rows.query(DeviceAnswer).one().reason == "unreadable"
    page.get_by_role("button", name="Take the questions off this device").click()
    page.get_by_text("not on this device any more").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_yes_nothing_is_kept(phone, address):
    page = phone.pages[0]
    page.goto(f"{address}/keep")
    page.get_by_role("link", name="Or open all questions on one page").click()
    page.locator("#q2").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    registered = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert page.evaluate(registered) == 0
