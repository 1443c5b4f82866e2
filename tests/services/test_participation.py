"""Who took part, of whom: what each kind of survey may print, and weights from published counts."""

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from analysis.report_records import SectionKind
from analysis.weighting import Margin, effective_size, trim, weight_replies
from feedback_app.errors import FeedbackError
from feedback_app.services import denominators
from feedback_app.services.reporting import build_report
from feedback_app.store import Survey
from tests.reporting_store import a_board_order, a_survey, an_empty_store, invent

OPEN, INVITED = "children-2025", "practitioners-2025"
FAMILY = ("yp-5-7-easy-read",)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    database = an_empty_store(tmp_path_factory.mktemp("store") / "feedback.db")
    with database.sessions.begin() as session:
        children = a_survey(session, *FAMILY, survey_id=OPEN, opens_on=date(2020, 1, 13))
        children.weighted_by = "locality"
        invent(session, children, responses=600)
        staff = a_survey(session, "practitioner-annual", survey_id=INVITED)
        staff.kind = "invited"
        session.flush()
        invent(session, staff, responses=200)
        given = {"supplied_by": "Heads of service", "supplied_on": date(2025, 1, 6)}
        denominators.set_invited(session, INVITED, group="", invited=500, **given)
        denominators.set_invited(session, INVITED, group="police", invited=100, **given)
    return database


def build(store, *surveys):
    with Session(store.statements, autoflush=False) as session:
        return build_report(session, a_board_order(*surveys), progress=lambda *_: None)


def words(built, kind):
    sections = [each for each in built.snapshot.report.sections if each.kind is kind]
    blocks = [block for section in sections for block in section.blocks]
    return " ".join(each for block in blocks for each in (block.text, *block.items))


@pytest.fixture(scope="module")
def heard(store):
    return words(build(store, OPEN), SectionKind.HEARD)


def test_an_open_link_prints_coverage_of_the_ages_asked_and_no_response_rate(store, heard):
    with store.sessions() as session:
        residents, _ = denominators.residents_by_locality(session, (5, 7), date(2020, 1, 13))
    assert residents == {
        "loc-allerdale-and-copeland": 5222,
        "loc-carlisle-and-eden": 5225,
        "loc-barrow-and-south-lakeland": 4985,
    }
    everybody = sum(residents.values())
    assert f"600 of {everybody:,} aged 5 to 7 who live here" in heard
    assert f"{100 * 600 / everybody:.1f} in every 100" in heard
    assert "Response rate" not in heard


def test_an_invited_list_prints_its_response_rate_and_who_supplied_the_number(store):
    built = build(store, INVITED)
    said = words(built, SectionKind.HEARD)
    assert "200 of 500 invited (AAPOR RR1 40%, RR2 40%" in said
    assert "Heads of service, 6 January 2025" in said
    assert "Coverage" not in said
    practitioners = words(built, SectionKind.PRACTITIONERS)
    assert "of 100 invited (" in practitioners


def test_an_open_link_takes_no_number_of_invited(store):
    with (
        store.sessions() as session,
        pytest.raises(FeedbackError, match="open link"),
    ):
        denominators.set_invited(
            session, OPEN, group="", invited=9, supplied_by="x", supplied_on=date(2025, 1, 1)
        )


def test_half_a_population_is_none(store):
    with store.sessions() as session:
        assert denominators.residents_by_locality(session, (5, 40), date(2020, 1, 13))[0] == {}


def test_weights_come_from_published_counts_and_are_said_with_their_cost(store, heard):
    assert "Weighted to where children live" in heard
    assert "an effective size of" in heard
    built = build(store, OPEN)
    table = next(each for each in built.snapshot.report.tables if "play out?, by" in each.title)
    rows = {row[0].text: [cell.value for cell in row] for row in table.rows}
    people = {"Allerdale and Copeland": 5222, "Carlisle and Eden": 5225}
    people["Barrow and South Lakeland"] = 4985
    replies = [{"locality": name} for name in people for _ in range(rows[name][3])]
    size = weight_replies(replies, [Margin("locality", people)]).effective_size
    wanted = np.array([people[name] / rows[name][3] for name in people])
    each = np.repeat(wanted, [rows[name][3] for name in people])
    assert size == pytest.approx(effective_size(each), rel=1e-6)
    low, high = heard.partition("effective size of ")[2].partition(";")[0].split(" to ")
    assert int(low) - 1 <= size <= int(high) + 1


