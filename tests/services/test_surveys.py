"""Surveys: opened on frozen copies, reached by unguessable links, closed for good."""

from datetime import date, timedelta

import pytest

from feedback_app.errors import FeedbackError, NotFoundError, SurveyNotOpenError, UnknownLinkError
from feedback_app.services import clock, links, surveys
from feedback_app.store import Survey, SurveyLink
from forms.definition import AnswerIs, GoToQuestionnaire, Mode, Route, Wording
from tests.factories import a_plan, a_questionnaire


def test_a_survey_opens_today_with_a_link_for_each_way_of_answering(rows):
    survey = surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    assert (survey.title, survey.opens_on, survey.closes_on) == ("Sample", clock.today(), None)
    links = surveys.links_of(rows, "spring")
    assert {link.mode for link in links} == {"open-link", "group-code"}
    assert len({link.token for link in links}) == 2
    assert all(len(link.token) == 20 for link in links)


def test_an_edited_questionnaire_changes_no_open_survey(rows):
    questionnaire = a_questionnaire()
    survey = surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())
    rows.flush()
    edited = a_questionnaire(version="2", title=Wording("Edited"))
    surveys.open_survey(rows, "summer", [edited], plan=a_plan())
    rows.flush()
    kept = surveys.questionnaires_of(rows, survey)[0]
    assert (kept.version, kept.title.of(kept.presentations[0])) == ("1", "Sample")


@pytest.mark.parametrize("name", ["", "Spring", "a b", "../up", "x" * 61, "é", "-a", "a\0"])
def test_a_short_name_that_cannot_be_is_refused(rows, name):
    with pytest.raises(FeedbackError, match="cannot be the short name"):
        surveys.open_survey(rows, name.replace("\0", "\x01"), [a_questionnaire()], plan=a_plan())


def test_a_name_is_used_once(rows):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    with pytest.raises(FeedbackError, match="already a survey called “spring”"):
        surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())


def test_a_survey_needs_a_questionnaire(rows):
    with pytest.raises(FeedbackError, match="needs a questionnaire"):
        surveys.open_survey(rows, "spring", [], plan=a_plan())


def test_a_survey_does_not_close_before_it_opens(rows):
    plan = a_plan(opens_on=date(2026, 5, 2), closes_on=date(2026, 5, 1))
    with pytest.raises(FeedbackError, match="before it opens on 2026-05-02"):
        surveys.open_survey(rows, "spring", [a_questionnaire()], plan=plan)


def leading_elsewhere():
    from dataclasses import replace

    sample = a_questionnaire()
    away = Route(AnswerIs("safe", ("n",)), GoToQuestionnaire("younger"))
    asked = (replace(sample.questions[0], routes=(away,)), *sample.questions[1:])
    return replace(sample, questions=asked)


def test_a_family_must_be_whole(rows):
    with pytest.raises(FeedbackError, match="leads some people to younger"):
        surveys.open_survey(rows, "spring", [leading_elsewhere()], plan=a_plan())
    whole = [leading_elsewhere(), a_questionnaire(id="younger")]
    assert surveys.open_survey(rows, "spring", whole, plan=a_plan()).id == "spring"


@pytest.mark.parametrize(
    ("opens", "closes", "closed", "open_today"),
    [
        (0, None, None, True),
        (-3, 0, None, True),
        (-3, -1, None, False),
        (1, None, None, False),
        (-3, 3, 0, False),
    ],
)
def test_a_survey_is_open_from_its_first_to_its_last_day(opens, closes, closed, open_today):
    today = clock.today()

    def day(offset):
        return None if offset is None else today + timedelta(days=offset)

    survey = Survey(opens_on=day(opens), closes_on=day(closes), closed_on=day(closed))
    assert surveys.is_open(survey, today) is open_today


def test_a_closed_survey_lets_nobody_begin(rows):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    token = surveys.links_of(rows, "spring")[0].token
    assert links.open_link(rows.connection(), token).survey_id == "spring"
    surveys.close_survey(rows, "spring")
    rows.flush()
    with pytest.raises(SurveyNotOpenError):
        links.open_link(rows.connection(), token)


