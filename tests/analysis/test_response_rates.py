"""The kind of survey decides what may be said about who took part."""

import pytest

from analysis.response_rates import (
    Outcomes,
    coverage,
    describe_participation,
    invited_changed,
    is_unlike,
    representation,
    response_rate_1,
    response_rate_2,
)
from analysis.statistics import StatisticsError, SurveyKind

LISTED = Outcomes(complete=410, partial=40, refused=120, not_reached=330, other=20, unknown=80)


def test_response_rates_follow_the_standard_definitions():
    assert response_rate_1(LISTED, kind=SurveyKind.INVITED) == pytest.approx(0.41)
    assert response_rate_2(LISTED, kind=SurveyKind.INVITED) == pytest.approx(0.45)


@pytest.mark.parametrize("kind", [SurveyKind.OPEN, SurveyKind.PANEL])
def test_only_a_list_has_a_response_rate(kind):
    with pytest.raises(StatisticsError, match="has no response rate"):
        response_rate_1(LISTED, kind=kind)


def test_only_an_open_link_has_coverage():
    assert coverage(2_700, residents=53_923, kind=SurveyKind.OPEN) == pytest.approx(
        0.0501, abs=5e-5
    )
    with pytest.raises(StatisticsError, match="Coverage is for open links"):
        coverage(10, residents=100, kind=SurveyKind.INVITED)


@pytest.mark.parametrize(
    ("kind", "residents", "words"),
    [
        (SurveyKind.INVITED, None, "450 of 1000 people invited answered (45%)."),
        (SurveyKind.PANEL, None, "450 of 1000 members took part."),
        (SurveyKind.OPEN, None, "450 people took part. Anybody with the link could answer."),
        (
            SurveyKind.OPEN,
            27_224,
            "450 people took part, 1.7 for every 100 of that age who live here. "
            "Anybody with the link could answer.",
        ),
    ],
)
def test_participation_is_said_in_the_words_its_kind_allows(kind, residents, words):
    assert describe_participation(LISTED, kind=kind, residents=residents) == words


def test_more_answers_than_invited_are_refused():
    with pytest.raises(StatisticsError, match="30 answered but 29 were invited"):
        Outcomes.of_invited(invited=29, complete=25, partial=5)


def test_a_group_heard_less_than_its_share_is_noticed():
    ratio = representation(30, of_replies=200, people=9_268, of_people=27_224)
    assert ratio == pytest.approx(0.4406, abs=5e-5)
    assert is_unlike(ratio)
    assert not is_unlike(1.0)


def test_an_agency_that_invites_far_more_than_before_is_noticed():
    assert invited_changed(before=100, now=121)
    assert not invited_changed(before=100, now=120)
