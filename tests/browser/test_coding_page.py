"""The coding page in a real browser: by keyboard alone, at 320 px, and by the rules of axe."""

import os
import threading
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import WSGIRequestHandler, make_server

from feedback_app.services import (
    codebook_changes,
    codebooks,
    coding,
    coding_queue,
    deciding,
    measuring,
)
from feedback_app.services.codebook_changes import Proposal
from feedback_app.services.coding import CodingState
from feedback_app.services.deciding import Judged
from feedback_app.store import Verbatim
from feedback_app.store.codebooks import ChangeKind
from feedback_app.store.coding import Verdict
from feedback_app.store.staff import Role
from tests.factories import (
    a_candidate,
    a_concern,
    a_person,
    a_response,
    a_suggestion,
    a_survey,
    a_verbatim,
    sign_in_as,
)
from tests.pages.browser import chromium

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = pytest.mark.browser


class Quietly(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quietly)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(app, rows, browser, address):
    """Open a page as somebody of a role, at a width; return the page and what it complained of."""

    def open_page(path, *, role=Role.CODER, width=1280):
        client = app.test_client()
        person = sign_in_as(client, rows, role)
        context = browser.new_context(viewport={"width": width, "height": 800})
        cookie = {"name": "visit", "value": client.get_cookie("visit").value, "url": address}
        context.add_cookies([cookie])
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address + path)
        return SimpleNamespace(page=page, complaints=complaints, person=person)

    return open_page


@pytest.fixture
def survey(rows):
    a_survey(rows)
    response = a_response(rows)
    for number in range(24):
        verbatim = a_verbatim(rows, f"They listen to us, number {number}.", response=response)
        a_suggestion(rows, verbatim)
        if number % 2:
            a_suggestion(rows, verbatim, "voice.involved", reasons={"words": ["us"]})
    coding_queue.refresh_queue(rows, "spring")


def press_until(page, key, selector):
    """Press a key until a control has the focus, as somebody does who has no mouse."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {key}")


def code_one(page, *, accept):
    """Answer each theme and save, with Tab, Space, an arrow and Enter alone."""
    shown = page.locator("#words").inner_text()
    for number in range(1, page.locator("#coding fieldset:has(input[type=radio])").count() + 1):
        press_until(page, "Tab", f"#theme-{number}")
        page.keyboard.press("Space" if accept else "ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return shown


def test_twenty_answers_are_coded_by_keyboard_alone(rows, survey, visit):
    visitor = visit("/manage/coding/spring")
    given = [code_one(visitor.page, accept=number % 3 > 0) for number in range(20)]
    assert len(set(given)) == 20
    assert "20 of 24 answers read" in visitor.page.inner_text("main")
    states = [each.state for each in coding.codings_of(rows, "spring")]
    assert states.count(CodingState.CONFIRMED) > states.count(CodingState.REJECTED) > 0
    assert visitor.complaints == []


def test_a_theme_is_found_by_typing_its_first_letters(rows, survey, visit):
    page = visit("/manage/coding/spring").page
    press_until(page, "Tab", "#choice")
    page.keyboard.type("Told")
    chosen = page.eval_on_selector("#choice", "list => list.selectedOptions[0].text")
    assert chosen == "Told what happened next"


def test_taking_back_is_reached_by_keyboard(rows, survey, visit):
    page = visit("/manage/coding/spring").page
    first = code_one(page, accept=True)
    press_until(page, "Tab", "form[action$='/undo'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#words").inner_text() == first


def test_errors_are_summed_up_with_the_focus_on_them(survey, visit):
    page = visit("/manage/coding/spring").page
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.locator(".govuk-error-summary a").first.press("Enter")
    assert page.evaluate("document.activeElement.id") == "theme-1"


PAGES = [
    ("/manage/coding", Role.CODER),
    ("/manage/coding/spring", Role.CODER),
    ("/manage/coding/spring/codebook", Role.CODER),
    ("/manage/coding/spring/changes", Role.SURVEY_OFFICER),
    ("/manage/coding/spring/changes/merge", Role.CODER),
    ("/manage/coding/spring/changes/split", Role.CODER),
    ("/manage/coding/spring/changes/add", Role.CODER),
    ("/manage/coding/spring/disagreements", Role.CODER),
    ("/manage/coding/spring/agreement", Role.SURVEY_OFFICER),
    ("/manage/coding/spring/history", Role.SURVEY_OFFICER),
    ("/manage/coding/spring/candidates", Role.CODER),
    ("/manage/coding/spring/candidates/" + "a" * 32, Role.CODER),
    ("/manage/surveys", Role.SURVEY_OFFICER),
    ("/manage/surveys/new", Role.SURVEY_OFFICER),
    ("/manage/surveys/open?questionnaire=ypb-panel", Role.SURVEY_OFFICER),
    ("/manage/surveys/spring", Role.SURVEY_OFFICER),
    ("/manage/staff", Role.ADMINISTRATOR),
    ("/safeguard/concerns", Role.SAFEGUARDING_LEAD),
    ("/safeguard/concerns/" + "c" * 32, Role.SAFEGUARDING_LEAD),
    ("/safeguard/figures", Role.SAFEGUARDING_LEAD),
]


def coded_by_people(rows):
    """Fill every page on themes: a proposal, a version, a disagreement, figures, a candidate."""
    codebook = codebooks.current_codebook(rows, "safeguarding")
    ann, olu = a_person(rows, name="Ann"), a_person(rows, Role.SURVEY_OFFICER, name="Olu")
    for number, verbatim in enumerate(rows.query(Verbatim).limit(6).all()):
        for person in (ann, olu):
            themes = ["voice.listened"] if number % 2 or person is ann else ["voice.involved"]
            judged = Judged(dict.fromkeys(themes, Verdict.ADDED), {themes[0]: {"valence": "worry"}})
            deciding.decide(
                rows, "spring", verbatim.id, judged, codebook=codebook, staff_id=person.id
            )
    for kind in (ChangeKind.MERGE, ChangeKind.MERGE):
        wanted = Proposal(kind, "They are one.", "voice.told_back", "voice.listened")
        of = {"codebook_id": "safeguarding", "staff_id": ann.id}
        change = codebook_changes.propose(rows, "spring", wanted, **of)
    codebook_changes.adopt(rows, change, codebook=codebook, staff_id=olu.id)
    measuring.measure(rows, "spring")
    a_candidate(rows, id="a" * 32)


@pytest.mark.parametrize("width", [320, 1280])
def test_staff_pages_keep_the_rules_of_axe_and_never_scroll_sideways(rows, survey, visit, width):
    a_concern(rows, id="c" * 32, level="T3")
    coded_by_people(rows)
    for path, role in PAGES:
        visitor = visit(path, role=role, width=width)
        found = Axe().run(visitor.page, options={"runOnly": RULES}).response["violations"]
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert [(path, each["id"]) for each in found] == []
        if os.environ.get("SHOTS") and "/coding/" in path:
            name = path.strip("/").replace("/", "-")[:60]
            visitor.page.screenshot(
                path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True
            )
        assert (path, wide) == (path, width)
        assert visitor.complaints == []
        visitor.page.context.close()
