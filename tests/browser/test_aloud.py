"""Reading aloud in a real browser: nothing is fetched before a tap; no voice of somebody else's."""

import pytest

from feedback_app.services import sounds, speech, surveys
from forms.definition import Presentation
from tests.factories import a_plan, a_questionnaire
from tests.pages.browser import chromium
from tests.serving import Server

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
VOICES = """
const voice = (name, lang, localService) => ({ name, lang, localService })
const said = window.said = []
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [%s], speaking: false, cancel() {}, addEventListener() {},
  speak: (words) => said.push([words.text, words.voice.name]) } })
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
"""
LOCAL, REMOTE = "voice('Here', 'en-GB', true)", "voice('Away', 'en-GB', false)"
FOREIGN = "voice('Tu', 'pl-PL', true)"


@pytest.fixture
def address(deployed, rows, tmp_path, database_url):
    questionnaire = a_questionnaire(presentations=(Presentation.AGES_9_12,))
    surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())
    link = surveys.links_of(rows, "spring")[0]
    server = Server(tmp_path, database_url)
    server.start()
    yield f"http://127.0.0.1:{server.port}/s/{link.token}"
    server.stop()


@pytest.fixture
def recorded(tmp_path):
    questionnaire = a_questionnaire(presentations=(Presentation.AGES_9_12,))
    speech.render(tmp_path / sounds.FOLDER, speech.sayings_of([questionnaire], {"en": str}))


@pytest.fixture
def browser():
    with chromium() as opened:
        yield opened


def go_to_the_question(page):
    page.get_by_role("button", name="Label yes").click()
    page.wait_for_url("**/leaving")
    page.locator("main form button").click()
    page.wait_for_url("**/1")


@pytest.mark.browser
@ONLY_SQLITE
@pytest.mark.parametrize("with_scripts", [True, False])
def test_sound_is_fetched_when_tapped_and_not_before(browser, address, recorded, with_scripts):
    fetched = []
    with browser.new_context(java_script_enabled=with_scripts) as context:
        page = context.new_page()
        page.on("response", lambda r: "/sound/" in r.url and fetched.append(r.status))
        page.goto(address)
        go_to_the_question(page)
        page.wait_for_load_state("networkidle")
        assert page.locator("main audio").count() == 3
        assert fetched == []
        page.locator("audio.choice__sound").first.click(position={"x": 40, "y": 22})
        page.wait_for_timeout(1500)
        assert set(fetched) <= {200, 206}
        assert fetched
        # Listening to a choice does not choose it.
        assert not page.get_by_label("Label y", exact=True).is_checked()


@pytest.mark.browser
@ONLY_SQLITE
@pytest.mark.parametrize(
    ("voices", "is_offered"),
    [(f"{REMOTE}, {LOCAL}", True), (REMOTE, False), (FOREIGN, False), ("", False)],
)
def test_only_a_voice_that_lives_on_the_device_is_offered(browser, address, voices, is_offered):
    page = browser.new_page()
    page.add_init_script(VOICES % voices)
    page.goto(address)
    go_to_the_question(page)
    listen = page.get_by_role("button", name="Listen", exact=True)
    assert listen.count() == int(is_offered)
    if is_offered:
        listen.click()
        said = page.evaluate("window.said")
        assert said == [[words, "Here"] for words in ("Do you feel safe?", "Label y", "Label n")]
