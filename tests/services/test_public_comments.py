"""The river on real words: public comments imported, counted, released, and counted again."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from analysis.codebook import SHIPPED, load_codebook
from analysis.report_records import Readership
from feedback_app.services import surveys
from feedback_app.services.importing import import_responses
from feedback_app.services.mapping import load_mapping
from feedback_app.services.reporting import Order, build_report
from forms.loading import load_questionnaire
from tests.factories import a_plan
from tests.recounting import recount
from tests.reporting_store import an_empty_store
from tests.shared_data import ROOT, shared_file

EXAMPLE = ROOT / "docs" / "examples" / "friends-and-family"


@pytest.fixture
def store(tmp_path):
    file = shared_file("nhs-comments-train.csv")
    database = an_empty_store(tmp_path / "feedback.db")
    with database.sessions.begin() as session:
        questionnaire = load_questionnaire(EXAMPLE / "friends-and-family.yaml")
        plan = a_plan(opens_on=date(2021, 1, 1))
        survey = surveys.open_survey(session, "comments", [questionnaire], plan=plan)
        session.flush()
        frozen = surveys.frozen_questionnaire(
            session.connection(), "comments", "friends-and-family"
        )
        mapping = load_mapping(EXAMPLE / "mapping.yaml")
        done = import_responses(session, survey, frozen, file=file, mapping=mapping)
        assert (done.stored, done.bad) == (4052, ())
    return database


@pytest.mark.slow
def test_every_figure_of_a_report_on_real_comments_can_be_counted_again(store):
    order = Order(
        survey_ids=["comments"], readership=Readership.BOARD, today=date(2023, 6, 1), threshold=0.5
    )
    with Session(store.statements, autoflush=False) as session:
        built = build_report(session, order, progress=lambda _part, _label: None)
    checked = recount(store, built, load_codebook(SHIPPED))
    assert checked["count"] >= 6, "at least the scale itself, for everybody"
    assert checked["base"] >= 3, "everybody, and each locality"