def test_a_survey_that_declares_no_margin_is_not_weighted(store):
    with store.sessions.begin() as session:
        session.get_one(Survey, OPEN).weighted_by = ""
    try:
        assert "Weighted" not in words(build(store, OPEN), SectionKind.HEARD)
    finally:
        with store.sessions.begin() as session:
            session.get_one(Survey, OPEN).weighted_by = "locality"


def test_more_answers_than_invited_is_said_and_no_rate_printed(store):
    with store.sessions.begin() as session:
        given = {"supplied_by": "x", "supplied_on": date(2025, 1, 6)}
        denominators.set_invited(session, INVITED, group="", invited=150, **given)
    said = words(build(store, INVITED), SectionKind.HEARD)
    assert "200 answered but 150 were invited" in said
    assert "RR1" not in said


AGED = "aged-2020"
AGES = ("yp-5-7-easy-read", "yp-8-12", "yp-13-18")
MIDDLE = "Help us keep children safe (children)"


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    database = an_empty_store(tmp_path_factory.mktemp("aged") / "feedback.db")
    with database.sessions.begin() as session:
        survey = a_survey(session, *AGES, survey_id=AGED, opens_on=date(2020, 1, 13))
        denominators.declare_margins(session, AGED, ["locality", "age"])
        assert survey.weighted_by == "locality,age"
        invent(session, survey, responses=3000)
    return database


def raked(counts, people, years):
    """Fit a table to both margins by plain matrices, apart from the platform's own way."""
    fitted = counts.astype(float)
    for _ in range(500):
        fitted *= (people / people.sum() * counts.sum() / fitted.sum(axis=1))[:, None]
        fitted *= years / years.sum() * counts.sum() / fitted.sum(axis=0)
    return fitted / counts


def test_locality_and_age_weigh_at_once_from_published_counts_alone(aged):
    built = build(aged, AGED)
    said = words(built, SectionKind.HEARD).partition(MIDDLE)[2]
    assert "raking to locality and age" in said
    report = built.snapshot.report
    table = next(
        each for each in report.tables if "I feel safe at school, by locality and age" in each.title
    )
    cells = {(row[0].text, row[1].text): (row[2].value, row[3].value) for row in table.rows}
    places = {"Allerdale and Copeland": 9268, "Carlisle and Eden": 9126}
    places["Barrow and South Lakeland"] = 8830
    with aged.sessions() as session:
        bands = {"8 or 9": (8, 9), "10, 11 or 12": (10, 12)}
        years = denominators.residents_by_age(session, bands, date(2020, 1, 13))
    assert sum(years.values()) == sum(places.values())
    bases = np.array([[cells[place, age][1] for age in years] for place in places])
    weights = raked(bases, np.array(list(places.values())), np.array(list(years.values())))
    held, trimmed = trim(np.repeat(weights.ravel(), bases.ravel()))
    size = effective_size(held)
    assert trimmed > 0
    low, high = said.partition("effective size of ")[2].partition(";")[0].split(" to ")
    assert int(low.replace(",", "")) - 1 <= size <= int(high.replace(",", "")) + 1


def test_an_age_nobody_is_of_is_refused_and_said(aged, monkeypatch):
    from feedback_app.services import report_denominators

    monkeypatch.setattr(
        report_denominators,
        "residents_by_age",
        lambda _session, years, _day: dict.fromkeys(
            [*years, *(["o12"] if "8_9" in years else [])], 9
        ),
    )
    said = words(build(aged, AGED), SectionKind.HEARD).partition(MIDDLE)[2]
    assert "Weighting was asked for, and refused. Nobody of age “13 or more”" in said


def test_counts_too_small_for_both_margins_are_said_to_be(store):
    with store.sessions.begin() as session:
        a_survey(session, *AGES, survey_id="small", opens_on=date(2020, 1, 13))
        denominators.declare_margins(session, "small", ["locality", "age"])
        invent(session, session.get_one(Survey, "small"), responses=60)
    said = words(build(store, "small"), SectionKind.HEARD)
    assert (
        "Weighting by locality and age was asked for, and counts that it needs are hidden" in said
    )


def test_age_alone_is_no_margin_and_a_list_is_not_weighted(aged, store):
    with aged.sessions() as session, pytest.raises(FeedbackError, match="Age alone"):
        denominators.declare_margins(session, AGED, ["age"])
    with store.sessions() as session, pytest.raises(FeedbackError, match="not an open link"):
        denominators.declare_margins(session, INVITED, ["locality"])
