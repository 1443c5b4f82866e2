"""The same choices made in every presentation store the same codes: only words and looks differ."""

from datetime import date

import pytest

from feedback_app.services import surveys, verbatims
from feedback_app.store import Answer, Response, Verbatim
from forms.definition import Kind, Mode, State
from forms.loading import SHIPPED, load_questionnaire, questionnaire_files
from tests.factories import a_plan
from tests.journeys.walking import walk

SEVERAL = [
    each.id
    for each in (load_questionnaire(path) for path in questionnaire_files(SHIPPED))
    if len(each.presentations) > 1
]
FAMILY = ("yp-5-7-easy-read", "yp-8-12", "yp-13-18")
PARAMETERS = {
    "open_date": date(2027, 1, 4),
    "close_date": date(2027, 3, 1),
    "feedback_date": date(2027, 6, 1),
    "topic": "buses",
    "topic_priority": "PLACE",
    "board_date": date(2027, 3, 4),
    "paper_title": "Getting home",
    "round": 2,
    "asks": ["Light the stops", "Run later buses"],
    "previous_asks": ["Meet us"],
}


def last_choices(questionnaire):
    """Return for each closed page a code that no route leads away from: the last real one."""
    chosen = {}
    for page in questionnaire.pages:
        routed = {code for route in page.question.routes for code in route.when.codes}
        codes = [
            option.code
            for option in page.question.options
            if option.means is State.ANSWERED
            and option.code not in routed
            and not option.exclusive
            and not option.is_carried
        ]
        if codes and page.question.kind is not Kind.PLACE:
            chosen[page.key] = codes[-1]
    return chosen


def stored_by_presentation(rows):
    rows.expire_all()
    stored = {}
    for response in rows.query(Response):
        answers = rows.query(Answer).filter_by(response_id=response.id)
        texts = rows.query(Verbatim).filter_by(response_id=response.id)
        stored[response.presentation] = (
            sorted((each.question_id, each.row_id, each.code, each.state) for each in answers),
            sorted((each.question_id, verbatims.text_of(rows, each)) for each in texts),
        )
    return stored


@pytest.mark.parametrize("name", SEVERAL)
def test_every_presentation_stores_the_same_codes(app, rows, partnership, name):
    shipped = load_questionnaire(SHIPPED / f"{name}.yaml")
    others = [each for each in FAMILY if name in FAMILY and each != name]
    family = [load_questionnaire(SHIPPED / f"{each}.yaml") for each in (name, *others)]
    surveys.open_survey(rows, "same", family, parameters=PARAMETERS, plan=a_plan())
    questionnaire = surveys.frozen_questionnaire(rows.connection(), "same", name)
    mode = Mode.SUPPORTED_IN_SETTING if Mode.SUPPORTED_IN_SETTING in shipped.modes else None
    mode = mode or shipped.modes[0]
    token = next(
        link.token
        for link in surveys.links_of(rows, "same")
        if (link.questionnaire_id, link.mode) == (name, mode)
    )
    forced = last_choices(questionnaire)
    for presentation in questionnaire.presentations:
        address = f"/s/{token}"
        made = walk(
            app.test_client(), address, questionnaire, forced=forced, way=presentation.value
        )
        assert made.ended_at == f"{address}/sent"
    stored = stored_by_presentation(rows)
    assert set(stored) == set(questionnaire.presentations)
    first, *rest = stored.values()
    assert all(each == first for each in rest)
    met = {key: code for key, code in forced.items() if key in made.chosen}
    assert {code for _, _, code, _ in first[0]} >= set(met.values())
    assert len(met) > 2