@pytest.mark.parametrize("token", ["", "none", "x\0y", "x" * 5000])
def test_a_link_nobody_made_is_unknown(rows, token):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    with pytest.raises(UnknownLinkError):
        links.open_link(rows.connection(), token)


def test_the_way_of_answering_is_kept_on_the_way_to_another_of_the_family(rows):
    family = [leading_elsewhere(), a_questionnaire(id="younger")]
    surveys.open_survey(rows, "spring", family, plan=a_plan())
    made = {(x.questionnaire_id, x.mode): x for x in surveys.links_of(rows, "spring")}
    connection = rows.connection()
    for mode in (Mode.OPEN_LINK, Mode.GROUP_CODE):
        found = links.family_link(connection, made["sample", mode].token, "younger").token
        assert found == made["younger", mode].token
    made["younger", "group-code"].is_open = False
    rows.flush()
    came_by = made["sample", "group-code"].token
    found = links.family_link(connection, came_by, "younger").token
    assert found == made["younger", "open-link"].token
    rows.query(SurveyLink).update({"is_open": False})
    with pytest.raises(UnknownLinkError, match="for your age"):
        links.family_link(connection, came_by, "younger")


@pytest.fixture
def a_family(rows):
    """A survey of two questionnaires; what adds a link to one of them, and what leads on."""
    family = [a_questionnaire(), a_questionnaire(id="younger")]
    survey = surveys.open_survey(rows, "spring", family, plan=a_plan())

    def add(questionnaire_id, label="", mode="group-code", **preset):
        given = {"questionnaire_id": questionnaire_id, "mode": mode, "label": label, **preset}
        return surveys.add_link(rows, survey, **given).token

    def led_on(token):
        return links.family_link(rows.connection(), token, "younger").token

    return add, led_on


def everybodys(rows, questionnaire_id, mode):
    plain = [
        each.token
        for each in surveys.links_of(rows, "spring")
        if (each.questionnaire_id, each.mode) == (questionnaire_id, mode)
        and each.label in ("", questionnaire_id)
    ]
    return plain[0]


@pytest.mark.parametrize("mode", [Mode.OPEN_LINK, Mode.GROUP_CODE])
def test_a_link_for_one_class_takes_nobody_else_along(rows, a_family, mode):
    add, led_on = a_family
    came_by, leads_to = everybodys(rows, "sample", mode), everybodys(rows, "younger", mode)
    for label in ("Class 4", "Class 5", "a first class", "zebras"):
        add("younger", label, mode)
        add("younger", label, mode, language="pl", presentation="13-18")
    assert led_on(came_by) == leads_to
    tiles = links.links_of_all(
        rows.connection(), links.open_link(rows.connection(), everybodys(rows, "", mode))
    )
    assert (leads_to, "younger") in tiles


def test_a_class_is_led_on_to_its_own_link_and_else_to_everybodys(rows, a_family):
    add, led_on = a_family
    fourth, fifth = add("sample", "Class 4"), add("sample", "Class 5")
    own = add("younger", "Class 4", "open-link", language="pl")
    assert led_on(fourth) == own
    assert led_on(fifth) == everybodys(rows, "younger", "group-code")


def test_a_language_nobody_asked_for_is_not_forced_on_the_way(rows, a_family):
    add, led_on = a_family
    came_by, plain = (everybodys(rows, name, "group-code") for name in ("sample", "younger"))
    in_polish = add("younger", language="pl")
    assert led_on(came_by) == plain
    assert led_on(add("sample", language="pl")) == in_polish
    assert led_on(add("sample", language="uk")) == plain


def test_nobody_is_led_to_the_link_of_another_class(rows, a_family):
    add, led_on = a_family
    came_by = add("sample", "Class 4")
    add("younger", "Class 5")
    rows.query(SurveyLink).filter_by(questionnaire_id="younger", label="younger").update(
        {"is_open": False}
    )
    with pytest.raises(UnknownLinkError, match="for your age"):
        led_on(came_by)


def test_a_survey_that_does_not_exist_is_named_with_those_that_do(rows):
    with pytest.raises(NotFoundError) as first:
        surveys.find_survey(rows, "autumn")
    assert first.value.remedy == "Open one first."
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    with pytest.raises(NotFoundError) as second:
        surveys.find_survey(rows, "autumn")
    assert "There are: spring." in str(second.value)
