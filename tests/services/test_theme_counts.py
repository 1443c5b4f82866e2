"""Themes and priorities over surveys: respondents, not mentions, and the right base."""

import csv
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from feedback_app.commands.themes_count import count
from feedback_app.services import codebooks, deciding, places
from feedback_app.services.deciding import Judged
from feedback_app.services.theme_counts import By, Counting, count_mentions
from feedback_app.store import AuditEvent
from feedback_app.store.coding import Verdict
from tests.factories import A_DAY, a_person, a_response, a_suggestion, a_survey, a_verbatim

LISTENED, INVOLVED, BUS = "voice.listened", "voice.involved", "place.transport"


@pytest.fixture
def coder(rows):
    return a_person(rows)


pytestmark = pytest.mark.usefixtures("partnership")


def said(rows, coder, *themes, survey="spring", facets=(), response=None, **changes):
    """Write an answer of a respondent, and have themes put on it by a person."""
    owner = response or a_response(rows, survey, **changes)
    verbatim = a_verbatim(rows, response=owner)
    judged = Judged(
        dict.fromkeys(themes, Verdict.ADDED), {theme: dict(facets) for theme in themes if facets}
    )
    codebook = codebooks.current_codebook(rows, "safeguarding")
    deciding.decide(rows, survey, verbatim.id, judged, codebook=codebook, staff_id=coder.id)
    return verbatim


def counted(rows, *surveys, **how):
    found = count_mentions(rows, surveys, Counting(**how))
    return {
        (each.survey_id, each.group, each.kind, each.id): (each.respondents, each.base)
        for each in found
    }


def test_respondents_count_once_for_a_theme_and_once_for_its_priority(rows, coder):
    a_survey(rows)
    said(rows, coder, LISTENED, INVOLVED)
    said(rows, coder, INVOLVED)
    said(rows, coder)
    found = counted(rows, "spring")
    assert found["spring", "", "theme", LISTENED] == (1, 3)
    assert found["spring", "", "theme", INVOLVED] == (2, 3)
    assert found["spring", "", "priority", "VOICE"] == (2, 3)
    assert found["spring", "", "theme", BUS] == (0, 3)


def test_audiences_have_each_their_own_base(rows, coder):
    a_survey(rows)
    said(rows, coder, LISTENED, respondent_group="children")
    said(rows, coder, respondent_group="children")
    said(rows, coder, LISTENED, respondent_group="practitioners")
    found = counted(rows, "spring", by=By.AUDIENCE)
    assert found["spring", "children", "theme", LISTENED] == (1, 2)
    assert found["spring", "practitioners", "theme", LISTENED] == (1, 1)


def test_waves_stand_one_after_another_and_months_within_one(rows, coder):
    a_survey(rows, "summer", opens_on=A_DAY + timedelta(days=60))
    a_survey(rows)
    said(rows, coder, LISTENED)
    said(rows, coder, LISTENED, received_on=date(2026, 6, 2))
    said(rows, coder, survey="summer")
    by_wave = list(count_mentions(rows, ("summer", "spring"), Counting()))
    assert [each.survey_id for each in by_wave if each.id == LISTENED] == ["spring", "summer"]
    found = counted(rows, "spring", by=By.MONTH)
    assert found["spring", "2026-05", "theme", LISTENED] == (1, 1)
    assert found["spring", "2026-06", "theme", LISTENED] == (1, 1)


def test_places_fall_into_the_localities_of_the_day(rows, coder, partnership):
    a_survey(rows)
    located = places.locality_of_places(rows, A_DAY)
    place_id, locality = next(iter(located.items()))
    name = places.area_names(rows)[locality]
    said(rows, coder, LISTENED, place_id=place_id)
    said(rows, coder, LISTENED)
    found = counted(rows, "spring", by=By.LOCALITY)
    assert found["spring", name, "theme", LISTENED] == (1, 1)
    assert found["spring", "elsewhere", "theme", LISTENED] == (1, 1)


def test_what_was_said_beside_a_theme_is_counted_among_those_who_said_it(rows, coder):
    a_survey(rows)
    said(rows, coder, LISTENED, facets={"valence": "worry", "setting": "home"}.items())
    said(rows, coder, LISTENED, facets={"valence": "works_well"}.items())
    said(rows, coder, LISTENED)
    found = counted(rows, "spring")
    name = "Listened to and taken seriously"
    assert found["spring", name, "valence", "worry"] == (1, 2)
    assert found["spring", name, "setting", "home"] == (1, 1)


def test_a_suggestion_counts_from_the_threshold_on(rows, coder):
    a_survey(rows)
    a_suggestion(rows, a_verbatim(rows), probability=0.7)
    assert counted(rows, "spring", threshold=0.7)["spring", "", "theme", LISTENED] == (1, 1)
    assert counted(rows, "spring", threshold=0.71)["spring", "", "theme", LISTENED] == (0, 1)


def test_the_command_writes_true_counts_for_this_person_alone_and_records_it(
    rows, coder, tmp_path, monkeypatch
):
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: "newest")
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: "newest")
    a_survey(rows)
    said(rows, coder, LISTENED)
    out = tmp_path / "counts.csv"
    done = CliRunner().invoke(count, ["spring", "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(newline="") as file:
        [line] = [row for row in csv.DictReader(file) if row["id"] == LISTENED]
    # Wilson's interval of 1 of 1, by hand: 1 / (1 + 1.96²) = 20.7 %.
    assert (line["respondents"], line["base"], line["percent"]) == ("1", "1", "100.0")
    assert (line["low"], line["high"]) == ("20.7", "100.0")
    assert out.stat().st_mode & 0o077 == 0
    assert [each.action for each in rows.query(AuditEvent)] == ["counted-themes"]
