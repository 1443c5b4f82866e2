"""The officer's pages of links, sound and papers: no fault, no sideways scroll, phone and desk."""

import io

import pytest

from feedback_app.services import sounds, speech, surveys
from feedback_app.store.staff import Role
from feedback_app.store.surveys import SurveyKind
from forms.definition import Mode
from tests.factories import a_plan, a_questionnaire, sign_in_as
from tests.pages.browser import chromium, show
from tests.pages.test_gallery import OVERFLOW, faults
from tests.reading import send

SOUND = "/manage/surveys/spring/sound"
VOICES = f"{SOUND}/sample/13-18/en"
LIST = "/manage/surveys/spring/papers"
KEY = f"{LIST}/key"
GIVEN = {"sheet": "sample|13-18|en", "number": "12", "answer-0": "yes", "answer-1": "y"}
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shown(app, rows, tmp_path):
    """Every page by its name, with its errors."""
    questionnaire = a_questionnaire(modes=(Mode.OPEN_LINK, Mode.PAPER))
    surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())
    known = a_plan(kind=SurveyKind.INVITED)
    surveys.open_survey(rows, "staff", [a_questionnaire()], plan=known)
    link = f"/manage/surveys/spring/links/{surveys.links_of(rows, 'spring')[0].token}"
    speech.render(tmp_path / sounds.FOLDER, speech.sayings_of([questionnaire], {"en": str}))
    ann, bob = app.test_client(), app.test_client()
    for client in (ann, bob):
        sign_in_as(client, rows, Role.SURVEY_OFFICER)
    form = ann.get(KEY, query_string=GIVEN)
    pages = {
        "survey": ann.get("/manage/surveys/spring"),
        "link": ann.get(link),
        "switch": ann.get(f"{link}/switch"),
        "invited": ann.get("/manage/surveys/staff"),
        "stop": ann.get("/manage/surveys/staff/invitations/stop"),
        "sound": ann.get(SOUND),
        "voices": ann.get(VOICES),
        "voices-error": refused(ann),
        "papers": ann.get(LIST),
        "papers-error": ann.get(KEY, query_string={"sheet": "", "number": ""}),
        "key": form,
        "key-error": send(ann, form, KEY, **{**GIVEN, "answer-1": "maybe"}),
    }
    told = {**GIVEN, "answer-2": "My dad hits me every night."}
    asked = send(ann, pages["invited"], "/manage/surveys/staff/invitations", count="none")
    pages["invited-error"] = asked
    pages["papers-urgent"] = ann.get(send(ann, form, KEY, **told).location)
    pages["papers-second"] = bob.get(LIST)
    where = send(bob, bob.get(KEY, query_string=GIVEN), KEY, **GIVEN).location
    pages["settle"] = bob.get(where)
    pages["settle-error"] = send(bob, pages["settle"], where)
    return {name: page.text for name, page in pages.items()}


def refused(client):
    mark = client.get(VOICES).text.split('name="mark" value="')[1][:16]
    sent = {"mark": mark, "recording": (io.BytesIO(b"RIFF...."), "a.wav")}
    return send(client, client.get(VOICES), VOICES, **sent)


@pytest.mark.browser
@ONLY_SQLITE
def test_no_page_has_a_fault(shown):
    found = {}
    with chromium() as browser:
        for width in (320, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            for name, html in shown.items():
                show(page, html)
                found[name, width] = faults(page, enhanced=False)
                if page.evaluate(OVERFLOW) > 0:
                    found[name, width] += ["scrolls sideways"]
    assert len(shown) == 17
    assert {name: told for name, told in found.items() if told} == {}
