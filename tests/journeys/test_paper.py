"""The same choices on paper and online store identical codes, in every presentation."""

from datetime import date

import pytest

from feedback_app.services import surveys
from feedback_app.store import Response
from feedback_app.store.staff import Role
from forms.definition import Mode
from forms.keying import answer_name
from forms.loading import SHIPPED, load_questionnaire, questionnaire_files
from forms.papers import pages_on_paper
from tests.factories import a_plan, sign_in_as
from tests.journeys.test_every_presentation import (
    FAMILY,
    PARAMETERS,
    last_choices,
    stored_by_presentation,
)
from tests.journeys.walking import walk
from tests.reading import send

ON_PAPER = [
    each.id
    for each in (load_questionnaire(path) for path in questionnaire_files(SHIPPED))
    if Mode.PAPER in each.modes
]
TEXT = "Words of my own"


def keyed(client, name, presentation, chosen):
    """Key the choices of a walk from a paper; return the page that follows."""
    address = "/manage/surveys/same/papers/key"
    given = {"sheet": f"{name}|{presentation}|en", "number": f"P-{presentation}"}
    return send(client, client.get(address, query_string=given), address, **given, **chosen)


@pytest.mark.parametrize("name", ON_PAPER)
def test_paper_keyed_in_stores_the_codes_of_every_way_online(app, rows, partnership, name):
    shipped = load_questionnaire(SHIPPED / f"{name}.yaml")
    others = [each for each in FAMILY if name in FAMILY and each != name]
    family = [shipped, *(load_questionnaire(SHIPPED / f"{each}.yaml") for each in others)]
    values = {**PARAMETERS, "response_date": date(2027, 6, 1)}
    surveys.open_survey(rows, "same", family, plan=a_plan(), parameters=values)
    questionnaire = surveys.frozen_questionnaire(rows.connection(), "same", name)
    mode = questionnaire.modes[-2]
    token = next(
        each.token
        for each in surveys.links_of(rows, "same")
        if (each.questionnaire_id, each.mode) == (name, mode)
    )
    forced = last_choices(questionnaire)
    officers = [app.test_client(), app.test_client()]
    for client in officers:
        sign_in_as(client, rows, Role.SURVEY_OFFICER)
    walks = {}
    for way in questionnaire.presentations:
        walks[way] = walk(
            app.test_client(), f"/s/{token}", questionnaire, forced=forced, way=way.value, text=TEXT
        )
    online = stored_by_presentation(rows)
    rows.query(Response).delete()
    agree = {"answer-0": "yes"}
    for way in questionnaire.presentations:
        pages = {page.key: page for page in pages_on_paper(questionnaire) if page.takes_answer}
        chosen = {
            answer_name(pages[key]): code
            for key, code in walks[way].chosen.items()
            if key in pages and code
        }
        assert keyed(officers[0], name, way.value, {**agree, **chosen}).status_code == 303
        page = keyed(officers[1], name, way.value, {**agree, **chosen})
        assert "done=stored" in page.location
    on_paper = stored_by_presentation(rows)
    assert set(on_paper) == set(questionnaire.presentations)
    assert on_paper == online
    assert all(len(codes) > 4 for codes, _ in on_paper.values())
