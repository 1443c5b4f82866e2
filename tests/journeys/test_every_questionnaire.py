"""Every questionnaire that ships, answered page by page to its end, on every route and mode."""

import pytest

from feedback_app.demonstration.filling import content
from feedback_app.services import surveys
from feedback_app.store import Answer, Concern, Draft, Response
from forms import answers as given_answers
from forms.definition import Check, GoToClosingPage, GoToQuestionnaire, Mode, State
from forms.loading import SHIPPED, load_family
from forms.routing import next_step
from tests.factories import a_plan, texts
from tests.journeys.walking import SKIP, walk

FAMILIES = {row["id"]: row for row in content()["surveys"]}
QUESTIONNAIRES = [
    (survey, name) for survey, row in FAMILIES.items() for name in row["questionnaires"]
]


def ways(questionnaire):
    """Yield (mode, forced answers): each mode, and each answer that can turn the way."""
    for mode in surveys.modes_of_links(questionnaire):
        yield mode, {}
    for page in questionnaire.pages:
        asked = questionnaire.questions
        decides = any(page.key == getattr(when, "page", "") for q in asked for when in q.show_if)
        carries = any(q.options_from_answer == page.key for q in asked)
        if page.question.routes or decides or carries:
            codes = [option.code for option in page.question.options]
            for code in codes if page.question.required else [*codes, SKIP]:
                yield questionnaire.modes[0], {page.key: code}


@pytest.fixture
def opened(app, rows, partnership, request):
    survey_id, name = request.param
    row = FAMILIES[survey_id]
    family = load_family([SHIPPED / f"{each}.yaml" for each in row["questionnaires"]])
    surveys.open_survey(
        rows,
        survey_id,
        family,
        plan=a_plan(title=row["title"], opens_on=row["opens"]),
        parameters=row["parameters"],
    )
    rows.commit()
    links = {
        Mode(link.mode): f"/s/{link.token}"
        for link in surveys.links_of(rows, survey_id)
        if link.questionnaire_id == name
    }
    frozen = surveys.frozen_questionnaire(rows.connection(), survey_id, name)
    return frozen, links


@pytest.mark.parametrize(
    "opened",
    QUESTIONNAIRES,
    indirect=True,
    ids=[each[1] for each in QUESTIONNAIRES],
)
def test_every_route_of_a_questionnaire_ends_where_it_says(app, rows, opened):
    questionnaire, links = opened
    sent = 0
    for mode, forced in ways(questionnaire):
        made = walk(app.test_client(), links[mode], questionnaire, forced=forced)
        end = expected_end(questionnaire, made, mode)
        if isinstance(end, GoToQuestionnaire):
            assert made.ended_at != links[mode]
            assert made.ended_at.startswith("/s/")
        elif isinstance(end, GoToClosingPage):
            assert made.heading == questionnaire.closing_page_by_id[end.id].heading.of(
                questionnaire.presentations[0]
            )
        else:
            sent += 1
            assert made.ended_at == f"{links[mode]}/sent"
            assert made.heading == questionnaire.end.heading.of(questionnaire.presentations[0])
    rows.expire_all()
    assert rows.query(Response).count() == sent > 0
    assert rows.query(Draft).filter_by(questionnaire_id=questionnaire.id).count() == 0


def expected_end(questionnaire, made, mode):
    """Return where the definition leads after the last page that was answered."""
    answers = {}
    for key, given in made.chosen.items():
        question = questionnaire.page_by_key[key].question
        if given in ("", SKIP):
            answers[key] = given_answers.SKIPPED
        elif question.kind.is_free_text:
            answers[key] = given_answers.Answer(State.ANSWERED, text=given)
        else:
            answers[key] = given_answers.chosen(question, (given,))
    last = questionnaire.page_by_key[made.pages[-1]]
    end = next_step(questionnaire, answers, after=last, mode=mode)
    assert isinstance(end, Check | GoToClosingPage | GoToQuestionnaire), end
    return end


@pytest.mark.parametrize("opened", [("voice-2019", "yp-13-18")], indirect=True)
def test_a_response_keeps_every_answer_once_and_apart(app, rows, opened):
    questionnaire, links = opened
    made = walk(
        app.test_client(),
        links[Mode.OPEN_LINK],
        questionnaire,
        forced={
            "a_age": "13_14",
            "a_safe_home": "dont_know",
            "a_adult": "rather_not",
            "a_know": SKIP,
        },
        text="My dad hits me",
    )
    states = {(row.question_id, row.row_id): row.state for row in rows.query(Answer)}
    assert states["a_safe_home", ""] == "dont-know"
    assert states["a_adult", ""] == "rather-not-say"
    assert states["a_know", ""] == "skipped"
    assert states["a_prio_one", ""] == "not-asked"
    asked = {page.key for page in questionnaire.pages if page.takes_answer}
    assert {f"{q}/{r}" if r else q for q, r in states} == asked
    assert texts(rows) == ["My dad hits me"] * sum(
        questionnaire.page_by_key[key].question.kind.is_free_text for key in made.pages
    )
    assert {concern.level for concern in rows.query(Concern)} <= {"T2", "T3"}
    assert rows.query(Concern).count() == len(texts(rows))
