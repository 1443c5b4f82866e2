"""What every respondent is told of being known, and what the Children's Code asks of every page."""

import pytest

from feedback_app.respond import promises
from feedback_app.services import surveys
from forms.loading import SHIPPED, load_questionnaire
from forms.safety import Promise
from tests.factories import a_plan, a_questionnaire
from tests.journeys.walking import begin, read
from tests.pages.answering import address, answer_all, post, send_all
from tests.reading import words

__all__ = ["address"]


def open_as(rows, promise):
    plan = a_plan(promise=promise)
    surveys.open_survey(rows, "told", [a_questionnaire()], plan=plan)
    links = surveys.links_of(rows, "told")
    return f"/s/{next(each.token for each in links if each.mode == 'open-link')}"


@pytest.mark.parametrize("promise", Promise)
def test_the_promise_is_said_at_the_start_above_each_box_and_at_the_end(app, client, rows, promise):
    where = open_as(rows, promise)
    start, above, end = said(app, promise)
    assert start in words(client.get(where))
    closed = begin(client, where)
    assert above not in words(client.get(closed))
    box = read(client.get(post(client, closed, answer="y").location))
    told = box.find(id="answer-promise")
    assert told.get_text() == above
    assert "answer-promise" in box.textarea["aria-describedby"].split()
    assert told.sourceline <= box.textarea.sourceline
    page = client.get(send_all(client, where).location)
    assert end in words(page)


def said(app, promise):
    """Return what is said at the start, above a box, and at the end."""
    with app.test_request_context("/"):
        ways = (promises.at_the_start, promises.above_a_box, promises.at_the_end)
        return [say(promise) for say in ways]


def test_the_two_promises_say_different_things(app):
    assert not set(said(app, Promise.ANONYMOUS)) & set(said(app, Promise.LINKED))


def test_a_survey_is_anonymous_unless_it_is_opened_otherwise(rows):
    assert surveys.Plan().promise is Promise.ANONYMOUS
    survey = surveys.open_survey(rows, "plain", [a_questionnaire()], plan=a_plan())
    assert survey.promise == "anonymous"
    [frozen] = surveys.questionnaires_of(rows, survey)
    assert frozen.promise is Promise.ANONYMOUS


def test_no_questionnaire_says_for_itself_how_long_answers_are_kept():
    """The page about a survey says its own last day; words in a file would be another's."""
    for path in SHIPPED.glob("*.yaml"):
        if path.name == "shared.yaml":
            continue
        start = load_questionnaire(path).start
        said = " ".join(
            text
            for wording in (*start.body, *(card.text for card in start.cards))
            for text in wording.texts
        )
        assert "years" not in said, path.name
        assert "can't find and remove" not in said, path.name


def test_no_choice_is_made_for_anybody_beforehand(client, address):
    first = begin(client, address)
    sheet = read(client.get(first))
    assert sheet.select("main input[type=radio]")
    assert not sheet.select("main input[checked]")
    assert sheet.select_one("main button[name=skip]")


def test_a_shared_device_holds_nothing_of_the_child_before(client, address):
    answer_all(client, address)
    client.get(f"{address}/next-person")
    with client.session_transaction() as held:
        assert "draft" not in held


@pytest.mark.parametrize("path", ["/", "/help", "/privacy", "/receipt", "/complaints"])
def test_help_complaint_and_deletion_are_one_press_away_on_every_page(client, path):
    links = {each["href"] for each in read(client.get(path)).select("a[href]")}
    assert links >= {"/help", "/complaints", "/receipt", "/privacy"}
